"""A page of a file, as a page that was fetched."""

from __future__ import annotations

import pytest

from crawler.exceptions import UsageFailure
from crawler.outlets.saved_pages import outlet_of_url, saved_page
from tests.crawler.outlets.test_outlet import Jaringan, Warta
from tests.crawler.pages import FETCHED

URL = "https://www.warta.example/baca/5"


def test_a_page_of_an_outlet_is_read_by_its_rules() -> None:
    page = saved_page(b"x", "http://warta.example/baca/5?utm_source=x", Jaringan, FETCHED)
    assert (page.outlet, page.network, page.url, page.url_key) == ("warta", "jaringan", URL, "warta.example/baca/5")
    assert (page.layouts, page.region_code) == (Jaringan.read_as(), "35.74")
    assert (page.bodies, page.fetched_at) == ((b"x",), FETCHED)


def test_a_page_of_no_known_outlet_is_named_by_its_host() -> None:
    page = saved_page(b"x", "https://lain.example/x/", None, FETCHED)
    assert (page.outlet, page.network, page.outlet_names) == ("lain.example", "lain.example", ("lain.example",))
    assert (page.url_key, page.layouts, page.region_code) == ("lain.example/x", (), None)


@pytest.mark.parametrize(
    ("url", "says"), [("berkas.html", "give the address of the page in --url"), ("https://lain.example/", "--outlet")]
)
def test_an_address_that_cannot_be_says_what_to_do(url: str, says: str) -> None:
    with pytest.raises(UsageFailure, match=says):
        saved_page(b"x", url, Warta, FETCHED)


def test_the_outlet_of_an_address_is_the_one_whose_article_it_is() -> None:
    assert outlet_of_url(URL, [Warta]) is Warta
    assert outlet_of_url("https://www.warta.example/kategori/politik", [Warta]) is None
