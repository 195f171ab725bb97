"""Rules for addresses: what is public, in any spelling."""

from __future__ import annotations

import pytest

from crawler.fetching.address_rules import is_public_name, proxy_hosts


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "10.0.0.8",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "fd00::1",
        "fec0::1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b:1::7f00:1",
        "168.63.129.16",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "localhost",
        "db.internal",
        "0",
        "",
    ],
)
def test_unpublic_in_any_spelling(host: str) -> None:
    assert not is_public_name(host)


@pytest.mark.parametrize("host", ["petisi.co", "8.8.8.8", "2606:4700::1111", "1a.example.org"])
def test_public(host: str) -> None:
    assert is_public_name(host)


def test_only_the_configured_proxy_is_exempt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://user:secret@127.0.0.1:3128")
    monkeypatch.delenv("http_proxy", raising=False)
    monkeypatch.delenv("all_proxy", raising=False)
    assert proxy_hosts() == {"127.0.0.1"}
