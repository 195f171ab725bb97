"""Limits within which strangers' markup is parsed where it must not take long: in the process that crawls everybody.

libxml2 reads any markup in one pass, but its trees cost more: an attribute is compared with all others of its tag
(70,000 of them, 619 kB, took 204 s), and a selector such as ``h2 a`` walks from each ``h2`` to each ``a`` within (40
nested ``h2`` around 5,000 links took 0.9 s). So the markup is looked through first, by libxml2's own reader without a
tree, and what no site prints is refused. Selectors look upwards instead, from each ``a`` to what it stands in.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

from cssselect import Selector as Selected
from cssselect.xpath import XPathExpr
from lxml import etree
from parsel import Selector
from parsel.csstranslator import HTMLTranslator

from crawler.extraction.markup import UnreadableError, decode

MAX_BYTES = 5 * 2**20
"""Bytes of a page that are parsed; listings and articles of the press have up to 1 MB."""

MAX_LIGHT_BYTES = 512 * 1024
"""Bytes of a page whose text is looked at while the others wait. Pages for what is missing have up to 300 kB."""

MAX_LIGHT_TAGS = 6_000
"""Elements of such a page."""

MAX_MARKS = 100_000
"""Characters ``<``: besides tags, comments and scripts have them, and each costs the reader time."""

MAX_TAGS = 15_000
"""Elements of a page; pages of the press have up to 6,000."""

MAX_DEPTH = 200
"""Levels of nesting; a page that closes its tags has some 40, one that does not has more."""

MAX_LEVELS = 600_000
"""Levels above all elements together, which is what selectors walk."""

MAX_SIBLINGS = 3_000
"""Elements side by side, which ``~`` and ``:nth-child`` walk."""

MAX_ATTRIBUTES = 256
"""Attributes of one tag."""

MAX_ATTRIBUTES_EXTRACTED = 5_000
"""Attributes of one tag in a page that a worker reads: a tenth of a second, where 100,000 of them took two minutes."""

_LONG_TAG = 20_000
"""Bytes without a ``>`` from which a page is looked through for such tags: nearly all pages are spared."""

MAX_ALL_ATTRIBUTES = 60_000
"""Attributes of all tags together."""


class _Tally:
    """Counts what libxml2 reads (as lxml's parser target) and raises ``UnreadableError`` beyond a limit."""

    def __init__(self, max_tags: int) -> None:
        self.max_tags = max_tags
        self.tags = self.levels = self.attributes = 0
        self.children = [0]
        """Elements so far, in the document and in each element that is open."""

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        self.tags += 1
        self.levels += len(self.children)
        self.attributes += len(attrib)
        self.children[-1] += 1
        if self.tags > self.max_tags or self.children[-1] > MAX_SIBLINGS:
            raise UnreadableError(f"too_many_tags: more than {self.max_tags} elements, or {MAX_SIBLINGS} side by side")
        if len(self.children) > MAX_DEPTH or self.levels > MAX_LEVELS:
            raise UnreadableError(f"too_deep: more than {MAX_DEPTH} levels of nesting, or {MAX_LEVELS} in all")
        if len(attrib) > MAX_ATTRIBUTES or self.attributes > MAX_ALL_ATTRIBUTES:
            raise UnreadableError(f"too_many_attributes: more than {MAX_ATTRIBUTES} of a tag, or {MAX_ALL_ATTRIBUTES}")
        self.children.append(0)

    def end(self, tag: str) -> None:
        if len(self.children) > 1:
            self.children.pop()

    def close(self) -> None:
        """Called by lxml at the end of the markup."""


class _AttributesOnly:
    """Reads as ``_Tally`` does, and looks at nothing but what costs minutes."""

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        if len(attrib) > MAX_ATTRIBUTES_EXTRACTED:
            raise UnreadableError(f"too_many_attributes: more than {MAX_ATTRIBUTES_EXTRACTED} of a tag")

    def close(self) -> None:
        """Called by lxml at the end of the markup."""


class _Upwards(HTMLTranslator):
    """Translates CSS to XPath that finds the same elements in a time that grows with the page, and not with its square.

    ``A B`` becomes "every B that has an A above it". What it was, "of every A all that is within, and of that every B",
    finds a B once for each A around it, and has to notice each time. In ``A B C`` the nearest B is the only one to look
    above: whatever stands above another one stands above it too.
    """

    def selector_to_xpath(
        self, selector: Selected, prefix: str = "descendant-or-self::", translate_pseudo_elements: bool = False
    ) -> str:
        xpath = self.xpath(selector.parsed_tree)
        if above := _above(xpath):
            xpath.add_condition(above)
        if translate_pseudo_elements and selector.pseudo_element:
            xpath = self.xpath_pseudo_element(xpath, selector.pseudo_element)
        return prefix + str(xpath)

    def xpath_descendant_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return _under(right, f"ancestor::{_test(left)}[1]{_in_brackets(_above(left))}")

    def xpath_child_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        right.add_condition(f"parent::{_test(left)}")
        return _under(right, f"parent::*[{_above(left)}]" if _above(left) else "")

    def xpath_direct_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        right.add_condition(f"preceding-sibling::*[1][self::{_test(left)}]")
        return _under(right, _above(left))  # what stands above the one stands above the other

    def xpath_indirect_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        right.add_condition(f"preceding-sibling::{_test(left)}[1]")
        return _under(right, _above(left))


class _BoundedSelector(Selector):
    def _css2xpath(self, query: str) -> str:
        return linear_xpath(query)


def require_bounded(body: bytes, *, max_tags: int = MAX_TAGS) -> None:
    """Raises ``UnreadableError`` for HTML (in UTF-8) that would take long to parse; the message begins with a word."""
    if len(body) > MAX_BYTES:
        raise UnreadableError(f"too_long: more than {MAX_BYTES} bytes of markup")
    if body.count(b"<") > MAX_MARKS:
        raise UnreadableError(f"too_many_tags: more than {MAX_MARKS} marks")
    parser = etree.HTMLParser(target=_Tally(max_tags), encoding="utf-8", huge_tree=True)  # type: ignore[arg-type]
    with suppress(etree.XMLSyntaxError):  # no markup at all
        etree.fromstring(body, parser=parser)


def require_few_attributes(body: bytes) -> None:
    """Raises ``UnreadableError`` for a page with a tag that would take a worker all the time it has.

    It spares the workers, who end such a page anyway: an outlet with many of them would keep all others waiting.
    """
    if max(map(len, body.split(b">"))) >= _LONG_TAG:
        with suppress(etree.XMLSyntaxError):
            parser = etree.HTMLParser(target=_AttributesOnly(), huge_tree=True)  # type: ignore[arg-type]
            etree.fromstring(body, parser=parser)


def bounded_selector(text: str) -> Selector:
    """The page as a selector, with ``css`` in linear time. Raises ``UnreadableError`` as ``require_bounded`` does."""
    body = text.encode("utf-8", "replace").replace(b"\0", b"").strip()  # as parsel hands it to libxml2
    require_bounded(body)
    return _BoundedSelector(body=body or b"<html/>", encoding="utf-8", type="html")


def is_light(body: bytes, content_type: str | None) -> bool:
    """True for the bytes of a page whose whole text can be looked at quickly."""
    if len(body) > MAX_LIGHT_BYTES:
        return False
    try:
        require_bounded(decode(body, content_type).encode("utf-8", "replace"), max_tags=MAX_LIGHT_TAGS)
    except UnreadableError:
        return False
    return True


@lru_cache(maxsize=1024)
def linear_xpath(css: str) -> str:
    """XPath of a CSS selector, in linear time. Raises ``ValueError`` for what is no selector."""
    return _Upwards().css_to_xpath(css)


def _test(left: XPathExpr) -> str:
    """Step to an element that is as the selector's part says, whatever stands above it."""
    return f"{left.element}{_in_brackets(left.condition)}"


def _in_brackets(condition: str) -> str:
    return f"[{condition}]" if condition else ""


def _above(xpath: XPathExpr) -> str:
    """Condition for what stands above an element."""
    return getattr(xpath, "above", "")


def _under(xpath: XPathExpr, above: str) -> XPathExpr:
    xpath.above = above  # type: ignore[attr-defined]
    return xpath
