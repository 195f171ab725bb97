from __future__ import annotations

import pytest

from crawler.urls import spellings


@pytest.mark.parametrize(
    "asked",
    [
        "https://www.kabar-timur.example/berita/1?utm_source=x#isi",
        "http://kabar-timur.example//berita/1/",
        "kabar-timur.example/berita/1",
    ],
)
def test_an_address_as_a_person_has_it(asked: str) -> None:
    assert spellings(asked)[1] == "kabar-timur.example/berita/1"


def test_what_is_no_address() -> None:
    for asked in ("a0123456789abcdef", "", "mailto://x", "https://"):
        assert spellings(asked) == (), asked
