"""A small archive for tests: three outlets, and reports in words of our own."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from storage.archive.archive import Archive
from tests.storage.databases import archive_url

NOW = datetime.fromisoformat("2024-11-28T06:00:00+07:00")

OUTLETS = {
    "kabar_timur": ("Kabar Timur", "kabar_timur", "35.74", "Kota Probolinggo"),
    "suara_pesisir": ("Suara Pesisir", "jaringan_pesisir", "35", "Jawa Timur"),
    "pesisir_kota": ("Pesisir Kota", "jaringan_pesisir", "35.78", "Kota Surabaya"),
}

APEL = (
    "Ratusan personel gabungan mengikuti apel gelar pasukan di alun-alun sebelum berangkat menjaga tempat pemungutan "
    "suara. Kapolres meminta setiap regu mengenali jalur evakuasi dan nomor telepon petugas kecamatan. Perahu karet "
    "dan tenda darurat disiapkan di tiga posko karena hujan masih turun setiap sore.",
    "Setiap regu yang dilepas dari alun-alun membawa peta jalur evakuasi dan nomor telepon petugas kecamatan. Ratusan "
    "personel gabungan itu menjaga tempat pemungutan suara setelah apel gelar pasukan, pesan Kapolres. Tiga posko "
    "menyimpan perahu karet dan tenda darurat, sebab hujan turun setiap sore.",
    "Kapolres melepas ratusan personel gabungan lewat apel gelar pasukan di alun-alun. Mereka menjaga tempat "
    "pemungutan suara dan sudah mengenali jalur evakuasi serta petugas kecamatan masing-masing. Hujan yang turun "
    "setiap sore dijawab dengan perahu karet dan tenda darurat di tiga posko.",
)
"""Three reports of one muster."""

GUDANG = (
    "Gudang logistik dijaga bergantian sejak kotak suara tiba dari percetakan. Kamera pengawas dipasang di empat sudut "
    "dan kunci pintu dipegang dua lembaga agar segel kotak tidak dapat dibuka sendirian. Buku tamu mencatat siapa pun "
    "yang masuk, lengkap dengan jam dan keperluannya.",
    "Kunci pintu gudang logistik dipegang dua lembaga agar segel kotak suara tidak dibuka sendirian. Empat kamera "
    "pengawas menyala sejak kotak tiba dari percetakan, dan penjaga bergantian di setiap sudut. Siapa pun yang masuk "
    "menulis jam dan keperluannya di buku tamu.",
    "Sejak kotak suara tiba dari percetakan, gudang logistik diawasi empat kamera. Segel kotak aman karena kunci pintu "
    "dipegang dua lembaga dan penjaga bergantian. Buku tamu di pintu mencatat jam dan keperluan setiap orang.",
)
"""Three reports of one warehouse and its guards."""


def open_archive(folder: Path) -> Archive:
    """A fresh archive in ``folder`` that knows the three outlets."""
    archive = Archive.open(archive_url(folder))
    for name, (title, network, code, region) in OUTLETS.items():
        archive.save_outlet(
            name=name,
            title=title,
            site=f"https://{name.replace('_', '-')}.example",
            network=network,
            family=None,
            region_code=code,
            region=region,
        )
    return archive


def article_id(key: str) -> str:
    """The id that ``save`` gives the article with this key."""
    return "a" + sha256(key.encode()).hexdigest()[:16]


def event_id(key: str) -> str:
    """The id of the event that the article with this key founds."""
    return "e" + article_id(key)[1:]


def save(
    archive: Archive,
    key: str,
    body: str,
    *,
    outlet: str = "kabar_timur",
    published: str | None = "2024-11-26T10:00:00+07:00",
    now: datetime = NOW,
    **fields: Any,
) -> str:
    """Saves one relevant article, or a new reading of it, and gives its id. It happened on the day of publication."""
    at = datetime.fromisoformat(published) if published else None
    row: dict[str, Any] = {
        "article_id": article_id(key),
        "url": f"https://{outlet.replace('_', '-')}.example/{key}",
        "url_key": f"{outlet.replace('_', '-')}.example/{key}",
        "outlet": outlet,
        "network": OUTLETS[outlet][1],
        "title": body.split(".")[0][:60],
        "authors": ["Rina Wulandari"],
        "editors": [],
        "bylines": [],
        "published_at": at,
        "published_precision": "minute" if published else None,
        "published_origin": "jsonld" if published else None,
        "modified_at": None,
        "event_date": (at or now).date(),
        "region_code": "35.74",
        "region": "Kota Probolinggo",
        "place": "Probolinggo",
        "language": "id",
        "relevant": True,
        "relevance": 0.75,
        "matched_terms": ["kotak suara", "pengamanan"],
        "words": len(body.split()),
        "text_sha256": sha256(body.encode()).hexdigest(),
        "body": body,
        "complete": True,
        "fetched_at": now,
        "warc_record_id": f"<urn:uuid:{article_id(key)[1:]}>",
        "extractor": "1 element",
        "rule_hits": {},
    }
    archive.save_article(row | fields, now=now)
    return article_id(key)


def fill(archive: Archive, *, hourly: bool = False) -> None:
    """Saves the reports of both events, one by each outlet; ``hourly`` one after the other from 10 o'clock on."""
    for name, texts in (("apel", APEL), ("gudang", GUDANG)):
        for number, (text, outlet) in enumerate(zip(texts, OUTLETS, strict=True)):
            hour = 10 + (number if hourly else 0)
            save(archive, f"{name}-{number}", text, outlet=outlet, published=f"2024-11-26T{hour}:00:00+07:00")
