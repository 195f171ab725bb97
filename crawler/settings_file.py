"""The settings file ``kliping.toml``: what may stand in it, and what it says.

``crawler.settings`` reads it when it is imported, so that Scrapy's own commands know it too. Nothing here raises for
what is wrong in the file: the problem is kept, and told when the settings are proven.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

NAME = "kliping.toml"
PLACE = "KLIPING_CONFIG"
"""Environment variable that names the file, where it does not stand in the data folder."""

DATA = "KLIPING_DATA"

TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
"""A time of day, ``01:30``."""

Kind = Literal["text", "list", "whole", "number", "time"]
_KINDS: dict[Kind, str] = {
    "text": 'a text: "…"',
    "list": 'a list of texts: ["…", "…"]',
    "whole": "a whole number",
    "number": "a number",
    "time": 'a time of day: "01:30"',
}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the file: the setting that it gives, the kind of its value, its meaning, and an example in TOML."""

    setting: str
    kind: Kind
    meaning: str
    example: str


KEYS = {
    "contact": Key("KLIPING_CONTACT", "text", "Your mail address or URL: no crawl without it.", '""'),
    "terms_acknowledged": Key(
        "KLIPING_TERMS_ACKNOWLEDGED", "list", "Networks under whose terms you have permission.", '["antara"]'
    ),
    "data": Key(DATA, "text", f"Data folder; only in a file that {PLACE} names.", '"/srv/kliping"'),
    "database": Key(
        "KLIPING_DATABASE_URL",
        "text",
        "Database; without it, SQLite in the data folder.",
        '"postgresql+psycopg://kliping@localhost/kliping"',
    ),
    "notify": Key(
        "KLIPING_NOTIFY",
        "list",
        "Who is told when a person is needed: URLs of Apprise. Try them with: scrapy alert --test",
        '["mailtos://user:password@mail.your-domain.id?from=you@your-domain.id&to=you@your-domain.id"]',
    ),
    "chromium": Key("KLIPING_CHROMIUM", "text", "Path of the browser.", '"/usr/bin/chromium"'),
    "workers": Key("KLIPING_WORKERS", "whole", "Extraction processes; 0: one for each core.", "0"),
    "budgets.pages_per_night": Key("PAGES_PER_NIGHT", "whole", "Answers of one outlet on one day.", "1000"),
    "budgets.outlet_minutes": Key("OUTLET_MINUTES", "number", "Minutes of one outlet in one run.", "60"),
    "budgets.run_minutes": Key("RUN_MINUTES", "number", "Minutes of a whole run.", "270"),
    "budgets.disk_reserve_mb": Key("DISK_RESERVE_MB", "whole", "With less free space, in MB, no run starts.", "500"),
    "outlets.only": Key("KLIPING_OUTLETS", "list", "Only these outlets are crawled.", '["petisi", "koranrb"]'),
    "outlets.without": Key("KLIPING_OUTLETS_WITHOUT", "list", "These outlets are not crawled.", '["petisi"]'),
    "schedule.night": Key("KLIPING_NIGHT_AT", "time", "The night begins, in Jakarta (make install-timer).", '"01:30"'),
    "schedule.morning": Key("KLIPING_MORNING_AT", "time", "The morning's look, in Jakarta.", '"07:00"'),
    "schedule.workers": Key(
        "KLIPING_SCHEDULE", "text", "Cron line (UTC) by which workers plan nights.", '"30 18 * * *"'
    ),
}
"""Keys by their dotted name."""


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A settings file: ``values`` by the name of the setting, and the first ``problem`` in it, in a line."""

    path: Path
    values: Mapping[str, Any] = field(default_factory=dict)
    problem: str | None = None


def find(environment: Mapping[str, str], default_data: Path) -> SettingsFile:
    """Read the file that ``KLIPING_CONFIG`` names, else that of the data folder, where there is one."""
    named = environment.get(PLACE)
    path = Path(named or Path(environment.get(DATA) or default_data) / NAME)
    try:
        path = path.expanduser().absolute()
        if not named and not path.exists():
            return SettingsFile(path)
        text = path.read_text(encoding="utf-8")
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a text in UTF-8"
        return SettingsFile(path, {}, f"the settings file {path} cannot be read ({reason}); see {PLACE}")
    return _read(path, text, may_name_data=bool(named))


def draft() -> str:
    """Write a first file: every key with its meaning, as a comment; only the contact is to be filled in."""
    lines = ["# Settings of Kliping. The environment (KLIPING_…) and `-s NAME=VALUE` win over this file."]
    lines += ["# `scrapy config` proves it, and shows what is in force and from where.", ""]
    table = ""
    for name, key in KEYS.items():
        head, _, last = name.rpartition(".")
        if head != table:
            lines += [f"[{head}]"]
            table = head
        mark = "" if name == "contact" else "#"
        lines += [f"# {key.meaning}", f"{mark}{last} = {key.example}", ""]
    return "\n".join(lines)


def _read(path: Path, text: str, *, may_name_data: bool) -> SettingsFile:
    import tomllib  # few commands find a file

    try:
        given = _flat(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return SettingsFile(path, {}, f"{path} is no TOML: {' '.join(str(error).split())}")
    values: dict[str, Any] = {}
    for name, value in given.items():
        key = KEYS.get(name)
        if key is None:
            return SettingsFile(
                path, {}, f"{path}: there is no {name!r}{_near(name)}; `scrapy config --help` lists all"
            )
        if key.setting == DATA and not may_name_data:
            return SettingsFile(path, {}, f"{path}: data stands only in a file that {PLACE} names: this one is in it")
        if not _fits(value, key.kind):
            return SettingsFile(path, {}, f"{path}: {name} is not {_KINDS[key.kind]}")
        values[key.setting] = _value(value, key.setting, path)
    return SettingsFile(path, values)


def _flat(table: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in table.items():
        found |= _flat(value, f"{above}{name}.") if isinstance(value, dict) else {f"{above}{name}": value}
    return found


def _fits(value: object, kind: Kind) -> bool:
    if kind == "list":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if kind in ("whole", "number"):
        return isinstance(value, int if kind == "whole" else int | float) and not isinstance(value, bool)
    return isinstance(value, str) and (kind == "text" or TIME.fullmatch(value) is not None)


def _value(value: Any, setting: str, path: Path) -> Any:
    """The value as the environment would give it."""
    if isinstance(value, list):
        return " ".join(value) if setting == "KLIPING_NOTIFY" else ",".join(value)
    if setting == DATA:  # a relative folder is one beside the file
        return str(path.parent / Path(value).expanduser())
    return str(value) if setting == "KLIPING_WORKERS" else value


def _near(name: str) -> str:
    near = get_close_matches(name, KEYS, 1, 0.6)
    return f" (is it {near[0]}?)" if near else ""
