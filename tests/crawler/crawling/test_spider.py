"""An outlet's crawl, seen from the other side: the requests that the sites saw, and what the archive says of them."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.shell import FAST, environment, scrapy
from tests.web.articles import SampleArticle, load_articles
from tests.web.gold import canonical_url, gold_articles
from tests.web.messages import Request, Response, html
from tests.web.misbehaviour import challenge, redirect, redirect_loop, replace_body, status, truncated_gzip
from tests.web.server import SampleWeb

SINCE = "2024-10-15"
IN_WINDOW = datetime.fromisoformat(f"{SINCE}T00:00:00+07:00")


@pytest.fixture
def web() -> Iterator[SampleWeb]:
    with SampleWeb() as running:
        yield running


def crawl(web: SampleWeb, data: Path, outlet: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return scrapy("crawl", outlet, "-a", f"since={SINCE}", *FAST, *arguments, env=environment(data, web))


def states(data: Path, outlet: str) -> Counter[str]:
    with Archive.open(default_url(data)) as archive:
        return Counter(sighting.state for sighting in archive.memory(outlet).values())


def reasons(data: Path, outlet: str) -> dict[str, tuple[str, str | None]]:
    """State and reason of every address."""
    with Archive.open(default_url(data)) as archive:
        return {one.url: (one.state, one.reason) for one in archive.memory(outlet).values()}


def expected(outlet: str) -> set[str]:
    relevant = gold_articles(date(2024, 10, 15), date(2024, 11, 28))
    return {canonical_url(article) for article in relevant if article.outlet == outlet}


def an_article() -> SampleArticle:
    return next(
        one for one in load_articles() if one.outlet == "petisi" and one.relevant and one.published >= IN_WINDOW
    )


def stored(data: Path, outlet: str) -> set[str]:
    with Archive.open(default_url(data)) as archive:
        ids = {one.article_id for one in archive.memory(outlet).values() if one.state == "article"}
        return {article.url for one in ids if one and (article := archive.article(one))}


# ---- discovery


@pytest.mark.parametrize(
    "dead",
    ["^/wp-json", "^/(wp-json|feed)", "^/(wp-json|feed|wp-sitemap)", "^/(wp-json|page|$)", "^/(wp-json|feed|page|$)"],
)
def test_a_dead_source_does_not_blind_the_outlet(web: SampleWeb, tmp_path: Path, dead: str) -> None:
    web.misbehave(how=status(500), host="petisi.co", path=dead)
    done = crawl(web, tmp_path, "petisi")
    assert done.returncode == 0, done.stderr
    assert "HTTP 500" in done.stdout, "and it is reported"
    found = stored(tmp_path, "petisi")
    if dead != "^/(wp-json|page|$)":  # the feed alone holds ten articles
        assert found == expected("petisi")
    assert len(found) >= 5


def test_rest_that_told_everything_makes_further_requests_needless(web: SampleWeb, tmp_path: Path) -> None:
    crawl(web, tmp_path, "petisi")
    asked = {hit.path for hit in web.hits(host="petisi.co")}
    assert not asked & {"/feed/", "/page/2/", "/wp-sitemap.xml"}


def test_only_the_window_is_asked_for(web: SampleWeb, tmp_path: Path) -> None:
    scrapy("crawl", "petisi", "-a", "since=2024-11-20", "-a", "until=2024-11-24", *FAST, env=environment(tmp_path, web))
    inside = {canonical_url(one) for one in gold_articles(date(2024, 11, 20), date(2024, 11, 24))}
    assert stored(tmp_path, "petisi") <= inside
    pages = [hit for hit in web.hits(host="petisi.co") if re.fullmatch(r"/[a-z0-9-]{20,}/", hit.path)]
    every = [one for one in load_articles() if one.outlet == "petisi" and date(2024, 11, 20) <= one.published.date()]
    assert len(pages) <= len([one for one in every if one.published.date() <= date(2024, 11, 24)])


def test_a_listing_is_left_when_it_has_left_the_window(web: SampleWeb, tmp_path: Path) -> None:
    def endless(request: Request) -> Response:
        number = int(request.params.get("start", "0")) // 10
        links = "".join(f"<h2><a href='/berita-1-2/2024/berita-lama-{number}-{one}'>x</a></h2>" for one in range(10))
        if "/berita-lama-" in request.path:
            text = "<p>Kanigaran - Rapat digelar pada Senin (4/3) di kantor wali kota oleh para pegawai pemkot.</p>" * 3
            return html(f"<html><h1>Berita lama</h1><div itemprop='articleBody'>{text}</div></html>")
        return html(f"<html><body>{links}</body></html>") if request.path != "/robots.txt" else html("", status=404)

    web.sites["probolinggokota.go.id"] = endless
    crawl(web, tmp_path, "probolinggo_kota")
    assert len(web.hits(host="probolinggokota.go.id", path=r"^/berita-1-2/2024$")) <= 3


def test_a_redesign_that_hides_every_article_is_noticed_the_same_night(web: SampleWeb, tmp_path: Path) -> None:
    redesigned = replace_body(b"<html><body><div class='kartu'><b>Berita</b></div></body></html>")
    web.misbehave(how=redesigned, path=r"^/(berita|berita-1-2/\d{4})$")
    done = crawl(web, tmp_path, "probolinggo_kota")
    assert done.returncode == 12
    assert "not one link to an article: has the site changed? (3 sources)" in done.stdout


# ---- one article, many addresses


def test_split_articles_are_complete_and_their_parts_asked_once(web: SampleWeb, tmp_path: Path) -> None:
    crawl(web, tmp_path, "koranrb")
    assert stored(tmp_path, "koranrb") == expected("koranrb")
    asked = Counter(hit.path for hit in web.hits(host="harianrakyatbengkulu.bacakoran.co", path=r"/(read|amp)/"))
    assert max(asked.values()) == 1
    assert any(path.endswith("/30") for path in asked) or any(path.endswith("/32") for path in asked)


def test_a_split_article_with_a_missing_part_is_marked(web: SampleWeb, tmp_path: Path) -> None:
    web.misbehave(how=status(500), path=r"/(read|amp)/\d+/[^/]+/(15|16)$")
    crawl(web, tmp_path, "koranrb")
    with Archive.open(default_url(tmp_path)) as archive:
        complete = {url: article.complete for url in expected("koranrb") if (article := archive.article(url))}
    assert False in complete.values()
    assert True in complete.values()


def test_a_short_link_is_its_article(web: SampleWeb, tmp_path: Path) -> None:
    article = an_article()
    feed = (
        f"<rss><channel><item><link>https://petisi.co/?p={article.id}</link></item>"
        f"<item><link>http://www.petisi.co//{article.slug}/?utm_source=x</link></item></channel></rss>"
    )
    web.misbehave(how=status(500), path=r"^/(wp-json|wp-sitemap|page)")
    web.misbehave(how=replace_body(feed.encode()), host="petisi.co", path=r"^/feed/")
    crawl(web, tmp_path, "petisi")
    became = {url: state for url, (state, _) in reasons(tmp_path, "petisi").items()}
    spellings = (f"https://petisi.co/?p={article.id}", f"https://petisi.co//{article.slug}/?utm_source=x")
    assert sorted(became[url] for url in spellings) == ["article", "duplicate"]
    assert canonical_url(article) in stored(tmp_path, "petisi")


# ---- what must never become an article


BAD_PAGES = (
    (status(404), "gone", "HTTP 404"),
    (status(500), "failed", "HTTP 500"),
    (truncated_gzip(), "failed", "gzip cut short"),
    (redirect_loop(), "failed", "max redirections"),
    (redirect("https://elsewhere.example/"), "failed", "off the site"),
    (redirect("http://169.254.169.254/latest/"), "failed", "no public address"),
    (redirect("https://petisi.co/"), "gone", "leads to https://petisi.co/"),
    (challenge(), "blocked", "challenge"),
    (replace_body(b""), "failed", "empty answer"),
    (replace_body(b"%PDF-1.4", content_type="application/pdf"), "empty", "not a page"),
    (replace_body(b"<html><title>Petisi</title><body><p>Tidak ada.</p></body></html>"), "empty", "no article text"),
)


def test_bad_pages_are_dropped_with_their_reasons_and_the_good_ones_kept(web: SampleWeb, tmp_path: Path) -> None:
    victims = [one for one in load_articles() if one.outlet == "petisi" and one.published >= IN_WINDOW]
    for victim, (how, _, _) in zip(victims, BAD_PAGES, strict=False):
        web.misbehave(how=how, path=f"/{victim.slug}/")
    done = crawl(web, tmp_path, "petisi")
    assert done.returncode == 0, done.stdout + done.stderr
    became = reasons(tmp_path, "petisi")
    for victim, (_, state, reason) in zip(victims, BAD_PAGES, strict=False):
        assert became[canonical_url(victim)][0] == state
        assert reason in (became[canonical_url(victim)][1] or "")
    spared = {canonical_url(one) for one in victims[len(BAD_PAGES) :] if one.relevant}
    assert spared
    assert stored(tmp_path, "petisi") == spared


def test_what_failed_is_asked_again_the_next_night(web: SampleWeb, tmp_path: Path) -> None:
    article = an_article()
    rule = web.misbehave(how=status(500), path=f"/{article.slug}/")
    crawl(web, tmp_path, "petisi")
    rule.remove()
    web.clear_log()
    crawl(web, tmp_path, "petisi")
    assert not web.hits(path=f"/{article.slug}/"), "not in the same night"
    web.now += timedelta(days=1)
    crawl(web, tmp_path, "petisi")
    assert stored(tmp_path, "petisi") == expected("petisi")


def test_comments_and_commenters_are_nowhere_but_in_the_raw_archive(web: SampleWeb, tmp_path: Path) -> None:
    crawl(web, tmp_path, "perkaranews")
    pages = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "warc")
    assert b"perkaranews" in pages
    for trace in (b"Bookmarked", b"comment-author", b"Tinggalkan Balasan", b"berkata:"):
        assert trace not in pages


# ---- manners


def test_robots_is_obeyed(web: SampleWeb, tmp_path: Path) -> None:
    article = an_article()
    rules = f"User-agent: *\nDisallow: /{article.slug}\n".encode()
    web.misbehave(how=replace_body(rules, content_type="text/plain"), host="petisi.co", path=r"^/robots\.txt$")
    crawl(web, tmp_path, "petisi")
    assert not web.hits(host="petisi.co", path=f"/{article.slug}")
    assert reasons(tmp_path, "petisi")[canonical_url(article)][0] == "robots"


@pytest.mark.parametrize("code", [500, 503, 401, 403, 429])
def test_no_robots_no_crawl(web: SampleWeb, tmp_path: Path, code: int) -> None:
    web.misbehave(how=status(code), host="petisi.co", path=r"^/robots\.txt$")
    done = crawl(web, tmp_path, "petisi")
    assert done.returncode == 12
    assert f"answers HTTP {code}" in done.stdout
    assert {hit.path for hit in web.hits(host="petisi.co")} == {"/robots.txt"}


def test_a_missing_robots_allows(web: SampleWeb, tmp_path: Path) -> None:
    web.misbehave(how=status(404), host="petisi.co", path=r"^/robots\.txt$")
    assert crawl(web, tmp_path, "petisi").returncode == 0


def test_robots_on_another_host_counts_for_the_first(web: SampleWeb, tmp_path: Path) -> None:
    web.sites["cdn.example"] = lambda request: Response(200, b"User-agent: *\nDisallow: /\n")
    web.misbehave(how=redirect("https://cdn.example/robots.txt"), host="petisi.co", path=r"^/robots\.txt$")
    done = crawl(web, tmp_path, "petisi")
    assert done.returncode == 12
    assert {hit.path for hit in web.hits(host="petisi.co")} == {"/robots.txt"}


def test_a_crawl_delay_is_kept_to_the_end(web: SampleWeb, tmp_path: Path) -> None:
    asks = replace_body(b"User-agent: *\nCrawl-delay: 0.6\n", content_type="text/plain")
    web.misbehave(how=asks, host="petisi.co", path=r"^/robots\.txt$")
    scrapy("crawl", "petisi", "-a", "since=2024-11-25", *FAST, env=environment(tmp_path, web))
    times = [hit.time for hit in web.hits(host="petisi.co") if hit.method == "GET"]
    assert len(times) > 5
    assert min(after - before for before, after in pairwise(times)) > 0.45  # 0.6, less what a busy machine blurs


def test_a_crawl_delay_beyond_thirty_seconds_leaves_the_host_alone(web: SampleWeb, tmp_path: Path) -> None:
    slow = replace_body(b"User-agent: *\nCrawl-delay: 60\n", content_type="text/plain")
    web.misbehave(how=slow, host="petisi.co", path=r"^/robots\.txt$")
    done = crawl(web, tmp_path, "petisi")
    assert "asks for 60 s between requests" in done.stdout
    assert len(web.hits(host="petisi.co")) == 1


def test_a_host_that_says_429_is_given_the_pause_it_asks_for(web: SampleWeb, tmp_path: Path) -> None:
    web.misbehave(how=status(429, retry_after=2), host="petisi.co", path=r"^/wp-json", times=1)
    assert crawl(web, tmp_path, "petisi").returncode == 0
    first, second = web.hits(host="petisi.co", path=r"^/wp-json")[:2]
    assert second.time - first.time >= 2
    assert stored(tmp_path, "petisi") == expected("petisi")


def test_three_refusals_end_the_outlets_night_and_lose_no_address(web: SampleWeb, tmp_path: Path) -> None:
    rule = web.misbehave(how=status(429, retry_after=0), host="petisi.co", path=r"^/[a-z0-9-]{20,}/$")
    done = crawl(web, tmp_path, "petisi")
    assert done.returncode == 12
    assert "asked to be left alone" in done.stdout
    assert len(web.hits(host="petisi.co", path=r"^/[a-z0-9-]{20,}/$")) == 3
    assert states(tmp_path, "petisi")["queued"] > 5
    rule.remove()
    crawl(web, tmp_path, "petisi")
    assert stored(tmp_path, "petisi") == expected("petisi")


def test_blocks_are_not_evaded(web: SampleWeb, tmp_path: Path) -> None:
    web.misbehave(how=challenge(), host="petisi.co", path=r"^/[a-z0-9-]{20,}/$")
    done = crawl(web, tmp_path, "petisi")
    assert done.returncode == 12
    assert done.stdout.startswith("petisi: blocked")
    assert len(web.hits(host="petisi.co", path=r"^/[a-z0-9-]{20,}/$")) <= 4  # one was on its way


def test_hosts_of_one_network_are_asked_in_turn(web: SampleWeb, tmp_path: Path) -> None:
    scrapy(
        "crawl", "probolinggo_kota", "-a", "since=2024-11-27", "-s", "DOWNLOAD_DELAY=0.3",
        env=environment(tmp_path, web),
    )  # fmt: skip
    times = [hit.time for hit in web.log if hit.method == "GET"]
    assert len({hit.host for hit in web.log}) == 3
    pauses = [after - before for before, after in pairwise(times)]
    assert min(pauses) > 0.05  # asked side by side they would be of milliseconds; a busy machine blurs the rest
    assert median(pauses) > 0.25
