"""Gold values of a window of the sample web."""

from __future__ import annotations

from datetime import date, datetime

from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle, load_articles
from tests.web.calendar import WIB
from tests.web.gold import gold_articles, gold_events


def article(key: str, day: datetime, *, event: str = "rakor", outlet: str = "petisi") -> SampleArticle:
    return SampleArticle(outlet, key, key, key, day, ("Isi.",), event=event, relevant=bool(event), id=1)


EARLY = article("awal", datetime(2024, 11, 1, 0, 0, tzinfo=WIB))
LATE = article("akhir", datetime(2024, 11, 2, 23, 59, tzinfo=WIB), outlet="perkaranews")
AFTER = article("sesudah", datetime(2024, 11, 3, 0, 0, tzinfo=WIB), event="apel")
OTHER = article("lain", datetime(2024, 11, 2, 8, 0, tzinfo=WIB), event="")
SAMPLE = [EARLY, LATE, AFTER, OTHER]


def test_both_days_of_a_window_count_and_off_topic_does_not() -> None:
    assert gold_articles(date(2024, 11, 1), date(2024, 11, 2), SAMPLE) == (EARLY, LATE)
    assert gold_articles(date(2024, 11, 3), date(2024, 11, 30), SAMPLE) == (AFTER,)


def test_events_are_sets_of_addresses() -> None:
    assert gold_events(date(2024, 11, 1), date(2024, 11, 3), SAMPLE) == {
        "rakor": {("petisi", "https://petisi.co/awal/"), ("perkaranews", "https://perkaranews.com/2024/11/akhir/")},
        "apel": {("petisi", "https://petisi.co/sesudah/")},
    }


def test_every_article_has_an_address_of_its_own() -> None:
    articles = load_articles()
    assert len({canonical_url(one) for one in articles}) == len(articles) > 50
    whole = gold_events(date(2024, 10, 15), date(2024, 11, 28))
    assert sum(map(len, whole.values())) == len(gold_articles(date(2024, 10, 15), date(2024, 11, 28)))
    assert max(len({outlet for outlet, _ in members}) for members in whole.values()) >= 3
