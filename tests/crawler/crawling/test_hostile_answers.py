"""Answers that are cut, endless, huge or no answers at all: none becomes an article, and each is told by its name."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse
from sqlalchemy import select

from crawler.crawling.article_pages import canonical_link
from spiders.petisi import PetisiSpider
from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.models import Article, Capture, RunOutlet
from storage.raw.reader import read_record
from tests.shell import FAST, environment, scrapy
from tests.web.authority import Authority
from tests.web.calendar import NOW
from tests.web.made import MadeOutlet, article_page, write_spiders
from tests.web.messages import Request, Response, html
from tests.web.misbehaviour import (
    Behaviour,
    cut_chunk,
    drip,
    fake_encoding,
    garbage,
    gzip_bomb,
    large,
    length_too_long,
    length_too_short,
    long_header,
    many_headers,
    no_length,
    redirect,
    replace_body,
    reset,
    status,
)
from tests.web.server import SampleWeb

LOGIN = b"<html><body><form><input name='u'><input type='password' name='p'></form></body></html>"
NO_BASE = b"<html><base href='http://[::1'><link rel='canonical' href='http://['><p>x</p></html>"
FOR_SALE = b"<html><title>x</title><body><h1>This domain is for sale</h1></body></html>"

ANSWERS: tuple[tuple[str, Behaviour, str, str], ...] = (
    # of the table of faults; how; state and reason of the address
    ("B2", reset(), "failed", "the connection broke off"),
    ("B3", length_too_long(), "failed", "cut short on the way"),
    ("B3", cut_chunk(), "failed", "cut short on the way"),
    ("B4", no_length(), "failed", "without the end"),
    ("B5", length_too_short(), "failed", "without the end"),
    ("B7", fake_encoding("br"), "article", ""),  # plain markup, whole: only its label is wrong
    ("B7", fake_encoding("gzip"), "article", ""),
    ("B8", gzip_bomb(100), "failed", "exceeded DOWNLOAD_MAXSIZE"),
    ("B8", large(12), "failed", "longer than 10485760 bytes"),
    ("B9", drip(), "failed", "timeout"),
    ("B9", drip(headers=True), "failed", "timeout"),
    ("B17", garbage(), "failed", ""),
    ("B17", long_header(), "failed", ""),
    ("B17", many_headers(), "failed", ""),
    ("D7", replace_body(NO_BASE), "failed", "is no address"),
    ("D9", replace_body(FOR_SALE), "failed", "for sale"),
    ("D21", replace_body(b""), "failed", "empty answer"),
    ("D7", replace_body(LOGIN), "blocked", "login page"),
    ("D7", redirect("/masuk/?kembali=x"), "blocked", "login page"),
    ("D8", status(403), "blocked", "refused (HTTP 403)"),
)


def test_no_broken_answer_becomes_an_article(tmp_path: Path) -> None:
    outlet = MadeOutlet("warta", 25)
    paths = outlet.paths()
    ill = [
        *paths[: len(ANSWERS) - 3],
        *paths[20:23],
    ]
    arguments = ("--since", "2024-10-15", *FAST, *write_spiders(tmp_path, [outlet]))
    limits = ("-s", "DOWNLOAD_TIMEOUT=2", "-s", "RETRY_TIMES=0")
    with SampleWeb([]) as web:
        web.sites[outlet.host] = outlet
        for path, (_, how, _, _) in zip(ill, ANSWERS, strict=True):
            web.misbehave(how=how, host=outlet.host, path=f"^{path}$")
        web.misbehave(how=replace_body(LOGIN), host=outlet.host, path="^/masuk/")
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        done = scrapy("nightly", *arguments, *limits, env=env)
        blocked = [row for row in ANSWERS if row[2] == "blocked"]
        assert len(blocked) == 3, "as many as end an outlet's night"
        assert done.stdout.splitlines()[1].split()[:2] == ["warta", "blocked"], done.stdout + done.stderr
        web.behave()
    with Archive.open(default_url(tmp_path / "data")) as archive, archive.reading() as session:
        became = {one.url.partition(".example")[2]: one for one in archive.memory(outlet.name).values()}
        expected = [(fault, state, reason) for fault, _, state, reason in ANSWERS]
        found = [(became[path].state, became[path].reason or "") for path in ill]
        wrong = [
            (wanted, got)
            for wanted, got in zip(expected, found, strict=True)
            if wanted[1] != got[0] or wanted[2] not in got[1]
        ]
        assert not wrong
        captures = session.scalars(select(Capture).where(Capture.kind == "article")).all()
        cut: Counter[str | None] = Counter()
        for one in captures:
            record = read_record(tmp_path / "data" / "warc", one.warc_file, one.offset, one.length)
            cut[record.truncated] += 1
        assert cut["length"] == 1
        assert cut["disconnect"] >= 4
        row = session.scalars(select(RunOutlet).where(RunOutlet.outlet == outlet.name)).one()
    assert row.counts["blocked"] == 3
    assert row.counts["failed"] == sum(state == "failed" for _, _, state, _ in ANSWERS)
    broken = {path for path, (_, _, state, _) in zip(ill, ANSWERS, strict=True) if state != "article"}
    assert {path for path, one in became.items() if one.state in ("article", "queued")} <= set(paths) - broken


@pytest.mark.parametrize(
    "link",
    [
        "https://petisi.co/rakor-pilkada-probolinggo/",
        "https://petisi.co/",
        "https://elsewhere.example/rakor-lain/",
        "https://petisi.co/artikel-yang-lain-sama-sekali/",
        "http://[",
        "/rakor-pilkada-probolinggo/amp/",
    ],
)
def test_a_canonical_link_that_leads_elsewhere_is_not_believed(link: str) -> None:
    address = "https://petisi.co/rakor-pilkada-probolinggo/"
    page = HtmlResponse(address, body=f"<html><link rel='canonical' href='{link}'></html>".encode())
    assert PetisiSpider().pages.article_at(page) == address


@pytest.mark.parametrize(
    "page",
    [
        "<head><meta charset='utf-8'><link rel='canonical' href='/a/?x=1&amp;y=2'></head><p>Isi.",
        "<LINK HREF=/a/ REL=canonical><link rel='canonical' href='/b/'>",
        "<!-- <link rel='canonical' href='/a/'> --><link rel='canonical' href='/b/'>",
        "<script>'<link rel=\"canonical\" href=\"/a/\">'</script><p>Isi.<link rel='canonical' href='/b/'>",
        "<link rel='alternate' title='canonical' href='/a/'><link rel='canonical' href='/b/'>",
        "<link rel='canonical'><link rel='canonical' href='/b/'>",
        "<p>a canonical text",
        "<p>" * 3000 + "<link rel='canonical' href='/a/'>",
        "<link rel='can&#111;nical canonical' href='/a/'>",
    ],
)
def test_the_canonical_link_is_the_one_of_the_whole_page(page: str) -> None:
    answer = HtmlResponse("https://petisi.co/rakor/", body=page.encode(), encoding="utf-8")
    assert canonical_link(answer) == answer.css('link[rel="canonical"]::attr(href)').get()


def test_pages_that_look_like_articles_and_are_none(tmp_path: Path) -> None:
    same, soft, fine = (MadeOutlet(name, 6) for name in ("warta_sama", "warta_lunak", "warta_baik"))
    arguments = ("--since", "2024-10-15", *FAST, *write_spiders(tmp_path, [same, soft, fine]))
    consent = replace_body(article_page("persetujuan cookie", 1, NOW).encode())

    def soft_404(request: Request) -> Response:
        answer = soft(request)
        if answer.status == 404 or request.path in soft.paths()[:2]:
            return html(article_page("yang dicari tidak ada", 1, NOW))
        return answer

    with SampleWeb([]) as web:
        web.sites |= {same.host: same, soft.host: soft_404, fine.host: fine}
        rule = web.misbehave(how=consent, host=same.host, path="^/berita/apel-siaga-[0-3]$")
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        done = scrapy("nightly", *arguments, env=env)
        assert rule.applied == 4
        assert sum(hit.path.startswith("/halaman-") for hit in web.log) == 3, "one question a night and outlet"
    assert "one text under 3 addresses" in done.stdout, done.stdout + done.stderr
    again = scrapy("reextract", "--apply", *arguments[-2:], env=env)
    assert (again.returncode, "0 changes" in again.stdout) == (0, True), again.stdout + again.stderr
    with Archive.open(default_url(tmp_path / "data")) as archive, archive.reading() as session:
        became = Counter(one.state for one in archive.memory(same.name).values())
        assert became == {"quarantined": 4, "article": 2}
        counts = session.scalars(select(RunOutlet).where(RunOutlet.outlet == same.name)).one().counts
        assert (counts["articles"], counts["quarantined"]) == (2, 4)
        assert Counter(one.state for one in archive.memory(soft.name).values()) == {"gone": 2, "article": 4}
        assert Counter(one.state for one in archive.memory(fine.name).values()) == {"article": 6}
        texts = session.scalars(select(Article.body)).all()
    assert len(texts) == 12
    assert not [text for text in texts if "persetujuan cookie" in text or "yang dicari" in text]


def test_a_certificate_is_checked_unless_the_outlet_says_why_not(tmp_path: Path) -> None:
    strict = MadeOutlet("warta_ketat", 1)
    lax = replace(
        strict, name="warta_longgar", more='unchecked_certificate = "expired; checked by telephone on 2026-11-21"'
    )
    arguments = write_spiders(tmp_path, [strict, lax])
    stranger = Authority(tmp_path / "stranger")
    with SampleWeb([]) as web, pytest.MonkeyPatch.context() as patch:
        web.sites |= {strict.host: strict, lax.host: lax}
        patch.setattr(web._authority, "server_context", stranger.server_context)
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        done = scrapy("nightly", "--since", "2024-10-15", *FAST, *arguments, env=env)
        assert not web.hits(host=strict.host, path="^/")
        assert web.hits(host=lax.host, path="^/berita/")
    lines = {line.split()[0]: line for line in done.stdout.splitlines()[1:3]}
    assert " failed " in lines[strict.name] and "robots.txt" in lines[strict.name]
    assert " completed " in lines[lax.name] and "certificate not verified (expired" in lines[lax.name]
    assert "certificate not verified: expired" in scrapy("outlets", *arguments, env=env).stdout
    with Archive.open(default_url(tmp_path / "data")) as archive, archive.reading() as session:
        one = session.scalars(select(Capture).where(Capture.outlet == lax.name, Capture.kind == "article")).one()
    record = read_record(tmp_path / "data" / "warc", one.warc_file, one.offset, one.length)
    assert record.notes["certificate"].startswith("not verified: expired"), json.dumps(record.notes)
