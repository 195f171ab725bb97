"""PerkaraNews, Bangka Belitung (seen: one stored article; its theme, feeds, REST and sitemap are not verified)."""

from spiders.families.wordpress import MONTHS, PLUGIN_SITEMAP, WordPressSpider


class PerkaranewsSpider(WordPressSpider):
    """Year and month in the address; the theme is not identified; comments are full of spam."""

    name = "perkaranews"
    title = "PerkaraNews"
    site = "https://perkaranews.com/"
    region = "19"
    examples = (
        "https://perkaranews.com/2023/12/pemkot-pangkalpinang-gelar-rakor-penanganan-konflik-sosial-jelang-pemilu-2024",
    )
    verified = "2026-11-21: address and text of one stored article; not its theme, feeds, REST and sitemap"
    article_path = r"/\d{4}/\d{2}/[\w%-]+/?(?:(?P<offset>\d{1,2})/?)?|/\?p=\d+"
    sources = (*WordPressSpider.sources, MONTHS, PLUGIN_SITEMAP)
