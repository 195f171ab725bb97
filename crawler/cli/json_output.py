"""Output for programs: one JSON document on stdout."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from storage.calendar import JAKARTA


def add_json(parser: argparse._ActionsContainer) -> None:
    """Add the option ``--json``."""
    parser.add_argument("--json", action="store_true", help="one JSON document, for programs")


def print_json(document: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
    """Print a document in ASCII, which no terminal obeys. Times and days are ISO 8601, times with +07:00."""
    json.dump(document, sys.stdout, ensure_ascii=True, indent=1, default=_plain)
    sys.stdout.write("\n")


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(JAKARTA).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} is no value of JSON")
