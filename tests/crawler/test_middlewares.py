"""Retry-After in its forms, and damage that everybody else overlooks."""

from __future__ import annotations

import gzip

import pytest
from scrapy.http import Headers, HtmlResponse, Response

from crawler.middlewares import DEFAULT_PAUSE, _damage, retry_after

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
    ],
)
def test_retry_after(value: str, seconds: float) -> None:
    assert retry_after(Headers({"Retry-After": value}), now=NOW) == seconds


def compressed(body: bytes) -> Response:
    return HtmlResponse("https://x.example/", body=body, headers={"Content-Encoding": "gzip"})


def test_gzip_that_is_whole() -> None:
    assert _damage(compressed(gzip.compress(b"<p>halaman</p>" * 1000))) is None


def test_gzip_that_is_cut_or_none() -> None:
    whole = gzip.compress(b"<p>halaman</p>" * 1000)
    assert _damage(compressed(whole[:-9])) == "gzip cut short"
    assert _damage(compressed(b"<p>plain</p>")) == "not the gzip it says it is"


def test_a_bomb_is_not_decoded_to_the_end() -> None:
    assert _damage(compressed(gzip.compress(b"\0" * 200_000_000, 9))) is None


def test_data_lost_on_the_way() -> None:
    assert _damage(Response("https://x.example/", body=b"x", flags=["dataloss"])) == "cut short on the way"
    assert _damage(Response("https://x.example/", body=b"x")) is None
