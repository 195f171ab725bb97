"""``scrapy probe`` against sites that families know, and against two that none does; and the outlets made of them."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.fetching.browser import chromium
from crawler.settings import ROOT
from tests.shell import FAST, environment, scrapy
from tests.web.articles import load_articles
from tests.web.gold import canonical_url
from tests.web.server import SampleWeb
from tests.web.sites import ARTICLE_PAGES


def probed(web: SampleWeb, folder: Path, url: str) -> str:
    done = scrapy("probe", url, *FAST, env=environment(folder, web))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_site_of_a_known_platform(tmp_path: Path) -> None:
    with SampleWeb() as web:
        text = probed(web, tmp_path, "https://petisi.co/")
        asked = web.log
    assert "platform    wordpress" in text
    assert "posts       /wp-json/wp/v2/posts: " in text
    assert ", newest 2024-11-28 04:40" in text
    assert "declared by the family" in text
    assert text.splitlines()[-1].startswith(
        "  scrapy genspider -t wordpress petisi https://petisi.co/ --title PETISI.CO --region 35"
    )
    assert len(asked) < 20, "a handful of pages"
    assert not list(tmp_path.rglob("*.warc*")), "nothing is kept"


@pytest.mark.skipif(chromium(Settings()) is None, reason="needs Chromium")
def test_a_site_that_needs_a_browser_is_compared_with_its_rendered_copy(tmp_path: Path) -> None:
    with SampleWeb() as web:
        text = probed(web, tmp_path, "http://kabarlayar.example/")
    assert "NEEDED: 4 headlines in a browser, 0 in the page as it is sent" in text
    assert "--rendered" in text
    assert "article.isi" in text


@pytest.mark.parametrize(
    ("url", "articles"),
    [
        pytest.param("https://www.suaralereng.example/", 13, marks=pytest.mark.long),
        ("https://wartaselat.example/", 10),
    ],
)
def test_from_probe_to_articles_on_a_site_that_no_family_knows(tmp_path: Path, url: str, articles: int) -> None:
    package = tmp_path / "more" / "extra_outlets"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "families").symlink_to(ROOT / "spiders" / "families")
    with SampleWeb() as web:
        env = environment(tmp_path / "data", web, PYTHONPATH=str(package.parent))
        text = scrapy("probe", url, *FAST, env=env).stdout
        line = shlex.split(text.splitlines()[-1])
        name = line[line.index("-t") + 2]
        packages = ("SPIDER_MODULES=extra_outlets", "NEWSPIDER_MODULE=extra_outlets")
        mine = [part for one in (*packages, f"KLIPING_CAPTURES={tmp_path / 'captures'}") for part in ("-s", one)]
        made = scrapy(*line[1:], *mine, env=env)
        assert made.returncode == 0, made.stderr
        declared = (package / f"{name}.py").read_text(encoding="utf-8")
        facts = declared.partition("class ")[2].splitlines()[3:]
        assert len([fact for fact in facts if fact.strip()]) <= 12
        crawled = scrapy("crawl", name, "-a", "since=2024-10-01", *mine, *FAST, env=env)
        assert crawled.returncode in (0, 10), crawled.stdout  # 10: a list that does not go back to October is told
        article = text.split("article     ")[1].split()[0]
        captured = scrapy("capture", name, article, *mine, *FAST, env=env)
        assert captured.returncode == 0, captured.stderr
        same = scrapy("capture", "--check", name, *mine, *FAST, env=env)
    assert same.returncode == 0, same.stdout
    assert f"{name}: completed" in crawled.stdout
    listed = scrapy("runs", env=env).stdout
    assert listed
    assert int(crawled.stdout.rpartition(", ")[2].split()[0]) >= articles - 5, crawled.stdout


def test_a_saved_page_is_looked_at_and_nothing_asked_for(tmp_path: Path) -> None:
    one = next(one for one in load_articles() if one.outlet == "koranrb")
    saved = tmp_path / "page.html"
    saved.write_bytes(ARTICLE_PAGES["koranrb"](one))
    done = scrapy("probe", "--html", str(saved), "--url", canonical_url(one), env=environment(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "platform    disway" in done.stdout
    assert one.title in done.stdout
    assert "declared by the family" in done.stdout
    missing = scrapy("probe", "--html", str(tmp_path / "none"), "--url", canonical_url(one), env=environment(tmp_path))
    assert missing.returncode == 2


def test_a_network_that_forbids_it_is_not_walked_through(tmp_path: Path) -> None:
    with SampleWeb() as web:
        env = environment(tmp_path, web, KLIPING_TERMS_ACKNOWLEDGED="")
        done = scrapy("probe", "https://jatim.antaranews.com/", *FAST, env=env)
        captured = scrapy("capture", "antara_jatim", "https://jatim.antaranews.com/berita/1/x", *FAST, env=env)
        asked = [hit for hit in web.log if "robots.txt" not in hit.path]
    assert done.returncode == captured.returncode == 2
    assert "permission" in done.stderr
    assert "permission" in captured.stderr
    assert len(asked) == 1, "the front page, by which it is known"


def test_what_cannot_be_probed(tmp_path: Path) -> None:
    with SampleWeb() as web:
        env = environment(tmp_path, web)
        gone = scrapy("probe", "https://tidakada.example/", *FAST, env=env)
        assert gone.returncode == 2
        assert gone.stderr.splitlines()[-1].startswith("error: https://tidakada.example/ cannot be had")
        assert scrapy("probe", "ftp://petisi.co/", *FAST, env=env).returncode == 2
        nobody = scrapy("probe", "https://petisi.co/", *FAST, env={**env, "KLIPING_CONTACT": ""})
    assert nobody.returncode == 2
    assert "KLIPING_CONTACT" in nobody.stderr
