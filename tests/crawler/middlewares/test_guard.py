"""Addresses that are never asked for."""

from __future__ import annotations

from collections.abc import Sequence
from unittest.mock import Mock

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError
from twisted.python.failure import Failure

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.middlewares.guard import AddressGuard, PublicResolver
from spiders.petisi import PetisiSpider


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
    assert guard.spider.state.counts["offsite"] == 1


@pytest.mark.parametrize("url", ["https://petisi.co/rakor/", "http://www.petisi.co/", "https://petisi.co:443/x"])
def test_the_outlets_own_hosts_are_asked(guard: AddressGuard, url: str) -> None:
    guard.process_request(Request(url))


class Names(PublicResolver):
    """A resolver whose names lead where a test wants."""

    def __init__(self, leads_to: str) -> None:
        super().__init__(Mock(), 0, 1.0)
        self.leads_to = leads_to

    def look_up(self, name: str, timeout: Sequence[int]) -> Deferred[str]:
        return succeed(self.leads_to)


def resolved(name: str, leads_to: str) -> object:
    """The address, or the failure."""
    outcome: list[object] = []
    Names(leads_to).getHostByName(name).addBoth(outcome.append)
    return outcome[0]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1", "::1", "fe80::1", "fd00::8",
     "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    failure = resolved("rebinding.example", address)
    assert isinstance(failure, Failure)
    assert isinstance(failure.value, DNSLookupError)
    assert "no public address" in str(failure.value)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_a_name_that_leads_outside_is_resolved(address: str) -> None:
    assert resolved("dns.example", address) == address


def test_the_proxy_itself_is_found_and_no_other_name_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.kantor.example:3128")
    assert resolved("proxy.kantor.example", "10.0.0.1") == "10.0.0.1"
    assert isinstance(resolved("gudang.kantor.example", "10.0.0.1"), Failure)


def test_a_declared_port_is_asked_and_no_other() -> None:
    guard = AddressGuard(OnAPort())
    guard.process_request(Request("http://lapor.example:8080/berita/1"))
    with pytest.raises(IgnoreRequest, match="port 8081"):
        guard.process_request(Request("http://lapor.example:8081/berita/1"))


class OnAPort(OutletSpider):
    """An outlet whose site declares a port."""

    name = "on_a_port"
    title = "On a Port"
    site = "http://lapor.example:8080/"
    region = "35"
    article_path = r"/berita/.+"
    sources = ()
    layouts = (Layout(article=(".isi",)),)


def test_robots_may_lead_to_another_public_host_but_not_inside(guard: AddressGuard) -> None:
    guard.process_request(Request("https://cdn.example/robots.txt", meta={"any_host": True}))
    with pytest.raises(IgnoreRequest):
        guard.process_request(Request("http://169.254.169.254/robots.txt", meta={"any_host": True}))
