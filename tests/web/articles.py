"""The articles of the sample web: invented press texts with their gold values, read from `articles/<outlet>.toml`.

Every text and every person in them is made up; cities, institutions and offices are real.
"""

import re
import tomllib
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

ARTICLES_DIR = Path(__file__).resolve().parent / "articles"

SYSTEMS = frozenset({"main", "bag-hukum", "bag-pemerintahan"})
OPTIONS = frozenset({"amp", "br", "hardwrap", "glued", "spam"})

_REGION_CODE = re.compile(r"\d{2}(\.\d{2})?")  # Kemendagri: province, or province and kabupaten/kota
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+){0,40}")


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """One article as the sample web prints it, and what a perfect archive would know of it."""

    outlet: str
    """Name of the outlet that prints it; the stem of the TOML file."""
    key: str
    """Name of the article, unique over all outlets."""
    slug: str
    """Last part of the article's address."""
    title: str
    """Headline as printed."""
    published: datetime
    """Moment of publication, time zone aware (+07:00)."""
    paragraphs: tuple[str, ...]
    """The exact body: no title, dateline, byline, initials, caption or related titles."""
    event: str = ""
    """Gold event; articles with one value report one event. Empty for articles that are not election security."""
    copy_of: str | None = None
    """Gold copy relation: key of the article of which this is a copy or a light edit. A shortened text is none."""
    relevant: bool = True
    """Gold: whether it is election security."""
    id: int | None = None
    """Number of the article on platforms that count (WordPress `?p=`, ANTARA, Disway)."""
    system: str = "main"
    """Which portal prints it, for `probolinggo_kota`: one of `SYSTEMS`."""
    modified: datetime | None = None
    """Moment of the last edit, time zone aware, when there was one."""
    authors: tuple[str, ...] = ()
    """Reporters as printed."""
    editors: tuple[str, ...] = ()
    """Editors as printed."""
    initials: str | None = None
    """Initials printed in parentheses after the last paragraph, not part of the body."""
    dateline: str = ""
    """Printed before the first paragraph, not part of the body; empty for none."""
    place: str = ""
    """Gold place of the report."""
    region_code: str = ""
    """Gold Kemendagri code of the place, for example `35.74`."""
    event_date: date | None = None
    """Gold day on which the reported thing happened, in local time, when the text states it."""
    caption: str = ""
    """Caption of the lead photo, not part of the body."""
    related: tuple[str, ...] = ()
    """Titles of other stories that the outlet scatters between the paragraphs."""
    split: int | None = None
    """Paragraphs per page of a split article; None for one page."""
    options: frozenset[str] = frozenset()
    """Markup variants, a subset of `OPTIONS`."""

    @property
    def body(self) -> str:
        """The paragraphs, separated by a blank line."""
        return "\n\n".join(self.paragraphs)

    @property
    def words(self) -> int:
        """Number of whitespace-separated words in the body."""
        return len(self.body.split())


@cache
def load_articles() -> tuple[SampleArticle, ...]:
    """All sample articles in order of outlet and of publication.

    Raises `ValueError` naming the file and the article when an entry breaks the rules of the sample web.
    """
    articles = [
        _article(path.stem, entry)
        for path in sorted(ARTICLES_DIR.glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("article", [])
    ]
    check_articles(articles)
    return tuple(sorted(articles, key=lambda article: (article.outlet, article.published, article.key)))


def check_articles(articles: list[SampleArticle]) -> None:
    """Checks each article, and the copy relation among them; raises `ValueError` at the first broken rule."""
    by_key: dict[str, SampleArticle] = {}
    for article in articles:
        if article.key in by_key:
            raise ValueError(f"{article.outlet}.toml: key {article.key!r} is used twice")
        by_key[article.key] = article
        problem = _problem(article)
        if problem:
            raise ValueError(f"{article.outlet}.toml: {article.key}: {problem}")
    for article in articles:
        if article.copy_of is None:
            continue
        original = by_key.get(article.copy_of)
        if original is None:
            raise ValueError(f"{article.outlet}.toml: {article.key}: copy_of {article.copy_of!r} does not exist")
        if original is article or original.event != article.event:
            raise ValueError(f"{article.outlet}.toml: {article.key}: a copy shares the event of its original")


def _article(outlet: str, entry: dict[str, Any]) -> SampleArticle:
    """One TOML table as an article; lists become tuples, options a frozen set."""
    known = {field.name for field in fields(SampleArticle)} - {"outlet"}
    unknown = sorted(entry.keys() - known)
    missing = sorted({"key", "slug", "title", "published", "paragraphs"} - entry.keys())
    if unknown or missing:
        name = entry.get("key", "an article without key")
        raise ValueError(f"{outlet}.toml: {name}: unknown fields {unknown}, missing fields {missing}")
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    values["options"] = frozenset(values.get("options", ()))
    return SampleArticle(outlet=outlet, **values)


def _problem(article: SampleArticle) -> str | None:
    """Fault of one article by itself, or None."""
    checks = {
        f"slug {article.slug!r} is not lower-case words joined by hyphens": not _SLUG.fullmatch(article.slug),
        "published needs a time zone": not _is_aware(article.published),
        "modified needs a time zone": article.modified is not None and not _is_aware(article.modified),
        f"system {article.system!r} is not one of {sorted(SYSTEMS)}": article.system not in SYSTEMS,
        f"options {sorted(article.options - OPTIONS)} are unknown": not article.options <= OPTIONS,
        f"region_code {article.region_code!r} is not a Kemendagri code": not _REGION_CODE.fullmatch(
            article.region_code
        ),
        "a relevant article has an event, another has none": article.relevant != bool(article.event),
        "paragraphs are not empty and have no space around them": not article.paragraphs
        or any(not text or text != text.strip() for text in article.paragraphs),
        "split is a positive number of paragraphs": article.split is not None and article.split < 1,
    }
    return next((message for message, broken in checks.items() if broken), None)


def _is_aware(moment: object) -> bool:
    return isinstance(moment, datetime) and moment.utcoffset() is not None
