"""Bytes of a source to what can be read."""

from __future__ import annotations

import gzip

import pytest

from crawler.outlets.source_text import document, each, is_cut_short, json_in, mended, text_of, unpacked

XML = "<rss><channel><title>Apel &amp; siaga</title></channel></rss>"


@pytest.mark.parametrize(
    ("packed", "plain"),
    [
        (b"abc", b"abc"),
        (gzip.compress(b"abc", mtime=0), b"abc"),
        (gzip.compress(b"abc", mtime=0) + gzip.compress(b"def", mtime=0), b"abcdef"),
        (gzip.compress(b"abc", mtime=0) + b"\0\0", b"abc"),
        (b"\x1f\x8bno gzip", b""),
        (b"", b""),
    ],
)
def test_gzip_is_unpacked_whatever_it_is_called(packed: bytes, plain: bytes) -> None:
    assert unpacked(packed) == plain


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("é".encode(), None, "é"),
        ("é".encode("latin-1"), "text/xml; charset=iso-8859-1", "é"),
        (b"<?xml version='1.0' encoding='iso-8859-1'?>\xe9", None, "<?xml version='1.0' encoding='iso-8859-1'?>é"),
        ("é".encode(), "text/xml; charset=sandi-rahasia", "é"),
        ("<a>é</a>".encode("utf-16-le"), None, "<a>é</a>"),
        ("<a>é</a>".encode("utf-32-be"), None, "<a>é</a>"),
    ],
)
def test_characters_by_mark_header_and_declaration(body: bytes, kind: str | None, text: str) -> None:
    assert text_of(body, kind) == text


def test_a_sound_document_goes_through_as_it_is() -> None:
    root, text = document(XML.encode(), "application/xml")
    assert root is not None
    assert (root.tag, text) == ("rss", "")


@pytest.mark.parametrize(
    "broken",
    [
        f"\n\nNotice: x\n<?xml version='1.0'?>{XML}",
        f"<!DOCTYPE rss [<!ENTITY a 'b'>]>{XML}",
        XML.replace("&amp;", "&"),
        XML.replace("&amp;", "&nbsp;&"),
        XML.replace("&amp;", "< 5 &"),
    ],
)
def test_what_is_broken_is_mended(broken: str) -> None:
    root, text = document(broken.encode(), None)
    assert root is not None
    assert root.findtext("channel/title", "").startswith("Apel")
    assert text == "", "once it is mended, nothing has to be forgiven"


def test_what_cannot_be_mended_is_read_as_far_as_it_makes_sense() -> None:
    root, text = document(b"<rss><channel><title>Apel</channel></rss>", None)
    assert root is not None
    assert root.findtext("channel/title") == "Apel"
    assert text, "for readers that forgive more"


def test_elements_come_one_after_the_other_and_no_tree_grows() -> None:
    body = b"\xef\xbb\xbf<urlset><url><loc>a</loc></url><url><loc>b</loc></url></urlset>"
    before = None
    for place, element in enumerate(each(body, "url")):
        assert element.findtext("loc") == "ab"[place]
        assert before is None or (len(before) == 0 and before.getprevious() is None)
        before = element
    with pytest.raises(ValueError, match=r"EndTag|ended|Premature"):
        list(each(b"<urlset><url>", "url"))
    assert len(list(each(b"<urlset><url><loc>a</loc></url><url>", "url", recover=True))) >= 1


def test_a_packed_file_without_its_end_is_cut_short() -> None:
    whole = gzip.compress(XML.encode())
    assert [is_cut_short(body) for body in (whole, whole[:-5], b"\x1f\x8bno gzip", b"abc", b"")] == [
        False, True, True, False, False,
    ]  # fmt: skip


def test_a_piece_of_cdata_is_left_as_it_is() -> None:
    assert mended("<rss><![CDATA[a & b]]> c & d</rss>") == "<rss><![CDATA[a & b]]> c &amp; d</rss>"
    assert mended("<rss>&tidakada; &eacute; &lt;</rss>") == "<rss>&amp;tidakada; é &lt;</rss>"


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"\xef\xbb\xbf[1]", [1]),
        (b")]}',\n[1]", [1]),
        (b"<b>Notice</b>: [x] in x.php\n[1, 2]", [1, 2]),
        (b'[1] {"lebih": 2}', [1]),
    ],
)
def test_json_is_found_behind_what_is_none(body: bytes, value: object) -> None:
    assert json_in(body) == value


@pytest.mark.parametrize("body", [b"", b"7", b'"teks"', b"<html>[x]</html>", b"[" * 5_000, b"{'a': 1}"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="not JSON"):
        json_in(body)
