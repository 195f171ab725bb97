"""Nights in which servers cut, label and end their answers: what is whole is read, the rest asked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.shell import FAST, environment, scrapy
from tests.web.made import MadeOutlet, write_spiders
from tests.web.messages import Request, Response
from tests.web.misbehaviour import Behaviour, no_length, on_the_wire, truncated_gzip
from tests.web.server import SampleWeb

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n"


def of_body(make: Callable[[bytes], bytes]) -> Behaviour:
    """Sends what is made of the page, and closes the connection."""
    return lambda request, answer: on_the_wire(lambda: [(0, make(answer.body))])(request, answer)


def open_ended(body: bytes) -> bytes:
    return body.replace(b"</body></html>", b"")


def with_length(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join((_HEAD + b"Content-Length: %d" % len(body), *headers, b"", body))


def in_chunks(body: bytes) -> bytes:
    return _HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


def bare(body: bytes) -> bytes:
    body = b"<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN'>\n" + body.replace(b"<html ", b"<html xmlns='x' ")
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


FAULTS: dict[str, tuple[Behaviour, str]] = {
    # outlet: how all its articles are sent, and what becomes of them
    "tanpa_akhir": (of_body(lambda body: with_length(open_ended(body))), "article"),
    "potongan": (of_body(lambda body: in_chunks(open_ended(body))), "article"),
    "komentar": (of_body(lambda body: _HEAD + b"\r\n" + body + b"<!--" + b"x" * 70_000 + b"-->"), "article"),
    "sandi_none": (of_body(lambda body: with_length(body, b"Content-Encoding: none")), "article"),
    "sandi_utf": (of_body(lambda body: with_length(body, b"Content-Encoding: UTF-8")), "article"),
    "tanpa_jenis": (of_body(bare), "article"),
    "putus": (no_length(), "failed"),
    "gzip_putus": (truncated_gzip(), "failed"),
}


def test_what_the_protocol_proves_whole_is_read(tmp_path: Path) -> None:
    made = [MadeOutlet(name, 2) for name in FAULTS]
    arguments = ("--since", "2024-11-20", *FAST, *write_spiders(tmp_path, made))
    with SampleWeb([]) as web:
        for outlet in made:
            web.sites[outlet.host] = outlet
            web.misbehave(how=FAULTS[outlet.name][0], host=outlet.host, path="^/berita/")
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        scrapy("nightly", *arguments, env=env)
        for outlet in made:
            times = Counter(hit.path for hit in web.hits(host=outlet.host, path="^/berita/"))
            assert set(times.values()) == {2 if FAULTS[outlet.name][1] == "failed" else 1}, outlet.name
    with Archive.open(default_url(tmp_path / "data")) as archive:
        became = {one.name: {row.state for row in archive.memory(one.name).values()} for one in made}
        assert became == {name: {state} for name, (_, state) in FAULTS.items()}
    again = scrapy("reextract", *arguments[-2:], env=env)
    assert "0 changes" in again.stdout, again.stdout + again.stderr


def test_a_label_that_is_no_encoding_on_everything_that_a_site_sends(tmp_path: Path) -> None:
    outlet = MadeOutlet("warta", 7)

    def site(request: Request) -> Response:
        answer = outlet(request)
        return replace(answer, headers=(*answer.headers, ("Content-Encoding", "none")))

    arguments = ("--since", "2024-11-20", *FAST, *write_spiders(tmp_path, [outlet]))
    with SampleWeb([]) as web:
        web.sites[outlet.host] = site
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        for _ in range(2):  # the second time from the archive, after 304
            done = scrapy("nightly", *arguments, env=env)
            assert done.returncode == 0, done.stdout + done.stderr
    with Archive.open(default_url(tmp_path / "data")) as archive:
        assert Counter(row.state for row in archive.memory("warta").values()) == {"article": 7}
