"""``scrapy cluster``: reports of one occasion into event clusters."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from crawler.cli import exits
from crawler.cli.terminal import NO_ARTICLES, shown
from crawler.config import clock, data_folder, database_url
from crawler.exceptions import UsageFailure
from storage.archive.archive import Archive
from storage.clustering.evaluation import EvaluationError, evaluate_file
from storage.events.update import count_events, update_events
from storage.raw.lock import DataLock


class Command(ScrapyCommand):
    """Group the articles into events."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy's declaration

    def syntax(self) -> str:
        """Arguments in the usage line."""
        return "[--rebuild | --evaluate FILE]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Group articles into event clusters, or measure the grouping on labels"

    def long_desc(self) -> str:
        """What --help says."""
        return (
            "Extends the event clusters with the articles that came in since; the clusters are those of a rebuild, and "
            "ids stay. --evaluate groups a labelled JSON Lines file (id, title, body, published_at, outlet, cluster) "
            "instead, without touching the archive. Exit code 2: bad input; 75: a crawl is under way. "
            "Example: scrapy cluster --evaluate labelled.jsonl"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command."""
        super().add_options(parser)
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--rebuild", action="store_true", help="compare every article again; ids and history stay")
        what.add_argument("--evaluate", metavar="FILE", help="print B-cubed and pair scores on a labelled file")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Clusters, or evaluates."""
        settings = self.settings
        assert settings is not None
        with exits.reported(self):
            if args:
                raise UsageFailure(f"{shown(args[0])!r} is no option of scrapy cluster; see scrapy cluster --help")
            if opts.evaluate:
                _evaluate(Path(opts.evaluate))
            else:
                _update(settings, rebuild=opts.rebuild)


def _evaluate(path: Path) -> None:
    try:
        scores = evaluate_file(path)
    except EvaluationError as error:
        raise UsageFailure(shown(str(error))) from None
    except OSError as error:
        raise UsageFailure(f"{shown(str(path))}: cannot be read ({error.strerror}); give a JSON Lines file") from None
    for of, precision, recall, f1 in (
        ("B-cubed", scores.b_cubed_precision, scores.b_cubed_recall, scores.b_cubed_f1),
        ("pairs", scores.pair_precision, scores.pair_recall, scores.pair_f1),
    ):
        print(f"{of} precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}")


def _update(settings: BaseSettings, *, rebuild: bool) -> None:
    with DataLock(data_folder(settings)), Archive.open(database_url(settings)) as archive:
        report = update_events(archive, now=clock(settings)(), rebuild=rebuild)
        total = count_events(archive)
    if not total:  # every relevant article is in an event now
        print(NO_ARTICLES, file=sys.stderr)
    print(f"{report.articles_new} new articles, {report.pairs} pairs found")
    print(
        f"{total} events: {report.events_new} new, {report.events_grown} grown, {report.merged} merged, "
        f"{report.split} split"
    )
