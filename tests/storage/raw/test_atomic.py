"""Files that are written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.exceptions import ArchiveError, ArchiveFull
from storage.raw.atomic import write_whole


def failing(error: Exception) -> Iterator[str]:
    yield "new\n"
    raise error


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for text in ("old\n", "Désa\r\n"):
        write_whole(path, [text])
        assert path.read_bytes() == text.encode()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (OSError(28, "No space left on device"), ArchiveFull),
        (OSError(5, "Input/output error"), ArchiveError),
        (ValueError("no line"), ValueError),
    ],
)
def test_a_file_stays_as_it_was_when_writing_fails(tmp_path: Path, error: Exception, raised: type[Exception]) -> None:
    path = tmp_path / "file"
    write_whole(path, ["old\n"])
    with pytest.raises(raised):
        write_whole(path, failing(error))
    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]
