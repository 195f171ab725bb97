"""Answers of WordPress itself, whatever the theme: feed, REST, sitemaps, archives, search, short links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle
from tests.web.calendar import WIB, iso, iso_utc, rss_date
from tests.web.messages import Request, Response, as_json, html, moved, xml
from tests.web.templates import esc, matching, newest_first, page_of, texturized

PER_PAGE = 10
"""Posts in the feed and on a page of an archive (the default of WordPress)."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Theme(Protocol):
    """The look of a WordPress site: whole pages from posts."""

    def article_page(self, article: SampleArticle, page: int = 0, amp: bool = False) -> bytes:
        """The page of a post."""

    def archive_page(
        self, posts: Sequence[SampleArticle], *, heading: str, page: int, pages: int, first_url: str
    ) -> bytes:
        """A page of a list of posts; ``first_url`` is the address of its first page."""

    def missing_page(self) -> bytes:
        """The page for an address that is nothing."""


@dataclass(frozen=True)
class WordPress:
    """One WordPress site: its posts, newest first, in a theme."""

    host: str
    title: str
    posts: Sequence[SampleArticle]
    theme: Theme

    @property
    def base(self) -> str:
        """Address of the front page without the slash at its end."""
        return f"https://{self.host}"

    def missing(self, request: Request) -> Response:
        """404; for an address that lacks only the slash at its end the redirect to it."""
        if not request.path.endswith("/") and "." not in request.path.rpartition("/")[2]:
            path = request.decoded_path + "/"
            if any(canonical_url(post) == self.base + path for post in self.posts):
                return moved(f"{self.base}{request.path}/" + (f"?{request.query}" if request.query else ""))
        return Response(404, self.theme.missing_page(), (("Content-Type", "text/html; charset=UTF-8"),))

    def front(self, request: Request, page: str = "1") -> Response:
        """``/`` and ``/page/N/``: newest posts, search (``?s=``), short links (``?p=``)."""
        params = request.params
        if "p" in params:
            return self._short_link(request, params["p"])
        if "s" in params:
            found = matching(self.posts, params["s"])
            heading = f"Hasil pencarian untuk: {params['s']}"
            return self.archive(request, found, page, heading, f"{self.base}/?{urlencode({'s': params['s']})}")
        return self.archive(request, self.posts, page, "Berita Terbaru", f"{self.base}/")

    def archive(
        self, request: Request, posts: Sequence[SampleArticle], page: str, heading: str, first_url: str
    ) -> Response:
        """One page of a list of posts; 404 past its end, as WordPress answers."""
        number = int(page)
        shown, pages = page_of(posts, number, PER_PAGE)
        if not 1 <= number <= pages:
            return self.missing(request)
        body = self.theme.archive_page(shown, heading=heading, page=number, pages=pages, first_url=first_url)
        newest = max((post.modified or post.published for post in posts), default=None)
        return Response(200, body, (("Content-Type", "text/html; charset=UTF-8"),), newest)

    def article(self, request: Request, slug: str) -> Response:
        """The post with a slug."""
        post = next((post for post in self.posts if post.slug == slug), None)
        if post is None:
            return self.missing(request)
        headers = (("Content-Type", "text/html; charset=UTF-8"), ("Link", f"<{self.base}/?p={post.id}>; rel=shortlink"))
        return Response(200, self.theme.article_page(post), headers, post.modified or post.published)

    def feed(self, _: Request) -> Response:
        """``/feed/``: RSS 2.0 with the newest posts."""
        newest = self.posts[:PER_PAGE]
        items = "".join(
            f"\t<item>\n\t\t<title>{texturized(post.title)}</title>\n\t\t<link>{esc(canonical_url(post))}</link>\n"
            f"\t\t<dc:creator><![CDATA[{(post.authors or ('Redaksi',))[0]}]]></dc:creator>\n"
            f"\t\t<pubDate>{rss_date(post.published, utc=True)}</pubDate>\n\t\t<category><![CDATA[Berita]]>"
            "</category>\n"
            f'\t\t<guid isPermaLink="false">{self.base}/?p={post.id}</guid>\n'
            f"\t\t<description><![CDATA[<p>{texturized(post.paragraphs[0])} [&#8230;]</p>]]></description>\n\t</item>\n"
            for post in newest
        )
        built = f"\t<lastBuildDate>{rss_date(newest[0].published, utc=True)}</lastBuildDate>\n" if newest else ""
        return xml(
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"\n'
            '\txmlns:content="http://purl.org/rss/1.0/modules/content/"\n'
            '\txmlns:dc="http://purl.org/dc/elements/1.1/"\n\txmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
            f"\t<title>{esc(self.title)}</title>\n"
            f'\t<atom:link href="{self.base}/feed/" rel="self" type="application/rss+xml" />\n'
            f"\t<link>{self.base}</link>\n\t<description></description>\n{built}\t<language>id</language>\n"
            f"\t<generator>https://wordpress.org/?v=6.6.2</generator>\n{items}</channel>\n</rss>\n",
            kind="application/rss+xml",
            modified=newest[0].published if newest else None,
        )

    def rest_posts(self, request: Request) -> Response:
        """``/wp-json/wp/v2/posts`` with ``search``, ``after``, ``before``, ``per_page``, ``page`` and ``_fields``.

        ``after`` and ``before`` are exclusive; without an offset they are in the site's zone, as in WordPress.
        """
        params = request.params
        per_page, page = request.number("per_page", PER_PAGE), request.number("page", 1)
        after, before = _moment(params.get("after")), _moment(params.get("before"))
        wrong = [name for name, moment in (("after", after), ("before", before)) if params.get(name) and moment is None]
        if not 1 <= per_page <= 100:
            wrong.append("per_page")
        if wrong:
            return _rest_error(400, "rest_invalid_param", f"Invalid parameter(s): {', '.join(wrong)}")
        found = [
            post
            for post in matching(self.posts, params.get("search", ""))
            if (after is None or post.published > after) and (before is None or post.published < before)
        ]
        shown, pages = page_of(found, page, per_page)
        if page != 1 and not 1 <= page <= pages:
            return _rest_error(
                400,
                "rest_post_invalid_page_number",
                "The page number requested is larger than the number of pages available.",
            )
        fields = [name for name in params.get("_fields", "").split(",") if name]
        totals = (("X-WP-Total", str(len(found))), ("X-WP-TotalPages", str(pages if found else 0)))
        return as_json([self._rest_post(post, fields) for post in shown], headers=totals)

    def core_sitemap_index(self, _: Request) -> Response:
        """``/wp-sitemap.xml`` of WordPress itself: no dates in the index."""
        names = ("posts-post-1", "posts-page-1", "taxonomies-category-1", "users-1")
        return sitemap_index([(f"{self.base}/wp-sitemap-{name}.xml", None) for name in names])

    def posts_sitemap(self, _: Request) -> Response:
        """All posts, the oldest first, each with the time of its last change."""
        return url_set([(canonical_url(post), post.modified or post.published) for post in reversed(self.posts)])

    def small_sitemap(self, _: Request, name: str) -> Response:
        """A sitemap of pages, categories or authors: the site's own pages, no articles."""
        tails = {"page": ("redaksi", "pedoman-media-siber", "kontak"), "category": ("category/berita",)}
        return url_set([(f"{self.base}/{tail}/", None) for tail in tails.get(name, (f"{name}/redaksi",))])

    def _short_link(self, request: Request, number: str) -> Response:
        post = next((post for post in self.posts if str(post.id) == number), None)
        return self.missing(request) if post is None else moved(canonical_url(post))

    def _rest_post(self, post: SampleArticle, fields: Sequence[str]) -> dict[str, Any]:
        changed = post.modified or post.published
        whole = {
            "id": post.id,
            "date": _without_offset(iso(post.published)),
            "date_gmt": _without_offset(iso_utc(post.published)),
            "guid": {"rendered": f"{self.base}/?p={post.id}"},
            "modified": _without_offset(iso(changed)),
            "modified_gmt": _without_offset(iso_utc(changed)),
            "slug": post.slug,
            "status": "publish",
            "type": "post",
            "link": canonical_url(post),
            "title": {"rendered": texturized(post.title)},
            "excerpt": {"rendered": f"<p>{texturized(post.paragraphs[0])}</p>\n", "protected": False},
        }
        return {name: whole[name] for name in fields if name in whole} if fields else whole


def wordpress_posts(articles: Sequence[SampleArticle], outlet: str) -> list[SampleArticle]:
    """An outlet's articles, newest first."""
    return newest_first(article for article in articles if article.outlet == outlet)


def archive_url(first_url: str, number: int) -> str:
    """Address of page ``number`` of an archive: ``/page/N/``, with the search kept in the query."""
    path, _, query = first_url.partition("?")
    return (path if number == 1 else f"{path}page/{number}/") + (f"?{query}" if query else "")


def rest_disabled(_: Request, *__: str) -> Response:
    """The REST interface as a security plugin leaves it."""
    return _rest_error(401, "rest_disabled", "REST API hanya untuk pengguna yang masuk log.")


def feed_broken(_: Request) -> Response:
    """A feed address that answers 200 with an error page instead of XML."""
    return html(
        "<!DOCTYPE html><html lang='id'><head><title>Galat</title></head><body id='error-page'>"
        "<div class='wp-die-message'><p>Ada masalah pada situs ini. Silakan coba beberapa saat lagi.</p></div>"
        "</body></html>"
    )


def sitemap_index(entries: Sequence[tuple[str, datetime | None]], *, style: str = "") -> Response:
    """A sitemap index; ``style`` is a processing instruction such as SEO plugins add."""
    return _sitemap("sitemapindex", "sitemap", entries, style)


def url_set(entries: Sequence[tuple[str, datetime | None]], *, style: str = "") -> Response:
    """A sitemap of pages."""
    return _sitemap("urlset", "url", entries, style)


def _sitemap(root: str, row: str, entries: Sequence[tuple[str, datetime | None]], style: str) -> Response:
    rows = "".join(
        f"<{row}><loc>{esc(url)}</loc>" + (f"<lastmod>{iso_utc(moment)}</lastmod>" if moment else "") + f"</{row}>\n"
        for url, moment in entries
    )
    newest = max((moment for _, moment in entries if moment), default=None)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{style}<{root} xmlns="{_SITEMAP}">\n{rows}</{root}>\n'
    return xml(text, modified=newest)


def _rest_error(status: int, code: str, message: str) -> Response:
    return as_json({"code": code, "message": message, "data": {"status": status}}, status=status)


def _moment(text: str | None) -> datetime | None:
    """An ISO 8601 date and time, in the site's zone when it has no offset; ``None`` when it is none."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=WIB)


def _without_offset(text: str) -> str:
    return text[:19]
