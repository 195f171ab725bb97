"""A check, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crawler.onboarding.check.edit import described
from crawler.onboarding.check.evidence import Checked
from crawler.onboarding.check.run import CheckRun

_ROW = "{:<24} {:<10} {:<9} {:<9} {}"


def table(run: CheckRun, skipped: Mapping[str, str]) -> Iterator[str]:
    """One row an outlet, its proposal below it; at the end, the numbers."""
    yield _ROW.format("outlet", "verified", "sources", "articles", "what does not hold")
    for name, checked in sorted(run.checked.items()):
        yield _row(checked)
        proposal = run.proposals.get(name)
        if proposal is None:
            continue
        yield from (f"    proposed {line.strip()}" for line in described(proposal.facts))
        yield from (f"    not proposed for {fault}: {why}" for fault, why in proposal.unsupported.items())
    for name, why in sorted({**skipped, **run.waiting}.items()):
        yield f"{name:<24} not checked: {why}"
    sound = sum(checked.verified for checked in run.checked.values())
    yield f"{len(run.checked)} checked, {sound} hold, {len(run.checked) - sound} do not"


def document(run: CheckRun, skipped: Mapping[str, str]) -> dict[str, Any]:
    """The same for programs."""
    proposals = {
        name: {"declare": [line.strip() for line in described(one.facts)], "not_supported": one.unsupported}
        for name, one in run.proposals.items()
    }
    rows = [checked.row() for _, checked in sorted(run.checked.items())]
    return {"checked": rows, "proposals": proposals, "not_checked": {**skipped, **run.waiting}}


def _row(checked: Checked) -> str:
    working = sum(source.works for source in checked.sources)
    read = sum(article.words > 0 for article in checked.articles)
    faults = "; ".join(f"{kind}: {why}" for kind, why in checked.faults.items())
    day = f"{checked.at:%Y-%m-%d}" if checked.verified else "no"
    sources, articles = f"{working}/{len(checked.sources)}", f"{read}/{len(checked.articles)}"
    return _ROW.format(checked.outlet, day, sources, articles, faults or "-")
