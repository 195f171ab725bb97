"""Posts by the REST interface of WordPress."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from scrapy.http import HtmlResponse

from crawler.outlets.sources import Step, WordPressPosts
from tests.crawler.outlets.sources.answers import CONTEXT, page


def test_wordpress_posts_ask_for_the_window_and_page_on_while_full() -> None:
    source = WordPressPosts(per_page=2)
    (step,) = source.steps(CONTEXT)
    query = parse_qs(urlsplit(step.url).query)
    assert query["after"] == ["2024-10-19T17:00:00+00:00"]
    assert query["before"] == ["2024-11-27T17:00:00+00:00"]
    posts = [
        {"link": "https://warta.example/a/", "date_gmt": "2024-11-26T03:15:00", "title": {"rendered": "A &amp; B"}},
        {"link": "https://warta.example/b/", "date_gmt": None, "date": "2024-11-26T10:15:00"},
    ]
    reading = source.read(page(json.dumps(posts)), step, CONTEXT)
    assert [found.published for found in reading.announcements] == [datetime(2024, 11, 26, 3, 15, tzinfo=UTC)] * 2
    assert reading.announcements[0].title == "A & B"
    assert parse_qs(urlsplit(reading.following[0].url).query)["page"] == ["2"]
    assert not source.read(page(json.dumps(posts[:1])), step, CONTEXT).following


@pytest.mark.parametrize("body", ["[" * 5_000, '{"code":"rest_disabled"}', "<html>", "", "[1, null, {}]"])
def test_rest_answers_that_are_none(body: str) -> None:
    reading = WordPressPosts().read(page(body), Step(""), CONTEXT)
    assert not reading.announcements


POST = {"link": "https://warta.example/a/", "date_gmt": "2024-11-26T03:15:00", "title": {"rendered": "A"}}


@pytest.mark.parametrize(
    ("posts", "headers", "more"),
    [
        ([POST], {"X-WP-TotalPages": "2"}, True),
        ([], {"x-wp-totalpages": "3"}, True),
        ([POST] * 5, {"X-WP-TotalPages": "1"}, False),
        ([POST], {"Link": '<https://warta.example/x?page=2>; rel="next"'}, True),
        ([POST], {"Link": '<https://warta.example/wp-json/>; rel="https://api.w.org/"'}, False),
        ([POST] * 5, {}, True),
        ([POST], {}, False),
        ([POST], {"X-WP-Total": "6"}, True),
        ([POST] * 5, {"X-WP-Total": "5"}, False),
        ([POST], {"X-WP-TotalPages": "2, 2"}, True),
        ([POST], {"Link": "<https://warta.example/x?page=2>; REL=Next"}, True),
        ([POST] * 5, {"Link": '<https://warta.example/x?page=1>; rel="prev"'}, False),
    ],
)
def test_the_server_says_when_there_are_no_more_posts(posts: list[object], headers: dict[str, str], more: bool) -> None:
    response = HtmlResponse(
        "https://warta.example/", headers=headers, body=json.dumps(posts).encode(), encoding="utf-8"
    )
    reading = WordPressPosts(per_page=5).read(response, Step(""), CONTEXT)
    assert bool(reading.following) is more
    assert reading.exhausts is not more


def test_an_interface_that_gives_no_post_at_all_exhausts_nothing() -> None:
    assert not WordPressPosts().read(page("[]"), Step(""), CONTEXT).exhausts


@pytest.mark.parametrize("before", ["\ufeff", "<br />\n<b>Notice</b>: [x] in <b>x.php</b>\n", ")]}',\n"])
def test_posts_are_found_behind_what_is_no_json(before: str) -> None:
    reading = WordPressPosts().read(page(before + json.dumps([POST])), Step(""), CONTEXT)
    assert [one.url for one in reading.announcements] == ["https://warta.example/a/"]


def test_without_a_word_of_the_server_a_page_of_ten_may_be_cut_off() -> None:
    assert WordPressPosts().read(page(json.dumps([POST] * 10)), Step(""), CONTEXT).following
    assert not WordPressPosts().read(page(json.dumps([POST] * 9)), Step(""), CONTEXT).following


@pytest.mark.parametrize(
    "posts", [{"posts": [POST]}, {"0": POST}, [{**POST, "link": None, "guid": {"rendered": POST["link"]}}]]
)
def test_posts_are_found_where_plugins_put_them(posts: object) -> None:
    (found,) = WordPressPosts().read(page(json.dumps(posts)), Step(""), CONTEXT).announcements
    assert (found.url, found.title) == ("https://warta.example/a/", "A")
