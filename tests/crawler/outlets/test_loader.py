"""One broken outlet is named, with what is wrong, and takes no other with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from crawler.outlets.loader import OutletLoader, outlet_classes

SOUND = """
from crawler.items import Layout
from crawler.crawling.spider import OutletSpider
from crawler.outlets.sources import Feed


class WartaSpider(OutletSpider):
    name = "warta"
    title = "Warta"
    site = "https://warta.example/"
    region = "35"
    article_path = r"/baca/\\d+"
    sources = (Feed(url="/feed"),)
    layouts = (Layout(article=("article",)),)
"""

BROKEN = {
    "a syntax error": (SOUND.replace("class Warta", "class (Warta"), "SyntaxError"),
    "an error at import": ("import tidak_ada\n", "ModuleNotFoundError: No module named 'tidak_ada'"),
    "no outlet": ("x = 1\n", "declares no outlet"),
    "no region": (SOUND.replace('    region = "35"\n', ""), "declares no region"),
    "no such region": (SOUND.replace('"35"', '"99"'), "region '99' is no Kemendagri code"),
    "no such zone": (SOUND.replace('region = "35"', 'region = "35"\n    zone = "WIT"'), "zone 'WIT' is no IANA zone"),
    "no address": (SOUND.replace("https://", ""), "is no address; write https://host/"),
    "a wrong pattern": (SOUND.replace("baca/", "(baca/"), "article_path"),
    "a wrong selector": (SOUND.replace('"article",', '"article >",'), "not a selector: 'article >'"),
    "a wrong selector of links": (
        SOUND.replace("import Feed", "import Listing").replace('Feed(url="/feed")', 'Listing(url="/", links="a[")'),
        "not a selector: 'a['",
    ),
    "the name of another": (SOUND.replace('"warta"', '"petisi"'), "the name 'petisi' is that of spiders.petisi"),
}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings with one more package of outlets, ``more_outlets`` in the temporary folder."""
    (tmp_path / "more_outlets").mkdir()
    (tmp_path / "more_outlets" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    found = get_project_settings()
    found.set("SPIDER_MODULES", ["spiders", "more_outlets"], priority="cmdline")
    yield found
    for name in [name for name in sys.modules if name.startswith("more_outlets")]:
        del sys.modules[name]


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_said_and_the_others_are_there(case: str, settings: Settings, tmp_path: Path) -> None:
    text, says = BROKEN[case]
    (tmp_path / "more_outlets" / "warta.py").write_text(text)
    loader = OutletLoader.from_settings(settings)
    assert set(loader.broken) == {"warta"}
    assert says in loader.broken["warta"]
    assert "\n" not in loader.broken["warta"]
    assert outlet_classes(settings).keys() == outlet_classes(get_project_settings()).keys()
    assert loader.load("petisi").__module__ == "spiders.petisi"


def test_a_sound_one_is_loaded(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "more_outlets" / "warta.py").write_text(SOUND)
    assert not OutletLoader.from_settings(settings).broken
    assert outlet_classes(settings)["warta"].title == "Warta"
