"""Text that was encoded twice."""

from __future__ import annotations

import pytest

from crawler.extraction.article import extract
from crawler.extraction.mojibake import mended
from tests.crawler.pages import THREE, article_html, page

SAID = "“Aman,” kata Kapolres – di Café Jédul… 👮"


def misread(text: str, encoding: str = "cp1252") -> str:
    """UTF-8 as a program reads it that takes it for another encoding; five bytes mean nothing in windows-1252."""
    undefined = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
    return "".join(bytes([byte]).decode("latin-1" if byte in undefined else encoding) for byte in text.encode())


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_undone(encoding: str) -> None:
    read = misread(SAID, encoding)
    assert read != SAID
    assert mended(read) == (SAID, 7)


@pytest.mark.parametrize("text", ["Harga € 5 • 30°C", "Zoë di São Tomé", "‘Baik,’ katanya.", SAID])
def test_undone_however_often_it_happened(text: str) -> None:
    assert mended(misread(text))[0] == text
    assert mended(misread(misread(text)))[0] == text


def test_only_the_lines_are_touched_that_are_damaged() -> None:
    assert mended(f"{misread('“Aman”')}\nIRMÔ kata\n{SAID}") == (f"“Aman”\nIRMÔ kata\n{SAID}", 2)


def test_a_page_of_nothing_else_is_left_as_it_is() -> None:
    most = f"{misread('“Aman”')}\n" * 2_500
    assert mended(most) == ("“Aman”\n" * 2_500, 5_000)
    assert mended(most + misread("é")) == (most + misread("é"), 0)


@pytest.mark.parametrize(
    "fine",
    [SAID, "Aman.", "IRMÔ kata São Tomé", "Câmara â kecil", "caf閔—", "Â"],
)
def test_left_alone(fine: str) -> None:
    assert mended(fine) == (fine, 0)


def test_an_article_says_that_it_was_mended() -> None:
    body = article_html(
        "Kapolres: â€œAman.â€\u009d Ia hadir di CafÃ© itu bersama jajaran dan tokoh masyarakat.", *THREE
    )
    item = extract(page(body))
    assert item.body.startswith("Kapolres: “Aman.” Ia hadir di Café itu")
    assert item.rule_hits["mojibake"] == 3
    assert "mojibake" not in extract(page(article_html(*THREE))).rule_hits


def test_much_of_it_takes_linear_time() -> None:
    text, _ = mended("Ã" * 50_000 + "â€" * 50_000)
    assert len(text) <= 150_000
