"""What is cut out of a page by structure, before any text is taken: comments, share and related boxes, ads, captions.

Classes and ids are compared word by word (``post-share-box`` has the word ``share``), because themes invent names but
keep the words. Nothing that holds the article is ever removed, and a box that is mostly running text is left alone
unless its rule says otherwise: a wrong word in a class name must not cost an article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from lxml import etree, html

from crawler.extraction.blocks import blocks, ends_sentence
from crawler.extraction.markup import findable, printed_names, select
from crawler.extraction.teasers import prune_teasers

_COMMENT_WORDS = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|commentform|commentary-list|comentarios|komentar|tanggapan|respond|"
    r"disqus|wp-?discuz|wpdcom|wpd-threads|hypercomments|cackle|live-?fyre|spot-?im|commento|isso-thread)(?=[\s_-]|$)"
)
_COMMENT_HINT = re.compile(
    r"comment|komentar|comentarios|tanggapan|respond|disqus|wpdiscuz|wpdcom|wpd-?threads|cackle|livefyre|spot-?im|isso-?t",
    re.IGNORECASE,
)
"""What each of these words has in it: most elements are told by one look at their attributes as they stand."""
_NOT_COMMENTS = re.compile(
    r"\b(?:has|no|with|without)-comments?\b|\bcomments?-(?:open|opened|closed|off|status-\w+|enabled|disabled)\b"
)
_WORD_RULES = tuple(
    (name, re.compile(rf"(?:^|[\s_-])(?:{words})(?=[\s_-]|$)"), limit)
    for name, words, limit in (
        (
            "share",
            r"share|shares|sharing|sharer|sharedaddy|socials?|sosmed|bagikan|addtoany|a2a|addthis|sharethis",
            400,
        ),
        (
            "related",
            r"related|relateds|terkait|baca-?juga|bacaan-?lainnya|bacaan|lihat-?juga|simak-?juga|read-?also|see-?also|"
            r"also-?read|recommended|recommendations?|rekomendasi|popular|populer|terpopuler|trending|terkini|"
            r"most-?read|latest|yarpp|crp|rp4wp|jp-relatedposts|outbrain|taboola|mgid|revcontent|newinfinite|"
            r"infinite-scroll|page-load-status|view-more|prev-?next|nextprev|prevnextpost|post-?navigation|nav-?links|"
            r"navigation|pagination|paging|page-?links|sidebar|widget|widgets",
            300,
        ),
        ("teasers", r"teasers?", 300),
        (
            "advertisement",
            r"ads?|adv|adsense|adsbygoogle|adslot|ad-?slot|advert|adverts|advertisement|advertising|iklan|banner|"
            r"banners|sponsor|sponsored|promo|dfp|gpt|td-a-rec",
            300,
        ),
        ("pull_quote", r"(?:td[_-])?pull[_-]?quotes?", 600),
        ("caption", r"captions?|wp-caption|figcaption|kredit-foto|photo-credit|image-credit|img-credit", 600),
        (
            "page_chrome",
            r"breadcrumbs?|cat-links|tags?-links|tags?-list|tag-?cloud|post-?tags?|news-tags|blog-tags|tags-widget|"
            r"author-?box|author-?bio|about-?author|newsletter|subscribe|subscription|langganan|cookies?|consent|gdpr|"
            r"popup|modal|toast|post-?views?|views?-?count(?:er)?|view-single|hits-count|skip-link|screen-reader-text|"
            r"sr-only|visually-hidden|font-?size|reading-time|read-time|print-only|tts|text-to-speech",
            300,
        ),
    )
)
"""Name, words, and the length of text (without links) up to which a box is removed."""

_TAGS = {
    "nav": ("page_chrome", 1500),
    "aside": ("page_chrome", 1500),
    "form": ("page_chrome", 600),  # some systems wrap the whole page in one
    "figcaption": ("caption", 1500),
    "amp-ad": ("advertisement", 1500),
    "amp-social-share": ("share", 600),
    "amp-sidebar": ("page_chrome", 1500),
    "amp-consent": ("page_chrome", 1500),
}
_ROLES = {"navigation": "page_chrome", "search": "page_chrome", "complementary": "page_chrome", "dialog": "page_chrome"}
_SMALL = 150
"""Characters of running text up to which a box goes without asking whether it is most of the page."""
_ALL = 10_000_000
_LONGEST_CLASS = 2000
_LONGEST_ID = 200
_TAXONOMY = ("category-", "tag-", "post-type", "newstopic-")
_NOT_RUNNING = ("a", "script", "style")
_UNTOUCHABLE = frozenset({"html", "head", "body", "main", "h1"})
_DATED = re.compile(r"\b\d{1,2}(?:\s[A-Za-z]{3,9}\s|[/.-]\d{1,2}[/.-])(?:19|20)\d\d\b.{0,20}\d\d[:.]\d\d", re.DOTALL)
"""A date with its time: themes print the article's date in the bar with the share buttons."""
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_BOX_HEADING = re.compile(
    r"(?:bacaan lainnya|baca juga|pos(?:t|ting|tingan)? terkait|terkait|terpopuler|terkini|populer|trending|"
    r"berita (?:terkait|lainnya|terbaru|populer|terpopuler|pilihan)|artikel (?:terkait|lainnya)|"
    r"rekomendasi(?: untuk anda)?|jangan lewatkan|lihat juga|simak juga|related (?:posts?|articles?|news|stories)|"
    r"you (?:may|might) (?:also )?like|read (?:also|more)|more (?:from|stories).{0,30}|recommended(?: for you)?|"
    r"most (?:read|popular)|trending now)\s*[:»>]?\s*",
    re.IGNORECASE,
)
_COMMENT_HEADING = re.compile(
    r"(?:\(?\d{1,5}\)? (?:komentar|tanggapan|balasan|comments?|responses?|replies)|"
    r"(?:komentar|comments?) ?\(?\d{0,5}\)?|tinggalkan (?:balasan|komentar)|tulis komentar.{0,20}|beri komentar|"
    r"leave a (?:reply|comment)|\d{1,5} (?:thoughts?|pemikiran) (?:on|pada) .{0,200}|"
    r"(?:one|satu) (?:thought|tanggapan|komentar).{0,200}) ?:?",
    re.IGNORECASE,
)
_COMMENT_LINK = re.compile(r"#comment-\d|[?&]replytocom=")
_COMMENT_TAGS = ("div", "section", "ol", "ul", "article", "aside", "form", "footer", "amp-list")
_TEXT_BEFORE_COMMENTS = 400
_POST = re.compile(r"(?:^|\s)(?:type-post|hentry|post-\d+|status-publish)(?:\s|$)")
_TOGETHER = 0.6
"""Share of a section's sentences that stand in one place, when it is an article."""
_BESIDE = 0.25
"""Sentences beside it, as a share of its own."""
_SENTENCE = 60
"""Characters of a text from which it is a sentence."""
_ENTRY_TIME = re.compile(r"\d{1,2}[:.]\d\d\b|\b(?:ago|lalu)\b", re.IGNORECASE)
_ENTRY_HEAD = 200
"""Characters at the head of an entry in which its writer and its time stand."""
_WRITER_LINE = 100
_ENTRIES = 3
_ENTRY_TAGS = frozenset({"div", "li", "article", "section"})
_LONGEST_HEADING = 240
"""Characters that a heading of comments has at most: "3 pemikiran pada" and a title."""
_HEADING_TAGS = ("h2", "h3", "h4", "h5", "h6", "strong", "b", "p", "div", "span", "summary")


def prune_comments(tree: html.HtmlElement, hits: Counter[str]) -> None:
    """Removes comment sections: by the words of their classes, and by their links.

    Done before anything is selected: on unknown markup comments longer than the article win any choice by density.
    """
    found = _comment_sections(tree)
    held = _misnamed(tree, found)
    if held is not None:
        for name in ("class", "id"):  # trafilatura goes by them too
            held.attrib.pop(name, None)
        found = [*(one for one in found if one is not held), *_comment_sections(held)]
    for element in found:  # none of them is inside another
        _remove(element)
    if found:
        hits["comments"] += len(found)
    _prune_linked_comments(tree, hits)


def _comment_sections(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """The outermost elements below ``tree`` that their classes call comments."""
    found: list[html.HtmlElement] = []
    walk = etree.iterwalk(tree, events=("start",), tag=_COMMENT_TAGS)
    for _, element in walk:
        classes, identity = element.get("class", ""), element.get("id", "")
        if element is tree or not (classes or identity) or not _COMMENT_HINT.search(f"{classes} {identity}"):
            continue
        if _POST.search(classes):  # WordPress prints the terms of a post's taxonomies: "topik-komentar"
            continue
        words = _words(classes[:_LONGEST_CLASS], identity[:_LONGEST_ID])
        if _COMMENT_WORDS.search(_NOT_COMMENTS.sub("", words)) and not _holds_title(element):
            found.append(element)
            walk.skip_subtree()
    return found


def _misnamed(tree: html.HtmlElement, found: Sequence[html.HtmlElement]) -> html.HtmlElement | None:
    """The article, when it stands in a section that is called after its subject: ``kanal-tanggapan``.

    It holds nearly all running text of the page, and in one place, while each comment stands in its own.
    """
    found = [one for one in found if next(one.iter("form", "textarea"), None) is None]
    found = [one for one in found if not _COMMENT_LINK.search(_hrefs(one))]
    if not found:
        return None
    sizes = [sum(_prose(element).values()) for element in found]
    largest = max(sizes)
    if largest < _TEXT_BEFORE_COMMENTS // 2:
        return None
    outside = sum(_prose(tree).values()) - sum(sizes)
    element = found[sizes.index(largest)]
    places = _prose(element)
    together = max(places.values()) >= _TOGETHER * largest and not _COMMENT_LINK.search(_hrefs(element))
    return element if together and outside < _BESIDE * largest else None


def keep_misnamed(tree: html.HtmlElement) -> None:
    """Makes an ``<aside>`` or ``<noscript>`` that holds the article a plain element, which nothing removes."""
    boxes = [
        box for box in tree.iter("aside", "noscript") if next(box.iterancestors("aside", "noscript"), None) is None
    ]
    held = _misnamed(tree, boxes)
    if held is not None:
        held.tag = "div"
        for name in ("class", "id", "role", "hidden"):
            held.attrib.pop(name, None)


def _prose(tree: html.HtmlElement) -> Counter[html.HtmlElement]:
    """Characters of sentences outside links, by what the paragraphs of a text have in common."""
    places: Counter[html.HtmlElement] = Counter()
    for node in tree.iter():
        if not isinstance(node.tag, str) or node.tag in _NOT_RUNNING:
            continue
        text = (node.text or "").strip()
        place = node.getparent() if node.tag == "p" else node
        if len(text) >= _SENTENCE and place is not None:
            places[place] += len(text)
        for child in node:
            if child.tail and len(tail := child.tail.strip()) >= _SENTENCE:
                places[place if place is not None else node] += len(tail)
    return places


def _hrefs(element: html.HtmlElement) -> str:
    return " ".join(link.get("href") or "" for link in element.iter("a"))


def prune(
    element: html.HtmlElement,
    *,
    keep: frozenset[html.HtmlElement],
    declared: Sequence[str],
    hits: Counter[str],
    done: html.HtmlElement | None = None,
) -> None:
    """Removes boxes inside ``element``; elements in ``keep`` stay. ``declared`` are a layout's own expressions.

    What is inside ``done`` was pruned before.
    """
    for expression in findable(declared, printed_names(element)) if declared else ():
        for found in select(element, expression):
            if isinstance(found, html.HtmlElement) and found not in keep and found is not element:
                _remove(found)
                hits[expression] += 1
    half: float | None = None
    for node in _outside(done, element, "*"):
        if node in keep or node is element or node.tag in _UNTOUCHABLE:
            continue
        rule = _rule(node)
        if rule and _attached(node, element):
            size = _running_text(node, _SMALL)
            if size > _SMALL:
                half = _running_text(element, _ALL) / 2 if half is None else half
                if _running_text(node, _ALL) > half:
                    continue
            _remove(node)
            hits[rule] += 1
    _prune_headed_boxes(element, keep, hits, done)
    if done is None:
        prune_teasers(element, keep, hits)


def _outside(done: html.HtmlElement | None, element: html.HtmlElement, *tags: str) -> list[html.HtmlElement]:
    """The elements with these tags in document order, without those inside ``done``."""
    nodes = list(element.iter(*tags))
    inside = [] if done is None else list(done.iter(*tags))
    if not inside:
        return nodes
    first = nodes.index(inside[0])
    return nodes[:first] + nodes[first + len(inside) :]


def holders(element: html.HtmlElement) -> frozenset[html.HtmlElement]:
    """The element and its ancestors: what may not be removed while it is kept."""
    return frozenset([element, *element.iterancestors()])


def _rule(node: html.HtmlElement) -> str | None:
    """Name of the rule that removes ``node``, or ``None``."""
    tag = node.tag
    if tag in _TAGS:
        name, limit = _TAGS[tag]
        return name if _running_text(node, limit) <= limit else None
    if tag == "figure":
        keeps = next(node.iter("table", "blockquote"), None)
        return None if keeps is not None else "caption"
    attributes = dict(node.items())
    if not attributes:
        return None
    role = attributes.get("role")
    if role in _ROLES and _running_text(node, 1500) <= 1500:
        return _ROLES[role]
    if "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")):
        return "hidden" if _running_text(node, 600) <= 600 else None  # more is an article that unfolds
    for name, limit in _word_rules(
        attributes.get("class", "")[:_LONGEST_CLASS], attributes.get("id", "")[:_LONGEST_ID]
    ):
        if _running_text(node, limit) <= limit:
            if name == "teasers" and next(node.iter("a"), None) is None:
                continue  # a teaser leads somewhere: without a link it is this article's lead
            return None if name == "share" and _DATED.search("".join(node.itertext())) else name
    return None


@lru_cache(maxsize=2048)
def _word_rules(classes: str, identity: str) -> tuple[tuple[str, int], ...]:
    """The word rules that a class attribute and an id meet; the pages of a site repeat theirs."""
    words = _words(classes, identity)
    return tuple((name, limit) for name, pattern, limit in _WORD_RULES if pattern.search(words)) if words else ()


def _words(classes: str, identity: str) -> str:
    """Classes and id in lower case, ``itemImageCaption`` as ``item-image-caption``.

    Without the taxonomy classes that WordPress prints on a post.
    """
    classes, identity = _CAPITAL.sub("-", classes), _CAPITAL.sub("-", identity)
    kept = [word for word in classes.lower().split() if not word.startswith(_TAXONOMY)]
    return " ".join([*kept, identity.lower()]).strip()


def _running_text(node: html.HtmlElement, limit: int) -> int:
    """Characters outside links, counted no further than just over ``limit``."""
    length = 0
    if node.tag in _NOT_RUNNING or next(node.iterancestors(*_NOT_RUNNING), None) is not None:
        return length
    walk = etree.iterwalk(node, events=("start", "end"))
    for event, each in walk:
        if event == "end":
            text = each.tail if each is not node else None
        elif each.tag in _NOT_RUNNING:
            walk.skip_subtree()
            continue
        else:
            text = each.text
        if text:
            length += len(text.strip())
            if length > limit:
                break
    return length


def _remove(node: html.HtmlElement) -> None:
    """Takes ``node`` out and leaves the text behind it."""
    if node.getparent() is not None:
        node.drop_tree()


def _attached(node: html.HtmlElement, root: html.HtmlElement) -> bool:
    """Whether ``node`` is still below ``root``: an earlier rule may have removed a box around it."""
    return node is root or any(ancestor is root for ancestor in node.iterancestors())


def _holds_title(node: html.HtmlElement) -> bool:
    return next(node.iter("h1", "main"), None) is not None


def _prune_linked_comments(tree: html.HtmlElement, hits: Counter[str]) -> None:
    """Lists of entries that link to ``#comment-17`` or offer a reply, whatever their classes are."""
    links = [link for link in tree.iter("a") if _COMMENT_LINK.search(link.get("href") or "")]
    if len(links) < 2:
        return
    lists: Counter[html.HtmlElement] = Counter()
    for link in links:
        for ancestor in link.iterancestors("ol", "ul", "div", "section"):
            entries = [child for child in ancestor if isinstance(child.tag, str)]
            if len(entries) > 1 and not _holds_title(ancestor):
                lists[ancestor] += 1
    whole = [node for node, count in lists.items() if count == len(links)]
    if whole:  # the innermost comes first
        _remove(whole[0])
        hits["comments"] += 1


def prune_headed_comments(tree: html.HtmlElement, hits: Counter[str]) -> None:
    """Removes what follows a heading like "139 Komentar" inside its own container: comments without telling classes.

    Only behind running text: the same words stand in the line under a headline, before the article.
    """
    for heading in list(tree.iter(*_HEADING_TAGS)):
        if not _is_heading(heading, _COMMENT_HEADING) or not _attached(heading, tree):
            continue
        box = _outermost(heading)
        before = sum(len(text) for text in box.xpath("preceding::text()[not(ancestor::a)]"))
        if before < _TEXT_BEFORE_COMMENTS or _holds_title(box):
            continue
        for follower in list(box.itersiblings()):
            if isinstance(follower.tag, str) and not _holds_title(follower) and follower.tag not in ("footer", "aside"):
                _remove(follower)
        box.tail = None
        _remove(box)
        hits["comments"] += 1


def prune_comment_entries(tree: html.HtmlElement, hits: Counter[str]) -> None:
    """Removes lists whose every entry begins with a writer and a time: comments without classes, links or a heading.

    Only behind running text. Entries with headings of their own are those of a live report, and those that begin with
    their time too; an item of a timetable is one line and has no writer's line.
    """
    for container in list(tree.iter("div", "ol", "ul", "section")):
        children = [child for child in container if child.tag in _ENTRY_TAGS]
        if len(children) < _ENTRIES or not _attached(container, tree) or _holds_title(container):
            continue
        entries = [child for child in children if _is_comment_entry(child)]
        if len(entries) < _ENTRIES or len(entries) < 0.8 * len(children):
            continue
        before = sum(len(text) for text in entries[0].xpath("preceding::text()[not(ancestor::a)]"))
        if before >= _TEXT_BEFORE_COMMENTS:
            for entry in entries:
                _remove(entry)
            hits["comments"] += 1


def _is_comment_entry(node: html.HtmlElement) -> bool:
    head = ""
    for text in node.itertext():
        head += f"{text} "
        if len(head) > _ENTRY_HEAD:
            break
    if not _ENTRY_TIME.search(head) or next(node.iter("h1", "h2", "h3", "h4"), None) is not None:
        return False
    lines = blocks(node)
    for number, line in enumerate(lines[:3]):
        if len(line.text) > _WRITER_LINE or ends_sentence(line.text):
            return False
        if time := _ENTRY_TIME.search(line.text):
            named = number > 0 or any(character.isalpha() for character in line.text[: time.start()])
            return named and any(not one.headline for one in lines[number + 1 :])
    return False


def _prune_headed_boxes(
    element: html.HtmlElement, keep: frozenset[html.HtmlElement], hits: Counter[str], done: html.HtmlElement | None
) -> None:
    """Boxes under "Bacaan Lainnya", "Pos terkait" and the like, and the list after such a heading."""
    for heading in _outside(done, element, *_HEADING_TAGS):
        if heading is element or heading in keep or not _is_heading(heading, _BOX_HEADING):
            continue
        if not _attached(heading, element):
            continue
        box = heading
        while (parent := box.getparent()) is not None and parent is not element and parent not in keep:
            if _first_text(parent) is not _first_text(heading) or _running_text(parent, 300) > 300:
                break
            box = parent
        if box is heading:
            follower = box.getnext()
            if follower is not None and follower not in keep and _is_link_list(follower):
                _remove(follower)
        _remove(box)
        hits["related"] += 1


def _is_heading(node: html.HtmlElement, pattern: re.Pattern[str]) -> bool:
    """Whether the whole text of ``node`` is such a heading; long nodes are not looked at."""
    if len(node) > 3 or len((node.text or "").strip()) > _LONGEST_HEADING:
        return False
    text = ""
    for part in node.itertext():
        text += part
        if len(text) > 400:
            return False
    return pattern.fullmatch(" ".join(text.split())) is not None


def _outermost(node: html.HtmlElement) -> html.HtmlElement:
    """The largest element with no other text than that of ``node``."""
    length = len("".join(node.itertext()).strip())
    while (parent := node.getparent()) is not None and parent.tag not in _UNTOUCHABLE:
        if len("".join(parent.itertext()).strip()) > length:
            break
        node = parent
    return node


def _first_text(node: html.HtmlElement) -> str | None:
    return next((text for text in node.itertext() if text.strip()), None)


def _is_link_list(node: html.HtmlElement) -> bool:
    if not isinstance(node.tag, str) or node.tag not in ("ul", "ol", "div", "section", "p"):
        return False
    return next(node.iter("a"), None) is not None and _running_text(node, 200) <= 60
