"""Captured pages of an outlet and what must be read of them: a folder for each (setting
``KLIPING_CAPTURES``).

``1.html`` is a disguised page, ``1.json`` the article that today's rules read of it, with the address and the moment of
the capture and the hash of the text as it really is. ``sources.json`` has what the outlet's sources announced,
``source-1.body`` the disguised answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scrapy.http import Response, TextResponse

from crawler.captures.anonymise import disguised
from crawler.exceptions import UsageFailure
from crawler.extraction.pool import read_page
from crawler.items import ArticleItem
from crawler.outlets.outlet import Outlet
from crawler.outlets.saved_page import saved_page
from crawler.outlets.sources import Context, Search, Source, Step
from crawler.outlets.window import Window

_EQUAL = (
    "published_at", "published_precision", "published_origin", "modified_at", "event_date", "region_code", "language",
    "relevant", "words", "extractor", "complete", "rule_hits",
)  # fmt: skip
"""Fields that a disguise must not change; of the others it keeps the lengths."""


_DAYS = 7
"""What sources are asked for that can be asked for a window: a first night's."""


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
    """The disguised page, the golden values, and where the disguise changed what is read (a fault of ours)."""
    page = disguised(body, names=outlet.signs_as(), own=(url,))
    real, golden = read(outlet, url, body, at), read(outlet, url, page, at)
    kept = values(golden, url, at)
    kept["captured"]["text_sha256"] = real.text_sha256
    return page, kept, list(_changed(real, golden))


def read(outlet: type[Outlet], url: str, body: bytes, at: datetime) -> ArticleItem:
    """The article of a page as the outlet reads it. Raises ``UsageFailure`` where the address is no article's."""
    if outlet.addresses().article(url) is None:
        raise UsageFailure(f"{url} is no article of {outlet.name}: its article_path is {outlet.article_path}")
    return read_page(saved_page(body, url, outlet, at))


def values(article: ArticleItem, url: str, at: datetime) -> dict[str, Any]:
    """An article as JSON values, with where and when it was captured."""
    fields = {name: _plain(value) for name, value in asdict(article).items()}
    fields.pop("fetched_at")
    return {"captured": {"url": url, "at": at.astimezone(UTC).isoformat(timespec="seconds")}, **fields}


def first_steps(outlet: type[Outlet], at: datetime) -> list[tuple[Source, Step]]:
    """The first page that each source of the outlet would be asked for at that time; searches are left out."""
    context = _context(outlet, at)
    sources = [source for source in outlet.sources if not isinstance(source, Search)]
    return [(source, step) for source in sources if (step := next(source.steps(context), None))]


def announced(outlet: type[Outlet], source: Source, response: Response, at: datetime) -> list[dict[str, Any]]:
    """What the first page of a source announces, as JSON values; addresses that are no articles are left out."""
    if not isinstance(response, TextResponse):
        return []
    reading = source.read(response, Step(response.url), _context(outlet, at))
    return [
        {"url": outlet.addresses().article(one.url), "published": _plain(one.published)}
        for one in reading.announcements
        if outlet.addresses().article(one.url)
    ]


def captures(folder: Path) -> list[Captured]:
    """The captured pages in an outlet's folder, by number; none when nothing was captured."""
    found = []
    for path in sorted(folder.glob("*.html"), key=lambda path: int(path.stem)):
        golden = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        found.append(Captured(int(path.stem), path.read_bytes(), golden))
    return found


def save(folder: Path, url: str, page: bytes, golden: dict[str, Any]) -> tuple[Path, list[str]]:
    """Writes a captured page, in the place of the one of the same address where there is one; gives where, and what
    differs from that one.
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
    """Writes what sources answered: label, address, disguised bytes, and what was announced in them."""
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
    """JSON for people to read and to compare line by line."""
    return json.dumps(golden, ensure_ascii=False, indent=2) + "\n"


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What differs between two readings of one page, a line each; when it was captured is no difference."""
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
    """What is read of the real page otherwise than when it was captured, a line each; without any of its words.

    Its text must have the same hash; of title and names the disguise has kept the lengths.
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
