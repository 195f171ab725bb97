"""Disway network in three other templates: a rubric page, AMP with other class names, a post of an old system."""

from __future__ import annotations

from dataclasses import replace

from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle
from tests.web.calendar import NOW, WIB, clock, long_day, short_day, weekday
from tests.web.noise import advertisement, dated_headlines, headlines, mark, menu_names, views
from tests.web.templates import document, esc, scattered, signed_paragraphs, slug_of
from tests.web.variants.chatter import pulled_sentence, remarks


def rubric(article: SampleArticle) -> bytes:
    """A page of ``/{rubric}/read/{id}/{slug}`` on a disway.id host, whole on one page."""
    local = article.published.astimezone(WIB)
    head = (
        f"<title>{esc(article.title)} - Rakyat Bengkulu</title>\n"
        f'<meta property="og:title" content="{esc(article.title)}">\n'
        f'<meta name="pubdate" content="{local:%Y-%m-%d %H:%M:%S}">\n'
        f'<link rel="canonical" href="{canonical_url(article)}">'
    )
    menu = "".join(f'<li><a href="/kategori/{slug_of(n)}">{n}</a></li>' for n in menu_names())
    texts = _texts(article)
    blocks = []
    for number, text in enumerate(texts):
        blocks.append(f"<p>{text}</p>")
        if number == 3:
            blocks.append('<div class="ads-slot" id="div-gpt-ad-1"><span>ADVERTISEMENT</span></div>')
            blocks.append(f'<blockquote class="kutipan-besar">{pulled_sentence(article)}</blockquote>')
    also = [
        (
            f"<p><strong>BACA JUGA:<a href='#'>{esc(title)}</a></strong></p>",
            f'<p><span style="color:#c0392b"><strong>BACA JUGA: </strong></span><a href="#">{esc(title)}</a></p>',
            f"<p><a href='#'>BACA JUGA:{esc(title)}</a></p>",
        )[number % 3]
        for number, title in enumerate(article.related)
    ]
    side = "".join(
        f'<div class="media"><h4 class="media-heading"><a href="#">{title}</a></h4><span class="date">'
        f"{weekday(moment)} {moment:%d-%m-%Y},{clock(moment)} WIB</span></div>"
        for title, moment in dated_headlines(article.key, NOW, 5)
    )
    fb = "".join(
        f'<div class="fb-row"><span class="nama">{esc(one.name)}</span><span class="isi">{esc(one.text)}</span>'
        f"<span>{long_day(one.written)}</span></div>"
        for one in remarks(article)
    )
    body = (
        f'<div class="top-bar">{long_day(NOW)}</div><nav><ul>{menu}</ul></nav>\n<div class="container">'
        '<ul class="breadcrumb"><li><a href="/">Home</a></li><li><a href="/kategori/seluma">Seluma</a></li></ul>\n'
        f'<div class="row"><div class="col-sm-8"><h1 class="text-black">{esc(article.title)}</h1>\n'
        f'<div class="post-info bottom-10"><span class="date">{weekday(local)} {local:%d-%m-%Y},{local:%H:%M} WIB'
        f'</span></div>\n<div class="bottom-10"><div class="reporter" id="author">Reporter: <strong>'
        f'{esc(article.authors[0])}</strong></div>|<div id="editor">Editor: <strong>{esc(article.editors[0])}</strong>'
        "</div></div>\n"
        f'<div class="post text-black-1"><div class="bottom-15"><img alt="{esc(article.title)}"><small>'
        f"{esc(article.caption)}-Foto: dokumen redaksi-</small></div>\n{chr(10).join(scattered(blocks, also))}\n"
        '<div class="text-center" style="background:#f2f2f2"><p>Cek Berita dan Artikel lainnya di <a href="#">Google '
        "News</a></p></div>\n<p>Temukan Berita Terkini kami di WhatsApp Channel</p>\n<p><strong>Sumber: </strong>"
        "rakyatbengkulu</p></div>\n"
        '<div class="news-tags"><h4>Tag</h4><a href="/listtag/1/x">#pilkada</a> <a href="/listtag/2/y">#bengkulu</a>'
        f'</div>\n<div class="share-bar">Share: <a href="#">Facebook</a></div>\n<h3>Terkait</h3>{side}\n'
        f'<h3>Komentar</h3><div class="fb-plugin">{fb}</div></div>\n<div class="col-sm-4"><h3>Terpopuler</h3>{side}'
        f"</div></div></div>\n<footer>{advertisement('kaki ' + article.key)}</footer>"
    )
    return document(head, body).encode()


def other_amp(article: SampleArticle) -> bytes:
    """AMP whose class names nobody has seen: labels, "Terkait" and its dated headlines inside the same element."""
    head = (
        f"<title>{esc(article.title)}</title>\n<link rel='canonical' href='{canonical_url(article)}'>\n"
        "<style amp-custom>.k{color:#333}</style><script async src='https://cdn.ampproject.org/v0.js'></script>"
    )
    blocks = [f"<p>{text}</p>" for text in _texts(article)]
    also = [
        (f"<p><strong>BACA JUGA:{esc(title)}</strong></p>", f"<p>BACA JUGA:<a href='#'>{esc(title)}</a></p>")[n % 2]
        for n, title in enumerate(article.related)
    ]
    ad = '<div class="k-3"><amp-ad width="300" height="250"></amp-ad><span>Advertisement</span></div>'
    related = "".join(
        f'<div class="k-7"><span>{short_day(moment)} - {clock(moment)} WIB</span><a href="#">{title}</a></div>'
        for title, moment in dated_headlines(f"k {article.key}", article.published, 5)
    )
    body = (
        '<header class="k-0"><button on="tap:s.toggle">☰</button><a href="/">KORANRB.ID</a></header>\n'
        f'<div class="k-1"><h1 class="k-2">{esc(article.title)}</h1>\n'
        f'<p class="k-4">Reporter : {esc(article.authors[0].upper())} | Editor : {esc(article.editors[0])}</p>\n'
        f'<p class="k-5">{short_day(article.published)} - {clock(article.published)} WIB</p>\n'
        f'<amp-img src="/upload/d.jpg" width="600" height="400"></amp-img><div class="k-6">{esc(article.caption)}--'
        f'</div>\n{chr(10).join(scattered(blocks, [*also, ad]))}\n<p>Kategori :</p><p class="k-8"><a href="#">Politik'
        f"</a></p>\n<h3>Terkait</h3>{related}\n<h3>Terpopuler</h3>{related}</div>\n"
        "<footer class='k-9'>Copyright 2024 Disway National Network</footer>"
    )
    return document(head, body, attributes='amp lang="id"').encode()


def migrated(article: SampleArticle) -> bytes:
    """A post of an old system: escaped quotes, ``div`` for paragraphs, styles of an office program."""
    local = article.published.astimezone(WIB)
    head = (
        f"<title>{esc(article.title)}</title>\n<meta name='description' content='{esc(article.title)}'>\n"
        '<meta property="og:site_name" content="Bengkulu Ekspress">'
    )
    blocks = []
    for number, text in enumerate(_texts(article)):
        escaped = text.replace("“", '\\"').replace("”", '\\"')
        blocks.append(
            f'<div style=\\"text-align: justify;\\"><span style="font-size:14px">{escaped}</span></div>'
            + ("<div>&nbsp;</div>" if number % 2 else "<div><br></div>")
        )
    also = [
        f'<div><strong>Baca Juga :</strong>&nbsp;<a href=\\"#\\">{esc(title)}</a></div>' for title in article.related
    ]
    rows = "".join(
        f'<div class="media"><div class="media-content"><h4 class="media-heading"><a href="#">{title}</a></h4>'
        f'<p class="date">{weekday(moment)} {moment:%d-%m-%Y},{clock(moment)} WIB</p></div></div>'
        for title, moment in dated_headlines(article.key, article.published, 4)
    )
    voices = "".join(
        f'<div class="row-tamu"><div class="tamu">{esc(one.name)} menulis pada {long_day(one.written)}:</div>'
        f"<div>{esc(one.text)}</div></div>"
        for one in remarks(article)
    )
    body = (
        f"<nav>{' | '.join(menu_names())}</nav><div class='container'>\n<h2 class='rubrik'>Politik</h2>\n"
        f'<h1>{esc(article.title)}</h1>\n<div class="post-info"><span class="date">{weekday(local)} '
        f"{local:%d-%m-%Y},{local:%H:%M} WIB</span> <span>Dilihat {views(article.key)} kali</span></div>\n"
        f"<div>Penulis: <b>{esc(article.authors[0])}</b></div><div>Editor: <b>{esc(article.editors[0])}</b></div>\n"
        f'<div class="post text-black-1">\n<div class="bottom-15"><img '
        f'src="/upload/e.jpg"><small>{esc(article.caption)}'
        f"--</small></div>\n{chr(10).join(scattered(blocks, also))}\n<div>Cek Berita dan Artikel yang lain di Google "
        f"News</div>\n<div>Tags: pilkada, bengkulu</div></div>\n"
        f"<h3>Baca Berita Lainnya</h3>{rows}\n<h3>Buku Tamu</h3>{voices}\n"
        f'<div class="kanan">{"".join(f"<p>{h}</p>" for h in headlines("kanan " + article.key, 4))}</div></div>'
    )
    return document(head, body).encode()


def straight_quotes(article: SampleArticle) -> SampleArticle:
    """What a reader of the migrated page sees: its quotation marks are straight."""
    return replace(article, paragraphs=tuple(text.replace("“", '"').replace("”", '"') for text in article.paragraphs))


def upper_case_authors(article: SampleArticle) -> SampleArticle:
    """AMP pages print reporters in upper case."""
    return replace(article, authors=tuple(name.upper() for name in article.authors))


def _texts(article: SampleArticle) -> list[str]:
    texts = [esc(text).replace("&quot;", '"') for text in signed_paragraphs(article)]
    glue = (" - ", " – ", "–")[mark(f"glue {article.key}", 3)]
    texts[0] = f"<strong>{esc(article.dateline)}</strong>{glue}{texts[0]}"
    return texts
