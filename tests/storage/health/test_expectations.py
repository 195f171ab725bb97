"""Declared expectations bind, and cannot be nonsense."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.health.expectations import Expectation
from tests.storage.health.walks import night, rules, walked


def test_declarations_bind_from_the_first_night() -> None:
    weekly = Expectation(articles_a_week=(140, 700))
    assert rules(walked([replace(night(0, 9), days=0)], weekly)[-1]) == []
    assert rules(walked([replace(night(0, 0), days=0)], weekly)[-1]) == ["declared_volume"]
    fields = Expectation(coverage={"author": 0.9})
    assert rules(walked([night(0, 9)], fields)[-1]) == []
    (alert,) = walked([night(0, 9, authors=4)], fields)[-1].alerts
    assert alert.message == "4 of 9 articles have their author; 90% were declared"


@pytest.mark.parametrize("wrong", [{"articles_a_week": (9, 3)}, {"coverage": {"body": 2}}, {"coverage": {"x": 0.5}}])
def test_a_declaration_that_cannot_be_meant(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"give"):
        Expectation(**wrong)  # type: ignore[arg-type]
