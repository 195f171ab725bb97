"""Print of the variants around an article: prompts, pull quotes, comments, captions of others.

The texts are invented. Like the rest of the sample web's noise they depend on nothing but the article.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.web.articles import SampleArticle
from tests.web.comments import comments_on
from tests.web.noise import mark

_SPAM = (
    ("gacor88 maxwin", "Mau cuan tiap malam? Daftar sekarang di situs kami, bonus member baru seratus persen."),
    ("Pinjaman Kilat", "Butuh dana cepat tanpa jaminan? Hubungi nomor ini, cair dalam lima belas menit."),
    ("obat herbal asli", "Alhamdulillah setelah minum ramuan ini nyeri sendi ibu saya hilang total, silakan cek bio."),
    ("Terrance", "Amazing write up, I will definitely be back to read more of your posts about this topic."),
)
_READERS = (
    ("Cak Dul", "Semoga petugasnya sehat semua, jangan sampai kejadian lima tahun lalu terulang."),
    ("Nur Aini", "Di kampung saya kok belum ada sosialisasi sama sekali ya pak?"),
    ("warga62", "Setuju, yang melanggar ditindak tegas saja tanpa pandang bulu."),
)
_QUOTES = (
    "Keamanan bukan hanya urusan polisi, melainkan urusan kita semua.",
    "Beda pilihan boleh, rukun tetap nomor satu.",
    "Jangan tunggu gaduh baru kita bergerak.",
)


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment below an article."""

    name: str
    text: str
    written: datetime


def remarks(article: SampleArticle) -> list[Remark]:
    """Comments of readers and of bots, oldest first: at least two under every article."""
    start = mark(f"chatter {article.key}", 3)
    chosen = [_READERS[start], _SPAM[start], _SPAM[start + 1]]
    mine = [
        Remark(name, text, article.published + timedelta(minutes=11 * n)) for n, (name, text) in enumerate(chosen, 1)
    ]
    return mine + [Remark(one.name, one.text, one.written) for one in comments_on(article)]


def pull_quote(article: SampleArticle) -> str:
    """A sentence set large beside the text, which the text does not hold."""
    return _QUOTES[mark(f"quote {article.key}", len(_QUOTES))]


def pulled_sentence(article: SampleArticle) -> str:
    """A sentence of the text set large beside it: the longest of the middle paragraph's first two."""
    sentences = article.paragraphs[len(article.paragraphs) // 2].split(". ")[:2]
    return max(sentences, key=len).strip(' “”"').rstrip(".,") + "."


def count_of(number: int) -> str:
    """A counter as social buttons shorten it: ``2.6k``."""
    return f"{number / 1000:.1f}k" if number >= 1000 else str(number)
