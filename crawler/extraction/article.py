"""``FetchedPage`` → ``ArticleItem``: the article of a page, and nothing else of it. Pure: no network, no Scrapy.

The way to the body:

1. decode, clean and parse each part once (``crawler.extraction.markup``); prune comments before anything is selected;
2. select the layout's article element (newest layout first, those of the publication day only); without layouts, the
   element that content themes use, or the one that holds what trafilatura found;
3. prune boxes (``crawler.extraction.pruning``) and read the element's lines by structure
   (``crawler.extraction.blocks``);
4. let trafilatura judge those lines, laid out as plain paragraphs: a line it drops is dropped;
5. apply the line rules (``crawler.extraction.boilerplate``): what is left is the body.

Why trafilatura judges paragraphs instead of writing the body: of an article element as it stands, version 2.3.1 loses
list items, subheadings and text beside ``<p>``, refuses or runs together text between ``<br>``, drops repeated lines
and leaves ``KABAR.CO</strong>Bertempat`` glued; of plain paragraphs it loses nothing but link farms and share
labels, which is what it is good at. When the element is missing or its text too short, trafilatura looks at the whole
page (comments, menus and boxes pruned), and the way is recorded as ``page``: a rise of those means a redesign.

``include_comments=False`` always, because the default appends readers' comments; never ``deduplicate=True``, whose
cache is global and makes a result depend on the documents before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

import trafilatura
from lxml import html

from crawler import PRODUCT_TOKEN
from crawler.extraction import metadata
from crawler.extraction.blocks import Block, blocks, ends_sentence, fold
from crawler.extraction.boilerplate import LINE_RULES, ArticleText, article_text
from crawler.extraction.bylines import credits_of, split_signature, squash
from crawler.extraction.comment_spam import language_of
from crawler.extraction.margins import Surroundings, dated_lines, surroundings
from crawler.extraction.markup import clean, findable, parse, printed_names, select
from crawler.extraction.noarchive import page_forbids_archiving
from crawler.extraction.page_head import Head, is_missing_page, read_head
from crawler.extraction.paging import goes_on
from crawler.extraction.pruning import (
    holders,
    keep_misnamed,
    prune,
    prune_comment_entries,
    prune_comments,
    prune_headed_comments,
)
from crawler.extraction.teasers import without_teasers_behind
from crawler.items import ArticleItem, FetchedPage, Layout
from crawler.urls import article_id

VERSION = "1"
"""Version of the extraction rules: to be raised when the same page gives another article."""

_SHORT = 140
"""Characters of text below which an article element is taken to be the wrong one."""
_PAGE_SHORT = 180
"""The same for a text found on the whole page, where notices and teasers are found too."""
_NOTICE = 1000
"""Length up to which a text under "Halaman tidak ditemukan" is that notice and what is offered instead."""
_ALL_HELD = 0.97
"""Share of the text found by trafilatura that the element holding the article has."""
_HELD = 0.8
"""Share of it that the element has in which sentences are kept that trafilatura lost."""
_CONFIRMED = 0.8
"""Share of it that a known content element must have to be believed."""
_LARGER = 3
"""Times what trafilatura found that a known content element has when trafilatura missed the article."""
_END_OF_LINE = 40
_BOX = 400
"""Characters of a second box of the article at least."""
_LINE_OF_BOX = 100
"""Mean length of its lines at least."""
_SHORT_LINES = 3
"""Lines before and behind the found sentences in which short ones are believed."""
_SHOWN = 0.4
"""Share of the text in JSON-LD from which the page's own text is preferred to it."""
_TAG = re.compile(r"</?(?:p|br|div|h\d|strong|em|a)\b", re.IGNORECASE)
_SENTENCE = 80
_BROKEN_OFF = ("…", "...", "[…]", "[...]")
_HOME = 0.25
"""Share of the lines found, by length, from which the rest of their container is believed too."""
_LINKED = 0.2
"""Share of a line in links up to which it is not doubted."""
_SHORT_LINE = 40
"""Length from which a line without an end of sentence is not doubted."""
_TELLING = 25
"""Length of a line that is not found in two places by chance."""
_GENERIC = Layout(
    article=(),
    modified=("[itemprop~='dateModified']", ".entry-header time.updated:not(.published)"),
    authors=(
        "[itemprop~='author'] [itemprop~='name']", "[itemprop~='author']", "author", ".entry-author a",
        ".author.vcard a",
        ".entry-header [rel='author']", ".post-author a", ".wp-block-post-author__name", ".wp-block-post-author-name",
    ),
    editors=("[itemprop~='editor']",),
)  # fmt: skip
"""What is declared of a page of no known outlet: microdata and the conventions of themes."""
_CONTENT = (
    "[itemprop~='articleBody']", ".entry-content-single", ".entry-content", ".td-post-content", ".post-content",
    ".content-inner", ".article-content", ".article-body", ".article__body", ".article__content", ".articlebody",
    ".article_body", ".article-text", ".article-content-body", ".read__content", ".detail__body-text", ".detail-text",
    ".detail-content", ".detail-berita", ".news-content", ".news-text", ".post-body", ".post__content", ".post-text",
    ".story-body", ".story-content", ".single-content", ".content-detail", ".isi-berita", ".isi_berita", ".txt-article",
    ".itemBody", ".itp_bodycontent", ".c-entry-content", ".wp-block-post-content", ".item-page", "#article-content",
    "#article-body", "#isi", "#news-content", "article.amp-wp-article .amp-wp-article-content", "[itemprop~='text']",
)  # fmt: skip
"""Elements in which content themes print an article, the most telling first."""


class Extraction(NamedTuple):
    """An article before it is annotated, and what annotation needs besides."""

    item: ArticleItem
    dateline: str | None
    """Place before the first paragraph, as printed, without the outlet's name."""
    zone: str
    """IANA zone of the layout."""


@dataclass(slots=True)
class _Part:
    """One part of an article's page, and what was read of it."""

    tree: html.HtmlElement
    element: html.HtmlElement | None = None
    lines: Sequence[Block] = ()
    """Lines of the element that trafilatura keeps."""
    whole: Sequence[Block] = ()
    """All lines of the element."""
    around: Surroundings = field(default_factory=Surroundings)


def extract(page: FetchedPage) -> ArticleItem:
    """The article of a page, without annotation. An empty ``body`` means that the page holds no article.

    Raises ``crawler.extraction.markup.UnreadableError`` for a page that cannot be read whole.
    """
    return take(page).item


def take(page: FetchedPage) -> Extraction:
    """Like ``extract``, with the dateline and the zone."""
    hits: Counter[str] = Counter()
    trees = [tree for body in page.bodies if (tree := parse(body, page.content_type, hits)) is not None]
    if not trees:
        return Extraction(_empty(page), None, (page.layouts or (_GENERIC,))[0].zone)
    alive = [list(tree.iter()) for tree in trees]  # lxml makes an element anew at each visit unless it is held
    head = read_head(trees[0], page.url)
    noarchive = page.noarchive or any(page_forbids_archiving(tree, PRODUCT_TOKEN) for tree in trees)
    complete = page.complete and not (len(trees) == 1 and goes_on(trees[0], page.url))
    parts = [_Part(tree) for tree in trees]
    for part in parts:
        prune_comments(part.tree, hits)
    layouts = metadata.layouts_of_the_day(page, head)
    printed = [printed_names(tree) for tree in trees]
    layout = _select(parts, layouts, printed) or (layouts or (_GENERIC,))[0]
    values = metadata.read_values(page, trees[0], head, layout, printed[0])
    way = "element" if _read_elements(parts, layout, hits) else "page"
    if way == "page":
        for part in parts:
            _read_page(part, hits, values.title)
    lines = _joined(parts, hits)
    names = (*values.authors, *values.editors)
    text = article_text(lines, title=values.title, names=names, outlet_names=page.outlet_names)
    text.hits += hits
    if _is_no_article(trees[0], head, text, way):
        text.paragraphs.clear()
    if way == "page" and (linked := _linked_lines(head, text)):
        text = article_text(linked, title=values.title, names=names, outlet_names=page.outlet_names)
        text.hits += hits
    body = "\n\n".join(text.paragraphs)
    authors, editors = _people(values, parts, text, page.outlet_names)
    first = parts[0]
    visible = dated_lines(first.element, first.around, first.whole) if first.element is not None else []
    moment, origin = metadata.published(page, head, values, layout, visible=visible, body=body)
    shifted = metadata.is_marked_as_utc(page, head, values, layout, moment)
    item = ArticleItem(
        article_id=article_id(page.outlet, page.url_key),
        url=page.url,
        url_key=page.url_key,
        outlet=page.outlet,
        network=page.network,
        title=values.title,
        authors=authors,
        editors=editors,
        bylines=text.bylines,
        published_at=moment.at if moment else None,
        published_precision=moment.precision if moment else None,
        published_origin=origin,
        modified_at=metadata.modified(page, head, values, layout, published=moment, shifted=shifted),
        body=body,
        complete=complete,
        noarchive=noarchive,
        fetched_at=page.fetched_at,
        warc_record_id=page.warc_record_id,
        extractor=f"{VERSION}/{way}",
        rule_hits=dict(sorted(text.hits.items())),
    )
    del alive
    return Extraction(item, text.dateline, layout.zone)


def _empty(page: FetchedPage) -> ArticleItem:
    """The item of a page without any text."""
    return ArticleItem(
        article_id=article_id(page.outlet, page.url_key),
        url=page.url,
        url_key=page.url_key,
        outlet=page.outlet,
        network=page.network,
        title=page.announced_title,
        complete=page.complete,
        fetched_at=page.fetched_at,
        warc_record_id=page.warc_record_id,
        extractor=f"{VERSION}/{'element' if page.layouts else 'page'}",
    )


def _select(parts: Sequence[_Part], layouts: Iterable[Layout], printed: Sequence[str]) -> Layout | None:
    """The first layout whose article element is found in every part; sets the elements."""
    for layout in layouts:
        found = [
            _largest(part.tree, findable(layout.article, names)) for part, names in zip(parts, printed, strict=True)
        ]
        if found and all(element is not None for element in found):
            for part, element in zip(parts, found, strict=True):
                part.element = element
            return layout
    return None


def _largest(tree: html.HtmlElement, expressions: Iterable[str], *, shortest: int = 1) -> html.HtmlElement | None:
    """What the first telling expression finds; of several elements the one with the most text outside links."""
    for expression in expressions:
        found = _outermost([one for one in select(tree, expression) if isinstance(one, html.HtmlElement)])
        if len(found) == 1 and shortest == 1:
            return found[0]
        sizes = [_size(element) for element in found]
        if found and max(sizes) >= shortest:
            return found[sizes.index(max(sizes))]
    return None


def _outermost(elements: list[html.HtmlElement]) -> list[html.HtmlElement]:
    """Those that are in none of the others: what holds an element has its text too."""
    if len(elements) < 2:
        return elements
    known = frozenset(elements)
    return [one for one in elements if known.isdisjoint(one.iterancestors())]


def _size(element: html.HtmlElement) -> int:
    return sum(len(block.text) - block.linked for block in blocks(element))


def _read_elements(parts: Sequence[_Part], layout: Layout, hits: Counter[str]) -> bool:
    """Reads the article elements; false when one is missing or the text in them is too short."""
    found: Counter[str] = Counter()
    for part in parts:
        if part.element is None:
            return False
        prune(part.element, keep=holders(part.element), declared=layout.prune, hits=found)
        part.whole = blocks(part.element)
        part.lines = _judged(without_teasers_behind(part.whole, found), found)
        part.around = surroundings(part.element)
    if sum(len(line.text) for part in parts for line in part.lines) < _SHORT:
        return False
    hits.update(found)
    return True


def _read_page(part: _Part, hits: Counter[str], title: str | None) -> None:
    """Finds the article without a layout: by known content elements, else by where trafilatura sees it."""
    keep_misnamed(part.tree)
    prune_headed_comments(part.tree, hits)
    prune_comment_entries(part.tree, hits)
    prune(part.tree, keep=frozenset(), declared=(), hits=hits)
    known = _known(part.tree)
    found = _found_by_trafilatura(part.tree, fast=known is not None)
    outer: html.HtmlElement | None = None
    if known is not None and _share(known, found.lines) < _CONFIRMED and _size(known) < _LARGER * len(found.whole):
        known = None
    if known is not None:
        part.element = known
    else:
        outer, part.element = _holding(part.tree, found)
    if part.element is None:
        part.whole = part.lines = ()
        return
    beside = _beside(outer, part.element, found) if outer is not None else ((), ())
    part.whole = blocks(part.element)
    lines = without_teasers_behind(part.whole, hits)
    part.lines = _judged(lines, hits) if known is not None else _between(lines, found)
    part.around = surroundings(part.element)
    part.lines = [*(beside[0] or _lead(part, title)), *part.lines, *beside[1]]


def _known(tree: html.HtmlElement) -> html.HtmlElement | None:
    """The content element of a theme."""
    return _largest(tree, findable(_CONTENT, printed_names(tree)), shortest=_PAGE_SHORT)


def _beside(outer: html.HtmlElement, inner: html.HtmlElement, found: _Found) -> tuple[list[Block], list[Block]]:
    """What trafilatura found before and behind ``inner``: the lead below the headline, and a second box of text.

    Readers' comments are found too, where no class names them: their lines are short, and their places many.
    """
    if inner is outer:
        return [], []
    path = [inner, *inner.iterancestors()]
    path = path[: path.index(outer)]
    before: list[Block] = []
    after: list[Block] = []
    for node in path:
        for sibling in node.itersiblings(preceding=True):
            if isinstance(sibling.tag, str):
                lines = blocks(sibling)
                headings = [number for number, line in enumerate(lines) if line.tag == "h1"]
                before[:0] = [line for line in lines[headings[-1] + 1 if headings else 0 :] if found.has(line)]
                if headings:
                    break
        for sibling in node.itersiblings():
            if isinstance(sibling.tag, str):
                lines = [line for line in blocks(sibling) if found.has(line)]
                sizes = [len(line.text) for line in lines if len(line.text) >= _TELLING]
                if sum(sizes) >= _BOX and sum(sizes) >= _LINE_OF_BOX * len(sizes):
                    after.extend(lines)
    return [line for line in before if _is_sentence(line)], after


def _lead(part: _Part, title: str | None) -> list[Block]:
    """The lead that stands between the headline and the article's element."""
    lines = part.around.before
    key = squash(title or "")
    headlines = [number for number, line in enumerate(lines) if line.tag == "h1" or squash(line.text) == key]
    return [line for line in lines[headlines[0] + 1 :] if _is_sentence(line)] if headlines else []


@dataclass(slots=True)
class _Found:
    """What trafilatura takes for the article of a whole page."""

    lines: tuple[str, ...] = ()
    """The lines, squashed."""
    whole: str = ""
    """All of it, squashed."""
    short: frozenset[str] = frozenset()

    def has(self, line: Block) -> bool:
        """Whether it has a line; one that stands in two places by chance only as a whole."""
        key = squash(line.text)
        if len(line.text) < _TELLING:
            return key in self.short
        # a line of ours can be several of its lines, or one with an end that it dropped
        return key in self.whole or (len(key) > 2 * _END_OF_LINE and key[-_END_OF_LINE:] in self.whole)


def _between(lines: Sequence[Block], found: _Found) -> list[Block]:
    """The lines that trafilatura found, and whole sentences among or beside them: it loses list items and bare text."""
    kept = [found.has(line) for line in lines]
    telling = [is_kept and len(line.text) >= _TELLING for line, is_kept in zip(lines, kept, strict=True)]
    if True not in telling:
        return [line for line, is_kept in zip(lines, kept, strict=True) if is_kept]
    first, last = telling.index(True), len(telling) - telling[::-1].index(True)
    held: Counter[html.HtmlElement | None] = Counter()
    for line, is_kept in zip(lines, kept, strict=True):
        if is_kept:
            held[_container(line)] += len(line.text)
    homes = {
        container for container, length in held.items() if container is not None and length >= _HOME * held.total()
    }
    return [
        line
        for number, line in enumerate(lines)
        if (kept[number] and first - _SHORT_LINES <= number < last + _SHORT_LINES)
        or (_is_sentence(line) and (first < number < last or _container(line) in homes))
    ]


def _container(line: Block) -> html.HtmlElement | None:
    """What the paragraphs of a text have in common: the parent of a ``<p>``; bare text stands in it without one."""
    return line.node.getparent() if line.node is not None and line.tag == "p" else line.node


def _is_sentence(line: Block) -> bool:
    """Whether a line is running text; one that breaks off is the teaser of another article."""
    ended = ends_sentence(split_signature(line.text, last=True)[0]) and not line.text.endswith(_BROKEN_OFF)
    return len(line.text) > _SENTENCE and ended and line.linked < 0.3 * len(line.text)


def _judged(lines: Sequence[Block], hits: Counter[str]) -> Sequence[Block]:
    """The lines that trafilatura keeps of them, laid out as paragraphs with their links.

    When it refuses most of the text, it took an unusual article for something else, and all lines stay.
    """
    if not any(_is_doubtful(line) for line in lines):
        return lines
    root = html.Element("article")
    for line in lines:
        paragraph = html.Element("p")
        for text, linked in line.pieces:
            if linked:
                link = html.Element("a", href="#")
                link.text = text
                paragraph.append(link)
            elif len(paragraph):
                paragraph[-1].tail = (paragraph[-1].tail or "") + text
            else:
                paragraph.text = (paragraph.text or "") + text
        root.append(paragraph)
    found = trafilatura.extract(root, include_comments=False, include_tables=False, fast=True) or ""
    whole = squash(found)  # trafilatura drops a line that it has within another one: that is no judgement
    judged = [line for line in lines if squash(line.text) in whole]
    if sum(len(line.text) for line in judged) < 0.5 * sum(len(line.text) for line in lines):
        return lines
    if len(judged) < len(lines):
        hits["trafilatura"] += len(lines) - len(judged)
    return judged


def _is_doubtful(line: Block) -> bool:
    """Whether trafilatura can have a reason to drop the line, and no rule of ours names it.

    Asked about 474 articles, most of them real, it dropped 277 of 9,591 lines: 272 with links (.29 of the line or more)
    and five of up to 21 characters that are no sentences. Without such a line there is nothing to ask it.
    """
    size = len(line.text)
    if line.linked <= _LINKED * size and (size >= _SHORT_LINE or ends_sentence(line.text)):
        return False
    return not any(rule.cuts(line.text) for rule in LINE_RULES)


def _found_by_trafilatura(tree: html.HtmlElement, *, fast: bool) -> _Found:
    """The lines that trafilatura takes for the article of a whole page; ``fast`` asks it alone and not its fallbacks.

    Its own extractor is enough to confirm an element. Where it is the only witness, its fallbacks notice when it took
    what stands around the article too.
    """
    found = trafilatura.extract(tree, include_comments=False, fast=fast) or ""
    squashed = [squash(line) for line in found.split("\n")]
    return _Found(
        tuple(key for line, key in zip(found.split("\n"), squashed, strict=True) if len(line) >= _TELLING),
        "".join(squashed),
        frozenset(squashed),
    )


def _share(element: html.HtmlElement, found: Sequence[str]) -> float:
    """How much of the lines found by trafilatura stands in the element, by length."""
    inside = squash("".join(element.itertext()))
    return sum(len(line) for line in found if line in inside) / max(1, sum(map(len, found)))


def _holding(tree: html.HtmlElement, found: _Found) -> tuple[html.HtmlElement | None, html.HtmlElement | None]:
    """The smallest element that holds nearly all of these lines, and the smallest one that holds most of them."""
    held: Counter[html.HtmlElement] = Counter()
    for block in blocks(tree):
        if block.node is not None and len(block.text) >= _TELLING and found.has(block):
            for node in (block.node, *block.node.iterancestors()):
                held[node] += len(block.text)
    if not held:
        return None, None
    elements = []
    element = tree
    for share in (_ALL_HELD, _HELD):
        while inner := [child for child in element if held[child] >= share * held[tree]]:
            element = inner[0]
        elements.append(element)
    return elements[0], elements[1]


def _joined(parts: Sequence[_Part], hits: Counter[str]) -> list[Block]:
    """Lines of all parts in order; what a later part repeats of an earlier one is page chrome."""
    if len(parts) == 1:
        return list(parts[0].lines)
    lines: list[Block] = []
    seen: set[str] = set()
    for part in parts:
        fresh = [line for line in part.lines if squash(line.text) not in seen]
        if len(fresh) < len(part.lines):
            hits["repeated"] += len(part.lines) - len(fresh)
        seen.update(squash(line.text) for line in part.lines)
        lines.extend(fresh)
    return lines


def _people(
    values: metadata.Values, parts: Sequence[_Part], text: ArticleText, outlet_names: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Authors and editors: as declared, as printed around the text, as the head gives them."""
    kept = {id(line) for part in parts for line in part.lines}  # those were asked already
    around = [line for part in parts for line in (*part.around.before, *part.whole, *part.around.after)]
    credits = list(credits_of([line.text for line in around if id(line) not in kept], outlet_names))
    authors = (*text.authors, *(name for found in credits for name in found.authors))
    editors = (*text.editors, *(name for found in credits for name in found.editors))
    edited = values.editors or tuple(dict.fromkeys(editors)) or values.classed_editors or values.linked_editors
    # Some sites give the editor as the author in their linked data.
    linked = tuple(name for name in values.linked_authors if name not in edited)
    classed = tuple(name for name in values.classed_authors if name not in edited)
    known = (linked, classed) if values.linked_people else (classed, linked)
    # Indonesian systems write the publisher where they know nobody; elsewhere an editorial office signs so.
    office = () if language_of(" ".join(text.paragraphs)) == "id" else values.signing_office
    return values.authors or tuple(dict.fromkeys(authors)) or known[0] or known[1] or office, edited


def _linked_lines(head: Head, text: ArticleText) -> list[Block]:
    """The lines of the text in JSON-LD, when it is an article and the page shows no more than its beginning."""
    told = head.linked.get("articleBody")
    if not isinstance(told, str) or sum(map(len, text.paragraphs)) >= _SHOWN * len(told):
        return []
    told = clean(unescape(told))
    if _TAG.search(told):
        lines = blocks(html.fromstring(f"<div>{told}</div>"))
    else:
        lines = [Block(fold(line)) for line in told.splitlines() if fold(line)]
    sentences = sum(len(line.text) for line in lines if ends_sentence(line.text))
    return lines if sentences >= _PAGE_SHORT else []


def _is_no_article(tree: html.HtmlElement, head: Head, text: ArticleText, way: str) -> bool:
    """Whether what was found is a notice ("Halaman tidak ditemukan") or a list of teasers and not an article."""
    size = sum(len(paragraph) for paragraph in text.paragraphs)
    if is_missing_page(tree, head) and size < (_NOTICE if way == "page" else 2 * _PAGE_SHORT):
        return True
    shortened = sum(paragraph.endswith(_BROKEN_OFF) for paragraph in text.paragraphs)
    teasers = 1.0 if way == "element" else 0.5
    if shortened and shortened >= teasers * len(text.paragraphs) and (shortened >= 3 or size < _NOTICE):
        return True
    if text.hits["teasers"] and not any(ends_sentence(one) and len(one) >= _SENTENCE for one in text.paragraphs):
        return True  # a list of articles and what stands around it
    return way == "page" and size < _PAGE_SHORT
