"""Portals of local governments: Joomla (also with K2), and the units' own system.

How to recognise them: ``.go.id``; Joomla prints ``<meta name="generator" content="Joomla! …">`` and menu aliases such
as ``/berita-1-2/{year}/{slug}``; the units of Kota Probolinggo have ``/detail/{slug}`` and ``/berita?page_hal=2``.

- Neither prints a full date (sure of the text, unknown of the head): the day is in the lead ("Selasa (26/11)"), the
  year in the address of the main portal. The units' pages may lack a title as well.
- Text pasted from a word processor is broken into lines of about 70 characters (sure).
- Others of ``.go.id`` have ``/berita/{slug}``, ``/berita/{number}/{slug}``, ``/artikel/baca/{slug}`` (public links);
  Joomla gives a feed of any page at ``?format=feed&type=rss`` (its documentation). The family's sources try these.
- It ends in the initials of writer and editor, "(dp/pin)", and "BAGIKAN" (sure). Markup classes: unknown on the units,
  Joomla's and K2's own on the main portal (medium).
"""

from typing import ClassVar

from crawler.crawling.spider import OutletSpider
from crawler.items import Layout
from crawler.outlets.marks import below, printed, shared
from crawler.outlets.sources import Feed, Listing, Source

LAYOUT = Layout(
    article=(
        "[itemprop~='articleBody']", ".com-content-article__body", ".itemBody", ".itemFullText", ".detail-berita",
        ".isi-berita", ".detail-content", ".item-page",
    ),
    prune=(".item-image", ".itemImageBlock", ".itemContentFooter", ".pagenavigation", ".tags"),
    title=("h1[itemprop='headline']", ".page-header h1", ".itemTitle", ".page-header h2"),
    published=(
        "time[itemprop='datePublished']::attr(datetime)", ".article-info .published time::attr(datetime)",
        ".itemDateCreated",
    ),
    modified=("time[itemprop='dateModified']::attr(datetime)",),
    url_date=r"/berita-1-2/(?P<year>20\d\d)/",
)  # fmt: skip
"""Joomla and the units' system together: their selectors do not meet."""


class PemdaSpider(OutletSpider):
    """A local government's portal; one that differs from the common forms declares where its news are."""

    marks = (printed(r"content=['\"]Joomla!"), below("go.id"), shared(r"/component/|/media/jui/"))
    layouts = (LAYOUT,)
    article_path = r"/(?:index\.php/)?(?:berita|artikel|detail|read|post)(?:-[\w-]+)?(?:/[\w%-]+){1,3}/?"
    examples = ("/detail/rakor-tim-terpadu-pks-bahas-pengamanan-pilkada-2024", "/berita/12/rakor-pks")
    sources: ClassVar[tuple[Source, ...]] = (
        Feed(url="/?format=feed&type=rss"),
        Listing(url="/berita?page={page}", start="/berita", links="a[href*='/berita/'], a[href*='/detail/']"),
    )
