"""Portals of local government: Joomla 4 with its default template, Joomla with K2, a system of tables and font tags."""

from __future__ import annotations

from tests.web.addresses import canonical_url
from tests.web.articles import SampleArticle
from tests.web.calendar import NOW, clock, iso, local_day, long_day, weekday
from tests.web.noise import dated_headlines, headlines, views
from tests.web.templates import document, esc, hard_wrapped, signed_paragraphs
from tests.web.variants.chatter import remarks


def joomla(article: SampleArticle) -> bytes:
    """Joomla 4 with Cassiopeia: the article's details in a list, with the full time of publication."""
    url = canonical_url(article)
    head = (
        f'<meta name="author" content="Super User">\n<meta name="generator" content="Joomla! - Open Source Content '
        f'Management">\n<title>{esc(article.title)} - Pemerintah Kota Probolinggo</title>\n'
        f'<link href="{url}" rel="canonical">'
    )
    newer, older = headlines(f"pagenav {article.key}", 2)
    latest = "".join(
        f'<li itemscope itemtype="https://schema.org/Article"><a href="#" itemprop="url"><span itemprop="name">{title}'
        "</span></a></li>"
        for title in headlines(f"mod {article.key}", 5)
    )
    main = (
        '<div class="com-content-article item-page" itemscope itemtype="https://schema.org/Article">\n'
        '<meta itemprop="inLanguage" content="id-ID">\n'
        f'<div class="page-header"><h1 itemprop="headline">{esc(article.title)}</h1></div>\n'
        '<dl class="article-info text-muted"><dt class="article-info-term">Detail</dt>'
        '<dd class="createdby" itemprop="author" itemscope itemtype="https://schema.org/Person">Ditulis oleh: '
        '<span itemprop="name">Super User</span></dd>'
        '<dd class="category-name">Kategori: <a href="#" itemprop="genre">Berita Daerah</a></dd>'
        f'<dd class="published"><span class="icon-calendar icon-fw"></span> <time datetime="{iso(article.published)}" '
        f'itemprop="datePublished">Ditayangkan: {long_day(article.published)}</time></dd>'
        f'<dd class="hits"><meta itemprop="interactionCount" content="UserPageVisits:{views(article.key)}">Dilihat: '
        f"{views(article.key)}</dd></dl>\n"
        f'<figure class="left item-image"><img src="/images/a.jpg" itemprop="image"><figcaption class="caption">'
        f"{esc(article.caption or 'Suasana kegiatan di kantor wali kota.')}</figcaption></figure>\n"
        f'<div itemprop="articleBody" class="com-content-article__body">\n{_paragraphs(article)}\n'
        '<p><img src="/images/b.jpg" alt="galeri"></p>\n<p>&nbsp;</p></div>\n'
        '<div class="com-content-article__tags"><ul class="tags list-inline"><li class="list-inline-item tag-2"><a '
        'href="#" class="btn btn-sm btn-info">pilkada</a></li></ul></div>\n'
        '<nav class="pagenavigation" aria-label="Navigasi Halaman"><span class="pagination ms-0"><a class="btn btn-sm '
        f'btn-secondary previous" href="#" rel="prev"><span class="visually-hidden">Artikel sebelumnya: {older}</span>'
        f'<span>Sebelumnya</span></a><a class="next" href="#" rel="next"><span class="visually-hidden">Artikel '
        f"selanjutnya: {newer}</span><span>Selanjutnya</span></a></span></nav>\n</div>"
    )
    body = (
        '<header class="header container-header full-width"><ul class="mod-menu mod-list nav"><li><a href="/">Home</a>'
        "</li><li>Profil</li><li>Layanan Publik</li></ul></header>\n"
        '<div class="site-grid"><nav class="container-component mod-breadcrumbs__wrapper"><ol><li>Anda di sini:</li>'
        f'<li>Beranda</li><li class="active">{esc(article.title)}</li></ol></nav>\n'
        f'<div class="grid-child container-component"><main>\n{main}\n</main></div>\n'
        f'<div class="container-sidebar-right"><h3>Berita Terkini</h3><ul class="mod-articleslatest">{latest}</ul>'
        "<h3>Jajak Pendapat</h3><form><p>Bagaimana pelayanan publik di kota ini menurut Anda?</p></form></div></div>\n"
        '<footer class="container-footer"><p>© 2024 Pemerintah Kota Probolinggo</p></footer>'
    )
    return document(head, body, attributes='lang="id-id" dir="ltr"').encode()


def k2(article: SampleArticle) -> bytes:
    """Joomla 3 with K2: date with the hour in ``.itemDateCreated``, the first paragraph apart, comments."""
    head = (
        f'<title>{esc(article.title)}</title>\n<meta name="generator" content="Joomla! - Open Source Content '
        f'Management">\n<meta property="og:title" content="{esc(article.title)}">'
    )
    first, *rest = _texts(article)
    same = "".join(f'<li class="even"><a class="itemRelTitle" href="#">{h}</a></li>' for h in headlines(article.key, 4))
    latest = "".join(f'<li class="odd"><a href="#">{h}</a></li>' for h in headlines("latest " + article.key, 4))
    comments = "".join(
        f'<li class="even"><span class="commentLink"><a href="#c{n}">Tautan ke komentar</a></span><span '
        f'class="commentDate">{weekday(one.written)}, {long_day(one.written)} {clock(one.written)}</span> <span '
        f'class="commentAuthorName">diposkan oleh {esc(one.name)}</span><p>{esc(one.text)}</p></li>'
        for n, one in enumerate(remarks(article))
    )
    item = (
        '<span id="startOfPageId21"></span><div id="k2Container" class="itemView">\n<div class="itemHeader">'
        f'<span class="itemDateCreated">{weekday(article.published)}, {long_day(article.published)} '
        f'{clock(article.published)}</span><h2 class="itemTitle">{esc(article.title)}</h2>'
        '<span class="itemAuthor">Ditulis oleh <a rel="author" href="#">Administrator</a></span></div>\n'
        '<div class="itemToolbar"><ul><li><span class="itemTextResizerTitle">ukuran huruf</span> <a '
        'id="fontDecrease"><span>perkecil ukuran huruf</span></a> <a id="fontIncrease"><span>perbesar ukuran huruf'
        '</span></a></li><li><a class="itemPrintLink" href="#"><span>Cetak</span></a></li><li><a class="itemEmailLink"'
        ' href="#"><span>E-mail</span></a></li><li><a class="itemCommentsLink" href="#">Jadilah yang pertama '
        'berkomentar!</a></li></ul></div>\n<div class="itemRatingBlock"><span>Nilai butir ini</span><ul><li>1</li>'
        '<li>2</li></ul><div class="itemRatingLog">(0 pilihan)</div></div>\n'
        '<div class="itemBody"><div class="itemImageBlock"><span class="itemImage"><img src="/media/k2/a.jpg"></span>'
        f'<span class="itemImageCaption">{esc(article.caption or "Wali kota memberikan arahan kepada peserta.")}</span>'
        '<span class="itemImageCredits">Dokumentasi Kominfo</span></div>\n'
        f'<div class="itemIntroText">\n<p>{first}</p>\n</div>\n<div class="itemFullText">\n'
        + "\n".join(f"<p>{text}</p>" for text in rest)
        + '\n</div>\n<div class="itemContentFooter"><span class="itemHits">Dibaca <b>'
        f'{views(article.key)}</b> kali</span><span class="itemDateModified">Terakhir diubah pada '
        f"{weekday(NOW)}, {long_day(NOW)} {clock(NOW)}</span></div></div>\n"
        '<div class="itemSocialSharing"><a href="#">Tweet</a></div>\n<div class="itemLinks"><div class="itemCategory">'
        '<span>Diterbitkan di</span> <a href="#">Berita</a></div><div class="itemTagsBlock"><span>Label di bawah</span>'
        '<ul class="itemTags"><li><a href="#">pilkada</a></li></ul></div></div>\n'
        '<div class="itemAuthorBlock"><div class="itemAuthorDetails"><h3 class="itemAuthorName"><a href="#">'
        "Administrator</a></h3><p>Pengelola laman resmi pemerintah kota.</p></div></div>\n"
        f'<div class="itemAuthorLatest"><h3>Terkini dari Administrator</h3><ul>{latest}</ul></div>\n'
        f'<div class="itemRelated"><h3>Materi terkait (berdasarkan label)</h3><ul>{same}</ul></div>\n'
        '<div class="itemNavigation"><span class="itemNavigationTitle">Selengkapnya dalam kategori ini:</span> <a '
        f'class="itemPrevious" href="#">&laquo; {headlines("nav " + article.key, 1)[0]}</a></div>\n'
        f'<a id="itemCommentsAnchor"></a><div class="itemComments"><h3 class="itemCommentsCounter"><span>'
        f'{len(remarks(article))}</span> komentar</h3><ul class="itemCommentsList">{comments}</ul>'
        '<div class="itemCommentsForm"><h3>Beri komentar</h3><p class="itemCommentsFormNotes">Pastikan Anda memasukkan '
        "semua informasi wajib, yang bertanda bintang (*). Kode HTML tidak diizinkan.</p></div></div>\n"
        '<div class="itemBackToTop"><a class="k2Anchor" href="#">kembali ke atas</a></div></div>'
    )
    side = "".join(
        f'<li><a class="moduleItemTitle" href="#">{title}</a> <span class="moduleItemDateCreated">{weekday(moment)}, '
        f"{long_day(moment)} {clock(moment)}</span></li>"
        for title, moment in dated_headlines("k2 samping", NOW, 4)
    )
    body = (
        '<div id="wrapper"><div id="menu"><ul><li>Beranda</li><li>Selayang Pandang</li><li>Berita</li></ul></div>\n'
        f'<div id="kiri" class="k2ItemsBlock"><h3>Berita Lain</h3><ul>{side}</ul></div>\n'
        f'<div id="isi">{item}</div>\n<div id="kaki">Hak Cipta 2017 Kominfo</div></div>'
    )
    return document(head, body).encode()


def tables(article: SampleArticle) -> bytes:
    """A unit's own system: tables, ``font`` tags, text pasted from a word processor; the date has no hour."""
    head = f"<title>Bagian Hukum Kota Probolinggo | {esc(article.title)}</title>"
    texts = []
    for number, text in enumerate(signed_paragraphs(article)):
        wrapped = esc(hard_wrapped(text))
        if number == 0:
            wrapped = f'<b style="mso-bidi-font-weight:normal">{esc(article.dateline)}</b>&nbsp;-\n{wrapped}'
        words = wrapped.split(" ")
        middle = len(words) // 2
        halves = (" ".join(words[:middle]), " ".join(words[middle:]))
        texts.append(
            '<p class="MsoNormal" style="text-align:justify;line-height:150%"><font face="Bookman Old Style, '
            'serif"><font '
            f'size="3">{halves[0]}</font></font> <span '
            f'lang="IN"\nstyle="font-size:12.0pt">{halves[1]}<o:p></o:p></span>'
            "</p>"
        )
        if number == 1:
            texts.append('<p class="MsoNormal"><o:p>&nbsp;</o:p></p>')
    day = local_day(article.published)
    links = "".join(
        f'<tr><td><img src="/panah.gif"> <a href="#">{title}</a><br><font size="1">{moment:%d-%m-%Y}</font></td></tr>'
        for title, moment in dated_headlines("tabel", NOW, 5)
    )
    body = (
        '<table width="960" align="center" cellpadding="0"><tr><td colspan="3" class="kop"><font size="5">BAGIAN HUKUM'
        "</font><br>Sekretariat Daerah Kota Probolinggo</td></tr>\n<tr valign=top><td width='180'><table><tr><td>"
        '<a href="/">Beranda</a></td></tr><tr><td><a href="/berita">Berita</a></td></tr><tr><td>Produk Hukum</td></tr>'
        '</table></td>\n<td width="560"><table width="100%"><tr><td class="judul"><font size="4" color="#003366"><b>'
        f"{esc(article.title)}</b></font></td></tr>\n<tr><td><font size='1'>Diposting oleh admin pada {day:%d-%m-%Y} | "
        f"Dibaca {views(article.key)} kali</font></td></tr>\n<tr><td align='center'><img src='/foto/a.jpg' width='400'>"
        f"<br><font size='1'><i>{esc(article.caption or 'Suasana rapat di ruang Manggala Bhakti.')}</i></font></td>"
        f"</tr>\n<tr><td class='teks'>\n{chr(10).join(texts)}\n</td></tr>\n<tr><td><a href='javascript:print()'>Cetak "
        "berita ini</a> | <a href='#'>Kirim ke teman</a></td></tr></table></td>\n"
        f"<td width='220'><table><tr><td><b>BERITA "
        f"LAINNYA</b></td></tr>{links}</table><table><tr><td><b>POLLING</b><br>"
        "Apakah informasi pada laman ini bermanfaat bagi Anda?</td></tr><tr><td>Pengunjung hari ini: 31<br>Total "
        "kunjungan: 40217</td></tr></table></td></tr>\n<tr><td colspan='3' align='center'><font size='1'>Jalan "
        "Panglima "
        "Sudirman, Kota Probolinggo</font></td></tr></table>"
    )
    return document(head, body).encode()


def _texts(article: SampleArticle) -> list[str]:
    texts = [esc(text) for text in signed_paragraphs(article)]
    texts[0] = f"<strong>{esc(article.dateline)}</strong> – {texts[0]}"
    return texts


def _paragraphs(article: SampleArticle) -> str:
    return "\n".join(f'<p style="text-align: justify;">{text}</p>' for text in _texts(article))
