"""Invariants of a data folder after a crash and after the next night; looked at with zlib, sqlite3 and fastwarc."""

from __future__ import annotations

import json
import sqlite3
import zlib
from base64 import b32encode
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator

from storage.data_folder import DATABASE_NAME
from tests.faults.child import ACKNOWLEDGED


def after_a_kill(data: Path, records: Path) -> list[str]:
    """Violations right after a ``kill -9``: an address acknowledged and not kept, a row without its bytes."""
    if not (data / DATABASE_NAME).exists() or not tables(data):
        return []
    return [*_acknowledged(data, records), *rows_without_bytes(data), *_unsound(data)]


def after_a_night(data: Path) -> list[str]:
    """Violations after a night that came to its end."""
    return [*rows_without_bytes(data), *_unsound(data), *_not_one(data), *_unfinished(data), *_refused(data)]


def content(data: Path) -> dict[str, Any]:
    """Facts that a killed night must have in common with one that was not."""
    asked = {
        "articles": "SELECT article_id, url, title, text_sha256, published_at, event_id, relevant FROM article",
        "sightings": "SELECT outlet, url_key, state FROM sighting",
        "versions": "SELECT article_id, text_sha256 FROM version",
        "events": "SELECT event_id, redirect_to FROM event",
        "addresses": "SELECT DISTINCT url FROM capture WHERE kind = 'article'",
    }
    return {name: sorted(rows(data, query)) for name, query in asked.items()}


def fetched_again(data: Path) -> int:
    """Article pages in the archive beyond one for each address."""
    asked = Counter(row[0] for row in rows(data, "SELECT url FROM capture WHERE kind = 'article'"))
    return sum(asked.values()) - len(asked)


def rows(data: Path, query: str) -> list[Any]:
    """Rows of the database; its file is not written."""
    with closing(sqlite3.connect(f"{(data / DATABASE_NAME).as_uri()}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


def tables(data: Path) -> set[str]:
    """Names of its tables."""
    return {row[0] for row in rows(data, "SELECT name FROM sqlite_master WHERE type = 'table'")}


def members(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Offset, length and content of the gzip members of a file; ``ValueError`` where it is no chain of whole ones."""
    offset = 0
    while offset < len(content):
        decompressor = zlib.decompressobj(wbits=31)
        try:
            member = decompressor.decompress(content[offset:])
        except zlib.error as error:
            raise ValueError(f"no gzip member at {offset}: {error}") from error
        if not decompressor.eof:
            raise ValueError(f"the member at {offset} is cut short")
        length = len(content) - offset - len(decompressor.unused_data)
        yield offset, length, member
        offset += length


def record(member: bytes) -> tuple[dict[str, str], bytes]:
    """Headers and block of a WARC record; ``ValueError`` where its block digest does not agree."""
    head, _, rest = member.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    size = int(headers["Content-Length"])
    block = rest[:size]
    if lines[0] != "WARC/1.1" or rest[size:] != b"\r\n\r\n" or _digest(block) != headers["WARC-Block-Digest"]:
        raise ValueError(f"not a whole record: {lines[:3]}")
    return headers, block


def _acknowledged(data: Path, records: Path) -> Iterator[str]:
    path = records / ACKNOWLEDGED
    if not path.exists():
        return
    kept = set(rows(data, "SELECT outlet, url_key FROM sighting WHERE state != 'queued'"))
    # what follows the last line feed is the word of a process that was killed while it spoke
    for line in path.read_text().split("\n")[:-1]:
        if tuple(json.loads(line)) not in kept:
            yield f"I1 acknowledged and not kept: {line}"


def rows_without_bytes(data: Path) -> Iterator[str]:
    """Rows whose record is not, whole and the same, where they say (I2)."""
    for record_id, name, offset, length, digest in rows(
        data, "SELECT record_id, warc_file, offset, length, digest FROM capture"
    ):
        path = data / "warc" / name
        path = path if path.exists() else path.with_name(f"{name}.open")
        try:
            content = path.read_bytes()[offset : offset + length]
            [(_, found, member)] = members(content)
            headers, block = record(member)
            same = (found, headers["WARC-Record-ID"]) == (length, f"<{record_id}>")
            body = headers["WARC-Payload-Digest"]
            if headers["WARC-Type"] == "response":
                body = _digest(block.partition(b"\r\n\r\n")[2])
            if not same or body != digest:
                yield f"I2 {name} at {offset}: another record than its row says"
        except (OSError, ValueError) as error:
            yield f"I2 {name} at {offset}: {error}"


def _unsound(data: Path) -> Iterator[str]:
    for pragma, good in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
        if (found := rows(data, f"PRAGMA {pragma}")) != good:
            yield f"I3 {pragma}: {found[:3]}"


def _not_one(data: Path) -> Iterator[str]:
    """Files that are no chain of whole members (I6), and responses without a row or rows without a response (I4)."""
    in_files: Counter[str] = Counter()
    for path in sorted((data / "warc").glob("*.warc.gz*")):
        if path.suffix == ".torn":
            continue
        try:
            for _, _, member in members(path.read_bytes()):
                headers, _ = record(member)
                if headers["WARC-Type"] in ("response", "revisit"):
                    in_files[headers["WARC-Record-ID"].strip("<>")] += 1
        except ValueError as error:
            yield f"I6 {path.name}: {error}"
    in_rows = Counter(row[0] for row in rows(data, "SELECT record_id FROM capture"))
    if in_files != in_rows:
        yield f"I4 {len(in_files - in_rows)} responses without a row, {len(in_rows - in_files)} rows without a response"


def _refused(data: Path) -> Iterator[str]:
    """Files that another reader of WARC does not accept to the end."""
    for path in sorted((data / "warc").glob("*.warc.gz")):
        with path.open("rb") as stream:
            found = [record.verify_block_digest() for record in ArchiveIterator(stream, parse_http=False)]
        if not all(found) or len(found) != sum(1 for _ in members(path.read_bytes())):
            yield f"I6 {path.name}: fastwarc reads {found.count(True)} records"


def _unfinished(data: Path) -> Iterator[str]:
    left = [path.name for path in (data / "warc").glob("*.open")]
    unsealed = rows(data, "SELECT name FROM warc_file WHERE NOT sealed")
    unread = rows(data, "SELECT name FROM warc_file WHERE unread")
    running = rows(data, "SELECT run_id FROM run WHERE status = 'running'")
    if left or unsealed or unread or running:
        yield f"I6 left open {left}, not marked {unsealed}, not read {unread}, runs not closed {running}"


def _digest(data: bytes) -> str:
    return f"sha256:{b32encode(sha256(data).digest()).decode()}"
