"""Columns of collections, by name in two languages and by content."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.exceptions import UsageFailure
from crawler.importing.columns import choose, is_empty

TEXT = "Bawaslu mengawasi distribusi logistik pilkada di gudang kabupaten sejak pagi. " * 4


def chosen(*rows: dict[str, Any], **given: str) -> dict[str, str]:
    return choose(rows, given=given).chosen


def row(*names: str) -> dict[str, Any]:
    """A row whose cells fit the fields url, title, body, published_at, outlet, in this order."""
    cells = ("https://a.example/1", "Judul berita ini", TEXT, "2024-11-21", "Warta")
    return dict(zip(names, cells, strict=False))


@pytest.mark.parametrize(
    "names",
    [
        ("url", "title", "body", "published_at", "outlet"),
        ("link", "judul", "isi", "tanggal", "sumber"),
        ("Tautan", "Judul Berita", "Isi Berita", "Tanggal Terbit", "Nama Media"),
        ("URL", "HEADLINE", "KONTEN", "TGL", "MEDIA"),
        ("link", "title", "content", "publish_date", "source"),  # news-watch
        ("url", "title", "maintext", "date_publish", "source_domain"),  # news-please
        ("url", "title", "text", "publish_date", "meta_site_name"),  # newspaper4k
        ("source", "title", "text", "date", "source-hostname"),  # trafilatura
        ("url", "title", "text", "publish_date", "media_name"),  # Media Cloud
        ("url", "title", "plaintext", "publishing_date", "publisher"),  # Fundus
        ("articleUrl", "newsTitle", "fullText", "publishedDate", "siteName"),
        ("Link Berita (asli)", "Judul (asli)", "Isi teks berita", "Tanggal muat", "Sumber berita asli"),
        ("blog_url", "blog_title", "blog_content", "blog_date", "blog_source"),
    ],
)
def test_names_of_columns(names: tuple[str, ...]) -> None:
    others = {"id": "17", "label": "hoaks", "category": "politik", "image_url": "https://a.example/1.jpg"}
    downloaded = {"date_download": "2024-12-01 10:00:00", "summary": "Ringkas saja.", "thumbnail": "x.png"}
    found = chosen({**others, **row(*names), **downloaded})
    assert found == dict(zip(("url", "title", "body", "published_at", "outlet"), names, strict=True))


def test_content_tells_where_names_fail() -> None:
    rows = [
        {"a": n, "b": f"https://a.example/{n}", "c": f"Bawaslu awasi gudang ke-{n}", "d": "21 November 2024", "e": TEXT}
        for n in range(5)
    ]
    assert chosen(*rows) == {"url": "b", "title": "c", "published_at": "d", "body": "e"}
    assert any("by its content" in doubt for doubt in choose(rows, given={}).doubts)


def test_a_source_that_is_an_address_is_no_outlet() -> None:
    rows = [{"source": f"https://a.example/{n}", "text": TEXT, "hostname": "a.example"} for n in range(30)]
    assert chosen(*rows) == {"url": "source", "body": "text", "outlet": "hostname"}


def test_a_date_and_its_time() -> None:
    assert chosen({**row("url", "title", "body", "date"), "time": "22:19 WIB"})["time"] == "time"
    assert "time" not in chosen({**row("url", "title", "body"), "jam": "22:19"})
    assert chosen({**row("url", "title", "body"), "waktu": "21/11/2024 22:19"})["published_at"] == "waktu"


def test_the_person_has_the_last_word() -> None:
    found = chosen({**row("url", "title", "body"), "Bersih": TEXT}, body="bersih")
    assert found["body"] == "Bersih"
    with pytest.raises(UsageFailure, match="no such column; there are url, title"):
        chosen(row("url", "title", "body"), body="isi")
    with pytest.raises(UsageFailure, match="there is no 'isi'"):
        chosen(row("url", "title", "body"), isi="body")


def test_a_field_may_be_left_out() -> None:
    found = chosen(*(row("url", "title", "body", "date") for _ in range(5)), url="", title="")
    assert found == {"body": "body", "published_at": "date"}


def test_a_table_without_texts_has_no_body() -> None:
    assert "body" not in chosen(*({"v1": "ham", "v2": "Ok, nanti saja."} for _ in range(9)))


@pytest.mark.parametrize("cell", [None, "", " ", "-", "NaN", "None", "null", "N/A", "<NA>", float("nan"), [], {}])
def test_cells_that_say_nothing(cell: object) -> None:
    assert is_empty(cell)


@pytest.mark.parametrize("cell", [0, False, "0", "tidak", "Nanang", ["a"]])
def test_cells_that_say_something(cell: object) -> None:
    assert not is_empty(cell)
