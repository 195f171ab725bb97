"""``scrapy extract``, run for real."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.shell import FAST, environment, scrapy
from tests.web.articles import load_articles
from tests.web.gold import canonical_url
from tests.web.server import SampleWeb
from tests.web.sites import ARTICLE_PAGES

ARTICLE = next(one for one in load_articles() if one.outlet == "petisi" and one.relevant and one.initials)


def folded(text: str) -> str:
    return " ".join(text.split())


def test_a_saved_page_of_a_known_outlet(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(ARTICLE_PAGES["petisi"](ARTICLE))
    done = scrapy("extract", "--html", str(page), "--url", canonical_url(ARTICLE), env=environment(tmp_path))
    assert done.returncode == 0, done.stderr
    article = json.loads(done.stdout)
    assert folded(article["body"]) == folded(ARTICLE.body)
    assert article["title"] == ARTICLE.title
    assert article["outlet"] == "petisi"
    assert article["published_at"] == ARTICLE.published.isoformat()
    assert article["region_code"] == ARTICLE.region_code
    assert article["bylines"] == [ARTICLE.initials]


def test_the_same_page_as_one_of_no_known_outlet(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(ARTICLE_PAGES["petisi"](ARTICLE))
    done = scrapy("extract", "--html", str(page), "--url", "https://unknown.example/x", env=environment(tmp_path))
    article = json.loads(done.stdout)
    assert article["outlet"] == "unknown.example"
    assert folded(article["body"]) == folded(ARTICLE.body)


def test_a_page_of_the_web_is_asked_for_with_manners_and_nothing_is_kept(tmp_path: Path) -> None:
    with SampleWeb() as web:
        done = scrapy("extract", canonical_url(ARTICLE), *FAST, env=environment(tmp_path, web))
        assert done.returncode == 0, done.stderr
        assert folded(json.loads(done.stdout)["body"]) == folded(ARTICLE.body)
        assert [hit.path for hit in web.hits(host="petisi.co")] == ["/robots.txt", f"/{ARTICLE.slug}/"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 2, "either one URL, or --html FILE and --url URL"),
        (("--html", "page.html"), 2, "either one URL"),
        (("--html", "missing.html", "--url", "https://x.example/"), 2, "missing.html cannot be read"),
        (("--html", "page.html", "--url", "nonsense"), 2, "not an http(s) address"),
        (("--html", "page.html", "--url", "https://x.example/", "--outlet", "koran_x"), 2, "there is no outlet"),
        (("--html", "page.html", "--url", "https://x.example/"), 2, "no article text found"),
    ],
)
def test_bad_input(tmp_path: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    (tmp_path / "page.html").write_text("<html><body><p>Halo.</p></body></html>", encoding="utf-8")
    given = [str(tmp_path / word) if word.endswith(".html") else word for word in arguments]
    done = scrapy("extract", *given, env=environment(tmp_path / "data"))
    assert done.returncode == code
    assert says in done.stderr
