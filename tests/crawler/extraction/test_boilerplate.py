"""Line rules: what sites print around and between paragraphs, as plain text."""

from __future__ import annotations

import time

import pytest
from lxml import html

from crawler.extraction.blocks import Block, blocks
from crawler.extraction.boilerplate import ArticleText, article_text, split_dateline

FIRST = "Petugas gabungan menyusuri gang demi gang sampai menjelang subuh untuk memastikan keadaan di kampung itu aman."
SECOND = (
    "Menurut ketua panitia, tidak ada laporan yang masuk ke posko dan semua warga dapat beristirahat dengan tenang."
)
THIRD = "“Kami akan kembali malam ini bersama para pemuda,” kata dia di hadapan warga yang menunggu di pos ronda."
SPAM = (
    "Thanks for this great post, I have bookmarked your blog and will be back for more of it.",
    "Is this the theme that you are using on your site? It is so good, please tell me where you got it.",
    "My cousin told me about this page and I am glad that he did, the topic is just what I need.",
)


def read(*lines: str, title: str | None = None, outlet_names: tuple[str, ...] = ("Harian Kita",)) -> ArticleText:
    return article_text([Block(line) for line in lines], title=title, outlet_names=outlet_names)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Baca juga: Jembatan Ambrol Diterjang Banjir", "baca_juga"),
        ("BACA JUGA:Jembatan Ambrol Diterjang Banjir", "baca_juga"),
        ("Baca Juga : Jembatan Ambrol Diterjang Banjir", "baca_juga"),
        ("Simak juga: Jembatan Ambrol Diterjang Banjir", "baca_juga"),
        ("Simak Video “Jembatan Ambrol”", "baca_juga"),
        ("Related news: Jembatan Ambrol Diterjang Banjir", "baca_juga"),
        ("Diposting oleh admin pada 21-11-2024 | Dibaca 312 kali", "date_line"),
        ("Posted on November 21, 2024 by admin", "date_line"),
        ("Cek Berita dan Artikel lainnya di Google News", "follow_us"),
        ("Cek Berita dan Artikel yang lain di Google News", "follow_us"),
        ("Temukan Berita Terkini HARIAN KITA di WhatsApp Channel", "follow_us"),
        ("Ikuti saluran WhatsApp Harian Kita untuk berita terkini", "follow_us"),
        ("Dapatkan update berita pilihan dan breaking news setiap hari. Mari bergabung!", "follow_us"),
        ("Sebarkan artikel ini", "share"),
        ("BAGIKAN", "share"),
        ("Bagikan: Facebook X WhatsApp", "share"),
        ("Facebook Twitter WhatsApp Copy Link", "share"),
        ("URL berhasil dicopy", "share"),
        ("oleh -181 Dilihat", "counter"),
        ("1.204 kali dibaca", "counter"),
        ("Dilihat: 1,2 rb", "counter"),
        ("oleh", "counter"),
        ("COPYRIGHT © HARIAN KITA Jawa Timur 2023", "credits"),
        ("© 2024 Harian Kita. Hak cipta dilindungi.", "copyright"),
        (
            "Dilarang keras mengambil konten, melakukan crawling atau pengindeksan otomatis untuk AI di situs web ini "
            "tanpa izin tertulis dari kantor berita.",
            "no_crawling",
        ),
        ("No More Posts Available.", "infinite_scroll"),
        ("No more pages to load.", "infinite_scroll"),
        ("SCROLL TO RESUME CONTENT", "infinite_scroll"),
        ("Scroll untuk baca artikel", "infinite_scroll"),
        ("Selengkapnya", "infinite_scroll"),
        ("Halaman: 1 2 3", "paging"),
        ("Halaman Selanjutnya", "paging"),
        ("2024", "paging"),
        ("ADVERTISEMENT", "advertisement"),
        ("Iklan RBTV", "advertisement"),
        ("Banner 728 x 90", "advertisement"),
        ("Mode Gelap", "reader_tools"),
        ("×", "ornament"),
        ("***", "ornament"),
        ("[Gambas:Video]", "reader_tools"),
        ("Waktu baca: 3 menit", "reader_tools"),
        ("Gambar: Petugas berjaga di depan gudang", "caption"),
        ("Petugas berjaga di depan gudang logistik--", "caption"),
        ("SIAGA: Petugas berjaga di depan gudang -FOTO: RATNA/HK-", "caption"),
        ("Petugas berjaga di depan gudang. (ANTARA/HO-Panitia)", "caption"),
        ("Senin 25 Nov 2024 - 22:53 WIB", "date_line"),
        ("Selasa, 23 Mei 2023 14:25 WIB 991", "date_line"),
        ("Politik · 20 Jan 2024 12:33 WIB", "date_line"),
        ("3 jam lalu", "date_line"),
        ("Kategori :", "related"),
        ("Pos terkait", "related"),
        ("Tag: pilkada, keamanan", "related"),
        ("Pewarta: Ratna Sari", "credits"),
        ("Editor : Joko Lelono", "credits"),
        ("Oleh Ratna Sari", "credits"),
        ("Sumber: Humas", "credits"),
    ],
)
def test_line_goes_and_is_counted(line: str, rule: str) -> None:
    text = read(FIRST, line, SECOND)
    assert text.paragraphs == [FIRST, SECOND]
    assert text.hits == {rule: 1}


@pytest.mark.parametrize(
    "line",
    [
        "Baca juga tidak pernah menjadi kebiasaan warga di kampung itu, " + "kata seorang guru " * 15 + "yang ditemui.",
        "Terkait hal itu, warga diminta tetap tenang.",
        "Sebanyak 181 orang dilihat petugas di pos ronda.",
        "Rapat digelar Senin 25 November 2024 di balai kota.",
        "Kami mengikuti perkembangan di lapangan, termasuk kabar di WhatsApp, kata dia.",
        "Dilarang membawa telepon ke bilik suara.",
        "Netralitas Petugas",
        "“Siap!”",
        "Foto yang beredar itu dipastikan bohong.",
        "Komentar warga beragam.",
        "Iklan kampanye di media massa dibatasi hingga tiga hari sebelum pemungutan suara.",
    ],
)
def test_running_text_stays(line: str) -> None:
    text = read(FIRST, line, SECOND)
    assert text.paragraphs == [FIRST, line, SECOND]
    assert text.hits == {}


def test_the_title_is_no_paragraph() -> None:
    text = read(
        "Patroli Malam: Kampung Aman", FIRST, "PATROLI MALAM  KAMPUNG AMAN", SECOND, title="Patroli Malam, Kampung Aman"
    )
    assert (text.paragraphs, text.hits) == ([FIRST, SECOND], {"title": 2})


def test_names_of_reporters_are_no_paragraphs() -> None:
    text = article_text([Block(line) for line in ("Ratna Sari", FIRST, SECOND)], title=None, names=("RATNA SARI",))
    assert (text.paragraphs, text.hits) == ([FIRST, SECOND], {"credits": 1})


def test_lists_of_other_articles_go_with_their_heading() -> None:
    text = read(
        FIRST, "Bacaan Lainnya", "Jembatan Ambrol Diterjang Banjir", "Harga Cabai Naik", SECOND, THIRD, "Kategori :",
        "Terkait", "Senin 11 Nov 2024 - 22:40 WIB", "Dana Desa Tahap Dua Cair", "Minggu 10 Nov 2024 - 20:01 WIB",
        "Pelajar Raih Emas",
    )  # fmt: skip
    assert text.paragraphs == [FIRST, SECOND, THIRD]
    assert text.hits == {"related": 7, "date_line": 2}


def test_links_without_a_sentence_go() -> None:
    link = Block("Jembatan Ambrol Diterjang Banjir", linked=32)
    text = article_text([Block(FIRST), link, Block(SECOND)], title=None)
    assert (text.paragraphs, text.hits) == ([FIRST, SECOND], {"link_line": 1})


def test_glued_ends_of_paragraphs_go() -> None:
    text = read(f"{FIRST} Baca juga: Jembatan Ambrol Diterjang Banjir", f"{SECOND} (Foto: Ratna/HK)")
    assert text.paragraphs == [FIRST, SECOND]
    assert text.hits == {"baca_juga": 1, "caption": 1}


def test_quotes_escaped_by_a_migration_are_mended() -> None:
    assert read('\\"Siap,\\" kata petugas.').paragraphs == ['"Siap," kata petugas.']


def test_caption_and_counter_before_the_dateline_go() -> None:
    text = read("Ketua panitia memimpin patroli", "Warga menyambut petugas.", f"KOTA, HARIANKITA – {FIRST}", SECOND)
    assert (text.paragraphs, text.dateline) == ([FIRST, SECOND], "KOTA")
    assert text.hits == {"dateline": 1, "before_dateline": 2}


def test_a_dash_in_the_middle_of_a_text_is_no_dateline() -> None:
    text = read(FIRST, f"Ketua Panitia – {SECOND}", THIRD)
    assert (len(text.paragraphs), text.dateline) == (3, None)


def test_a_dateline_of_its_own_and_a_repeated_summary() -> None:
    assert read("KANIGARAN -", FIRST, SECOND).paragraphs == [FIRST, SECOND]
    head = "Kota Probolinggo (ANTARA) - "
    text = read(head + FIRST, head + FIRST, SECOND)
    assert (text.paragraphs, text.dateline) == ([FIRST, SECOND], "Kota Probolinggo")
    assert text.hits["repeated"] == 1


def test_nothing_is_kept_behind_the_signature() -> None:
    text = read(FIRST, SECOND, f"{THIRD} (reb/joko)", "Semoga lancar, mantap panitia.", *SPAM, "Editor: Joko Lelono")
    assert (text.paragraphs, text.bylines) == ([FIRST, SECOND, THIRD], ("reb/joko",))
    assert text.editors == ["Joko Lelono"]
    assert read(FIRST, SECOND, "(reb)").bylines == ("reb",)


def test_the_credit_of_a_caption_before_the_article_is_no_signature() -> None:
    caption = "Andi Budiman, Cahya Dewanti, Eko Firmansyah. (Harian/Gilang)"  # of no language
    for article in ((FIRST, SECOND, THIRD), tuple(f"{line} {line}" for line in SPAM)):
        assert read(caption, *article).paragraphs[-3:] == list(article)


def test_parentheses_in_the_middle_of_an_article_are_no_signature() -> None:
    text = read(f"{FIRST} (lanjut)", SECOND, THIRD, FIRST.replace("subuh", "pagi"), f"{SECOND} Selesai. (reb)")
    assert len(text.paragraphs) == 5
    assert text.bylines == ("reb",)


@pytest.mark.parametrize(
    "heading",
    [
        "Tinggalkan Balasan", "139 Komentar", "Leave a Reply", "3 Tanggapan", "Komentar (3)", "2 thoughts on “Patroli”",
        "Alamat email Anda tidak akan dipublikasikan. Ruas yang wajib ditandai *",
    ],
)  # fmt: skip
def test_nothing_is_kept_from_the_comment_form_on(heading: str) -> None:
    text = read(FIRST, SECOND, heading, "Mantap, lanjutkan.", f"1. {SPAM[0]}", THIRD)
    assert (text.paragraphs, text.hits) == ([FIRST, SECOND], {"comment_form": 1})


def test_spam_without_any_heading_goes_with_what_follows_it() -> None:
    quoting = f"“{SECOND}” This is so true! I will tell all my friends about it and your blog."
    text = read(
        FIRST,
        SECOND,
        THIRD,
        "best garden sheds 12 November 2024 18.40",
        SPAM[0],
        "Harvey",
        SPAM[1],
        quoting,
        "Arek Kene",
        "Mantap.",
    )
    assert text.paragraphs == [FIRST, SECOND, THIRD]
    assert text.hits["comment_spam"] >= 5


def test_a_single_foreign_line_goes_at_the_end_or_numbered() -> None:
    assert read(FIRST, SECOND, THIRD, SPAM[0]).paragraphs == [FIRST, SECOND, THIRD]
    assert read(FIRST, SECOND, f"1. {SPAM[0]}", THIRD).paragraphs == [FIRST, SECOND, THIRD]
    russian = "Спасибо за отличную статью, обязательно расскажу о ней своим друзьям."
    assert read(FIRST, SECOND, THIRD, russian).paragraphs == [FIRST, SECOND, THIRD]


def test_a_foreign_quotation_inside_an_article_stays() -> None:
    more = [paragraph.replace("petugas", "panitia").replace("itu", "tersebut") for paragraph in (FIRST, SECOND, THIRD)]
    lines = [FIRST, SPAM[0], SPAM[1], SECOND, THIRD, more[0] + " Lagi.", more[1] + " Lagi."]
    assert read(*lines).paragraphs == lines


def test_an_article_in_another_language_stays() -> None:
    assert read(*SPAM).paragraphs == list(SPAM)


def test_a_subheading_with_nothing_under_it_goes() -> None:
    lines = [Block(FIRST), Block("Tiga Pesan", "h3"), Block(SECOND), Block("Berita Foto Hari Ini", "h3")]
    assert article_text(lines, title=None).paragraphs == [FIRST, "Tiga Pesan", SECOND]


def test_a_sentence_that_begins_like_a_date_line_stays() -> None:
    line = "Diterbitkan pada 20 November 2024, surat edaran itu mengatur jam kerja petugas di posko."
    assert read(FIRST, line, SECOND).paragraphs == [FIRST, line, SECOND]


@pytest.mark.parametrize("markup", ["<blockquote>{}</blockquote>", "<div class='quote_old'>{}</div>"])
def test_a_quotation_that_repeats_a_sentence_of_the_text_goes(markup: str) -> None:
    said = "Kami akan kembali malam ini bersama para pemuda."
    quoted = f"“{said}” kata ketua panitia, lalu ia menutup pertemuan di pos ronda itu."
    for first, second in ((markup.format(said), f"<p>{quoted}</p>"), (f"<p>{quoted}</p>", markup.format(said))):
        lines = blocks(html.fragment_fromstring(f"<p>{FIRST}</p>{first}{second}<p>{SECOND}</p>", create_parent="div"))
        assert article_text(lines, title=None).paragraphs == [FIRST, quoted, SECOND]
    alone = blocks(html.fragment_fromstring(f"<p>{FIRST}</p>{markup.format(said)}<p>{SECOND}</p>", create_parent="div"))
    assert article_text(alone, title=None).paragraphs == [FIRST, said, SECOND]
    plain = [Block(FIRST), Block(said), Block(quoted)]  # two paragraphs may say the same
    assert article_text(plain, title=None).paragraphs == [FIRST, said, quoted]


def test_a_caption_stands_before_a_dateline_in_capitals() -> None:
    caption = "Suasana rapat di ruang Manggala Bhakti."
    found = read(caption, f"KANIGARAN - {FIRST}", SECOND)
    assert (found.dateline, found.paragraphs) == ("KANIGARAN", [FIRST, SECOND])
    for before in ((FIRST, SECOND), (f"{FIRST} {SECOND}",)):  # sentences of the text
        assert read(*before, f"KANIGARAN - {THIRD}").paragraphs == [*before, f"KANIGARAN - {THIRD}"]


def test_a_rubric_linked_under_the_text_goes() -> None:
    rubric = Block("Politik", linked=7)
    assert article_text([Block(FIRST), Block(SECOND), rubric], title=None).paragraphs == [FIRST, SECOND]


def test_no_lines_give_no_text() -> None:
    assert read() == ArticleText()
    assert read("Sebarkan artikel ini", "***").paragraphs == []


def test_dateline_of_an_imported_text() -> None:
    assert split_dateline(f"KOTA, HARIANKITA – {FIRST}", ("Harian Kita",)) == ("KOTA", FIRST)


@pytest.mark.parametrize(
    "line",
    [
        "(" * 10**6,
        "a" * 10**6,
        "Baca juga " * 100_000,
        ". (" * 300_000,
        "A-" * 400_000,
        "oleh " * 200_000,
        "1 " * 10**6,
    ],
)
def test_hostile_lines_take_linear_time(line: str) -> None:
    start = time.process_time()
    read(line, FIRST, line)
    for length in (60, 90, 200, 300, 500):
        read(FIRST, line[:length], SECOND)
    assert time.process_time() - start < 3
