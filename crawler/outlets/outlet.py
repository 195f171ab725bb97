"""Declaration of an outlet: facts about its site, and nothing that crawls."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from crawler.annotation.places import region
from crawler.items import Layout
from crawler.outlets.addresses import Addresses
from crawler.outlets.marks import Mark
from crawler.outlets.sources import Source
from storage.health.expectations import Expectation as Expectation


class Outlet:
    """One outlet. A subclass declares facts about its site and nothing else.

    A family (``spiders.families``) declares most of them; an outlet in a family has three or four.
    """

    name: str
    """The outlet in commands, tables and exports: its file and the folder of its captures are called so."""

    title: ClassVar[str]
    """Display name."""

    site: ClassVar[str]
    """Front page, with the scheme and host that the site prefers."""

    region: ClassVar[str]
    """Kemendagri code of the outlet's own region: the last resort for a place."""

    zone: ClassVar[str] = "Asia/Jakarta"
    """IANA zone of its dates that carry none: the one of its region's province."""

    network: ClassVar[str | None] = None
    """Name of the network it belongs to; an outlet without one is its own."""

    sources: ClassVar[tuple[Source, ...]]
    """Where articles are announced, the cheapest and best dated first."""

    article_path: ClassVar[str]
    """Regular expression of an article's ``/path`` or ``/path?query`` (see ``crawler.outlets.addresses.Addresses``)."""

    examples: ClassVar[tuple[str, ...]] = ()
    """Addresses of articles: absolute where seen on this very site, from the root where only their form is known."""

    verified: ClassVar[str | None] = None
    """ISO date, and what was seen of this very site and what was not; ``None``: nothing but the family's facts."""

    whole: ClassVar[str] = ""
    """Ending of the address that shows a split article on one page: ``?page=all``."""

    hosts: ClassVar[tuple[str, ...]] = ()
    """Further hosts of the outlet with articles of their own."""

    mirrors: ClassVar[tuple[str, ...]] = ()
    """Hosts on which the same articles appear, or that lead to the site."""

    layouts: ClassVar[tuple[Layout, ...]]
    """Layouts of article pages, newest first."""

    parts: ClassVar[tuple[str, ...]] = ()
    """Selectors of links to the further parts of a split article."""

    marks: ClassVar[tuple[Mark, ...]] = ()
    """Hosts, words and markup of a family's platform, each with a weight; ``scrapy probe`` recognises it so."""

    prune: ClassVar[tuple[str, ...]] = ()
    """Elements of this outlet's pages to remove, besides the family's."""

    rendered: ClassVar[bool] = False
    """True when pages need a browser."""

    unchecked_certificate: ClassVar[str | None] = None
    """Reason for not checking the site's certificate, and since when; it is checked where none is declared."""

    terms: ClassVar[str | None] = None
    """Reason for which permission is needed; the operator acknowledges the outlet's network before it is crawled."""

    paused: ClassVar[str | None] = None
    """Reason and date, when the outlet is switched off."""

    expected: ClassVar[Expectation | None] = None
    """Known output of the outlet: `scrapy health` holds it to that from the first night."""

    @classmethod
    def network_name(cls) -> str:
        """The outlet's network, or the outlet itself."""
        return cls.network or cls.name

    @classmethod
    def family(cls) -> str | None:
        """Name of the platform: the module of the first base in ``spiders.families``."""
        modules = (base.__module__ for base in cls.__mro__)
        return next((name.rpartition(".")[2] for name in modules if ".families." in name), None)

    @classmethod
    def facts(cls) -> dict[str, Any]:
        """Facts that the archive keeps of an outlet (``Archive.save_outlet``)."""
        return {
            "name": cls.name,
            "title": cls.title,
            "site": cls.site,
            "network": cls.network_name(),
            "family": cls.family(),
            "region_code": cls.region,
            "region": region(cls.region).name,
        }

    @classmethod
    @cache  # it is asked for every link of a page
    def addresses(cls) -> Addresses:
        """The outlet's address space."""
        return Addresses(cls.site, cls.hosts, cls.mirrors, cls.article_path)

    @classmethod
    def on_one_page(cls, url: str) -> str:
        """Address at which the whole of an article is shown: with ``whole`` in its place, the query left as it is."""
        if not cls.whole:
            return url
        parts = urlsplit(url)
        if cls.whole.startswith("?"):
            more = cls.whole[1:]
            pieces = [piece for piece in parts.query.split("&") if piece and piece != more]
            return urlunsplit(parts._replace(query="&".join([*pieces, more])))
        return urlunsplit(parts._replace(path=parts.path.removesuffix(cls.whole).rstrip("/") + cls.whole))

    @classmethod
    def read_as(cls) -> tuple[Layout, ...]:
        """The layouts, with the outlet's own prune rules and zone."""
        return tuple(replace(layout, prune=layout.prune + cls.prune, zone=cls.zone) for layout in cls.layouts)

    @classmethod
    def signs_as(cls) -> tuple[str, ...]:
        """Names under which the outlet signs its articles: never a place, never an author."""
        return (cls.title, cls.name, *sorted(cls.addresses().allowed))
