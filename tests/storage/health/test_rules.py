"""Each rule gives its alert, and only when it should."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.storage.health.walks import night, rules, steady, walked


def test_a_captured_page_that_is_read_otherwise() -> None:
    """The rule needs no history; where others are read as ever it is an edit, and nobody is called."""
    seen = replace(night(0, 9, canaries=1, canaries_drifted=1), canary="https://x.example/a: the text has 1 paragraph")
    (alert,) = walked([seen])[-1].alerts
    assert (alert.rule, alert.verdict, alert.person) == ("canary", "changed", True)
    assert alert.message.endswith("one captured page of 1 read otherwise than when captured: " + str(seen.canary))
    (edit,) = walked([night(0, 9, canaries=2, canaries_drifted=1)])[-1].alerts
    assert (edit.rule, edit.person) == ("canary", False)
    (gone,) = walked([night(0, 9, canaries_gone=2)])[-1].alerts
    assert (gone.rule, gone.person) == ("canary", False)
    assert walked([night(0, 9, canaries=1, canaries_gone=1)])[-1].alerts == ()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"blocked": 3}, "blocked"),
        ({"discovered": 0, "new": 0, "extracted": 0}, "no_links"),
        ({"quarantined": 21}, "quarantined"),
        ({"soft_404": 6}, "missing_pages"),
        ({"fallbacks": 9}, "template"),
        ({"bodies": 2}, "coverage"),
        ({"bodies": 5}, "template"),
        ({"authors": 2}, "template"),
        ({"shared_paragraphs": 6}, "template"),
    ],
)
def test_rules(change: dict[str, int], rule: str) -> None:
    assert rules(walked([*steady(), night(28, 9, **change)])[-1])[0] == rule
    assert rules(walked([*steady(), night(28, 9)])[-1]) == []


def test_a_search_that_finds_nothing_within_the_window_is_no_redesign() -> None:
    small = [night(number, number % 4 == 0, discovered=number % 4 == 0) for number in range(28)]
    assert not walked([*small, night(28, 0, discovered=0)])[-1].needs_person
    assert rules(walked([night(0, 0, discovered=0, unmatched_links=60)])[-1]) == ["no_links"]


def test_robots_that_cannot_be_had_is_a_note_first() -> None:
    judged = walked([*steady(), night(28, 9, robots_unreachable=1), night(29, 9, robots_unreachable=1)])
    assert (judged[-2].needs_person, [alert.rule for alert in judged[-2].alerts]) == (False, ["robots_unreachable"])
    assert rules(judged[-1]) == ["robots_unreachable"]


@pytest.mark.parametrize(
    ("reason", "told", "site"),
    [
        ("ArchiveFull: no room to write kliping.db (disk full): free some space", "The fault is this machine's", False),
        ("OSError: [Errno 28] No space left on device", "make room", False),
        ("the name cannot be resolved", "look at this machine's network and resolver first", True),
        ("HTTP 500", "Open the site in a browser", True),
    ],
)
def test_a_fault_of_the_machine_is_not_the_sites(reason: str, told: str, site: bool) -> None:
    failed = replace(night(28, 0), status="failed", reason=reason)
    (alert,) = [one for one in walked([*steady(), failed])[-1].alerts if one.rule == "failed"]
    assert told in alert.advice
    assert ("Open the site in a browser" in alert.advice) is site
    assert alert.person is site, "nobody looks at an outlet for a full disk"
