"""Quality of generic mode on public sets of real pages: text, title, date and authors of pages of no known outlet.

    python -m tests.benchmarks.public_sets trafilatura FOLDER     # tests/ of adbar/trafilatura, 990 pages
    python -m tests.benchmarks.public_sets fundus FOLDER          # tests/resources/parser/test_data of flairNLP/fundus
    python -m tests.benchmarks.public_sets slasherrb FOLDER       # spec/cases of hafizbadrie/slasherrb, ten portals
    python -m tests.benchmarks.public_sets zyte FOLDER            # scrapinghub/article-extraction-benchmark, 181 pages
    ... --half a          # one half only: rules are made on a, and hold when b moves with it
    ... --worst 10        # the pages worth a look
    ... --peer            # trafilatura's default on the same pages, with its CPU time

The pages belong to their publishers: FOLDER is a checkout of the named repository, outside of this one. A page is read
as ``scrapy extract`` reads it without an outlet (``crawler.outlets.saved_pages``, ``crawler.extraction.pool``).

Ways of counting:

* ``trafilatura``: segments that must be in the text and segments that must not, white space folded (its
  ``tests/eval_common.py``); precision, recall and F1 over all segments;
* ``zyte``, ``slasherrb``: shingles of four words, as in ``tests.benchmarks.extraction_quality``;
* ``fundus``: titles equal after folding of white space and quotation marks, dates equal to the minute, authors equal
  as sets without regard to case, ``strangers`` pages that name somebody else, ``teasers`` pages of which a paragraph
  shares no shingle with the gold text.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import trafilatura

from crawler.extraction.markup import UnreadableError, decode
from crawler.extraction.pool import read_page
from crawler.items import ArticleItem
from crawler.outlets.saved_pages import saved_page
from tests.benchmarks.extraction_quality import average, score, shingles

_UNKNOWN_ADDRESS: Final = "https://example.org/"
"""For the few pages of a set whose address is written wrongly."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a set with what is known of it."""

    name: str
    url: str
    body: bytes
    fetched_at: datetime
    text: str = ""
    """The whole text of the article; empty where only segments of it are known."""
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    """Title, authors and date, where the set has them."""

    @property
    def half(self) -> str:
        """``a`` or ``b``, by a hash of the name."""
        return "ab"[hashlib.sha256(self.name.encode()).digest()[0] % 2]


# --- the sets ---------------------------------------------------------------------------------------------------------


def trafilatura_pages(folder: Path) -> Iterator[Page]:
    """The pages of ``evaldata.json``."""
    for url, item in json.loads((folder / "evaldata.json").read_text(encoding="utf-8")).items():
        path = next(
            folder / place / item["file"] for place in ("cache", "eval") if (folder / place / item["file"]).is_file()
        )
        yield Page(
            item["file"], url if url.startswith("http") else _UNKNOWN_ADDRESS, path.read_bytes(), datetime.now(UTC),
            wanted=tuple(item["with"]), unwanted=tuple(item["without"]), values={"title": item.get("title")},
        )  # fmt: skip


def fundus_pages(folder: Path) -> Iterator[Page]:
    """The stored pages of each publisher; versions of a parser and pages are matched in order of their dates."""
    for gold in sorted(folder.glob("*/*.json")):
        versions = list(json.loads(gold.read_text(encoding="utf-8")).items())
        pages = sorted(gold.parent.glob(f"{gold.stem}_2*.html.gz"), key=lambda path: path.name[len(gold.stem) :])
        versions.sort(key=lambda version: [int(number) for number in re.findall(r"\d+", version[0])])
        known = json.loads((gold.parent / "meta.info").read_text(encoding="utf-8"))
        for path, (_, values) in zip(pages, versions, strict=True):
            body = values["body"]
            paragraphs = [
                *body["summary"],
                *(one for part in body["sections"] for one in (*part["headline"], *part["paragraphs"])),
            ]
            fetched_at = datetime.fromisoformat(known[path.name]["crawl_date"])
            yield Page(
                path.name, known[path.name]["url"], gzip.decompress(path.read_bytes()),
                fetched_at if fetched_at.tzinfo else fetched_at.replace(tzinfo=UTC),
                text="\n".join(paragraphs), values=values,
            )  # fmt: skip


def slasherrb_pages(folder: Path) -> Iterator[Page]:
    """The ten portal pages of June 2015."""
    for path in sorted(folder.glob("*.html")):
        gold = folder / f"{path.stem}_expectation.txt"
        yield Page(
            path.name,
            f"https://{path.stem}.example/",
            path.read_bytes(),
            datetime(2015, 6, 19, tzinfo=UTC),
            gold.read_text(encoding="utf-8"),
        )


def zyte_pages(folder: Path) -> Iterator[Page]:
    """The pages of ``ground-truth.json``."""
    for name, item in json.loads((folder / "ground-truth.json").read_text(encoding="utf-8")).items():
        body = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        yield Page(name, item["url"], body, datetime.now(UTC), item["articleBody"])


SETS: dict[str, Callable[[Path], Iterator[Page]]] = {
    "trafilatura": trafilatura_pages,
    "fundus": fundus_pages,
    "slasherrb": slasherrb_pages,
    "zyte": zyte_pages,
}


# --- counting ---------------------------------------------------------------------------------------------------------


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def segments(page: Page, text: str) -> tuple[int, int, int, int]:
    """Segments found rightly, found wrongly, missed, left out rightly."""
    text = _spaced(text)
    found = sum(_spaced(one) in text for one in page.wanted)
    wrong = sum(_spaced(one) in text for one in page.unwanted)
    return found, wrong, len(page.wanted) - found, len(page.unwanted) - wrong


def segment_scores(counts: Sequence[tuple[int, int, int, int]]) -> str:
    """Precision, recall, F1 and accuracy of all pages."""
    found, wrong, missed, left_out = (sum(column) for column in zip(*counts, strict=True))
    precision, recall = found / max(1, found + wrong), found / max(1, found + missed)
    f1 = 2 * found / max(1, 2 * found + wrong + missed)
    accuracy = (found + left_out) / max(1, found + wrong + missed + left_out)
    return f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  accuracy {accuracy:.3f}"


_QUOTES = str.maketrans("“”„‟«»‘’‚‛‹›´`", "\"\"\"\"\"\"''''''''")


def same_title(gold: str | None, found: str | None) -> bool:
    """True when two titles are the same but for white space and the shape of quotation marks."""
    return _spaced(gold or "").translate(_QUOTES) == _spaced(found or "").translate(_QUOTES)


def same_minute(gold: datetime, item: ArticleItem) -> bool:
    """True when an article's date is that minute, or that day where it is known to the day."""
    if item.published_at is None or item.published_origin == "fetch":
        return False
    if item.published_precision == "day":
        return abs((item.published_at - gold).total_seconds()) <= 24 * 3600
    return abs((item.published_at - gold).total_seconds()) < 60


def strangers(page: Page, text: str) -> list[str]:
    """Paragraphs that have nothing of the gold text."""
    gold = set(shingles(page.text))
    return [one for one in text.split("\n\n") if len(one) > 60 and gold.isdisjoint(shingles(one))]


# --- report -----------------------------------------------------------------------------------------------------------


def read(page: Page) -> ArticleItem | None:
    """The article of a page of no known outlet."""
    try:
        return read_page(saved_page(page.body, page.url, None, page.fetched_at))
    except UnreadableError as error:
        sys.stderr.write(f"public_sets: {page.name}: {error}\n")
        return None


def report(kind: str, pages: Sequence[Page], *, worst: int = 0, peer: bool = False) -> Iterator[str]:
    """The lines of the report."""
    started = time.process_time()
    items = [read(page) for page in pages]
    spent = time.process_time() - started
    texts = [item.body if item else "" for item in items]
    yield f"{kind}: {len(pages)} pages, {1000 * spent / len(pages):.1f} ms of CPU a page, {texts.count('')} empty"
    yield from _scores(kind, pages, texts)
    if kind == "fundus":
        yield from _values(pages, items)
    if peer:
        started = time.process_time()
        others = [trafilatura.extract(decode(page.body, None), include_comments=False) or "" for page in pages]
        spent = time.process_time() - started
        yield f"trafilatura: {1000 * spent / len(pages):.1f} ms of CPU a page, {others.count('')} empty"
        yield from _scores(kind, pages, others)
    if worst:
        yield from _worst(pages, texts, worst)


def _scores(kind: str, pages: Sequence[Page], texts: Sequence[str]) -> Iterator[str]:
    for half in ("a", "b", "ab"):
        chosen = [(page, text) for page, text in zip(pages, texts, strict=True) if page.half in half]
        if not chosen:
            continue
        if kind == "trafilatura":
            line = segment_scores([segments(page, text) for page, text in chosen])
        else:
            result = average(score(page.text, text) for page, text in chosen if page.text)
            line = f"precision {result.precision or 0:.3f}  recall {result.recall or 0:.3f}  F1 {result.f1:.3f}"
        yield f"  half {half:<3} {len(chosen):>4} pages  {line}"


def _values(pages: Sequence[Page], items: Sequence[ArticleItem | None]) -> Iterator[str]:
    for half in ("a", "b", "ab"):
        counts: dict[str, list[bool]] = {name: [] for name in ("titles", "dates", "authors", "strangers", "teasers")}
        for page, item in zip(pages, items, strict=True):
            if page.half not in half or item is None:
                continue
            gold = page.values
            found = {name.casefold() for name in item.authors}
            if gold.get("title"):
                counts["titles"].append(same_title(gold["title"], item.title))
            if gold.get("publishing_date"):
                at = datetime.fromisoformat(gold["publishing_date"])
                counts["dates"].append(same_minute(at if at.tzinfo else at.replace(tzinfo=UTC), item))
            if "authors" in gold:
                names = {_spaced(name).casefold() for name in gold["authors"] or ()}
                counts["authors"].append(found == names)
                counts["strangers"].append(bool(found - names))
            counts["teasers"].append(bool(strangers(page, item.body)))
        yield f"  half {half:<3} " + "  ".join(f"{name} {sum(one)} of {len(one)}" for name, one in counts.items())


def _worst(pages: Sequence[Page], texts: Sequence[str], count: int) -> Iterator[str]:
    rows = []
    for page, text in zip(pages, texts, strict=True):
        if page.wanted:
            found, wrong, missed, _ = segments(page, text)
            rows.append((2 * found / max(1, 2 * found + wrong + missed), page, f"wrong {wrong} missed {missed}"))
        else:
            one = score(page.text, text)
            rows.append((one.f1, page, f"precision {one.precision or 0:.3f} recall {one.recall or 0:.3f}"))
    rows.sort(key=lambda row: row[0])
    for f1, page, line in rows[:count]:
        yield f"  {f1:.3f} {line}  {page.half} {page.name} {page.url[:100]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the report; exit code 2 when the folder does not hold the set."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.public_sets", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("set", choices=SETS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("a", "b", "ab"), default="ab")
    parser.add_argument("--worst", type=int, default=0, metavar="N")
    parser.add_argument("--peer", action="store_true")
    given = parser.parse_args(arguments)
    try:
        pages = [page for page in SETS[given.set](given.folder) if page.half in given.half]
    except (OSError, KeyError, StopIteration) as error:
        sys.stderr.write(f"public_sets: {given.folder} does not hold the set: {error!r}\n")
        return 2
    for line in report(given.set, pages, worst=given.worst, peer=given.peer):
        sys.stdout.write(line + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
