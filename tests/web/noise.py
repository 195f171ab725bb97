"""Surroundings of an article on a page: headlines of other stories, advertisements, counters.

All of it is invented and depends on nothing but a seed text (usually the article's key), so that the sample web
gives the same bytes every time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

_HEADLINES = (
    "Harga Cabai Rawit di Pasar Tradisional Kembali Merangkak Naik",
    "Jembatan Penghubung Dua Desa Ambrol Diterjang Banjir Bandang",
    "Pelajar Madrasah Raih Emas di Olimpiade Matematika Tingkat Provinsi",
    "Jalan Lingkar Selatan Ditargetkan Rampung Akhir Tahun",
    "Dinas Pertanian Bagikan Bibit Jagung Unggul kepada Kelompok Tani",
    "Festival Perahu Hias Meriahkan Hari Jadi Kota",
    "Polisi Ringkus Pelaku Pencurian Sepeda Motor di Tiga Lokasi",
    "Puskesmas Keliling Jangkau Warga di Wilayah Pesisir",
    "Tim Voli Putri Melaju ke Final Pekan Olahraga Pelajar",
    "PDAM Perbaiki Pipa Bocor, Aliran Air Dua Kelurahan Terganggu",
    "Nelayan Keluhkan Pendangkalan Muara Menjelang Musim Ikan",
    "Pameran Batik Tulis Digelar di Gedung Kesenian Selama Sepekan",
    "Kebakaran Gudang Kayu, Kerugian Ditaksir Ratusan Juta Rupiah",
    "Bank Daerah Buka Gerai Baru untuk Pelaku Usaha Mikro",
    "Warga Gotong Royong Bersihkan Saluran Irigasi",
    "Pendaftaran Bantuan Rumah Tidak Layak Huni Dibuka Kembali",
    "Gerhana Bulan Sebagian Dapat Disaksikan dari Alun-alun",
    "Dapur Umum Didirikan untuk Korban Angin Puting Beliung",
    "Kampung Kopi Jadi Tujuan Wisata Akhir Pekan",
    "Stok Beras di Gudang Bulog Dipastikan Aman hingga Februari",
    "Ratusan Guru Honorer Terima Surat Keputusan Pengangkatan",
    "Lomba Burung Berkicau Diikuti Peserta dari Delapan Kabupaten",
    "Pasien Demam Berdarah Meningkat, Warga Diminta Kuras Bak Mandi",
    "Bus Sekolah Gratis Mulai Beroperasi di Rute Utara",
    "Pemuda Karang Taruna Ubah Sampah Plastik Menjadi Paving",
    "Kereta Tambahan Disiapkan untuk Libur Akhir Tahun",
    "Pedagang Pasar Minggu Direlokasi Sementara ke Lapangan",
    "Kualitas Udara Memburuk, Dinas Kesehatan Bagikan Masker",
    "Mahasiswa Ciptakan Alat Pengering Ikan Tenaga Surya",
    "Pohon Tumbang Timpa Dua Rumah, Tidak Ada Korban Jiwa",
    "Bendungan Mulai Dialiri, Petani Siap Tanam Serentak",
    "Rapat Pleno Bahas Rancangan Anggaran Belanja Tahun Depan",
    "Tarif Parkir Tepi Jalan Akan Memakai Pembayaran Nontunai",
    "Pesantren Kilat Lansia Diminati Ratusan Peserta",
    "Tim SAR Evakuasi Pendaki yang Tersesat di Lereng Gunung",
    "Peternak Sapi Perah Harapkan Harga Susu Lebih Layak",
)

_MENUS = ("Beranda", "Daerah", "Peristiwa", "Hukum", "Ekonomi", "Pendidikan", "Olahraga", "Wisata", "Opini", "Indeks")

_ADS = (
    "Promo akhir tahun, cicilan motor ringan mulai dari sejutaan. Hubungi diler terdekat.",
    "Pasang iklan Anda di sini, hubungi bagian pemasaran kami.",
    "Paket internet rumah tanpa kuota, gratis pemasangan selama bulan ini.",
    "Umrah awal musim berangkat Januari, kursi terbatas.",
    "Tabungan pelajar tanpa biaya administrasi, buka rekening dari ponsel.",
)


def headlines(seed: str, count: int) -> list[str]:
    """Headlines of other stories."""
    return Random(f"headlines {seed}").sample(_HEADLINES, count)


def dated_headlines(seed: str, before: datetime, count: int) -> list[tuple[str, datetime]]:
    """Headlines with times of publication, all between two and sixty days before an aware datetime."""
    random = Random(f"dated {seed}")
    dated = [
        (title, before - timedelta(days=random.randint(2, 60), minutes=random.randint(0, 700)))
        for title in random.sample(_HEADLINES, count)
    ]
    return sorted(dated, key=lambda pair: pair[1], reverse=True)


def menu_names() -> tuple[str, ...]:
    """Entries of a site's main menu."""
    return _MENUS


def advertisement(seed: str) -> str:
    """One sentence of advertising."""
    return Random(f"advertisement {seed}").choice(_ADS)


def views(seed: str) -> int:
    """A view counter: 51 to 1950."""
    return Random(f"views {seed}").randint(51, 1950)


def mark(seed: str, choices: int) -> int:
    """A number below ``choices`` that stays the same for a seed: which of several markups a thing gets."""
    return Random(f"mark {seed}").randrange(choices)
