"""Lists that are no plain pages of links."""

from __future__ import annotations

import json

import pytest
from lxml import html

from crawler.onboarding.probe.lists import (
    Asked,
    amp_only,
    documents,
    frames,
    grows,
    is_amp,
    json_listing,
    post_template,
    requests,
    whole_ending,
)
from crawler.onboarding.probe.patterns import Link

SITE = "https://kabar.example/"


def tree(body: str) -> html.HtmlElement:
    return html.document_fromstring(f"<html><body>{body}</body></html>")


@pytest.mark.parametrize(
    ("script", "asked"),
    [
        ("fetch('/api/berita?page=1')", Asked(SITE + "api/berita?page=1")),
        ('$.getJSON("/api/x", gambar)', Asked(SITE + "api/x")),
        ("$.post('/muat', {hal: n, kat: 3})", Asked(SITE + "muat", "hal=1&kat=3")),
        ("$.ajax({url: '/muat', type: 'POST', data: {hal: 2}})", Asked(SITE + "muat", "hal=2")),
        ("axios.post('/muat', {paged: 1})", Asked(SITE + "muat", "paged=1")),
        ("fetch('/muat', {method: 'POST', body: 'hal=1'})", Asked(SITE + "muat", "hal=1")),
    ],
)
def test_requests_of_scripts(script: str, asked: Asked) -> None:
    assert requests(tree(f"<script>{script};</script>"), SITE) == [asked]


def test_requests_of_forms_and_of_other_hosts() -> None:
    form = "<form method=post action='/daftar'><input name=kat value=3><input name=hal value=1></form>"
    search = "<form method=get action='/cari'><input name=q></form><form method=post><input name=email></form>"
    elsewhere = "<script>fetch('https://iklan.example/a')</script>"
    found = requests(tree(form + search + elsewhere), SITE)
    assert found == [Asked(SITE + "daftar", "kat=3&hal=1")]
    assert found[0].described == "POST https://kabar.example/daftar with kat=3&hal=1"
    assert post_template("kat=3&hal=1") == "kat=3&hal={page}"
    assert post_template("kat=3") == "kat=3"


def test_a_list_in_json_by_its_addresses_or_by_known_headlines() -> None:
    rows = [{"id": 7, "url": "/baca/7", "judul": "A", "tanggal": "2024"}, {"id": 8, "url": "/baca/8"}]
    source = json_listing(Asked(SITE + "api?page=1"), SITE, json.dumps({"data": rows}).encode(), [])
    assert source is not None
    assert (source.url, source.items, source.link, source.form) == ("/api?page={page}", "data", "url", "{}")
    numbers = json.dumps([{"id": 7}, {"id": 8}]).encode()
    known = [Link(SITE + "baca/8/apel", "Apel", tree("").body)]
    by_number = json_listing(Asked(SITE + "api", "hal=1"), SITE, numbers, known)
    assert by_number is not None
    assert (by_number.body, by_number.link, by_number.form) == ("hal={page}", "id", "/baca/{}/apel")
    for answer in (b"{", b"[1, 2]", numbers):
        assert json_listing(Asked(SITE), SITE, answer, []) is None


def test_what_a_page_is_made_of() -> None:
    assert frames(tree("<iframe src='/isi'></iframe><iframe src='https://iklan.example/'></iframe>"), SITE) == [
        SITE + "isi"
    ]
    assert (
        documents(tree("<a href='/a.pdf'>a</a><a href='/a.pdf'>b</a><a href='/b.DOCX?x=1'>c</a><a href='/c'>d</a>"))
        == 2
    )
    assert grows("<div class='page-load-status'>")
    assert not grows("<p>Infinite</p>")
    assert is_amp(html.document_fromstring("<html amp><body></body></html>"))
    assert not is_amp(tree(""))
    assert amp_only([SITE + "amp/1", SITE + "amp/2"])
    assert not amp_only([SITE + "amp/1", SITE + "read/2"])
    assert not amp_only([])


@pytest.mark.parametrize(
    ("link", "ending"),
    [("?page=all", "?page=all"), ("/baca/1/all", "/all"), ("/baca/2?page=all", ""), ("?page=2", "")],
)
def test_the_whole_of_a_split_article(link: str, ending: str) -> None:
    assert whole_ending(tree(f"<a href='{link}'>x</a>"), SITE + "baca/1") == ending
