"""The rules by which an outlet's night is called wrong. Pure: one night, what came before it, and a verdict.

Each rule is a function named as the alert it gives. What holds of every outlet on every night (a failed crawl, a list
without links) needs no history; what compares needs ``storage.health.baseline``. The limits are chances, so that an
outlet of forty articles a day is missed at once and one of four a week after days: ``SELDOM`` for what alone suffices.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from storage.health.alerts import Alert, Case, Verdict
from storage.health.baseline import age_of_newest
from storage.health.expectations import FIELDS
from storage.health.nights import Night
from storage.health.probability import chance_of_at_least, chance_of_at_most, chance_of_none, chance_of_share
from storage.health.template_change import signs

SELDOM = 1e-4
"""Chance under which one measure alone means that something has changed."""

DRY = 0.002
"""Chance under which a spell without articles is no accident."""

NEVER_NIGHTS = 7
"""Nights after which an outlet that never gave an article is silent."""

FEW = 0.3
MANY = 5.0
"""Shares of the expected articles beyond which a night is out of the ordinary."""

A_HANDFUL = 5
"""Articles up to which no night has too many."""

BLOCKED = 0.05
"""Share of an outlet's pages that are challenge or block pages from which it is blocked."""

MISSING = 0.05
"""Share of the announced articles that may turn out to be missing without saying so."""

COVERAGE = {"title": 0.9, "date": 0.9, "body": 0.9}
"""Least share of an outlet's articles that have one, where nothing is declared."""

QUARANTINED = 20
"""Pages that could not be read within their limits in one night."""

INCOMPLETE_NIGHTS = 3
"""Nights in a row that did not come to their end."""

_DECLARED_DISPERSION = 2.0
"""Scatter of counts that a declaration is read with: it is a rough one."""

_WINDOW_DAYS = 3
"""Days that the window of a usual night looks back on, overlap included."""

NO_ROOM = re.compile(r"ArchiveFull|no room to write|No space left|disk (?:is )?full", re.IGNORECASE)
"""Reasons of a failed crawl that are about the disk of the archive."""

_UNREACHED = re.compile(r"the name cannot be resolved|no connection")
"""Reasons that a machine without a network gives for every outlet."""

_SLOW = (2.0, 900.0)
_STALE_DAYS = 5.0


def alerts(case: Case) -> list[Alert]:
    """Alerts of all rules on the night, the most serious first."""
    found = [alert for rule in RULES for alert in rule(case)]
    order = {verdict: place for place, verdict in enumerate(("blocked", "failing", "changed", "silent"))}
    return sorted(found, key=lambda alert: (not alert.person, order.get(alert.verdict, 9)))


# ---- what needs no history


def blocked(case: Case) -> Iterator[Alert]:
    """Challenge or block pages: more than ``BLOCKED`` of the pages, or so many that the night was ended."""
    night = case.night
    pages = night.count("blocked")
    share = pages / max(night.count("fetched") + pages, 1)
    if night.status == "blocked" or (pages > 1 and share > BLOCKED):
        told = night.reason if night.status == "blocked" else None
        yield Alert(
            "blocked",
            "blocked",
            told or f"{pages} of {night.count('fetched') + pages} pages were challenge or block pages",
            "Blocks are not evaded: write to the outlet from the contact address, or pause it (`paused = ...`).",
        )


def missing_pages(case: Case) -> Iterator[Alert]:
    """Soft 404s: announced addresses lead to the site's page for missing articles."""
    pages, others = case.night.count("soft_404"), case.night.count("fetched")
    if _more_than(MISSING, pages, pages + others):
        yield Alert(
            "missing_pages",
            "changed",
            f"{pages} of {pages + others} announced articles are the site's page for what is missing",
            "Open some of them in a browser (`scrapy runs RUN`): the addresses of articles may have changed.",
        )


def failed(case: Case) -> Iterator[Alert]:
    """The crawl broke, or nothing could be reached."""
    night = case.night
    if night.status == "failed" and not _lists_without_articles(case):
        nights = _in_a_row(case, lambda one: one.status == "failed")
        since = f" ({nights} nights in a row)" if nights > 1 else ""
        reason = night.reason or "the crawl failed"
        # no outlet is to blame for a full disk, of which storage.health.machine tells
        of_the_machine = NO_ROOM.search(reason) is not None
        verdict: Verdict = "ok" if of_the_machine else "failing"
        yield Alert("failed", verdict, f"{reason}{since}", _advice(reason), person=not of_the_machine)


def incomplete(case: Case) -> Iterator[Alert]:
    """No crawl came to its end for some nights: a time budget that is too small."""
    nights = _in_a_row(case, lambda one: one.status == "interrupted")
    if nights >= INCOMPLETE_NIGHTS:
        yield Alert(
            "incomplete",
            "failing",
            f"not crawled to the end for {nights} nights ({case.night.reason or 'interrupted'})",
            "Give the outlet more time (CLOSESPIDER_TIMEOUT), or look in the log what takes so long.",
        )


def no_links(case: Case) -> Iterator[Alert]:
    """Source pages came, and not one link on them is an article's: a redesign."""
    night = case.night
    if _lists_without_articles(case):
        links = night.count("unmatched_links")
        yield Alert(
            "no_links",
            "changed",
            f"{night.count('source_pages')} source pages, no link to an article"
            + (f" ({links} links of other forms)" if links else ""),
            "The site was probably rebuilt: compare its article addresses with `article_path`, its lists with "
            "`sources`.",
        )


def unseen_days(case: Case) -> Iterator[Alert]:
    """The outlet's lists end after the window begins: of the days before, nobody was told."""
    if case.night.unseen:
        yield Alert(
            "unseen_days",
            "changed",
            f"not seen whole: {case.night.unseen}, the outlet's lists end after that",
            "Declare a source that reaches further back (a feed, an index with pages, a sitemap), or crawl more often.",
        )


def unreachable_parts(case: Case) -> Iterator[Alert]:
    """robots.txt of a host could not be had, or a certificate was refused, two nights in a row."""
    for counter, what in (("robots_unreachable", "robots.txt could not be had"), ("tls_errors", "TLS failed")):
        if case.night.status == "failed" or not case.night.count(counter):
            continue
        lasting = bool(case.before) and case.before[-1].count(counter) > 0
        yield Alert(
            counter,
            "failing",
            f"{what} for {case.night.count(counter)} requests" + (", as in the night before" if lasting else ""),
            "Open the address in a browser; correct `hosts` or `mirrors` where a host is gone.",
            person=lasting,
        )


def canary(case: Case) -> Iterator[Alert]:
    """A captured page is read otherwise than when somebody looked at it; an edit where others are read as ever."""
    night = case.night
    read, drifted, gone = (night.count(name) for name in ("canaries", "canaries_drifted", "canaries_gone"))
    again = "capture it again (`scrapy capture OUTLET URL`)"
    if drifted:
        whole = drifted == read
        yield Alert(
            "canary",
            "changed",
            f"{_counted(drifted, 'captured page')} of {read} read otherwise than when captured"
            + (f": {night.canary}" if night.canary else ""),
            "The page template, or what we read of it, has changed: compare with `scrapy capture --check`, correct the "
            f"layout, then `scrapy reextract`. If the outlet has edited the page, {again}."
            if whole
            else f"The others are as captured, so the outlet has edited it: {again}.",
            person=whole,
        )
    elif gone and not read:
        yield Alert(
            "canary",
            "changed",
            f"{_counted(gone, 'captured page')} of this outlet can no longer be had, and none is left to compare with",
            "Capture an article that is still there (`scrapy capture OUTLET URL`).",
            person=False,
        )


def future_dates(case: Case) -> Iterator[Alert]:
    """An article from the future: dates are misread."""
    age = age_of_newest(case.night)
    if age is not None and age < -1.0:
        yield Alert(
            "future_dates",
            "changed",
            f"the newest article is dated {case.night.newest:%Y-%m-%d %H:%M}Z, after the night",
            "Dates are misread: look at one page with `scrapy extract URL` and correct the date selectors or the zone.",
        )


def quarantined(case: Case) -> Iterator[Alert]:
    """Many pages could not be read within the limits on time and memory."""
    pages = case.night.count("quarantined")
    if pages > QUARANTINED:
        yield Alert(
            "quarantined",
            "changed",
            f"{pages} pages could not be read within their limits",
            "Look at one of them with `scrapy extract URL`: something large or broken is in every page.",
        )


def declared_volume(case: Case) -> Iterator[Alert]:
    """More or fewer articles than declared, over the last seven days as far as they were crawled."""
    if case.expectation is None or case.expectation.articles_a_week is None:
        return
    week = [one for one in (*case.before, case.night) if one.day > case.night.day - timedelta(days=7) and one.completed]
    days = sum(max(one.days, 1) for one in week if one.days) or (1 if week else 0)
    if not days:
        return
    found = sum(one.found for one in week if one.days or len(week) == 1)
    least, most = (number * days / 7 for number in case.expectation.articles_a_week)
    if chance_of_at_most(found, least, _DECLARED_DISPERSION) < DRY:
        told = f"at least {least:.0f}"
    elif len(week) > 1 and chance_of_at_least(found, most, _DECLARED_DISPERSION) < DRY:
        told = f"at most {most:.0f}"  # a first night looks back on a week or more
    else:
        return
    yield Alert(
        "declared_volume",
        "changed" if found else "silent",
        f"{found} new articles in {_counted(days, 'day')}; {told} were declared",
        "Look at the outlet's sources; where the declaration is wrong, correct `expected`.",
    )


def coverage(case: Case) -> Iterator[Alert]:
    """Fewer articles with a title, date, text or author than declared; undeclared, than ``COVERAGE`` (no authors)."""
    texts = case.night.count("extracted")
    declared = case.expectation.coverage if case.expectation else {}
    for name, least in {**COVERAGE, **declared}.items():
        having = case.night.count(FIELDS[name])
        if texts and _more_than(1 - least, texts - having, texts):
            yield Alert(
                "coverage",
                "changed",
                f"{having} of {texts} articles have their {name}; {least:.0%} "
                + ("were declared" if name in declared else "is the least where nothing is declared"),
                "Look at one page with `scrapy extract URL` and correct the layout; where so many have none, say so in "
                "`expected`.",
            )


# ---- what compares with the outlet's own nights


def silence(case: Case) -> Iterator[Alert]:
    """No new article for longer than can be chance, or none at all since the outlet was declared."""
    if case.dry_nights >= NEVER_NIGHTS and not any(night.found for night in case.before):
        yield Alert(
            "silence",
            "silent",
            f"not one article in {case.dry_nights} nights",
            "Look at the front page: its sources, or the form of its addresses, are not as declared.",
        )
        return
    if case.dry_nights and case.dry_chance < DRY and case.forecast is not None:
        yield Alert(
            "silence",
            "silent",
            f"no new article for {_counted(case.dry_nights, 'night')}; about {case.forecast.expected:.1f} were to be "
            f"expected in the last one (chance of such a spell {_percent(case.dry_chance)})",
            "Open the outlet's front page. If it has articles of these days, its sources or addresses have changed; "
            "if not, it has stopped publishing.",
        )


def few(case: Case) -> Iterator[Alert]:
    """Far fewer articles than expected, and fewer than on any such weekday."""
    night, forecast, usual = case.night, case.forecast, case.usual
    if forecast is None or usual is None or not night.completed or not night.found:
        return
    least = usual.least_on_weekday(night)
    if least is not None and night.found >= least:
        return
    if night.found < FEW * forecast.expected:
        chance = chance_of_at_most(night.found, forecast.expected, forecast.dispersion)
        if chance < SELDOM:
            yield Alert(
                "few",
                "changed",
                f"{night.found} new articles where {forecast.expected:.0f} were to be expected",
                "One of the outlet's sources may have dried up: `scrapy runs RUN` shows which did not answer.",
            )


def many(case: Case) -> Iterator[Alert]:
    """Far more articles than expected: old ones announced anew, or addresses that are no articles."""
    night, forecast = case.night, case.forecast
    if forecast is None or night.found <= max(MANY * forecast.expected, A_HANDFUL):
        return
    if chance_of_at_least(night.found, forecast.expected, forecast.dispersion) < SELDOM:
        yield Alert(
            "many",
            "changed",
            f"{night.found} new articles where {forecast.expected:.1f} were to be expected",
            "Old articles may be announced anew, or `article_path` lets too much through: look at the newest with "
            "`scrapy events --outlet`.",
        )


def template(case: Case) -> Iterator[Alert]:
    """Pages read otherwise than before: other lengths, one paragraph in many, fields gone, rules of last resort."""
    if case.usual is None or not case.night.count("extracted"):
        return
    seen = sorted(signs(case.night, case.usual))
    strong = bool(seen) and seen[0][0] < SELDOM
    if strong or (len(seen) > 1 and seen[0][0] * seen[1][0] < SELDOM * 0.1):
        yield Alert(
            "template",
            "changed",
            "; ".join(text for _, text in seen),
            "The page template has probably changed: look at a new page with `scrapy extract URL`, correct the "
            "layout, then `scrapy reextract`.",
        )


def stale(case: Case) -> Iterator[Alert]:
    """Old articles are announced as new."""
    if case.usual is None or not case.night.found:
        return
    age, usual = age_of_newest(case.night), case.usual.age_of_newest()
    if age is not None and usual is not None and age > max(_STALE_DAYS, 3 * usual):
        yield Alert(
            "stale",
            "changed",
            f"the newest article of the night is {age:.0f} days old; until now {usual:.1f} at most",
            "Old articles are announced as new, or dates are misread: look at one with `scrapy extract URL`.",
        )


def slow(case: Case) -> Iterator[Alert]:
    """A crawl that takes far longer than it used to."""
    factor, seconds = _SLOW
    if case.usual is not None and case.night.seconds > max(factor * case.usual.seconds(), seconds):
        yield Alert(
            "slow",
            "ok",
            f"took {case.night.seconds / 60:.0f} minutes; usually {case.usual.seconds() / 60:.0f}",
            "Nothing, unless it stays so: then see whether the site has become slow or a list endless.",
            person=False,
        )


RULES: tuple[Callable[[Case], Iterator[Alert]], ...] = (
    blocked,
    missing_pages,
    failed,
    incomplete,
    no_links,
    unseen_days,
    unreachable_parts,
    canary,
    future_dates,
    quarantined,
    declared_volume,
    coverage,
    silence,
    few,
    many,
    template,
    stale,
    slow,
)

ACCEPTABLE = frozenset(rule.__name__ for rule in (canary, coverage, declared_volume, few, many, stale, template))
"""Alerts that come to an end when they last: the outlet then has another usual. Silence and failure never do."""


def _advice(reason: str) -> str:
    """What to do about a crawl that failed: the fault may be this machine's, and then no site needs a look."""
    if NO_ROOM.search(reason):
        return "The fault is this machine's, not the site's: make room, or move KLIPING_DATA to a larger disk."
    site = (
        "Open the site in a browser. If it is up, look into the run's log; if it moved, correct the outlet's "
        "declarations; if it is gone, pause it."
    )
    if _UNREACHED.search(reason):
        return f"Where other outlets failed alike, look at this machine's network and resolver first. {site}"
    return site


def _more_than(share: float, hits: int, of: int) -> bool:
    """True if ``hits`` are more than a true ``share`` explains, by the binomial law: a share known from very many."""
    known = 100_000
    return hits > 0 and chance_of_share(hits, of, round(share * known), known) < DRY


def _lists_without_articles(case: Case) -> bool:
    """True if sources of articles list other things, or nothing, which they never did.

    An answer without any link proves nothing by itself: a search within the window may well be empty.
    """
    night = case.night
    if not night.count("source_pages") or night.count("discovered") or night.status not in ("completed", "failed"):
        return False
    if night.count("unmatched_links") > A_HANDFUL:
        return True
    if case.usual is None or case.forecast is None or not all(one.count("discovered") for one in case.usual.nights):
        return False
    return chance_of_none(_WINDOW_DAYS * case.forecast.expected, case.forecast.dispersion) < DRY


def _in_a_row(case: Case, holds: Callable[[Night], bool]) -> int:
    nights = 0
    for night in (case.night, *reversed(case.before)):
        if not holds(night):
            break
        nights += 1
    return nights


def _counted(number: int, what: str) -> str:
    return f"one {what}" if number == 1 else f"{number} {what}s"


def _percent(chance: float) -> str:
    return f"{chance:.2%}" if chance >= 0.0001 else "under 0.01%"
