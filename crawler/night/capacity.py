"""Requirements of a night of so many outlets; :func:`needs` has the formulae.

The constants were measured on 21 November 2026 on two shared cores by ``python -m tests.benchmarks.night``, except
where it says otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Self

from scrapy.settings import BaseSettings

PROCESS_SECONDS = 3.6
"""CPU to begin and end an outlet's process."""

REQUEST_SECONDS = 0.047
"""CPU of a request and all that follows it; of few requests, so that it includes the start of an extraction worker."""

PROCESS_GIGABYTES = 0.53
"""Memory of an outlet at work: its process and one for extraction, 263 MB each."""

ANSWER_SECONDS = 1.0
"""An answer of a slow site; assumed, not measured."""

WARC_KILOBYTES = 10.9
DATABASE_KILOBYTES = 11.1
"""Disk of an article on a page of 94 kB, which is made up: raw, and as rows in SQLite. Real pages differ."""

_SOURCE_REQUESTS = 8
"""robots.txt, the address that does not exist, and pages of feeds and listings: 4 to 8 on the sample web."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Assumptions about outlets and machines.

    ``articles``: that an outlet publishes a day; ``rechecks``: how often each is asked for again; ``sharing``: outlets
    a network, on average; ``bureaus``: outlets of the largest network; ``pause``: seconds between two requests to one;
    ``minutes``: of a night; ``cores``, ``gigabytes``: of a machine.
    """

    articles: int = 20
    rechecks: int = 3
    sharing: float = 1.0
    bureaus: int = 1
    pause: float = 3.0
    minutes: float = 270.0
    cores: int = 4
    gigabytes: int = 8

    @classmethod
    def of(cls, settings: BaseSettings, networks: Iterable[str]) -> Self:
        """By the settings, and by the network of each outlet of the catalogue."""
        sizes = Counter(networks)
        return cls(
            rechecks=len(settings.getlist("RECHECK_DAYS")),
            sharing=sizes.total() / len(sizes),
            bureaus=max(sizes.values()),
            pause=settings.getfloat("DOWNLOAD_DELAY"),
            minutes=settings.getfloat("RUN_MINUTES"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Requirements of a night: ``rate`` in requests a second, ``at_a_time`` in outlets, gigabytes a year."""

    networks: int
    requests: int
    rate: float
    cpu_hours: float
    at_a_time: int
    machines: int
    hours: float
    warc_gigabytes: float
    database_gigabytes: float


def needs(outlets: int, habits: Habits) -> Needs:
    """Compute the requirements of a night of so many outlets by these formulae::

        requests of an outlet = 8 + articles * (1 + rechecks)
        minutes of an outlet  = requests * (pause + answer) / 60
        networks              = outlets / sharing, at least one
        longest network       = bureaus * minutes of an outlet            (its outlets are crawled in turn)
        at a time             = outlets * minutes of an outlet / minutes of a night, at most the networks
        places of a machine   = the smaller of  gigabytes / memory of an outlet
                                           and  cores * (pause + answer) / CPU of a request
        machines              = at a time / places of a machine
        hours                 = the longer of   longest network
                                           and  all outlets' minutes / the places of these machines, or networks
        requests a second     = all requests / hours
        CPU                   = outlets * (CPU of a process + requests * CPU of a request)
        disk a year           = 365 * outlets * articles * bytes of an article

    Rounded up. A machine keeps one gigabyte for itself. An answer to a re-check is counted as a request but not as
    disk: unchanged, it is a ``revisit`` record of about one kilobyte. The closing of a night (clustering, report) is
    not in it. The database server is a machine more.
    """
    requests = _SOURCE_REQUESTS + habits.articles * (1 + habits.rechecks)
    seconds = requests * (habits.pause + ANSWER_SECONDS)
    bureaus = min(outlets, habits.bureaus)
    networks = min(outlets - bureaus + 1, max(1, ceil(outlets / habits.sharing)))
    at_a_time = min(networks, ceil(outlets * seconds / (60 * habits.minutes)))
    by_memory = (habits.gigabytes - 1) / PROCESS_GIGABYTES
    by_cores = habits.cores * (habits.pause + ANSWER_SECONDS) / REQUEST_SECONDS
    places = max(1, int(min(by_memory, by_cores)))
    machines = ceil(at_a_time / places)
    duration = max(bureaus * seconds, outlets * seconds / min(networks, machines * places))
    yearly = 365 * outlets * habits.articles / 1e6
    return Needs(
        networks=networks,
        requests=outlets * requests,
        rate=outlets * requests / duration,
        cpu_hours=outlets * (PROCESS_SECONDS + requests * REQUEST_SECONDS) / 3600,
        at_a_time=at_a_time,
        machines=machines,
        hours=duration / 3600,
        warc_gigabytes=yearly * WARC_KILOBYTES,
        database_gigabytes=yearly * DATABASE_KILOBYTES,
    )
