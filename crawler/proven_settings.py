"""Proof of the settings before anything is done with them: names, types, bounds, contact.

Our own commands begin with ``prove``. Scrapy's own that ask the network (``fetch``, ``shell``, ``view``, ``parse`` and
the like) meet it as an add-on of Scrapy, which also gives them our user agent.
"""

from __future__ import annotations

import codecs
import logging
import math
import os
import re
import sys
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, default_settings
from scrapy.utils.misc import load_object

from crawler import config, settings_file
from crawler.exceptions import UsageFailure
from storage import exit_codes, failpoints

PREFIX = "KLIPING_"

TESTS = "KLIPING_TEST_"
"""Beginning of names that only the suite reads."""

_ENVIRONMENT_ONLY = frozenset({failpoints.VARIABLE})

_NUMBERS = re.compile(r"(?:_DELAY|_TIMEOUT|_MINUTES|_SECONDS|_INTERVAL(?:_SECONDS)?|_CONCURRENCY|_JITTER)$")
"""Names of settings that may have a fraction: what takes time, and shares."""

_MAY_BE_NEGATIVE = re.compile(r"PRIORITY")

_YEARS_OF_DAYS = 36_500
_BOUNDS: dict[str, tuple[float, float]] = {
    "KLIPING_WORKERS": (0, 256),
    "FIRST_WINDOW_DAYS": (0, _YEARS_OF_DAYS),
    "WINDOW_OVERLAP_DAYS": (0, _YEARS_OF_DAYS),
    "RECHECK_DAYS": (1, _YEARS_OF_DAYS),
    "FAILED_URL_ATTEMPTS": (1, 16),  # the time between two of them doubles
    "JOB_ATTEMPTS": (1, 16),
    "WORKER_BEAT_SECONDS": (0.1, 3600),
    "CONCURRENT_REQUESTS": (1, 1000),
    "CONCURRENT_REQUESTS_PER_DOMAIN": (1, 1000),
    "CONCURRENT_ITEMS": (1, 10_000),
    "DOWNLOAD_TIMEOUT": (0.1, 86_400),
    "DOWNLOAD_MAXSIZE": (1, 2**31),  # 0 would be no limit
    "REACTOR_THREADPOOL_MAXSIZE": (1, 1000),
    "RETRY_HTTP_CODES": (100, 599),
    "AUTOTHROTTLE_TARGET_CONCURRENCY": (0.01, 1000),
}
"""Least and greatest value, where they are not 0 and ``_MOST``; of a list, of each number in it."""

_MOST = 10**9
_LISTS_OF_NUMBERS = frozenset({"RECHECK_DAYS", "RETRY_HTTP_CODES"})
_MODULES = frozenset({"SPIDER_MODULES", "NEWSPIDER_MODULE", "COMMANDS_MODULE"})
_COMPONENTS = re.compile(r"(?:MIDDLEWARES|PIPELINES|EXTENSIONS|ADDONS)(?:_BASE)?$")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_LONGEST_SHOWN = 60


def prove(settings: BaseSettings) -> None:
    """Prove every setting that somebody has set.

    Raises ``UsageFailure``, in one line that names the setting, for the first that cannot be meant.
    """
    if problem := _ours().settings_file.problem:
        raise UsageFailure(problem)
    for name in sorted({*os.environ, *settings}):
        if name.startswith(PREFIX) and not name.startswith(TESTS):
            _require_known(name)
    for name in sorted(settings):
        priority = settings.getpriority(name) or 0
        if priority > SETTINGS_PRIORITIES["default"] and settings[name] is not None:
            _prove(name, settings[name], _default(name))
        if priority >= SETTINGS_PRIORITIES["cmdline"]:  # to load what stands in the project takes every command's time
            _require_no_slip(name)
            _prove_loadable(name, settings[name], _default(name))
    config.clock(settings)
    if settings.get("KLIPING_CONTACT"):
        config.contact(settings)


class Proven:
    """The add-on of Scrapy by which every process that crawls begins with proven settings and says who it is."""

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Put the contact into the user agent, also of requests that no outlet makes.

        Ends the process with a line on stderr and exit code 2 where a setting is wrong or the contact is missing:
        Scrapy's own commands would show a traceback.
        """
        try:
            prove(settings)
            config.contact(settings)
        except UsageFailure as error:
            sys.stderr.write(f"error: {error}\n")
            raise SystemExit(exit_codes.USAGE) from None
        settings.set("USER_AGENT", config.user_agent(settings), priority="cmdline")


# ---- names


def _ours() -> ModuleType:
    """The project's own settings. They read the environment when they are imported, so nobody does it before."""
    return import_module("crawler.settings")


def known_names() -> frozenset[str]:
    """Names of all settings: those of this project, and Scrapy's."""
    return frozenset(name for module in (_ours(), default_settings) for name in vars(module) if name.isupper())


def _require_known(name: str) -> None:
    known = {one for one in vars(_ours()) if one.startswith(PREFIX)} | _ENVIRONMENT_ONLY
    if name not in known:
        raise UsageFailure(f"there is no setting {_shown(name)}{_near(name, known)}; crawler/README.md lists them")


def _require_no_slip(name: str) -> None:
    """Raise ``UsageFailure`` for an unknown name that is nearly one of ours; others may be a plug-in's."""
    own = {one for one in vars(_ours()) if one.isupper()}
    if name not in known_names() and get_close_matches(name, own, 1, 0.88):
        raise UsageFailure(f"there is no setting {_shown(name)}{_near(name, own)}")


def _near(name: str, known: set[str] | frozenset[str]) -> str:
    near = get_close_matches(name, known, 1, 0.7)
    return f" (is it {near[0]}?)" if near else ""


def _default(name: str) -> Any:
    """The value that the project, or else Scrapy, gives a setting; ``None`` where neither has one."""
    for module in (_ours(), default_settings):
        if hasattr(module, name):
            return getattr(module, name)
    return None


# ---- values


def _prove(name: str, value: object, default: object) -> None:
    if name in _LISTS_OF_NUMBERS:
        for one in _listed(value):
            _number(name, one, whole=True)
    elif isinstance(default, bool):
        _switch(name, value)
    elif name == "KLIPING_WORKERS" or isinstance(default, int | float):
        _number(name, value, whole=isinstance(default, int | str) and not _NUMBERS.search(name))
    elif isinstance(default, dict):
        _mapping(name, value)
    elif name in _TEXTS:
        _TEXTS[name](str(value))


def _prove_loadable(name: str, value: object, default: object) -> None:
    if name in _MODULES:
        for one in _listed(value):
            _require_module(name, str(one))
    elif _COMPONENTS.search(name):
        for component, order in _mapping(name, value).items():
            if order is not None:
                _number(f"{name}[{_shown(component)}]", order, whole=False)
                _require_object(name, component)
    elif isinstance(default, type) or (isinstance(default, str) and _DOTTED.fullmatch(default)):
        _require_object(name, value)


def _listed(value: object) -> Iterator[object]:
    if isinstance(value, str):
        yield from value.split(",") if value else ()
    elif isinstance(value, list | tuple):
        yield from value
    else:
        yield value


def _switch(name: str, value: object) -> None:
    if str(value).lower() not in ("0", "1", "true", "false"):
        raise UsageFailure(f"{name}={_shown(value)} is neither on nor off: write 1 or 0")


def _number(name: str, value: object, *, whole: bool) -> None:
    kind = "a whole number" if whole else "a number"
    try:
        number = (int if whole else float)(value)  # type: ignore[call-overload, arg-type]
        finite = math.isfinite(number)
    except (TypeError, ValueError, OverflowError):  # a number of 400 digits is whole, and no float
        finite = False
    if not finite:
        raise UsageFailure(f"{name}={_shown(value)} is not {kind}, or far too large")
    least, most = _BOUNDS.get(name, (-_MOST if _MAY_BE_NEGATIVE.search(name) else 0, _MOST))
    if not least <= number <= most:
        raise UsageFailure(f"{name}={_shown(value)} is out of bounds: {kind} from {least:.10g} to {most:.10g}")


def _mapping(name: str, value: object) -> dict[object, object]:
    try:
        return {**BaseSettings({name: value}).getdict(name)}
    except (TypeError, ValueError):
        raise UsageFailure(f"{name}={_shown(value)} is no mapping: write it as JSON, {{...}}") from None


def _require_object(name: str, path: object) -> None:
    try:
        load_object(path)  # type: ignore[arg-type]
    except Exception as error:  # an import runs whatever stands in the module
        raise UsageFailure(f"{name}={_shown(path)} cannot be loaded ({_shown(error)})") from None


def _require_module(name: str, path: str) -> None:
    try:
        found = find_spec(path.strip())
    except Exception:  # the packages above it are imported
        found = None
    if found is None:
        raise UsageFailure(f"{name}={_shown(path)}: there is no such module")


def _level(value: str) -> None:
    if value not in logging.getLevelNamesMapping() and not value.isdecimal():
        raise UsageFailure(f"LOG_LEVEL={_shown(value)} is none of {', '.join(logging.getLevelNamesMapping())}")


def _line(value: str) -> None:
    try:
        logging.Formatter(value)
    except ValueError as error:
        raise UsageFailure(f"LOG_FORMAT={_shown(value)} is no format of a line ({_shown(error)})") from None


def _token(value: str) -> None:
    if not value.isascii() or not value.isprintable():
        raise UsageFailure(f"ROBOTSTXT_USER_AGENT={_shown(value)} cannot be sent in a header")


def _encoding(name: str) -> Callable[[str], None]:
    def prove_it(value: str) -> None:
        try:
            codecs.lookup(value)
        except (LookupError, ValueError):
            raise UsageFailure(f"{name}={_shown(value)} is no encoding") from None

    return prove_it


def _time_of_day(name: str) -> Callable[[str], None]:
    def prove_it(value: str) -> None:
        if not settings_file.TIME.fullmatch(value):
            raise UsageFailure(f"{name}={_shown(value)} is no time of day: write it like 01:30")

    return prove_it


_TEXTS: dict[str, Callable[[str], None]] = {
    "KLIPING_NIGHT_AT": _time_of_day("KLIPING_NIGHT_AT"),
    "KLIPING_MORNING_AT": _time_of_day("KLIPING_MORNING_AT"),
    "LOG_LEVEL": _level,
    "ROBOTSTXT_USER_AGENT": _token,
    "LOG_FORMAT": _line,
    "LOG_ENCODING": _encoding("LOG_ENCODING"),
    "FEED_EXPORT_ENCODING": _encoding("FEED_EXPORT_ENCODING"),
}


def _shown(value: object) -> str:
    """A value as it fits into one line, unless it is a name."""
    text = str(value)
    text = text if text.isidentifier() and len(text) <= _LONGEST_SHOWN else repr(text)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
