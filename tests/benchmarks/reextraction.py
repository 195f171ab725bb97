"""What reading an archive again costs beside extraction alone, in CPU time; and an archive of any size to try it on.

``python -m tests.benchmarks.reextraction [PAGES]``
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.settings import Settings

from crawler import settings as project
from crawler.article_parts import ArticleParts, Lead
from crawler.items import FetchedPage
from crawler.reextraction import Reextraction
from crawler.run import VERSION, WARC_FOLDER, article_fields
from crawler.sources import Announcement
from crawler.workers import Workers, read_page
from spiders.petisi import PetisiSpider
from storage.archive import Archive
from storage.database import default_url
from storage.exchanges import Exchange
from storage.recovery import bring_together
from storage.warc import WarcWriter
from tests.benchmarks.wordpress_pages import article, wordpress_page
from tests.web.addresses import canonical_url
from tests.web.calendar import NOW

PAGES = 500
ROUNDS = 5
"""Archives the pages are divided into: both are measured of each in turn, so that a busy machine is busy for both."""
_BATCH = 50


def settings() -> Settings:
    """The project's own."""
    found = Settings()
    found.setmodule(project)
    return found


def fill(folder: Path, count: int, page: Callable[[int], bytes], *, first: int = 0) -> float:
    """An archive of so many articles, as a crawl leaves it; gives the CPU seconds that extraction alone took.

    ``page`` makes the HTML of a number; ``first`` is the number of the first one.
    """
    spider = PetisiSpider()
    seconds = 0.0
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
                    began = process_time()
                    item = read_page(found)
                    seconds += process_time() - began
                    if item.relevant:
                        archive.save_article(article_fields(item), now=found.fetched_at, settles=(item.url_key,))
    return seconds


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
    found = ArticleParts(spider).read(response, Lead(key, Announcement(url, None, None), "feed /feed/"))
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


def reread_seconds(folder: Path) -> float:
    """CPU seconds, workers included, that ``scrapy reextract`` takes on an archive that nothing changes in."""
    before = _spent()
    with Archive.open(default_url(folder)) as archive, Workers(1) as workers:
        again = Reextraction(archive, folder / WARC_FOLDER, {PetisiSpider.name: PetisiSpider}, workers, settings())
        report = again.compare()
    assert not report.pages("new", "changed", "dismissed"), report
    return _spent() - before


def _spent() -> float:
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    """Prints what it costs."""
    count = (int(sys.argv[1]) if len(sys.argv) > 1 else PAGES) // ROUNDS
    alone, again = [], []
    with TemporaryDirectory() as name:
        one = Path(name) / "one"
        one.mkdir()
        fill(one, 1, wordpress_page)
        for number in range(ROUNDS):
            several = Path(name) / str(number)
            several.mkdir()
            alone.append(fill(several, count, wordpress_page, first=number * count))
            # starting a worker costs the same for one page and for a million
            again.append(reread_seconds(several) - reread_seconds(one))
    ratio = median(both / only for both, only in zip(again, alone, strict=True))
    sys.stdout.write(
        f"re-extraction of {ROUNDS} times {count} pages of 94 kB: {median(again) / count * 1000:.1f} CPU ms each, "
        f"{ratio:.2f} times extraction alone (medians; {os.cpu_count()} cores)\n"
    )


if __name__ == "__main__":
    main()
