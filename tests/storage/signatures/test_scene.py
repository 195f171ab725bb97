from __future__ import annotations

import time
from datetime import date

import pytest

from storage.signatures.scene import occasion

WEDNESDAY = date(2024, 11, 27)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Apel digelar Senin (25/11/2024) pagi.", (date(2024, 11, 25), True)),
        ("Apel digelar Senin (25/11) pagi.", (date(2024, 11, 25), True)),
        ("Apel digelar pada 25 November 2024.", (date(2024, 11, 25), True)),
        ("APEL DIGELAR 25 NOVEMBER 2024.", (date(2024, 11, 25), True)),
        ("Apel digelar 25 De\u017fember dan 25 APR\u0130L.", (None, False)),
        ("Pencoblosan berlangsung 30 November 2024, kata Ranu, Senin.", (date(2024, 11, 25), False)),
        ("Sejak 12 Januari 1998 belum pernah.", (None, False)),
        ("Tanggal (31/02/2024) tidak ada.", (None, False)),
        ("Tidak ada hari.", (None, False)),
    ],
)
def test_the_day_told(text: str, told: tuple[date | None, bool]) -> None:
    assert occasion(text, WEDNESDAY)[:2] == told


def test_a_day_and_month_of_last_year() -> None:
    assert occasion("Selasa (31/12)", date(2025, 1, 2))[:2] == (date(2024, 12, 31), True)


@pytest.mark.parametrize("junk", ["1/" * 60_000, "A-" * 60_000, "kata " * 40_000, "“" * 120_000, "1.1,1:1" * 20_000])
def test_hostile_text_takes_linear_time(junk: str) -> None:
    started = time.process_time()
    occasion(junk, WEDNESDAY)
    assert time.process_time() - started < 2.0


@pytest.mark.parametrize(
    ("text", "scene"),
    [
        ("Ia hadir. Melani di Aula Merdeka, Sapit, Rabu (27/11/2024), usai.", {"melani", "aula", "merdeka", "sapit"}),
        ("“Kami siap,” kata Ranu di Polres Tirtasari, Rabu (27/11).", {"ranu", "polres", "tirtasari"}),
        ("Di Tirtasari Rabu pekan ini.", set()),
        ("27 November 2024 di Tirtasari", set()),
    ],
)
def test_the_occasion(text: str, scene: set[str]) -> None:
    told, _, found = occasion(text, WEDNESDAY)
    assert told == WEDNESDAY
    assert found == scene
