"""Captured pages, asked for again in a real night: as they were, edited, gone, in another template."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scrapy.utils.project import get_project_settings

from crawler.captures.fixtures import article_of, capture, captures, drift, save
from crawler.outlets.loader import outlet_classes
from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.health.verdict import Health, OutletFacts, verdicts
from storage.models import RunOutlet
from tests.crawler.notify.mail_server import MailBox
from tests.shell import FAST, environment, scrapy
from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle, load_articles
from tests.web.calendar import NOW
from tests.web.messages import Request, Response
from tests.web.misbehaviour import status
from tests.web.server import SampleWeb
from tests.web.sites import ARTICLE_PAGES

OUTLETS = outlet_classes(get_project_settings())
CAPTURED_AT = NOW - timedelta(days=30)


def of(outlet: str) -> list[SampleArticle]:
    return [one for one in load_articles() if one.outlet == outlet and one.split is None and len(one.paragraphs) > 3]


def captured(folder: Path, *articles: SampleArticle) -> None:
    for one in articles:
        url = canonical_url(one)
        page, golden, changed = capture(OUTLETS[one.outlet], url, ARTICLE_PAGES[one.outlet](one), CAPTURED_AT)
        assert not changed
        save(folder / one.outlet, url, page, golden)


def path_of(article: SampleArticle) -> str:
    return f"^{re.escape(urlsplit(canonical_url(article)).path)}$"


def teaser(_: Request, answer: Response) -> Response:
    """A template that shows the beginning only, and calls its element as before."""
    first, *rest = answer.body.split(b"</p>")
    return replace(answer, body=b"</p>".join([first, *(re.sub(rb"(?s)<p\b.*", b"", piece) for piece in rest)]))


PETISI, KORANRB, KOTA = of("petisi"), of("koranrb"), of("probolinggo_kota")
EDITED = replace(PETISI[1], paragraphs=(*PETISI[1].paragraphs, "Ralat: jumlah personel telah diperbaiki."))


@dataclass
class Told:
    rows: dict[str, RunOutlet]
    asked: Counter[str]
    """Addresses that were asked for beside the night's own sources and articles."""
    out: str
    code: int
    page: str
    mails: list[str]
    health: dict[str, Health]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A night on which koranrb has another template and petisi has edited one page, and one of probolinggo_kota is
    gone.
    """
    folder = tmp_path_factory.mktemp("canary")
    captured(folder / "captures", *KORANRB[:2], PETISI[1], PETISI[0], *KOTA[:2])
    articles = [EDITED if one is PETISI[1] else one for one in load_articles()]
    outlets = "koranrb,petisi,probolinggo_kota"
    ours = ("-s", f"KLIPING_CAPTURES={folder / 'captures'}")
    with SampleWeb(articles) as web, MailBox() as box:
        for one in KORANRB[:2]:
            web.misbehave(how=teaser, path=path_of(one))
        web.misbehave(how=status(404), path=path_of(KOTA[0]))
        env = environment(folder / "data", web, KLIPING_NOTIFY=box.url)
        done = scrapy("nightly", "--outlets", outlets, "--since", "2024-11-26", *FAST, *ours, env=env)
    with Archive.open(default_url(folder / "data")) as archive:
        facts = [OutletFacts(name, name, None) for name in outlets.split(",")]
        health = {one.outlet: one for one in verdicts(archive, outlets=facts, now=NOW)}
        asked = Counter(one.url for one in archive.captures() if one.kind == "other")
        rows = {row.outlet: row for row in archive.run_outlets(archive.runs()[0].run_id)}
    (page,) = (folder / "data" / "reports").iterdir()
    return Told(
        rows, asked, done.stdout, done.returncode, page.read_text(encoding="utf-8"),
        [mail.replace("=\r\n", "") for mail in box.received], health,
    )  # fmt: skip


def counted(row: RunOutlet) -> tuple[int, int, int]:
    counts = row.counts
    return tuple(counts.get(name, 0) for name in ("canaries", "canaries_drifted", "canaries_gone"))  # type: ignore[return-value]


def test_another_template_is_told_the_same_night(night: Told) -> None:
    assert counted(night.rows["koranrb"]) == (2, 2, 0)
    assert night.code == 10
    told = f"2 captured pages of 2 read otherwise than when captured: {canonical_url(KORANRB[0])}: the text has "
    assert told in night.out
    assert "koranrb is changed" in night.out
    assert "2 captured pages of 2 read otherwise" in night.page
    assert "scrapy capture --check" in night.page
    (mail,) = night.mails
    assert "Subject: Kliping: 1 outlet needs a person" in mail
    assert "- koranrb: changed" in mail
    assert night.health["koranrb"].verdict == "changed"
    assert told in night.health["koranrb"].reason


def test_an_edit_is_a_note(night: Told) -> None:
    assert counted(night.rows["petisi"]) == (2, 1, 0)
    health = night.health["petisi"]
    assert health.verdict == "ok"
    assert "one captured page of 2 read otherwise" in health.reason


def test_a_page_that_is_gone_gives_its_place_to_the_next(night: Told) -> None:
    assert counted(night.rows["probolinggo_kota"]) == (1, 0, 1)
    assert (night.health["probolinggo_kota"].verdict, night.health["probolinggo_kota"].alerts) == ("ok", ())


def test_it_is_one_request_a_page_and_no_article_of_the_night(night: Told) -> None:
    of_the_night = {canonical_url(one) for one in (*KORANRB[:2], *PETISI[:2], *KOTA[:2])}
    assert {url: number for url, number in night.asked.items() if "/halaman-" not in url} == dict.fromkeys(
        of_the_night, 1
    )
    assert all(row.counts.get("extracted", 0) == row.counts.get("fetched", 0) for row in night.rows.values())


def test_what_is_told_holds_no_word_of_the_page(tmp_path: Path) -> None:
    article, url = KORANRB[0], canonical_url(KORANRB[0])
    captured(tmp_path, article)
    (one,) = captures(tmp_path / "koranrb")
    body = ARTICLE_PAGES["koranrb"](article)
    assert drift(one, article_of(OUTLETS["koranrb"], url, body, one.at)) == []
    last = article.paragraphs[-1].encode()
    other = re.sub(rb"\w(?=[^\w]*$)", b"q", last)
    assert (other != last, len(other)) == (True, len(last))
    (same_length,) = drift(one, article_of(OUTLETS["koranrb"], url, body.replace(last, other), one.at))
    assert same_length.endswith("is another")
    worse = body.replace(last, last[:30]).replace(article.title.encode(), b"Berita")
    told = drift(one, article_of(OUTLETS["koranrb"], url, worse, one.at))
    assert [re.sub(r"\d+", "N", line) for line in told] == [
        "the text has N paragraphs, N characters, where it had N paragraphs, N characters",
        "the title has N characters, where it had N",
    ]
