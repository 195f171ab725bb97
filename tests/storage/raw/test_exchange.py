"""Exchanges, and what the index keeps of them."""

from __future__ import annotations

import base64
import hashlib

from sqlalchemy import inspect

from storage.models import Capture
from storage.raw.exchange import Located, capture_row, payload_digest
from tests.storage.exchanges import NOW, exchange


def test_a_digest_is_that_of_the_standard() -> None:
    digest = payload_digest(b"isi")
    assert digest == "sha256:" + base64.b32encode(hashlib.sha256(b"isi").digest()).decode()


def test_the_index_keeps_where_and_of_whom() -> None:
    row = capture_row(exchange(3), Located("urn:uuid:1", "a.warc.gz", 10, 20, "sha256:X", revisits="urn:uuid:0"))
    assert row == {
        "record_id": "urn:uuid:1", "url": "https://kabar-timur.example/berita/3?hal=1", "outlet": "kabar_timur",
        "kind": "article", "status": 200, "fetched_at": NOW, "warc_file": "a.warc.gz", "offset": 10, "length": 20,
        "digest": "sha256:X", "revisits": "urn:uuid:0",
    }  # fmt: skip
    assert row.keys() <= set(inspect(Capture).columns.keys())
