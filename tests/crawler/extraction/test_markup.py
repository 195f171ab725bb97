"""Bytes to characters to a tree."""

from __future__ import annotations

import time

import pytest

from crawler.extraction.markup import clean, decode, findable, parse, printed_names, select, selector


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("kata “kutip”".encode("cp1252"), "text/html; charset=windows-1252", "kata “kutip”"),
        ("<meta charset=windows-1252>“".encode("cp1252"), None, "<meta charset=windows-1252>“"),
        ("中文报纸的标题写得很长".encode("gb18030") * 20, None, "中文报纸的标题写得很长" * 20),
        (b"", None, ""),
        ("é".encode(), "text/html; charset=base64", "é"),
    ],
)
def test_decoding(body: bytes, content_type: str | None, text: str) -> None:
    assert decode(body, content_type) == text


def test_characters_that_break_parsers_are_gone() -> None:
    assert clean("a\x00b\x1bc\x7fd\x85e\ufffef") == "abcdef"
    assert clean("a&#27;b&#x08;c&#0;d&#0000000007;e") == "abcde"
    assert clean("a&#9;b&#10;c") == "a b c"
    assert clean("&#147;ya&#148; &#x93;ya&#x94;") == "“ya” “ya”"
    assert clean("a\ud83db&#xD83D;c&#55357;d&#x110000;e&#xFFFF;f") == "a�b�c�d�e�f"
    assert clean("&#8220;tetap&#8221; &amp; &#x41;") == "&#8220;tetap&#8221; &amp; &#x41;"


def test_what_stands_behind_the_end_of_the_page_is_read() -> None:
    tree = parse(b"<html><body><p>a</p></body></html><div>b</div>", None)
    assert tree is not None
    assert [node.text for node in tree.iter("p", "div")] == ["a", "b"]


@pytest.mark.parametrize(
    "source",
    [
        "<title>Judul</title><main><p>satu</p></main>",
        "<meta charset='utf-8'><article><p>satu</p></article><script>x</script>",
        "<head><title>Judul</title><kabar-isi><p>satu</p></kabar-isi><meta name='a' content='b'></head><body></body>",
        "<title>Judul</title><main>satu</main> <body><p>dua</p></body>",
    ],
)
def test_a_page_without_body_begins_where_its_head_ends(source: str) -> None:
    tree = parse(source.encode(), None)
    assert tree is not None
    body = tree.find("body")
    assert body is not None
    assert body.text_content().split()[0] == "satu"
    assert "satu" not in tree.find("head").text_content()


def test_selectors() -> None:
    tree = parse(b"<time class='a b' datetime='2024'>x</time><p>y <b>z</b></p>", None)
    assert tree is not None
    assert select(tree, "time.b::attr(datetime)") == ["2024"]
    assert select(tree, "p::text") == ["y "]
    assert select(tree, "//p/b/text()") == ["z"]
    assert [element.tag for element in select(tree, "p b") if not isinstance(element, str)] == ["b"]
    assert select(tree, "(//b)[1]/text()") == ["z"]


SELECTORS_THAT_FIND = (
    ".isi", "p.isi", "#utama", "div#utama > p", ".isi, .lain", ".lain, p", "p:not(.lain)", "[class*='is']",
    "[class*='lain'], em", "p:contains('a, (b) .lain')", "[title='x.lain']", "a[href$='.lain']::attr(href)",
    "//p[contains(@class, 'isi')]", ".isi::text", "P.isi", "em.\\31 x",
)  # fmt: skip
SELECTORS_THAT_FIND_NOTHING = (".lain", "p.lain", "#lain", ".isi.lain", ".isi .lain, #lain", "[class*='lain']")


@pytest.mark.parametrize("expression", [*SELECTORS_THAT_FIND, *SELECTORS_THAT_FIND_NOTHING])
def test_a_selector_is_passed_over_only_when_it_finds_nothing(expression: str) -> None:
    page = (
        "<body><div id=utama class='luar'><p class='isi besar'>a, (b) .lain <em class=1x title=x.lain>x</em>"
        "<a href=/y.lain>y</a></p></div></body>"
    )
    tree = parse(page.encode(), None)
    assert tree is not None
    tried = list(findable([expression], printed_names(tree)))
    assert tried == ([expression] if select(tree, expression) else [])


@pytest.mark.parametrize("wrong", ["div..a", "//div[", "p::unknown", ""])
def test_a_wrong_selector_is_named(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a selector"):
        selector(wrong)


@pytest.mark.parametrize(
    "text", ["&#" * 200_000, "<meta " * 100_000, "</body " * 100_000, "&#x" + "0" * 500_000, "\x00" * 10**6]
)
def test_hostile_text_is_cleaned_in_linear_time(text: str) -> None:
    start = time.process_time()
    clean(decode(text.encode(), None))
    assert time.process_time() - start < 2
