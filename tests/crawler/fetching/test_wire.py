"""Damage that everybody else overlooks, proof that everybody overlooks, and pages under other names."""

from __future__ import annotations

import gzip

import pytest
from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse
from scrapy.responsetypes import responsetypes

from crawler.fetching.wire import as_page, is_proven_whole, wire_damage, without_false_encoding


def compressed(body: bytes, encoding: str = "gzip") -> Response:
    return HtmlResponse("https://x.example/", body=body, headers={"Content-Encoding": encoding})


def test_gzip_that_is_whole() -> None:
    page = b"<p>halaman</p>" * 10_000 + b"</html>"
    assert wire_damage(compressed(gzip.compress(page))) == (None, page[-65_536:])


def test_gzip_that_is_cut_or_none() -> None:
    whole = gzip.compress(b"<p>halaman</p>" * 1000)
    assert wire_damage(compressed(whole[:-9]))[0] == "gzip cut short"
    assert wire_damage(compressed(b"\x1f\x8brusak"))[0] == "not the gzip it says it is"
    assert wire_damage(compressed(b"<p>plain</p>")) == (None, b"<p>plain</p>"), "a name that the bytes disprove"


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip"])
def test_an_encoding_that_was_not_asked_for_cannot_be_proven_whole(encoding: str) -> None:
    assert "which nobody asked for" in str(wire_damage(compressed(b"x", encoding))[0])


def test_a_bomb_is_not_decoded_to_the_end() -> None:
    assert wire_damage(compressed(gzip.compress(b"\0" * 200_000_000, 9)))[0] is None


def test_data_lost_on_the_way() -> None:
    assert wire_damage(Response("https://x.example/", body=b"x", flags=["dataloss"]))[0] == "cut short on the way"
    assert wire_damage(Response("https://x.example/", body=b"x"))[0] is None


PAGE = b"<html><body><p>Polres menggelar apel siaga.</p></body></html>"


@pytest.mark.parametrize(
    "value",
    ["none", "utf-8", "UTF-8", "identity", "", " ", "8bit", "binary", "iso-8859-1", "text/html", "none, identity"],
)
def test_what_is_no_encoding_is_left_out(value: str) -> None:
    labelled = Response(
        "https://x.example/berita/a", body=PAGE, headers={"Content-Encoding": value, "Content-Type": "text/html"}
    )
    assert wire_damage(labelled)[0] is None
    plain = without_false_encoding(labelled)
    assert isinstance(plain, HtmlResponse)
    assert "Content-Encoding" not in plain.headers
    assert labelled.headers["Content-Encoding"] == value.encode(), "archived as it came"


def test_an_encoding_beside_a_false_one_counts() -> None:
    for value in ("utf-8, gzip", "gzip, identity"):
        labelled = compressed(gzip.compress(PAGE), value)
        assert wire_damage(labelled) == (None, PAGE)
        assert without_false_encoding(labelled) is labelled
        assert wire_damage(compressed(gzip.compress(PAGE)[:-4], value))[0] == "gzip cut short"


@pytest.mark.parametrize(
    ("flags", "encoding", "proven"),
    [([], "", True), (["partial"], "", False), (["partial"], "gzip", True), (["partial"], "none", False)],
)
def test_proof_of_the_protocol(flags: list[str], encoding: str, proven: bool) -> None:
    answer = Response("https://x.example/", body=b"x", flags=flags, headers={"Content-Encoding": encoding})
    assert is_proven_whole(answer) is proven


@pytest.mark.parametrize(
    "behind", [b"", b"\n", b"<!-- cached -->", b"<!--" + b"x" * 100_000 + b"-->\n<!-- 0.2 s -->\n"]
)
def test_the_end_of_a_page_stands_before_the_comments_behind_it(behind: bytes) -> None:
    assert wire_damage(Response("https://x.example/", body=PAGE + behind))[1] == PAGE


def test_ten_thousand_comments_are_passed_quickly() -> None:
    assert wire_damage(Response("https://x.example/", body=PAGE + b"<!---->" * 1_000_000))[1] == PAGE


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        (None, "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Transitional//EN'>\n<html xmlns='x' lang='id'>"),
        (None, "\ufeff\n<html lang='id'>"),
        (None, "<!-- tema 2.1 --><!-- x -->\n<HTML LANG='id'>"),
        (None, "<head><title>x</title></head>"),
        (None, "<div class='isi'>"),
        ("", "<script>var x</script>"),
        ("html", "<p>"),
        ("unknown/unknown", "<title>x</title>"),
        ("text/plain", "<!doctype html>"),
        ("application/xml", "<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html PUBLIC 'x'><html xmlns='x'>"),
        ("text/xml; charset=utf-8", "<html lang='id'>"),
        ("application/octet-stream", "<!DOCTYPE HTML>"),
        (None, "<meta charset=utf-8>"),
        (None, "<section class=isi>"),
        (None, "<!-- " + "x" * 6_000 + " --><center>"),
        (None, "<img src=a.jpg>"),
    ],
)
def test_html_is_html_whatever_its_server_says(kind: str | None, beginning: str) -> None:
    page = as_page(received(kind, f"{beginning}<p>Kapolres meminta anggota menjaga netralitas — é.</p>".encode()))
    assert isinstance(page, HtmlResponse)
    assert page.css("p::text").getall()[-1].endswith("netralitas — é.")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (None, b"%PDF-1.4 "),
        (None, b"PK\x03\x04"),
        (None, b"User-agent: *"),
        (None, b"<?xml version='1.0'?><rss><channel></channel></rss>"),
        (None, b"<rss version='2.0'>"),
        (None, b"<urlset>"),
        ("application/json", b'{"html": "<html>"}'),
        ("text/plain", b"<p>contoh"),
        ("text/xml", b"<atom>"),
        (None, b""),
        (None, b"<!--" * 3000),
    ],
)
def test_what_is_no_page_stays_what_it_is(kind: str | None, body: bytes) -> None:
    assert not isinstance(as_page(received(kind, body)), HtmlResponse)
    assert isinstance(as_page(HtmlResponse("https://x.example/", body=body)), HtmlResponse)


ACCENTED = "<html><body><h1>Kafé</h1></body></html>".encode()


@pytest.mark.parametrize(
    "charset", ["base64", "rot13", "zlib", "hex", "utf-99", "", "undefined", "idna", "punycode", "utf-7"]
)
def test_an_encoding_that_is_none_is_passed_over(charset: str) -> None:
    response = HtmlResponse(
        "https://w.example/", body=ACCENTED, headers={"Content-Type": f"text/html; charset={charset}"}
    )
    assert as_page(response).css("h1::text").get() == "Kafé"


@pytest.mark.parametrize("kind", ["application/octet-stream", "text/plain; charset=utf-8", ""])
def test_html_is_html_whatever_it_is_called(kind: str) -> None:
    made = as_page(TextResponse("https://w.example/", body=ACCENTED, headers={"Content-Type": kind}, encoding="utf-8"))
    assert isinstance(made, HtmlResponse)
    plain = as_page(TextResponse("https://w.example/", body=b"Kabar", headers={"Content-Type": kind}))
    assert not isinstance(plain, HtmlResponse)


def test_utf_16_without_a_type_is_a_page() -> None:
    assert as_page(received(None, ACCENTED.decode().encode("utf-16"))).css("h1::text").get() == "Kafé"


@pytest.mark.parametrize("label", ["gzip", "br", "deflate", "gzip, br"])
def test_a_page_in_plain_text_has_no_encoding_whatever_its_server_says(label: str) -> None:
    labelled = compressed(PAGE, label)
    assert wire_damage(labelled) == (None, PAGE)
    assert "Content-Encoding" not in without_false_encoding(labelled).headers
    assert not is_proven_whole(labelled.replace(flags=["partial"]))


def test_what_is_no_text_stays_as_it_is() -> None:
    picture = Response("https://w.example/f.png", body=b"\x89PNG")
    assert as_page(picture) is picture


def test_a_page_behind_a_notice_is_a_page() -> None:
    behind = b"Notice: Undefined index: id in /www/berita.php on line 3\n" + ACCENTED
    assert isinstance(as_page(received("text/plain", behind)), HtmlResponse)
    assert not isinstance(as_page(received("application/json", behind)), HtmlResponse)


def received(kind: str | None, body: bytes) -> Response:
    """As Scrapy makes it of headers and bytes."""
    headers = {} if kind is None else {"Content-Type": kind}
    answer = Response("https://x.example/berita/apel", body=body, headers=headers)
    made = responsetypes.from_args(headers=answer.headers, url=answer.url, body=body)
    assert made in (Response, TextResponse, XmlResponse, HtmlResponse) or made.__name__ == "JsonResponse"
    return made(answer.url, body=body, headers=headers)
