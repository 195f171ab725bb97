"""Cost of reading an archive again, beside extraction alone, in CPU time; and an archive of any size to try it on.

``python -m tests.benchmarks.reextraction [PAGES]``
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from multiprocessing import active_children
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import clock_gettime, process_time

from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.settings import Settings

from crawler import VERSION
from crawler import settings as project
from crawler.crawling.article_pages import ArticlePages
from crawler.crawling.lead import Lead
from crawler.extraction.pool import Workers, read_page
from crawler.items import FetchedPage, article_fields
from crawler.outlets.sources import Announcement
from crawler.reextraction.reextract import Reextraction
from spiders.petisi import PetisiSpider
from storage.archive.archive import Archive
from storage.data_folder import WARC_FOLDER
from storage.db.engine import default_url
from storage.integrity.recovery import bring_together
from storage.raw.exchange import Exchange
from storage.raw.warc import WarcWriter
from tests.benchmarks.wordpress_pages import article, wordpress_page
from tests.web.addresses import canonical_url
from tests.web.calendar import NOW

PAGES = 500
ROUND = 50
"""Pages of an archive: both are measured of one after the other, so that a busy machine is busy for both."""
_BATCH = 50


def settings() -> Settings:
    """The project's own."""
    found = Settings()
    found.setmodule(project)
    return found


def fill(folder: Path, count: int, page: Callable[[int], bytes], *, first: int = 0) -> list[FetchedPage]:
    """An archive of so many articles, as a crawl leaves it; gives their pages.

    ``page`` makes the HTML of a number; ``first`` is the number of the first one.
    """
    spider = PetisiSpider()
    pages = []
    with Archive.open(default_url(folder)) as archive:
        archive.save_outlet(**spider.facts())
        writer = WarcWriter(
            folder / WARC_FOLDER,
            run_id="filled",
            now=lambda: NOW,
            software=f"Kliping/{VERSION}",
            opened=lambda name, at: archive.save_warc_file(name, "filled", at),
            sealed=archive.seal_warc_file,
        )
        with writer:
            for start in range(first, first + count, _BATCH):
                batch = range(start, min(start + _BATCH, first + count))
                fetched = [_fetch(writer, spider, number, page) for number in batch]
                writer.sync()
                archive.save_captures([row for row, _ in fetched])
                for _, found in fetched:
                    pages.append(found)
                    item = read_page(found)
                    if item.relevant:
                        archive.save_article(article_fields(item), now=found.fetched_at, settles=(item.url_key,))
    return pages


def _fetch(
    writer: WarcWriter, spider: PetisiSpider, number: int, page: Callable[[int], bytes]
) -> tuple[dict[str, object], FetchedPage]:
    url, body, fetched_at = canonical_url(article(number)), page(number), NOW + timedelta(seconds=3 * number)
    headers = {"Content-Type": "text/html; charset=UTF-8"}
    key = spider.addresses().key(url)
    exchange = Exchange(
        url=url,
        fetched_at=fetched_at,
        request_method="GET",
        request_headers=[],
        status=200,
        reason="OK",
        protocol="HTTP/1.1",
        response_headers=list(headers.items()),
        body=body,
        outlet=spider.name,
        kind="article",
        notes={"url_key": key, "source": "feed /feed/"},
    )
    place = writer.write(exchange)
    names = ("record_id", "warc_file", "offset", "length", "digest", "revisits")
    row = {name: getattr(place, name) for name in names}
    row |= {name: getattr(exchange, name) for name in ("url", "outlet", "kind", "status", "fetched_at")}
    request = Request(url, meta={"fetched_at": fetched_at, "record_id": place.record_id})
    response = HtmlResponse(url, headers=headers, body=body, request=request)
    found = ArticlePages(type(spider)).read(response, Lead(key, Announcement(url, None, None), "feed /feed/"))
    assert isinstance(found, FetchedPage), found
    return row, found


def rebuild(warc_folder: Path, target: Path) -> int:
    """A database in the folder ``target``, made from these WARC files alone; gives the number of its articles."""
    (target / WARC_FOLDER).symlink_to(warc_folder)
    with Archive.open(default_url(target)) as archive, Workers(1) as workers:
        bring_together(archive, target / WARC_FOLDER)
        again = Reextraction(archive, target / WARC_FOLDER, {PetisiSpider.name: PetisiSpider}, workers, settings())
        again.compare()
        return again.apply(now=NOW)


def seconds_alone(pages: Sequence[FetchedPage]) -> float:
    """CPU seconds that extraction alone takes, in this process."""
    before = process_time()
    for page in pages:
        read_page(page)
    return process_time() - before


def seconds_again(folder: Path, workers: Workers) -> float:
    """CPU seconds, worker included, that ``scrapy reextract`` takes on an archive that nothing changes in."""
    before = _spent()
    with Archive.open(default_url(folder)) as archive:
        again = Reextraction(archive, folder / WARC_FOLDER, {PetisiSpider.name: PetisiSpider}, workers, settings())
        report = again.compare()
    assert not report.pages("new", "changed", "dismissed"), report
    return _spent() - before


def _spent() -> float:
    """CPU seconds of this process and of its workers."""
    workers = [child.pid for child in active_children() if child.pid is not None]
    # the clock of another process, in nanoseconds: clock_getcpuclockid(3)
    return process_time() + sum(clock_gettime((~pid << 3) | 2) for pid in workers)


def main() -> None:
    """Prints what it costs."""
    rounds = max(2, (int(sys.argv[1]) if len(sys.argv) > 1 else PAGES) // ROUND)
    ratios, each = [], []
    with TemporaryDirectory() as name, Workers(1) as workers:
        one = Path(name) / "one"
        one.mkdir()
        fill(one, 1, wordpress_page)
        for number in range(rounds + 1):
            several = Path(name) / str(number)
            several.mkdir()
            pages = fill(several, ROUND, wordpress_page, first=number * ROUND)
            before = seconds_alone(pages)
            # opening an archive costs the same for one page and for a million
            again = (seconds_again(several, workers) - seconds_again(one, workers)) / (ROUND - 1)
            alone = (before + seconds_alone(pages)) / 2 / ROUND
            if number:  # the first starts the worker
                ratios.append(again / alone)
                each.append(again)
    low, middle, high = quantiles(ratios, n=4)
    sys.stdout.write(
        f"re-extraction of {rounds} times {ROUND} pages of 94 kB: {median(each) * 1000:.1f} CPU ms each, "
        f"{middle:.2f} times extraction alone (median; half of all {low:.2f} to {high:.2f}; {os.cpu_count()} cores)\n"
    )


if __name__ == "__main__":
    main()
