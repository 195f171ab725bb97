"""Lists that a script asks for."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawler.outlets.sources import JsonListing, Step
from tests.crawler.outlets.sources.answers import CONTEXT, LIST, page


def test_a_list_may_be_json_at_a_declared_path() -> None:
    rows = [
        {"slug": "apel", "judul": "Apel &amp; siaga", "terbit": {"at": "2024-11-26T10:15:00+07:00"}},
        {"slug": None},
        7,
        {"slug": "\ud800lain", "judul": "\ud800x"},
    ]
    source = JsonListing(
        url="/api?hal={page}", items="data.0.baris", link="slug", form="/read/{}", headline="judul", stamp="terbit.at"
    )
    reading = source.read(page(json.dumps({"data": [{"baris": rows}]})), Step("", "", 0), CONTEXT)
    first, second = reading.announcements
    assert (first.url, first.title) == ("https://warta.example/read/apel", "Apel & siaga")
    assert first.published == datetime(2024, 11, 26, 3, 15, tzinfo=UTC)
    assert second.title is not None
    second.title.encode()
    assert reading.following[0].url == "https://warta.example/api?hal=2"


@pytest.mark.parametrize(
    "answer",
    [
        'muat([{"url": "/satu", "published_at": 1732590900}]);',
        '[{"url": "/satu", "published_at": "/Date(1732590900000)/"},]',
        '{"url": "/satu", "published_at": "1732590900.5"}\n{"url": ""}\n',
        '"[{\\"url\\": \\"/satu\\", \\"published_at\\": \\"2024-11-26 10:15\\"}]"',
        '[{"url": "/satu", "title": "a\nb", "published_at": "2024-11-26T10:15:00 WIB"}]',
        '\ufeff[{"url": "/satu", "published_at": "26/11/2024 10.15.00 WIB"}]',
    ],
    ids=range(6),
)
def test_what_only_looks_like_json_is_read_as_json(answer: str) -> None:
    for body in (answer.encode(), answer.encode("utf-16")):
        (found,) = JsonListing(url="/api").read(page(body), Step(""), CONTEXT).announcements
        assert found.url == "https://warta.example/satu"
        assert found.published is not None
        assert found.published.replace(second=0) == datetime(2024, 11, 26, 3, 15, tzinfo=UTC)


def test_json_may_wrap_a_piece_of_a_page() -> None:
    source = JsonListing(url="/api", markup="html", links="h2 a")
    found = source.read(page(json.dumps({"html": LIST})), Step(""), CONTEXT).announcements
    assert [one.title for one in found] == ["Satu", "Dua"]
    rows = json.dumps([{"html": LIST}, {"html": None}])
    assert len(source.read(page(rows), Step(""), CONTEXT).announcements) == 2
    for answer in ("Galat", "[]", '{"html": 7}', '{"data": 5}'):
        assert not source.read(page(answer), Step(""), CONTEXT).announcements
