"""Names of WARC files."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.exceptions import WarcError
from storage.raw.reader import read_record
from tests.storage.exchanges import warc_writer

NAME = "20261121T183000Z-night-1-1.warc.gz"


@pytest.mark.parametrize("run_id", ["", "../x", "A", "a b", "a/b", "-a", "a" * 65, "a\n"])
def test_a_run_id_that_is_no_file_name_is_refused(tmp_path: Path, run_id: str) -> None:
    with pytest.raises(ValueError, match="run id"):
        warc_writer(tmp_path, run_id)


@pytest.mark.parametrize("name", ["../secret.warc.gz", "/etc/passwd", NAME + ".open", "x.warc.gz"])
def test_only_names_of_warc_files_are_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(WarcError, match="not the name"):
        read_record(tmp_path, name, 0, 1)
