"""A probe's findings, for people; at the end the command that declares the outlet."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.annotation.gazetteer import region
from crawler.cli.terminal import moment
from crawler.onboarding.draft import OWN_SYSTEM, inherited_sources
from crawler.onboarding.probe.findings import Findings
from crawler.outlets.outlet import Outlet
from storage.calendar import JAKARTA

_EXCERPT = 160


def report(found: Findings, family: type[Outlet] | None) -> Iterator[str]:
    """The lines; ``family`` is the class of the family found."""
    yield found.site
    platform = f"{found.family} ({', '.join(found.evidence)})" if found.family else "none that is known"
    yield f"platform    {platform}"
    yield f"robots.txt  {found.robots}"
    for offer in found.offers:
        newest = f", newest {moment(offer.newest)}" if offer.newest else ""
        note = f" ({offer.note})" if offer.note else ""
        yield f"{offer.source.kind:10}  {offer.source.described}: {offer.articles} articles{newest}{note}"
    if not found.offers:
        yield "sources     none was found: look for the list of news in a browser"
    for why, urls in _by_reason(found):
        yield f"  not       {' '.join(urls)}: {why}"
    fitting, of = found.pattern_from
    yield f"addresses   {found.pattern or 'no shape recognised'}" + (f" fits {fitting} of {of}" if of else "")
    yield f"JavaScript  {found.rendering}"
    yield f"region      {_region(found.region)}"
    article = found.article
    if article is None:
        yield "article     none could be read"
    else:
        element = f"{found.element} ({'declared by the family' if found.declared else 'not declared'})"
        yield f"article     {article.url}"
        yield f"  element   {element if found.element else 'not recognised'}, read by {article.extractor}"
        yield f"  title     {article.title or 'none'}"
        at = article.published_at
        when = at.astimezone(JAKARTA).isoformat(timespec="minutes") if at else "none"
        how = f"{article.published_precision}, {article.published_origin}"
        yield f"  published {when} ({how}); prints {found.zone or 'no zone'}"
        yield f"  people    {', '.join(article.authors) or 'no author'}; editors {', '.join(article.editors) or 'none'}"
        yield f"  language  {article.language or 'not Indonesian enough to tell'}"
        yield f"  text      {article.words} words: {' '.join(article.body.split())[:_EXCERPT]}"
    yield ""
    yield from _next(found, family)


def genspider(found: Findings, family: type[Outlet] | None) -> str:
    """The command line that declares this site."""
    words = ["scrapy", "genspider", "-t", found.family or OWN_SYSTEM, outlet_name(found.site), found.site]
    words += ["--title", found.title] if found.title else []
    words += ["--region", found.region] if found.region else []
    if found.pattern and not found.pattern_declared:
        words += ["--article-path", found.pattern]
    if found.element and not found.declared:
        words += ["--article", found.element]
    words += ["--example", found.article.url] if found.article and found.article.body else []
    words += ["--rendered"] if found.needs_browser else []
    for offer in found.offers:
        if offer.source.scope != "some" and offer.source not in inherited_sources(family):
            words += ["--source", offer.source.option]
    return shlex.join(words)


def outlet_name(site: str) -> str:
    """A name for an outlet, of its host: ``https://www.warta-contoh.co.id/`` is ``warta_contoh``."""
    labels = [
        label for label in (urlsplit(site).hostname or "outlet").split(".") if label not in ("www", "com", "co", "net")
    ]
    name = re.sub(r"\W+", "_", "_".join(labels[:-1] or labels))
    return name if name[:1].isalpha() else f"outlet_{name}"


def _by_reason(found: Findings) -> Iterator[tuple[str, list[str]]]:
    reasons: dict[str, list[str]] = {}
    for url, why in found.missing:
        reasons.setdefault(why, []).append(url.removeprefix(found.site.rstrip("/")))
    yield from reasons.items()


def _region(code: str | None) -> str:
    return f"{code} {region(code).name}" if code else "not recognised: give the Kemendagri code in --region"


def _next(found: Findings, family: type[Outlet] | None) -> Iterator[str]:
    if not found.offers and found.article is None:
        yield "Nothing to declare yet."
        return
    yield "Next, with what is wrong put right:"
    yield f"  {genspider(found, family)}"
