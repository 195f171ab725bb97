"""ANTARA in three other templates: the national site, an older bureau, and AMP with English labels."""

from __future__ import annotations

from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle
from tests.web.calendar import NOW, WIB, clock, iso, local_day, long_day, relative, weekday
from tests.web.noise import advertisement, dated_headlines, headlines, mark, menu_names, views
from tests.web.templates import document, esc, linked_once, scattered, signed_paragraphs, slug_of
from tests.web.variants.chatter import pulled_sentence, remarks

_NOTICES = (
    "Dilarang keras mengambil konten, melakukan crawling atau pengindeksan otomatis untuk AI di situs web ini tanpa "
    "izin tertulis dari Kantor Berita ANTARA.",
    "Dilarang menyalin isi laman ini untuk melatih kecerdasan buatan tanpa persetujuan tertulis ANTARA.",
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def national(article: SampleArticle) -> bytes:
    """The template of www.antaranews.com."""
    url = canonical_url(article)
    head = (
        f"<title>{esc(article.title)} - ANTARA News</title>\n"
        f'<meta property="og:title" content="{esc(article.title)}" />\n<meta property="og:site_name" '
        f'content="Antara News" />\n<link rel="canonical" href="{url}" />\n'
        f'<meta property="article:published_time" content="{iso(article.published)}" />\n'
        f'<meta name="keywords" content="pilkada,{esc(article.place)}" />'
    )
    menu = "".join(
        f'<li class="nav-item dropdown"><a class="nav-link" href="/{slug_of(n)}">{n}</a><div class="dropdown-menu '
        f'animate">{_cards(f"{n} www", 2)}</div></li>'
        for n in menu_names()
    )
    texts = [f"<p>{text}</p>" for text in _texts(article)]
    also = [
        (
            f'<span class="baca-juga"><b>Baca juga: </b><a href="/berita/{n}/x" title="{esc(title)}">{esc(title)}</a>'
            "</span>",
            f"<p><b>Baca juga: <a href='/berita/{n}/x'>{esc(title)}</a></b></p>",
        )[n % 2]
        for n, title in enumerate(article.related)
    ]
    ads = '<div class="text-center mb-3"><small class="text-muted">ADVERTISEMENT</small><ins></ins></div>'
    quote = f'<p class="blockquote">{pulled_sentence(article)}</p>'
    video = (
        '<div class="video-terkait"><h6>Video Terkait</h6><a href="/video/1">'
        f"{headlines('video ' + article.key, 1)[0]}</a><span>{long_day(NOW)}</span></div>"
    )
    inner = "\n".join(scattered(texts, [*also, ads, quote, video]))
    year = local_day(article.published).year
    reporters, editors = esc(", ".join(article.authors)), esc(", ".join(article.editors))
    seen = "".join(
        f'<div class="komentar-item"><strong>{esc(one.name)}</strong><small>{relative(one.written, NOW)}</small>'
        f"<p>{esc(one.text)}</p></div>"
        for one in remarks(article)
    )
    body = (
        f'<header><nav class="navbar"><ul class="navbar-nav">{menu}</ul></nav><div class="wrapp__list__article-'
        f'responsive">{_cards("terkini www", 5)}</div></header>\n<section class="pb-80"><div class="container"><div '
        'class="row"><div class="col-md-8">\n<ul class="breadcrumbs bg-light mb-4"><li class="breadcrumbs__item"><a '
        'href="/">Home</a></li><li class="breadcrumbs__item"><a href="/politik">Politik</a></li></ul>\n'
        f'<div class="wrap__article-detail">\n<div class="wrap__article-detail-title"><h1>{esc(article.title)}</h1>'
        '</div><hr>\n<div class="wrap__article-detail-info"><ul class="list-inline d-flex flex-wrap"><li '
        f'class="list-inline-item mr-2"><span class="text-secondary">{_line(article)}</span></li><li '
        'class="list-inline-item"><span class="text-secondary">waktu baca 2 menit</span></li><li '
        f'class="list-inline-item"><i class="fa fa-eye"></i> {views(article.key)}</li></ul></div>\n'
        '<div class="wrap__article-detail-image mt-4"><figure><img class="img-fluid" src="/a.jpg" alt=""><figcaption>'
        f"{esc(article.caption)}</figcaption></figure></div>\n"
        '<div class="wrap__article-detail-content post-content">\n<div class="total-views"><div '
        'class="total-views-read">'
        f'{views(article.key)}<span>dibaca</span></div><ul class="list-inline"><span class="share">bagikan:</span>'
        '<li><a href="#">Facebook</a></li></ul></div>\n'
        f'{inner}\n<p class="text-muted mt-2 small">Pewarta: {reporters}<br />Editor: {editors}<br />'
        f'Copyright &copy; ANTARA {year}</p>\n<p class="text-muted small">{_NOTICES[0]}</p>\n</div>\n'
        '<div class="blog-tags"><ul class="list-inline"><li class="list-inline-item"><i class="fa fa-tags"></i></li>'
        f'<li class="list-inline-item"><a href="/tag/pilkada">pilkada</a></li></ul></div>\n</div>\n'
        f'<div class="related-article"><h4 class="border_section">Berita Terkait</h4>{_cards(article.key, 4)}</div>\n'
        f'<div class="komentar-box"><h4>Komentar</h4><p>Masuk untuk ikut berdiskusi.</p>{seen}</div>\n'
        f'</div><div class="col-md-4"><aside class="wrapper__list__article"><h4 class="border_section">Terpopuler</h4>'
        f'{_cards("populer www", 5)}</aside><div class="widget__newsletter"><p>Dapatkan rangkuman berita setiap hari '
        'langsung di surel Anda</p></div></div></div></div></section>\n<footer class="wrapper__footer"><p>Kantor '
        "Berita Indonesia</p></footer>"
    )
    return document(head, body).encode()


def _cards(seed: str, count: int) -> str:
    return "".join(
        '<div class="card__post"><div class="card__post__content"><div class="card__post__title"><h2 '
        f'class="post_title h5"><a href="#">{title}</a></h2></div><ul class="list-inline"><li '
        f'class="list-inline-item"><span class="text-secondary">{weekday(moment)}, {long_day(moment)} {clock(moment)} '
        "WIB</span></li></ul></div></div>"
        for title, moment in dated_headlines(seed, NOW, count)
    )


def line_breaks(article: SampleArticle) -> bytes:
    """A bureau that keeps its texts between ``<br />`` in ``.font17``; its only date is the visible line."""
    title = "ANTARA News Jawa Timur"
    head = (
        f"<title>{esc(article.title)} - {title}</title>\n"
        f'<meta property="og:title" content="{esc(article.title)} - {title}" />\n'
        f'<meta name="description" content="{esc(article.paragraphs[0][:155])}" />'
    )
    menu = "".join(
        f'<li><a href="#">{n}</a><ul>'
        + "".join(
            f'<li><a href="#">{headline}</a><br><small>{weekday(moment)}, {long_day(moment)} '
            f"{clock(moment)}</small></li>"
            for headline, moment in dated_headlines(f"menu lama {n}", NOW, 3)
        )
        + "</ul></li>"
        for n in menu_names()[1:6]
    )
    also = [
        (
            f"<b>Baca juga: <a href='#'>{esc(one)}</a></b>",
            f"<strong>BACA JUGA :</strong> <a href='#'>{esc(one)}</a>",
        )[n % 2]
        for n, one in enumerate(article.related)
    ]
    quote = f'<div class="quote_old">“{pulled_sentence(article)}”</div>'
    advert = f'<div class="iklan-berita"><script>var a = 1;</script>{advertisement(article.key)}</div>'
    breaks = ("<br />\n<br />\n", "<br/><br/>\r\n", "<br>\n&nbsp;<br>\n")[mark(f"br {article.key}", 3)]
    inner = breaks.join(scattered(_texts(article), also))
    year = local_day(article.published).year
    latest = "".join(
        f'<article class="simple-post"><h3><a href="#">{one}</a></h3><p><span>{relative(moment, NOW)}</span></p>'
        "</article>"
        for one, moment in dated_headlines(article.key, NOW, 5)
    )
    body = (
        f'<div id="header"><ul class="menu-utama">{menu}</ul><div class="berjalan">Terkini: '
        f"{' | '.join(headlines('jalan ' + article.key, 4))}</div></div>\n"
        '<div id="container"><div class="row"><div class="col-md-8"><div class="breadcrumb">Kabar Daerah</div>\n'
        f'<article class="post-wrapper"><header class="post-header"><h1 class="post-title">{esc(article.title)}</h1>'
        f'<p class="simple-share"><span class="article-date"><i class="fa fa-clock-o"></i> {_line(article)}</span> '
        f'<i class="fa fa-eye"></i> {views(article.key)}</p></header>\n'
        f'<div class="image-overlay"><img src="/b.jpg"><p class="flex-caption">{esc(article.caption)}</p></div>\n'
        f'<p class="lead-utama">{esc(article.paragraphs[0])}</p>\n{quote}\n'
        f'<div class="post-content clearfix font17">\n{inner}\n{advert}\n<div class="clearfix"></div>'
        f'<p class="text-muted small mt10">Pewarta: {esc(" dan ".join(article.authors))}<br />\n'
        f"Editor : {esc(', '.join(article.editors))}<br />\nCOPYRIGHT &copy; {title} {year}</p>\n"
        f'<p class="text-muted small">{_NOTICES[1]}</p>\n</div>\n'
        '<footer class="post-meta"><ul class="tags-widget clearfix"><li>Tags:</li><li><a href="#">Pilkada</a></li>'
        f'<li><a href="#">{esc(article.place)}</a></li></ul><div class="share">Share: <a href="#">Facebook</a></div>'
        f"</footer></article>\n<h4>Berita Lainnya</h4>{latest}\n"
        f'<div id="fb-komentar"><h4>Tanggapan Pembaca</h4>{_remarks(article)}</div>\n'
        f'</div><div class="col-md-4"><h4>Terpopuler</h4>{latest}</div></div></div>\n'
        f'<div id="footer">{title} &copy; {year}</div>'
    )
    return document(head, body).encode()


def _remarks(article: SampleArticle) -> str:
    return "".join(
        f"<div><b>{esc(one.name)}</b> - {long_day(one.written)} {clock(one.written)}<br>{esc(one.text)}</div>"
        for one in remarks(article)
    )


def english_amp(article: SampleArticle) -> bytes:
    """AMP with English labels and months: no ``h1``, no date in the head."""
    local = article.published.astimezone(WIB)
    shown = f"{_MONTHS[local.month - 1]} {local.day}, {local.year} {local:%H:%M} GMT+700"
    head = (
        f"<title>{esc(article.title)} - ANTARA News</title>\n"
        f'<link rel="canonical" href="{canonical_url(article)}" />\n'
        f'<meta property="og:title" content="{esc(article.title)} - ANTARA News" />\n'
        '<meta property="og:site_name" content="Antara News" />\n'
        '<script async src="https://cdn.ampproject.org/v0.js"></script>'
    )
    texts = [f"<p>{text}</p>" for text in _texts(article)]
    also = [
        (f"<p>Related news: <a href='#'>{esc(one)}</a></p>", f"<p><b>Read also: <a href='#'>{esc(one)}</a></b></p>")[
            n % 2
        ]
        for n, one in enumerate(article.related)
    ]
    advert = '<amp-ad width="300" height="250" type="doubleclick"><div fallback>Iklan tidak dapat dimuat</div></amp-ad>'
    inner = "\n".join(scattered(texts, [*also, advert]))
    year = local.year
    more = "".join(
        f'<li><a href="#">{one}</a> <span>{_MONTHS[moment.month - 1]} {moment.day}, {moment.year} {moment:%H:%M}</span>'
        "</li>"
        for one, moment in dated_headlines(article.key, article.published, 4)
    )
    body = (
        f'<amp-sidebar id="menu" layout="nodisplay"><ul>{"".join(f"<li>{n}</li>" for n in menu_names())}</ul>'
        '</amp-sidebar>\n<header class="topbar"><a href="/">ANTARA</a></header>\n<div class="wrap-amp">\n'
        '<amp-img src="/c.jpg" width="800" height="500" layout="responsive"></amp-img>\n'
        f'<p class="img-desc">{esc(article.caption)}</p>\n<p class="waktu">{shown}</p>\n'
        f'<div class="amp-text">\n{inner}\n<div class="by-line">Reporter: {esc(", ".join(article.authors))}<br/>'
        f"Editor: {esc(', '.join(article.editors))}<br/>Copyright © ANTARA {year}</div>\n<small>{_NOTICES[0]}</small>\n"
        '</div>\n<amp-social-share type="facebook"></amp-social-share>\n'
        f'<h4>Other news</h4><ul class="more">{more}</ul>\n</div>\n'
        "<footer><p>Get the full site</p></footer>"
    )
    return document(head, body, attributes='⚡ lang="id"').encode()


def _line(article: SampleArticle) -> str:
    return f"{weekday(article.published)}, {long_day(article.published)} {clock(article.published)} WIB"


def _texts(article: SampleArticle) -> list[str]:
    texts = [linked_once(esc(text), "Bawaslu", "/tag/bawaslu") for text in signed_paragraphs(article)]
    texts[0] = f"{esc(article.dateline)} - {texts[0]}"
    return texts
