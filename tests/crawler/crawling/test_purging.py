"""A purged article: its words are in no file any more, everything else is as it was, and nothing brings it back."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from crawler.crawling.purging import Purged, carry_out
from crawler.crawling.run import Run
from crawler.night.closing import close_night
from storage.archive.archive import Archive
from storage.archive.purge import PURGED
from storage.browse.index import opened, renew
from storage.data_folder import BROWSE_INDEX, TAKEDOWNS_FILE, WARC_FOLDER
from storage.events.update import update_events
from storage.exceptions import ArchiveError
from storage.failpoints import PURGE_AFTER_RECORDS, PURGE_MID_RECORD, VARIABLE
from storage.integrity.recovery import bring_together
from storage.integrity.verification import verify
from storage.models import Capture, Pair, Sighting, Version
from storage.records import purges, takedowns
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, open_archive, save
from tests.storage.databases import archive_url
from tests.storage.exchanges import exchange, warc_writer

pytestmark = pytest.mark.usefixtures("databases")

WHO = {"by": "Rina", "why": "putusan pengadilan", "now": NOW}
SITE = "https://kabar-timur.example"
SECRET = "Sumini"
"""A word that stands in the purged article alone."""

TEXT = f"{APEL[0]} Seorang anak bernama {SECRET} ikut menonton apel itu bersama ayahnya sampai siang."
EARLIER = f"{APEL[1]} Anak bernama {SECRET} itu pulang setelah apel gelar pasukan selesai bersama ayahnya di alun-alun."
ONE = article_id("apel")


def fill(folder: Path) -> None:
    """Two reports of one muster, and what the raw archive holds of the first: nine records, six of them to go."""
    feed = json.dumps([{"isi": f"<p>{GUDANG[0]}</p>"}, {"isi": f"<p>{TEXT}</p>"}]).encode()
    address, other = f"{SITE}/apel", f"{SITE}/gudang"
    with warc_writer(folder / WARC_FOLDER) as writer:
        first = writer.write(exchange(url=address, body=gzip.compress(EARLIER.encode())))
        second = writer.write(exchange(url=address, body=gzip.compress(TEXT.encode())))
        writer.write(exchange(url=address, status=304, body=b"", revisits=second.record_id))
        plain = [("Content-Type", "application/json")]
        notes = {"url_key": "kabar-timur.example/apel"}
        writer.write(exchange(url=f"{SITE}/?p=1", body=gzip.compress(TEXT.encode()), notes=notes))
        writer.write(
            exchange(url=f"{address}?hal=2", body=gzip.compress(b"lanjutan"), notes={"part_of": second.record_id})
        )
        writer.write(exchange(url=f"{SITE}/umpan", kind="posts", body=feed, response_headers=plain))
        kept = writer.write(exchange(url=other, body=gzip.compress(GUDANG[0].encode())))
        titles = json.dumps([{"isi": "Ratusan personel gabungan mengikuti apel"}]).encode()
        writer.write(exchange(url=f"{SITE}/umpan2", kind="posts", body=titles, response_headers=plain))
        writer.write(exchange(url=f"{SITE}/apel-lain", body=gzip.compress(b"lain")))
    with open_archive(folder) as archive:
        bring_together(archive, folder / WARC_FOLDER)
        save(archive, "apel", EARLIER, warc_record_id=first.record_id, title=f"Anak {SECRET}")
        later = NOW + timedelta(hours=1)
        save(archive, "apel", TEXT, warc_record_id=second.record_id, fetched_at=later, title=f"Anak {SECRET}")
        save(archive, "apel-2", APEL[0], outlet="suara_pesisir", warc_record_id=None)
        save(archive, "gudang", GUDANG[0], warc_record_id=kept.record_id)
        settled = {"state": "article", "now": NOW, "article_id": ONE, "title": f"Anak {SECRET}"}
        archive.settle("kabar_timur", "kabar-timur.example/apel", url=address, **settled)  # type: ignore[arg-type]
        update_events(archive, now=NOW)
        with opened(folder / BROWSE_INDEX) as index:
            renew(archive, index)


def words_in(folder: Path) -> list[str]:
    """Files of the data folder in which the word of the article stands, WARC files unpacked."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            raw += unpacked(raw) if path.name.endswith(".warc.gz") else b""
            if SECRET.lower().encode() in raw.lower():
                found.append(path.name)
    return found


def unpacked(raw: bytes) -> bytes:
    """Content of every member, with the bodies in it."""
    content = b""
    while raw:
        member = zlib.decompressobj(31)
        record = member.decompress(raw)
        body = record.partition(b"\r\n\r\n")[2].partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")
        content += record + (gzip.decompress(body) if body.startswith(b"\x1f\x8b") else b"")
        raw = member.unused_data
    return content


def purge(folder: Path) -> list[Purged]:
    with Archive.open(archive_url(folder)) as archive:
        purges.order(archive, folder, ONE, **WHO)  # type: ignore[arg-type]
        return carry_out(archive, folder, now=NOW)


def problems(folder: Path) -> list[str]:
    with Archive.open(archive_url(folder)) as archive:
        return [found.line for found in verify(archive, folder / WARC_FOLDER)]


def test_its_words_are_in_no_file_and_the_rest_stays(tmp_path: Path) -> None:
    fill(tmp_path)
    (warc,) = (tmp_path / WARC_FOLDER).iterdir()
    size = warc.stat().st_size
    assert "browse.db" in words_in(tmp_path)
    (done,) = purge(tmp_path)
    assert (done.records, done.missing) == (6, ())
    assert words_in(tmp_path) == []
    assert warc.stat().st_size == size
    assert problems(tmp_path) == []
    with open_archive(tmp_path) as archive:
        article = archive.article(ONE)
        assert article is not None
        assert (article.extractor, article.body, article.title, article.warc_record_id) == (PURGED, "", None, None)
        assert len(archive.captures()) == 3
        with archive.reading() as session:
            assert session.query(Pair).count() == 0
            assert session.query(Version).filter_by(article_id=ONE).count() == 0
            assert [one.state for one in session.query(Sighting)] == ["quarantined"]
        assert carry_out(archive, tmp_path, now=NOW) == []
        # whoever brings the text once more is not heard
        assert save(archive, "apel", TEXT, warc_record_id="urn:uuid:9", now=NOW + timedelta(days=9)) == ONE
        update_events(archive, now=NOW)
        with pytest.raises(ArchiveError, match="is purged: its text is destroyed"):
            takedowns.withdraw(archive, tmp_path, ONE, **WHO)  # type: ignore[arg-type]
        other = archive.article(article_id("apel-2"))
        assert other is not None
        assert other.event_id is not None
    assert words_in(tmp_path) == []
    kept = json.loads((tmp_path / TAKEDOWNS_FILE).read_text())
    assert (kept["purge"]["purged_at"], len(kept["purge"]["records"])) == (NOW.isoformat(), 6)


@pytest.mark.parametrize(
    "place",
    [f"{PURGE_MID_RECORD}:4", PURGE_AFTER_RECORDS, "after_commit:3"],
)
def test_killed_anywhere_it_is_finished_by_the_next(tmp_path: Path, place: str) -> None:
    fill(tmp_path)
    if (child := os.fork()) == 0:
        os.environ[VARIABLE] = place
        purge(tmp_path)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    (told,) = problems(tmp_path)
    assert "its purge is not done; the next run does it" in told
    (done,) = purge(tmp_path)
    assert not done.missing
    assert words_in(tmp_path) == []
    assert problems(tmp_path) == []


def test_a_backup_that_comes_back_is_purged_again(tmp_path: Path) -> None:
    fill(tmp_path)
    (warc,) = (tmp_path / WARC_FOLDER).iterdir()
    shutil.copy(warc, tmp_path / "sebelum")
    assert len(purge(tmp_path)) == 1
    shutil.move(tmp_path / "sebelum", warc)
    assert any("must be done again: the raw archive holds records of it" in line for line in problems(tmp_path))
    assert [one.records for one in purge(tmp_path)] == [6]
    assert (words_in(tmp_path), problems(tmp_path)) == ([], [])
    with open_archive(tmp_path) as archive, archive.writing() as session:
        article = session.merge(Version(article_id=ONE, text_sha256="0", title=None, body=TEXT))
        assert article.body == TEXT
    assert any("the database holds of it" in line for line in problems(tmp_path))
    assert len(purge(tmp_path)) == 1
    assert (words_in(tmp_path), problems(tmp_path)) == ([], [])


def test_a_database_made_anew_knows_what_is_purged(tmp_path: Path) -> None:
    fill(tmp_path)
    purge(tmp_path)
    anew = tmp_path / "baru"
    shutil.copytree(tmp_path / WARC_FOLDER, anew / WARC_FOLDER)
    shutil.copy(tmp_path / TAKEDOWNS_FILE, anew)
    with Archive.open(archive_url(anew)) as archive:
        bring_together(archive, anew / WARC_FOLDER)
        assert len(carry_out(archive, anew, now=NOW)) == 1
        article = archive.article(ONE)
        assert article is not None
        assert article.extractor == PURGED
        assert archive.memory("kabar_timur")["kabar-timur.example/apel"].state == "quarantined"
        save(archive, "apel", TEXT) if archive.outlets() else None
        assert carry_out(archive, anew, now=NOW) == []
    assert words_in(anew) == []


def test_records_on_another_machine_are_waited_for(tmp_path: Path) -> None:
    fill(tmp_path)
    (warc,) = (tmp_path / WARC_FOLDER).iterdir()
    elsewhere = shutil.move(warc, tmp_path / "mesin-lain")
    (done,) = purge(tmp_path)
    assert done.missing == (warc.name,)
    with open_archive(tmp_path) as archive, archive.reading() as session:
        assert session.query(Capture).count() == 9
        assert session.query(Version).filter_by(article_id=ONE).count() == 2, "more is found by it there"
    shutil.move(elsewhere, warc)
    (done,) = purge(tmp_path)
    assert (words_in(tmp_path), problems(tmp_path)) == ([], [])


def test_a_night_carries_out_what_was_ordered_while_it_ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path)
    settings = get_project_settings()
    for name, value in {"DATA": str(tmp_path), "DATABASE_URL": archive_url(tmp_path), "NOW": NOW.isoformat()}.items():
        settings.set(f"KLIPING_{name}", value, priority="cmdline")
    with Run.open(settings, "nightly") as run:
        run.begin()
        run.capture(exchange(url=f"{SITE}/apel", body=gzip.compress(TEXT.encode())))
        run.secure()
        purges.order(run.archive, tmp_path, ONE, **WHO)  # type: ignore[arg-type]
        close_night(settings, run, [])
    assert words_in(tmp_path) == []
    with Archive.open(archive_url(tmp_path)) as archive:
        purges.order(archive, tmp_path, article_id("gudang"), **WHO)  # type: ignore[arg-type]
    with Run.open(settings, "crawl"):
        pass
    assert problems(tmp_path) == []
