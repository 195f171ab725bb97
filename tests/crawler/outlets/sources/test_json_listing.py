"""Lists that a script asks for."""

from __future__ import annotations

import json
from datetime import UTC, datetime

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


def test_json_may_wrap_a_piece_of_a_page() -> None:
    source = JsonListing(url="/api", markup="html", links="h2 a")
    found = source.read(page(json.dumps({"html": LIST})), Step(""), CONTEXT).announcements
    assert [one.title for one in found] == ["Satu", "Dua"]
    for answer in ("Galat", "[]", '{"html": 7}', '{"data": 5}'):
        assert not source.read(page(answer), Step(""), CONTEXT).announcements
