"""Addresses that are never asked for."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from twisted.internet.error import DNSLookupError

from crawler.guard import AddressGuard, _proxy_hosts, _public, is_public_name
from spiders.petisi import PetisiSpider


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


@pytest.fixture
def guard() -> AddressGuard:
    return AddressGuard(PetisiSpider())


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://elsewhere.example/", "off the site"),
        ("https://petisi.co:8443/", "port 8443"),
        ("ftp://petisi.co/x", "scheme ftp"),
        ("file:///etc/hostname", "scheme file"),
        ("http://127.1/", "no public address"),
        ("https://petisi.co.attacker.example/", "off the site"),
    ],
)
def test_refused_with_the_reason(guard: AddressGuard, url: str, why: str) -> None:
    # A retried request carries dont_filter into its redirect; that must not open the door.
    with pytest.raises(IgnoreRequest, match=why):
        guard.process_request(Request(url, dont_filter=True))
    assert guard.spider.counts["offsite"] == 1


@pytest.mark.parametrize("url", ["https://petisi.co/rakor/", "http://www.petisi.co/", "https://petisi.co:443/x"])
def test_the_outlets_own_hosts_are_asked(guard: AddressGuard, url: str) -> None:
    guard.process_request(Request(url))


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1"])
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    with pytest.raises(DNSLookupError, match="no public address"):
        _public(address, "rebinding.example")


def test_a_name_that_leads_outside_is_resolved() -> None:
    assert _public("8.8.8.8", "dns.example") == "8.8.8.8"


def test_only_the_configured_proxy_is_exempt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://user:secret@127.0.0.1:3128")
    monkeypatch.delenv("http_proxy", raising=False)
    monkeypatch.delenv("all_proxy", raising=False)
    assert _proxy_hosts() == {"127.0.0.1"}


def test_robots_may_lead_to_another_public_host_but_not_inside(guard: AddressGuard) -> None:
    guard.process_request(Request("https://cdn.example/robots.txt", meta={"any_host": True}))
    with pytest.raises(IgnoreRequest):
        guard.process_request(Request("http://169.254.169.254/robots.txt", meta={"any_host": True}))
