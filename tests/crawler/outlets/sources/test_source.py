"""The contract of sources, held by every kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crawler.outlets.sources import KINDS, Context, Source
from crawler.outlets.window import Window
from tests.crawler.outlets.sources.answers import CONTEXT, NOW


def made(kind: type[Source]) -> Source:
    """A source of a kind, with the facts that it needs."""
    more: dict[str, Any] = {"links": "h2 a"} if "links" in kind.__dataclass_fields__ else {}
    return kind(url="/x", **more)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_states_what_is_its_own(kind: type[Source]) -> None:
    source = made(kind)
    step = next(source.steps(CONTEXT))
    assert source.request(step)["url"].startswith("https://warta.example/x")
    assert source.label == f"{source.kind} /x"
    assert source.described.startswith("/x")
    assert source.selectors == (("h2 a",) if "links" in kind.__dataclass_fields__ else ())
    assert source.scope in ("newest", "all", "some")
    assert (source.growth is not None) == (kind.__name__ == "GrowingListing")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.option_form])
def test_a_kind_that_can_be_given_as_an_option_reads_what_it_writes(kind: type[Source]) -> None:
    option = made(kind).option
    name, _, text = option.partition(":")
    assert name == (kind.option_kind or kind.kind) == kind.option_form.strip("'").partition(":")[0]
    read = kind.of_option(text)
    assert read is not None
    assert read.option == option
    assert kind.of_option("") is None
    assert kind.of_option("/a b") is None


def test_a_night_has_a_limit_and_a_backfill_many_nights() -> None:
    tonight = Context("https://warta.example/", "Asia/Jakarta", Window(NOW - timedelta(days=3)), NOW)
    assert (tonight.backfill, tonight.limit(3)) == (False, 3)
    assert (CONTEXT.backfill, CONTEXT.limit(3), CONTEXT.limit(9_000)) == (True, 2_000, 9_000)
