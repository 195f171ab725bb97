"""Bytes of a file to text, whatever program saved them."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.importing.decoding import encoding_of, text_of


def read(data: bytes) -> tuple[str, str]:
    """Name of the encoding, and the text."""
    encoding = encoding_of(lambda: io.BytesIO(data))
    with text_of(lambda: io.BytesIO(data), encoding) as file:
        return encoding.name, file.read()


TEXT = "Kafé “Siaga”\r\n1–2"


@pytest.mark.parametrize(
    ("data", "name", "text"),
    [
        (TEXT.encode(), "UTF-8", TEXT),
        (TEXT.encode("utf-8-sig"), "utf-8", TEXT),
        (TEXT.encode("utf-16"), "utf-16", TEXT),
        (TEXT.encode("utf-16-le"), "UTF-16", TEXT),
        (TEXT.encode("utf-16-be"), "UTF-16", TEXT),
        (TEXT.encode("cp1252"), "windows-1252", TEXT),
        (b"caf\xc3\xa9 caf\xe9", "UTF-8 with bytes of windows-1252", "café café"),
        (b"\xef\xbb\xbfcaf\xe9", "utf-8", "café"),
        (b"x\x81y", "windows-1252", "x\x81y"),  # a byte that means nothing in windows-1252
        (b"", "UTF-8", ""),
        (b"a", "UTF-8", "a"),
    ],
)
def test_a_file_is_read_as_it_was_written(data: bytes, name: str, text: str) -> None:
    assert read(data) == (name, text)


def test_a_letter_that_two_blocks_share_is_whole() -> None:
    data = b"a" * ((1 << 20) - 1) + "é".encode() + b"b"
    assert read(data) == ("UTF-8", data.decode())


@given(st.binary(max_size=60))
def test_any_bytes_are_read(data: bytes) -> None:
    read(data)
