"""``scrapy cluster``: reports of one occasion into event clusters."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler.cli.command import BaseCommand
from crawler.cli.terminal import NO_ARTICLES, shown
from crawler.exceptions import UsageFailure
from storage.clustering.evaluation import EvaluationError, evaluate_file
from storage.events.update import count_events, update_events


class Command(BaseCommand):
    """Group articles into event clusters, or measure the grouping on labels.

    Extends the event clusters with the articles that came in since; the clusters are those of a rebuild, and ids stay.
    --evaluate groups a labelled JSON Lines file (id, title, body, published_at, outlet, cluster) instead, without
    touching the archive. Exit code 2: bad input; 75: a crawl is under way.

    Example: scrapy cluster --evaluate labelled.jsonl
    """

    arguments = "[--rebuild | --evaluate FILE]"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--rebuild", action="store_true", help="compare every article again; ids and history stay")
        what.add_argument("--evaluate", metavar="FILE", help="print B-cubed and pair scores on a labelled file")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            raise UsageFailure(f"{shown(args[0])!r} is no option of scrapy cluster; see scrapy cluster --help")
        if opts.evaluate:
            _evaluate(Path(opts.evaluate))
        else:
            self._update(rebuild=opts.rebuild)

    def _update(self, *, rebuild: bool) -> None:
        with self.locked_archive() as archive:
            report = update_events(archive, now=self.now, rebuild=rebuild)
            total = count_events(archive)
        if not total:  # every relevant article is in an event now
            print(NO_ARTICLES, file=sys.stderr)
        print(f"{report.articles_new} new articles, {report.pairs} pairs found")
        print(
            f"{total} events: {report.events_new} new, {report.events_grown} grown, {report.merged} merged, "
            f"{report.split} split"
        )


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
