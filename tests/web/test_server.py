"""The server of the sample web: certificates, tunnels, validators, misbehaviour, and its record of all of it."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.web import misbehaviour as how
from tests.web.articles import load_articles
from tests.web.authority import Authority
from tests.web.calendar import NOW
from tests.web.client import ask, connect, fetch
from tests.web.messages import Request, Response, html
from tests.web.server import SampleWeb

FRONT = "https://petisi.co/"
SITE = "https://uji.example/halaman"


@pytest.fixture(scope="module")
def running() -> Iterator[SampleWeb]:
    """One web for the module."""
    with SampleWeb() as web:
        yield web


@pytest.fixture
def web(running: SampleWeb) -> Iterator[SampleWeb]:
    """The module's web with a site of this test's own, and nothing left of earlier tests."""
    running.clear_log()
    running.sites["uji.example"] = lambda request: html(f"<p>{request.method} {request.url}</p>" + "isi " * 200)
    yield running
    running.behave()
    running.sites.pop("uji.example", None)


def test_hosts_speak_https_with_a_certificate_of_the_authority(web: SampleWeb, tmp_path: Path) -> None:
    assert fetch(web, FRONT).status == 200
    stranger = Authority(tmp_path)
    with pytest.raises(ssl.SSLCertVerificationError):
        connect(web, FRONT, ca_file=stranger.ca_file).connect()


def test_certificates_are_for_their_own_host_only(web: SampleWeb) -> None:
    connection = connect(web, FRONT)
    connection.connect()
    assert isinstance(connection.sock, ssl.SSLSocket)
    certificate = connection.sock.getpeercert()
    connection.close()
    assert certificate is not None
    assert certificate["subjectAltName"] == (("DNS", "petisi.co"),)


def test_a_tunnel_serves_several_requests(web: SampleWeb) -> None:
    connection = connect(web, SITE)
    first, second = ask(connection, SITE), ask(connection, SITE + "?lagi=1")
    connection.close()
    assert b"GET https://uji.example/halaman</p>" in first.body
    assert b"GET https://uji.example/halaman?lagi=1</p>" in second.body


def test_plain_http_is_served_too_on_one_connection_for_many_hosts(web: SampleWeb) -> None:
    connection = connect(web, "http://uji.example/")
    assert b"GET http://uji.example/a</p>" in ask(connection, "http://uji.example/a").body
    assert ask(connection, "http://kabarlayar.example/").status == 200
    connection.close()


def test_double_slashes_reach_the_site(web: SampleWeb) -> None:
    for scheme in ("http", "https"):
        assert f"{scheme}://uji.example//read/1".encode() in fetch(web, f"{scheme}://uji.example//read/1").body


def test_head_sends_the_length_and_no_body(web: SampleWeb) -> None:
    assert int(fetch(web, SITE, method="HEAD").headers["content-length"]) > 800
    # http.client would swallow a body that should not be there
    request = "HEAD http://uji.example/a HTTP/1.1\r\nHost: uji.example\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(web.proxy_url.rpartition(":")[2]))) as raw:
        raw.sendall(request.encode())
        received = b"".join(iter(lambda: raw.recv(65536), b""))
    assert received.startswith(b"HTTP/1.1 200") and received.endswith(b"\r\n\r\n")


def test_hosts_outside_the_web_get_502(web: SampleWeb) -> None:
    assert fetch(web, "http://example.org/").status == 502
    with pytest.raises(OSError, match="502"):
        fetch(web, "https://example.org/")
    with pytest.raises(OSError, match="502"):
        fetch(web, "https://petisi.co:8443/")
    assert [(hit.method, hit.host, hit.status) for hit in web.log] == [
        ("GET", "example.org", 502),
        ("CONNECT", "example.org", 502),
        ("CONNECT", "petisi.co", 502),
    ]


def test_requests_that_are_not_for_a_proxy_are_refused(web: SampleWeb) -> None:
    connection = connect(web, "http://uji.example/")
    connection.request("GET", "/halaman")
    assert connection.getresponse().status == 400
    connection.close()


def test_every_request_is_logged(web: SampleWeb) -> None:
    before = time.monotonic()
    fetch(web, SITE + "?a=1", {"User-Agent": "Uji/1.0", "If-None-Match": '"x"', "X-Secret": "no"})
    (hit,) = web.log
    assert (hit.method, hit.scheme, hit.host, hit.path, hit.query) == ("GET", "https", "uji.example", "/halaman", "a=1")
    assert hit.status == 200 and hit.url == SITE + "?a=1"
    assert hit.headers["user-agent"] == "Uji/1.0" and hit.headers["if-none-match"] == '"x"'
    assert "x-secret" not in hit.headers
    assert before <= hit.time <= time.monotonic()


def test_hits_are_found_by_host_and_path(web: SampleWeb) -> None:
    fetch(web, SITE)
    fetch(web, "https://uji.example/lain")
    fetch(web, "https://petisi.co/robots.txt")
    assert [hit.path for hit in web.hits(host="uji.example")] == ["/halaman", "/lain"]
    assert [hit.host for hit in web.hits(path=r"^/robots\.txt$")] == ["petisi.co"]


def test_bodies_are_compressed_for_those_who_accept_it(web: SampleWeb) -> None:
    plain, packed = fetch(web, SITE), fetch(web, SITE, {"Accept-Encoding": "gzip, deflate"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip" and gzip.decompress(packed.body) == plain.body


@pytest.mark.parametrize(
    "url",
    [
        "https://petisi.co/feed/",
        "https://petisi.co/page/2/",
        "https://jatim.antaranews.com/rss/terkini.xml",
        "https://perkaranews.com/post-sitemap.xml",
        "https://harianrakyatbengkulu.bacakoran.co/kategori/berita-utama",
        "https://bag-hukum.probolinggokota.go.id/berita?page_hal=1",
    ],
)
def test_what_a_client_has_already_is_not_sent_again(web: SampleWeb, url: str) -> None:
    first = fetch(web, url)
    again = fetch(web, url, {"If-None-Match": first.headers["etag"]})
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert fetch(web, url, {"If-None-Match": '"other"'}).status == 200
    assert fetch(web, url, {"If-Modified-Since": first.headers["last-modified"]}).status == 304
    assert fetch(web, url, {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}).status == 200
    assert fetch(web, url, {"If-Modified-Since": "yesterday"}).status == 200


def test_status_with_retry_after(web: SampleWeb) -> None:
    rule = web.misbehave(host="uji.example", how=how.status(503, retry_after=120))
    reply = fetch(web, SITE)
    assert (reply.status, reply.headers["retry-after"]) == (503, "120") and "etag" not in reply.headers
    assert fetch(web, FRONT).status == 200
    rule.remove()
    assert fetch(web, SITE).status == 200
    assert [hit.status for hit in web.hits(host="uji.example")] == [503, 200]


def test_rules_are_for_a_host_a_path_a_time_and_a_number_of_requests(web: SampleWeb) -> None:
    with web.misbehave(path=r"^/halaman\?x=", how=how.status(500)):
        assert [fetch(web, url).status for url in (SITE, SITE + "?x=1", FRONT)] == [200, 500, 200]
    rule = web.misbehave(host="uji.example", how=how.status(429), times=2)
    assert [fetch(web, SITE).status for _ in range(3)] == [429, 429, 200]
    assert rule.applied == 2 and rule.ended


def test_reset(web: SampleWeb) -> None:
    with web.misbehave(host="uji.example", how=how.reset()):
        with pytest.raises(ConnectionResetError) as caught:
            fetch(web, SITE.replace("https", "http"))
        assert not isinstance(caught.value, http.client.RemoteDisconnected), "an end of file is no reset"
        with pytest.raises(ConnectionResetError):  # inside TLS the ssl module makes an end of file of it
            fetch(web, SITE)
    assert [hit.status for hit in web.log] == [0, 0]


def test_truncated_gzip_looks_whole(web: SampleWeb) -> None:
    with web.misbehave(host="uji.example", how=how.truncated_gzip()):
        reply = fetch(web, SITE)
    assert reply.status == 200 and len(reply.body) == int(reply.headers["content-length"])
    stream = zlib.decompressobj(wbits=31)
    stream.decompress(reply.body)
    assert not stream.eof


def test_slow(web: SampleWeb) -> None:
    with web.misbehave(host="uji.example", how=how.slow(0.3)):
        start = time.monotonic()
        assert fetch(web, SITE).status == 200
    assert time.monotonic() - start >= 0.3


def test_challenge(web: SampleWeb) -> None:
    with web.misbehave(host="uji.example", how=how.challenge()):
        reply = fetch(web, SITE)
    assert (reply.status, reply.headers["cf-mitigated"]) == (403, "challenge")


def test_another_body_has_another_tag(web: SampleWeb) -> None:
    url = "https://petisi.co/robots.txt"
    before = fetch(web, url)
    with web.misbehave(host="petisi.co", path=r"^/robots\.txt$", how=how.replace_body(b"User-agent: *\nDisallow: /\n")):
        after = fetch(web, url, {"If-None-Match": before.headers["etag"]})
    assert (after.status, after.body) == (200, b"User-agent: *\nDisallow: /\n")
    assert after.headers["content-type"] == before.headers["content-type"]


def test_dead(web: SampleWeb) -> None:
    with web.misbehave(host="uji.example", how=how.dead()), pytest.raises(OSError, match="502"):
        fetch(web, SITE)
    with web.misbehave(host="uji.example", path="^/halaman$", how=how.dead()):
        assert fetch(web, SITE).status == 502
    assert fetch(web, SITE).status == 200


def test_redirects(web: SampleWeb) -> None:
    with web.misbehave(host="uji.example", how=how.redirect("https://petisi.co/", code=307)):
        reply = fetch(web, SITE)
    assert (reply.status, reply.headers["location"]) == (307, FRONT)


@pytest.mark.parametrize("url", [SITE, SITE + "?a=1"])
def test_redirect_loops_go_round(web: SampleWeb, url: str) -> None:
    with web.misbehave(host="uji.example", how=how.redirect_loop()):
        there = fetch(web, url).headers["location"]
        back = fetch(web, there).headers["location"]
    assert there != url and back == url


def test_a_defect_of_a_site_is_not_silent() -> None:
    def broken(_: Request) -> Response:
        raise LookupError("no such thing")

    with pytest.raises(RuntimeError, match="no such thing"), SampleWeb([]) as web:
        web.sites["rusak.example"] = broken
        with pytest.raises(http.client.RemoteDisconnected):
            fetch(web, "http://rusak.example/")


def test_sites_show_what_is_published_by_their_clock() -> None:
    article = next(one for one in load_articles() if one.outlet == "petisi")
    url = f"https://petisi.co/{article.slug}/"
    with SampleWeb(now=article.published - timedelta(minutes=1)) as web:
        assert fetch(web, url).status == 404
        assert web.environment()["KLIPING_NOW"] == (article.published - timedelta(minutes=1)).isoformat()
    with SampleWeb([], now=NOW) as web:
        assert fetch(web, url).status == 404
        web.publish([article])
        assert fetch(web, url).status == 200


def test_two_runs_give_the_same_bytes(web: SampleWeb) -> None:
    urls = [FRONT, "https://jatim.antaranews.com/terkini", "https://perkaranews.com/2024/11/"]
    with SampleWeb() as other:
        for url in urls:
            ours, theirs = fetch(web, url), fetch(other, url)
            assert ours.body == theirs.body and ours.headers == theirs.headers


SPIDER = """
import scrapy
from scrapy.crawler import CrawlerProcess

class Tiny(scrapy.Spider):
    name = "tiny"
    start_urls = ["https://petisi.co/robots.txt", "https://jatim.antaranews.com/terkini"]

    def parse(self, response):
        yield {"url": response.url, "status": response.status, "size": len(response.body)}

process = CrawlerProcess({
    "DOWNLOAD_VERIFY_CERTIFICATES": True, "ROBOTSTXT_OBEY": False, "RETRY_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "ERROR", "FEEDS": {"stdout:": {"format": "jsonlines"}},
})
process.crawl(Tiny)
process.start()
"""


def test_scrapy_trusts_the_web_through_its_environment(web: SampleWeb, tmp_path: Path) -> None:
    def crawl(environment: dict[str, str]) -> tuple[list[dict[str, object]], str]:
        done = subprocess.run(
            [sys.executable, "-c", SPIDER], cwd=tmp_path, env=os.environ | environment, capture_output=True, text=True,
            check=False, timeout=60,
        )  # fmt: skip
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")], done.stderr

    items, errors = crawl(web.environment())
    assert errors == ""
    assert {(item["url"], item["status"]) for item in items} == {
        ("https://petisi.co/robots.txt", 200),
        ("https://jatim.antaranews.com/terkini", 200),
    }
    web.clear_log()
    strangers = Authority(tmp_path / "stranger")
    items, errors = crawl(web.environment() | {"SSL_CERT_FILE": str(strangers.ca_file)})
    assert items == [] and "certificate" in errors
    assert web.log == []
