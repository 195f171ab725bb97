"""One article, many spellings."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.outlets.addresses import Addresses
from crawler.urls import MAX_LENGTH, MAX_SEGMENTS, article_id, canonical_url, request_url, spellings, trap_in, url_key


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


@pytest.mark.parametrize(
    "announced",
    [
        "https://lama.example/baca.asp?9917",
        "https://lama.example/index.php?/kabar/17",
        "https://lama.example/?kabar-17",
        "https://lama.example/cari.asp?judul=Caf%E9&hal=2",
        "https://lama.example/modules.php?name=Kabar&file=isi&sid=17",
        "https://lama.example/x.php?b=2&a=1&ref=depan&source=a&from=b&share=17&m=kabar&print=0&sort=z",
        "https://lama.example/x.php?id=1&id=2&kosong=&tanpa",
        "https://lama.example/Berita//5;jsessionid=AB?x=%7Ea%2Fb+c",
    ],
)
def test_an_address_is_asked_for_as_it_was_announced(announced: str) -> None:
    assert request_url(f" {announced}#komentar ") == announced
    assert request_url(request_url(announced)) == announced


_QUERY = st.text(alphabet="abcmnps019=&;%/?:@!$()*,+._~-", max_size=40)


@given(st.sampled_from(["/", "/baca.php", "/a/b/", "/%E9"]), _QUERY)
def test_asking_never_changes_a_byte_of_the_query(path: str, query: str) -> None:
    asked = request_url(f"https://kabar.example{path}?{query}")
    assert urlsplit(asked).query == query
    outlet = Addresses(site="https://kabar.example/", article_path=r"/.*")
    assert urlsplit(outlet.to_ask(f"http://www.kabar.example{path}?{query}")).query == query


def _as_a_browser_and_a_server_see_it(url: str) -> tuple[object, ...]:
    """Host, path by bytes with dot segments resolved, and the last value of every parameter by bytes."""
    parts = urlsplit(url)
    segments: list[str] = []
    for segment in re.sub("%2[eE]", ".", parts.path).split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    bare = [piece for piece in parts.query.split("&") if piece and "=" not in piece]
    pairs = parse_qsl(parts.query, keep_blank_values=True, encoding="latin-1")
    query: object = parts.query if bare else sorted(dict(pairs).items())
    return tuple(unquote_to_bytes(one) for one in segments), query if not bare else unquote_to_bytes(parts.query)


_PIECES = st.lists(
    st.sampled_from(
        ["id=1", "id=2", "kat=3", "9917", "9918", "q=%e9", "q=%E9", "q=e", "%7E=1", "~=1", "sid=7", "sid="]
    ),
    max_size=3,
)
_PATHS = st.sampled_from(["/a-b", "/a%2Db", "/a%2db", "/a/../a-b", "/./a-b", "/a%2Fb", "/a/b", "/A-b", "/c%c3%a9"])


@given(_PATHS, _PIECES, _PATHS, _PIECES)
def test_a_key_is_shared_only_by_what_a_server_takes_for_one(
    a: str, ones: list[str], b: str, others: list[str]
) -> None:
    first, second = (f"https://kabar.example{path}?{'&'.join(q)}" for path, q in ((a, ones), (b, others)))
    if url_key(first) == url_key(second):
        assert _as_a_browser_and_a_server_see_it(first) == _as_a_browser_and_a_server_see_it(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/kab%c3%a9", "/kab%C3%A9"),
        ("/kab%c3%a9", "/kab\u00e9"),
        ("/%7Etim/%41pel", "/~tim/Apel"),
        ("/arsip/../berita/./5", "/berita/5"),
        ("/b?id=5&utm_id=x&gbraid=1&wbraid=2&ttclid=3", "/b?id=5"),
        ("/b?amp;utm_medium=x&id=5", "/b?id=5"),
        ("/b?m=1", "/b"),
        ("/b?share=whatsapp&id=5", "/b?id=5"),
        ("/amp/amp/b", "/b"),
        ("/b?id=5?utm_source=wa", "/b?id=5"),
        ("/b?utm_source%3Drss&id=5&ref=whatsapp&from=fb", "/b?id=5"),
        ("/b?relatedposts_hit=1&relatedposts_origin=2&__tn__=R&xtor=RSS-1&wt_mc=x&ysclid=a", "/b"),
        ("/b?nb=1&share=jetpack-whatsapp", "/b"),
    ],
)
def test_twins_of_one_article_share_a_key(one: str, other: str) -> None:
    assert url_key(f"https://kabar.example{one}") == url_key(f"https://kabar.example{other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/b.php?17", "/b.php?18"),
        ("/b.php?sid=1", "/b.php?sid=2"),
        ("/b.php?m=kabar", "/b.php?m=agenda"),
        ("/b.php?source=17", "/b.php?source=18"),
        ("/b.php?id=1&id=2", "/b.php?id=2&id=1"),
        ("/b.php?kab&17", "/b.php?17&kab"),
        ("/b?q=caf%E9", "/b?q=caf%EA"),
        ("/a%2Fb", "/a/b"),
        ("/b?share=17", "/b?share=18"),
        ("/#/berita/17", "/#/berita/18"),
        ("/#!berita/17", "/"),
        ("/b?ref=17", "/b?ref=18"),
        ("/b?from=kota", "/b?from=desa"),
    ],
)
def test_two_articles_never_share_a_key(one: str, other: str) -> None:
    assert url_key(f"https://kabar.example{one}") != url_key(f"https://kabar.example{other}")


@pytest.mark.parametrize("cache", ["https://kabar-example.cdn.ampproject.org/c/s/", "https://www.google.co.id/amp/s/"])
def test_a_copy_in_a_cache_of_amp_pages_is_the_page(cache: str) -> None:
    assert url_key(f"{cache}kabar.example/berita/5/amp") == "kabar.example/berita/5"


@pytest.mark.parametrize("bad", ["http://[situs]/x", "http://[", "https://kabar.example:99999/x", "http://\ud800/x"])
def test_what_can_be_no_address_is_refused_by_name(bad: str) -> None:
    assert trap_in(bad) is None
    assert Addresses(site="https://kabar.example/").article(bad) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://kabar.example/" + "x" * (MAX_LENGTH - 22), None),
        ("https://kabar.example/" + "x" * (MAX_LENGTH - 21), "longer than an address can be"),
        ("https://kabar.example/" + "/".join(map(str, range(MAX_SEGMENTS))), None),
        ("https://kabar.example/" + "/".join(map(str, range(MAX_SEGMENTS + 1))), "too many path segments"),
        ("https://kabar.example/11/11/", None),
        ("https://kabar.example/11/11/11/", "repeated path segments"),
    ],
)
def test_a_trap_begins_behind_the_limit(url: str, why: str | None) -> None:
    assert trap_in(url) == why


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("https://Kabar.Example.:8080/a", "https://kabar.example:8080/a"),
        ("https://kabar.example:443/a", "https://kabar.example/a"),
        ("http://kabar.example:80/a", "http://kabar.example/a"),
        ("http://[2001:DB8::1]:81/a", "http://[2001:db8::1]:81/a"),
        ("https://kabar.example/a?z=1&b=2&b=1&a%62=0", "https://kabar.example/a?a%62=0&b=2&b=1&z=1"),
        ("https://kabar.example/a?z=1&17", "https://kabar.example/a?z=1&17"),
        ("https://kabar.example/a?z=x=9&b=y=1", "https://kabar.example/a?b=y=1&z=x=9"),
        ("https://user:word@kabar.example", "https://kabar.example/"),
    ],
)
def test_an_address_has_one_spelling(written: str, canonical: str) -> None:
    assert canonical_url(written) == canonical


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("/a/b/../c", "/a/c"),
        ("/../../a", "/a"),
        ("/a/./b/", "/a/b"),
        ("/%61%2f%7e", "/a%2F~"),
        ("/x%c3%a9", "/x%C3%A9"),
    ],
)
def test_a_key_has_no_dot_segments_and_only_the_escapes_it_needs(written: str, key: str) -> None:
    assert url_key(f"https://kabar.example{written}") == f"kabar.example{key}"


def test_an_article_may_be_asked_for_by_any_of_its_names() -> None:
    names = ("https://www.kabar.example/a?b=1", "kabar.example/a?b=1")
    assert spellings("https://www.kabar.example/a?utm_source=x&b=1") == names
    assert spellings("www.kabar.example/a?b=1") == names
    assert spellings("a793a9f12472aeb19") == spellings("ftp://kabar.example/a") == spellings("https://[/") == ()


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("?id=5?utm_source=x", "?id=5"),
        ("?id=5?utm_source=x?lain", "?id=5"),
        ("?q=apa?mana", "?q=apa?mana"),  # a question, and no tracker
        ("?q=siaga?", "?q=siaga?"),
    ],
)
def test_a_tracker_behind_a_second_mark_is_one_and_a_question_is_none(written: str, canonical: str) -> None:
    assert canonical_url(f"https://kabar.example/a{written}") == f"https://kabar.example/a{canonical}"
