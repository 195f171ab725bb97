"""Reports to compare: written here, generated, or those of the sample web."""

from __future__ import annotations

import random
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from storage.signatures.sign import sign
from storage.signatures.signature import Signature, SignatureInput

WIB = timezone(timedelta(hours=7))
NOON = datetime(2024, 11, 20, 12, 30, tzinfo=WIB)
SAMPLE_WEB = Path(__file__).resolve().parents[1] / "web" / "articles"
SHARED = Path(__file__).resolve().parents[3] / "shared"

ROLL_CALL = (
    "Kepolisian Resor Tirtasari menyiagakan 364 personel untuk menjaga 290 tempat pemungutan suara, Rabu "
    "(20/11/2024).\n\n"
    "Kapolres Tirtasari AKBP Ranu Wicaksana mengatakan pasukan diberangkatkan lebih awal karena jalan menuju enam "
    "desa di lereng Gunung Sapit tertutup longsoran. “Anggota membawa bekal tiga hari, jadi jangan ada yang "
    "menumpang makan di rumah saksi,” kata Ranu.\n\n"
    "Setiap regu dibekali dua perahu karet, genset, dan radio panggil. Ranu meminta anggotanya mencatat nomor "
    "ketua regu pengawas dan melapor setiap dua jam.\n\n"
    "Ketua KPU Tirtasari Melani Sukma menambahkan kotak suara untuk enam desa itu diangkut kuda beban. “Kami "
    "pernah memakai cara ini pada 2019 dan tidak satu lembar pun basah,” ujar Melani."
)
ROLL_CALL_RETOLD = (
    "Enam desa di lereng Gunung Sapit masih tertutup longsoran. Karena itu Polres Tirtasari memberangkatkan 364 "
    "anggotanya lebih awal, Rabu (20/11/2024), dengan perahu karet dan bekal untuk tiga hari.\n\n"
    "“Yang kami takutkan bukan keributan, melainkan hujan malam hari,” ujar AKBP Ranu Wicaksana, Kapolres "
    "Tirtasari, seusai memeriksa barisan di halaman markasnya.\n\n"
    "Menurut Ranu, regu yang menjaga 290 TPS wajib melapor lewat radio panggil. Surat suara diangkut kuda beban "
    "seperti lima tahun lalu, kata Ketua KPU Tirtasari Melani Sukma."
)
AUDIT = (
    "Gudang logistik di Kecamatan Wanareja dibuka kembali setelah dua kunci gemboknya ditemukan rusak, Rabu "
    "(20/11/2024).\n\n"
    "Anggota Bawaslu Banyusoka, Teguh Prihandana menyebut tidak ada segel yang koyak. “Kami hitung satu per satu "
    "sampai pukul dua dini hari, jumlah bilik dan tintanya cocok,” terang Teguh.\n\n"
    "Penjaga gudang dimintai keterangan. Kamera pengawas ternyata mati sejak Ahad lantaran tagihan listrik belum "
    "lunas."
)


def report(article_id: str, body: str, title: str | None = None, **given: Any) -> Signature:
    """The signature of ``as_signed``."""
    return sign(as_signed(article_id, body, title, **given))


def as_signed(article_id: str, body: str, title: str | None = None, **given: Any) -> SignatureInput:
    """A report; unless given otherwise it is of an outlet of its own, from noon of 20 November 2024."""
    published: datetime | None = given.get("published", NOON)
    return SignatureInput(
        article_id=article_id,
        outlet=given.get("outlet", f"outlet-{article_id}"),
        network=given.get("network", f"outlet-{article_id}"),
        title=title,
        body=body,
        published_at=published,
        event_date=given.get("event_date"),
        region_code=given.get("region_code"),
        fallback_day=given.get("fallback_day", date(2024, 11, 20)),
    )


def word(chance: random.Random) -> str:
    """A made-up word."""
    return "".join(chance.choice("bcdgjklmnprst") + chance.choice("aiueo") for _ in range(chance.randint(2, 4)))


def sentence(chance: random.Random, words: int = 14) -> str:
    """A sentence of made-up words, with a name in it."""
    made = [word(chance) for _ in range(words)]
    made[0], made[3] = made[0].capitalize(), made[3].capitalize()
    return " ".join(made) + "."


def sample_web(*, since: datetime | None = None) -> list[dict[str, Any]]:
    """The relevant articles of the sample web, as their files have them, with ``outlet``."""
    found = []
    for path in sorted(SAMPLE_WEB.glob("*.toml")):
        for article in tomllib.loads(path.read_text(encoding="utf-8"))["article"]:
            if article["relevant"] and (since is None or article["published"].astimezone(UTC) >= since):
                found.append({**article, "outlet": path.stem})
    return found


def of_sample_web(article: dict[str, Any], *, annotated: bool = True) -> Signature:
    """The signature of an article of the sample web; not ``annotated``: without region and event date."""
    return report(
        article["key"],
        "\n\n".join(article["paragraphs"]),
        article["title"],
        outlet=article["outlet"],
        network=article["outlet"],
        published=article["published"],
        event_date=article.get("event_date") if annotated else None,
        region_code=article["region_code"] if annotated else None,
    )
