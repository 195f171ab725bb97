"""One crawl of one outlet: its window, its counts, and the fate of every address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from scrapy.exceptions import CloseSpider
from scrapy.settings import BaseSettings

from crawler.crawling.fates import Fates
from crawler.crawling.known_urls import KnownUrls
from crawler.crawling.reach import Reach
from crawler.crawling.run import Run
from crawler.crawling.source_answer import SourceAnswer
from crawler.crawling.source_memory import SourceMemory
from crawler.outlets.outlet import Outlet
from crawler.outlets.window import Window

MAX_BLOCKED = 3
"""Number of challenge or block pages after which the outlet is left alone for this run."""


class CrawlState:
    """State of one crawl, which its spider, middlewares and pipelines share.

    Outside a run (``scrapy shell``, a visit by hand) there are counts and nothing else.
    """

    def __init__(self, outlet: type[Outlet], run: Run | None, window: Window | None) -> None:
        self.outlet = outlet
        self.counts: Counter[str] = Counter()
        self.fates = Fates(self.counts)
        self.troubles: dict[str, str] = {}
        """Reason for which a source failed, by its label; ``host`` and ``articles`` stand for all of them."""
        self.reasons: Counter[str] = Counter()
        """Reasons for which addresses led to no page, and how many each."""
        self.lost_rows: dict[str, str] = {}
        """The first row of each source, and the first page, that could not be read, by where it stood."""
        self.merged: str | None = None
        """Two announced addresses that one key stands for, though they seem to be two articles."""
        self.answered: dict[str, SourceAnswer] = {}
        self.absent: set[str] = set()
        """Labels of the sources at whose address the site has nothing, or nothing that announces an article."""
        self.sources = SourceMemory({})
        """Memory of the outlet's sources, once the crawl has begun."""
        self.pages_being_read = 0
        self.windows: dict[str, Window | None] = {}
        """The window that a page on its way through the pipelines is held to, by URL key; re-checks have none."""
        self.known: KnownUrls
        """Knowledge of the outlet's addresses, once the crawl has begun."""
        self.begun = False
        """True once the crawl came as far as asking for anything; a signal may end it before."""
        self.attempts = 1
        """Nights on which an address that fails is tried (``FAILED_URL_ATTEMPTS``)."""
        self.recheck_days: tuple[int, ...] = ()
        """Days after the first night of an article on which it is asked for again (``RECHECK_DAYS``)."""
        self._run = run
        self._blocks = 0
        if run is not None:
            self.window = window or Window(run.now())
            self.reach = Reach(self.window)

    def configure(self, settings: BaseSettings) -> None:
        """Takes over the settings of every crawl."""
        self.attempts = settings.getint("FAILED_URL_ATTEMPTS")
        self.recheck_days = tuple(int(day) for day in settings.getlist("RECHECK_DAYS"))

    @property
    def within_run(self) -> bool:
        """True when a run began the crawl; ``scrapy shell`` and the like begin it without."""
        return self._run is not None

    @property
    def run(self) -> Run:
        """The run, which its outlets share."""
        if self._run is None:
            raise RuntimeError("an outlet crawls within a run: use `scrapy crawl` or `scrapy nightly`")
        return self._run

    def settle(self, key: str, state: str, reason: str, *, article_id: str | None = None) -> None:
        """Writes the fate of an address that led to no page of its own."""
        if state in ("failed", "blocked") and self.known.is_last_try(key):
            self.counts["given_up"] += 1
            reason = f"given up after {self.attempts} nights: {reason}"
        self.reasons[reason] += 1
        self.fates.settle(key, state)
        settle = partial(self.run.archive.settle, self.outlet.name, key, state=state, now=self.run.now())
        self.write(partial(settle, reason=reason, article_id=article_id, attempt=True))
        if state == "blocked":
            self.count_block()

    def write(self, write: Callable[[], object]) -> None:
        """Has something written whose outcome nobody waits for; a loss is told of at the outlet's end."""
        self.run.writes.put(self.outlet.name, write)

    def count_block(self) -> None:
        """Counts one more challenge or block page; raises ``CloseSpider`` when there were too many."""
        self._blocks += 1
        if self._blocks >= MAX_BLOCKED:
            raise CloseSpider("blocked")

    def trouble(self, label: str, reason: str) -> None:
        """Counts that something is wrong with a source, and names it in the outlet's row."""
        self.counts["source_failures"] += 1
        self.troubles.setdefault(label, reason)

    def lose(self, where: str, lines: Sequence[str]) -> None:
        """Counts rows or pages that could not be read, and names the first of them; they cost nothing else."""
        if lines:
            self.counts["lost_rows"] += len(lines)
            self.lost_rows.setdefault(where, lines[0])
