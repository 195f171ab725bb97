"""kabarlayar.example: pages that are empty until a script has fetched their content. No such outlet exists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tests.web.addresses import KABAR_LAYAR, canonical_url
from tests.web.articles import SampleArticle
from tests.web.calendar import clock, iso, long_day
from tests.web.messages import Handler, Request, Response, as_json, html, javascript, plain
from tests.web.noise import advertisement, headlines
from tests.web.templates import document, newest_first, page_of, routed, scattered, signed_paragraphs

PER_PAGE = 10
"""Articles on a page of the list that the script fetches; it fetches all of them."""

_SCRIPT = """
"use strict";
async function fetched(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(url + ": " + answer.status);
  return answer.json();
}
function added(parent, name, text, attributes) {
  const element = document.createElement(name);
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  parent.append(element);
  return element;
}
async function showList(list) {
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const part = await fetched("/api/list.json?page=" + page);
    pages = part.pages;
    for (const item of part.items) added(list, "a", item.title, {class: "judul", href: item.url});
  }
  list.dataset.state = "complete";
}
async function showArticle(article, id) {
  const data = await fetched("/api/baca/" + id + ".json");
  document.title = data.title + " - Kabar Layar";
  added(article, "h1", data.title);
  added(article, "time", data.shown, {datetime: data.published});
  added(article, "span", data.authors.join(", "), {class: "penulis"});
  for (const block of data.blocks) added(article, "p", block.text, block.kind ? {class: block.kind} : {});
  article.dataset.state = "complete";
}
const list = document.getElementById("daftar");
if (list) showList(list);
const article = document.querySelector("article.isi");
if (article) showArticle(article, location.pathname.split("/")[2]);
"""


def kabar_layar_sites(articles: Sequence[SampleArticle]) -> dict[str, Handler]:
    """The host, over plain HTTP."""
    mine = newest_first(one for one in articles if one.outlet == "kabar_layar")

    def article_of(number: str) -> SampleArticle | None:
        return next((one for one in mine if str(one.id) == number), None)

    def front(_: Request) -> Response:
        return html(_shell('<main id="daftar"></main>'))

    def shell(_: Request, number: str) -> Response:
        article = article_of(number)
        return (
            html(_shell("<main>Tidak ada.</main>"), status=404)
            if article is None
            else html(article_page(article).decode())
        )

    def listing(request: Request) -> Response:
        shown, pages = page_of(mine, request.number("page", 1), PER_PAGE)
        items = [{"url": canonical_url(one), "title": one.title, "published": iso(one.published)} for one in shown]
        return as_json({"items": items, "pages": pages}, modified=_changed(shown))

    def content(_: Request, number: str) -> Response:
        article = article_of(number)
        if article is None:
            return as_json({"error": "tidak ada"}, status=404)
        return as_json(article_content(article), modified=_changed([article]))

    handler = routed(
        (
            (r"/robots\.txt", lambda _: plain("User-agent: *\nDisallow:\n")),
            (r"/", front),
            (r"/aplikasi\.js", lambda _: javascript(_SCRIPT)),
            (r"/baca/(\d+)/[^/]+", shell),
            (r"/api/list\.json", listing),
            (r"/api/baca/(\d+)\.json", content),
        ),
        lambda _: html(_shell("<main>Tidak ada.</main>"), status=404),
    )
    return {KABAR_LAYAR: handler}


def article_page(article: SampleArticle, page: int = 0, amp: bool = False) -> bytes:
    """The shell that every article has: no word of the article in it."""
    return _shell('<main><article class="isi"></article></main>').encode()


def article_content(article: SampleArticle) -> dict[str, object]:
    """Answer that the script fetches for an article."""
    texts = signed_paragraphs(article)
    if article.dateline:
        texts[0] = f"{article.dateline} – {texts[0]}"
    extras = [f"Simak juga: {title}" for title in article.related]
    return {
        "title": article.title,
        "published": iso(article.published),
        "shown": f"{long_day(article.published)} {clock(article.published)} WIB",
        "authors": list(article.authors),
        "blocks": [{"text": text, "kind": "simak" if text in extras else ""} for text in scattered(texts, extras)],
    }


def _changed(articles: Sequence[SampleArticle]) -> datetime | None:
    return max((one.modified or one.published for one in articles), default=None)


def _shell(main: str) -> str:
    side = "".join(f"<li>{title}</li>" for title in headlines("layar", 4))
    body = (
        '<header><a href="/">Kabar Layar</a></header>\n<noscript>Nyalakan JavaScript untuk membaca berita.'
        f"</noscript>\n{main}\n"
        f'<aside><h4>Pilihan</h4><ul>{side}</ul><div class="iklan">{advertisement("layar")}</div></aside>\n'
        '<script src="/aplikasi.js"></script>'
    )
    return document("<title>Kabar Layar</title>", body)
