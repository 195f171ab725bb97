"""robots.txt as webmasters write it: our name, encodings, groups; and the cases of Google's parser in other words."""

from __future__ import annotations

import gzip

import pytest

from crawler import PRODUCT_TOKEN
from crawler.fetching.robots_txt import MAX_BYTES, read_robots

PAGE = "https://warta.example/berita/apel"
SHUT = "User-agent: KlipingBot\nDisallow: /berita/\n"


def allowed(text: str | bytes, path: str = "/berita/apel", agent: str = PRODUCT_TOKEN) -> bool:
    body = text.encode() if isinstance(text, str) else text
    return read_robots(body, agent).can_fetch(f"https://warta.example{path}", agent)


@pytest.mark.parametrize(
    "name",
    [
        "KlipingBot",
        "klipingbot",
        "KLIPINGBOT",
        "KlipingBot/1.0",
        "KlipingBot/0.1.0 (+https://peneliti.example/bot)",
        "klipingbot/*",
        "KlipingBot*",
        "*KlipingBot*",
        "Mozilla/5.0 (compatible; KlipingBot/1.0; +https://peneliti.example)",
        '"KlipingBot"',
        "Kliping Bot",
        "Kliping-Bot",
        "GPTBot, KlipingBot",
        "KlipingBot2",
        "Kliping",
        "kliping*",
        "KlipingBot # salin dari log",
        "\u00a0KlipingBot\u200b",
    ],
)
def test_our_name_however_it_is_written(name: str) -> None:
    assert not allowed(f"User-agent: {name}\nDisallow: /berita/\n")
    assert allowed(f"User-agent: {name}\nAllow: /\n\nUser-agent: *\nDisallow: /\n"), "our group, and not everybody's"


@pytest.mark.parametrize(
    "line", ["Crawl-delay: 2,5", "crawl-delay 2.5", "Crawldelay: 2.5 seconds", "CRAWL-DELAY: 2.5s # detik"]
)
def test_a_delay_however_it_is_written(line: str) -> None:
    assert read_robots(f"User-agent: KlipingBot\n{line}\n".encode(), PRODUCT_TOKEN).crawl_delay(PRODUCT_TOKEN) == 2.5


@pytest.mark.parametrize("name", ["KlipingBot-Video", "MyKlipingBot", "X-KlipingBot", "KlipingBots", "Bot", "-", ""])
def test_names_of_others(name: str) -> None:
    assert allowed(f"User-agent: {name}\nDisallow: /\n")


@pytest.mark.parametrize(
    "line", ["User-agent: *", "user-agent:*", "User-Agent: * # semua", 'User-agent: "*"', "UserAgent *"]
)
def test_everybody(line: str) -> None:
    assert not allowed(f"{line}\nDisallow: /berita/\n")


@pytest.mark.parametrize(
    "rule",
    [
        "Disallow: /berita/",
        "disallow /berita/",
        "Dissallow:/berita/",
        "DISALLOW = /berita/",
        "Disallow：/berita/",
        "\tDisallow :\t/berita/ ",
        "Disallow: /berita/#semua",
        "Disallow: berita/",
        'Disallow: "/berita/"',
        "Disallow: https://warta.example/berita/",
        "Disallow: /foto/ /berita/",
        "Disallow: /berita/<br>",
    ],
)
def test_a_rule_however_it_is_written(rule: str) -> None:
    assert not allowed(f"User-agent: *\n{rule}\n")


@pytest.mark.parametrize(
    "body",
    [
        SHUT.encode("utf-16"),
        SHUT.encode("utf-16-le"),
        b"\xfe\xff" + SHUT.encode("utf-16-be"),
        SHUT.encode("utf-16-be"),
        SHUT.encode("utf-32"),
        b"\xef\xbb\xbf" * 2 + SHUT.encode(),
        b"\xef\xbb" + SHUT.encode(),
        b"\xef" + SHUT.encode(),
        "\ufeff".encode("utf-8").decode("latin-1").encode() + SHUT.encode(),
        "User-agent: *\nAllow: /\n\n\ufeffUser-agent: KlipingBot\nDisallow: /berita/\n".encode(),
        gzip.compress(SHUT.encode(), mtime=0),
        gzip.compress(SHUT.encode("utf-16"), mtime=0),
        gzip.compress(SHUT[:10].encode(), mtime=0) + gzip.compress(SHUT[10:].encode(), mtime=0),
        SHUT.replace("\n", " ").encode(),
        SHUT.replace("\n", "\\n").encode(),
        f"<pre>{SHUT}</pre>".encode(),
        SHUT.replace("-", "\u2013").encode(),
        gzip.compress(SHUT.encode() + b"#\n" * MAX_BYTES, mtime=0),
        SHUT.replace("\n", "\r").encode(),
        b"\0" + SHUT.encode(),
        SHUT.replace("/berita/", "/berita/\nDisallow: /arsip\u2028/x").encode(),
    ],
)
def test_bytes_of_every_kind(body: bytes) -> None:
    assert not allowed(body)
    assert allowed(body, "/")


@pytest.mark.parametrize("body", [gzip.compress(SHUT.encode(), mtime=0)[:-9], b"\x1f\x8b\x08rusak"])
def test_a_gzip_file_that_is_not_whole_says_nothing(body: bytes) -> None:
    with pytest.raises(ValueError, match="gzip"):
        read_robots(body, PRODUCT_TOKEN)


def test_a_bomb_is_not_unfolded() -> None:
    rules = read_robots(gzip.compress(SHUT.encode() + b"\n" * 200_000_000), PRODUCT_TOKEN)
    assert not rules.can_fetch(PAGE, PRODUCT_TOKEN)


@pytest.mark.parametrize(
    "between",
    [
        "Crawl-delay: 5",
        "Host: warta.example",
        "Noindex: /",
        "Sitemap: https://warta.example/s.xml",
        "Content-Signal: search=yes,ai-train=no",
        "bukan aturan",
        "Request-rate: 1/5",
        "",
    ],
)
def test_nothing_but_a_rule_ends_the_list_of_agents(between: str) -> None:
    assert not allowed(f"User-agent: KlipingBot\n{between}\nUser-agent: LainBot\nDisallow: /berita/\n")
    assert not allowed(f"User-agent: LainBot\n{between}\nUser-agent: KlipingBot\nDisallow: /berita/\n")


def test_a_rule_ends_it_even_an_empty_one() -> None:
    assert allowed("User-agent: KlipingBot\nDisallow:\nUser-agent: *\nDisallow: /\n")


def test_a_delay_is_for_the_agents_named_before_it() -> None:
    before = "User-agent: KlipingBot\nCrawl-delay: 7\nUser-agent: LainBot\nDisallow: /x\n"
    after = "User-agent: LainBot\nCrawl-delay: 7\nUser-agent: KlipingBot\nDisallow: /x\n"
    assert read_robots(before.encode(), PRODUCT_TOKEN).crawl_delay(PRODUCT_TOKEN) == 7
    assert read_robots(after.encode(), PRODUCT_TOKEN).crawl_delay(PRODUCT_TOKEN) is None


def test_agents_and_other_lines_in_turn_stay_few() -> None:
    lines = b"".join(b"User-agent: robot%d\nCrawl-delay: 1\n" % number for number in range(10_000))
    assert not allowed(lines + SHUT.encode())


_ALL_BUT = "user-agent: WartaBot\ndisallow: /\nallow: {}\n"
_GROUPS = (
    "allow: /arsip/lama/\n\nuser-agent: WartaBot\ndisallow: /\nallow: /p/\nuser-agent: KabarBot\ndisallow: /\n"
    "allow: /q/\n\n\nallow: /r/\nuser-agent: SuaraBot\n\nuser-agent: WartaBot\nallow: /s/\ndisallow: /\n"
)
_NAMES = (
    "USER-AGENT: WARTA JATIM\nALLOW: /p/\nDISALLOW: /\n",
    "user-agent: warta jatim\nallow: /p/\ndisallow: /\n",
    "uSeR-aGeNt: WaRtA jAtIm\nAlLoW: /p/\ndIsAlLoW: /\n",
)
_FRUIT = ("/mangga", "/mangga.html", "/mangga/muda.html", "/manggamuda", "/manggamuda/enak.html", "/mangga.html?id=apa")
_NO_FRUIT = ("/jeruk", "/Mangga.asp", "/buahmangga", "/?id=mangga")

CASES: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = [
    # robots.txt, agent, paths that are allowed, paths that are not
    ("", "WartaBot", ("/", ""), ()),
    ("user-agent: WartaBot\ndisallow: /\n", "WartaBot", (), ("", "/p/q")),
    ("agen: WartaBot\nlarang: /\n", "WartaBot", ("/p/q",), ()),
    ("user-agent WartaBot\ndisallow /\n", "WartaBot", (), ("/p/q",)),
    (_GROUPS, "WartaBot", ("/p/b", "/s/d"), ("/q/c", "/arsip/lama/")),
    (_GROUPS, "KabarBot", ("/q/c", "/r/a"), ("/s/d", "/arsip/lama/")),
    (_GROUPS, "SuaraBot", ("/s/d",), ("/arsip/lama/",)),
    ("User-agent: KabarBot\nSitemap: https://w.example/s\nUser-agent: *\nDisallow: /\n", "KabarBot", (), ("/",)),
    ("User-agent: KabarBot\nSitemap: https://w.example/s\nUser-agent: *\nDisallow: /\n", "WartaBot", (), ("/",)),
    ("User-agent: WartaBot\nBaris-Asing: x\nUser-agent: *\nDisallow: /\n", "WartaBot", (), ("/",)),
    ("User-agent: WartaBot\nBaris-Asing: x\nUser-agent: *\nDisallow: /\n", "KabarBot", (), ("/",)),
    *((text, agent, ("/p/q",), ("/a/b",)) for text in _NAMES for agent in ("Warta", "warta", "WARTA")),
    ("User-Agent: *\nDisallow: /\nUser-Agent: Warta Jatim\nAllow: /p/\nDisallow: /\n", "Warta", ("/p/q",), ("/x",)),
    ("user-agent: *\nallow: /\nuser-agent: WartaBot\ndisallow: /\n", "WartaBot", (), ("/p/q",)),
    ("user-agent: *\nallow: /\nuser-agent: WartaBot\ndisallow: /\n", "KabarBot", ("/p/q",), ()),
    ("user-agent: WartaBot\nallow: /\nuser-agent: KabarBot\ndisallow: /\n", "LainBot", ("/p/q",), ()),
    ("user-agent: WartaBot\ndisallow: /p/\n", "WartaBot", ("/P/q",), ("/p/q",)),
    ("user-agent: WartaBot\ndisallow: /P/\n", "WartaBot", ("/p/q",), ("/P/q",)),
    # the longest match decides; of two as long, the one that allows
    ("user-agent: WartaBot\ndisallow: /p/hal.html\nallow: /p/\n", "WartaBot", ("/p/",), ("/p/hal.html",)),
    ("user-agent: WartaBot\nallow: /p/hal.html\ndisallow: /p/\n", "WartaBot", ("/p/hal.html",), ("/p/",)),
    ("user-agent: WartaBot\ndisallow: \nallow: \n", "WartaBot", ("/p/hal.html",), ()),
    ("user-agent: WartaBot\ndisallow: /\nallow: /\n", "WartaBot", ("/p/hal.html",), ()),
    ("user-agent: WartaBot\ndisallow: /p\nallow: /p/\n", "WartaBot", ("/p/",), ("/p",)),
    ("user-agent: WartaBot\ndisallow: /p/hal.html\nallow: /p/hal.html\n", "WartaBot", ("/p/hal.html",), ()),
    ("user-agent: WartaBot\nallow: /hal\ndisallow: /*.html\n", "WartaBot", ("/hal",), ("/hal.html",)),
    ("user-agent: WartaBot\nallow: /p/hal.\ndisallow: /*.html\n", "WartaBot", ("/p/hal.html",), ("/p/q.html",)),
    ("User-agent: *\nDisallow: /p/\nUser-agent: WartaBot\nDisallow: /q/\n", "WartaBot", ("/p/hal",), ("/q/hal",)),
    # encodings
    (_ALL_BUT.format("/a/b?q=t&w=https://w.example?t&p"), "WartaBot", ("/a/b?q=t&w=https://w.example?t&p",), ("/a",)),
    (_ALL_BUT.format("/a/é"), "WartaBot", ("/a/%C3%A9", "/a/%c3%a9"), ("/a/e",)),
    (_ALL_BUT.format("/a/%C3%A9"), "WartaBot", ("/a/%C3%A9",), ("/a/e",)),
    (_ALL_BUT.format("/a/%62%61%7A"), "WartaBot", ("/a/%62%61%7A",), ("/a/x",)),
    # special characters
    ("User-agent: WartaBot\nDisallow: /a/b/kuz\nAllow: /a/*/kux\n", "WartaBot", ("/a/kuz", "/a//kuz", "/a/c/kuz"),
     ("/a/b/kuz",)),
    ("User-agent: WartaBot\nDisallow: /a/b$\nAllow: /a/b/kux\n", "WartaBot", ("/a/b/kux", "/a/b/", "/a/b/z"),
     ("/a/b",)),
    ("User-agent: WartaBot\n# Disallow: /\nDisallow: /a/kuz#kux\nAllow: /\n", "WartaBot", ("/a/b",), ("/a/kuz",)),
    ("User-Agent: *\nAllow: /boleh/index.html\nDisallow: /\n", "wartabot", ("/boleh/", "/boleh/index.html"),
     ("/boleh/index.htm", "/lain")),
    # paths
    (_ALL_BUT.format("/mangga"), "WartaBot", _FRUIT, _NO_FRUIT),
    (_ALL_BUT.format("/mangga*"), "WartaBot", _FRUIT, _NO_FRUIT),
    (_ALL_BUT.format("/mangga/"), "WartaBot",
     ("/mangga/", "/mangga/muda", "/mangga/?muda", "/mangga/muda.html", "/mangga/?id=apa"),
     ("/jeruk", "/mangga", "/mangga.html", "/Mangga/Muda.html")),
    (_ALL_BUT.format("/*.php"), "WartaBot",
     ("/berkas.php", "/map/berkas.php", "/map/berkas.php?p", "//map/apa.php.berkas.html", "/berkas.php/",
      "/i?f=berkas.php/"),
     ("/jeruk", "/php/", "/i?php", "/jendela.PHP")),
    (_ALL_BUT.format("/*.php$"), "WartaBot", ("/berkas.php", "/map/berkas.php"),
     ("/jeruk", "/berkas.php?p", "/berkas.php/", "/berkas.php5", "/php/", "/berkas?php", "/aaaphpaaa",
      "//jendela.PHP")),
    (_ALL_BUT.format("/mangga*.php"), "WartaBot", ("/mangga.php", "/manggamuda/buah.php?p"), ("/jeruk", "/Mangga.PHP")),
    ("user-agent: WartaBot\nallow: /h\ndisallow: /\n", "WartaBot", ("/hal",), ()),
    ("user-agent: WartaBot\nallow: /map\ndisallow: /map\n", "WartaBot", ("/map/hal",), ()),
    ("user-agent: WartaBot\nallow: /hal\ndisallow: /*.htm\n", "WartaBot", (), ("/hal.htm",)),
    ("user-agent: WartaBot\nallow: /$\ndisallow: /\n", "WartaBot", ("/",), ("/hal.html",)),
]  # fmt: skip
"""The kinds of Google's own tests (github.com/google/robotstxt, 140 comparisons of which 136 agree).

The rest differs on purpose. Three: an unescaped or needlessly escaped path is another path to Google's parser, and to
RFC 9309 (2.2.2) it is the same. One: asked for an agent "Foo Bar", Google's parser finds nobody; our token has no
space.
"""


@pytest.mark.parametrize(("text", "agent", "open_", "shut"), CASES)
def test_what_google_s_parser_does(text: str, agent: str, open_: tuple[str, ...], shut: tuple[str, ...]) -> None:
    assert [path for path in open_ if not allowed(text, path, agent)] == []
    assert [path for path in shut if allowed(text, path, agent)] == []
