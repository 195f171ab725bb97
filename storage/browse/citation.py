"""Citations of an article and of an event: BibTeX, RIS and CSL-JSON, from one description (CSL 1.0.2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from storage.browse.wording import visible
from storage.calendar import JAKARTA
from storage.events.summaries import EventSummary
from storage.models import Article

ENDINGS = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}
"""Formats by the ending of their address, with their media types."""

# a document of BibTeX ends where a brace is left open, and LaTeX obeys the others
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip
_OF_ADDRESSES = re.compile(r"[{}\\\s%]")


def of_article(article: Article, outlet: str, seen: date) -> dict[str, Any]:
    """An article as CSL has it; ``outlet`` is the name that is printed, ``seen`` the day on which it was looked up."""
    authors = [{"literal": _line(name)} for name in article.authors]
    return _described(
        article.article_id, "article-newspaper", article.title, article.url, article.published_at, seen,
        {**({"author": authors} if authors else {}), "container-title": _line(outlet), "language": article.language},
    )  # fmt: skip


def of_event(event: EventSummary, address: str, seen: date) -> dict[str, Any]:
    """An event as CSL has it: an item of this archive; ``address`` is its page."""
    note = f"Event cluster of {event.articles} reports by {event.outlets} outlets"
    return _described(
        event.event_id, "dataset", event.title, address, event.first_published_at, seen,
        {"author": [{"literal": "Kliping archive"}], "number": event.event_id, "note": note},
    )  # fmt: skip


def _described(
    name: str, kind: str, title: str | None, address: str, issued: datetime | None, seen: date, more: dict[str, Any]
) -> dict[str, Any]:
    item = {"id": name, "type": kind, "title": _line(title or name), "URL": visible(address)}
    if issued is not None:
        item["issued"] = _date(issued.astimezone(JAKARTA).date())  # type: ignore[assignment]
    return {**item, "accessed": _date(seen), **{name: value for name, value in more.items() if value}}


def written(item: dict[str, Any], ending: str) -> str:
    """The citation in the format of ``ENDINGS``."""
    if ending == "json":
        return json.dumps([item], ensure_ascii=False, indent=1) + "\n"
    return _bibtex(item) if ending == "bib" else "".join(f"{tag}  - {value}\r\n" for tag, value in _ris(item))


def _bibtex(item: dict[str, Any]) -> str:
    kind = "article" if item["type"] == "article-newspaper" else "misc"
    fields = {
        "author": " and ".join(f"{{{_latex(one['literal'])}}}" for one in item.get("author", [])),
        "title": f"{{{_latex(item['title'])}}}",
        "journal": _latex(item.get("container-title", "")),
        "date": _iso(item, "issued"),
        "year": _iso(item, "issued")[:4],
        "note": _latex(item.get("note", "")),
        # the package url prints an address as it is, and takes no escapes in it
        "url": _OF_ADDRESSES.sub(lambda sign: f"%{ord(sign[0]):02X}" if sign[0] != "%" else "%", item["URL"]),
        "urldate": _iso(item, "accessed"),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{item['id']},\n{lines}}}\n"


def _ris(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS" if item["type"] == "article-newspaper" else "DATA"
    yield "ID", item["id"]
    yield "TI", item["title"]
    for one in item.get("author", []):
        yield "AU", one["literal"]
    for tag, value in (
        ("T2", item.get("container-title")),
        ("DA", _iso(item, "issued").replace("-", "/")),
        ("PY", _iso(item, "issued")[:4]),
        ("N1", item.get("note")),
        ("UR", _line(item["URL"])),
        ("Y2", _iso(item, "accessed").replace("-", "/")),
        ("LA", item.get("language")),
    ):
        if value:
            yield tag, value
    yield "ER", ""


def _date(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _iso(item: dict[str, Any], name: str) -> str:
    if name not in item:
        return ""
    year, month, day = item[name]["date-parts"][0]
    return f"{year:04}-{month:02}-{day:02}"


def _line(text: str) -> str:
    """One line: a line break would begin a new field in RIS."""
    return " ".join(visible(text).split())


def _latex(text: str) -> str:
    return text.translate(_LATEX)
