"""What trafilatura writes comes in as it is, in each of its forms."""

from __future__ import annotations

from pathlib import Path

import pytest
import trafilatura

from tests.crawler.importing.collections import articles, saved

ADDRESS = "https://warta.example/berita/apel-siaga"
TITLE = "Apel siaga pengamanan pilkada"
PARAGRAPHS = tuple(
    f"Kepolisian resor menggelar apel siaga ke-{number} di halaman kantor bupati bersama ratusan personel gabungan."
    for number in range(1, 5)
)
PAGE = (
    "<html><head><title>Apel siaga - Warta</title><meta property='og:site_name' content='Warta Contoh'>"
    "<meta name='author' content='Ani Budi'>"
    "<meta property='article:published_time' content='2024-11-26T10:15:00+07:00'></head>"
    f"<body><article><h1>{TITLE}</h1>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}</article></body></html>"
)


def written(form: str) -> str:
    text = trafilatura.extract(PAGE, url=ADDRESS, output_format=form, with_metadata=True)
    assert text
    return text + "\n"


@pytest.mark.parametrize("form", ["xml", "xmltei", "json", "csv"])
def test_each_form_gives_the_article(tmp_path: Path, form: str) -> None:
    ((found,), report) = articles(saved(tmp_path, f"keluaran.{form}", written(form)))
    item = found.item
    assert (item.url, item.title, f"{item.published_at:%Y-%m-%d}") == (ADDRESS, TITLE, "2024-11-26")
    assert all(text in item.body for text in PARAGRAPHS)
    assert item.outlet == ("warta.example" if form == "csv" else "Warta Contoh")
    assert item.authors == (() if form == "csv" else ("Ani Budi",))
    assert not report.faults.count


def test_documents_stand_one_after_the_other(tmp_path: Path) -> None:
    other = written("xml").replace(ADDRESS, "https://warta.example/berita/lain")
    declared = '<?xml version="1.0" encoding="utf-8"?>\n'
    found, report = articles(
        saved(tmp_path, "dua.xml", f"{declared}{written('xml')}{declared}{other}<doc url='x'><main>")
    )
    assert [one.item.url for one in found] == [ADDRESS, "https://warta.example/berita/lain"]
    assert all(one.item.body == "\n\n".join(PARAGRAPHS) for one in found)
    assert report.faults.count == 1, "the third is cut short"


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE doc [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    text = bomb + written("xml").replace(PARAGRAPHS[0], f"&b;{PARAGRAPHS[0]}")
    found, report = articles(saved(tmp_path, "bom.xml", f"{written('xml')}{text}"))
    assert all("aaaa" not in one.item.body for one in found)
    assert len(found) + report.faults.count == 2
