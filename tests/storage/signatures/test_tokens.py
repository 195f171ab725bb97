"""Words, figures and marks of a text, as printed."""

from __future__ import annotations

import pytest

from storage.signatures.tokens import LIMIT, parted, spelled_out, tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Apel, Senin (25/11).", ["Apel", ",", "Senin", "(", "25/11", ")", "."]),
        ("kata-kata -kata kata-", ["kata-kata", "kata", "kata"]),
        ("1.250,5 orang; 10:30", ["1.250,5", "orang", ";", "10:30"]),
        ("“Siap” kata—nya", ['"', "Siap", '"', "kata", "nya"]),
        ("Jum’at", ["Jum", "at"]),
        ("Désa ﬁnal", ["Désa", "final"]),
        ("a1b", ["a", "1", "b"]),
        ("", []),
    ],
)
def test_tokens(text: str, found: list[str]) -> None:
    assert tokens(text) == found


def test_pieces_between_spaces_give_the_same_tokens() -> None:
    text = "Apel digelar\nSenin (25/11).\n\n“Siap,” kata Ranu."
    pieces = [token for piece in parted(text).split(" ") for token in spelled_out(piece)]
    assert pieces == tokens(text)


def test_a_text_is_read_up_to_its_limit() -> None:
    assert tokens("a" * LIMIT + "b") == ["a" * LIMIT]
