"""Text from the web on a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.cli.terminal import shown


def test_controls_are_spelt_out() -> None:
    assert shown("\x1b]0;judul\x07 \x9b2J\r\n") == "\\x1b]0;judul\\x07 \\x9b2J\\x0d\\x0a"
    assert shown("kanan\u202ekiri\u2028") == "kanan\\u202ekiri\\u2028"


def test_ordinary_text_stays() -> None:
    text = "“Rakor” – Kota Probolinggo, pukul 10.00 ½ 東"
    assert shown(text) == text


@given(st.text(alphabet=st.characters()))
def test_what_is_shown_is_one_harmless_line(text: str) -> None:
    safe = shown(text)
    assert not [one for one in safe if ord(one) < 0x20 or 0x7F <= ord(one) < 0xA0]
    assert len(safe.splitlines()) <= 1
    safe.encode("utf-8")
