"""The promises of the sample web's articles: counts, gold structure, calendar and variety of markup."""

import re
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise

import pytest

from tests.web.articles import OPTIONS, SampleArticle, check_articles, load_articles

ARTICLES = load_articles()
RELEVANT = [article for article in ARTICLES if article.relevant]
BY_KEY = {article.key: article for article in ARTICLES}

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
WINDOW_START = datetime.fromisoformat("2024-10-15T00:00:00+07:00")
WINDOW_END = datetime.fromisoformat("2024-11-28T05:00:00+07:00")
_STATED_DAY = re.compile(rf"\b({'|'.join(WEEKDAYS)}) \((\d{{1,2}})/(\d{{1,2}})(?:/(\d{{4}}))?\)")


def events() -> dict[str, list[SampleArticle]]:
    """The articles of each gold event."""
    found: dict[str, list[SampleArticle]] = defaultdict(list)
    for article in RELEVANT:
        found[article.event].append(article)
    return found


def shingles(article: SampleArticle) -> set[tuple[str, ...]]:
    """The word 5-grams of the body."""
    words = article.body.lower().split()
    return {tuple(words[start : start + 5]) for start in range(len(words) - 4)}


def shared(one: SampleArticle, other: SampleArticle) -> float:
    """Share of the shorter body's word 5-grams that the other body has too."""
    first, second = shingles(one), shingles(other)
    return len(first & second) / min(len(first), len(second))


def stated_days(text: str) -> list[tuple[str, date]]:
    """Weekday and calendar day of each `Selasa (26/11)` or `Selasa (26/11/2024)` in a text."""
    return [
        (weekday, date(int(year or 2024), int(month), int(day)))
        for weekday, day, month, year in _STATED_DAY.findall(text)
    ]


def test_each_outlet_has_its_share_of_relevant_and_other_articles() -> None:
    counts = Counter(article.outlet for article in ARTICLES)
    other = Counter(article.outlet for article in ARTICLES if not article.relevant)
    assert counts == {
        "petisi": 15,
        "antara_jatim": 16,
        "koranrb": 12,
        "perkaranews": 12,
        "probolinggo_kota": 13,
        "kabar_layar": 4,
    }
    assert set(other) == set(counts)
    assert sum(other.values()) == 16
    assert len(events()) == 34


def test_most_articles_lie_in_the_window_and_some_relevant_ones_before_it() -> None:
    early = [article for article in ARTICLES if article.published < WINDOW_START]
    assert len(early) == 4
    assert all(article.relevant for article in early)
    assert all(article.published <= WINDOW_END for article in ARTICLES)


def test_no_event_stands_on_both_sides_of_the_window_start() -> None:
    for event, reports in events().items():
        sides = {report.published < WINDOW_START for report in reports}
        assert len(sides) == 1, event


def test_numbers_grow_with_the_date_and_addresses_are_unique() -> None:
    for outlet in {article.outlet for article in ARTICLES} - {"probolinggo_kota"}:
        ids = [article.id for article in ARTICLES if article.outlet == outlet]
        numbers = [number for number in ids if number is not None]
        assert len(numbers) == len(ids), outlet
        assert all(earlier < later for earlier, later in pairwise(numbers)), outlet
    addresses = Counter((article.outlet, article.system, article.slug) for article in ARTICLES)
    assert max(addresses.values()) == 1


def test_stated_dates_fall_on_the_stated_weekday_and_not_long_after_publication() -> None:
    stated = [(article, *day) for article in ARTICLES for day in stated_days(article.body)]
    assert len(stated) > 50
    for article, weekday, day in stated:
        assert WEEKDAYS[day.weekday()] == weekday, (article.key, weekday, day)
        assert day <= article.published.date() + timedelta(days=1), (article.key, day)


def test_event_dates_are_stated_in_the_text() -> None:
    for article in ARTICLES:
        if article.event_date is None:
            continue
        assert timedelta(0) <= article.published.date() - article.event_date <= timedelta(days=1), article.key
        days = [day for _, day in stated_days(article.body)]
        named = re.search(rf"\b{WEEKDAYS[article.event_date.weekday()]}\b", article.body)
        assert article.event_date in days or named, article.key


def test_reports_of_one_event_agree_on_day_and_region() -> None:
    for event, reports in events().items():
        assert len({report.event_date for report in reports}) == 1, event
        assert len({report.region_code for report in reports}) == 1, event
        assert all(report.event_date is not None for report in reports), event


def test_events_are_reported_by_one_to_three_outlets() -> None:
    outlets = Counter(len({report.outlet for report in reports}) for reports in events().values())
    assert outlets[1] >= 15
    assert outlets[2] >= 8
    assert outlets[3] >= 4


def test_an_event_goes_on_over_midnight() -> None:
    overnight = [
        event for event, reports in events().items() if len({report.published.date() for report in reports}) == 2
    ]
    assert {
        "penertiban-apk-kota-probolinggo-2024-11-24",
        "forkopimda-pantau-tps-kota-probolinggo-2024-11-27",
        "apel-pergeseran-bengkulu-utara-2024-11-25",
    } <= set(overnight)


def test_copies_share_most_of_the_text_and_rewrites_do_not() -> None:
    copies = [(article, BY_KEY[article.copy_of]) for article in ARTICLES if article.copy_of is not None]
    assert len(copies) == 7
    assert sum(copy.body == original.body for copy, original in copies) == 3
    for copy, original in copies:
        assert shared(copy, original) > 0.7, copy.key
    for event, reports in events().items():
        for one, other in combinations(reports, 2):
            related = {one.copy_of or one.key} & {other.copy_of or other.key}
            if not related:
                assert 0 < shared(one, other) < 0.45, (event, one.key, other.key)


def test_the_city_portals_print_the_same_text_under_another_slug() -> None:
    twins = [
        (article, BY_KEY[article.copy_of])
        for article in ARTICLES
        if article.copy_of is not None and article.outlet == BY_KEY[article.copy_of].outlet == "probolinggo_kota"
    ]
    assert {(copy.system, original.system) for copy, original in twins} == {
        ("bag-hukum", "main"),
        ("bag-pemerintahan", "main"),
    }
    assert all(copy.body == original.body and copy.slug != original.slug for copy, original in twins)
    assert sum(copy.system == "bag-hukum" for copy, _ in twins) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("probkota-rakor-pks-2024-10", "probkota-rakor-pks-2024-11", id="monthly meeting"),
        pytest.param("petisi-patroli-2024-11-09", "petisi-patroli-2024-11-16", id="weekly patrol"),
        pytest.param(
            "petisi-apel-pergeseran-kota-probolinggo",
            "petisi-apel-pergeseran-kabupaten-probolinggo",
            id="city and regency, next day",
        ),
        pytest.param(
            "antara-apel-pergeseran-kota-probolinggo", "antara-apel-pergeseran-lumajang", id="neighbours, same day"
        ),
        pytest.param(
            "antara-logistik-kota-probolinggo-2024-11",
            "antara-logistik-kabupaten-probolinggo-2024-11",
            id="logistics of city and regency, same day",
        ),
        pytest.param(
            "perkaranews-apel-pergeseran-pangkalpinang",
            "perkaranews-apel-pergeseran-bangka-tengah",
            id="neighbours in Bangka, same day",
        ),
        pytest.param("koranrb-pergeseran-bengkulu-utara", "koranrb-pergeseran-seluma", id="neighbours in Bengkulu"),
        pytest.param("antara-dugaan-asn-kabupaten-dilaporkan", "antara-asn-kabupaten-klarifikasi", id="next day"),
        pytest.param(
            "antara-deklarasi-damai-pasuruan-2024-10", "probkota-deklarasi-damai-2024-10", id="declarations, next day"
        ),
    ],
)
def test_different_events_share_a_template(one: str, other: str) -> None:
    first, second = BY_KEY[one], BY_KEY[other]
    assert first.event != second.event
    assert (first.region_code, first.event_date) != (second.region_code, second.event_date)
    assert shared(first, second) > 0.04


def test_a_development_is_another_event_a_day_later() -> None:
    for before, after in [
        ("antara-dugaan-asn-kabupaten-dilaporkan", "antara-asn-kabupaten-klarifikasi"),
        ("koranrb-bawaslu-politik-uang-dilaporkan", "koranrb-politik-uang-klarifikasi"),
        ("perkaranews-hoaks-belitung-2024-11", "perkaranews-hoaks-belitung-penangkapan"),
    ]:
        first, second = BY_KEY[before], BY_KEY[after]
        assert first.event != second.event
        assert first.event_date is not None
        assert second.event_date == first.event_date + timedelta(days=1)


def test_bodies_are_as_long_as_press_reports_and_hold_no_boilerplate() -> None:
    short = [article for article in ARTICLES if len(article.paragraphs) < 5]
    assert [article.key for article in short] == [
        "perkaranews-polri-pergeseran-nasional",
        "petisi-netralitas-asn-2024-11",
    ]
    assert all(len(article.paragraphs) == 3 for article in short)
    boilerplate = re.compile(
        r"baca juga|bacaan lainnya|copyright|pewarta:|editor ?:|dilihat|\([a-z]{2,4}/[a-z]{2,4}\)$", re.I
    )
    for article in ARTICLES:
        assert article.words >= 115 or article in short, (article.key, article.words)
        assert len(article.paragraphs) <= 12 or article.split, article.key
        for paragraph in article.paragraphs:
            assert "  " not in paragraph and "\n" not in paragraph, article.key
            assert not boilerplate.search(paragraph), (article.key, paragraph)


def test_captions_and_related_titles_are_not_in_any_body() -> None:
    everything = "\n".join(article.body for article in ARTICLES).casefold()
    extras = [text for article in ARTICLES for text in (*article.related, article.caption) if text]
    assert len(extras) > 100
    for text in extras:
        assert text.casefold() not in everything, text


def test_related_titles_stand_at_most_outlets() -> None:
    for outlet in ("petisi", "antara_jatim", "koranrb", "perkaranews"):
        articles = [article for article in ARTICLES if article.outlet == outlet]
        assert sum(bool(article.related) for article in articles) * 2 > len(articles), outlet
        assert all(len(article.related) <= 3 for article in articles), outlet


def test_markup_variants_are_all_there() -> None:
    variants = Counter((article.outlet, option) for article in ARTICLES for option in article.options)
    assert variants["antara_jatim", "amp"] == 4
    assert variants["antara_jatim", "br"] == 2
    assert variants["koranrb", "amp"] == 6
    assert variants["petisi", "glued"] == 3
    assert variants["perkaranews", "spam"] == 3
    assert variants["probolinggo_kota", "br"] == 1
    assert variants["probolinggo_kota", "hardwrap"] == 4
    assert {option for _, option in variants} == OPTIONS


def test_some_articles_were_edited_after_publication() -> None:
    edited = [article for article in ARTICLES if article.modified is not None]
    assert len(edited) == 7
    assert all(article.modified is not None and article.modified > article.published for article in edited)


def test_split_articles_need_two_or_three_pages() -> None:
    pages = sorted(-(-len(article.paragraphs) // article.split) for article in ARTICLES if article.split)
    assert pages == [2, 2, 3, 3]
    assert all(article.outlet == "koranrb" for article in ARTICLES if article.split)


BROKEN: list[tuple[dict[str, object], str]] = [
    ({"published": datetime(2024, 11, 1)}, "published needs a time zone"),  # noqa: DTZ001
    ({"region_code": "3574"}, "Kemendagri"),
    ({"system": "portal"}, "system"),
    ({"options": frozenset({"blink"})}, "options"),
    ({"event": ""}, "event"),
    ({"paragraphs": ("Satu.", " Dua.")}, "paragraphs"),
    ({"slug": "Slug Salah"}, "slug"),
    ({"split": 0}, "split"),
    ({"copy_of": "tidak-ada"}, "does not exist"),
    ({"copy_of": "antara-rakor-pks-2024-11"}, "shares the event"),
    ({"key": "antara-rakor-pks-2024-11"}, "used twice"),
]


@pytest.mark.parametrize(("change", "message"), BROKEN, ids=[message for _, message in BROKEN])
def test_a_broken_article_is_named(change: dict[str, object], message: str) -> None:
    article = replace(BY_KEY["petisi-rakor-pks-2024-10"], **change)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=message):
        check_articles([BY_KEY["antara-rakor-pks-2024-11"], article])
