"""Who asks not to be archived is in the database, and in nothing that leaves it."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from scrapy.http import Response

from crawler.extraction.article import extract
from crawler.extraction.noarchive import header_forbids_archiving
from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.benchmarks.wordpress_pages import fetched_page
from tests.shell import FAST, environment, exported, scrapy
from tests.web.articles import load_articles
from tests.web.gold import canonical_url
from tests.web.messages import Request
from tests.web.messages import Response as Answer
from tests.web.server import SampleWeb


@pytest.mark.parametrize(
    ("header", "forbids"),
    [
        ("noarchive", True),
        ("noindex, NoArchive", True),
        ("klipingbot: noarchive", True),
        ("KlipingBot: noindex, noarchive", True),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST, noarchive", True),
        ("googlebot: noarchive", False),
        ("googlebot: nofollow, noarchive", False),
        ("noindex", False),
        ("none", False),
        ("noarchived", False),
        (":", False),
        ("", False),
    ],
)
def test_the_header(header: str, forbids: bool) -> None:
    answer = Response("https://x.example/", headers={"X-Robots-Tag": header})
    assert header_forbids_archiving(answer, "KlipingBot") is forbids


def test_several_headers_are_read() -> None:
    headers = {"X-Robots-Tag": ["googlebot: noindex", "noarchive"]}
    assert header_forbids_archiving(Response("https://x.example/", headers=headers), "KlipingBot")


@pytest.mark.parametrize(
    ("meta", "forbids"),
    [
        ('<meta name="robots" content="index, noarchive">', True),
        ('<META NAME="ROBOTS" CONTENT="NOARCHIVE">', True),
        ('<meta name="KlipingBot" content="noarchive">', True),
        ('<meta name="googlebot" content="noarchive">', False),
        ('<meta name="robots" content="index, follow, max-snippet:-1">', False),
        ('<meta property="og:title" content="noarchive">', False),
    ],
)
def test_the_page(meta: str, forbids: bool) -> None:
    page = replace(fetched_page(0), bodies=(f"<html><head>{meta}</head><p>Isi.</p></html>".encode(),))
    assert extract(page).noarchive is forbids
    assert extract(replace(page, noarchive=True)).noarchive


def test_it_is_kept_and_given_to_nobody(tmp_path: Path) -> None:
    article = next(one for one in load_articles() if one.outlet == "petisi" and one.relevant)

    def asked_not_to(_: Request, answer: Answer) -> Answer:
        return replace(answer, headers=(*answer.headers, ("X-Robots-Tag", "noarchive")))

    with SampleWeb() as web:
        web.misbehave(how=asked_not_to, host="petisi.co", path=f"^/{article.slug}/")
        env = environment(tmp_path, web)
        scrapy("crawl", "petisi", "-a", f"since={article.published:%Y-%m-%d}", *FAST, env=env)
    with Archive.open(default_url(tmp_path)) as archive:
        kept = archive.article(canonical_url(article))
        assert kept is not None and kept.noarchive
        before = archive.count_articles(relevant=True)
    scrapy("cluster", env=env)
    articles, _ = exported(tmp_path / "export", env)
    assert len(articles) == before - 1
    files = list((tmp_path / "export").iterdir())
    assert files
    assert not any(article.slug.encode() in file.read_bytes() for file in files)
    assert "1 articles withheld" in (tmp_path / "export" / "README.md").read_text()
    scrapy("export", str(tmp_path / "csv"), env=env)
    with (tmp_path / "csv" / "coverage.csv").open(newline="") as file:
        assert [row["withheld"] for row in csv.DictReader(file)] == ["1"]
    assert "noarchive" in scrapy("article", canonical_url(article), env=env).stdout
