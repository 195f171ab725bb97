"""Title, dates and names of an article, from the head of its page and from what its layout declares.

Each value has an order of sources: what the layout declares, linked data (JSON-LD), ``<meta>``, what a reader sees,
the address. Lists of other articles, comments and menus are never asked: their dates look just like the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import cast
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from lxml import etree, html

from crawler.annotation.event_date import from_text
from crawler.extraction import dates
from crawler.extraction.blocks import blocks, fold
from crawler.extraction.bylines import ABBREVIATIONS, is_name, name_variants, people, squash
from crawler.extraction.comment_spam import language_of
from crawler.extraction.markup import clean, findable, select
from crawler.extraction.ownership import headline_node, headline_text, is_in_menu, own
from crawler.extraction.page_head import Head
from crawler.items import FetchedPage, Layout
from storage.calendar import Moment

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "date_published", "pubdate", "publishdate",
    "publish-date", "publish_date", "published_date", "dtk:publishdate", "content_publisheddate", "sailthru.date",
    "parsely-pub-date", "dc.date.issued", "dc.date", "dcterms.created", "article.published", "datecreated", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "date_modified", "last-modified", "lastmod",
    "dcterms.modified", "article.updated", "dateupdated",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author", "content_author", "dtk:author", "byl")
_CATEGORIES = "a[rel~='category']"
"""Links to the article's sections: some systems give the first of them as the author."""
_EDITORS = ("editor", "content_editor", "dtk:editor")

_SEPARATORS = re.compile(r"\s+[|–—·•»:~-]{1,2}\s+|\s*\|\s*|(?<=\w): ")
_SITE = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|co|id|net|org|news|tv|info|online)", re.IGNORECASE)
_DAY_IN_TEXT = re.compile(
    r"\d{1,2}[ /.-]\w{2,9}[ /.,-]{1,2}\d{2,4}|\w{3,9} \d{1,2}, ?\d{4}|\b\d{1,2} \w{3,5} (?:yang )?lalu\b"
)
_CHANGED = re.compile(r"\W{0,3}(?:di ?perbarui|di ?update|update|terakhir|last|modified|pembaruan)", re.IGNORECASE)
_URL_DAY = (
    r"/(?P<year>(?:19|20)\d\d)(?P<mark>[/-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?=[/-]|$)",
    r"/(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?=[/-]|$)",
)
"""Days in addresses of any outlet."""
_MARKED = etree.XPath(
    "//*[@itemprop or @property or @pubdate or (@datetime and self::time) or (@title and self::abbr)][not(self::link)]"
    "[not(self::meta) or (@itemprop and ancestor::body)]"
)
_PUBLISHED_MARK = re.compile(r"(?:^|[\s/:#])date(?:Published|Created)(?=\s|$)", re.IGNORECASE)
_MODIFIED_CLASS = re.compile(r"updated(?!.*published)|modified", re.IGNORECASE)
_CLASSED = etree.XPath("//*[@class or @id]")
_CLASSED_VALUES = 20_000
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline|penulis|reporter|wartawan|jurnalis|pewarta|kontributor)(?=[\s_-]|\d|$)",
    re.IGNORECASE,
)
_EDITOR_CLASS = re.compile(r"(?:^|[\s_-])(?:editor|redaktur|penyunting)(?=[\s_-]|\d|$)", re.IGNORECASE)
_APART = re.compile(r"\s+[-–—|•·]\s+|,\s+")
_LONGEST_NAMES = 100
_VALUES = 100
"""So many elements of one selector are read: a page has one title, and thousands of them are an attack."""
_LONGEST_TITLE = 500
_WORDS_OF_TITLE = 3
_SMALL_WORDS = frozenset(
    {"dan", "di", "ke", "dari", "yang", "untuk", "pada", "dengan", "dalam", "atau", "oleh", "bagi"}
)


_Sources = Sequence[tuple[str, Iterable[str]]]
_Dated = list[tuple[Moment, str]]
_MACHINE = frozenset({"jsonld", "meta"})
_CLOCKS = timedelta(minutes=30)
"""By so much clocks differ, and articles are announced before their time."""
_NEARLY_A_DAY = timedelta(days=1, hours=14)
"""The midnight of a day is so far from the end of the next one at most, in any zone."""


def _headline(
    page: FetchedPage, tree: html.HtmlElement, head: Head, declared: Iterable[str], printed: html.HtmlElement | None
) -> str | None:
    """The headline without the site's name, with the punctuation with which it is printed.

    Declared, as printed where the head has the same words, JSON-LD, ``og:title``, ``<h1>``, ``<title>``, announced,
    made of the address. A shortened one ("…") is taken only when no other begins with it.
    """
    variants = _site_names(page, head)
    shortened = None
    for candidate in _headlines(page, tree, head, declared, printed):
        text = _without_site(fold(candidate[:_LONGEST_TITLE]).replace('\\"', '"').replace("\\'", "'"), variants)
        if len(squash(text)) < 3 or squash(text) in variants:
            continue
        if text.endswith(("…", "...")):
            shortened = shortened or text
        elif shortened is None or squash(text).startswith(squash(shortened)):
            return text
    return shortened or title_of_slug(page.url)


def _site_names(page: FetchedPage, head: Head) -> frozenset[str]:
    return name_variants((*page.outlet_names, *head.meta(("og:site_name", "application-name"))))


def _headlines(
    page: FetchedPage, tree: html.HtmlElement, head: Head, declared: Iterable[str], printed: html.HtmlElement | None
) -> Iterator[str]:
    for expression in declared:
        yield next(_texts(tree, (expression,)), "")
    yield headline_text(printed, _titles(page, head))
    yield unescape(head.linked_text("headline"))
    yield from head.meta(("og:title", "twitter:title"))
    yield from [_text(node) for node in tree.iter("h1")][:3]
    announced = unescape(clean(page.announced_title or ""))
    titled = _printed_part(head.title, tree)
    # Where <title> is the same on every page it has none of the words that announced the article.
    yield from (titled, announced) if _share_words(titled, announced) else (announced, titled)


def _share_words(title: str, announced: str) -> bool:
    wanted = {word for word in announced.casefold().split() if len(word) > 3}
    return not wanted or not wanted.isdisjoint(title.casefold().split())


def _titles(page: FetchedPage, head: Head) -> list[str]:
    """What the head of the page and its source call the article."""
    variants = _site_names(page, head)
    names = (
        next(head.meta(("og:title",)), ""),
        unescape(head.linked_text("headline")),
        next(head.meta(("twitter:title",)), ""),
        head.title,
    )
    return [_without_site(fold(name[:_LONGEST_TITLE]), variants) for name in (*names, page.announced_title or "")]


def _printed_part(text: str, tree: html.HtmlElement) -> str:
    """The longest part of a page title that stands on the page as a line of its own, else all of it.

    The last resort for pages without ``<h1>``, whose title names a site or office that is not the outlet's name.
    """
    text = fold(text[:_LONGEST_TITLE])
    cuts = list(_SEPARATORS.finditer(text))[:10]
    parts = [text[cut.end() :] for cut in cuts] + [text[: cut.start()] for cut in cuts]
    parts = [part for part in parts if len(part.split()) >= _WORDS_OF_TITLE]
    if not parts:
        return text
    lines = {squash(block.text) for block in blocks(tree) if len(block.text) <= _LONGEST_TITLE}
    return max((part for part in parts if squash(part) in lines), key=len, default=text)


def title_of_slug(url: str) -> str | None:
    """A headline made of the address, for pages that carry none: each word capitalised, abbreviations in capitals."""
    segments = [unquote(segment) for segment in urlsplit(url).path.split("/")]
    slug = max(segments, key=lambda segment: segment.count("-"))
    slug = re.sub(r"\.(?:html?|php|aspx?)$", "", slug)
    words = [word for word in re.split(r"[-_+ ]+", slug) if word]
    if len(words) < 3:
        return None
    titled = [
        ABBREVIATIONS.get(word) or (word if number and word in _SMALL_WORDS else word[:1].upper() + word[1:])
        for number, word in enumerate(word.lower() for word in words)
    ]
    return clean(" ".join(titled))


@dataclass(frozen=True, slots=True)
class Values:
    """What the head and the declared selectors say, as text.

    Read before anything but comments is pruned: what is declared stands in headers and footers.
    """

    title: str | None
    published: tuple[str, ...]
    modified: tuple[str, ...]
    marked: tuple[str, ...]
    """Dates in microdata, RDFa and ``<time>`` near the headline."""
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    classed_authors: tuple[str, ...]
    """Names in elements near the headline whose class says so: behind those with a label."""
    classed_editors: tuple[str, ...]
    linked_authors: tuple[str, ...]
    """Names in JSON-LD or ``<meta>``: behind those that are printed."""
    linked_editors: tuple[str, ...]
    signing_office: tuple[str, ...]
    """The publisher's name where JSON-LD gives it as the author."""
    linked_people: bool
    """Whether JSON-LD says that its authors are people."""


def read_values(page: FetchedPage, tree: html.HtmlElement, head: Head, layout: Layout, printed: str) -> Values:
    """Reads everything that ``layout`` declares. ``printed`` are the tree's
    ``crawler.extraction.markup.printed_names``.
    """
    names = (*page.outlet_names, *head.linked_names("publisher"), *head.meta(("og:site_name",)))
    headline = headline_node(tree, _titles(page, head))
    authors = _declared_names(tree, findable(layout.authors, printed), names, headline)
    editors = _declared_names(tree, findable(layout.editors, printed), names, headline)
    dated = any(_linked_dates(head)) or any(head.meta(_PUBLISHED))
    offices = (*names, *_site_words(page.url), *head.meta(("article:section",)), *_texts(tree, (_CATEGORIES,)))
    return Values(
        title=_headline(page, tree, head, findable(layout.title, printed), headline),
        published=_dated_texts(page, tree, findable(layout.published, printed), layout.zone),
        modified=_dated_texts(page, tree, findable(layout.modified, printed), layout.zone),
        marked=() if dated else _marked_dates(tree, headline),
        authors=authors,
        editors=editors,
        classed_authors=() if authors else _classed_names(tree, _AUTHOR_CLASS, names, headline, printed),
        classed_editors=() if editors else _classed_names(tree, _EDITOR_CLASS, names, headline, printed),
        linked_authors=_linked_names(head, "author", _AUTHORS, offices),
        linked_editors=_linked_names(head, "editor", _EDITORS, names),
        signing_office=_of_the_site(people(head.linked_names("author")), names),
        linked_people=head.linked_types("author") == {"Person"},
    )


def _of_the_site(found: Iterable[str], names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the names that are the site's or its publisher's."""
    variants = name_variants(names)
    return tuple(name for name in found if squash(name) in variants)


def _site_words(url: str) -> tuple[str, ...]:
    """The telling label of the host: ``kabar`` of ``jatim.kabar.example``, the longest but the last."""
    labels = (urlsplit(url).hostname or "").removeprefix("www.").split(".")[:-1]
    return (max(labels, key=len),) if labels else ()


def layouts_of_the_day(page: FetchedPage, head: Head) -> tuple[Layout, ...]:
    """The layouts that were in use when the article was published, newest first; all where the day is not known."""
    if not any(layout.valid_from or layout.valid_until for layout in page.layouts):
        return page.layouts
    zone = page.layouts[0].zone
    found = list(_moments(page, zone, (("jsonld", _linked_dates(head)), ("meta", head.meta(_PUBLISHED)))))
    found = found or _announced(page, zone) or _from_url(page, page.layouts)
    if not found:
        return page.layouts
    day = found[0][0].at.astimezone(ZoneInfo(zone)).date()
    return tuple(
        layout
        for layout in page.layouts
        if (layout.valid_from is None or layout.valid_from <= day)
        and (layout.valid_until is None or day <= layout.valid_until)
    )


def published(
    page: FetchedPage, head: Head, values: Values, layout: Layout, *, visible: Sequence[str], body: str
) -> tuple[Moment | None, str]:
    """When the article was published, and where that was said; ``None`` and ``fetch`` when nothing says it.

    Declared, JSON-LD, ``<meta>``, ``visible`` lines, announced by the source (counts as declared), address, text.
    Implausible dates are passed over. A day is sharpened by a later source that knows the minute of the same day.

    An unknown date stays unknown: with the day it was fetched, an old article would count as one of tonight.
    """
    said = list(
        _moments(
            page,
            layout.zone,
            (
                ("declared", values.published),
                ("jsonld", _linked_dates(head)),
                ("meta", (*head.meta(_PUBLISHED), *values.marked)),
            ),
        )
    )
    seen = list(_moments(page, layout.zone, (("visible", visible),)))
    days = _from_url(page, (layout,))
    if days and not said:  # a printed day that the address does not have can be another article's
        seen = [one for one in seen if abs(one[0].at - days[0][0].at) < _NEARLY_A_DAY]
    found = [*said, *seen, *_announced(page, layout.zone)] or days or _from_text(page, layout, body)
    if not found:
        return None, "fetch"
    first, origin = found[0]
    if isinstance(first.at.tzinfo, ZoneInfo):  # a time without a zone, which another source has
        naive = first.at.replace(tzinfo=None)
        zoned = [one for one in found if not isinstance(one[0].at.tzinfo, ZoneInfo)]
        first, origin = next(
            (one for one in zoned if one[1] in _MACHINE and one[0].at.replace(tzinfo=None) == naive), (first, origin)
        )
    if first.precision == "day":
        day = first.at.astimezone(ZoneInfo(layout.zone)).date()
        for moment, other in found[1:]:
            if moment.precision == "minute" and moment.at.astimezone(ZoneInfo(layout.zone)).date() == day:
                return moment, other
    here = language_of(body) == "id"  # a foreign page prints the time of another zone
    return (_as_local_time(first, found, layout.zone, page.fetched_at) if here else None) or (first, origin)


def _as_local_time(first: Moment, found: _Dated, zone: str, fetched_at: datetime) -> tuple[Moment, str] | None:
    """The right moment of a local time that is marked as UTC: as another source has it, or when it is yet to come."""
    if first.precision == "day" or first.at.utcoffset() != timedelta(0):
        return None
    local = first.at.replace(tzinfo=ZoneInfo(zone))
    if local == first.at:
        return None
    for moment, origin in found[1:]:
        printed = origin == "visible" or not isinstance(moment.at.tzinfo, ZoneInfo)
        if printed and moment.precision == "minute" and moment.at.utcoffset() and _minute(moment.at) == _minute(local):
            return moment, origin
    if first.at > fetched_at + _CLOCKS and local <= fetched_at:
        return Moment(local, "minute"), found[0][1]
    return None


def is_marked_as_utc(page: FetchedPage, head: Head, values: Values, layout: Layout, moment: Moment | None) -> bool:
    """Whether the page says this moment's local time a second time, marked as UTC."""
    if moment is None or not moment.at.utcoffset():
        return False
    texts = (*values.published, *_linked_dates(head), *head.meta(_PUBLISHED), *values.marked)
    marked = (one.at for one, _ in _moments(page, layout.zone, (("meta", texts),)) if not one.at.utcoffset())
    return any(_minute(at.replace(tzinfo=ZoneInfo(layout.zone))) == _minute(moment.at) for at in marked)


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def modified(
    page: FetchedPage, head: Head, values: Values, layout: Layout, *, published: Moment | None, shifted: bool = False
) -> datetime | None:
    """When the page says the article was last changed; ``None`` when that was its publication.

    ``shifted`` says that the page marks local time as UTC.
    """
    linked = (head.linked_text("dateModified"),)
    texts = (("declared", values.modified), ("jsonld", linked), ("meta", head.meta(_MODIFIED)))
    found = [moment.at for moment, _ in _moments(page, layout.zone, texts)]
    if shifted:
        found = [at if at.utcoffset() else at.replace(tzinfo=ZoneInfo(layout.zone)) for at in found]
    # Systems that write both set them seconds apart.
    return next((at for at in found if published is None or _minute(at) > _minute(published.at)), None)


def looks_dated(text: str) -> bool:
    """Whether a short line can hold the date of publication: not one of the last change."""
    return len(text) <= 160 and _DAY_IN_TEXT.search(text) is not None and not _CHANGED.match(text)


def _moments(page: FetchedPage, zone: str, sources: _Sources) -> Iterator[tuple[Moment, str]]:
    """Plausible moments in the texts of the sources, each with the source's name."""
    for origin, texts in sources:
        for text in texts:
            text = text[:300]
            moment = dates.parse_machine(text, zone=zone)
            if moment is None and origin in ("declared", "visible"):  # elsewhere "kemarin" is no date
                moment = dates.parse_visible(text, zone=zone, fetched_at=page.fetched_at)
            if moment is not None and dates.plausible(moment, fetched_at=page.fetched_at):
                yield moment, origin


def _announced(page: FetchedPage, zone: str) -> _Dated:
    """What the source that announced the article said; it counts as declared."""
    if page.announced_at is None:
        return []
    local = page.announced_at.astimezone(ZoneInfo(zone))
    midnight = (local.hour, local.minute, local.second) == (0, 0, 0)
    moment = Moment(page.announced_at, "day" if midnight else "minute")
    return [(moment, "declared")] if dates.plausible(moment, fetched_at=page.fetched_at) else []


def _from_url(page: FetchedPage, layouts: Iterable[Layout]) -> _Dated:
    """The day in the address, as the layout declares it or as any address can have it."""
    path = urlsplit(page.url).path
    forms = [(form, layout.zone) for layout in layouts for form in (layout.url_date, *_URL_DAY) if form]
    moments = (dates.from_url(path, form, zone=zone) for form, zone in forms)
    return [(one, "url") for one in moments if one is not None and dates.plausible(one, fetched_at=page.fetched_at)][:1]


def _from_text(page: FetchedPage, layout: Layout, body: str) -> _Dated:
    """The day that the lead reports, in the year and month of the address."""
    match = re.search(layout.url_date, urlsplit(page.url).path) if layout.url_date else None
    groups = match.groupdict() if match else {}
    numbers = {name: int(value) for name, value in groups.items() if value and value.isdecimal()}
    moment = from_text(
        body, zone=layout.zone, fetched_at=page.fetched_at, year=numbers.get("year"), month=numbers.get("month")
    )
    return [(moment, "text")] if moment is not None else []


def _linked_dates(head: Head) -> list[str]:
    return [head.linked_text(name) for name in ("datePublished", "dateCreated")]


def _texts(tree: html.HtmlElement, declared: Iterable[str]) -> Iterator[str]:
    for expression in declared:
        yield from (_text(found) for found in select(tree, expression)[:_VALUES])


def _dated_texts(page: FetchedPage, tree: html.HtmlElement, declared: Iterable[str], zone: str) -> tuple[str, ...]:
    """What the first selector finds that finds a date."""
    for expression in declared:
        texts = tuple(_texts(tree, (expression,)))
        if any(_moments(page, zone, (("declared", texts),))):
            return texts
    return ()


def _declared_names(
    tree: html.HtmlElement,
    declared: Iterable[str],
    outlet_names: tuple[str, ...],
    headline: html.HtmlElement | None,
) -> tuple[str, ...]:
    """Names of this article's people that the first telling selector finds."""
    for expression in declared:
        found = select(tree, expression)[:_VALUES]
        nodes = [node for node in found if isinstance(node, html.HtmlElement)]
        if printed := people((text for node in own(nodes, headline) for text in _each_name(node)), outlet_names):
            return printed
        if printed := people((text for text in found if isinstance(text, str)), outlet_names):
            return printed
    return ()


def _classed_names(
    tree: html.HtmlElement,
    word: re.Pattern[str],
    outlet_names: tuple[str, ...],
    headline: html.HtmlElement | None,
    printed: str,
) -> tuple[str, ...]:
    """Names in short elements near the headline that a class or id calls author or editor."""
    if headline is None or not word.search(printed):
        return ()
    nodes = [
        node
        for node in cast("list[html.HtmlElement]", _CLASSED(tree))[:_CLASSED_VALUES]
        if word.search(f"{node.get('class', '')} {node.get('id', '')}") and node.tag not in ("body", "html", "article")
    ]
    for node in own([node for node in nodes if not is_in_menu(node)], headline):
        if len(each := _each_name(node)) > 1:
            return people(each, outlet_names)
        text = each[0]
        parts = [part for part in _APART.split(text) if is_name(part)] if len(text) <= _LONGEST_NAMES else []
        if named := people((part for part in parts[:1] if " " in part), outlet_names):
            return named
    return ()


def _each_name(node: html.HtmlElement) -> list[str]:
    """The texts of several links with a name each, else the whole text."""
    links = [_text(link) for link in list(node.iter("a"))[:_VALUES]]
    return links if len(links) > 1 and all(" " in one and is_name(one) for one in links) else [_text(node)]


def _marked_dates(tree: html.HtmlElement, headline: html.HtmlElement | None) -> tuple[str, ...]:
    """Dates of publication in microdata, RDFa and microformats, and those of ``<time>`` elements near the headline."""
    marked: list[html.HtmlElement] = []
    times: list[html.HtmlElement] = []
    for node in cast("list[html.HtmlElement]", _MARKED(tree)):
        words = f"{node.get('itemprop', '')} {node.get('property', '')}"
        if _PUBLISHED_MARK.search(words) or "pubdate" in node.attrib:
            marked.append(node)
        elif not words.strip() and not _MODIFIED_CLASS.search(node.get("class") or ""):
            times.append(node)
    chosen = own(marked, headline) or (own(times, headline) if headline is not None else [])
    return tuple(_machine_value(node) for node in chosen[:_VALUES])


def _machine_value(node: html.HtmlElement) -> str:
    for name in ("content", "datetime", "title"):
        if value := fold(node.get(name) or ""):
            return value
    return _text(node)


def _linked_names(head: Head, kind: str, metas: Iterable[str], outlet_names: tuple[str, ...]) -> tuple[str, ...]:
    return people(head.linked_names(kind), outlet_names) or people(head.meta(metas), outlet_names)


def _text(found: html.HtmlElement | str) -> str:
    """Text of what a selector found; of a ``<time>`` or ``<meta>`` its machine-readable value."""
    if isinstance(found, str):
        return fold(found)
    value = found.get("content") if found.tag == "meta" else found.get("datetime") if found.tag == "time" else None
    return fold(value) if value else " ".join(block.text for block in blocks(found))


def _without_site(text: str, variants: frozenset[str]) -> str:
    """The text without a part before or after a separator that names the site."""
    while True:
        cuts = list(_SEPARATORS.finditer(text))
        if not cuts:
            return text
        tail, front = text[cuts[-1].end() :], text[: cuts[0].start()]
        if _names_site(tail, variants):
            text = text[: cuts[-1].start()].rstrip()
        elif _names_site(front, variants):
            text = text[cuts[0].end() :].lstrip()
        else:
            return text


def _names_site(part: str, variants: frozenset[str]) -> bool:
    """Whether the part is the site's name, or few words that begin as it does ("ANTARA News")."""
    squashed = squash(part)
    if squashed in variants or _SITE.fullmatch(part.strip()):
        return True
    return len(part.split()) <= 5 and any(
        len(name) > 4 and len(squashed) > 4 and (squashed.startswith(name) or name.startswith(squashed))
        for name in variants
    )
