"""``scrapy relevance``: scores articles of a JSON Lines file, or measures the scores against labels."""

from __future__ import annotations

import argparse

from scrapy.exceptions import UsageError

from crawler.annotation.relevance_file import evaluation, read_rows, scores
from crawler.annotation.relevance_rules import RulesError
from crawler.cli.command import BaseCommand
from crawler.exceptions import UsageFailure


class Command(BaseCommand):
    """Score articles for election security, or measure the scores against labels.

    Reads JSON Lines with title (may be missing) and body from FILE, or from standard input when FILE is -, and writes
    one JSON line per row, in order: relevant, relevance (0 to 1), matched_terms, and id if the row has one. Nothing is
    written when a row cannot be read. Exit code 2: bad input.

    Example: scrapy relevance articles.jsonl --explain. Example with labels: scrapy relevance labelled.jsonl --evaluate
    """

    arguments = "[options] FILE"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--explain", action="store_true", help="add what each concept contributed, with its terms")
        what.add_argument(
            "--evaluate",
            action="store_true",
            help="print precision, recall and F1 against the label `relevant` (true or false) instead of rows; rows "
            "with `borderline` true are left out; with `source`, also without and only each source",
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("give one file, or - for standard input")
        rows = read_rows(args[0])
        try:
            lines = evaluation(rows, args[0]) if opts.evaluate else list(scores(rows, contributions=opts.explain))
        except RulesError as error:
            raise UsageFailure(str(error)) from None
        for line in lines:
            print(line)
