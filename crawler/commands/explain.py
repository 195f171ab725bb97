"""``scrapy explain``: the reasons that two reports are in one event, or are not."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from crawler.cli.command import BaseCommand
from crawler.cli.terminal import moment, shown
from crawler.exceptions import UsageFailure
from crawler.urls import spellings
from storage.events.explain import GroupExplanation, PairExplanation, Side, as_json, explain, explain_groups
from storage.events.lookup import find, sides

_LEAST_POINTS = 0.005
"""Less would be printed as 0.00."""


class Command(BaseCommand):
    """Explain why two reports are in one event, or are not.

    Shows for two reports the score and what each feature adds to it, the passages they share, what agrees and what
    conflicts, and who judged. A and B are article ids, addresses or event ids; an event stands for its reports, of
    which the strongest and the weakest pair are shown: between two events, between an article and an event, or within
    one event given twice. Exit code 2: unknown ids.

    Example: scrapy explain a1b2c3d4e5f607182 e0718293a4b5c6d7e
    """

    arguments = "A B [--json]"
    reads = True

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object, with every feature")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 2 or any(arg.startswith("-") for arg in args):
            raise UsageFailure("give two: scrapy explain A B; see scrapy explain --help")
        with self.archive() as archive, archive.reading() as session:
            first, second = (find(session, asked, spellings(asked)) for asked in args)
            within = first.event_id is not None and first.event_id == second.event_id
            one, other = (first.articles, second.articles) if within else sides(first, second)
            single = first.event_id is second.event_id is None
            found = explain(session, one[0], other[0]) if single else explain_groups(session, one, other)
        if opts.json:
            print(json.dumps(asdict(found), ensure_ascii=False, indent=2, default=as_json))
        else:
            lines = _pair(found) if isinstance(found, PairExplanation) else _groups(found)
            for line in lines:
                print(shown(line))


def _groups(found: GroupExplanation) -> Iterator[str]:
    if found.left_out:
        yield f"{found.left_out} later reports are left out."
    if found.pairs == 1:
        yield from _pair(found.strongest)
        return
    yield f"{found.pairs} pairs; they count {found.average:.2f} on average, {found.strongest.threshold:.2f} is needed"
    for name, pair in (("strongest", found.strongest), ("weakest", found.weakest)):
        yield ""
        yield f"The {name} pair"
        yield from _pair(pair)


def _pair(found: PairExplanation) -> Iterator[str]:
    verdict = {True: "Same event", False: "Different events", None: "Not grouped"}[found.same_event]
    yield f"{verdict}, by {found.decided_by}: {found.because}."
    yield f"Score {found.score:.3f}, threshold {found.threshold:.2f}; {'a copy' if found.copy else 'no copy'}."
    if found.not_compared:
        yield f"The grouping counts nothing for this pair: {found.not_compared}."
    for judgement in found.judgements:
        when = moment(judgement.judged_at, "day")
        yield f"Judged {judgement.verdict} by {judgement.by}, {when}: {judgement.why} ({judgement.judgement_id})"
    yield ""
    for name, side in (("A", found.a), ("B", found.b)):
        yield from _side(name, side)
    if found.path:
        yield ""
        yield "Held together by"
        for step in found.path:
            by = f"judgement {step.judgement_id}" if step.judgement_id else f"score {step.score:.2f}"
            yield f"  {step.a} – {step.b}: {by}"
    yield ""
    yield "What each feature adds (log odds)"
    yield f"  {found.start:+7.2f}  to begin with"
    silent = 0
    for each in found.contributions:
        if abs(each.points) < _LEAST_POINTS:
            silent += 1
        else:
            yield f"  {each.points:+7.2f}  {each.words} ({each.feature} {each.value:.3g} × {each.weight:g})"
    yield f"  {silent} of {len(found.contributions)} features add nothing"
    yield from _listed("Agree", found.agree)
    yield from _listed("Conflict", found.conflict)
    shared = (("names", found.names), ("words", found.terms), ("figures", found.numbers), ("speakers", found.speakers))
    yield from _listed("Share", [f"{name}: {', '.join(values)}" for name, values in shared if values])
    yield from _listed(
        f"Passages in both ({found.passages_share:.0%} of the shorter text, sampled)",
        [f"“{passage}”" for passage in found.passages],
    )


def _side(name: str, side: Side) -> Iterator[str]:
    event = f"in {side.event_id}" if side.event_id else "in no event"
    yield f"{name}  {side.article_id}  {event}  {moment(side.published_at, side.published_precision)}  {side.outlet}"
    yield f"   {side.title or '(no title)'}"
    yield f"   {side.url}"
    facts = [f"tells of {side.told}" if side.told else "tells of no known day"]
    if side.region_code:
        facts.append(f"region {side.region_code} {side.region or ''}".rstrip())
    yield f"   {', '.join(facts)}"


def _listed(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield heading
        for line in lines:
            yield f"  {line}"
