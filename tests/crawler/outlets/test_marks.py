"""Marks of platforms."""

from __future__ import annotations

import pytest

from crawler.outlets.marks import ENOUGH, below, on_host, printed, shared


@pytest.mark.parametrize(
    ("host", "stands"), [("kabar.example", True), ("kota.kabar.example", True), ("lainkabar.example", False)]
)
def test_a_host_is_the_name_and_what_is_below_it(host: str, stands: bool) -> None:
    assert on_host("kabar.example").stands(host, "") is stands


def test_a_domain_of_many_owners_tells_little() -> None:
    mark = below("kabar.example")
    assert mark.stands("kota.kabar.example", "")
    assert not mark.stands("kabar.example", "")
    assert mark.weight < ENOUGH


def test_weights_rank_hosts_before_prints_before_shapes() -> None:
    assert on_host("a.example").weight > 10 * printed("x").weight
    assert printed("x").weight >= ENOUGH > shared("x").weight
    assert printed("wp-content").stands("a.example", "<img src='/wp-content/a'>")
