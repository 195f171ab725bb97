"""Captured pages of an outlet with the article expected of each; a folder an outlet (setting ``KLIPING_CAPTURES``).

``1.html`` is a disguised page. ``1.json`` is the article that the rules extract from it, with address and time of the
capture and the hash of the real text. ``sources.json`` lists the articles announced by the outlet's sources,
``source-1.body`` and so on are the disguised answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scrapy.http import Response, TextResponse

from crawler.captures.anonymise import disguised, kept
from crawler.exceptions import UsageFailure
from crawler.extraction.pool import read_page
from crawler.items import ArticleItem
from crawler.outlets.outlet import Outlet
from crawler.outlets.saved_pages import saved_page
from crawler.outlets.sources import Context, Source, Step
from crawler.outlets.window import Window

_EQUAL = (
    "published_at", "published_precision", "published_origin", "modified_at", "event_date", "region_code", "language",
    "relevant", "words", "extractor", "complete", "rule_hits",
)  # fmt: skip
"""Fields that a disguise must not change; of the others it keeps the lengths."""


_DAYS = 7
"""Window asked of a source that takes one, in days: that of a first night."""


@dataclass(frozen=True, slots=True)
class Captured:
    """One captured page: its number, the disguised bytes, and the golden values."""

    number: int
    page: bytes
    golden: dict[str, Any]

    @property
    def url(self) -> str:
        """Its address on the site."""
        return str(self.golden["captured"]["url"])

    @property
    def at(self) -> datetime:
        """When it was captured (aware)."""
        return datetime.fromisoformat(self.golden["captured"]["at"])

    @property
    def text_sha256(self) -> str | None:
        """Hash of the text that was read of the real page."""
        found = self.golden["captured"].get("text_sha256")
        return str(found) if found else None


def capture(outlet: type[Outlet], url: str, body: bytes, at: datetime) -> tuple[bytes, dict[str, Any], list[str]]:
    """Return the disguised page, the golden values, and each value that the disguise changed (a fault of ours)."""
    page = disguised(body, names=outlet.signs_as(), own=(url,))
    real, golden = article_of(outlet, url, body, at), article_of(outlet, url, page, at)
    saved = values(golden, url, at)
    saved["captured"] |= {"text_sha256": real.text_sha256, "kept": asdict(kept(real.body, golden.body))}
    return page, saved, list(_changed(real, golden))


def article_of(outlet: type[Outlet], url: str, body: bytes, at: datetime) -> ArticleItem:
    """Extract the article of a page by the outlet's rules. Raises ``UsageFailure`` for an address of no article."""
    if outlet.addresses().article(url) is None:
        raise UsageFailure(f"{url} is no article of {outlet.name}: its article_path is {outlet.article_path}")
    return read_page(saved_page(body, url, outlet, at))


def values(article: ArticleItem, url: str, at: datetime) -> dict[str, Any]:
    """Return an article as JSON values, with address and time of the capture."""
    fields = {name: _plain(value) for name, value in asdict(article).items()}
    fields.pop("fetched_at")
    return {"captured": {"url": url, "at": at.astimezone(UTC).isoformat(timespec="seconds")}, **fields}


def first_steps(outlet: type[Outlet], at: datetime) -> list[tuple[Source, Step]]:
    """Return the first request of each source of the outlet at that time; a search is left out."""
    context = _context(outlet, at)
    sources = [source for source in outlet.sources if source.scope != "some"]
    return [(source, step) for source in sources if (step := next(source.steps(context), None))]


def announced(outlet: type[Outlet], source: Source, response: Response, at: datetime) -> list[dict[str, Any]]:
    """List the articles announced on the first page of a source, as JSON values."""
    if not isinstance(response, TextResponse):
        return []
    reading = source.read(response, Step(response.url), _context(outlet, at))
    return [
        {"url": outlet.addresses().article(one.url), "published": _plain(one.published)}
        for one in reading.announcements
        if outlet.addresses().article(one.url)
    ]


def captures(folder: Path) -> list[Captured]:
    """Read the captured pages in an outlet's folder, in the order of their numbers."""
    found = []
    for path in sorted(folder.glob("*.html"), key=lambda path: int(path.stem)):
        golden = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        found.append(Captured(int(path.stem), path.read_bytes(), golden))
    return found


def save(folder: Path, url: str, page: bytes, golden: dict[str, Any]) -> tuple[Path, list[str]]:
    """Write a captured page, over the one of the same address where there is one.

    Returns its path and the differences from that one, a line each.
    """
    before = {one.url: one for one in captures(folder)}
    known = before.get(url)
    number = known.number if known else 1 + max((one.number for one in before.values()), default=0)
    path = folder / f"{number}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page)
    path.with_suffix(".json").write_text(written(golden), encoding="utf-8")
    return path, differences(known.golden, golden) if known else []


def save_sources(folder: Path, answers: Iterable[tuple[str, str, bytes, list[dict[str, Any]]]], at: datetime) -> None:
    """Write the answers of sources: label, address, disguised bytes, announced articles."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("source-*.body"):
        old.unlink()
    rows = []
    for number, (label, url, body, found) in enumerate(answers, 1):
        (folder / f"source-{number}.body").write_bytes(body)
        rows.append({"source": label, "url": url, "file": f"source-{number}.body", "announced": found})
    content = {"captured": at.astimezone(UTC).isoformat(timespec="seconds"), "sources": rows}
    (folder / "sources.json").write_text(written(content), encoding="utf-8")


def written(golden: Any) -> str:
    """Return JSON for people, to be compared line by line."""
    return json.dumps(golden, ensure_ascii=False, indent=2) + "\n"


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """List the differences between two captures of one page, a line each, but for the time of capture."""
    lines = []
    for name in (*before, *(name for name in after if name not in before)):
        old, new = before.get(name), after.get(name)
        if name == "captured" or old == new:
            continue
        if name == "body":
            old, new = _shape(str(old)), _shape(str(new))
        lines.append(f"{name}: {old!r} → {new!r}")
    return lines


def drift(captured: Captured, article: ArticleItem) -> list[str]:
    """List the differences between the live page and its capture, a line each, without any words of the page.

    The text must have the same hash; title and names must have the lengths that the disguise has kept.
    """
    golden = captured.golden
    lines = []
    if article.text_sha256 != captured.text_sha256:
        old, new = _shape(str(golden["body"])), _shape(article.body)
        lines.append(f"the text has {new}, where it had {old}" if old != new else f"the text ({old}) is another")
    if len(article.title or "") != len(golden["title"] or ""):
        lines.append(f"the title has {len(article.title or '')} characters, where it had {len(golden['title'] or '')}")
    if list(map(len, article.authors)) != list(map(len, golden["authors"])):
        lines.append(f"{len(article.authors)} authors, where there were {len(golden['authors'])}")
    if (read := _plain(article.published_at)) != golden["published_at"]:
        lines.append(f"published {read}, where it was {golden['published_at']}")
    return lines


def _context(outlet: type[Outlet], at: datetime) -> Context:
    return Context(outlet.site, outlet.layouts[0].zone, Window(at - timedelta(days=_DAYS)), at)


def _changed(real: ArticleItem, disguise: ArticleItem) -> Iterator[str]:
    for name in _EQUAL:
        if getattr(real, name) != getattr(disguise, name):
            yield f"{name}: {getattr(real, name)!r} → {getattr(disguise, name)!r}"
    pairs: dict[str, tuple[Iterable[str], Iterable[str]]] = {
        "title": ([real.title or ""], [disguise.title or ""]),
        "authors": (real.authors, disguise.authors),
        "editors": (real.editors, disguise.editors),
        "bylines": (real.bylines, disguise.bylines),
        "paragraphs": (real.body.split("\n\n"), disguise.body.split("\n\n")),
    }
    for name, (old, new) in pairs.items():
        if list(map(len, old)) != list(map(len, new)):
            yield f"{name}: lengths {list(map(len, old))} → {list(map(len, new))}"


def _shape(body: str) -> str:
    paragraphs = body.split("\n\n") if body else []
    return f"{len(paragraphs)} paragraphs, {sum(map(len, paragraphs))} characters"


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
