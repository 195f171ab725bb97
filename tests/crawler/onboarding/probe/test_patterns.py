"""From the links of a page to what an outlet declares."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.onboarding.probe.patterns import (
    Paging,
    article_pattern,
    links_of,
    links_selector,
    matches,
    paging_of,
)

BASE = "https://kabar.example/"


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [
        (["/detail/12/apel-siaga-polres", "/detail/931/kpu-kirim-logistik-tps"], r"/detail/(?P<id>\d+)/[\w-]+/?"),
        (["/apel-siaga-polres/", "/kpu-kirim-logistik-tps/", "/redaksi"], r"/\w+(?:-\w+){2,}/?"),
        (["/2024/11/apel-siaga-polres.html", "/2024/12/kpu-kirim-logistik.html"], r"/\d{4}/\d+/[\w-]+\.html/?"),
        (
            ["/politik/read/5/apel-siaga-polres", "/daerah/read/9/kpu-kirim-logistik"],
            r"/[\w-]+/read/(?P<id>\d+)/[\w-]+/?",
        ),
        (["/berita.php?id=17", "/berita.php?id=18", "/kontak"], r"/berita\.php\?id=(?P<id>\d+)"),
        (["/tentang", "/redaksi", "/?hal=2"], None),
        ([], None),
    ],
)
def test_the_shape_of_article_addresses(paths: list[str], pattern: str | None) -> None:
    urls = [BASE.rstrip("/") + path for path in paths]
    found = article_pattern(urls)
    assert found == pattern
    if pattern:
        articles = [url for url in urls if any(char.isdigit() or char == "-" for char in url.removeprefix(BASE))]
        assert [url for url in urls if matches(pattern, url)] == articles


def test_a_pattern_that_fits_articles_fits_no_section_and_no_front_page() -> None:
    pattern = article_pattern([BASE + "detail/12/apel-siaga-polres", BASE + "detail/13/kpu-kirim-logistik"])
    assert pattern
    assert not any(matches(pattern, BASE + path) for path in ("", "detail", "tag/pilkada-serentak-2024", "?p=2"))


def test_links_are_those_of_the_host_with_their_words() -> None:
    tree = html.fromstring(
        '<div><a href="/a-b-c">Satu dua</a><a href="https://www.kabar.example/d#x">Tiga</a>'
        '<a href="//lain.example/e">x</a><a href="javascript:void(0)">y</a><a href="http://[">z</a><a>kosong</a></div>'
    )
    assert [(link.url, link.text) for link in links_of(tree, BASE)] == [
        (BASE + "a-b-c", "Satu dua"),
        ("https://www.kabar.example/d", "Tiga"),
    ]


def test_the_selector_finds_the_headlines_and_leaves_the_boxes_beside_them() -> None:
    items = "".join(
        f'<div class="k post-{n}"><h3 class="judul"><a href="/detail/{n}/berita-ke-{n}">Berita {n} di hari ini</a>'
        f'</h3><a class="rubrik" href="/rubrik/{n}">Rubrik</a></div>'
        for n in range(5)
    )
    side = '<div class="sisi"><h4><a href="/iklan/1">Iklan yang cukup panjang sekali</a></h4></div>'
    tree = html.fromstring(f"<body><main>{items}</main>{side}</body>")
    css = links_selector(tree, BASE, r"/detail/(?P<id>\d+)/[\w-]+/?")
    assert css == "h3 a"
    assert len(tree.cssselect(css)) == 5
    assert links_selector(tree, BASE, r"/tidak/\d+") is None


@pytest.mark.parametrize(
    ("link", "paging"),
    [
        ('<a rel="next" href="/page/2/">lama</a>', Paging("/page/{page}/", 1, 1)),
        ('<a href="/berita?page_hal=2">2</a>', Paging("/berita?page_hal={page}", 1, 1)),
        ('<a href="?mulai=10">Berikutnya »</a>', Paging("/?mulai={page}", 0, 10)),
        ('<a href="/arsip/1">Selanjutnya</a>', Paging("/arsip/{page}", 0, 1)),
        ('<a href="https://lain.example/page/2/">2</a>', None),
        ('<a href="/tentang">tentang</a>', None),
        ('<a href="/{x}/page/2">2</a>', Paging("/{{x}}/page/{page}", 1, 1)),
    ],
)
def test_how_a_list_goes_on(link: str, paging: Paging | None) -> None:
    assert paging_of(html.fromstring(f"<body><p>isi</p>{link}</body>"), BASE) == paging
