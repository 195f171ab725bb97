"""perkaranews.com: WordPress with monthly permalinks, an SEO plugin, and a theme that nobody identified.

Its REST interface is switched off and its feed is broken; archives, search and the plugin's sitemap work.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from tests.web.addresses import PERKARANEWS, canonical_url
from tests.web.articles import SampleArticle
from tests.web.calendar import NOW, clock, iso, iso_utc, local_day, long_day
from tests.web.comments import comments_on
from tests.web.messages import Handler, Request, Response, plain
from tests.web.noise import advertisement, dated_headlines, headlines, menu_names
from tests.web.sites.wordpress import (
    WordPress,
    archive_url,
    feed_broken,
    rest_disabled,
    sitemap_index,
    url_set,
    wordpress_posts,
)
from tests.web.templates import (
    document,
    elsewhere,
    esc,
    linked_once,
    routed,
    secured,
    signed_paragraphs,
    slug_of,
    texturized,
)

_BASE = f"https://{PERKARANEWS}"
_TITLE = "PERKARANEWS"
_STYLE = f'<?xml-stylesheet type="text/xsl" href="//{PERKARANEWS}/wp-content/plugins/seo/main-sitemap.xsl"?>\n'


def perkaranews_sites(articles: Sequence[SampleArticle]) -> dict[str, Handler]:
    """The hosts of perkaranews.com."""
    posts = wordpress_posts(articles, "perkaranews")
    site = WordPress(PERKARANEWS, _TITLE, posts, PerkaraTheme())

    def month(request: Request, year: str, number: str, page: str | None) -> Response:
        chosen = [post for post in posts if f"{local_day(post.published):%Y/%m}" == f"{year}/{number}"]
        first_url = f"{_BASE}/{year}/{number}/"
        return (
            site.archive(request, chosen, page or "1", f"Arsip {number}/{year}", first_url)
            if chosen
            else site.missing(request)
        )

    def article(request: Request, year: str, number: str, slug: str) -> Response:
        chosen = [post for post in posts if post.slug == slug]
        if not any(f"{local_day(post.published):%Y/%m}" == f"{year}/{number}" for post in chosen):
            return site.missing(request)
        return site.article(request, slug)

    def index(_: Request) -> Response:
        newest = max((post.modified or post.published for post in posts), default=None)
        names = ("post", "page", "category", "author")
        entries = [(f"{_BASE}/{name}-sitemap.xml", newest if name == "post" else None) for name in names]
        return sitemap_index(entries, style=_STYLE)

    def post_sitemap(_: Request) -> Response:
        entries = [(canonical_url(post), post.modified or post.published) for post in reversed(posts)]
        return url_set([(f"{_BASE}/", None), *entries], style=_STYLE)

    handler = routed(
        (
            (r"/robots\.txt", _robots),
            (r"/", site.front),
            (r"/page/(\d{1,6})/?", site.front),
            (r"/(\d{4})/(\d\d)/(?:page/(\d{1,6})/?)?", month),
            (r"/(\d{4})/(\d\d)/([a-z0-9-]+)/", article),
            (r"/feed/", feed_broken),
            (r"/wp-json(/.*)?", rest_disabled),
            (r"/sitemap_index\.xml", index),
            (r"/post-sitemap\.xml", post_sitemap),
            (r"/(page|category|author)-sitemap\.xml", site.small_sitemap),
        ),
        site.missing,
    )
    return {PERKARANEWS: secured(handler), f"www.{PERKARANEWS}": elsewhere(PERKARANEWS)}


def article_page(article: SampleArticle, page: int = 0, amp: bool = False) -> bytes:
    """The page of an article; this outlet splits none and has no AMP pages."""
    return PerkaraTheme().article_page(article, page, amp)


def has_unnamed_comments(article: SampleArticle) -> bool:
    """True when the comments of a page carry no class or id that says so; then one of them quotes the article."""
    return "spam" in article.options and (article.id or 0) % 2 == 1


class PerkaraTheme:
    """Whole pages in the theme's markup."""

    def article_page(self, article: SampleArticle, page: int = 0, amp: bool = False) -> bytes:
        """The page of a post."""
        url = canonical_url(article)
        head = (
            f"<title>{texturized(article.title)} - {_TITLE}</title>\n"
            f'<meta name="description" content="{esc(article.paragraphs[0][:150])}" />\n'
            f'<link rel="canonical" href="{url}" />\n<meta property="og:locale" content="id_ID" />\n'
            '<meta property="og:type" content="article" />\n'
            f'<meta property="og:title" content="{esc(article.title)}" />\n'
            f'<meta property="article:published_time" content="{iso_utc(article.published)}" />\n'
            + (
                f'<meta property="article:modified_time" content="{iso_utc(article.modified)}" />\n'
                if article.modified
                else ""
            )
            + f'<script type="application/ld+json" class="yoast-schema-graph">{_graph(article)}</script>\n'
            f'<link rel="shortlink" href="{_BASE}/?p={article.id}" />'
        )
        author = (article.authors or ("Redaksi",))[0]
        main = (
            f'<div class="breadcrumbs"><a href="{_BASE}/">Beranda</a> / '
            f'<a href="{_BASE}/category/berita/">Berita</a></div>\n'
            f'<article id="post-{article.id}" class="post-{article.id} post type-post hentry category-berita">\n'
            f'<header class="entry-header"><h1 class="entry-title">{texturized(article.title)}</h1>'
            '<div class="entry-meta"><span class="author vcard">'
            f'<a class="url fn n" href="{_BASE}/author/{slug_of(author)}/">'
            f'{esc(author)}</a></span> <time class="entry-date published" datetime="{iso(article.published)}">'
            f"{long_day(article.published)} {clock(article.published)} WIB</time></div></header>\n{_photo(article)}\n"
            f'<div class="entry-content">\n{_body(article)}\n{_inner_footer(article)}\n</div>\n{_related(article)}\n'
            f"{_comments(article)}\n</article>"
        )
        return _page(head, main, f"single postid-{article.id}", article.key)

    def archive_page(
        self, posts: Sequence[SampleArticle], *, heading: str, page: int, pages: int, first_url: str
    ) -> bytes:
        """A page of a list of posts."""
        items = "\n".join(
            f'<article id="post-{post.id}" class="post hentry archive-item"><h2 class="entry-title">'
            f'<a href="{canonical_url(post)}" rel="bookmark">{texturized(post.title)}</a></h2>'
            f'<time class="entry-date published" datetime="{iso(post.published)}">{long_day(post.published)}</time>'
            f'<div class="entry-summary"><p>{texturized(post.paragraphs[0][:120])}&hellip;</p></div></article>'
            for post in posts
        )
        links = "".join(
            f'<a class="page-numbers" href="{esc(archive_url(first_url, number))}">{number}</a> '
            for number in range(max(1, page - 2), min(pages, page + 2) + 1)
            if number != page
        )
        onward = (
            f'<a class="next page-numbers" href="{esc(archive_url(first_url, page + 1))}">Selanjutnya</a>'
            if page < pages
            else ""
        )
        main = (
            f'<h1 class="page-title">{esc(heading)}</h1>\n<div class="archive-list">{items}</div>\n'
            f'<nav class="navigation pagination"><div class="nav-links">{links}{onward}</div></nav>'
        )
        return _page(f"<title>{esc(heading)} - {_TITLE}</title>", main, "archive", f"archive {page}")

    def missing_page(self) -> bytes:
        """The page for an address that is nothing."""
        main = '<section class="not-found"><h1>Ups! Halaman itu tidak dapat ditemukan.</h1></section>'
        return _page(f"<title>Laman tidak ditemukan - {_TITLE}</title>", main, "error404", "404")


def _robots(_: Request) -> Response:
    return plain(
        "# START SEO BLOCK\n# ---------------------------\nUser-agent: *\nDisallow:\n\n"
        f"Sitemap: {_BASE}/sitemap_index.xml\n# ---------------------------\n# END SEO BLOCK\n"
    )


def _page(head: str, main: str, body_class: str, seed: str) -> bytes:
    menu = "".join(f'<li><a href="{_BASE}/category/{slug_of(name)}/">{name}</a></li>' for name in menu_names())
    mega = "".join(
        f'<li><a href="{_BASE}/{local_day(moment):%Y/%m}/{slug_of(title)}/">{title}</a> <span>{long_day(moment)}'
        "</span></li>"
        for title, moment in dated_headlines("mega menu", NOW, 4)
    )
    latest = "".join(f"<li><a href='#'>{title}</a></li>" for title in headlines(f"terbaru {seed}", 6))
    body = (
        f'<header class="site-header"><div class="banner-728">{advertisement("kepala " + seed)}</div>'
        f'<nav class="main-navigation"><ul>{menu}<li class="mega">Terkini<ul>{mega}</ul></li></ul></nav></header>\n'
        f'<div class="site-content"><main class="content-area">\n{main}\n</main>\n'
        f'<aside class="sidebar"><h3>Berita Terbaru</h3><ul>{latest}</ul></aside></div>\n'
        '<footer class="site-footer"><p>Redaksi | Pedoman Media Siber | Kontak</p>'
        "<p>Perusahaan pers berbadan hukum, terbit sejak 2019.</p></footer>"
    )
    return document(head, body, body_attributes=f'class="{body_class}"').encode()


def _graph(article: SampleArticle) -> str:
    """Linked data as the SEO plugin writes it: the article's own dates among those of other things."""
    url = canonical_url(article)
    changed = iso_utc(article.modified or article.published)
    nodes: list[dict[str, object]] = [
        {"@type": "WebSite", "@id": f"{_BASE}/#website", "url": f"{_BASE}/", "name": _TITLE},
        {
            "@type": "WebPage",
            "@id": url,
            "url": url,
            "name": f"{article.title} - {_TITLE}",
            "datePublished": iso_utc(article.published),
            "dateModified": changed,
            "inLanguage": "id",
        },
        {
            "@type": "NewsArticle",
            "@id": f"{url}#article",
            "isPartOf": {"@id": url},
            "headline": article.title,
            "datePublished": iso_utc(article.published),
            "dateModified": changed,
            "author": {"@type": "Person", "name": (article.authors or ("Redaksi",))[0]},
        },
    ]
    return json.dumps({"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False).replace("<", "\\u003c")


def _photo(article: SampleArticle) -> str:
    caption = f"<figcaption>{texturized(article.caption)}</figcaption>" if article.caption else ""
    return (
        f'<figure class="post-thumbnail"><img src="{_BASE}/wp-content/uploads/{article.slug}.jpeg" alt="">{caption}'
        "</figure>"
    )


def _body(article: SampleArticle) -> str:
    texts = [texturized(text) for text in signed_paragraphs(article)]
    texts = [
        linked_once(text, "Pangkalpinang", f"{_BASE}/tag/pangkalpinang/") if number == 1 else text
        for number, text in enumerate(texts)
    ]
    if article.dateline:
        glue = "" if "glued" in article.options else " &#8211; "
        texts[0] = f"<strong>{texturized(article.dateline)}</strong>{glue}{texts[0]}"
    blocks = [f"{text}<br /><br />" if "br" in article.options else f"<p>{text}</p>" for text in texts]
    box = "".join(f'<li><a href="#">{texturized(title)}</a></li>' for title in article.related)
    if box:
        # a box with a heading, after the third paragraph
        blocks.insert(
            3, f'<div class="kotak-sisip"><span class="judul-kotak">Bacaan Lainnya</span><ul>{box}</ul></div>'
        )
    blocks.insert(2, f'<div class="gmr-banner-insidecontent"><p>{advertisement(article.key)}</p></div>')
    return "\n".join([*blocks, "<p>&nbsp;</p>"])


def _inner_footer(article: SampleArticle) -> str:
    """Remains that this theme leaves inside the content element: share prompts and tags."""
    tags = "".join(
        f'<a href="{_BASE}/tag/{slug_of(tag)}/" rel="tag">{tag}</a> ' for tag in (article.place, "Pilkada") if tag
    )
    return (
        '<div class="bagikan-artikel"><span>Sebarkan artikel ini</span> <a href="#">Facebook</a> '
        '<a href="#">Twitter</a></div>'
        f'<p class="saluran"><em>Ikuti saluran WhatsApp {_TITLE} untuk berita terkini</em></p>'
        f'<div class="entry-footer-single"><span class="tags-links">Tag: {tags}</span></div>'
    )


def _related(article: SampleArticle) -> str:
    entries = "".join(
        f'<li><a href="{_BASE}/{local_day(moment):%Y/%m}/{slug_of(title)}/">{title}</a> <time datetime="{iso(moment)}">'
        f"{long_day(moment)}</time></li>"
        for title, moment in dated_headlines(article.key, article.published, 4)
    )
    return f'<div class="pos-lain"><h3>Pos terkait</h3><ul>{entries}</ul></div>'


_FORM = (
    "<h3>Tinggalkan Balasan</h3><p>Alamat email Anda tidak akan dipublikasikan. Ruas yang wajib ditandai *</p>"
    '<form action="/wp-comments-post.php" method="post"><textarea name="comment"></textarea></form>'
)


def _comments(article: SampleArticle) -> str:
    unnamed = has_unnamed_comments(article)
    comments = comments_on(article, quoting=unnamed)
    if unnamed:
        rows = "".join(
            f"<div><b>{esc(one.name)}</b> <i>{long_day(one.written)} {clock(one.written)}</i>"
            f"<p>{texturized(one.text)}</p></div>\n"
            for one in comments
        )
        return f'<div class="kolom-bawah">{_FORM}<h3>{len(comments)} Tanggapan</h3>{rows}</div>'
    rows = "".join(
        f'<li id="comment-{number}" class="comment depth-1"><div class="comment-body">'
        f'<cite class="fn">{esc(one.name)}</cite>'
        f'<a href="{canonical_url(article)}?replytocom={number}">{long_day(one.written)} pukul {clock(one.written)}</a>'
        f"<p>{texturized(one.text)}</p></div></li>\n"
        for number, one in enumerate(comments, 1)
    )
    heading = f"<h2>{len(comments)} Komentar</h2>" if comments else ""
    return (
        f'<div id="comments" class="comments-area"><div id="respond">{_FORM}</div>{heading}'
        f'<ol class="comment-list">{rows}</ol>'
        "</div>"
    )
