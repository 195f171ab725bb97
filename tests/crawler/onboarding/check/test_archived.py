"""Redesigns found in the raw archive."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crawler.extraction.article import extract
from crawler.onboarding.check.archived import check_archived
from crawler.onboarding.check.run import CheckRun
from crawler.onboarding.check.write import write_proposals
from crawler.outlets.outlet import Outlet
from crawler.outlets.saved_pages import saved_page
from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.raw.exchange import capture_row
from tests.crawler.onboarding.check.sites import Site, outlets
from tests.storage.exchanges import exchange, warc_writer
from tests.web.calendar import NOW
from tests.web.messages import Request

TURNED = 4
"""Pages of before and as many of after a redesign; the number of a page is its age in hours."""


class Turned(Site):
    """A site that was redesigned: page ``TURNED`` and the newer ones are in the new look."""

    def page(self, number: int) -> bytes:
        """One article page, as it was when it was new."""
        at = Request("GET", "https", f"{self.name}.example", f"/berita/{number}/petugas-{number}-gudang")
        look = Site(self.name, self.broken if number <= TURNED else "")
        return look(at).body


def checked(folder: Path, made: type[Outlet], how: str, numbers: range, *, proposing: bool = True) -> CheckRun:
    """A check against an archive of these pages, the oldest first."""
    site, archive = Turned(made.name, how), Archive.open(default_url(folder))
    writer = warc_writer(folder / "warc", opened=lambda name, at: archive.save_warc_file(name, "night-1", at))
    with archive:
        for number in reversed(numbers):
            page = exchange(
                url=f"https://{made.name}.example/berita/{number}/petugas-{number}-gudang",
                outlet=made.name,
                fetched_at=NOW - timedelta(hours=number),
                body=site.page(number),
                response_headers=[("Content-Type", "text/html; charset=utf-8")],
            )
            located = writer.write(page)
            writer.sync()
            archive.save_captures([capture_row(page, located)])
        writer.close()
        return check_archived(archive, folder / "warc", [made], now=NOW, max_size=10_000_000, proposing=proposing)


@pytest.mark.parametrize(
    ("how", "field", "selector"),
    [("element", "article", "div.naskah-berita"), ("date", "published", "div.tanggal-terbit")],
)
def test_the_next_layout_is_proposed_with_its_day(
    folder: Path, tmp_path: Path, how: str, field: str, selector: str
) -> None:
    made = outlets(folder, ["satu"])["satu"]
    run = checked(tmp_path, made, how, range(1, 2 * TURNED + 1))
    assert list(run.checked["satu"].faults) == [how]
    assert f"({TURNED} of the newest {2 * TURNED})" in next(iter(run.checked["satu"].faults.values()))
    assert run.proposals["satu"].unsupported == {}
    assert list(write_proposals(run.proposals, {"satu": made})) == [folder / "satu.py"]
    again = outlets(folder, ["satu"])["satu"]
    new, *old = again.layouts
    assert (getattr(new, field)[0], new.valid_from) == (selector, (NOW - timedelta(hours=TURNED)).date())
    assert tuple(old) == made.layouts
    for number in (1, 2 * TURNED):  # the page of today, and one of before
        url = f"https://satu.example/berita/{number}/petugas-{number}-gudang"
        item = extract(saved_page(Turned("satu", how).page(number), url, again, NOW))
        assert (item.extractor, item.published_origin) == ("1/element", "declared")


def test_pages_that_hold_are_no_redesign_and_one_odd_page_neither(folder: Path, tmp_path: Path) -> None:
    made = outlets(folder, ["satu"])["satu"]
    (tmp_path / "a").mkdir()
    sound = checked(tmp_path / "a", made, "", range(1, 4))
    assert (sound.checked["satu"].faults, sound.proposals) == ({}, {})
    assert sound.checked["satu"].verified
    (tmp_path / "b").mkdir()
    odd = checked(tmp_path / "b", made, "element", range(TURNED, TURNED + 4))
    assert odd.checked["satu"].faults == {}


def test_where_no_older_page_fits_the_layout_has_no_day(folder: Path, tmp_path: Path) -> None:
    run = checked(tmp_path, outlets(folder, ["satu"])["satu"], "element", range(1, 4))
    assert run.proposals["satu"].facts["layouts"][0].valid_from is None


def test_what_cannot_be_found_is_said(folder: Path, tmp_path: Path) -> None:
    run = checked(tmp_path, outlets(folder, ["satu"])["satu"], "javascript", range(1, 4))
    assert run.proposals["satu"].facts == {}
    assert run.proposals["satu"].unsupported["article"] == "no selector holds on all of the newest 3 pages"


def test_an_outlet_without_pages_is_named(folder: Path, tmp_path: Path) -> None:
    run = checked(tmp_path, outlets(folder, ["satu"])["satu"], "", range(0))
    assert run.waiting == {"satu": "the archive holds no article page of it"}
