"""WordPress outlets in three other themes: tagDiv Newspaper, JNews, and one like that of pantura7.com."""

from __future__ import annotations

import json

from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle
from tests.web.calendar import NOW, clock, iso, iso_utc, local_day, long_day, month
from tests.web.noise import advertisement, dated_headlines, headlines, mark, menu_names, views
from tests.web.templates import document, esc, scattered, signed_paragraphs, slug_of, texturized
from tests.web.variants.chatter import count_of, pull_quote, remarks

_NAMES = {"petisi": "PETISI.CO", "perkaranews": "PERKARANEWS"}


def newspaper(article: SampleArticle) -> bytes:
    """Newspaper 12 of tagDiv with its classic single template; no SEO plugin, date only in ``time`` and microdata."""
    name, url, author = _NAMES[article.outlet], canonical_url(article), _author(article)
    head = (
        f"<title>{texturized(article.title)} | {name}</title>\n"
        f'<link rel="canonical" href="{url}" />\n<meta property="og:image" content="/wp-content/uploads/a.jpg" />\n'
        f'<meta name="author" content="{esc(author)}">\n<meta name="generator" content="WordPress 6.4.3" />'
    )
    mega = "".join(
        f'<div class="td_module_mega_menu td_mod_mega_menu"><div class="item-details"><h3 class="entry-title '
        f'td-module-title"><a href="/{slug_of(title)}/" rel="bookmark">{title}</a></h3><span class="td-post-date">'
        f'<time class="entry-date updated td-module-date" datetime="{iso(moment)}">{long_day(moment)}</time></span>'
        "</div></div>"
        for title, moment in dated_headlines("mega td", NOW, 5)
    )
    menu = "".join(f'<li class="menu-item"><a href="/category/{slug_of(n)}/">{n}</a></li>' for n in menu_names())
    texts = _texts(article, "<strong>{}</strong> &#8211; ")
    related = [_newspaper_related(title, number) for number, title in enumerate(article.related)]
    advert = (
        '<div class="td-a-rec td-a-rec-id-content_inline tdi_3"><span class="td-adspot-title">- Advertisement -</span>'
        f'<div class="td-all-devices"><a href="#">{advertisement(article.key)}</a></div></div>'
    )
    quote = f'<blockquote class="td_pull_quote td_pull_center"><p>{pull_quote(article)}</p></blockquote>'
    content = "\n".join(scattered([f"<p>{text}</p>" for text in texts], [*related, advert, quote]))
    caption = f'<figcaption class="wp-caption-text">{texturized(article.caption)}</figcaption>'
    more = "".join(
        '<div class="td_module_related_posts td-animation-stack td_mod_related_posts"><div class="item-details">'
        f'<h3 class="entry-title td-module-title"><a href="/{slug_of(title)}/">{title}</a></h3></div></div>'
        for title in headlines(f"td {article.key}", 6)
    )
    latest = "".join(
        f'<div class="td_module_6 td_module_wrap"><h3 class="entry-title td-module-title"><a href="#">{title}</a></h3>'
        f'<time class="entry-date updated td-module-date" datetime="{iso(moment)}">{long_day(moment)}</time>'
        f'<div class="td-excerpt">{title} dan menjadi perhatian warga sepanjang pekan ini, simak selengkapnya.</div>'
        "</div>"
        for title, moment in dated_headlines(f"sisi {article.key}", NOW, 4)
    )
    comments = "".join(
        f'<li class="comment" id="comment-{n}"><article><footer><cite>{esc(one.name)}</cite> <a class="comment-link" '
        f'href="#comment-{n}"><time pubdate="{one.written.timestamp():.0f}">{long_day(one.written)} At '
        f'{clock(one.written)}</time></a></footer><div class="comment-content"><p>{texturized(one.text)}</p></div>'
        f'<div class="comment-meta"><a class="comment-reply-link" href="#">Balas</a></div></article></li>'
        for n, one in enumerate(remarks(article), 1)
    )
    body = (
        f'<div class="td-header-wrap"><div class="td-header-sp-recs">{advertisement("atas " + article.key)}</div>'
        f'<ul id="menu-utama" class="sf-menu">{menu}</ul><div class="td-mega-grid">{mega}</div></div>\n'
        '<div class="td-main-content-wrap td-container-wrap"><div class="td-container"><div class="td-crumb-container">'
        '<div class="entry-crumbs"><span><a class="entry-crumb" href="/">Beranda</a></span> '
        f'<span class="td-bred-no-url-last">{texturized(article.title)}</span></div></div>\n'
        '<div class="td-pb-row"><div class="td-pb-span8 td-main-content" role="main"><div class="td-ss-main-content">\n'
        f'<article id="post-{article.id}" class="post-{article.id} post type-post status-publish format-standard" '
        'itemscope itemtype="https://schema.org/Article">\n<div class="td-post-header">'
        '<ul class="td-category"><li class="entry-category"><a href="/category/daerah/">Daerah</a></li></ul>'
        f'<header class="td-post-title"><h1 class="entry-title">{texturized(article.title)}</h1>'
        '<div class="td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">Oleh</div> '
        f'<a href="/author/{slug_of(author)}/">{esc(author)}</a><div class="td-author-line"> - </div></div>'
        '<span class="td-post-date"><time class="entry-date updated td-module-date" '
        f'datetime="{iso(article.published)}">{long_day(article.published)}</time></span>'
        f'<div class="td-post-comments"><a href="#comments">{len(remarks(article))}</a></div>'
        f'<div class="td-post-views"><span class="td-nr-views-{article.id}">{views(article.key)}</span></div>'
        "</div></header></div>\n"
        '<div class="td-post-sharing-top"><div class="td-post-sharing-visible"><span class="td-social-but-text">Share'
        '</span><a href="#">Facebook</a><a href="#">WhatsApp</a></div></div>\n'
        '<div class="td-post-content tagdiv-type">\n<div class="td-post-featured-image"><figure>'
        f'<img class="entry-thumb" src="/wp-content/uploads/a.jpg" alt="">{caption}</figure></div>\n{content}\n'
        '<div class="td-a-rec td-a-rec-id-content_bottom"><span class="td-adspot-title">- Advertisement -</span></div>'
        f"<p><em>Dapatkan berita pilihan {name} setiap pagi di kotak surel Anda.</em></p>\n</div>\n"
        f'<footer><div class="td-post-source-tags"><ul class="td-tags td-post-small-box clearfix"><li><span>TAGS</span>'
        f'</li><li><a href="/tag/pilkada/">Pilkada</a></li><li><a href="/tag/x/">{esc(article.place)}</a></li></ul>'
        '</div><div class="td-block-row td-post-next-prev"><div class="td-block-span6 td-post-prev-post">'
        f'<div class="td-post-next-prev-content"><span>Artikel sebelumnya</span><a href="#">'
        f"{headlines('lama ' + article.key, 1)[0]}</a></div></div></div>"
        f'<div class="author-box-wrap"><a href="#"><img alt="{esc(author)}"></a><div class="desc">'
        f'<div class="td-author-name vcard author"><span class="fn"><a href="#">{esc(author)}</a></span></div>'
        '<div class="td-author-description">Menulis berita daerah sejak bangku kuliah dan gemar bersepeda pada akhir '
        'pekan.</div></div></div><span class="td-page-meta" itemprop="author" itemscope '
        f'itemtype="https://schema.org/Person"><meta itemprop="name" content="{esc(author)}"></span>'
        f'<meta itemprop="datePublished" content="{iso(article.published)}"></footer>\n</article>\n'
        '<div class="td_block_wrap td_block_related_posts"><h4 class="td-related-title"><a id="a1" href="#">ARTIKEL '
        f'TERKAIT</a><a id="a2" href="#">LEBIH DARI PENULIS</a></h4><div class="td_block_inner">{more}</div></div>\n'
        f'<div class="comments" id="comments"><div class="td-comments-title-wrap"><h4 class="td-comments-title">'
        f'{len(remarks(article))} KOMENTAR</h4></div><ol class="comment-list">{comments}</ol>'
        '<div class="comment-respond"><h3 class="comment-reply-title">TINGGALKAN KOMENTAR</h3><form><input '
        'placeholder="Nama:*"><p class="comment-form-cookies-consent">Simpan nama dan surel saya pada peramban ini '
        "untuk komentar saya berikutnya.</p></form></div></div>\n</div></div>\n"
        f'<div class="td-pb-span4 td-main-sidebar"><div class="td_block_wrap"><h4>Berita Terbaru</h4>{latest}</div>'
        "</div></div></div></div>\n<div class='td-footer-wrapper'><div>TENTANG KAMI</div><p>Portal berita daerah yang "
        "menyajikan kabar terkini secara berimbang. Hubungi kami melalui surel redaksi.</p></div>"
    )
    return document(head, body, body_attributes='class="single single-post td-standard-pack"').encode()


def _newspaper_related(title: str, number: int) -> str:
    link = f'<a href="/{slug_of(title)}/">{texturized(title)}</a>'
    block = (
        '<div class="td_block_wrap td_block_related_posts_inline"><span class="td-related-inline-title">BACA '
        "JUGA</span>"
        f'<div class="td_module_wrap"><h3 class="entry-title td-module-title">{link}</h3></div></div>'
    )
    return (f"<p><strong>Baca Juga :</strong> {link}</p>", block, f"<blockquote><p>BACA JUGA: {link}</p></blockquote>")[
        number % 3
    ]


def jnews(article: SampleArticle) -> bytes:
    """JNews with Yoast SEO: the date visible as ``20 November 2024 | 14:05`` and in linked data in UTC."""
    name, url, author = _NAMES[article.outlet], canonical_url(article), _author(article)
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Article", "@id": f"{url}#article", "headline": article.title, "wordCount": article.words,
                "datePublished": iso_utc(article.published), "author": {"name": author, "@id": "#/schema/person/1"},
                "dateModified": iso_utc(article.modified or article.published),
                "publisher": {"@id": "/#organization"}, "articleSection": ["Daerah"],
            },
            {"@type": "Organization", "@id": "/#organization", "name": name},
            {"@type": "Person", "@id": "#/schema/person/1", "name": author},
        ],
    }  # fmt: skip
    head = (
        f'<title>{texturized(article.title)} - {name}</title>\n<meta property="og:type" content="article" />\n'
        f'<meta property="og:title" content="{esc(article.title)} - {name}" />\n'
        f'<meta property="og:site_name" content="{name}" />\n<link rel="canonical" href="{url}" />\n'
        f'<script type="application/ld+json" class="yoast-schema-graph">{json.dumps(graph)}</script>'
    )
    menu = "".join(f'<li class="menu-item"><a href="/kanal/{slug_of(n)}">{n}</a></li>' for n in menu_names())
    newsfeed = "".join(
        f'<article class="jeg_post jeg_pl_md_5"><h3 class="jeg_post_title"><a href="#">{title}</a></h3>'
        f'<div class="jeg_post_meta"><div class="jeg_meta_date"><a '
        f'href="#">{long_day(moment)}</a></div></div></article>'
        for title, moment in dated_headlines("jnews", NOW, 6)
    )
    texts = _texts(article, "{}, &#8211; ")
    related = [_jnews_related(article, title, number) for number, title in enumerate(article.related)]
    advert = (
        '<div class="jeg_ad jeg_ad_article jnews_content_inline_ads"><div class="ads-wrapper align-center">'
        f'<a href="#">{advertisement(article.key)}</a><div class="ads-text">ADVERTISEMENT</div></div></div>'
    )
    quote = f'<blockquote class="pullquote align-right"><p>{pull_quote(article)}</p></blockquote>'
    blocks = scattered([f"<p>{text}</p>" for text in texts], [advert, *related, quote])
    remarked = "".join(
        f'<li class="comment depth-1" id="comment-{n}"><div class="comment-body"><div class="comment-author vcard">'
        f'<cite class="fn">{esc(one.name)}</cite> <span class="says">says:</span></div><div class="comment-meta '
        f'commentmetadata"><a href="#">{n} hari ago</a></div><p>{texturized(one.text)}</p>'
        '<div class="reply"><a href="#">Reply</a></div></div></li>'
        for n, one in enumerate(remarks(article), 1)
    )
    others = "".join(
        '<article class="jeg_post jeg_pl_md_5 format-standard"><div class="jeg_postblock_content">'
        f'<h3 class="jeg_post_title"><a href="#">{title}</a></h3><div class="jeg_post_meta"><div class="jeg_meta_date">'
        f'<i class="fa fa-clock-o"></i> {long_day(moment)}</div></div></div></article>'
        for title, moment in dated_headlines(article.key, article.published, 6)
    )
    seen = views(article.key)
    body = (
        '<div class="jeg_viewport"><div class="jeg_header_wrapper"><div class="jeg_top_date">'
        f'{long_day(NOW)}</div><ul class="jeg_menu">{menu}</ul><div class="jeg_newsfeed">{newsfeed}</div></div>\n'
        '<div class="post-wrapper"><div class="post-wrap"><div class="jeg_main"><div class="jeg_container">'
        '<div class="jeg_content jeg_singlepage"><div class="container"><div class="jeg_ad jeg_article_top">'
        f'<div class="ads-wrapper">{advertisement("atas " + article.key)}</div></div>\n'
        '<div class="row"><div class="jeg_main_content col-md-8"><div class="jeg_inner_content">\n'
        '<div class="jeg_breadcrumbs"><a href="/">Home</a> <i></i> <a href="#">Daerah</a></div>\n'
        f'<div class="entry-header"><h1 class="jeg_post_title">{texturized(article.title)}</h1>'
        '<div class="jeg_meta_container"><div class="jeg_post_meta jeg_post_meta_1"><div class="meta_left">'
        f'<div class="jeg_meta_author"><span class="meta_text">by</span> <a href="#">{esc(author)}</a></div>'
        f'<div class="jeg_meta_date"><a href="{url}">{long_day(article.published)} | {clock(article.published)}</a>'
        '</div><div class="jeg_meta_category"><span><span class="meta_text">in</span> <a href="#">Daerah</a></span>'
        '</div></div><div class="meta_right"><div class="jeg_meta_comment"><a href="#comments">'
        f"{len(remarks(article))}</a></div></div></div></div></div>\n"
        '<div class="jeg_featured featured_image"><a href="#"><div class="thumbnail-container"><img alt=""></div>'
        f'</a><p class="wp-caption-text">{texturized(article.caption)}</p></div>\n'
        '<div class="jeg_share_top_container"><div class="jeg_share_button"><div class="jeg_share_stats"><div '
        f'class="jeg_share_count"><div class="counts">{seen // 8}</div> <span class="sharetext">SHARES</span></div>'
        f'<div class="jeg_views_count"><div class="counts">{count_of(seen)}</div> <span class="sharetext">VIEWS</span>'
        '</div></div><a href="#">Share on Facebook</a><a href="#">Share on Twitter</a></div></div>\n'
        '<div class="entry-content no-share"><div class="jeg_share_button share-float"></div>\n'
        '<div class="content-inner">\n' + "\n".join(blocks) + "\n"
        '<div class="jeg_post_source"><span>Source:</span> <a href="#">Humas</a></div>'
        '<div class="jeg_post_tags"><span>Tags:</span> <a href="#">Pilkada</a> '
        f'<a href="#">{esc(article.place)}</a></div>\n</div>\n'
        f'</div>\n<div class="jeg_share_bottom_container"><div class="jeg_share_button"><a href="#">Share'
        f'<span>{seen // 12}</span></a><a href="#">Tweet<span>{seen // 20}</span></a></div></div>\n'
        '<div class="jnews_prev_next_container"><div class="jeg_prevnext_post"><a class="post prev-post" href="#">'
        f'<span class="caption">Previous Post</span><h3 class="post-title">{headlines("p " + article.key, 1)[0]}</h3>'
        '</a></div></div>\n<div class="jnews_author_box_container"><div class="jeg_authorbox"><div '
        f'class="jeg_author_content"><h3 class="jeg_author_name"><a href="#">{esc(author)}</a></h3><p '
        'class="jeg_author_desc">Wartawan pada bagian pemberitaan daerah.</p></div></div></div>\n'
        '<div class="jnews_related_post_container"><div class="jeg_block_heading"><h3 class="jeg_block_title"><span>'
        f"Related<strong> Posts</strong></span></h3></div>{others}</div>\n"
        '<div class="jnews_comment_container"><div id="comments" class="comments-area"><h3 class="comments-title">'
        f'Comments {len(remarks(article))}</h3><ol class="commentlist">{remarked}</ol><div id="respond"><h3>Leave a '
        "Reply <small>Batalkan balasan</small></h3><p>Your email address will not be published. Required fields are "
        "marked *</p></div></div></div>\n</div></div>\n"
        f'<div class="jeg_sidebar col-md-4"><div class="widget widget_jnews_popular"><h3>POPULAR NEWS</h3>{newsfeed}'
        '</div><div class="widget widget_mc4wp_form_widget"><h3>Newsletter</h3><p>Berlangganan ringkasan berita kami, '
        "gratis dan bisa dihentikan kapan saja.</p></div></div></div></div></div></div></div></div></div>\n"
        f'<div class="footer-holder"><p class="copyright">© {local_day(NOW).year} {name}</p></div></div>'
    )
    return document(head, body, body_attributes='class="post-template-default single jnews jeg_boxed"').encode()


def _jnews_related(article: SampleArticle, title: str, number: int) -> str:
    (_, moment), *_ = dated_headlines(f"inline {article.key} {number}", article.published, 1)
    posts = (
        '<div class="jeg_posts"><article class="jeg_post jeg_pl_sm"><div class="jeg_postblock_content"><h3 '
        f'class="jeg_post_title"><a href="#">{texturized(title)}</a></h3><div class="jeg_post_meta"><div '
        f'class="jeg_meta_date"><i class="fa fa-clock-o"></i> {long_day(moment)}</div></div></div></article></div>'
    )
    if number % 2:
        red = 'style="color: #ff0000;"'
        return f'<p><span {red}><a {red} href="#">Baca juga ; {esc(title)}</a></span></p>'
    return (
        '<div class="jnews_inline_related_post"><div class="jeg_postblock_29 jeg_postblock"><div '
        f'class="jeg_block_heading"><h3 class="jeg_block_title"><span>Baca<strong> '
        f"Juga</strong></span></h3></div>{posts}"
        "</div></div>"
    )


def magazine(article: SampleArticle) -> bytes:
    """A bought theme with class names of its own: dark mode, "Perbesar", short visible date, editor and publisher."""
    name, url, author = _NAMES[article.outlet], canonical_url(article), _author(article)
    local = article.published
    head = (
        f"<title>{texturized(article.title)} &raquo; {name}</title>\n<link rel='canonical' href='{url}'>\n"
        f"<link rel='shortlink' href='/?p={article.id}'>\n<meta name='generator' content='WordPress 6.5'>"
    )
    blocks = []
    for number, text in enumerate(_texts(article, "<strong>{},-</strong> ")):
        blocks.append(f'<p class="has-text-align-justify wp-block-paragraph">{text}</p>')
        if number == 0:
            blocks.append(f'<div class="iklan-tengah"><small>Iklan</small><p>{advertisement(article.key)}</p></div>')
            blocks.append('<p class="lanjut">SCROLL TO RESUME CONTENT</p>')
        if number == 2:
            blocks.append(
                f'<figure class="wp-block-pullquote"><blockquote><p>{pull_quote(article)}</p></blockquote></figure>'
            )
    also = [_magazine_related(title, number) for number, title in enumerate(article.related)]
    blocks = scattered(blocks, also)
    lists = "".join(
        f'<div class="kartu"><a href="#"><h3>{title}</h3></a><span>Daerah &middot; {local_day(moment).day} '
        f"{month(moment)[:3]} {local_day(moment).year} {clock(moment)} WIB</span></div>"
        for title, moment in dated_headlines(article.key, article.published, 4)
    )
    heads = "".join(
        f'<li><a href="#">{title}</a><em>{local_day(moment).day} {month(moment)[:3]} {local_day(moment).year} '
        f"{clock(moment)} WIB</em></li>"
        for title, moment in dated_headlines("sorot", NOW, 4)
    )
    talk = "".join(
        f'<li><div class="isi-tanggapan"><b>{esc(one.name)}</b><span>{long_day(one.written)}</span>'
        f"<p>{texturized(one.text)}</p><a href='#'>Balas</a></div></li>"
        for one in remarks(article)
    )
    menu = "".join(f"<a href='#'>{n}</a>" for n in menu_names())
    body = (
        f'<div class="atas"><span class="tombol-mode">Mode Gelap</span><nav>{menu}</nav><ul '
        f'class="sorotan">{heads}</ul>'
        '</div>\n<div class="badan"><div class="kolom-utama">\n<article>\n'
        f'<h1 class="judul-tulisan">{texturized(article.title)}</h1>\n'
        f'<div class="baris-info"><a href="#">Politik</a> &middot; {local_day(local).day} {month(local)[:3]} '
        f"{local_day(local).year} {clock(local)} WIB &middot; <span>{views(article.key)} kali dibaca</span></div>\n"
        f'<div class="penulis-tulisan"><span>Penulis: {esc(author)}</span></div>\n'
        '<div class="tombol-bagi"><a href="#">Facebook</a><a href="#">Salin tautan</a><span>URL berhasil dicopy</span>'
        '</div>\n<figure class="foto-utama"><img src="/wp-content/uploads/b.jpg" alt=""><span class="zoom">Perbesar'
        f"</span><figcaption>{texturized(article.caption)}</figcaption></figure>\n"
        '<div class="teks-tulisan">\n' + "\n".join(blocks) + "\n"
        '<p class="has-text-align-justify">Editor: Ratna Widyaningsih<br>Publisher: Rizal Maulidi</p>\n'
        f"<p>Artikel ini telah dibaca {views(article.key)} kali</p>\n</div>\n"
        '<div class="kunci"><a href="#" rel="tag">#pilkada</a> <a href="#" rel="tag">#kamtibmas</a></div>\n'
        f'</article>\n<div class="lain"><h2>Baca Lainnya</h2>{lists}</div>\n'
        f'<div class="tanggapan"><h2>Tinggalkan Balasan</h2><form><p>Alamat email Anda tidak akan dipublikasikan. Ruas '
        f"yang wajib ditandai *</p></form><ul>{talk}</ul></div></div>\n"
        f'<div class="kolom-samping"><h2>Trending di Daerah</h2>{lists}</div></div>\n'
        f'<div class="dasar">{name} &middot; Tentang Kami &middot; Pedoman Media Siber</div>'
    )
    return document(head, body, body_attributes='class="wp-singular single single-post"').encode()


def _magazine_related(title: str, number: int) -> str:
    return (
        f'<div class="sisip"><span>Baca Juga</span><a href="#">{texturized(title)}</a></div>',
        f'<p class="has-text-align-justify"><strong>Baca Juga:</strong> <a href="#">{texturized(title)}</a></p>',
    )[number % 2]


def _author(article: SampleArticle) -> str:
    return (article.authors or ("Redaksi",))[0]


def _texts(article: SampleArticle, dateline: str) -> list[str]:
    """The paragraphs as HTML; ``dateline`` is the form in which the theme's writers set the dateline."""
    texts = [texturized(text) for text in signed_paragraphs(article)]
    if mark(f"strong {article.key}", 2):
        texts[1] = texts[1].replace("Pilkada", '<a href="/tag/pilkada/">Pilkada</a>', 1)
    if article.dateline:
        texts[0] = dateline.format(texturized(article.dateline)) + texts[0]
    return texts
