"""The outlets of the sample web, one module for each platform: what is known of their addresses and markup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from tests.web.articles import SampleArticle
from tests.web.messages import Handler
from tests.web.sites import antara, disway, kabar_layar, newkarma, perkaranews, probolinggo, unfamiliar


class ArticlePage(Protocol):
    """Builds part ``page`` (from 0) of an article's page, or of its AMP twin, in one outlet's markup."""

    def __call__(self, article: SampleArticle, page: int = 0, amp: bool = False) -> bytes: ...


ARTICLE_PAGES: dict[str, ArticlePage] = {
    "antara_jatim": antara.article_page,
    "kabar_layar": kabar_layar.article_page,
    "koranrb": disway.article_page,
    "perkaranews": perkaranews.article_page,
    "petisi": newkarma.article_page,
    "probolinggo_kota": probolinggo.article_page,
}
"""Outlet to its page builder."""


def outlet_sites(articles: Sequence[SampleArticle], now: datetime) -> dict[str, Handler]:
    """All hosts of all outlets, showing these articles at the time ``now``.

    Raises ``ValueError`` for an article of an outlet that the sample web does not have.
    """
    unknown = sorted({one.outlet for one in articles} - ARTICLE_PAGES.keys())
    if unknown:
        raise ValueError(f"the sample web has no outlet {unknown[0]!r}, only {', '.join(sorted(ARTICLE_PAGES))}")
    return {
        **newkarma.petisi_sites(articles),
        **antara.antara_sites(articles, now),
        **disway.koranrb_sites(articles),
        **perkaranews.perkaranews_sites(articles),
        **probolinggo.probolinggo_sites(articles),
        **kabar_layar.kabar_layar_sites(articles),
        **unfamiliar.unfamiliar_sites(articles),
    }
