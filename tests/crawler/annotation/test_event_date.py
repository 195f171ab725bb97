"""Days that a report speaks of: the event's, and the publication's where the page prints none."""

import json
from datetime import date, datetime
from itertools import combinations
from pathlib import Path

import pytest

from crawler.annotation.event_date import event_day, from_text
from tests.web.articles import load_articles

JAKARTA = "Asia/Jakarta"
TUESDAY = datetime.fromisoformat("2024-11-26T16:00:00+07:00")
SHARED = Path(__file__).resolve().parents[3].parent / "shared"


def told(body: str, *, published: datetime | None) -> date | None:
    found = event_day(body, published=published, zone=JAKARTA)
    return None if found is None else found.day


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("Apel digelar di alun-alun, Senin (25/11/2024).", "2024-11-25"),
        ("Apel digelar di alun-alun, Senin (25/11) pagi.", "2024-11-25"),
        ("Apel digelar di alun-alun, Senin(25/11).", "2024-11-25"),
        ("Apel digelar di alun-alun, Senin, (25/11/24).", "2024-11-25"),
        ("Apel digelar di alun-alun, Senin pagi (25/11).", "2024-11-25"),
        ("Apel digelar di alun-alun (Senin, 25/11/2024).", "2024-11-25"),
        ("Apel digelar di alun-alun, Senin (25-11-2024).", "2024-11-25"),
        ("Apel digelar di alun-alun, Senin, 25 November 2024.", "2024-11-25"),
        ("Apel digelar di alun-alun pada Senin 25 Nov 2024.", "2024-11-25"),
        ("Apel digelar di alun-alun, Senin (25 November 2024).", "2024-11-25"),
        ("Apel digelar pada hari Senin tanggal 25 November 2024.", "2024-11-25"),
        ("Apel digelar di alun-alun, Jum'at (22/11).", "2024-11-22"),
        ("Apel digelar di alun-alun, Ahad (24/11).", "2024-11-24"),
        ("APEL DIGELAR DI ALUN-ALUN, SENIN (25/11).", "2024-11-25"),
        ("Apel digelar di alun-alun (25/11).", "2024-11-25"),
        ("Apel digelar di alun-alun pada 25 November 2024.", "2024-11-25"),
        # weekdays alone, counted back from Tuesday 26 November 2024
        ("Apel digelar di alun-alun, Jawa Timur, Senin.", "2024-11-25"),
        ("Kata dia di Probolinggo, Selasa.", "2024-11-26"),
        ("Razia digelar Rabu malam di tiga titik.", "2024-11-20"),
        ("Razia digelar Minggu dini hari di tiga titik.", "2024-11-24"),
        ("Razia digelar Selasa lalu di tiga titik.", "2024-11-19"),
        ("Razia digelar Kamis kemarin di tiga titik.", "2024-11-21"),
        ("Razia digelar hari ini di tiga titik.", "2024-11-26"),
        ("Razia digelar kemarin di tiga titik.", "2024-11-25"),
        # the first day that fits
        ("Rakor pada Senin\n(25/11) siang membahas pemungutan suara, Rabu (27/11) mendatang.", "2024-11-25"),
        ("Jelang pemungutan suara Rabu (27/11), polisi menggelar apel, Senin (25/11).", "2024-11-25"),
        ("Gempa pada 12 Januari 1998 dikenang warga dalam doa bersama, Senin (25/11).", "2024-11-25"),
        ("Undang-undang itu direvisi pada 20 November 2024.\n\nWarga menolaknya, Senin (25/11).", "2024-11-25"),
        (
            "Sebelumnya, pada Kamis (21/11), saksi diperiksa.\n\nPolisi menahan dua orang, Senin (25/11).",
            "2024-11-25",
        ),
        ("Sejak Kamis (21/11) hujan turun.\n\nBanjir surut Senin (25/11).", "2024-11-25"),
        ("“Kami mulai Kamis lalu,” kata camat di balai desa, Senin (25/11).", "2024-11-25"),
        ("Petugas akan menindak pelanggar, kata Kapolres di Lumajang, Senin.", "2024-11-25"),
        ("Rapat itu jadi yang pertama.\n\n" * 8 + "Hadir pula camat, Senin (25/11).", "2024-11-25"),
        # the date decides, and "hari ini" or "kemarin" beside it only repeats it
        ("Apel digelar di alun-alun, hari ini, Senin, 25 November 2024.", "2024-11-25"),
        ("Apel digelar kemarin, senin, 25 November 2024.", "2024-11-25"),
        ("Apel digelar Senin 24 November kemarin di alun-alun.", None),  # a Sunday: not the day before, either
        ("Petugas bubar kemarin, 25 orang masih berjaga.", "2024-11-25"),
        ("“Lusa (hari ini, red) kami mulai,” kata camat.\n\nApel digelar, Senin (25/11).", "2024-11-25"),
        ("Sidang digelar di PN Jakarta Selatan, Pasar Minggu, Senin (25/11).", "2024-11-25"),
        # when it happened, before when it was told
        ("Kebakaran itu terjadi pada 24 November 2024 lalu, kata camat, Senin (25/11).", "2024-11-24"),
        ("Rumah itu terbakar, kata camat, Senin (25/11).\n\nPeristiwa itu terjadi Minggu (24/11).", "2024-11-24"),
        ("Api padam, kata camat, Senin (25/11).\n\nDua posko didirikan Minggu (24/11).", "2024-11-25"),
        ("Kepala dinas absen, seperti pada rapat sebelumnya, Kamis (21/11).\n\nIa hadir Senin (25/11).", "2024-11-25"),
        # the day of a medium that is quoted, when its report says no other
        (
            "Gempa mengguncang pulau itu, mengutip Reuters, Senin (25/11).\n\nWarga mengungsi Minggu (24/11).",
            "2024-11-25",
        ),
        # what was background is taken when nothing else is said, and it stands at the beginning
        ("Rapat itu jadi yang pertama.\n\n" * 4 + "Jalan itu ditutup sejak Kamis (21/11).", None),
        ("Jalan itu ditutup sejak Kamis (21/11).", "2024-11-21"),
        # none
        ("", None),
        ("Rapat membahas pengamanan.", None),
        ("Pemungutan suara akan berlangsung pada Rabu (27/11) mendatang.", None),
        ("Pemungutan suara berlangsung Rabu, 27 November 2024.", None),
        ("Penyerahan dijadwalkan pada Selasa.", None),
        ("Razia digelar Rabu depan.", None),
        ("Gempa terjadi pada 12 Januari 1998.", None),
        ("Gempa terjadi Senin (12/1/1998).", None),
        ("Apel digelar di alun-alun, Senin (26/11).", None),  # a Tuesday
        ("Apel digelar di alun-alun, Senin (31/11).", None),
        ("Program Jumat Curhat dan Sabtu Bersih tetap berjalan.", None),
        ("Saat Sabtu-Minggu jalan itu padat.", None),
        ("Pasar digelar setiap Senin.", None),
        ("Dua minggu terakhir harga naik.", None),
        ("Tim tuan rumah kalah (1-2) lalu imbang (25-11).", None),
        ("Surat nomor 25/11 dan Nomor 3.11 tahun 2024.", None),
        ("“Senin kami bertemu lagi, hari ini belum,” katanya.", None),
    ],
)
def test_the_day_of_what_is_reported(body: str, day: str | None) -> None:
    assert told(body, published=TUESDAY) == (day and date.fromisoformat(day))


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("Apel digelar di alun-alun, Senin (25/11/2024).", "2024-11-25"),
        ("Apel digelar di alun-alun (25/11/2024).", "2024-11-25"),
        ("Apel digelar di alun-alun, Senin (25/11).", None),
        ("Apel digelar di alun-alun, Senin.", None),
        ("Apel digelar di alun-alun, hari ini.", None),
        ("Gempa terjadi pada 12 Januari 1998.", None),
        ("Pemungutan suara akan berlangsung pada Rabu (27/11/2024).", None),
        ("Apel digelar di alun-alun, Senin (26/11/2024).", None),
    ],
)
def test_without_publication_only_a_whole_date_counts(body: str, day: str | None) -> None:
    assert told(body, published=None) == (day and date.fromisoformat(day))


@pytest.mark.parametrize(
    ("body", "precision"),
    [
        ("Apel digelar di alun-alun, Senin (25/11).", "date"),
        ("Apel digelar di alun-alun pada 25 November 2024.", "date"),
        ("Apel digelar di alun-alun, Senin.", "weekday"),
        ("Apel digelar di alun-alun kemarin.", "weekday"),
    ],
)
def test_a_day_that_is_printed_is_told_from_one_that_is_counted_back(body: str, precision: str) -> None:
    assert event_day(body, published=TUESDAY, zone=JAKARTA) == (date(2024, 11, 25), precision)


def test_the_day_of_publication_is_that_of_the_outlets_zone() -> None:
    late = datetime.fromisoformat("2024-11-25T18:30:00+00:00")  # Tuesday 01:30 in Jakarta
    assert told("Apel digelar hari ini.", published=late) == date(2024, 11, 26)


def test_the_year_turns() -> None:
    published = datetime.fromisoformat("2025-01-02T09:00:00+07:00")
    assert told("Warga berdoa bersama, Selasa (31/12).", published=published) == date(2024, 12, 31)


FETCHED = datetime.fromisoformat("2026-11-21T02:00:00+07:00")


@pytest.mark.parametrize(
    ("body", "year", "month", "day"),
    [
        ("Rakor pada Selasa (26/11) pagi.", 2024, None, "2024-11-26"),
        ("Rakor pada Selasa (26/11) pagi.", 2024, 11, "2024-11-26"),
        ("Rakor pada Selasa (26/11) pagi.", None, None, "2024-11-26"),  # Thursday in 2026, Wednesday in 2025
        ("Rakor (26/11) membahas agenda November 2023.", None, None, "2023-11-26"),
        ("Rakor pada (26/10).", None, None, "2026-10-26"),
        ("Rakor pada (26/11).", None, None, "2025-11-26"),  # not after it was fetched
        ("Rakor pada Selasa (26/11/2024).", None, None, "2024-11-26"),
        ("Rakor pada Selasa (31/12).", 2025, None, "2024-12-31"),  # written in January
        ("Rakor Kamis (21/11) membahas pilkada yang akan berlangsung Rabu (27/11).", 2024, None, "2024-11-21"),
        ("Pilkada akan berlangsung Rabu (27/11) mendatang. Rakor digelar Selasa (26/11).", 2024, None, "2024-11-26"),
        ("Rakor pada Selasa (26/11).", 2023, None, None),  # a Sunday
        ("Rakor pada Selasa (26/11).", 2024, 12, None),
        ("Rakor pada Selasa (26/11).", 2027, None, None),
        ("Gempa pada 12 Januari 1998 dikenang.", None, None, None),
        ("Rakor digelar Selasa.", 2024, None, None),
        ("", 2024, None, None),
    ],
)
def test_the_day_of_publication_from_the_lead(body: str, year: int | None, month: int | None, day: str | None) -> None:
    moment = from_text(body, zone=JAKARTA, fetched_at=FETCHED, year=year, month=month)
    assert (moment and (moment.at.isoformat(), moment.precision)) == (day and (f"{day}T00:00:00+07:00", "day"))


def test_the_sample_articles_say_their_day() -> None:
    articles = load_articles()
    right = [told(a.body, published=a.published) == a.event_date for a in articles]
    assert len(articles) >= 50
    assert sum(right) / len(right) >= 0.95  # 1.0 when measured


def test_the_portals_day_is_found_without_a_printed_date() -> None:
    articles = [a for a in load_articles() if a.outlet == "probolinggo_kota" and a.event_date]
    assert articles
    for article in articles:
        moment = from_text(article.body, zone=JAKARTA, fetched_at=FETCHED, year=article.published.year)
        assert moment is not None
        assert moment.at.date() == article.event_date, article.key


@pytest.mark.parametrize(
    ("seed", "published", "day"),
    [
        ("000", "2023-11-27T15:00:00+07:00", None),
        ("001", "2023-11-27T15:00:00+07:00", "2023-11-27"),
        ("002", "2024-11-25T22:53:00+07:00", None),
        ("003", "2023-12-05T08:00:00+07:00", "2023-12-04"),
        ("004", "2024-11-26T15:00:00+07:00", "2024-11-26"),
    ],
)
def test_the_seeds(seed: str, published: str, day: str | None) -> None:
    file = SHARED / "seeds" / "gold.json"
    if not file.exists():
        pytest.skip(f"{file} is not here: the seeds are kept beside the repository")
    gold = json.loads(file.read_text(encoding="utf-8"))[seed]
    body = "\n\n".join(gold["body"]) if "body" in gold else gold["body_text"]
    found = told(body, published=datetime.fromisoformat(published))
    assert found == (day and date.fromisoformat(day))


def test_reports_of_one_event_say_one_day() -> None:
    """The labels name events, not days: what can be measured is that their reports agree (0.90)."""
    file = SHARED / "eval" / "events.jsonl"
    if not file.exists():
        pytest.skip(f"{file} is not here: labelled articles are kept beside the repository")
    days: dict[str, list[date]] = {}
    silent = count = 0
    for line in filter(None, file.read_text(encoding="utf-8").split("\n")):
        row = json.loads(line)
        day = told(row["body"], published=datetime.fromisoformat(row["published_at"]))
        count += 1
        silent += day is None
        if day is not None and row["role"] == "event":
            days.setdefault(row["cluster"], []).append(day)
    agree = [one == other for known in days.values() for one, other in combinations(known, 2)]
    assert sum(agree) / len(agree) >= 0.88
    assert silent / count <= 0.08
