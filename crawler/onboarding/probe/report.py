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


def report(found: Findings, family: type[Outlet] | None) -> Iterator[str]:
    """The lines; ``family`` is the class of the family found."""
    yield found.site
    yield from _platform(found)
    yield f"robots.txt  {found.robots}"
    for offer in found.offers:
        newest = f", newest {moment(offer.newest)}" if offer.newest else ""
        note = f" ({offer.note})" if offer.note else ""
        yield f"{offer.source.kind:10}  {offer.source.described}: {offer.articles} articles{newest}{note}"
    if not found.offers:
        yield "sources     none was found: look for the list of news in a browser"
    for why, urls in _by_reason(found):
        yield f"  not       {' '.join(urls)}: {why}"
    for remark in found.remarks:
        yield f"note        {remark}"
    fitting, of = found.pattern_from
    yield f"addresses   {found.pattern or 'no shape recognised'}" + (f" fits {fitting} of {of}" if of else "")
    yield f"JavaScript  {found.rendering}"
    yield f"region      {_region(found.region)}"
    article = found.article
    if article is None:
        yield "article     none could be read"
    else:
        element = f"{found.element} ({'declared by the family' if found.declared else 'not declared'})"
        yield f"article     {article.url}" + (f" and {found.articles - 1} more" if found.articles > 1 else "")
        yield f"  element   {element if found.element else 'not recognised'}, read by {article.extractor}"
        stands = f"; the headline stands in {found.headline}" if found.headline else ""
        yield f"  title     {article.title or 'none'}{stands}"
        at = article.published_at
        when = at.astimezone(JAKARTA).isoformat(timespec="minutes") if at else "none"
        how = f"{article.published_precision}, {article.published_origin}"
        where = f"; stands in {found.published}" if found.published else ""
        yield f"  published {when} ({how}){where}; prints {found.zone or 'no zone'}"
        named = f"; stand in {found.authors}" if found.authors else ""
        editors = ", ".join(article.editors) or "none"
        yield f"  people    {', '.join(article.authors) or 'no author'}; editors {editors}{named}"
        yield f"  language  {article.language or 'not Indonesian enough to tell'}"
        yield from _text(article.body, article.words)
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
    words += ["--headline", found.headline] if found.headline else []
    words += ["--published", found.published] if found.published else []
    words += ["--authors", found.authors] if found.authors else []
    words += ["--whole", found.whole] if found.whole and found.whole != getattr(family, "whole", "") else []
    words += ["--example", found.article.url] if found.article and found.article.body else []
    words += ["--rendered"] if found.needs_browser else []
    for offer in found.offers:
        if offer.source.scope != "some" and offer.source not in inherited_sources(family):
            words += ["--source", offer.source.option]
    for url in found.dead if found.offers else ():
        words += ["--dead", url]
    return shlex.join(words)


def _platform(found: Findings) -> Iterator[str]:
    """The platform and the marks that tell it, with the next best: a wrong guess is seen at a glance."""
    certain = [one for one in found.platforms if one.family == found.family]
    others = [one for one in found.platforms if one.family != found.family]
    yield f"platform    {certain[0].described() if certain else 'none that is known'}"
    if others:
        yield f"  not       {others[0].described()}" + ("" if certain else ": marks that others have too")


def _text(body: str, words: int) -> Iterator[str]:
    """The text by its first and last paragraph, between which nothing should be missing."""
    paragraphs = [" ".join(text.split()) for text in body.split("\n\n") if text.strip()]
    yield f"  text      {words} words in {len(paragraphs)} paragraphs"
    if paragraphs:
        yield f"    first   {paragraphs[0]}"
    if len(paragraphs) > 1:
        yield f"    last    {paragraphs[-1]}"


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
