"""The article pages of the sample web: the selectors known of the real ones find what they should find here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from parsel import Selector

from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle, load_articles
from tests.web.calendar import iso, iso_utc, local_day
from tests.web.client import fetch
from tests.web.comments import SPAM_COMMENTS
from tests.web.gold import outlet_articles as of
from tests.web.server import SampleWeb
from tests.web.sites import ARTICLE_PAGES
from tests.web.sites.disway import part_count
from tests.web.sites.perkaranews import has_unnamed_comments

ARTICLES = load_articles()
BODIES = {
    "petisi": "div.entry-content.entry-content-single",
    "antara_jatim": "#print_content .clearfix",
    "koranrb": "div.post.text-black-1",
    "perkaranews": ".entry-content",
    "probolinggo_kota": "[itemprop=articleBody], .detail-berita",
}
READABLE = [one for one in ARTICLES if one.outlet in BODIES]


@pytest.fixture(scope="module")
def web() -> Iterator[SampleWeb]:
    """One web for the module."""
    with SampleWeb() as running:
        yield running


def words(node: Selector) -> str:
    """The text below a node with single spaces."""
    return " ".join(" ".join(node.xpath(".//text()").getall()).split())


def texts_in_order(article: SampleArticle, text: str) -> bool:
    """True when each paragraph is found in a text, one after the other."""
    place = 0
    for paragraph in article.paragraphs:
        place = text.find(" ".join(paragraph.split()), place)
        if place < 0:
            return False
        place += len(paragraph)
    return True


@pytest.mark.parametrize("article", [one for one in READABLE if one.split is None], ids=lambda one: one.key)
def test_an_article_stands_whole_in_the_known_element(web: SampleWeb, article: SampleArticle) -> None:
    reply = fetch(web, canonical_url(article))
    page = Selector(reply.text)
    (body,) = page.css(BODIES[article.outlet])
    # inline elements join without a space in the source
    text = " ".join("".join(body.xpath(".//text()").getall()).split())
    assert texts_in_order(article, text)
    assert not article.initials or f"({article.initials})" in text
    assert not article.dateline or article.dateline in text
    assert reply.headers["last-modified"]


@pytest.mark.parametrize(
    ("outlet", "title", "published", "authors"),
    [
        ("petisi", "h1.entry-title", "time.entry-date.published::attr(datetime)", ".entry-author a"),
        ("antara_jatim", "h1.post-title", "meta[itemprop=datePublished]::attr(content)", "span[itemprop=author]"),
        ("koranrb", "h1.text-black", "meta[name=pubdate]::attr(content)", "#author strong"),
        (
            "perkaranews",
            "h1.entry-title",
            'meta[property="article:published_time"]::attr(content)',
            ".author.vcard a",
        ),
    ],
)
def test_title_date_and_authors_stand_where_they_are_known_to(
    web: SampleWeb, outlet: str, title: str, published: str, authors: str
) -> None:
    for article in of(outlet):
        page = Selector(fetch(web, canonical_url(article)).text)
        assert words(page.css(title)[0]) == article.title
        local = iso(article.published)
        assert page.css(published).get() in (local, iso_utc(article.published), local[:19].replace("T", " "))
        if article.authors:
            assert set(page.css(f"{authors}::text, {authors} *::text").getall()) & set(article.authors)


def test_visible_dates_have_the_outlets_forms(web: SampleWeb) -> None:
    patterns = {
        "petisi": ("time.entry-date", r"\d{1,2} [A-Z][a-z]+ \d{4} \d\d:\d\d"),
        "antara_jatim": ("span.article-date", r"[A-Z][a-z]+, \d{1,2} [A-Z][a-z]+ \d{4} \d\d:\d\d WIB \d+"),
        "koranrb": (".post-info span.date", r"[A-Z][a-z]+ \d\d-\d\d-\d{4},\d\d:\d\d WIB"),
    }
    for outlet, (selector, pattern) in patterns.items():
        page = Selector(fetch(web, canonical_url(of(outlet)[0])).text)
        assert re.fullmatch(pattern, words(page.css(selector)[0])), outlet


def test_portals_print_no_full_date(web: SampleWeb) -> None:
    for article in of("probolinggo_kota"):
        text = words(Selector(fetch(web, canonical_url(article)).text))
        day = local_day(article.published)
        assert not re.search(rf"\b{day.day:02}[-/.]{day.month:02}[-/.]{day.year}\b", text)
        assert str(day.isoformat()) not in text


def test_unit_portals_name_the_title_in_the_head_or_in_the_list_only(web: SampleWeb) -> None:
    for article in of("probolinggo_kota"):
        page = Selector(fetch(web, canonical_url(article)).text)
        if article.system == "bag-hukum":
            assert page.css("title::text").get() == article.title and not page.css("h1")
        if article.system == "bag-pemerintahan":
            assert article.title not in page.get() and not page.css("title")


@pytest.mark.parametrize("amp", [False, True])
def test_parts_of_split_articles_join_to_the_whole(web: SampleWeb, amp: bool) -> None:
    split = [one for one in of("koranrb") if one.split is not None]
    assert split
    for article in split:
        url = canonical_url(article).replace("/read/", "/amp/" if amp else "/read/")
        joined, address, steps, related = "", url, [], []
        while address:
            page = Selector(fetch(web, address).text)
            (body,) = page.css(".isi-amp" if amp else BODIES["koranrb"])
            joined += " " + " ".join("".join(body.xpath(".//text()").getall()).split())
            steps.append(address.removeprefix(url))
            related.append(len(body.xpath(".//p[contains(., 'BACA JUGA:')]")))
            address = page.css("ul.pagination a[rel=next]::attr(href)").get(default="")
        assert texts_in_order(article, joined)
        assert all(joined.count(paragraph) == 1 for paragraph in article.paragraphs)
        assert sum(related) == len(article.related) and all(related[: len(article.related)])
        assert steps == ["", "/16", "/32"][: len(steps)] if amp else ["", "/15", "/30"][: len(steps)]
        assert len(steps) == part_count(article, amp=amp) > 1
        assert fetch(web, f"{url}/7").status == fetch(web, f"{url}/480").status == 404


def test_amp_twins_are_split_elsewhere(web: SampleWeb) -> None:
    article = next(one for one in of("koranrb") if one.split is not None)
    assert article.split is not None
    first_of_second_part = article.paragraphs[article.split]
    assert first_of_second_part not in fetch(web, canonical_url(article)).text
    assert first_of_second_part in fetch(web, canonical_url(article).replace("/read/", "/amp/")).text


def test_amp_twins_have_no_menu_and_point_to_the_article(web: SampleWeb) -> None:
    for outlet, place in (("antara_jatim", "/berita/"), ("koranrb", "/read/")):
        article = of(outlet)[0]
        url = canonical_url(article)
        desktop = Selector(fetch(web, url).text)
        amp_url = desktop.css("link[rel=amphtml]::attr(href)").get()
        assert amp_url == url.replace(place, "/amp/berita/" if outlet == "antara_jatim" else "/amp/")
        amp = Selector(fetch(web, amp_url).text)
        assert amp.css("link[rel=canonical]::attr(href)").get() == url
        assert not amp.css("nav") and article.paragraphs[0] in words(amp)


def test_amp_of_antara_shows_no_date_but_declares_it(web: SampleWeb) -> None:
    article = of("antara_jatim")[0]
    page = Selector(fetch(web, canonical_url(article).replace("/berita/", "/amp/berita/")).text)
    assert page.css("meta[itemprop=datePublished]::attr(content)").get() == iso(article.published)
    assert "WIB" not in words(page.css("body")[0]) and not page.css("h1")


def test_amp_of_koranrb_ends_in_dates_that_look_like_its_own(web: SampleWeb) -> None:
    page = Selector(fetch(web, canonical_url(of("koranrb")[0]).replace("/read/", "/amp/")).text)
    dates = re.findall(r"[A-Z][a-z]+ \d\d [A-Z][a-z]{2} \d{4} - \d\d:\d\d WIB", words(page.css("main")[0]))
    assert len(dates) == 5 and len(set(dates)) == 5


def test_spam_outweighs_the_article_and_stands_outside_it(web: SampleWeb) -> None:
    spammed = [one for one in of("perkaranews") if "spam" in one.options]
    assert any(has_unnamed_comments(one) for one in spammed) and not all(has_unnamed_comments(one) for one in spammed)
    for article in spammed:
        page = Selector(fetch(web, canonical_url(article)).text)
        if has_unnamed_comments(article):
            (box,) = page.css(".kolom-bawah")
            marks = " ".join(box.xpath(".//@class | .//@id | @class | @id").getall())
            assert not re.search("comment|komentar|respon|reply|tanggap", marks)
            assert len(box.xpath("./div")) == SPAM_COMMENTS
            sentences = re.findall(r"“(.+?)”", " ".join(box.xpath("./div[8]//text()").getall()))
            assert any(sentence.rstrip(".") in article.body for sentence in sentences)
        else:
            (box,) = page.css("#comments")
            assert len(box.css("ol.comment-list > li")) == SPAM_COMMENTS
        assert len(words(box)) > len(article.body)
        assert "Bookmark" not in words(page.css(".entry-content")[0])


def test_noise_surrounds_the_articles(web: SampleWeb) -> None:
    expected = {
        "petisi": ("Dilihat", "Sebarkan artikel ini", "No More Posts Available.", "No more pages to load."),
        "antara_jatim": ("Pewarta: ", "Editor : ", "COPYRIGHT © ANTARA News Jawa Timur", "Dilarang keras"),
        "koranrb": ("Iklan RBTV", "Google News", "WhatsApp Channel", "Reporter: "),
        "perkaranews": ("Pos terkait", "Tinggalkan Balasan", "Sebarkan artikel ini", "Ruas yang wajib ditandai *"),
        "probolinggo_kota": ("BAGIKAN",),
    }
    for outlet, phrases in expected.items():
        article = next(
            one for one in of(outlet) if one.system == "main" and (one.authors or outlet == "probolinggo_kota")
        )
        text = words(Selector(fetch(web, canonical_url(article)).text))
        for phrase in phrases:
            assert phrase in text, (outlet, phrase)


def test_related_titles_are_scattered_in_several_shapes(web: SampleWeb) -> None:
    found = ""
    for article in READABLE:
        if article.split is None:
            page = fetch(web, canonical_url(article)).text
            found += page
            text = words(Selector(page))
            assert all(title in text for title in article.related), article.key
    for shape in (
        r"<p><strong>Baca juga: <a ",
        r'<span class="baca-juga"><b>Baca juga: <a ',
        r"<p><strong><a [^>]+>BACA JUGA:\w",
        r"<p>BACA JUGA:\w",
        r"Bacaan Lainnya</span>",
        r"<p>Baca Juga : ",
    ):
        assert re.search(shape, found), shape


def test_hard_wrapped_texts_break_inside_paragraphs(web: SampleWeb) -> None:
    for article in (one for one in ARTICLES if "hardwrap" in one.options):
        body = Selector(fetch(web, canonical_url(article)).text).css(BODIES["probolinggo_kota"])
        longest = max(len(line) for text in body.xpath(".//text()").getall() for line in text.split("\n"))
        assert longest <= 75


def test_script_pages_are_empty_until_the_script_has_run(web: SampleWeb) -> None:
    listed = json.loads(fetch(web, "http://kabarlayar.example/api/list.json?page=1").body)
    assert [item["url"] for item in listed["items"]] == [canonical_url(one) for one in of("kabar_layar")]
    assert listed["pages"] == 1 and "aplikasi.js" in fetch(web, "http://kabarlayar.example/").text
    for article in of("kabar_layar"):
        shell = fetch(web, canonical_url(article))
        assert shell.status == 200 and article.title not in shell.text and article.paragraphs[0] not in shell.text
        data = json.loads(fetch(web, f"http://kabarlayar.example/api/baca/{article.id}.json").body)
        own = [block["text"] for block in data["blocks"] if not block["kind"]]
        assert texts_in_order(article, " ".join(own)) and data["published"] == iso(article.published)


@pytest.mark.parametrize("outlet", sorted(ARTICLE_PAGES))
def test_pages_are_built_from_any_article(outlet: str) -> None:
    bare = SampleArticle(outlet, "uji", "judul-uji", "Judul <Uji>", of(outlet)[0].published, ("Satu & dua.",), id=7)
    for amp in (False, True):
        page = ARTICLE_PAGES[outlet](bare, amp=amp)
        assert outlet == "kabar_layar" or b"Satu &amp; dua." in page
        assert b"<Uji>" not in page


@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed: apt-get install chromium")
def test_a_browser_fills_the_script_pages(web: SampleWeb, tmp_path: Path) -> None:
    article = of("kabar_layar")[0]
    browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    flags = [
        f"--user-data-dir={tmp_path}",
        f"--proxy-server={web.proxy_url}",
        "--virtual-time-budget=5000",
        "--dump-dom",
    ]

    def rendered(url: str) -> Selector:
        done = subprocess.run(
            [*browser, *flags, f"--proxy-server={web.proxy_url}", url],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return Selector(done.stdout)

    links = rendered("http://kabarlayar.example/").css("main#daftar a.judul::attr(href)").getall()
    assert links == [canonical_url(one) for one in of("kabar_layar")]
    page = rendered(canonical_url(article)).css("article.isi")
    assert page.css("h1::text").get() == article.title
    assert page.css("time::attr(datetime)").get() == iso(article.published)
    assert texts_in_order(article, words(page[0]))
