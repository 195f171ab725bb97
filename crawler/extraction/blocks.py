"""Element → blocks: the lines of text a reader sees, in order, each with how much of it is a link.

Taken by structure rather than from trafilatura's output, because the body must be the article's paragraphs and
nothing else. Measured on trafilatura 2.3.1 with an article element: list items, subheadings and text beside ``<p>``
are lost, ``<br>`` paragraphs are run together or the text is refused, and ``KABAR.CO</strong>Bertempat`` stays glued.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from statistics import median

from lxml import etree, html

_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp small span "
    "strike strong sub sup time tt u var wbr"
)
_INLINE = frozenset(_INLINE_TAGS.split())
_SKIPPED_TAGS = (
    "script style noscript template iframe object embed svg math canvas video audio map select option textarea input "
    "button head title meta link"
)
_SKIPPED = frozenset(_SKIPPED_TAGS.split())
_NEVER_SPACED = frozenset({"sub", "sup", "wbr"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_SPACE = re.compile(r"[\s\u00a0]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_TERMINAL = re.compile(r"[.?!:;…][\"'”’»)\]]{0,3}$|[\"”»]$")
_ITEM = re.compile(r"(?:\d{1,2}|[a-z])[.)]\s|[-–—•*·]\s")
_LABEL = re.compile(r"[\w/. ]{2,24}\s?[:：]", re.UNICODE)
_APART = re.compile(r"\s*(?:baca|simak|lihat|tonton) juga\b", re.IGNORECASE)
_SUFFIXES = frozenset({"nya", "ku", "mu", "kan", "an", "i", "lah", "kah", "pun", "ers", "s"})
_OPENING = "([{“‘«/'\""
_CLOSING = ".,;:!?)]}”’»%…'\"/-"

_WRAPPED_LINES = 3
_WRAP_TOLERANCE = 6
"""Characters by which wrapped lines differ, because they were measured in a proportional font."""
_WRAPPED_LENGTHS = range(40, 111)
"""Length of a line that a word processor wrapped: 65–80 characters, with room."""


@dataclass(slots=True)
class Block:
    """One line of text. ``tag`` is the nearest block element; ``linked`` the characters of it inside ``<a>``."""

    text: str
    tag: str = "p"
    linked: int = 0
    pieces: list[tuple[str, bool]] = field(default_factory=list)
    """The text in runs, each with whether it is a link."""
    node: html.HtmlElement | None = None
    """The block element it stands in."""

    @property
    def heading(self) -> bool:
        """True when it is a heading element."""
        return self.tag in _HEADINGS

    @property
    def link(self) -> bool:
        """True when nothing but a link stands in it."""
        return self.linked >= 0.9 * len(self.text)

    @property
    def headline(self) -> bool:
        """True when it reads like a headline: short and without an end of sentence, or nothing but a link."""
        return self.link or (len(self.text) <= 160 and not ends_sentence(self.text))


def fold(text: str) -> str:
    """White space folded to single spaces, invisible characters (soft hyphens, bidi controls) removed."""
    return _single_spaced(text).strip()


def _single_spaced(text: str) -> str:
    """Like ``fold``, with the spaces at both ends."""
    if text.isprintable() and "  " not in text:  # no other white space and nothing invisible is printable
        return text
    return _SPACE.sub(" ", _INVISIBLE.sub("", text))


def ends_sentence(text: str) -> bool:
    """True when the text ends as a sentence, quotation or announcement does."""
    return _TERMINAL.search(text[-8:]) is not None


_Frame = list[tuple[int, Block]]
"""Lines between two block boundaries, each with the number of line breaks before it."""


class _Collector:
    """Gathers runs of text between block boundaries. ``None`` among the runs is a line break."""

    def __init__(self) -> None:
        self.frames: list[_Frame] = []
        self._runs: list[tuple[str, bool] | None] = []
        self._boundary = ""  # name of the inline tag passed since the last text
        self._links = 0

    def text(self, text: str | None, *, preformatted: bool = False) -> None:
        if not text:
            return
        if preformatted and "\n" in text:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self.line_break()
                self.text(line)
            return
        text = _single_spaced(text)
        if not text:
            return
        last = self._runs[-1] if self._runs else None
        if self._boundary and last is not None and _glued(last[0], text, self._boundary):
            text = " " + text
        self._boundary = ""
        self._runs.append((text, self._links > 0))

    def inline(self, tag: str) -> None:
        if self._boundary != "a":
            self._boundary = tag

    def link(self, step: int) -> None:
        self._links += step

    def space(self) -> None:
        self._runs.append((" ", False))

    def line_break(self) -> None:
        self._runs.append(None)
        self._boundary = ""

    def paragraph_break(self) -> None:
        self.line_break()
        self.line_break()

    def flush(self, node: html.HtmlElement) -> None:
        runs, self._runs, self._boundary = self._runs, [], ""
        lines: _Frame = []
        pieces: list[tuple[str, bool]] = []
        breaks = 0
        for run in [*runs, None]:
            if run is not None:
                pieces.append(run)
                continue
            block = _block(pieces, node)
            if block is not None:
                lines.append((breaks, block))
                breaks = 0
            pieces = []
            breaks += 1
        self.frames.append(lines)


def blocks(element: html.HtmlElement) -> list[Block]:
    """The lines of text in ``element``, in document order.

    Line breaks of the source are spaces. ``<br>`` separates paragraphs, unless the lines were wrapped by a word
    processor or a sentence runs on. A simple table row is one line.
    """
    collector = _Collector()
    frames = [element]
    skipped: html.HtmlElement | None = None
    apart: html.HtmlElement | None = None
    simple_rows: set[html.HtmlElement] = set()
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if skipped is not None:
            if event == "end" and node is skipped:
                skipped = None
                collector.text(node.tail if node is not element else None)
            continue
        if event == "start" and (tag in _SKIPPED or not tag):
            skipped = node
            continue
        if event == "start":
            if tag == "br":
                collector.line_break()
                continue
            if tag in ("td", "th") and node.getparent() in simple_rows:
                collector.space()
            elif tag in _INLINE:
                collector.inline(tag)
                collector.link(1 if tag == "a" else 0)
                if apart is None and _stands_apart(node):
                    apart = node
                    collector.paragraph_break()
            else:
                collector.flush(frames[-1])
                frames.append(node)
                if tag == "tr" and not any(
                    child.tag not in _INLINE and child.tag not in ("td", "th") for child in node.iterdescendants()
                ):
                    simple_rows.add(node)
            collector.text(node.text, preformatted=tag == "pre")
            continue
        if tag in ("td", "th") and node.getparent() in simple_rows:
            collector.space()
        elif tag in _INLINE:
            collector.inline(tag)
            collector.link(-1 if tag == "a" else 0)
            if node is apart:
                apart = None
                collector.paragraph_break()
        elif tag != "br":
            collector.flush(frames.pop())
        if node is not element:
            collector.text(node.tail)
    collector.flush(element)
    width = _wrapped_at(collector.frames)
    return [block for frame in collector.frames for block in _paragraphs(frame, width)]


def _stands_apart(node: html.HtmlElement) -> bool:
    """True when an inline element is a line of its own: ``<span class="baca-juga">`` is a block by style sheet."""
    first = next((text for text in node.itertext() if text.strip()), "")
    return _APART.match(first[:40]) is not None


def _block(pieces: list[tuple[str, bool]], node: html.HtmlElement) -> Block | None:
    text = fold("".join(piece for piece, _ in pieces))
    if not text:
        return None
    linked = len(fold("".join(piece for piece, is_link in pieces if is_link)))
    return Block(text, node.tag, linked, pieces, node)


def _glued(before: str, after: str, tag: str) -> bool:
    """True when a space is missing at an inline tag: in ``KABAR.CO</strong>Bertempat``, not in ``<b>P</b>emilu``."""
    left, right = before[-1:], after[:1]
    if tag in _NEVER_SPACED or not left.strip() or not right.strip() or left in _OPENING or right in _CLOSING:
        return False
    if left in "-–—":
        return before[-2:-1].isspace()
    if left in ".,:" and right.isdigit():
        return False
    if not (left.isalnum() and right.isalnum()):
        return right.isalnum() or (left.isalnum() and right in "“‘(")
    if tag == "a":
        return True
    word = before.rsplit(None, 1)[-1]
    if len(word) == 1:  # a drop capital
        return False
    if right.isupper():
        return not left.isupper() or after[1:2].islower()
    if right.isdigit():
        return left.islower()
    following = re.match(r"[^\W\d_]+", after)
    return word.isupper() and len(word) > 2 and following is not None and following[0] not in _SUFFIXES


def _paragraphs(frame: _Frame, width: int) -> list[Block]:
    """Lines between ``<br>`` as paragraphs: wrapped ones joined, the others apart."""
    result: list[Block] = []
    length = 0  # of the last line, before it was joined
    for breaks, block in frame:
        if result and breaks == 1 and _runs_on(result[-1], length, block, width):
            previous = result[-1]
            result[-1] = Block(
                f"{previous.text} {block.text}",
                previous.tag,
                previous.linked + block.linked,
                [*previous.pieces, (" ", False), *block.pieces],
                previous.node,
            )
        else:
            result.append(block)
        length = len(block.text)
    return result


def _wrapped_at(frames: list[_Frame]) -> int:
    """Width at which a word processor broke the lines of the element, or 0 when ``<br>`` was set by hand.

    Wrapped lines are of one width, and most end in the middle of a sentence.
    """
    wrapped = [
        frame[number][1].text for frame in frames for number in range(len(frame) - 1) if frame[number + 1][0] == 1
    ]
    lengths = [len(text) for text in wrapped]
    if len(wrapped) < _WRAPPED_LINES or max(lengths) not in _WRAPPED_LENGTHS or median(lengths) < 50:
        return 0
    open_ended = sum(not ends_sentence(text) for text in wrapped)
    full = sum(length in _WRAPPED_LENGTHS for length in lengths)
    return max(lengths) if full >= 0.6 * len(lengths) and open_ended >= 0.5 * len(lengths) else 0


def _runs_on(previous: Block, length: int, following: Block, width: int) -> bool:
    """True when ``following`` continues the sentence of ``previous``, whose last line has ``length`` characters."""
    if previous.link or following.link or _ITEM.match(following.text):
        return False
    if width:
        # A line that ends a sentence although the next word had room was the last of its paragraph.
        next_word = len(following.text.split(None, 1)[0])
        return not ends_sentence(previous.text) or length + 1 + next_word > width - _WRAP_TOLERANCE
    if ends_sentence(previous.text) or _LABEL.match(following.text) or _LABEL.match(previous.text[:26]):
        return False
    return following.text[0].islower() or previous.text[-1] in ",-–"
