"""The one story that all families' pages tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.crawling.spider import OutletSpider
from tests.web.noise import dated_headlines

TITLE = "Seribu Petugas Linmas Jaga Gudang Logistik Pilkada Sampai Surat Suara Bergeser"
PARAGRAPHS = (
    "Seribu petugas perlindungan masyarakat mulai berjaga bergiliran di gudang logistik pilkada, Senin (25/11/2024), "
    "dua hari sebelum pemungutan suara. Mereka mendampingi polisi yang sudah lebih dahulu ditempatkan di sana.",
    "Ketua komisi pemilihan setempat, Hasbullah Rangkuti, mengatakan setiap kotak dicatat dua kali: ketika keluar dari "
    "gudang dan ketika tiba di kantor desa. Selisih satu lembar saja harus dilaporkan malam itu juga.",
    "“Kami lebih suka terlambat satu jam daripada kehilangan satu kotak,” kata Hasbullah di sela pemeriksaan gudang.",
    "Pengawas pemilu menempatkan dua orang pada setiap truk pengangkut. Rute yang melewati sungai dilayani perahu "
    "dengan pengawalan, dan cadangan solar disiapkan di tiga titik sejak akhir pekan.",
    "Hingga sore belum ada laporan gangguan. Jalur yang sempat tertutup longsor kembali dapat dilalui kendaraan roda "
    "empat setelah dibersihkan warga bersama prajurit.",
)
AUTHOR = "Ningsih Walandouw"
EDITOR = "Petrus Amsikan"

_DAY = "Senin, 25 November 2024"
_CLOCK = "20:15"


@dataclass(frozen=True)
class Story:
    """The story as one outlet prints it."""

    outlet: type[OutletSpider]
    signed: tuple[str, ...] = field(default=(AUTHOR,))
    """Reporters that the page names."""
    edited: tuple[str, ...] = ()
    """Editors that it names."""

    @property
    def published(self) -> datetime:
        """Moment of publication: the same hour of the clock in every zone."""
        return datetime(2024, 11, 25, 20, 15, tzinfo=ZoneInfo(self.outlet.zone))

    @property
    def printed(self) -> str:
        """The moment as readers see it, without a zone."""
        return f"{_DAY} {_CLOCK}"

    def paragraphs(self) -> str:
        """The body as HTML, a link to another story among the paragraphs."""
        texts = [f"<p>{text}</p>" for text in PARAGRAPHS]
        texts.insert(2, f'<p><strong>Baca juga: <a href="/">{self.others()[0][0]}</a></strong></p>')
        return "\n".join(texts)

    def others(self) -> list[tuple[str, datetime]]:
        """Other stories of the outlet, with their moments."""
        return dated_headlines(self.outlet.name, self.published, 5)

    def page(self, article: str, *, head: str = "", after: str = "") -> bytes:
        """A whole page around the HTML of the article."""
        name = self.outlet.title
        rest = "".join(
            f'<li><a href="#">{title}</a> <span>{moment:%d/%m/%Y %H:%M}</span></li>' for title, moment in self.others()
        )
        return (
            f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>{TITLE} - {name}</title>{head}</head>'
            f"<body><header><a href='/'>{name}</a><nav><a href='/'>Beranda</a> <a href='/indeks'>Indeks</a></nav>"
            f"</header>\n<main>{article}</main>\n{after}<aside><h3>Terpopuler</h3><ul>{rest}</ul></aside>\n"
            f"<footer><p>Hak cipta {name}. Dilarang menyalin tanpa izin.</p></footer></body></html>"
        ).encode()
