"""Five templates on which nothing was mended but a selector of WordPress itself: a check of what the others led to."""

from __future__ import annotations

from collections.abc import Callable

from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle
from tests.web.calendar import NOW, WIB, clock, iso, local_day, long_day, weekday
from tests.web.noise import advertisement, dated_headlines, headlines, mark, menu_names, views
from tests.web.templates import document, esc, scattered, signed_paragraphs, slug_of, texturized
from tests.web.variants.chatter import pulled_sentence, remarks

_NAMES = {"petisi": "PETISI.CO", "perkaranews": "PERKARANEWS"}


def block_theme(article: SampleArticle) -> bytes:
    """WordPress with a block theme such as Twenty Twenty-Four: everything is ``wp-block-…``."""
    name, author = _NAMES[article.outlet], (article.authors or ("Redaksi",))[0]
    head = (
        f"<title>{texturized(article.title)} &#8211; {name}</title>\n<link rel='canonical' "
        f"href='{canonical_url(article)}' />\n<meta name='generator' content='WordPress 6.6' />"
    )
    blocks = [f"<p>{text}</p>" for text in _texts(article, "<strong>{}</strong> &#8212; ", texturized)]
    blocks.insert(
        2, f'<figure class="wp-block-pullquote"><blockquote><p>{pulled_sentence(article)}</p></blockquote></figure>'
    )
    also = [
        (
            f'<p class="has-background" style="background-color:#eee"><strong>Baca juga:</strong> <a href="#">'
            f"{texturized(title)}</a></p>",
            '<div class="wp-block-group has-background"><p><strong>BACA JUGA</strong></p><ul class="wp-block-list"><li>'
            f'<a href="#">{texturized(title)}</a></li></ul></div>',
        )[n % 2]
        for n, title in enumerate(article.related)
    ]
    ad = (
        '<div class="wp-block-group iklan-artikel"><p class="has-small-font-size">'
        f"{advertisement(article.key)}</p></div>"
    )
    query = "".join(
        f'<li class="wp-block-post"><h2 class="wp-block-post-title"><a href="#">{title}</a></h2><div '
        f'class="wp-block-post-date"><time datetime="{iso(moment)}">{long_day(moment)}</time></div><div '
        f'class="wp-block-post-excerpt"><p class="wp-block-post-excerpt__excerpt">{title} menurut keterangan warga '
        "setempat&hellip;</p></div></li>"
        for title, moment in dated_headlines(article.key, article.published, 3)
    )
    comments = "".join(
        f'<li class="comment"><div class="wp-block-comment-author-name">{esc(one.name)}</div><div '
        f'class="wp-block-comment-date"><time datetime="{iso(one.written)}">{long_day(one.written)}</time></div><div '
        f'class="wp-block-comment-content"><p>{texturized(one.text)}</p></div></li>'
        for one in remarks(article)
    )
    menu = "".join(f'<li class="wp-block-navigation-item"><a href="#">{n}</a></li>' for n in menu_names())
    body = (
        f'<div class="wp-site-blocks"><header class="wp-block-template-part"><p class="wp-block-site-title"><a '
        f'href="/">'
        f'{name}</a></p><ul class="wp-block-navigation">{menu}</ul></header>\n<main class="wp-block-group">'
        f'<div class="wp-block-group"><h1 class="wp-block-post-title">{texturized(article.title)}</h1>'
        f'<div class="wp-block-group"><div class="wp-block-post-date"><time datetime="{iso(article.published)}">'
        f'{long_day(article.published)}</time></div><p>oleh</p><div class="wp-block-post-author"><p '
        f'class="wp-block-post-author__name">{esc(author)}</p></div><p>di</p><div class="wp-block-post-terms"><a '
        f'href="#" rel="tag">Daerah</a></div></div></div>\n<figure '
        f'class="wp-block-post-featured-image"><img></figure>\n'
        '<div class="entry-content wp-block-post-content is-layout-constrained">\n'
        f'<figure class="wp-block-image"><img><figcaption class="wp-element-caption">{texturized(article.caption)}'
        f"</figcaption></figure>\n{chr(10).join(scattered(blocks, [*also, ad]))}\n"
        '<div class="wp-block-buttons"><div class="wp-block-button"><a class="wp-block-button__link" href="#">Gabung '
        'grup WhatsApp kami</a></div></div>\n<ul class="wp-block-social-links"><li>Facebook</li><li>X</li></ul></div>\n'
        '<div class="wp-block-group"><div class="taxonomy-post_tag wp-block-post-terms"><a href="#">pilkada</a></div>'
        f'</div>\n<nav class="wp-block-group" aria-label="Pos"><div class="post-navigation-link-previous"><a href="#">'
        f"{headlines('nav ' + article.key, 1)[0]}</a></div></nav>\n"
        f'<h2 class="wp-block-heading">Komentar</h2><div class="wp-block-comments"><ol '
        f'class="wp-block-comment-template">{comments}</ol><div id="respond"><h3>Tinggalkan Balasan</h3></div></div>\n'
        f'<h2 class="wp-block-heading">Pos lain</h2><ul class="wp-block-post-template">{query}</ul></main>\n'
        "<footer><p>Didesain dengan WordPress</p></footer></div>"
    )
    return document(head, body, body_attributes='class="wp-singular single single-post"').encode()


def wpberita(article: SampleArticle) -> bytes:
    """WordPress with wpberita: the headline in ``h1 > strong``, tags and share buttons inside the content."""
    name, author = _NAMES[article.outlet], (article.authors or ("Redaksi",))[0]
    head = (
        f"<title>{texturized(article.title)} | {name}</title>\n"
        f'<meta property="og:title" content="{esc(article.title)} | {name}">'
    )
    texts = _texts(article, "<b>{}</b> | ", texturized)
    also = [
        f'<div class="gmr-related-post-onlytitle"><div class="related-text-onlytitle">Baca Juga</div><div '
        f'class="clearfix"><div class="rp-content"><a href="#" '
        f'class="rp-title">{texturized(title)}</a></div></div></div>'
        for title in article.related
    ]
    ad = f'<div class="gmr-banner-insidecontent text-center">{advertisement(article.key)}</div>'
    comments = "".join(
        f'<li class="comment"><div class="comment-content"><p>{texturized(one.text)}</p></div></li>'
        for one in remarks(article)
    )
    others = "".join(
        f'<div class="col-md-4"><h4 class="wpberita-rp"><a href="#">{title}</a></h4><span class="meta-content">'
        f'<time class="entry-date published" datetime="{iso(moment)}">{long_day(moment)}</time></span></div>'
        for title, moment in dated_headlines(article.key, article.published, 5)
    )
    body = (
        f'<div id="topnavwrap"><div class="gmr-topnav">{long_day(NOW)}</div></div><ul id="primary-menu">'
        f'{"".join(f"<li>{n}</li>" for n in menu_names())}</ul>\n<div id="content"><main id="primary">\n'
        f'<article id="post-{article.id}" class="post type-post content-single"><div class="breadcrumbs">Beranda '
        f'<span class="last-cl">{texturized(article.title)}</span></div>\n<header class="entry-header '
        f'entry-header-single">'
        f'<div class="gmr-meta-topic"><strong><span class="cat-links-content"><a href="#">Pilkada</a></span></strong>'
        f'</div><h1 class="entry-title"><strong>{texturized(article.title)}</strong></h1><div '
        f'class="list-table clearfix"><div class="table-row"><div class="table-cell"><span class="author vcard"><a '
        f'class="url fn n" href="#">{esc(author)}</a></span><div class="posted-on"><time class="entry-date published" '
        f'datetime="{iso(article.published)}">{weekday(article.published)}, {long_day(article.published)} '
        f'{clock(article.published)} WIB</time></div></div><div class="table-cell text-right"><span '
        f'class="comments-link">{len(remarks(article))} Komentar</span></div></div></div></header>\n'
        f'<figure class="post-thumbnail gmr-thumbnail-single"><img><figcaption class="wp-caption-text">'
        f'{texturized(article.caption)}</figcaption></figure>\n<div class="single-wrap"><div class="entry-content '
        f'entry-content-single clearfix have-stickybar">\n'
        f'{chr(10).join(scattered([f"<p>{text}</p>" for text in texts], [*also, ad]))}\n<footer class="entry-footer '
        'entry-footer-single"><span class="tags-links"><span class="idt-tag">Tag: </span><a href="#">bawaslu</a></span>'
        '<div class="gmr-cf-metacontent heading-text meta-content"></div></footer></div></div>\n'
        f'<div class="list-table clearfix"><div class="table-cell gmr-content-share">Bagikan: Facebook</div></div>\n'
        f'<div class="gmr-related-post"><h3 class="related-text">Berita Terkait</h3>{others}</div>\n'
        f'<div id="comments" class="comments-area"><h2>Respon ({len(remarks(article))})</h2><ol class="comment-list">'
        f'{comments}</ol></div></article></main><aside id="secondary"><h3>Terkini</h3>{others}</aside></div>'
    )
    return document(head, body, body_attributes='class="single single-post wpberita"').encode()


def mixed_breaks(article: SampleArticle) -> bytes:
    """ANTARA: paragraphs, with "Baca juga" and further paragraphs behind ``<br />`` in the same element."""
    head = (
        f"<title>{esc(article.title)} - ANTARA News Jawa Timur</title>\n"
        f'<meta property="og:title" content="{esc(article.title)} - ANTARA News Jawa Timur">'
    )
    texts = _texts(article, "{} - ", esc)
    also = [f'<span class="baca-juga"><b>Baca juga: <a href="#">{esc(one)}</a></b></span>' for one in article.related]
    parts = scattered(texts, also)
    half = len(parts) // 2
    inner = f"<p>{'<br /><br />'.join(parts[:half])}</p>\r\n<p>{'</p><p>&nbsp;</p><p>'.join(parts[half:])}</p>"
    year = local_day(article.published).year
    popular = "".join(
        f'<article class="simple-post"><h3><a href="#">{title}</a></h3><span>{long_day(moment)} {clock(moment)}</span>'
        "</article>"
        for title, moment in dated_headlines(article.key, NOW, 5)
    )
    body = (
        f"<header><ul>{''.join(f'<li>{n}</li>' for n in menu_names())}</ul>{popular}</header>\n"
        f'<main><article class="post-wrapper"><header class="post-header"><h1 class="post-title">{esc(article.title)}'
        f'</h1><div class="article-meta"><span class="article-date">{weekday(article.published)}, '
        f"{long_day(article.published)} {clock(article.published)} WIB {views(article.key)}</span></div></header>\n"
        f'<div class="featured"><img><p class="flex-caption">{esc(article.caption)}</p></div>\n'
        f'<div id="print_content"><div class="clearfix">{inner}\n<p class="text-muted small">Pewarta : '
        f"{esc(', '.join(article.authors))}<br/>Editor: {esc(', '.join(article.editors))}<br/>COPYRIGHT © ANTARA News "
        f"Jawa Timur {year}</p></div></div>\n<ul class='tags-widget'><li><a href='#'>kpu</a></li></ul></article>\n"
        f"<h3>Berita Lainnya</h3>{popular}</main>"
    )
    return document(head, body).encode()


def newspaper_text(article: SampleArticle) -> bytes:
    """Disway: a newspaper's text edition with reporter and editor under the text, links listed under "BACA JUGA"."""
    local = article.published.astimezone(WIB)
    head = (
        f"<title>{esc(article.title)}</title><meta property='og:title' content='{esc(article.title)}'>"
        f"<meta name='pubdate' content='{local:%Y-%m-%d %H:%M:%S}'>"
    )
    glue = (" - ", "– ")[mark(f"held out {article.key}", 2)]
    blocks = [f'<p style="text-align:justify">{text}</p>' for text in _texts(article, "<b>{}</b>" + glue, esc)]
    also = [f'<p><b>BACA JUGA:</b></p><ul><li><a href="#">{esc(title)}</a></li></ul>' for title in article.related[:1]]
    also += [f'<p><em><a href="#">Baca Juga: {esc(title)}</a></em></p>' for title in article.related[1:]]
    others = "".join(
        f'<div class="media-content"><h2 class="media-heading"><a href="#">{title}</a></h2><span class="date">'
        f"{weekday(moment)} {moment:%d-%m-%Y},{clock(moment)} WIB</span></div>"
        for title, moment in dated_headlines(article.key, NOW, 4)
    )
    body = (
        f'<nav>{"".join(f"<a>{n}</a>" for n in menu_names())}</nav><div class="content"><h1 class="text-black">'
        f'{esc(article.title)}</h1><div class="post-info"><span class="date">{weekday(local)} '
        f'{local:%d-%m-%Y},{local:%H:%M} WIB</span></div>\n<div class="post text-black-1"><div class="bottom-15"><img>'
        f"<small>{esc(article.caption)}--</small></div>\n{'<p><br></p>'.join(scattered(blocks, also))}\n"
        f"<p>Reporter: {esc(article.authors[0])}</p><p>Editor: {esc(article.editors[0])}</p>\n"
        "<p>Cek Berita dan Artikel lainnya di Google News</p><p>Sumber:</p></div>\n"
        f'<div class="news-tags"><a href="#">#{slug_of(article.place)}</a></div><h3>Terkait</h3>{others}</div>'
    )
    return document(head, body).encode()


def drupal(article: SampleArticle) -> bytes:
    """A commission's portal on Drupal: "Oleh admin pada Sel, 26/11/2024 - 10:15", fields, a block of views."""
    days = dict(
        zip(
            ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
            ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"),
            strict=True,
        )
    )
    local = article.published.astimezone(WIB)
    head = (
        f"<title>{esc(article.title)} | Portal Resmi Kota</title>\n"
        '<meta name="Generator" content="Drupal 10 (https://www.drupal.org)" />'
    )
    blocks = "".join(f"<p>{text}</p>\n" for text in _texts(article, "<strong>{}</strong> – ", esc))
    rows = "".join(
        f'<div class="views-row"><span class="views-field-title"><a href="#">{title}</a></span><span '
        f'class="views-field-created">{moment:%d/%m/%Y - %H:%M}</span></div>'
        for title, moment in dated_headlines("drupal", NOW, 4)
    )
    body = (
        '<a href="#main-content" class="visually-hidden focusable skip-link">Lompat ke isi utama</a>'
        '<header role="banner"><nav role="navigation"><ul '
        'class="menu"><li>Beranda</li><li>PPID</li></ul></nav></header>'
        f'<main role="main"><div class="layout-content"><div class="block-page-title-block"><h1 class="page-title">'
        f'<span class="field field--name-title">{esc(article.title)}</span></h1></div>\n<article role="article" '
        'class="node node--type-berita node--promoted node--view-mode-full"><footer class="node__meta"><div '
        f'class="node__submitted">Oleh <span class="field field--name-uid"><span lang="">admin</span></span> '
        f"pada <span "
        f'class="field field--name-created">{days[weekday(local)]}, {local:%d/%m/%Y - %H:%M}</span></div></footer>\n'
        '<div class="node__content clearfix"><div class="field field--name-field-image"><img><blockquote '
        f'class="image-field-caption"><p>{esc(article.caption or "Foto bersama di aula")}</p></blockquote></div>'
        f'<div class="clearfix text-formatted field field--name-body field--type-text-with-summary">{blocks}</div>'
        '<div class="field field--name-field-tags"><div class="field__label">Tags</div><div class="field__item">'
        f'<a href="#">pilkada</a></div></div></div></article>\n<div class="views-element-container"><h2>Berita '
        f"Lain</h2>"
        f"{rows}</div></div></main><footer>Dibangun dengan Drupal</footer>"
    )
    return document(head, body).encode()


def _texts(article: SampleArticle, dateline: str, escape: Callable[[str], str]) -> list[str]:
    texts = [escape(text) for text in signed_paragraphs(article)]
    if article.dateline:
        texts[0] = dateline.format(escape(article.dateline)) + texts[0]
    return texts
