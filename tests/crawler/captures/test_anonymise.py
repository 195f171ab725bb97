"""Pages without their words, from which the same articles are read."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.utils.project import get_project_settings

from crawler.captures.anonymise import LONGEST, Kept, disguised, invented, kept, known_words
from crawler.captures.fixtures import capture
from crawler.outlets.loader import outlet_classes
from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle, load_articles
from tests.web.sites import ARTICLE_PAGES

OUTLETS = outlet_classes(get_project_settings())
ARTICLES = [one for one in load_articles() if one.outlet in OUTLETS and one.split is None]
NOW = datetime(2024, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize("article", ARTICLES[::4], ids=lambda article: article.key)
def test_the_same_is_read_of_a_disguised_page(article: SampleArticle) -> None:
    body = ARTICLE_PAGES[article.outlet](article)
    _, golden, changed = capture(OUTLETS[article.outlet], canonical_url(article), body, NOW)
    assert changed == []
    assert golden["words"] == article.words
    before = [len(text) for text in article.paragraphs]
    assert [len(text) for text in golden["body"].split("\n\n")] == before


def test_nobody_is_named_and_no_sentence_is_left() -> None:
    article = next(one for one in ARTICLES if one.outlet == "petisi" and one.authors)
    page = disguised(ARTICLE_PAGES[article.outlet](article), own=(canonical_url(article),)).decode()
    for name in article.authors:
        assert name not in page
    for paragraph in article.paragraphs:
        for sentence in re.split(r"(?<=[.!?]) ", paragraph):
            assert sentence not in page
    assert "<!--" not in page


def made_text(number: int) -> str:
    """Paragraphs of words that rules look at, now and then one that none knows: the hardest text to disguise."""
    draw = random.Random(number)
    known, inline = sorted(known_words()), ("{}", "{}", "{}", "{}", "<b>{}</b>", '<a href="/x">{}</a>', "{},", "{} 27")
    words = [draw.choice(known if draw.random() < 0.9 else ["qxylofon", "wyfazeru"]) for _ in range(160)]
    written = [draw.choice(inline).format(draw.choice((word, word.title(), word.upper()))) for word in words]
    return "".join(f"<p>{' '.join(written[at : at + 40])}</p>\n\n" for at in range(0, 160, 40))


@pytest.mark.parametrize("portion", [0, *(pytest.param(one, marks=pytest.mark.long) for one in range(1, 6))])
def test_no_more_than_four_words_stay_in_a_row(portion: int) -> None:
    for number in range(50 * portion, 50 * portion + 50):
        text = made_text(number)
        before, after = (re.sub(r"<[^>]*>", "", one) for one in (text, disguised(text.encode()).decode()))
        assert kept(before, after).longest == LONGEST


def test_what_stayed_is_counted() -> None:
    assert kept("Satu dua tiga.\n\nEmpat lima", "Satu dua xxxx.\n\nEmpat lima") == Kept(5, 4, 2)
    assert kept("", "") == Kept(0, 0, 0)


def test_a_line_of_the_site_stays_as_a_rule_knows_it() -> None:
    page = b"<p>Cek Berita dan Artikel lainnya di Google News</p>"
    assert b"Google News" in disguised(page)


def test_markup_stays_to_the_byte_even_where_it_is_broken() -> None:
    page = b'<div class="isi penting"><p>Warga<b>mengeluh</p><a href="/x/satu-dua-tiga?id=5" onclick="lapor()">Nanti'
    made = disguised(page)
    assert len(made) == len(page) - len("lapor()")
    assert re.sub(rb"[a-z]", b"", re.sub(rb"(?s)>[^<]*", b">", made)).count(b"<") == page.count(b"<")
    assert b'class="isi penting"' in made
    assert b"id=5" in made


def test_data_in_scripts_keeps_its_form() -> None:
    data = {
        "@type": "NewsArticle",
        "headline": "Wabup Sidak Gudang",
        "datePublished": "2024-11-27T08:00:00+07:00",
        "author": {"@type": "Person", "name": "Sulistyowati"},
        "url": "https://x.example/a/wabup-sidak-gudang",
    }
    page = f'<script type="application/ld+json">{json.dumps(data)}</script><script>var nama="Sulistyowati"</script>'
    made = disguised(page.encode()).decode()
    again = json.loads(made[made.index("{") : made.index("</script>")])
    assert (again["@type"], again["datePublished"]) == (data["@type"], data["datePublished"])
    assert again["headline"] != data["headline"]
    assert again["url"].count("-") == 2
    assert "Sulistyowati" not in made


@given(st.from_regex(r"[A-Za-z]{3,30}", fullmatch=True))
def test_a_word_keeps_its_length_and_capitals(word: str) -> None:
    keep = known_words()
    made = invented(word, keep)
    assert len(made) == len(word)
    assert [char.isupper() for char in made] == [char.isupper() for char in word]
    assert made == invented(word, keep)


@given(st.binary(max_size=400))
def test_any_bytes_are_taken(page: bytes) -> None:
    disguised(page)
