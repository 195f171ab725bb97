"""Pauses of a host: Retry-After in its forms, and the delay before every retry."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.http import Headers

from crawler.middlewares.host_pause import DEFAULT_PAUSE, LONGEST_REMEMBERED, retry_after
from tests.shell import FAST, environment, scrapy
from tests.web.made import MadeOutlet, write_spiders
from tests.web.messages import Request, Response, plain
from tests.web.misbehaviour import Behaviour, cut_chunk, length_too_long, reset, slow, status
from tests.web.server import SampleWeb

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


def slow_failure() -> Behaviour:
    """An answer that fails after longer than the delay."""
    late, failing = slow(1.2), status(502)
    return lambda request, answer: late(request, failing(request, answer))


ONCE: dict[str, Behaviour] = {
    "putus": reset(),
    "terpotong": length_too_long(),
    "potongan": cut_chunk(),
    "lambat": slow_failure(),
}
"""By outlet, what goes wrong once with an article."""


def test_what_fails_once_comes_the_same_night_after_the_host_s_delay(tmp_path: Path) -> None:
    made = [MadeOutlet(name, 3) for name in ONCE]
    arguments = ("--since", "2024-11-20", *FAST, *write_spiders(tmp_path, made))
    with SampleWeb([]) as web:
        for outlet in made:
            web.sites[outlet.host] = delayed(outlet)
            web.misbehave(how=ONCE[outlet.name], host=outlet.host, path=f"{outlet.paths()[1]}$", times=1)
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        done = scrapy("nightly", *arguments, env=env)
        assert done.returncode == 0, done.stdout + done.stderr
        for outlet in made:
            articles = [hit.path for hit in web.hits(host=outlet.host, path="^/berita/")]
            assert sorted(articles) == sorted([*outlet.paths(), outlet.paths()[1]]), outlet.name
            times = [hit.time for hit in web.hits(host=outlet.host)]
            gaps = [after - before for before, after in pairwise(times[1:])]
            assert min(gaps) > 0.9, (outlet.name, gaps)
            answered = next(hit for hit in web.hits(host=outlet.host) if hit.path == outlet.paths()[1])
            again = [hit for hit in web.hits(host=outlet.host) if hit.path == outlet.paths()[1]][1]
            held = 1.2 if outlet.name == "lambat" else 0
            assert again.time - answered.time > 0.9 + held, "the delay counts from the failure"


def delayed(outlet: MadeOutlet) -> Callable[[Request], Response]:
    def site(request: Request) -> Response:
        if request.path == "/robots.txt":
            return plain("User-agent: *\nCrawl-delay: 1\n")
        return outlet(request)

    return site
