"""What is cut from the text of an article: line rules, the end of the article, comment spam.

Structure is cut before (``crawler.extraction.pruning``); these rules see what a site prints as plain lines, and what
markup without telling classes lets through. Every rule has a name, and what it cut is counted under that name, so that
a rule that goes wrong on one outlet shows in its counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from crawler.extraction.blocks import Block, ends_sentence, fold
from crawler.extraction.bylines import credits_in, split_dateline, split_signature, squash, unlabelled_author
from crawler.extraction.comment_spam import MORE_TO_COME, language_of, without_spam
from storage.calendar import ENGLISH_WEEKDAYS, WEEKDAY_PATTERN

__all__ = ["ArticleText", "article_text", "split_dateline"]


@dataclass(frozen=True, slots=True)
class LineRule:
    """A rule for a line by itself; it is tried on lines of up to ``limit`` characters."""

    name: str
    limit: int
    pattern: re.Pattern[str]
    whole: bool
    """Whether the pattern is the whole line, or only how it begins."""

    def cuts(self, line: str) -> bool:
        """Whether the line goes."""
        if len(line) > self.limit:
            return False
        return (self.pattern.fullmatch(line) if self.whole else self.pattern.match(line)) is not None


def _whole(name: str, limit: int, *alternatives: str) -> LineRule:
    return LineRule(name, limit, re.compile(rf"(?:{'|'.join(alternatives)})\s?[:.!»>]{{0,3}}", re.IGNORECASE), True)


def _start(name: str, limit: int, *alternatives: str) -> LineRule:
    return LineRule(name, limit, re.compile(rf"\W{{0,3}}(?:{'|'.join(alternatives)})", re.IGNORECASE), False)


_DAY = rf"(?:{WEEKDAY_PATTERN}|{'|'.join(ENGLISH_WEEKDAYS)})"
_MONTH = r"(?:jan|feb|mar|apr|mei|may|jun|jul|agu|aug|sep|okt|oct|nov|nop|des|dec)[a-z]{0,7}"
_NETWORK = r"(?:facebook|twitter|x|whats ?app|telegram|line|e-?mail|pinterest|linkedin|instagram|tiktok|youtube)"
_CHANNEL = rf"(?:google news|wa channel|saluran|channel|kanal|{_NETWORK})"

LINE_RULES = (
    _start(
        "baca_juga",
        300,
        r"(?:baca|simak|lihat|tonton|dengarkan) (?:juga|pula|selengkapnya)\b",
        r"(?:baca|read|pilihan editor) ?(?:juga|also|more|lainnya|lagi)?\s?[:：]",
        r"(?:simak|tonton|lihat) (?:video|foto)\b",
        r"(?:related (?:news|articles?|posts?|stories)|(?:berita|artikel) terkait)\s?[:：]",
    ),
    _start(
        "follow_us",
        300,
        r"(?:cek|ikuti|temukan|dapatkan|gabung|bergabung|follow|klik|simak|baca|jangan lewatkan|download|unduh|join)\b"
        rf"[^.]{{0,120}}\b{_CHANNEL}\b",
        r"(?:dapatkan|ikuti|simak|temukan) (?:update|berita|informasi|kabar)[^.]{0,60}\b"
        r"(?:pilihan|terkini|menarik|lainnya|terbaru|terupdate)\b",
    ),
    _whole(
        "share",
        90,
        r"(?:sebarkan|bagikan|share)(?: (?:artikel|berita|tulisan|halaman|postingan)?(?: ?ini)?| this(?: \w+)?)?"
        rf"(?:\s?[:,|/]?\s?(?:ke |on |via )?{_NETWORK}){{0,8}}",
        rf"{_NETWORK}(?:[ ,|/]{{1,3}}(?:{_NETWORK}|copy link|salin tautan)){{0,8}}",
        r"tweet|pin it|print|cetak|copy(?: link)?|salin(?: tautan| link)?|url (?:berhasil|telah) \w{2,10}",
    ),
    _whole(
        "counter",
        80,
        r"(?:(?:oleh|by)\b.{0,40})?[\d.,]{1,12}\s?(?:k|rb|ribu|jt)?\s?(?:x|kali)? ?"
        r"(?:di ?lihat|di ?baca|views?|pembaca|hits?|pengunjung|tayangan)",
        r"(?:di ?lihat|di ?baca|views?|hits?|pengunjung|post views?)\s?:?\s?[\d.,]{1,12}\s?(?:kali|x|k|rb|views?)?",
        r"(?:oleh|by)\s?[-–—•·|/]{0,3}",
    ),
    _start("copyright", 250, r"copyright", r"hak cipta\b", r"©", r"\(c\)\s?\d{4}", r"all rights reserved"),
    _start(
        "no_crawling",
        500,
        r"dilarang\b[^.]{0,120}\b(?:crawling|pengindeksan|mengambil konten|menyalin|memperbanyak|menggandakan|mengutip|"
        r"mempublikasikan)\b",
        r"do not (?:copy|crawl|scrape|index)\b",
    ),
    _whole(
        "infinite_scroll",
        60,
        r"no more (?:posts|pages)(?: available| to load)?",
        r"(?:muat|load|lihat|tampilkan) (?:lagi|more|lainnya|semua|lebih banyak)",
        r"selengkapnya|loading(?: \w+)?",
    ),
    _start(
        "infinite_scroll",
        80,
        r"(?:advertisement )?scroll (?:untuk|to|ke|down)\b",
        r"geser untuk\b",
        r"lanjut(?:kan)? (?:membaca|ke (?:konten|halaman))\b",
    ),
    _whole(
        "paging",
        60,
        r"(?:halaman|page|laman)\s?:?\s?\d[\d\s|/,»]{0,40}(?:(?:dari|of) \d{1,3})?",
        r"(?:halaman |page )?(?:selanjutnya|berikutnya|sebelumnya|next|previous|prev)(?: (?:page|post|halaman))?",
        r"[\d\s|»«]{1,20}",
    ),
    _whole(
        "advertisement",
        40,
        r"[-– ]{0,4}(?:advertisement|advertorial|iklan|ads?|sponsored|pariwara|adv|promo)(?: \w{1,12})?[-– ]{0,4}",
        r"banner \d{2,4} ?x ?\d{2,4}",
    ),
    _whole(
        "reader_tools",
        60,
        r"[×x✕]|mode (?:gelap|terang)|perbesar|perkecil|a[+-](?: a[+-]){0,3}|(?:ukuran )?font(?: size)?",
        r"dengarkan (?:artikel|berita)|text to speech|\[gambas:.{1,40}\]",
        r"(?:waktu baca\s?:?\s?)?\d{1,2} (?:menit|min(?:ute)?s?)(?: (?:membaca|baca|read))?",
    ),
    _start(
        "caption",
        300,
        r"(?:foto|ilustrasi|dok(?:umentasi)?|ket(?:erangan)?\.? (?:foto|gambar)|caption|gambar|photo|sumber foto|video)"
        r"\s?[:/|]",
    ),
    _whole(
        "caption",
        300,
        r"[^.!?]{3,240}(?:--|-[A-Z][\w./:, ]{1,40}-)",
        r".{3,280}\(?ANTARA(?: FOTO)?/[\w ./-]{2,60}\)?",
        r"[^.!?]{3,240}\((?:foto|dok|ist|istimewa|sumber|photo|credit)\b[^()]{0,60}\)",
    ),
    _whole(
        "date_line",
        70,
        rf"(?:{_DAY}\W{{1,3}})?(?:\d{{1,2}}[ /.-](?:{_MONTH}|\d{{1,2}})|{_MONTH} \d{{1,2}},?)[ /.-]\d{{2,4}}\b"
        r".{0,30}",
        r"\d{1,2} (?:menit|jam|hari|minggu|bulan)(?: (?:yang )?lalu)?",
        rf"[\w /&-]{{2,40}}[·|•]\s?(?:{_DAY}\W{{1,3}})?\d{{1,2}} {_MONTH} \d{{4}}\b.{{0,30}}",
    ),
    _start(
        "date_line",
        200,
        rf"oleh [^.]{{2,80}}, {_DAY}, \d{{1,2}} {_MONTH} \d{{4}}\b",
    ),
    _whole(
        "date_line",
        150,
        r"(?:(?:di|ter)?(?:posting|post|terbit|publikasi|tayang|tulis|unggah|upload|muat|buat|update|perbarui)(?:kan)?|"
        r"posted|published|created|last updated|written)\b(?: (?:oleh|by) [\w .-]{1,40})?"
        rf"(?: pada| on| tanggal|\s?[:,|-])? ?(?:{_DAY}\W{{1,3}})?"
        rf"(?:\d{{1,2}}[ /.-](?:{_MONTH}|\d{{1,2}})[ /.-]\d{{2,4}}|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{4}}-\d\d-\d\d)"
        r"(?:[ |,:./-]{1,3}(?:\d[\d.:]{0,8}|wib|wita|wit|pukul|jam|pkl|kali|x|di ?baca|di ?lihat|views?|hits?|"
        r"admin\w{0,12}|(?:oleh|by) \w{2,20})){0,8}",
    ),
)
"""Lines that go by themselves. A rule may have several forms under one name."""

_SECTION = _whole(
    "related",
    240,
    r"pos(?:t|ting|tingan)? terkait|terkait|terpopuler|terkini|populer|trending|jangan lewatkan|lihat juga|simak juga",
    r"(?:berita|artikel|konten|topik|news) (?:terkait|lainnya|populer|terpopuler|terbaru|pilihan|utama|sebelumnya)",
    r"bacaan lainnya|baca juga|read also|rekomendasi(?: untuk anda)?|you may also like|editor'?s picks?",
    r"related (?:posts?|articles?|news)|kategori\s?:.{0,40}|tags?\s?[:#].{0,200}|(?:topik|label)\s?:.{0,100}",
)
"""Headings of lists of other articles: they go with the headlines under them."""

_END = _whole(
    "comment_form",
    240,
    r"tinggalkan (?:balasan|komentar)(?: .{0,40})?|leave a (?:reply|comment)|batalkan balasan|cancel reply",
    r"alamat email anda tidak akan dipublikasikan.{0,120}|your email address will not be published.{0,120}",
    r"ruas yang wajib ditandai.{0,20}|simpan nama, email, dan situs web saya.{0,120}|save my name, email.{0,120}",
    r"\(?\d{1,5}\)? (?:komentar|tanggapan|comments?|responses?|replies)|(?:komentar|comments?) ?\(?\d{1,5}\)?",
    r"tulis komentar.{0,20}|kirim komentar|beri komentar",
    r"\d{1,5} (?:thoughts? on|pemikiran pada|(?:tanggapan|komentar) (?:untuk|pada)) .{0,200}",
)
"""What stands under an article and never in one: all from here on is cut."""

_INSIDE = (
    ("baca_juga", re.compile(r"(?<=[.!?”\"»)])\s?\(?(?:baca|simak|lihat) juga\s?[:：][^.]{5,250}$", re.IGNORECASE)),
    ("caption", re.compile(r"(?<=[.!?”\"»])\s?\((?:foto|dok|sumber|ist|istimewa)\b[^()]{0,60}\)\.?$", re.IGNORECASE)),
)
"""What is glued to the end of a paragraph."""

_CLOSING = frozenset({"credits", "copyright", "no_crawling"})
_PARAGRAPHS_BEFORE_CLOSING = 3
"""Behind a credit line after so many paragraphs no headline or name belongs to the article."""

_QUOTATION = re.compile(r"quote|kutipan", re.IGNORECASE)
_ANNOUNCES = 80
"""Characters of a line with a colon at its end that announces something."""
_QUOTED_NEAR = 40
"""Paragraphs before and behind a quotation in which its words are looked for."""
_CAPTION = 160
"""Length of the one sentence before a dateline in capitals that can be a caption."""

_HEAD_BLOCKS = 6
"""Blocks before a dateline that can be a caption, a summary or a counter."""


@dataclass(slots=True)
class ArticleText:
    """The text of an article, and what framed it."""

    paragraphs: list[str] = field(default_factory=list)
    dateline: str | None = None
    bylines: tuple[str, ...] = ()
    authors: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    hits: Counter[str] = field(default_factory=Counter)


def article_text(
    lines: Sequence[Block], *, title: str | None, names: Sequence[str] = (), outlet_names: tuple[str, ...] = ()
) -> ArticleText:
    """The article's paragraphs out of the lines of its element.

    ``title`` and ``names`` (of reporters and editors) are what the page declares: such lines are no paragraphs.

    Lines that a rule names are dropped, lists under a heading such as "Pos terkait" are dropped with it, and nothing
    is kept behind the signature (``(reb)``), the comment form, or the beginning of comments in another language.
    """
    text = ArticleText()
    framing = {"title": {squash(title or "")}, "credits": {squash(name) for name in names}}
    kept = _kept_lines(lines, framing, text, outlet_names)
    kept = without_spam(kept, text.hits)
    kept = _from_dateline(kept, text, outlet_names)
    kept = _until_signature(kept, text, outlet_names)
    while kept and (kept[-1].heading or _is_label(kept[-1])):  # a subheading with nothing under it, a rubric, a tag
        text.hits["heading" if kept.pop().heading else "link_line"] += 1
    text.paragraphs = _without_repetition(kept, text.hits)
    return text


def _without_repetition(kept: Sequence[Block], hits: Counter[str]) -> list[str]:
    """Each paragraph once, and no quotation that only sets large what another paragraph says."""
    keys = [squash(block.text) for block in kept]
    seen: set[str] = set()
    paragraphs: list[str] = []
    for number, (key, block) in enumerate(zip(keys, kept, strict=True)):
        again = len(key) > 20 and (key in seen or (_is_quotation(block) and _is_held(key, keys, number)))
        if again:
            hits["repeated"] += 1
            continue
        seen.add(key)
        paragraphs.append(block.text)
    return paragraphs


def _is_held(key: str, keys: Sequence[str], number: int) -> bool:
    """Whether one of the paragraphs near ``number`` holds this text, or more than it."""
    near = range(max(0, number - _QUOTED_NEAR), min(len(keys), number + _QUOTED_NEAR))
    return any(other != number and key in keys[other] for other in near)


def _is_label(block: Block) -> bool:
    """Whether a line at the end is a tag, a rubric, or announces what was cut: "Simak videonya:"."""
    if block.text.endswith(":") and len(block.text) <= _ANNOUNCES:
        return True
    return block.link and not ends_sentence(block.text)


def _is_quotation(block: Block) -> bool:
    """Whether it stands in an element made for quotations: by its name, or by its class."""
    if block.node is None:
        return block.tag == "blockquote"
    around = (block.node, *islice(block.node.iterancestors(), 2))
    return any(node.tag == "blockquote" or _QUOTATION.search(node.get("class") or "") for node in around)


def _kept_lines(
    lines: Sequence[Block], framing: Mapping[str, set[str]], text: ArticleText, outlet_names: tuple[str, ...]
) -> list[Block]:
    kept: list[Block] = []
    section = ""  # name of the rule whose list of headlines is being skipped
    for number, block in enumerate(lines):
        line = block.text
        if kept and _END.cuts(line):
            text.hits[_END.name] += 1
            _read_credits(lines[number + 1 : number + 6], text, outlet_names)
            break
        rule = _line_rule(block, framing)
        if credits := credits_in(line, outlet_names):
            text.authors.extend(credits.authors)
            text.editors.extend(credits.editors)
            rule = "credits"
        elif (name := unlabelled_author(line)) is not None:
            text.authors.extend([name] if name else [])
            rule = "credits"
        if rule is None and section and block.headline:
            rule = section
        elif rule is None:
            section = ""
        if rule in ("related", "date_line") and kept:
            section = "related"
        elif rule in _CLOSING and len(kept) >= _PARAGRAPHS_BEFORE_CLOSING:
            section = "after_credits"
        if rule:
            text.hits[rule] += 1
            continue
        for name, pattern in _INSIDE:
            line, count = pattern.subn("", line)
            text.hits[name] += count
        if '\\"' in line:  # escaped twice by a migration of the site
            line = line.replace('\\"', '"')
            text.hits["escaped_quotes"] += 1
        kept.append(block if line == block.text else Block(fold(line), block.tag, node=block.node))
    text.hits += Counter()  # drops zeros
    return kept


def _line_rule(block: Block, framing: Mapping[str, set[str]]) -> str | None:
    """Name of the rule that drops the line by itself."""
    line = block.text
    if not any(character.isalnum() for character in line):
        return "ornament"
    squashed = squash(line)
    for name, lines in framing.items():
        if squashed in lines:
            return name
    if _SECTION.cuts(line):
        return _SECTION.name
    for rule in LINE_RULES:
        if rule.cuts(line):
            return rule.name
    if block.link and not ends_sentence(line) and " " in line:
        return "link_line"
    return None


def _read_credits(lines: Sequence[Block], text: ArticleText, outlet_names: tuple[str, ...]) -> None:
    for block in lines:
        if credits := credits_in(block.text, outlet_names):
            text.authors.extend(credits.authors)
            text.editors.extend(credits.editors)
            text.hits["credits"] += 1


def _from_dateline(kept: list[Block], text: ArticleText, outlet_names: tuple[str, ...]) -> list[Block]:
    """From the line with the dateline on: what stands before it is a caption or a summary.

    A dateline with the name of outlet or agency is sure; one without counts only where no sentence stands before it.
    """
    for number, block in enumerate(kept[:_HEAD_BLOCKS]):
        dateline, rest = split_dateline(block.text, outlet_names)
        if rest == block.text:
            continue
        head = block.text[: len(block.text) - len(rest)] if rest else block.text
        signed = squash(head) != squash(dateline or "")
        sentences = [len(other.text) for other in kept[:number] if ends_sentence(other.text)]
        captioned = len(sentences) == 1 and sentences[0] <= _CAPTION and _in_capitals(head)
        if not signed and sentences and not captioned:
            return kept  # in the middle of a text, a dash behind a name is no dateline
        text.dateline = dateline
        text.hits["dateline"] += 1
        text.hits["before_dateline"] += number
        text.hits += Counter()
        after = kept[number + 1 :]
        if len(head) > 8:  # a summary repeated with its dateline
            repeats = [other.text.startswith(head) for other in after]
            after = [
                Block(other.text.removeprefix(head), other.tag, node=other.node) if repeated else other
                for other, repeated in zip(after, repeats, strict=True)
            ]
        return [*([Block(rest, block.tag, node=block.node)] if rest else []), *after]
    return kept


def _in_capitals(head: str) -> bool:
    """Whether it is a name of up to three words in capitals, as Indonesian outlets print the place."""
    return head.isupper() and len(head) > 3 and len(re.findall(r"\w+", head)) <= 3


def _until_signature(kept: list[Block], text: ArticleText, outlet_names: tuple[str, ...]) -> list[Block]:
    """Up to the signature: what stands behind it is not the article, in whatever language it is written.

    Unless several long paragraphs in the article's language follow: then it was no signature.
    """
    for number, block in enumerate(kept):
        last = number == len(kept) - 1
        rest, signers, signed = split_signature(block.text, last=last, outlet_names=outlet_names)
        if not signed:
            continue
        told = Counter(language_of(other.text) for other in kept[number + 1 :] if len(other.text) > 100)
        if max(told.values(), default=0) >= MORE_TO_COME:
            own = language_of(" ".join(other.text for other in kept[: number + 1]))
            if told[own or told.most_common(1)[0][0]] >= MORE_TO_COME:
                continue  # before a caption too short to tell its language, any language is the article's
        text.hits["signature"] += 1
        text.hits["after_signature"] += len(kept) - number - 1
        text.hits += Counter()
        text.bylines = signers
        return [*kept[:number], *([Block(rest, block.tag)] if rest else [])]
    return kept
