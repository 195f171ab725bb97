"""One polite walk through a site: front page, robots.txt, what announces articles, one list further, one article.

About a dozen requests. What a walk needs is given as a function that asks for one address, so that saved pages can be
walked through as well.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement
from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.extraction.markup import UnreadableError, select
from crawler.extraction.pool import read_page
from crawler.fetching.robots_txt import read_robots
from crawler.onboarding.draft import inherited_sources
from crawler.onboarding.induction import SeenPage, article_element, authors_element, published_element, title_element
from crawler.onboarding.probe.findings import Findings, Offer
from crawler.onboarding.probe.lists import (
    Asked,
    amp_only,
    documents,
    frames,
    grows,
    is_amp,
    json_listing,
    post_template,
    requests,
    whole_ending,
)
from crawler.onboarding.probe.pages import as_fetched, region_named, tree_of
from crawler.onboarding.probe.patterns import (
    Link,
    article_pattern,
    busiest_section,
    count_matching,
    headline_links,
    links_of,
    links_selector,
    matches,
    paging_of,
)
from crawler.onboarding.probe.platform import candidates
from crawler.onboarding.visit import Ask, Visit
from crawler.outlets.outlet import Outlet
from crawler.outlets.sources import (
    Announcement,
    Context,
    Feed,
    Listing,
    Search,
    Sitemap,
    Source,
    WordPressPosts,
)
from crawler.outlets.window import Window

FEEDS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/index.php/feed", "/atom.xml")
SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml", "/wp-sitemap.xml")
"""Where sites keep them, the commonest first; asked only when no page names one."""
SEARCH = "/?s={term}"

SEARCHED = "pilkada"
WINDOW = timedelta(days=30)
"""Span of publication that a REST interface is asked for."""

_OFFLINE = "not saved"
_MACHINE = ("declared", "jsonld", "meta")
"""Origins of a date that need no selector."""
_ARTICLES = 2
_REQUESTS = 3
_SOME = 3
"""Articles that a list must link to, to be taken for one."""
S = TypeVar("S", bound=Source)


async def walk(
    ask: Ask,
    site: str,
    families: dict[str, type[Outlet]],
    now: datetime,
    agent: str,
    acknowledged: Collection[str] = (),
) -> Findings:
    """Walks through the site whose front page is at ``site``; ``families`` are the platforms that are known, by name,
    ``agent`` our product token, ``acknowledged`` the networks under whose terms there is permission. A front page that
    does not answer, or whose network's terms forbid more, is the only thing in ``missing``.
    """
    return await _Walk(site, ask, families, now, agent, acknowledged).run()


def look(url: str, body: bytes, families: dict[str, type[Outlet]], now: datetime, agent: str) -> Findings:
    """Probe one saved page, a list or an article, without any request."""
    page, here = HtmlResponse(url, body=body), (url, _front_of(url))

    async def saved(url: str, *, rendered: bool = False, body: str | None = None, slot: str | None = None) -> Visit:
        return Visit(page.url, page) if url in here and not rendered else Visit(url, None, _OFFLINE)

    walked = _Walk(_front_of(url), saved, families, now, agent)
    found = asyncio.run(walked.run())
    tree = tree_of(Visit(url, page))
    if found.article is None and tree is not None:
        walked.look_at(page, tree)
        walked.induce()
    return found


class _Walk:
    def __init__(
        self,
        site: str,
        ask: Ask,
        families: dict[str, type[Outlet]],
        now: datetime,
        agent: str,
        acknowledged: Collection[str] = (),
    ) -> None:
        self._acknowledged = acknowledged
        self._ask = ask
        self._families = families
        self._now = now
        self._agent = agent
        self.found = Findings(site)
        self._announced: list[Announcement] = []
        self._asked: set[str] = set()
        self._pages: list[SeenPage] = []
        self._headlines: dict[str, str] = {}
        """Text of the links to articles, by address."""

    async def run(self) -> Findings:
        """Everything that could be found out; a front page that does not answer ends the walk with its reason."""
        front = await self._front()
        tree = tree_of(front)
        if tree is None:
            self.found.missing.append((self.found.site, front.trouble or "no page"))
            return self.found
        assert front.response is not None
        self.found.site = _front_of(front.response.url)
        self._name(front.response, tree)
        self._recognise(front.response)
        family = self._families.get(self.found.family or "")
        if family is not None and family.terms and family.network_name() not in self._acknowledged:
            self.found.missing.append((self.found.site, f"{family.terms}; so nothing more was asked for"))
            return self.found
        sitemaps = await self._robots()
        front, tree = await self._in_frames(front, tree)
        assert front.response is not None
        await self._posts()
        await self._feeds(tree)
        await self._sitemaps(sitemaps)
        headlines = headline_links(links_of(tree, front.response.url))
        await self._requested(front.response, tree, headlines)
        self._pattern(headlines)
        await self._rendered_front(front, headlines)
        await self._listings(front.response, tree, headlines)
        await self._search(headlines)
        await self._articles(headlines)
        self._remark()
        return self.found

    async def _front(self) -> Visit:
        """The front page, by HTTP where there is no HTTPS."""
        front = await self._ask(self.found.site)
        if front.response is not None or not self.found.site.startswith("https://"):
            return front
        plain = await self._ask("http://" + self.found.site.removeprefix("https://"))
        if plain.response is not None and plain.response.url.startswith("http://"):
            self.found.remarks.append(f"it has no HTTPS ({front.trouble}): it is asked by HTTP")
            return plain
        return front

    async def _in_frames(self, front: Visit, tree: HtmlElement) -> tuple[Visit, HtmlElement]:
        """The page, or the one of its frames with the most headlines, where it has none itself."""
        best = (len(headline_links(links_of(tree, front.url))), front, tree)
        if best[0] >= _SOME:
            return front, tree
        for url in frames(tree, front.url):
            visit = await self._ask(url)
            inner = tree_of(visit)
            if inner is not None and visit.response is not None:
                self._recognise(visit.response)
                number = len(headline_links(links_of(inner, visit.url))) or (1 if requests(inner, visit.url) else 0)
                best = max(best, (number, visit, inner), key=lambda one: one[0])
        if best[1] is not front:
            self.found.remarks.append(f"its pages stand in frames: the list is {self._path(best[1].url)}")
        return best[1], best[2]

    # ---- platform

    def _name(self, response: Response, tree: HtmlElement) -> None:
        title = " ".join((tree.findtext(".//title") or "").split())
        named = select(tree, "meta[property='og:site_name']::attr(content)")
        parts = [part.strip() for part in re.split(r"\s[-–|:»]\s", title)]
        self.found.title = str(named[0]) if named else min(parts, key=len)
        self.found.region = region_named(f"{title} {urlsplit(response.url).netloc}", tree)

    def _recognise(self, response: Response) -> None:
        """Weigh the marks on a page; the page with the weightiest decides."""
        found = candidates(self._families, response)
        if found and (not self.found.platforms or found[0].weight > self.found.platforms[0].weight):
            self.found.platforms = found
            self.found.family = found[0].family if found[0].certain else None

    # ---- what announces articles

    async def _robots(self) -> list[str]:
        """Looks at robots.txt; gives the sitemaps in it."""
        visit = await self._ask(urljoin(self.found.site, "/robots.txt"))
        if not isinstance(visit.response, TextResponse) or visit.response.status >= 300:
            self.found.robots = visit.trouble or f"HTTP {visit.response.status if visit.response else '-'}"
            return []
        self._recognise(visit.response)
        try:
            rules = read_robots(visit.response.body, self._agent)
        except ValueError as error:
            self.found.robots = f"is {error}"
            return []
        allowed = rules.can_fetch(self.found.site, self._agent)
        delay = rules.crawl_delay(self._agent)
        sitemaps = list(rules.sitemaps)
        self.found.robots = ("allows" if allowed else "FORBIDS") + " the front page"
        self.found.robots += f", Crawl-delay {delay:g} s" if delay else ""
        self.found.robots += f", names {len(sitemaps)} sitemaps" if sitemaps else ""
        return sitemaps

    async def _posts(self) -> None:
        declared = self._declared(WordPressPosts)
        if declared and await self._try(declared[0]):
            return

    async def _feeds(self, tree: HtmlElement) -> None:
        named = [
            str(href)
            for kind in ("rss", "atom")
            for href in select(tree, f"link[type='application/{kind}+xml']::attr(href)")
        ]
        named = [href for href in named if "comment" not in href]
        declared = [source.url for source in self._declared(Feed)]
        for url in _once(self._path(url) for url in [*named[:2], *declared, *(() if named or declared else FEEDS)]):
            if await self._try(Feed(url=url)):
                return

    async def _sitemaps(self, named: Sequence[str]) -> None:
        declared = [source.url for source in self._declared(Sitemap)]
        tried = _once(self._path(url) for url in [*named, *declared, *(() if named else SITEMAPS)])
        tried.sort(key=lambda url: "news" not in url)  # dated, short, and all of it recent
        for url in tried[:4]:
            if await self._try(Sitemap(url=url)) and "news" not in url:
                return

    async def _listings(self, page: Response, tree: HtmlElement, headlines: Sequence[Link]) -> None:
        """The front page or the section with the most headlines, and whether it goes on."""
        front = page.url
        declared = [source for source in self._declared(Listing) if "{year}" not in source.url]
        if declared and not self.found.needs_browser:
            for source in declared[:2]:
                if await self._try(source):
                    return
        if self.found.pattern is None or any(self._is_posted(offer) for offer in self.found.offers):
            return
        url, css, paging = front, links_selector(tree, front, self.found.pattern), paging_of(tree, front)
        if css is None or paging is None:
            section = busiest_section(links_of(tree, front), headlines, front)
            visit = await self._ask(section) if section else Visit(front, None)
            other = tree_of(visit)
            if other is not None and (found := links_selector(other, visit.url, self.found.pattern)):
                css, paging, url = found, paging_of(other, visit.url), visit.url
                page = visit.response or page
        if css is None:
            self.found.missing.append((front, "no list of headlines recognised"))
            return
        start = self._path(url)
        if paging is None and isinstance(page, TextResponse) and grows(page.text):
            self.found.remarks.append(
                f"the list at {start} grows as one scrolls, and no address of its second page was found: declare the "
                "request that its script makes, or rendered = True and a GrowingListing"
            )
        if paging is None:
            await self._try(Listing(url=_any_year(start), links=css, pages=1))
            return
        listing = Listing(url=paging.url, start=start, links=css, first=paging.first, step=paging.step)
        first = await self._try(listing)
        if first and not await self._goes_on(listing):
            self.found.offers[-1] = replace(self.found.offers[-1], note="its second page brought nothing new")

    async def _goes_on(self, listing: Listing) -> bool:
        context = self._context()
        step = next(listing.steps(context))
        second = replace(
            step, url=urljoin(self.found.site, listing.url.format(page=listing.first + listing.step)), number=1
        )
        visit = await self._ask(second.url)
        if not isinstance(visit.response, TextResponse):
            return False
        known = {one.url for one in self._announced}
        return any(one.url not in known for one in listing.read(visit.response, second, context).announcements)

    async def _search(self, headlines: Sequence[Link]) -> None:
        declared = self._declared(Search)
        css = next((offer.source.links for offer in self.found.offers if isinstance(offer.source, Listing)), "h2 a")
        source = declared[0] if declared else Search(url=SEARCH, links=css, pages=1)
        before = len(self._announced)
        if await self._try(replace(source, terms=(SEARCHED,))):
            found = {one.url for one in self._announced[before:]}
            if found <= {link.url for link in headlines}:  # a site without search answers with its front page
                self.found.offers.pop()
                self.found.missing.append((source.url, "answers like the front page"))

    async def _requested(self, page: Response, tree: HtmlElement, headlines: Sequence[Link]) -> None:
        """Lists that scripts or forms ask for, where there is no other source: JSON, or pages by POST."""
        asked = requests(tree, page.url)
        self.found.documents = documents(tree)
        if self.found.offers or not asked:
            return
        for one in asked[:_REQUESTS]:
            visit = await self._ask(one.url, body=one.body)
            if visit.response is None:
                self.found.missing.append((one.described, visit.trouble or "no answer"))
                continue
            source: Listing | None = json_listing(one, self.found.site, visit.response.body, headlines)
            source = source or self._by_post(one, visit)
            if source is not None and self._reads(source, visit.response):
                return
            self.found.remarks.append(f"a script or form asks for {one.described}: no list of articles was seen in it")

    def _by_post(self, asked: Asked, visit: Visit) -> Listing | None:
        """The listing that a form turns the pages of."""
        tree = tree_of(visit)
        if asked.body is None or tree is None:
            return None
        links = headline_links(links_of(tree, asked.url))
        pattern = article_pattern(link.url for link in links)
        css = links_selector(tree, asked.url, pattern) if pattern else None
        body = post_template(asked.body)
        pages = 20 if "{page}" in body else 1
        return Listing(url=self._path(asked.url), body=body, links=css, pages=pages) if css else None

    def _reads(self, source: Source, response: Response) -> bool:
        """Keep a source whose first page came already; true when it announces articles."""
        context = self._context()
        step = next(source.steps(context), None)
        if step is None or not isinstance(response, TextResponse):
            return False
        self._asked.add(step.url)
        reading = source.read(response, step, context)
        if reading.broken or not reading.announcements:
            return False
        stamps = [one.published for one in reading.announcements if one.published]
        self.found.offers.append(Offer(source, len(reading.announcements), max(stamps, default=None)))
        self._announced.extend(reading.announcements)
        return True

    async def _try(self, source: Source) -> bool:
        """Asks for the first page of a source, and keeps it where it announces articles."""
        context = self._context()
        step = next(source.steps(context), None)
        if step is None or step.url in self._asked:
            return False
        self._asked.add(step.url)
        visit = await self._ask(step.url)
        if not isinstance(visit.response, TextResponse) or visit.response.status >= 400:
            self.found.missing.append(
                (step.url, visit.trouble or f"HTTP {visit.response.status if visit.response else '-'}")
            )
            self._is_dead(source)
            return False
        reading = source.read(visit.response, step, context)
        note = ""
        if reading.following and not reading.announcements:  # an index of sitemaps: one of them is proof enough
            note = f"an index of {len(reading.following)}"
            nested = reading.following[0]
            visit = await self._ask(nested.url)
            if isinstance(visit.response, TextResponse) and visit.response.status < 400:
                reading = source.read(visit.response, nested, context)
        if reading.broken or not reading.announcements:
            self.found.missing.append((step.url, reading.broken or "no articles in it"))
            if reading.broken:
                self._is_dead(source)
            return False
        stamps = [one.published for one in reading.announcements if one.published]
        self.found.offers.append(Offer(source, len(reading.announcements), max(stamps, default=None), note))
        self._announced.extend(reading.announcements)
        return True

    def _pattern(self, headlines: Sequence[Link]) -> None:
        """The shape of the articles' addresses: of those announced, else of the headlines of the front page."""
        urls = _once(one.url for one in self._announced) or [link.url for link in headlines]
        family = self._families.get(self.found.family or "")
        declared: str | None = getattr(family, "article_path", None)
        self.found.pattern_declared = declared is not None and 2 * count_matching(declared, urls) > len(urls)
        pattern = declared if self.found.pattern_declared else article_pattern(urls)
        if pattern:
            self.found.pattern, self.found.pattern_from = pattern, (count_matching(pattern, urls), len(urls))

    # ---- pages

    async def _rendered_front(self, front: Visit, headlines: Sequence[Link]) -> None:
        """Return true when a browser shows headlines that the bytes do not hold."""
        plain = count_matching(self.found.pattern, (link.url for link in headlines)) if self.found.pattern else 0
        if plain >= _SOME:
            self.found.rendering = f"not needed: {plain} headlines stand in the page as it is sent"
            return
        visit = await self._ask(front.url, rendered=True)
        tree = tree_of(visit)
        if tree is None or visit.response is None:
            self.found.rendering = f"unknown: few headlines in the page, and no browser to compare ({visit.trouble})"
            return
        shown = headline_links(links_of(tree, visit.response.url))
        pattern = article_pattern(link.url for link in shown)
        there = count_matching(pattern, (link.url for link in shown)) if pattern else 0
        self.found.needs_browser = there >= _SOME > plain
        self.found.rendering = f"{there} headlines in a browser, {plain} in the page as it is sent"
        if self.found.needs_browser:
            self.found.rendering = "NEEDED: " + self.found.rendering
            self.found.pattern, self.found.pattern_from = pattern, (there, len(shown))
            if pattern and (css := links_selector(tree, visit.response.url, pattern)):
                self.found.offers.append(Offer(Listing(url="/", links=css, pages=1), there, None, "in a browser"))
            self._announced.extend(Announcement(link.url) for link in shown if pattern and matches(pattern, link.url))

    async def _articles(self, headlines: Sequence[Link]) -> None:
        """Read two articles: what is proposed must hold on both."""
        urls = [*(one.url for one in self._announced), *(link.url for link in headlines)]
        pattern = self.found.pattern
        fitting = _once(url for url in urls if pattern is None or matches(pattern, url))
        self._headlines = {link.url: link.text for link in headlines}
        self._headlines |= {one.url: one.title for one in self._announced if one.title}
        for url in sorted(fitting, key=lambda url: "/amp" in url)[:_ARTICLES]:  # AMP twins last
            visit = await self._ask(url, rendered=self.found.needs_browser)
            tree = tree_of(visit)
            if visit.response is None or tree is None:
                self.found.missing.append((url, visit.trouble or "no page"))
                continue
            self._headlines.setdefault(visit.response.url, self._headlines.get(url, ""))
            self.look_at(visit.response, tree)
        self.induce()

    def look_at(self, response: Response, tree: HtmlElement) -> None:
        """Takes a page for an article, read by the family's layouts where they find it, else by none."""
        self._recognise(response)
        family = self._families.get(self.found.family or "")
        page = as_fetched(response, family, self._now)
        try:
            item = read_page(page)
            if family and not item.extractor.endswith("/element"):
                item = read_page(replace(page, layouts=()))
        except UnreadableError as error:
            self.found.missing.append((response.url, str(error)))
            return
        self._pages.append(SeenPage(tree, item, self._headlines.get(response.url)))
        self.found.article = self.found.article or item
        self.found.whole = self.found.whole or whole_ending(tree, response.url)
        printed = Counter(re.findall(r"\b(?:WIB|WITA|WIT)\b", "\n".join(tree.itertext())))
        self.found.zone = self.found.zone or (printed.most_common(1)[0][0] if printed else "")

    def induce(self) -> None:
        """Propose the selectors that hold on every article that was read."""
        family = self._families.get(self.found.family or "")
        pages = [page for page in self._pages if page.item.body] or self._pages
        if not pages:
            return
        known = [css for layout in (family.layouts if family else ()) for css in layout.article]
        declared = [css for css in known if all(select(page.tree, css) for page in pages)]
        self.found.articles, self.found.declared = len(pages), bool(declared)
        self.found.element = declared[0] if declared else article_element(pages)
        if any(page.headline and page.item.title != page.headline for page in pages):
            self.found.headline = title_element(pages)
        if any(page.item.published_origin not in _MACHINE for page in pages):
            self.found.published = published_element(pages, "Asia/Jakarta", self._now)
        if not any(layout.authors for layout in (family.layouts if family else ())):
            self.found.authors = authors_element(pages)

    def _remark(self) -> None:
        if self.found.documents:
            self.found.remarks.append(
                f"{self.found.documents} documents (PDF, DOC) are linked: they are counted and not read"
            )
        if amp_only(one.url for one in self._announced):
            self.found.remarks.append("only the AMP edition is announced: its pages are what is read")
        elif self._pages and all(is_amp(page.tree) for page in self._pages):
            self.found.remarks.append("its articles are AMP pages")

    def _is_posted(self, offer: Offer) -> bool:
        step = next(offer.source.steps(self._context()), None)
        return step is not None and "body" in offer.source.request(step)

    def _is_dead(self, source: Source) -> None:
        if source in inherited_sources(self._families.get(self.found.family or "")):
            self.found.dead.append(source.url)

    def _declared(self, kind: type[S]) -> list[S]:
        """The family's sources of exactly this kind."""
        family = self._families.get(self.found.family or "")
        return [source for source in inherited_sources(family) if type(source) is kind]

    def _context(self) -> Context:
        return Context(self.found.site, "Asia/Jakarta", Window(self._now - WINDOW), self._now)

    def _path(self, url: str) -> str:
        """The address without the site's own scheme and host."""
        absolute = urljoin(self.found.site, url)
        parts = urlsplit(absolute)
        if parts.netloc != urlsplit(self.found.site).netloc:
            return absolute
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _any_year(path: str) -> str:
    """``/berita/2024`` as a listing writes it: one for each year of the window."""
    return re.sub(r"/20\d\d(?=[/?]|$)", "/{year}", path, count=1)


def _front_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _once(urls: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(urls))
