"""Contents of a perfect archive of the sample web."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle, load_articles
from tests.web.calendar import local_day
from tests.web.templates import newest_first

__all__ = ["canonical_url", "gold_articles", "gold_events", "outlet_articles"]


def gold_articles(
    since: date, until: date, articles: Iterable[SampleArticle] | None = None
) -> tuple[SampleArticle, ...]:
    """The relevant articles published from ``since`` to ``until``, both days included, in WIB.

    ``articles`` defaults to all of the sample web. They come in its order: outlet, publication, key.
    """
    return tuple(
        article
        for article in (load_articles() if articles is None else articles)
        if article.relevant and since <= local_day(article.published) <= until
    )


def gold_events(
    since: date, until: date, articles: Iterable[SampleArticle] | None = None
) -> dict[str, frozenset[tuple[str, str]]]:
    """The events of ``gold_articles``: gold name to its articles, each as outlet and canonical address."""
    events: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for article in gold_articles(since, until, articles):
        events[article.event].add((article.outlet, canonical_url(article)))
    return {event: frozenset(members) for event, members in events.items()}


def outlet_articles(outlet: str) -> list[SampleArticle]:
    """All articles of an outlet, newest first, as its lists show them."""
    return newest_first(article for article in load_articles() if article.outlet == outlet)
