"""An article on its way, and what its record notes of it."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy import Request
from scrapy.http import HtmlResponse

from crawler.crawling.lead import Lead
from crawler.outlets.sources import Announcement
from crawler.outlets.window import Window

AT = datetime(2024, 11, 26, 3, 15, tzinfo=UTC)


def test_what_the_bytes_do_not_tell_is_noted() -> None:
    first = HtmlResponse(
        "https://warta.example/a", request=Request("https://warta.example/a", meta={"record_id": "r1"})
    )
    lead = Lead(
        "warta.example/a",
        Announcement("https://warta.example/a", AT, "Apel siaga"),
        "feed /feed/",
        pages=(first,),
        window=Window(AT, AT.replace(day=28)),
        recheck=True,
    )
    assert lead.notes() == {
        "url_key": "warta.example/a",
        "source": "feed /feed/",
        "announced_title": "Apel siaga",
        "announced_at": "2024-11-26T03:15:00+00:00",
        "part_of": "r1",
        "recheck": "yes",
        "since": "2024-11-26T03:15:00+00:00",
        "until": "2024-11-28T03:15:00+00:00",
    }


def test_what_is_not_known_is_left_out() -> None:
    assert Lead("warta.example/a", Announcement("https://warta.example/a")).notes() == {"url_key": "warta.example/a"}
    lead = Lead("warta.example/a", Announcement("https://warta.example/a"), window=Window(AT))
    assert lead.notes() == {"url_key": "warta.example/a", "since": AT.isoformat()}
