"""Challenge and block pages are told from articles."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, XmlResponse

from crawler.fetching.block_pages import challenge_in, parking_in

ARTICLE = b"<html><title>Apel siaga</title><body>" + b"<p>Polres menggelar apel siaga.</p>" * 50 + b"</body></html>"


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {"cf-mitigated": "challenge"}, ARTICLE),
        (403, {}, b"<html>Forbidden</html>"),
        (401, {}, b""),
        (200, {}, b"<html><head><title>Just a moment...</title></head></html>"),
        (503, {}, b"<title>Attention Required! | Cloudflare</title>"),
        (200, {}, b"<html><script src='/cdn-cgi/challenge-platform/h/b'></script></html>"),
    ],
)
def test_recognised(status: int, headers: dict[str, str], body: bytes) -> None:
    assert challenge_in(HtmlResponse("https://x.example/", status=status, headers=headers, body=body))


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://x.example/wp-login.php?redirect_to=x", ARTICLE),
        ("https://x.example/masuk/", b""),
        ("https://x.example/berita/1", b"<form><input name=u><input class=a type=password></form>"),
    ],
)
def test_a_login_is_recognised(url: str, body: bytes) -> None:
    assert challenge_in(HtmlResponse(url, body=body)) == "login page"


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://x.example/masuk-angin-saat-kampanye/", ARTICLE),
        ("https://x.example/", b"<a href='/1'>x</a>" * 40 + b"<form><input type='password'></form>"),
        ("https://x.example/berita/1", ARTICLE + b"<form><input type='password'></form>"),
    ],
)
def test_a_login_form_beside_articles_is_no_login(url: str, body: bytes) -> None:
    assert challenge_in(HtmlResponse(url, body=body)) is None


@pytest.mark.parametrize(
    "body",
    [
        b"<html><title>kabar.example</title><body><a href='/?q=insurance'>Insurance</a></body></html>",
        b"<html><title>x</title><body>Buy this domain today</body></html>",
        b"<html><title>x</title><script src='//sedoparking.example/x.js'></script></html>",
        b"<html><title>Domain dijual</title><body>Domain ini dijual</body></html>",
    ],
)
def test_a_domain_that_was_given_up(body: bytes) -> None:
    assert parking_in(HtmlResponse("https://www.kabar.example/", body=body))


@pytest.mark.parametrize("body", [ARTICLE, b"", b"<title>kabar.example</title>" + b"<a href='/1'>x</a>" * 30])
def test_a_domain_that_is_in_use(body: bytes) -> None:
    assert parking_in(HtmlResponse("https://kabar.example/", body=body)) is None


def test_a_feed_called_by_the_name_of_its_domain_is_a_feed() -> None:
    feed = b"<rss><channel><title>kabar.example</title></channel></rss>"
    assert parking_in(XmlResponse("https://kabar.example/feed/", body=feed)) is None


@pytest.mark.parametrize("body", [ARTICLE, ARTICLE + b"<form><div class='g-recaptcha'></div></form>", b""])
def test_an_article_is_none_even_with_a_captcha_in_its_comment_form(body: bytes) -> None:
    assert challenge_in(HtmlResponse("https://x.example/", body=body)) is None
