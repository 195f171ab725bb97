"""Text that was encoded twice."""

from __future__ import annotations

import pytest

from crawler.extraction.article import extract
from crawler.extraction.mojibake import mended
from tests.crawler.pages import THREE, article_html, page

SAID = "“Aman,” kata Kapolres – di Café Jédul… 👮"


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_undone(encoding: str) -> None:
    read = "".join(
        bytes([byte]).decode("latin-1" if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else encoding)
        for byte in SAID.encode()
    )
    assert read != SAID
    assert mended(read) == (SAID, 7)


@pytest.mark.parametrize(
    "fine",
    [SAID, "Aman.", "IRMÔ kata São Tomé", "Câmara â kecil", "caf閔—", "Â", "Ã© dan tidak lebih"],
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
    text, count = mended("Ã" * 500_000 + "â€" * 500_000)
    assert len(text) == 1_500_000
    assert count == 0
