"""The module of a new outlet, written from facts about its site."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from crawler.annotation.gazetteer import gazetteer, region, spelling, zone
from crawler.exceptions import UsageFailure
from crawler.extraction.markup import selector
from crawler.outlets.outlet import Outlet
from crawler.outlets.sources import KINDS, Source, without

INDONESIAN_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
OWN_SYSTEM = "own_system"
"""The family of sites that no other family knows."""

_WIDTH = 116


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """Facts about a site; ``sources`` are those that its family does not declare already."""

    name: str
    site: str
    title: str
    region: str
    day: date
    family: type[Outlet]
    article_path: str | None = None
    article: str | None = None
    example: str | None = None
    """Address of an article that was seen."""

    headline: str | None = None
    """Selector of the article's title."""

    published: str | None = None
    """Selector of the moment of publication."""

    authors: str | None = None
    """Selector of the reporters' names."""

    zone: str | None = None
    """IANA zone of its dates; that of its region where none is given."""

    network: str | None = None
    whole: str | None = None
    rendered: bool = False
    sources: tuple[Source, ...] = ()
    dead: tuple[str, ...] = ()
    """Addresses of the family's sources that this outlet does not have."""

    @property
    def class_name(self) -> str:
        """``warta_contoh`` is ``WartaContohSpider``."""
        return "".join(word.capitalize() for word in self.name.split("_")) + "Spider"


def checked(declared: Declaration) -> Declaration:
    """Check a declaration and return it. Raises ``UsageFailure`` with what is wrong and what to give."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", declared.name) or keyword.iskeyword(declared.name):
        raise UsageFailure(
            f"{declared.name!r} is no name for an outlet: small letters, digits and _, as in warta_contoh"
        )
    parts = urlsplit(declared.site)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise UsageFailure(f"{declared.site!r} is no front page: give https://host/")
    if not declared.title:
        raise UsageFailure("give the outlet's display name in --title")
    if declared.region not in gazetteer().regions:
        raise UsageFailure(
            f"{declared.region!r} is no Kemendagri code{_nearest(declared.region)}: give --region, as in 35 or 35.74"
        )
    if not (declared.article_path or hasattr(declared.family, "article_path")):
        raise UsageFailure(f"family {declared.family.family()} leaves it to its outlets: give --article-path")
    if not (declared.sources or inherited_sources(declared.family)):
        raise UsageFailure(f"family {declared.family.family()} leaves it to its outlets: give at least one --source")
    selectors = {
        "--article": declared.article,
        "--headline": declared.headline,
        "--published": declared.published,
        "--authors": declared.authors,
    }
    for name, value in {"--article-path": declared.article_path, **selectors}.items():
        try:
            re.compile(value or "") if name == "--article-path" else selector(value or "x")
        except (re.error, ValueError) as error:
            raise UsageFailure(f"{name} {value!r}: {error}") from None
    _check_rest(declared)
    return declared


def _check_rest(declared: Declaration) -> None:
    if declared.zone is not None and declared.zone not in INDONESIAN_ZONES:
        raise UsageFailure(f"--zone {declared.zone!r} is none of {', '.join(INDONESIAN_ZONES)}")
    if declared.network is not None and not re.fullmatch(r"[a-z][a-z0-9_]*", declared.network):
        raise UsageFailure(f"--network {declared.network!r}: small letters, digits and _, as in disway")
    if declared.whole is not None and declared.whole[:1] not in ("?", "/"):
        raise UsageFailure(f"--whole {declared.whole!r} is no ending of an address: write ?page=all or /all")
    try:
        left = without(inherited_sources(declared.family), *declared.dead)
    except ValueError as error:
        raise UsageFailure(f"--dead: family {declared.family.family()} has {error}") from None
    if not (left or declared.sources):
        raise UsageFailure("--dead leaves no source: give one in --source")


def source_of(text: str) -> Source:
    """The source that ``--source`` names: its kind, a colon, and what the kind reads (``Source.of_option``).

    Raises ``UsageFailure`` for anything else.
    """
    kinds = {kind.option_kind or kind.kind: kind for kind in KINDS if kind.option_form}
    name, _, rest = text.partition(":")
    if name in kinds and (source := kinds[name].of_option(rest)):
        return source
    *forms, last = (kind.option_form for kind in kinds.values())
    raise UsageFailure(f"--source {text!r}: write {', '.join(forms)} or {last}")


def counted(source: Source, step: int) -> Source:
    """A listing whose pages count articles by ``step``, from nought; any other source as it is."""
    if not source.has_pages or (getattr(source, "first", 0), getattr(source, "step", 0)) != (1, 1):
        return source
    return replace(source, first=0, step=step)  # type: ignore[call-arg]


def inherited_sources(family: type[Outlet] | None) -> tuple[Source, ...]:
    """The sources that every outlet of a family has; none where each declares its own."""
    sources: tuple[Source, ...] = getattr(family, "sources", ())
    return sources


def module(declared: Declaration) -> str:
    """The outlet's module."""
    return "\n".join(_lines(declared)) + "\n"


def outlets_folder(package: str) -> Path:
    """The folder of the outlets' package. Raises ``UsageFailure`` when there is no such package."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise UsageFailure(f"there is no package {package!r}, where NEWSPIDER_MODULE wants outlets")
    return Path(spec.submodule_search_locations[0])


def _lines(declared: Declaration) -> Iterator[str]:
    family = declared.family
    base = family.__name__
    state = f"declared {declared.day:%Y-%m-%d}; nothing is verified but what a probe saw"
    yield f'"""{_doc(declared.title)}, {region(declared.region).name} ({state})."""'
    yield ""
    if _changes_markup(declared) and _knows_markup(family):
        yield "from dataclasses import replace"
        yield ""
    if declared.article or (_changes_markup(declared) and not _knows_markup(family)):
        yield "from crawler.items import Layout"
    kinds = sorted({type(source).__name__ for source in declared.sources}) + (["without"] if declared.dead else [])
    if kinds:
        yield f"from crawler.outlets.sources import {', '.join(kinds)}"
    yield f"from {family.__module__} import {base}"
    yield from ("", "", f"class {declared.class_name}({base}):")
    yield f'    """{_about(declared)}"""'
    yield ""
    yield f"    name = {literal(declared.name)}"
    yield f"    title = {literal(declared.title)}"
    yield f"    site = {literal(declared.site.rstrip('/') + '/')}"
    yield f"    region = {literal(declared.region)}"
    if (clock := declared.zone or zone(declared.region)) != Outlet.zone:
        yield f"    zone = {literal(clock)}"
    if declared.network:
        yield f"    network = {literal(declared.network)}"
    if declared.rendered:
        yield "    rendered = True"
    if declared.article_path:
        yield f"    article_path = {literal(declared.article_path)}"
    if declared.example:
        line = f"    examples = ({literal(declared.example)},)"
        yield from (
            [line] if len(line) <= _WIDTH else ["    examples = (", f"        {literal(declared.example)},", "    )"]
        )
    if declared.whole:
        yield f"    whole = {literal(declared.whole)}"
    if declared.article or _changes_markup(declared):
        yield from _layouts(declared, base)
    if declared.sources or declared.dead:
        yield from _sources(declared, base)


def _about(declared: Declaration) -> str:
    """The class's docstring: what of the site is unlike others."""
    told = [f"An outlet of the family {declared.family.family()}; say here what is peculiar to its addresses."]
    if declared.site.startswith("http://"):
        told.append("It has no HTTPS.")
    if declared.zone and declared.zone != zone(declared.region):
        told.append(f"Its dates are those of {declared.zone}.")
    return " ".join(told)


def _changes_markup(declared: Declaration) -> bool:
    return bool(declared.headline or declared.published or declared.authors)


def _layouts(declared: Declaration, base: str) -> Iterator[str]:
    fields = {
        "article": declared.article,
        "title": declared.headline,
        "published": declared.published,
        "authors": declared.authors,
    }
    given = [f"{name}=({literal(value)},)" for name, value in fields.items() if value]
    knows = _knows_markup(declared.family)
    if knows and _changes_markup(declared):
        layout = f"replace({base}.layouts[0], {', '.join(given)})"
    else:
        layout = f"Layout({', '.join(given if declared.article else ['article=()', *given])})"
    inherited = f"*{base}.layouts" if knows else ""
    line = f"    layouts = ({layout}, {inherited})".replace(", )", ",)")
    if len(line) <= _WIDTH:
        yield line
        return
    yield from ("    layouts = (", f"        {layout},", *([f"        {inherited},"] if knows else []), "    )")


def _sources(declared: Declaration, base: str) -> Iterator[str]:
    written = [_source(source) for source in declared.sources]
    rest = f"{base}.sources"
    if declared.dead:
        rest = f"without({base}.sources, {', '.join(map(literal, declared.dead))})"
    if not written:
        yield f"    sources = {rest}"
        return
    if _knows_markup(declared.family) and inherited_sources(declared.family):
        written.insert(0, f"*{rest}")
    line = f"    sources = ({', '.join(written)}{',' if len(written) == 1 else ''})"
    if len(line) <= _WIDTH:
        yield line
        return
    yield "    sources = ("
    yield from (f"        {one}," for one in written)
    yield "    )"


def _knows_markup(family: type[Outlet]) -> bool:
    """Return true when a family declares article elements: facts of a site are then added to them."""
    return any(layout.article for layout in family.layouts)


def _source(source: Source) -> str:
    """Call that makes the source, with what differs from the rule of its kind."""
    given = [
        (one.name, getattr(source, one.name)) for one in fields(source) if getattr(source, one.name) != one.default
    ]
    return f"{type(source).__name__}({', '.join(f'{name}={literal(value)}' for name, value in given)})"


def literal(value: object) -> str:
    """Write a literal in ruff's style: double quotes, and a raw string where there are backslashes."""
    if not isinstance(value, str):
        return repr(value)
    if "\\" in value and value.isprintable() and '"' not in value and not value.endswith("\\"):
        return f'r"{value}"'
    if '"' in value and value.isprintable() and "'" not in value and "\\" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)  # whose escapes Python reads alike


def _doc(text: str) -> str:
    return " ".join(text.split()).replace("\\", "").replace('"', "'")[:60]


def _nearest(text: str) -> str:
    """A hint for who gives a region's name instead of its code."""
    codes: Sequence[str] = [naming.code for naming in gazetteer().names.get(spelling(text), ())]
    return f" ({', '.join(f'{code} is {region(code).name}' for code in codes)})" if codes else ""
