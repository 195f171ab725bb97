"""``scrapy article``: one article, with the texts it had."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from typing import Any

from crawler.cli.command import BaseCommand
from crawler.cli.json_output import add_json, print_json
from crawler.cli.terminal import moment, shown
from crawler.exceptions import UsageFailure
from crawler.urls import spellings
from storage.archive.versions import versions
from storage.events.lookup import find
from storage.models import Article, Takedown, Version
from storage.records.takedowns import in_force

_TOLD = (
    "outlet", "network", "title", "authors", "editors", "published_at", "published_precision", "published_origin",
    "modified_at", "fetched_at", "first_seen_at", "gone_at", "event_date", "event_date_precision", "region_code",
    "region", "place", "language", "relevant", "relevance", "relevance_origin", "matched_terms", "words", "text_sha256",
    "event_id", "copy_group", "warc_record_id", "extractor", "body",
)  # fmt: skip
"""Columns of an article that ``--json`` prints."""


class Command(BaseCommand):
    """Show one article, and how its text changed.

    Prints what the archive holds of one article: facts, text, and where its page lies in the raw archive. --versions
    prints its texts instead, as differences by paragraph, the oldest first. Of an article that was taken down, the
    facts of the takedown are printed and no text. Exit code 2: no such article.

    Example: scrapy article a1b2c3d4e5f607182 --versions
    """

    arguments = "URL|ID [--versions] [--json]"
    reads = True

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_json(parser)
        parser.add_argument("--versions", action="store_true", help="how the text changed, paragraph by paragraph")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1 or args[0].startswith("-"):
            raise UsageFailure("give the address or the id of one article; see scrapy article --help")
        with self.archive() as archive, archive.reading() as session:
            found = find(session, args[0], spellings(args[0]), also_withheld=True)
            if found.event_id is not None:
                raise UsageFailure(f"{shown(args[0])} is an event: scrapy events {shown(args[0])} shows it")
            article = session.get_one(Article, found.articles[0])
            texts = versions(session, article.article_id)
            takedown = in_force(session, article.article_id)
        if opts.json:
            print_json(_document(article, texts, takedown))
            return
        for line in _described(article, texts, takedown, history=opts.versions):
            print(shown(line))


def _document(article: Article, texts: Sequence[Version], takedown: Takedown | None) -> dict[str, Any]:
    """The article with its texts; of one that is withheld, no more than why."""
    document: dict[str, Any] = {"article_id": article.article_id, "url": article.url, "withheld": None}
    if takedown is not None:
        at, by, why = takedown.taken_at, takedown.taken_by, takedown.why
        return document | {"withheld": {"at": at, "by": by, "why": why}}
    if article.noarchive:
        return document | {"withheld": {"at": None, "by": None, "why": "the page asks not to be archived (noarchive)"}}
    names = ("title", "body", "sha256", "fetched_at")
    versions = [
        dict(zip(names, (text.title, text.body, text.text_sha256, text.fetched_at), strict=True)) for text in texts
    ]
    return document | {name: getattr(article, name) for name in _TOLD} | {"versions": versions}


def _described(
    article: Article, texts: Sequence[Version], takedown: Takedown | None, *, history: bool
) -> Iterator[str]:
    yield f"{article.article_id}  {article.url}"
    if takedown is not None:
        yield f"withheld   {moment(takedown.taken_at)}, by {takedown.taken_by}: {takedown.why}"
        return
    if article.noarchive:
        yield "withheld   the page asks not to be archived (noarchive)"
        return
    yield article.title or "(no title)"
    yield f"outlet     {article.outlet}"
    published = moment(article.published_at, article.published_precision)
    yield f"published  {published} ({article.published_precision}, {article.published_origin})"
    yield f"fetched    {moment(article.fetched_at)}, record {article.warc_record_id or 'none: it was imported'}"
    if article.gone_at is not None:
        yield f"gone       {moment(article.gone_at)}"
    if article.event_date is not None:
        yield f"happened   {article.event_date} ({article.event_date_precision})"
    if article.region_code:
        yield f"region     {article.region_code} {article.region}"
    yield f"event      {article.event_id or 'none'}"
    yield f"relevant   {'yes' if article.relevant else 'no'}, {article.relevance}: {', '.join(article.matched_terms)}"
    yield f"extractor  {article.extractor}"
    retitled = sum(len(text.titles or ()) for text in texts)
    yield f"versions   {len(texts)}{f', {retitled} under another title' if retitled else ''}"
    yield ""
    yield from _history(texts) if history else _paragraphs(article.body)


def _history(texts: Sequence[Version]) -> Iterator[str]:
    """The first text, and what each later one changes of the one before."""
    before: list[str] = []
    name = "nothing"
    for text in texts:
        paragraphs = [*([text.title] if text.title else []), *text.body.split("\n\n")]
        following = f"{moment(text.fetched_at)} {text.text_sha256[:12]}"
        yield from unified_diff(before, paragraphs, name, following, n=0, lineterm="")
        before, name = paragraphs, following
        for title in text.titles or ():
            retitled = [title, *text.body.split("\n\n")]
            yield from unified_diff(before, retitled, name, f"{following} under another title", n=0, lineterm="")
            before = retitled


def _paragraphs(body: str) -> Iterator[str]:
    for number, paragraph in enumerate(body.split("\n\n")):
        if number:
            yield ""
        yield paragraph
