"""Meaning of the settings: clock, data folder, database, contact, acknowledged terms.

A wrong setting raises ``UsageFailure`` with one line for the person at the keyboard.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler import VERSION
from crawler.exceptions import UsageFailure
from storage.calendar import FIRST_YEAR, JAKARTA, LAST_YEAR
from storage.db.engine import default_url

_CONTACT = re.compile(r"(?:mailto:)?[^@\s]+@[^@\s]+\.[^@\s]+|https?://[^\s/]+\.[^\s]+")

_EXAMPLE = re.compile(
    r"(?:mailto:)?you@.*|(?:mailto:)?[^@]+@(?:[\w-]+\.)*your-?domain\..*|https?://(?:[\w-]+\.)*your-?domain\..*",
    re.IGNORECASE,
)
"""Contacts that the texts of the project show as examples: nobody is reached by them."""


def clock(settings: BaseSettings) -> Callable[[], datetime]:
    """The clock of every command: ``KLIPING_NOW`` when it is set, else the machine's, in UTC."""
    text = settings.get("KLIPING_NOW") or ""
    if not text:
        return lambda: datetime.now(UTC)
    try:
        fixed = datetime.fromisoformat(text)
    except ValueError:
        fixed = None
    if fixed is None or fixed.tzinfo is None or not FIRST_YEAR <= fixed.year <= LAST_YEAR:
        raise UsageFailure(
            f"KLIPING_NOW={text!r} is not a time with an offset; write it like 2024-11-28T06:00:00+07:00"
        )
    return lambda: fixed.astimezone(UTC)


def data_path(settings: BaseSettings) -> Path:
    """The path of the data folder, which may not be there. Raises ``UsageFailure`` for the home of nobody."""
    try:
        return Path(settings["KLIPING_DATA"]).expanduser().absolute()
    except RuntimeError as error:  # ~name of nobody
        raise UsageFailure(f"KLIPING_DATA={settings['KLIPING_DATA']!r}: {error}") from None


def data_folder(settings: BaseSettings, *, reading: bool = False) -> Path:
    """The data folder; it is made when it is missing. With ``reading`` it need not be one that can be written.

    Raises ``UsageFailure`` when it cannot be made or written.
    """
    folder = data_path(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if reading:
            return folder
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except (OSError, ValueError) as error:
        raise UsageFailure(
            f"the data folder {folder} cannot be written ({getattr(error, 'strerror', error)}); "
            "give another one in KLIPING_DATA, or mend its permissions"
        ) from None
    return folder


def database_url(settings: BaseSettings, *, reading: bool = False) -> str:
    """SQLAlchemy URL of the archive's database: ``KLIPING_DATABASE_URL``, else SQLite in the data folder."""
    return settings.get("KLIPING_DATABASE_URL") or default_url(data_folder(settings, reading=reading))


def contact(settings: BaseSettings) -> str:
    """The address or URL that stands in the user agent.

    Raises ``UsageFailure`` when there is none, or it is an example of our own texts.
    """
    text: str = (settings.get("KLIPING_CONTACT") or "").strip()
    if _EXAMPLE.fullmatch(text):
        raise UsageFailure(
            f"KLIPING_CONTACT={text!r} is the example of our texts; outlets must be able to reach you: "
            "give your own mail address or URL"
        )
    if not _CONTACT.fullmatch(text) or not text.isprintable():
        raise UsageFailure(
            f"KLIPING_CONTACT={text!r} is no mail address or URL; outlets must be able to reach you: "
            "set it in the environment, or with -s KLIPING_CONTACT=you@your-domain.id"
        )
    return text


def user_agent(settings: BaseSettings) -> str:
    """The user agent: product token, version, contact."""
    return f"{settings['ROBOTSTXT_USER_AGENT']}/{VERSION} (+{(settings.get('KLIPING_CONTACT') or '').strip()})"


def acknowledged_networks(settings: BaseSettings) -> frozenset[str]:
    """Networks for which the operator says to have permission under their terms."""
    return frozenset(name.strip() for name in (settings.get("KLIPING_TERMS_ACKNOWLEDGED") or "").split(",")) - {""}


def left_out(settings: BaseSettings, outlet: str) -> str | None:
    """The reason for which the operator's settings leave an outlet out of every night, if they do."""
    only = outlet_names(settings, "KLIPING_OUTLETS")
    if only and outlet not in only:
        return "left out: it is not among KLIPING_OUTLETS"
    if outlet in outlet_names(settings, "KLIPING_OUTLETS_WITHOUT"):
        return "left out: it is among KLIPING_OUTLETS_WITHOUT"
    return None


def outlet_names(settings: BaseSettings, name: str) -> frozenset[str]:
    """Names of outlets in a setting, comma-separated."""
    return frozenset(one.strip() for one in (settings.get(name) or "").split(",")) - {""}


def parse_since(text: str) -> datetime:
    """First moment of a window: a day (Asia/Jakarta), or an ISO 8601 time. Raises ``UsageFailure``."""
    return _parse_bound(text, timedelta(0))


def parse_until(text: str) -> datetime:
    """End (exclusive) of a window whose last day is given: the next midnight; an ISO 8601 time is taken as it is."""
    return _parse_bound(text, timedelta(days=1))


def _parse_bound(text: str, after_day: timedelta) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise UsageFailure(f"{text!r} is not a date; write it like 2024-11-27") from None
        _require_sane(moment, text)
        return moment if moment.tzinfo else moment.replace(tzinfo=JAKARTA)
    _require_sane(day, text)
    return datetime(day.year, day.month, day.day, tzinfo=JAKARTA) + after_day


def _require_sane(day: date, text: str) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageFailure(f"{text!r} is not a year of the press; give one from {FIRST_YEAR} to {LAST_YEAR}")
