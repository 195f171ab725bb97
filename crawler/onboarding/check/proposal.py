"""Proposal of the smallest change of a declaration that the evidence of a check supports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawler.extraction.pool import read_page
from crawler.onboarding.check.look import Look
from crawler.onboarding.induction import SeenPage, article_element, published_element
from crawler.onboarding.probe.patterns import article_pattern, count_matching
from crawler.onboarding.probe.site import walk
from crawler.onboarding.visit import Ask
from crawler.outlets.outlet import Outlet
from crawler.outlets.saved_pages import saved_page

_MOST = 0.8
"""Share of the links seen that a new pattern must fit."""

_ROUNDS = 4
"""Times that a declaration is changed and tried: a new source shows articles whose element may be new as well."""

_Found = tuple[dict[str, Any] | None, str]
"""New facts, or ``None`` and why there are none."""

_GONE = ("HTTP 404", "HTTP 410", "DNS lookup failed", "no such host")
"""Signs that a site is gone, and not only down."""

_NOT_OURS = {
    "challenge": "blocks are not evaded: write to the outlet from the contact address",
    "robots": "robots.txt is obeyed: write to the outlet, or pause it",
    "language": "look at the articles: no declaration makes them Indonesian",
}


@dataclass(slots=True)
class Proposal:
    """New facts of an outlet, by name, and what cannot be proposed, in words, by the kind of fault."""

    outlet: str
    facts: dict[str, Any] = field(default_factory=dict)
    unsupported: dict[str, str] = field(default_factory=dict)


async def propose(look: Look, ask: Ask, families: Mapping[str, type[Outlet]], now: datetime, agent: str) -> Proposal:
    """Ask the site for what a declaration lacks, and try what was found until the outlet is read, or no more is found.

    What the evidence does not support is not proposed: it is said. An outlet without a fault gets no proposal.
    """
    made = _Proposing(look.outlet, ask, families, now, agent)
    return await made.run(look)


class _Proposing:
    def __init__(
        self, outlet: type[Outlet], ask: Ask, families: Mapping[str, type[Outlet]], now: datetime, agent: str
    ) -> None:
        self._proposal = Proposal(outlet.name)
        self._outlet, self._ask, self._families, self._now, self._agent = outlet, ask, dict(families), now, agent

    async def run(self, look: Look) -> Proposal:
        for _ in range(_ROUNDS):
            found = await self._facts(look)
            if not found:
                break
            self._proposal.facts |= found
            if "paused" in found:
                break
            trial: type[Outlet] = type(self._outlet.__name__, (self._outlet,), dict(self._proposal.facts))
            look = Look(trial, self._ask, self._now, self._agent)
            await look.run()
            self._leave_out_idle_sources(look)
        else:
            self._say_what_is_left(look)
        return self._proposal

    async def _facts(self, look: Look) -> dict[str, Any]:
        """New facts for the faults of a look."""
        mend = {
            "dead": self._paused,
            "host": self._moved,
            "source": self._other_sources,
            "addresses": self._wider_pattern,
            "element": self._other_element,
            "date": self._other_date,
            "javascript": self._in_a_browser,
            "split": self._whole,
        }
        facts: dict[str, Any] = {}
        for fault in look.checked.faults:
            found, why = (None, _NOT_OURS[fault]) if fault in _NOT_OURS else await mend[fault](look)
            if found is None:
                self._proposal.unsupported[fault] = why
            else:
                facts |= found
        return facts

    def _leave_out_idle_sources(self, look: Look) -> None:
        working = {seen.label for seen in look.checked.sources if seen.works}
        if "sources" in self._proposal.facts and working:
            kept = tuple(one for one in self._proposal.facts["sources"] if one.label in working or one.scope == "some")
            self._proposal.facts["sources"] = kept

    def _say_what_is_left(self, look: Look) -> None:
        for fault, told in look.checked.faults.items():
            self._proposal.unsupported.setdefault(fault, f"what was found did not mend it: {told}")

    async def _paused(self, look: Look) -> _Found:
        why = look.checked.faults["dead"]
        if not any(sign in why for sign in _GONE):
            return None, "it may come back: check it again on another day"
        return {"paused": f"{self._now:%Y-%m-%d}: its front page does not answer ({why})"}, ""

    async def _moved(self, look: Look) -> _Found:
        visit = await self._ask(look.outlet.site)
        if visit.response is None:
            return None, "the new host did not answer"
        parts, old = urlsplit(visit.response.url), urlsplit(look.outlet.site).netloc
        mirrors = (*(one for one in look.outlet.mirrors if one != parts.netloc), old)
        return {"site": f"{parts.scheme}://{parts.netloc}/", "mirrors": mirrors}, ""

    async def _other_sources(self, look: Look) -> _Found:
        """Sources that the site offers now, before those of before that still answer."""
        networks = (look.outlet.network_name(),)
        found = await walk(self._ask, look.outlet.site, self._families, self._now, self._agent, networks)
        known = look.outlet.sources
        new = [one.source for one in found.offers if one.source.scope != "some" and one.source not in known]
        if not new:
            return None, "no other source was found that announces articles"
        dead = {seen.label for seen in look.checked.sources if not seen.works}
        return {"sources": (*new, *(one for one in known if one.label not in dead))}, ""

    async def _wider_pattern(self, look: Look) -> _Found:
        """A pattern that fits the links seen, besides those of before."""
        links = look.own_links()
        pattern = article_pattern(links)
        if pattern is None or count_matching(pattern, links) < _MOST * len(links):
            return None, "the links seen have no form in common"
        return {"article_path": f"{look.outlet.article_path}|{pattern.replace('(?P<id>', '(?:')}"}, ""

    async def _other_element(self, look: Look) -> _Found:
        pages = self._undeclared(look)
        element = article_element(pages)
        if element is None:
            return None, "no selector holds the article on every page that was read"
        return self._layouts(look, article=(element,)), ""

    async def _other_date(self, look: Look) -> _Found:
        found = published_element(self._undeclared(look), look.outlet.zone, self._now)
        if found is None:
            return None, "no element holds a moment to the minute on every page that was read"
        return self._layouts(look, published=(found, *look.outlet.layouts[0].published)), ""

    async def _in_a_browser(self, look: Look) -> _Found:
        return {"rendered": True}, ""

    async def _whole(self, look: Look) -> _Found:
        return {"whole": look.ending()}, ""

    def _layouts(self, look: Look, **fields: tuple[str, ...]) -> dict[str, Any]:
        """The newest layout with new selectors, before those of the declaration."""
        return {"layouts": (replace(look.outlet.layouts[0], **fields), *self._outlet.layouts)}  # type: ignore[arg-type]

    def _undeclared(self, look: Look) -> list[SeenPage]:
        """The articles of a look as the general rules read them."""
        read = []
        for page, body in zip(look.pages, look.bodies, strict=True):
            saved = saved_page(body, page.item.url, look.outlet, self._now)
            read.append(replace(page, item=read_page(replace(saved, layouts=()))))
        return [page for page in read if page.item.body]
