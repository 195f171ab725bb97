"""Retry-After in its forms, and damage that everybody else overlooks."""

from __future__ import annotations

import gzip

import pytest
from scrapy.http import Headers, HtmlResponse, Response

from crawler.middlewares.archive import wire_damage
from crawler.middlewares.host_pause import DEFAULT_PAUSE, LONGEST_REMEMBERED, retry_after

NOW = 1_732_748_400.0  # 2024-11-27T23:00:00Z


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30.0),
        ("0", 0.0),
        ("Wed, 27 Nov 2024 23:01:00 GMT", 60.0),
        ("Wed, 27 Nov 2024 22:00:00 GMT", 0.0),
        ("soon", DEFAULT_PAUSE),
        ("", DEFAULT_PAUSE),
        ("-5", DEFAULT_PAUSE),
        ("\u00b2", DEFAULT_PAUSE),
        ("9" * 400, LONGEST_REMEMBERED),
        ("Wed, 27 Nov 9999 23:01:00 GMT", LONGEST_REMEMBERED),
        ("Wed, 27 Nov 99999 23:01:00 GMT", DEFAULT_PAUSE),
    ],
)
def test_retry_after(value: str, seconds: float) -> None:
    assert retry_after(Headers({"Retry-After": value}), now=NOW) == seconds


def compressed(body: bytes, encoding: str = "gzip") -> Response:
    return HtmlResponse("https://x.example/", body=body, headers={"Content-Encoding": encoding})


def test_gzip_that_is_whole() -> None:
    page = b"<p>halaman</p>" * 10_000 + b"</html>"
    assert wire_damage(compressed(gzip.compress(page))) == (None, page[-65_536:])


def test_gzip_that_is_cut_or_none() -> None:
    whole = gzip.compress(b"<p>halaman</p>" * 1000)
    assert wire_damage(compressed(whole[:-9]))[0] == "gzip cut short"
    assert wire_damage(compressed(b"<p>plain</p>"))[0] == "not the gzip it says it is"


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip"])
def test_an_encoding_that_was_not_asked_for_cannot_be_proven_whole(encoding: str) -> None:
    assert "which nobody asked for" in str(wire_damage(compressed(b"x", encoding))[0])


def test_a_bomb_is_not_decoded_to_the_end() -> None:
    assert wire_damage(compressed(gzip.compress(b"\0" * 200_000_000, 9)))[0] is None


def test_data_lost_on_the_way() -> None:
    assert wire_damage(Response("https://x.example/", body=b"x", flags=["dataloss"]))[0] == "cut short on the way"
    assert wire_damage(Response("https://x.example/", body=b"x"))[0] is None
