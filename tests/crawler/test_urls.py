"""One article, many spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.outlets.addresses import Addresses
from crawler.urls import MAX_LENGTH, MAX_SEGMENTS, article_id, canonical_url, trap_in, url_key

DISWAY = Addresses(
    site="https://harian.example.co/",
    mirrors=("alias.example",),
    article_path=r"/(?:[\w-]+/)?(?:read|amp)/(?P<id>\d+)(?:/[^/]*)?(?:/(?P<offset>\d+))?/?",
)


@pytest.mark.parametrize(
    "spelling",
    [
        "http://www.example.org/2024/11/apel-siaga/",
        "https://example.org/2024/11/apel-siaga",
        "https://example.org./2024/11/apel-siaga/",
        "https://EXAMPLE.org//2024/11//apel-siaga/",
        "https://example.org/2024/11/apel-siaga/?utm_source=wa&fbclid=1",
        "https://example.org/2024/11/apel-siaga/#comments",
        "https://example.org/amp/2024/11/apel-siaga/",
        "https://example.org/2024/11/apel-siaga/amp/",
        "https://amp.example.org/2024/11/apel-siaga",
        "https://m.example.org/2024/11/apel-siaga?m=1",
        "https://example.org:443/2024/11/apel-siaga?amp=1",
        "https://example.org/2024/11/apel-siaga/?replytocom=7",
    ],
)
def test_twelve_spellings_of_one_article(spelling: str) -> None:
    assert url_key(spelling) == "example.org/2024/11/apel-siaga"


def test_what_decides_the_article_stays_in_the_key() -> None:
    assert url_key("https://example.org/?p=12") != url_key("https://example.org/?p=13")
    assert url_key("https://example.org/a?x=1&y=2") == url_key("https://example.org/a?y=2&x=1")


@given(
    st.text(alphabet="abcdef/-.?=&%#0123456789 ", max_size=60), st.sampled_from(["utm_medium=x", "gclid=9", "amp=1"])
)
def test_keys_are_idempotent_and_blind_to_tracking(tail: str, noise: str) -> None:
    url = f"https://example.org/{tail.split('#')[0]}".strip()
    key = url_key(url)
    assert url_key(f"https://{key}") == key
    assert url_key(url + ("&" if "?" in url else "?") + noise) == key


@pytest.mark.parametrize(
    "bad", ["javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.c", "/berita/1", "https:///x", ""]
)
def test_what_is_no_web_address_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="address"):
        canonical_url(bad)


@pytest.mark.parametrize(
    "spelling",
    [
        "https://harian.example.co/read/26212/jaga-netralitas",
        "https://harian.example.co/amp/26212/jaga-netralitas",
        "https://harian.example.co/bengkulu/read/26212/jaga-netralitas/15",
        "https://harian.example.co/amp/26212/jaga-netralitas/16",
        "https://harian.example.co.//read/26212/",
        "http://alias.example/read/26212/another-slug?utm_source=x",
    ],
)
def test_an_id_is_the_identity_where_the_outlet_has_one(spelling: str) -> None:
    assert DISWAY.key(spelling) == "harian.example.co/26212"


def test_a_later_part_leads_to_the_first() -> None:
    assert DISWAY.article("https://harian.example.co/read/5/slug/30") == "https://harian.example.co/read/5/slug"
    assert DISWAY.offset("https://harian.example.co/read/5/slug/30") == 30
    assert DISWAY.offset("https://harian.example.co/read/5/slug") == 0


def test_only_the_outlets_own_articles_are_articles() -> None:
    assert DISWAY.article("https://harian.example.co/kategori/12/politik") is None
    assert DISWAY.article("https://elsewhere.example/read/5/slug") is None
    assert DISWAY.article("javascript:void(0)") is None


def test_the_sites_own_scheme_and_www_are_used() -> None:
    plain = Addresses(site="https://petisi.example/", article_path=r"/[a-z-]+/?|/\?p=\d+")
    assert plain.article("http://www.petisi.example/rakor-sosial/") == "https://petisi.example/rakor-sosial/"
    assert plain.article("https://petisi.example/?p=5") == "https://petisi.example/?p=5"
    assert plain.article("https://petisi.example/?page_id=5") is None


def test_a_query_that_the_pattern_does_not_ask_for_is_no_part_of_the_address() -> None:
    dated = Addresses(site="https://kabar.example/", article_path=r"/\d{4}/[a-z-]+/?|/\?p=\d+")
    assert (
        dated.article("https://kabar.example/2024/rakor-sosial?page=all") == "https://kabar.example/2024/rakor-sosial"
    )
    assert dated.article("https://kabar.example/?p=5") == "https://kabar.example/?p=5"


def test_article_ids_are_stable() -> None:
    assert article_id("petisi", "petisi.example/rakor") == "a793a9f12472aeb19"
    assert article_id("petisi", "x") != article_id("koranrb", "x")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/berita/" * 3, "repeated path segments"),
        ("/a/b/a/b/a/b/", "repeated path segments"),
        ("/".join(["", *map(str, range(MAX_SEGMENTS + 1))]), "too many path segments"),
        ("/" + "x" * MAX_LENGTH, "longer than an address can be"),
        ("/cari?q=" + "x" * MAX_LENGTH, "longer than an address can be"),
    ],
)
def test_addresses_that_no_article_has_are_refused(path: str, why: str) -> None:
    assert trap_in(f"https://kabar.example{path}") == why


@pytest.mark.parametrize("path", ["/2024/11/11/apel-siaga/", "/", "/" + "x" * 1_000, "/a/b/c/d/e/f/g/h/i/j?a=1&b=2"])
def test_addresses_that_articles_have_are_no_traps(path: str) -> None:
    assert trap_in(f"https://kabar.example{path}") is None
