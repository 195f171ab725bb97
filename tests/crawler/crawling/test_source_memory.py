"""Sources that never answered are asked seldom; an address that an older archive knows is not asked again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path

from scrapy import Request as ScrapyRequest
from scrapy.http import HtmlResponse

from crawler.crawling.article_pages import ArticlePages
from crawler.crawling.lead import Lead
from crawler.crawling.source_memory import REST, SourceMemory
from crawler.crawling.spider import OutletSpider
from crawler.items import FetchedPage
from crawler.outlets.sources import Announcement
from crawler.urls import article_id
from storage.archive.archive import Archive
from storage.calendar import JAKARTA
from storage.db.engine import default_url
from tests.shell import FAST, environment, scrapy
from tests.web.families.pages import page_of
from tests.web.messages import Request, Response, html
from tests.web.server import SampleWeb

NIGHT = datetime(2024, 11, 28, 1, tzinfo=JAKARTA)
BAWASLU: type[OutletSpider] = import_module("spiders.bawaslu_babel").BawasluBabelSpider


def test_a_source_that_never_answered_rests_a_fortnight_once_another_did() -> None:
    first = SourceMemory({})
    assert not first.rests("feed /rss", NIGHT)
    alone = SourceMemory(first.after(["feed /rss", "listing /"], answered=[], absent=["feed /rss"], now=NIGHT))
    assert not alone.rests("feed /rss", NIGHT), "nothing else answers: the site may be down"
    known = SourceMemory(alone.after(["feed /rss", "listing /"], answered=["listing /"], absent=[], now=NIGHT))
    assert known.rests("feed /rss", NIGHT + timedelta(days=1))
    assert known.rests("feed /rss", NIGHT + REST - timedelta(days=1))
    assert not known.rests("feed /rss", NIGHT + REST)
    assert known.asked_again("feed /rss") == date(2024, 12, 12)


def test_a_source_that_once_answered_never_rests() -> None:
    days = SourceMemory({}).after(["a", "b"], answered=["a", "b"], absent=[], now=NIGHT)
    later = SourceMemory(SourceMemory(days).after(["a", "b"], answered=["a"], absent=["b"], now=NIGHT + REST))
    assert not later.rests("b", NIGHT + REST)
    assert later.last_answer("b") == date(2024, 11, 28)


def test_a_source_that_is_no_more_declared_is_forgotten() -> None:
    days = SourceMemory({"old": {"answered": "2024-11-01"}}).after(["a"], answered=["a", "old"], absent=[], now=NIGHT)
    assert days == {"a": {"answered": "2024-11-28"}}


def test_an_article_filed_under_an_earlier_rule_is_read_again_as_itself() -> None:
    url = "https://babel.bawaslu.go.id/berita/apel-%e2%80%93-siaga"
    lead = Lead("babel.bawaslu.go.id/berita/apel-%e2%80%93-siaga", Announcement(url), recheck=True)
    meta = {"fetched_at": NIGHT}
    page = HtmlResponse(url, body=page_of(BAWASLU)[1], request=ScrapyRequest(url, meta=meta))
    read = ArticlePages(BAWASLU).read(page, lead)
    assert isinstance(read, FetchedPage)
    assert read.url_key == lead.key
    elsewhere = page.replace(url="https://babel.bawaslu.go.id/berita/lain-sama-sekali", request=page.request)
    assert (
        getattr(ArticlePages(BAWASLU).read(elsewhere, lead), "url_key", "")
        == "babel.bawaslu.go.id/berita/lain-sama-sekali"
    )


def test_two_nights_with_guesses_and_an_archive_of_an_earlier_rule(tmp_path: Path) -> None:
    _, page = page_of(BAWASLU)
    old, new = "/berita/apel-%e2%80%93-siaga", "/berita/logistik-tiba-di-gudang"

    def site(request: Request) -> Response:
        if request.path == "/feed/":
            items = "".join(f"<item><link>https://babel.bawaslu.go.id{path}</link></item>" for path in (old, new))
            return html(f"<rss><channel>{items}</channel></rss>")
        return html(page.decode()) if request.path == new else html("", status=404)

    data = tmp_path
    filed = "babel.bawaslu.go.id" + old
    with SampleWeb([]) as web:
        web.sites["babel.bawaslu.go.id"] = site
        env = environment(data, web)
        with Archive.open(default_url(data)) as archive:
            archive.save_outlet(**BAWASLU.facts())
            archive.announce("bawaslu_babel", filed, f"https://{filed}", source="", published_at=None, now=web.now)
            archive.settle(
                "bawaslu_babel", filed, state="article", now=web.now, article_id=article_id("bawaslu_babel", filed)
            )
        crawl = ("crawl", "bawaslu_babel", "-a", "since=2024-11-22", *FAST)
        scrapy(*crawl, env=env)
        asked = [hit.path for hit in web.log]
        assert new in asked
        assert old not in asked
        assert {"/wp-json/wp/v2/posts", "/berita"} <= {path.partition("?")[0] for path in asked}
        web.clear_log()
        web.now += timedelta(days=1)
        scrapy(*crawl, env=environment(data, web))
        assert not {"/wp-json/wp/v2/posts", "/berita", "/"} & {hit.path.partition("?")[0] for hit in web.log}
    with Archive.open(default_url(data)) as archive:
        memory = SourceMemory(archive.source_days("bawaslu_babel"))
        assert memory.last_answer("feed /feed/") == date(2024, 11, 29)
        assert memory.asked_again("posts /wp-json/wp/v2/posts") == date(2024, 12, 12)
        assert {one.url_key for one in archive.memory("bawaslu_babel").values()} == {
            filed, f"babel.bawaslu.go.id{new}",
        }  # fmt: skip
