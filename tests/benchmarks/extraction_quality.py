"""Quality of generic mode on real pages, next to plain trafilatura.

    python -m tests.benchmarks.extraction_quality FOLDER                  # precision, recall and F1 of each way
    python -m tests.benchmarks.extraction_quality FOLDER --worst 10       # ... and the ten pages worth a look
    python -m tests.benchmarks.extraction_quality FOLDER --comments       # ... and how much of the comments leaked

A folder holds pages as ``NAME.html`` or ``NAME.html.gz``, each with the text of its article as ``NAME.txt``, and where
known its address as ``NAME.url`` and the sentences of its readers' comments, one a line, as ``NAME.comments.txt``. All
but the pages are UTF-8. Real pages belong to their publishers: such folders are kept outside the repository.

The score is that of Zyte's article extraction benchmark (github.com/scrapinghub/article-extraction-benchmark,
``evaluate.py``): shingles of four words, counted with their repetitions; precision and recall per page, their means
over the pages (macro), and F1 of the two means. Layout and punctuation do not count.

The ways:

* ``generic``: ``crawler.extraction.article`` for a page of no known outlet, ``layouts=()``: the body as it is stored;
* ``generic + dateline``: the same with the dateline in front ("PROBOLINGGO, KABAR.CO -"), which the crawler keeps apart
  from the body while most gold texts have it: what separates the two lines is the contract and no mistake;
* ``trafilatura, no comments``: ``trafilatura.extract(page, include_comments=False)``;
* ``trafilatura, defaults``: ``trafilatura.extract(page)``.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Final

import trafilatura

from crawler.extraction.article import take
from crawler.extraction.bylines import squash
from crawler.extraction.markup import UnreadableError, decode
from crawler.outlets.saved_pages import saved_page

SHINGLE: Final = 4
"""Words in a shingle."""
TELLING: Final = 20
"""Letters and digits from which a comment sentence is looked for: "Setuju sekali" stands in articles too."""
_WORD = re.compile(r"\w+")
_UNKNOWN_ADDRESS: Final = "https://example.org/"


class UnusableFolderError(Exception):
    """The folder holds nothing that can be scored; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page with what is known of it."""

    name: str
    body: bytes
    url: str
    gold: str
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall, of a page or as means; ``None`` where there is nothing to divide by."""

    precision: float | None
    recall: float | None

    @property
    def f1(self) -> float:
        """Harmonic mean; 0 when either is missing."""
        if not self.precision or not self.recall:
            return 0.0
        return 2 * self.precision * self.recall / (self.precision + self.recall)


Texts = Sequence[str]


def read_folder(folder: Path) -> list[Page]:
    """The pages with a gold text, by name. Raises ``UnusableFolderError`` when there are none."""
    pages = []
    for path in sorted((*folder.glob("*.html"), *folder.glob("*.html.gz"))):
        name = path.name.removesuffix(".gz").removesuffix(".html")
        gold, url, comments = (folder / f"{name}.{kind}" for kind in ("txt", "url", "comments.txt"))
        if not gold.is_file():
            sys.stderr.write(f"extraction_quality: {path.name} has no {gold.name}: left out\n")
            continue
        body = path.read_bytes()
        pages.append(
            Page(
                name=name,
                body=gzip.decompress(body) if path.suffix == ".gz" else body,
                url=url.read_text(encoding="utf-8").strip() if url.is_file() else _UNKNOWN_ADDRESS,
                gold=gold.read_text(encoding="utf-8"),
                comments=tuple(comments.read_text(encoding="utf-8").splitlines()) if comments.is_file() else (),
            )
        )
    if not pages:
        raise UnusableFolderError(f"{folder} holds no page with its text; put NAME.html(.gz) and NAME.txt there")
    return pages


def _generic(page: Page) -> tuple[str, str]:
    """The body, and the dateline with the body."""
    try:
        found = take(saved_page(page.body, page.url, None, datetime.now(UTC)))
    except UnreadableError as error:
        sys.stderr.write(f"extraction_quality: {page.name}: {error}\n")
        return "", ""
    return found.item.body, f"{found.dateline or ''}\n{found.item.body}"


def _no_comments(page: Page) -> str:
    return trafilatura.extract(decode(page.body, None), include_comments=False) or ""


def _defaults(page: Page) -> str:
    return trafilatura.extract(decode(page.body, None)) or ""


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Shingles of a text with their counts; a text of fewer words is one shingle, an empty one has none."""
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1)))


def score(gold: str, found: str) -> Score:
    """Of one page."""
    wanted, got = shingles(gold), shingles(found)
    both = (wanted & got).total()
    return Score(both / got.total() if got else None, both / wanted.total() if wanted else None)


def average(scores: Iterable[Score]) -> Score:
    """Means over the pages that have a value: a page without a found text has no precision."""
    scores = list(scores)
    precisions = [one.precision for one in scores if one.precision is not None]
    recalls = [one.recall for one in scores if one.recall is not None]
    return Score(mean(precisions) if precisions else None, mean(recalls) if recalls else None)


def leaked(comments: Iterable[str], gold: str, found: str) -> tuple[int, int]:
    """Comment sentences that stand in the text found, and how many were looked for.

    Short ones and those that the article itself has are not looked for.
    """
    article, text = squash(gold), squash(found)
    looked_for = [line for line in map(squash, comments) if len(line) >= TELLING and line not in article]
    return sum(line in text for line in looked_for), len(looked_for)


def measure(pages: Sequence[Page]) -> dict[str, tuple[Texts, float]]:
    """The texts that each way finds, and its CPU seconds."""
    ways: dict[str, tuple[Texts, float]] = {}
    started = time.process_time()
    both = [_generic(page) for page in pages]
    spent = time.process_time() - started
    ways["generic"] = [body for body, _ in both], spent
    ways["generic + dateline"] = [text for _, text in both], spent
    others: dict[str, Callable[[Page], str]] = {
        "trafilatura, no comments": _no_comments,
        "trafilatura, defaults": _defaults,
    }
    for name, way in others.items():
        started = time.process_time()
        texts = [way(page) for page in pages]
        ways[name] = texts, time.process_time() - started
    return ways


def report(pages: Sequence[Page], *, worst: int = 0, comments: bool = False) -> str:
    """The table, and on request the comments that leaked and the pages with the lowest F1 of generic mode."""
    ways = measure(pages)
    lines = [f"{'way':<26} {'precision':>9} {'recall':>7} {'F1':>6} {'pages/s':>8}   ({len(pages)} pages)"]
    for name, (texts, seconds) in ways.items():
        result = average(score(page.gold, text) for page, text in zip(pages, texts, strict=True))
        lines.append(
            f"{name:<26} {_number(result.precision):>9} {_number(result.recall):>7} {result.f1:>6.3f} "
            f"{len(pages) / max(seconds, 1e-9):>8.1f}"
        )
    if comments:
        lines.extend(_leaks(pages, ways))
    if worst:
        lines.extend(_worst(pages, ways, worst))
    return "\n".join(lines) + "\n"


def _leaks(pages: Sequence[Page], ways: dict[str, tuple[Texts, float]]) -> list[str]:
    known = [number for number, page in enumerate(pages) if page.comments]
    if not known:
        return ["", "comments: no NAME.comments.txt in the folder"]
    lines = ["", f"comment sentences leaked ({len(known)} pages)"]
    for name, (texts, _) in ways.items():
        counts = [leaked(pages[number].comments, pages[number].gold, texts[number]) for number in known]
        found, looked_for = (sum(column) for column in zip(*counts, strict=True))
        lines.append(f"{name:<26} {found} of {looked_for} ({found / max(1, looked_for):.1%})")
    return lines


def _worst(pages: Sequence[Page], ways: dict[str, tuple[Texts, float]], count: int) -> list[str]:
    generic, other = (ways[name][0] for name in ("generic", "trafilatura, no comments"))
    rows = [
        (score(page.gold, ours), score(page.gold, theirs), page)
        for page, ours, theirs in zip(pages, generic, other, strict=True)
    ]
    lines = ["", f"{'generic: precision, recall':>27} {'trafilatura':>13}  page"]
    for ours, theirs, page in sorted(rows, key=lambda row: row[0].f1)[:count]:
        numbers = [_number(value) for value in (ours.precision, ours.recall, theirs.precision, theirs.recall)]
        lines.append(f"{numbers[0]:>21} {numbers[1]:>5} {numbers[2]:>7} {numbers[3]:>5}  {page.name} {page.url[:100]}")
    return lines


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the report; exit code 2 when the folder cannot be used."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.extraction_quality", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("folder", type=Path, help="NAME.html(.gz) with NAME.txt, maybe NAME.url and NAME.comments.txt")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="list the N pages with the lowest F1")
    parser.add_argument("--comments", action="store_true", help="count the known comment sentences that leaked")
    given = parser.parse_args(arguments)
    try:
        pages = read_folder(given.folder)
    except (UnusableFolderError, OSError) as error:
        sys.stderr.write(f"extraction_quality: {error}\n")
        return 2
    sys.stdout.write(report(pages, worst=given.worst, comments=given.comments))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
