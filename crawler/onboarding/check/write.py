"""Proposals written into the modules of their outlets."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path

from crawler.onboarding.check.edit import changed
from crawler.onboarding.check.proposal import Proposal
from crawler.outlets.outlet import Outlet
from storage.raw.atomic import write_whole


def write_proposals(proposals: Mapping[str, Proposal], outlets: Mapping[str, type[Outlet]]) -> Iterator[Path]:
    """Change the modules for which facts are proposed, each whole or not at all; yield those that were changed.

    Raises ``UsageFailure`` for a module that does not declare its outlet as a class of its own.
    """
    for name, proposal in proposals.items():
        if proposal.facts:
            path = Path(inspect.getfile(outlets[name]))
            text = changed(path.read_text(encoding="utf-8"), outlets[name], proposal.facts)
            write_whole(path, [text])
            yield path
