"""Evidence of a night for a declaration: a first night in full, a later one when the declared element is gone."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from crawler.crawling.first_night import first_night, missing_element
from crawler.crawling.source_answer import SourceAnswer
from crawler.crawling.spider import OutletSpider
from tests.shell import FAST, environment, scrapy
from tests.web.families.pages import page_of
from tests.web.messages import Request, Response, html
from tests.web.server import SampleWeb

INEWS: type[OutletSpider] = import_module("spiders.inews_probolinggo").InewsProbolinggoSpider
OWN: type[OutletSpider] = import_module("spiders.tadatodays").TadatodaysSpider


def test_a_first_night_tells_what_each_source_gave_and_whether_the_element_was_there() -> None:
    answers = {"listing /indeks": SourceAnswer(12, 10)}
    told = first_night(INEWS, answers, Counter(read=10, with_element=9))
    assert told == (
        "not verified, first night: 1 of 1 sources answered (listing /indeks: 10 of 12 links are articles); "
        "declared article element on 9 of 10 pages"
    )
    assert "no article element declared, 3 pages read" in first_night(OWN, {}, Counter(read=3))


def test_an_element_on_no_page_is_said_once_there_were_enough_pages() -> None:
    assert missing_element(INEWS, Counter(read=4)) is None
    assert missing_element(INEWS, Counter(read=9, with_element=1)) is None
    assert missing_element(OWN, Counter(read=9)) is None
    assert "on none of 9 pages" in (missing_element(INEWS, Counter(read=9)) or "")


def test_the_note_of_an_unverified_outlet_stands_in_its_run_and_a_changed_markup_in_its_health(tmp_path: Path) -> None:
    _, page = page_of(INEWS)
    element = [b"bodyArticle"]

    def site(request: Request) -> Response:
        if request.path == "/robots.txt":
            return html("", status=404)
        if "/read/" in request.path:
            assert request.path.endswith("/all"), "the whole article is asked for"
            text = page.replace(b"bodyArticle", element[0]).decode()
            return html(text.replace("</p>", f" Berita ke-{request.path.split('/')[2]}.</p>", 1))
        offset = re.fullmatch(r"/indeks/probolinggo/all(?:/(\d+))?", request.path)
        if offset is None or offset[1]:
            return html("<html><body><p>Tidak ada berita.</p></body></html>")
        numbers = range(1, 7) if element[0] == b"bodyArticle" else range(11, 17)
        links = "".join(
            f'<div class="box-list-news"><div class="list-desk"><a href="/read/{number}/rakor">x</a></div></div>'
            for number in numbers
        )
        return html(f"<html><body>{links}</body></html>")

    with SampleWeb([]) as web:
        web.sites["probolinggo.inews.id"] = site
        env = environment(tmp_path, web)
        crawl = ("crawl", "inews_probolinggo", "-a", "since=2024-11-22", *FAST)
        first = scrapy(*crawl, env=env)
        assert first.returncode == 0, first.stdout + first.stderr
        assert "1 of 1 sources answered" in first.stdout
        assert "6 of 6 links are articles); declared article element on 6 of 6 pages" in first.stdout
        element[0] = b"isiBaru"
        web.now += timedelta(hours=1)
        env = environment(tmp_path, web)
        second = scrapy(*crawl, env=env)
        assert "first night" not in second.stdout
        health = scrapy("health", env=env).stdout
    assert re.search(r"^inews_probolinggo .*declared article element is on none of 6 pages", health, re.MULTILINE), (
        health
    )
