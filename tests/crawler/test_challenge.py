"""Challenge and block pages are told from articles."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from crawler.challenge import challenge_in

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


@pytest.mark.parametrize("body", [ARTICLE, ARTICLE + b"<form><div class='g-recaptcha'></div></form>", b""])
def test_an_article_is_none_even_with_a_captcha_in_its_comment_form(body: bytes) -> None:
    assert challenge_in(HtmlResponse("https://x.example/", body=body)) is None
