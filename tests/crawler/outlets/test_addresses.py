"""The address space of an outlet: its articles, their keys, what is asked for."""

from __future__ import annotations

import pytest

from crawler.outlets.addresses import Addresses

DISWAY = Addresses(
    site="https://harian.example.co/",
    mirrors=("alias.example",),
    article_path=r"/(?:[\w-]+/)?(?:read|amp)/(?P<id>\d+)(?:/[^/]*)?(?:/(?P<offset>\d+))?/?",
)


@pytest.mark.parametrize(
    "spelling",
    [
        "https://harian.example.co/read/26212/jaga-netralitas",
        "https://harian.example.co/amp/26212/jaga-netralitas",
        "https://harian.example.co/bengkulu/read/26212/jaga-netralitas/15",
        "https://harian.example.co/amp/26212/jaga-netralitas/16",
        "https://harian.example.co.//read/26212/",
        "http://alias.example/read/26212/another-slug?utm_source=x",
    ],
)
def test_an_id_is_the_identity_where_the_outlet_has_one(spelling: str) -> None:
    assert DISWAY.key(spelling) == "harian.example.co/26212"


def test_a_later_part_leads_to_the_first() -> None:
    assert DISWAY.article("https://harian.example.co/read/5/slug/30") == "https://harian.example.co/read/5/slug"
    assert DISWAY.offset("https://harian.example.co/read/5/slug/30") == 30
    assert DISWAY.offset("https://harian.example.co/read/5/slug") == 0


def test_only_the_outlets_own_articles_are_articles() -> None:
    assert DISWAY.article("https://harian.example.co/kategori/12/politik") is None
    assert DISWAY.article("https://elsewhere.example/read/5/slug") is None
    assert DISWAY.article("javascript:void(0)") is None


def test_the_sites_own_scheme_and_www_are_used() -> None:
    plain = Addresses(site="https://petisi.example/", article_path=r"/[a-z-]+/?|/\?p=\d+")
    assert plain.article("http://www.petisi.example/rakor-sosial/") == "https://petisi.example/rakor-sosial/"
    assert plain.article("https://petisi.example/?p=5") == "https://petisi.example/?p=5"
    assert plain.article("https://petisi.example/?page_id=5") is None


def test_a_query_that_the_pattern_does_not_ask_for_is_no_part_of_the_address() -> None:
    dated = Addresses(site="https://kabar.example/", article_path=r"/\d{4}/[a-z-]+/?|/\?p=\d+")
    assert (
        dated.article("https://kabar.example/2024/rakor-sosial?page=all") == "https://kabar.example/2024/rakor-sosial"
    )
    assert dated.article("https://kabar.example/?p=5") == "https://kabar.example/?p=5"


def test_what_the_pattern_asks_for_is_found_in_any_order_and_kept() -> None:
    nuke = Addresses(site="https://kabar.example/", article_path=r"/modules\.php\?name=Kabar&sid=\d+")
    announced = "https://kabar.example/modules.php?sid=7&utm_source=x&name=Kabar&ref=depan"
    assert nuke.article(announced) == "https://kabar.example/modules.php?sid=7&name=Kabar"
    assert nuke.to_ask(announced) == announced
    assert nuke.key(announced) == nuke.key("https://www.kabar.example/modules.php?name=Kabar&sid=7")
    assert nuke.key(announced) != nuke.key(announced.replace("sid=7", "sid=8"))
    assert nuke.dropped(announced) == ("ref=depan",)
    assert nuke.article("https://kabar.example/modules.php?name=Agenda&sid=7") is None


def test_a_document_is_no_article() -> None:
    office = Addresses(site="https://kabar.example/", article_path=r"/berita/.+")
    assert office.article("https://kabar.example/berita/siaran-pers.PDF?unduh=1") is None
    assert office.document("https://kabar.example/berita/siaran-pers.PDF?unduh=1")
    assert not office.document("https://elsewhere.example/a.pdf")


KABAR = Addresses(
    site="https://www.kabar.example/",
    hosts=("daerah.example",),
    mirrors=("alias.example",),
    article_path=r"/baca/[a-z-]+(?:/(?P<offset>\d+))?/?",
)


def test_the_hosts_that_may_be_asked_are_each_with_and_without_www() -> None:
    names = {"kabar.example", "daerah.example", "alias.example"}
    assert KABAR.allowed == names | {f"www.{name}" for name in names}


@pytest.mark.parametrize(
    ("url", "asked", "key"),
    [
        ("http://kabar.example/baca/apel", "https://www.kabar.example/baca/apel", "kabar.example/baca/apel"),
        ("http://www.daerah.example/baca/apel", "https://www.daerah.example/baca/apel", "daerah.example/baca/apel"),
        ("https://alias.example/baca/apel", "https://alias.example/baca/apel", "kabar.example/baca/apel"),
        ("https://www.alias.example/baca/apel", "https://www.alias.example/baca/apel", "kabar.example/baca/apel"),
        (
            "https://kabar.example/baca/apel/30/?x=1",
            "https://www.kabar.example/baca/apel?x=1",
            "kabar.example/baca/apel/30",
        ),
    ],
)
def test_an_article_is_asked_for_at_its_host_and_known_by_one_key(url: str, asked: str, key: str) -> None:
    assert KABAR.to_ask(url) == asked
    assert KABAR.key(url) == key


def test_a_host_of_somebody_else_is_named() -> None:
    with pytest.raises(ValueError, match=r"^elsewhere\.example is no host of www\.kabar\.example$"):
        KABAR.canonical("https://elsewhere.example/baca/apel")


def test_a_query_without_a_name_is_asked_for_as_it_is() -> None:
    bare = Addresses(site="https://lama.example/", article_path=r"/baca\.asp\?\d+&\d+")
    assert bare.article("https://lama.example/baca.asp?17&3") == "https://lama.example/baca.asp?17&3"
    assert bare.article("https://lama.example/baca.asp") is None
    assert bare.key("https://lama.example/baca.asp?17&3") == "lama.example/baca.asp?17&3"


def test_up_to_five_parameters_are_tried_in_every_order_and_of_more_the_doubtful_ones_left_out() -> None:
    """Of six there would be hundreds of orders."""
    nuke = Addresses(site="https://kabar.example/", article_path=r"/m\?name=\w+(?:&[az]\d=1)*")

    def finds(query: str) -> bool:
        return nuke.article(f"https://kabar.example/m?{query}") is not None

    assert finds("a1=1&a2=1&a3=1&a4=1&name=Kabar")
    assert not finds("a1=1&a2=1&a3=1&a4=1&a5=1&name=Kabar")
    assert finds("name=Kabar&z1=1&z2=1&z3=1&z4=1&z5=1")
    assert finds("name=Kabar&z1=1&z2=1&z3=1&z4=1&z5=1&ref=depan&source=a")
    assert not finds("name=Kabar&z1=1&z2=1&z3=1&z4=1&z5=1&lain=1")
