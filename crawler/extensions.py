"""Scrapy extension that writes the fate of every address of an outlet and its row of the run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from time import monotonic
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.statscollectors import StatsCollector
from twisted.python.failure import Failure

from crawler.crawling.article_stats import Readings, drift_measure, network_counts
from crawler.crawling.endings import BUDGETS, ENDINGS
from crawler.crawling.first_night import first_night, missing_element
from crawler.crawling.reach import nothing_came_in, told
from crawler.crawling.spider import OutletSpider, outlet_of
from crawler.exceptions import Rejected, line_of
from crawler.items import ArticleItem, FetchedPage
from crawler.signals import ARTICLE_READ


class OutletRecorder:
    """Follows one outlet through its crawl by Scrapy's signals."""

    def __init__(self, spider: OutletSpider, stats: StatsCollector) -> None:
        self.spider = spider
        self.stats = stats
        self.readings = Readings()
        self.run = spider.state.run
        self.started = monotonic()
        self.error: str | None = None
        self.is_first_night = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For outlets within a run."""
        assert crawler.stats is not None
        recorder = cls(outlet_of(crawler), crawler.stats)
        connect = crawler.signals.connect
        connect(recorder.opened, signals.spider_opened)
        connect(recorder.article_read, ARTICLE_READ)
        connect(recorder.run.progress.tick, signals.response_received)
        connect(recorder.dropped, signals.item_dropped)
        connect(recorder.scraped, signals.item_scraped)
        connect(recorder.erred, signals.spider_error)
        connect(recorder.item_erred, signals.item_error)
        connect(recorder.closed, signals.spider_closed)
        return recorder

    def opened(self) -> None:
        """Write the outlet, and its row of the run as begun."""
        spider, archive = self.spider, self.run.archive
        self.is_first_night = archive.last_completed(spider.name) is None
        spider.state.write(partial(archive.save_outlet, **spider.facts()))
        window = spider.state.window
        start = partial(archive.start_outlet, self.run.run_id, spider.name, started_at=self.run.now())
        spider.state.write(partial(start, since=window.since, until=window.until))
        self.run.progress.begun(spider.name, spider.state.counts)

    def article_read(self, article: ArticleItem) -> None:
        """Add an article to the measures of the night."""
        self.readings.add(article)

    def dropped(self, item: FetchedPage, exception: Exception) -> None:
        """Write a page that became no article as seen, with the reason."""
        self.spider.state.windows.pop(item.url_key, None)
        if not isinstance(exception, Rejected):
            return
        self.run.secure()
        if item.url_key in self.spider.rechecks.being_read:
            self.spider.rechecks.unclear(item.url_key, item.fetched_at, exception.state, exception.reason)
        else:
            for key in {item.requested_key, item.url_key}:
                self.spider.state.fates.settle(key, exception.state)
                self._settle(
                    key,
                    state=exception.state,
                    url=item.url,
                    reason=exception.reason,
                    title=exception.title,
                    score=exception.score,
                    published_at=exception.published_at,
                )

    def _settle(self, key: str, **facts: Any) -> None:
        settle = partial(self.run.archive.settle, self.spider.name, key, now=self.run.now(), **facts)
        self.spider.state.write(settle)

    def scraped(self, item: ArticleItem, response: Response) -> None:
        """Write an address that led to an article by another name as a duplicate."""
        key = response.cb_kwargs["lead"].key
        if key != item.url_key:
            self.spider.state.fates.settle(key, "duplicate")
            self._settle(key, state="duplicate", reason=f"is {item.url}", article_id=item.article_id)

    def erred(self, failure: Failure) -> None:
        """Keep the first programming error of a callback for the outlet's row."""
        self.error = self.error or line_of(failure.value, None)
        self.spider.state.counts["errors"] += 1

    def item_erred(self, item: FetchedPage | ArticleItem, response: Response, failure: Failure) -> None:
        """A pipeline broke over one page: the page is lost, with its fate and the error's name, and nothing else."""
        state, lead = self.spider.state, response.cb_kwargs.get("lead")
        line = line_of(failure.value)
        state.lose("articles", (f"{line} at {response.url}",))
        state.windows.pop(item.url_key, None)
        if lead is not None and not lead.recheck:
            state.settle(lead.key, "failed", f"cannot be read: {line}")
        elif lead is not None:
            self.spider.rechecks.unclear(lead.key, self.run.now(), "failed", line)

    async def closed(self, reason: str) -> None:
        """Write the end of the outlet's crawl: status, reason, counts, measures."""
        self.run.secure()
        self.run.stopping = self.run.stopping or reason == "shutdown"
        if self.run.stopping:
            self.run.writes.hurry()
        await self.run.writes.done()
        counts = self.spider.state.counts
        counts["unfinished"] = self.spider.discovery.unfinished if self.spider.state.begun else len(self.spider.sources)
        status, why = self._verdict(reason)
        unseen = self._unseen_days() if status == "completed" and reason == "finished" else ()
        if unseen:
            counts["unseen_days"] = len(unseen)
            why = "; ".join(filter(None, (f"not seen whole: {told(unseen)}, the lists end after that", why)))
        if lost := self.run.writes.lost(self.spider.name):
            status = "failed" if status == "completed" else status
            why = "; ".join(filter(None, (f"not all was written, the next run reads it again: {lost}", why)))
            self.spider.state.write(partial(self.run.archive.mark_unread, self.run.run_id))
        finish = partial(
            self.run.archive.finish_outlet,
            self.run.run_id,
            self.spider.name,
            status=status,
            reason="; ".join(filter(None, (why, self._unchecked()))) or None,
            ended_at=self.run.now(),
            seconds=monotonic() - self.started,
            counts=dict(+counts) | self.readings.counts() | network_counts(self.stats.get_stats()),
            measures=self.readings.measures()
            | drift_measure(self.stats)
            | self._reach_measures(unseen)
            | self._source_measures(),
        )
        await self.run.writes.make(self.spider.name, finish)
        self.run.progress.ended(self.spider.name)

    def _unseen_days(self) -> tuple[date, ...]:
        """Days of the window of which no source told; a backfill keeps account of its own."""
        if self.spider.state.window.is_past(self.run.now()):
            return ()
        return self.spider.state.reach.missing_days()

    def _reach_measures(self, unseen: tuple[date, ...]) -> dict[str, str]:
        since = self.spider.state.reach.seen_since() if unseen else None
        return {"unseen": told(unseen), "seen_since": since.isoformat()} if since else {}

    def _source_measures(self) -> dict[str, Any]:
        """Days on which each source answered or was not there, for the nights to come."""
        state = self.spider.state
        if not state.begun:
            return {}
        gave = [label for label, answer in state.answered.items() if answer.articles]
        labels = [source.label for source in self.spider.sources]
        return {"sources": state.sources.after(labels, answered=gave, absent=state.absent, now=self.run.now())}

    def _what_is_left(self, setting: str) -> str:
        counts, limit = self.spider.state.counts, self.spider.settings[setting]
        sources = f" and {counts['unfinished']} sources to be read on" if counts["unfinished"] else ""
        return f"budget: {setting}={limit} used up; {counts['queued']} addresses stay queued{sources}"

    def _commonest(self) -> list[str]:
        """The reason that most of the night's failed articles have."""
        common = self.spider.state.reasons.most_common(1)
        return [f"mostly: {reason}" for reason, _ in common]

    def _unchecked(self) -> str | None:
        why = self.spider.unchecked_certificate
        return f"certificate not verified ({why})" if why else None

    def _verdict(self, reason: str) -> tuple[str, str | None]:
        spider = self.spider
        troubles = _by_reason(spider.state.troubles, unread=not spider.state.counts["source_pages"])
        if missing := missing_element(type(spider), spider.state.counts):
            troubles.append(missing)
        troubles += _losses(spider.state.counts, spider.state.lost_rows)
        if spider.state.merged:
            spider.state.counts["merged_addresses"] = 1
            troubles.append(spider.state.merged)
        if reason in ENDINGS:
            status, why = ENDINGS[reason]
            return status, "; ".join([why, *troubles])
        if self.error is not None:
            return "failed", self.error
        if reason in BUDGETS:
            return "completed", "; ".join([self._what_is_left(BUDGETS[reason]), *troubles])
        if not spider.state.begun:
            return "failed", "it ended before anything was asked"
        discovery = spider.discovery
        nothing_read = discovery.asked and not discovery.resumed and not spider.state.counts["source_pages"]
        if nothing_read or len(spider.state.troubles) >= len(spider.sources) - discovery.resting:
            blocked = spider.state.counts["sources_blocked"] >= len(spider.state.troubles) > 0
            return "blocked" if blocked else "failed", "; ".join(troubles) or "no source could be asked"
        if nothing := nothing_came_in(spider.state.counts):
            spider.state.counts["nothing_in"] = 1
            return "failed", "; ".join([nothing, *self._commonest(), *troubles])
        unmatched = spider.state.counts["unmatched_links"]
        if unmatched and not spider.state.counts["discovered"] and not discovery.resumed:
            return "failed", "; ".join([f"nothing came in: not one of {unmatched} links is an article's", *troubles])
        if spider.state.troubles and not spider.state.counts["discovered"] and not discovery.resumed:
            return "failed", "; ".join(["nothing came in", *troubles])
        if spider.verified is None and self.is_first_night:
            troubles.append(first_night(type(spider), spider.state.answered, spider.state.counts))
        return "completed", "; ".join(troubles) or None


def _losses(counts: Mapping[str, int], lost: Mapping[str, str]) -> list[str]:
    """Rows that could not be read and files that are not read, each kind in a line."""
    lines = []
    if counts.get("lost_rows"):
        where, first = next(iter(lost.items()))
        lines.append(f"{counts['lost_rows']} rows or pages could not be read, the first in {where}: {first}")
    if counts.get("documents"):
        lines.append(f"{counts['documents']} documents (PDF and the like) announced and not read")
    return lines


def _by_reason(troubles: Mapping[str, str], *, unread: bool) -> list[str]:
    """Troubles, each reason once, with what it befell; the one for which no source was read stands alone."""
    befell: dict[str, list[str]] = {}
    for label, reason in troubles.items():
        befell.setdefault(reason, []).append(label)
    if unread and len(befell) == 1:
        return list(befell)
    return [
        f"{labels[0]}: {reason}" if len(labels) == 1 else f"{reason} ({len(labels)} sources)"
        for reason, labels in befell.items()
    ]
