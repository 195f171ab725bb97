"""Petisi.co, East Java (seen: one stored article; its feeds, REST and sitemap are not verified)."""

from spiders.families.wordpress import CORE_SITEMAP, WordPressSpider


class PetisiSpider(WordPressSpider):
    """Slugs at the root, without id or date; a theme of the Newkarma family."""

    name = "petisi"
    title = "Petisi.co"
    site = "https://petisi.co/"
    region = "35"
    examples = ("https://petisi.co/rakor-penanganan-konflik-sosial-sekda-ninik-ajak-jaga-kondusifitas-jelang-pemilu/",)
    verified = "2026-11-21: the text of one stored article; not its theme's version, feeds, REST and sitemap"
    sources = (*WordPressSpider.sources, CORE_SITEMAP)
