"""Messages of HTTP/1.1 whose lines no page can break."""

from __future__ import annotations

import pytest

from storage.raw.http_messages import ORIGINAL, one_line, request_block, response_block, target_uri
from tests.storage.exchanges import exchange


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://kabar.example/a b?q=é", "https://kabar.example/a%20b?q=%C3%A9"),
        ("https://kabar.example/a%20b", "https://kabar.example/a%20b"),
        ("https://[::1]/~a;b=1#c", "https://[::1]/~a;b=1#c"),
    ],
)
def test_an_address_is_ascii_without_blanks(url: str, uri: str) -> None:
    assert target_uri(url) == uri


@pytest.mark.parametrize("value", ["a\r\nb", b"a\nb", "a\0b", "a\rb"])
def test_a_value_stays_on_one_line(value: str | bytes) -> None:
    assert one_line(value) == b"a b"


def test_a_request_names_its_host_and_no_credentials() -> None:
    asked = exchange(
        url="https://rina:rahasia@kabar.example/a?b=1",
        request_headers=[("Proxy-Authorization", "Basic x"), ("Accept", "*/*")],
    )
    assert request_block(asked) == b"GET /a?b=1 HTTP/1.1\r\nHost: kabar.example\r\nAccept: */*\r\n\r\n"
    own = exchange(url="https://kabar.example", request_headers=[("host", "lain.example")])
    assert request_block(own) == b"GET / HTTP/1.1\r\nhost: lain.example\r\n\r\n"


def test_an_undone_encoding_is_not_announced() -> None:
    told = [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"), ("Server", "x")]
    plain = response_block(exchange(status=200, reason="", body=b"isi", response_headers=told, protocol="HTTP/3"))
    assert (
        plain
        == (
            f"HTTP/1.1 200 OK\r\n{ORIGINAL}Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\nServer: x\r\n\r\nisi"
        ).encode()
    )
    rendered = response_block(exchange(response_headers=told, rendered=True))
    assert f"{ORIGINAL}Content-Encoding: gzip".encode() in rendered
