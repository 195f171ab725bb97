"""A look at one outlet: front page, robots.txt, the first page of each source, two articles, as they are declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from scrapy.http import TextResponse

from crawler.extraction.markup import UnreadableError
from crawler.extraction.pool import read_page
from crawler.fetching.robots_txt import read_robots
from crawler.items import ArticleItem
from crawler.onboarding.check.evidence import ArticleSeen, Checked, Fault, SourceSeen
from crawler.onboarding.induction import SeenPage
from crawler.onboarding.probe.lists import is_amp, whole_ending
from crawler.onboarding.probe.pages import tree_of
from crawler.onboarding.visit import Ask, Visit, ask_source
from crawler.outlets.outlet import Outlet
from crawler.outlets.saved_pages import saved_page
from crawler.outlets.sources import Announcement, Context, Source
from crawler.outlets.window import Window

ARTICLES = 2
_SOURCES = 6
_WINDOW = timedelta(days=30)
_FITTING = 0.5
"""Share of a source's own links that must be articles."""
_WALLS = ("HTTP 401", "HTTP 403", "HTTP 451")
_GUESSED = ("visible", "text", "url", "fetch")
"""Origins of a date that another look of the page may take away."""
_TEXT = 40
"""Words below which a page holds no article's text."""


class Look:
    """A look at an outlet. For proposals it keeps the articles that were read, their bytes, and what was announced."""

    def __init__(self, outlet: type[Outlet], ask: Ask, now: datetime, agent: str) -> None:
        self.outlet = outlet
        self.checked = Checked(outlet.name, now)
        self.pages: list[SeenPage] = []
        self.bodies: list[bytes] = []
        """Bytes of ``pages``, in their order."""
        self.links: list[str] = []
        self._ask_site = ask
        self._now = now
        self._agent = agent

    async def run(self) -> Checked:
        """Everything that is looked at, in as few requests as it takes."""
        front = await self._ask(self.outlet.site)
        if front.response is None:
            self.checked.faults[_kind_of(front)] = front.trouble or "no answer"
            return self.checked
        host = urlsplit(front.response.url).netloc
        if host not in self.outlet.addresses().allowed:
            self.checked.faults["host"] = f"the front page leads to {host}"
            return self.checked
        if not await self._robots():
            return self.checked
        found = [one for source in self._sources() for one in await self._source(source)]
        self._judge_sources(found)
        await self._articles(found)
        return self.checked

    async def _ask(self, url: str, *, rendered: bool | None = None) -> Visit:
        self.checked.requests += 1
        return await self._ask_site(url, rendered=self.outlet.rendered if rendered is None else rendered)

    async def _robots(self) -> bool:
        visit = await self._ask(urljoin(self.outlet.site, "/robots.txt"), rendered=False)
        if not isinstance(visit.response, TextResponse):
            self.checked.robots = visit.trouble or "none"
            return True
        try:
            rules = read_robots(visit.response.body, self._agent)
        except ValueError as error:
            self.checked.robots = f"is {error}"
            return True
        example = urljoin(self.outlet.site, self.outlet.examples[0]) if self.outlet.examples else self.outlet.site
        if rules.can_fetch(self.outlet.site, self._agent) and rules.can_fetch(example, self._agent):
            self.checked.robots = "allows"
            return True
        self.checked.robots = "forbids"
        self.checked.faults["robots"] = "robots.txt forbids us the front page or articles"
        return False

    def _sources(self) -> list[Source]:
        return [source for source in self.outlet.sources if source.scope != "some"][:_SOURCES]

    def _context(self) -> Context:
        return Context(self.outlet.site, self.outlet.zone, Window(self._now - _WINDOW), self._now)

    async def _source(self, source: Source) -> list[Announcement]:
        context = self._context()
        step = next(source.steps(context), None)
        if step is None:
            return []
        self.checked.requests += 1
        visit = await ask_source(self._ask_site, source, step, rendered=self.outlet.rendered)
        if not isinstance(visit.response, TextResponse):
            self.checked.sources.append(SourceSeen(source.label, trouble=visit.trouble or "no text"))
            return []
        reading = source.read(visit.response, step, context)
        if reading.following and not reading.announcements:  # an index of sitemaps: one of them is proof enough
            nested = await self._ask(reading.following[0].url)
            if isinstance(nested.response, TextResponse):
                reading = source.read(nested.response, reading.following[0], context)
        self.checked.sources.append(self._seen(source, reading.announcements, reading.broken))
        self.links += [one.url for one in reading.announcements]
        return [one for one in reading.announcements if self.outlet.addresses().article(one.url)]

    def _seen(self, source: Source, found: Iterable[Announcement], broken: str | None) -> SourceSeen:
        links = list(found)
        articles = [one for one in links if self.outlet.addresses().article(one.url)]
        trouble = broken or (None if articles else "no articles in it" if links else "no links in it")
        dated = sum(one.published is not None for one in articles)
        return SourceSeen(source.label, len(links), len(articles), dated, trouble)

    def _judge_sources(self, found: list[Announcement]) -> None:
        """The declaration holds while one source announces articles and every other is at least empty."""
        dead = [seen for seen in self.checked.sources if not seen.works]
        if dead and len(dead) == len(self.checked.sources) and not self.links:
            self.checked.faults["source"] = "; ".join(f"{seen.label}: {seen.trouble}" for seen in dead)
        elif self.links and len(found) < _FITTING * len(self.own_links()):
            fitting = f"{len(found)} of {len(self.own_links())} links are articles"
            self.checked.faults["addresses"] = f"{fitting}, such as {self.own_links()[0]}"

    def own_links(self) -> list[str]:
        """Announced addresses on the outlet's own hosts, but for its front page."""
        allowed = self.outlet.addresses().allowed
        return [url for url in self.links if urlsplit(url).netloc in allowed and urlsplit(url).path.strip("/")]

    async def _articles(self, found: list[Announcement]) -> None:
        titles = {one.url: one.title for one in reversed(found)}
        for url, title in list(titles.items())[::-1][:ARTICLES]:
            visit = await self._ask(self.outlet.on_one_page(url))
            tree = tree_of(visit)
            if visit.response is None or tree is None:
                self.checked.articles.append(ArticleSeen(url, trouble=visit.trouble or "no page"))
                continue
            try:
                item = read_page(saved_page(visit.response.body, url, self.outlet, self._now))
            except UnreadableError as error:
                self.checked.articles.append(ArticleSeen(url, trouble=str(error)))
                continue
            self.pages.append(SeenPage(tree, item, title))
            self.bodies.append(visit.response.body)
            self.checked.articles.append(seen_article(item))
        await self._judge_articles()

    async def _judge_articles(self) -> None:
        faults = self.checked.faults
        pages = [page for page in self.pages if not is_amp(page.tree)] or self.pages
        if not pages:
            if self.checked.articles:
                faults["element"] = "; ".join(one.trouble or "" for one in self.checked.articles)
            return
        if any(page.item.words < _TEXT for page in pages):
            await self._look_in_a_browser()
            return
        if all(is_amp(page.tree) for page in pages):
            return  # of an AMP edition no element is declared: it is read by the general rules
        declared = any(layout.article for layout in self.outlet.layouts)
        if declared and not all(page.item.extractor.endswith("/element") for page in pages):
            faults["element"] = "the declared element is on none of the articles, or not on all"
        if any(page.item.published_precision != "minute" for page in pages):
            faults["date"] = "the moment of publication was not found to the minute"
        elif not all(is_dated_by_declaration(self.outlet, page.item) for page in pages):
            faults["date"] = "the moment of publication is not where it is declared, and was found by general rules"
        if any(page.item.language != "id" for page in pages):
            faults["language"] = "the text is not Indonesian"
        if not self.outlet.whole and (ending := self.ending()):
            faults["split"] = f"articles go on over several pages; {ending} shows them whole"

    def ending(self) -> str:
        """Ending of the address that shows a split article whole, where a page links to it."""
        return next(filter(None, (whole_ending(page.tree, page.item.url) for page in self.pages)), "")

    async def _look_in_a_browser(self) -> None:
        """Tell a page that needs scripts from one whose element is elsewhere."""
        page = self.pages[0]
        visit = await self._ask(page.item.url, rendered=True)
        tree = tree_of(visit)
        if visit.response is None or tree is None:
            self.checked.faults["element"] = f"no text was read, and no browser to compare ({visit.trouble})"
            return
        shown = saved_page(visit.response.body, page.item.url, self.outlet, self._now)
        item = read_page(shown)
        if item.words < _TEXT:
            item = read_page(replace(shown, layouts=()))
        if item.words >= _TEXT:
            self.checked.faults["javascript"] = f"{item.words} words in a browser, {page.item.words} as it is sent"
        else:
            self.checked.faults["element"] = "no text was read, in a browser neither"


def _kind_of(front: Visit) -> Fault:
    """Kind of what kept a front page from coming: rules, a wall, or nobody there."""
    told = front.trouble or ""
    if "disallowed by robots.txt" in told:
        return "robots"
    return "challenge" if front.challenged or any(wall in told for wall in _WALLS) else "dead"


def is_dated_by_declaration(outlet: type[Outlet], item: ArticleItem) -> bool:
    """Return false for an article whose date was guessed although the outlet declares where it stands."""
    declared = any(layout.published for layout in outlet.layouts)
    return not declared or item.published_origin not in _GUESSED


def seen_article(item: ArticleItem) -> ArticleSeen:
    """What a record keeps of an article: no more of its text than the first and the last lines."""
    paragraphs = [" ".join(text.split()) for text in item.body.split("\n\n") if text.strip()] or [""]
    return ArticleSeen(
        url=item.url,
        title=item.title,
        element=item.extractor.endswith("/element"),
        published=item.published_at.isoformat() if item.published_at else None,
        precision=item.published_precision,
        authors=item.authors,
        language=item.language,
        words=item.words,
        first=paragraphs[0][:200],
        last=paragraphs[-1][-200:],
    )
