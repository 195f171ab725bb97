"""What a collection consists of: a file, a compressed file, a zip, a folder. Kinds are told by content, not by name."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from crawler.exceptions import UsageFailure
from crawler.importing import tables
from crawler.importing.decoding import Opener, encoding_of, text_of
from crawler.importing.json_tables import json_table
from crawler.importing.tables import Table
from crawler.importing.trafilatura_xml import is_trafilatura, trafilatura_xml
from crawler.importing.web_archives import web_archive
from storage.export.folder import DESCRIPTOR, PACKAGE_NAME

_START = 4096
_WORKBOOKS = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_WARC = (b"WARC/", b"filedesc:")
_OTHERS = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"), (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a text document"), (b"\x80\x04", "a Python pickle"), (b"\x80\x05", "a Python pickle"),
    (b"ARROW1", "an Arrow file: save it as Parquet"), (b"Rar!", "a RAR archive: unpack it"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it"), (b"version https://git-lfs", "a pointer of Git LFS: fetch the file"),
)  # fmt: skip
_MARKUP = ("<!doctype", "<html", "<?xml", "<rss", "<feed", "<head", "<body", "<urlset", "<sitemapindex")
_LARGEST_WORKBOOK = 256 * 2**20
"""Bytes of a workbook, unpacked. All of it is read into memory and takes some five times as much there: 30,000 articles
of 1,500 characters took 350 MB."""
_DEPTH = 4
"""A zip in a zip in a gzip: deeper nobody packs."""


def is_package(path: Path) -> bool:
    """Whether ``scrapy export`` wrote this folder, or its descriptor is given."""
    if path.name == DESCRIPTOR:
        return True
    try:
        return bool(json.loads((path / DESCRIPTOR).read_text(encoding="utf-8"))["name"] == PACKAGE_NAME)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def parts(path: Path) -> Iterator[Table]:
    """The tables of a file or folder, web archives among them, in order of name.

    Raises ``UsageFailure`` for what cannot be opened or is no table; of a folder and a zip, files of other kinds are
    passed over.
    """
    if path.is_dir():
        inner = sorted(
            one for one in path.rglob("*") if one.is_file() and not _hidden(one.relative_to(path).as_posix())
        )
        yield from _several([(one.relative_to(path).as_posix(), _of_path(one)) for one in inner], str(path))
        return
    try:
        if not path.stat().st_size:
            raise UsageFailure(f"{path} is empty: nothing was imported")
        yield from _parts(path.name, _of_path(path), 0)
    except OSError as error:
        raise UsageFailure(f"{path} cannot be read: {error.strerror or error}") from None


def _of_path(path: Path) -> Opener:
    return cast("Opener", partial(path.open, "rb"))


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "~$", "__MACOSX")) for part in name.split("/"))


def _several(members: list[tuple[str, Opener]], where: str, depth: int = 0) -> Iterator[Table]:
    """The parts of those members that hold any; raises ``UsageFailure`` when none does."""
    found, passed = 0, []
    for name, opened in members:
        try:
            inner = list(_parts(name, opened, depth))
        except UsageFailure as failure:
            passed.append(str(failure))
            continue
        found += len(inner)
        yield from inner
    if not found:
        why = f": {passed[0]}" if passed else ""
        raise UsageFailure(f"{where} holds no collection{why}")


def _parts(name: str, opened: Opener, depth: int) -> Iterator[Table]:
    if depth > _DEPTH:
        raise UsageFailure(f"{name} is packed more than {_DEPTH} times: unpack it")
    with _guarded(name, opened) as file:
        start = file.read(_START)
    if not start.strip():
        raise UsageFailure(f"{name} is empty: nothing was imported")
    if start.startswith(_WARC):
        yield web_archive(name, opened)
    elif unpacked := _unpacked(start, opened):
        with _guarded(name, unpacked) as file:
            if file.read(_START).startswith(_WARC):
                yield web_archive(name, opened)
                return
        yield from _parts(name, unpacked, depth + 1)
    elif start.startswith(b"PK\x03\x04"):
        yield from _zipped(name, opened, depth)
    elif start.startswith(_WORKBOOKS):
        yield from tables.workbook(name, opened)
    elif start.startswith(b"PAR1"):
        yield tables.parquet(name, opened)
    else:
        yield _text(name, opened, start)


def _guarded(name: str, opened: Opener) -> BinaryIO:
    try:
        file = opened()
        file.read(1)
        file.close()
        return opened()
    except (OSError, EOFError, lzma.LZMAError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        raise UsageFailure(f"{name} cannot be read: {error}") from None


def _unpacked(start: bytes, opened: Opener) -> Opener | None:
    """What opens the content of a compressed file."""
    if start.startswith(b"\x1f\x8b"):
        return lambda: cast("BinaryIO", gzip.GzipFile(fileobj=opened()))
    if start.startswith(b"BZh"):
        return lambda: cast("BinaryIO", bz2.BZ2File(opened()))
    if start.startswith(b"\xfd7zXZ"):
        return lambda: cast("BinaryIO", lzma.LZMAFile(opened()))
    return None


def _zipped(name: str, opened: Opener, depth: int) -> Iterator[Table]:
    try:
        with opened() as file, zipfile.ZipFile(tables.seekable(file)) as archive:
            members = [one.filename for one in archive.infolist() if not one.is_dir() and not _hidden(one.filename)]
            unfolded = sum(one.file_size for one in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise UsageFailure(f"{name} is a zip that cannot be read: {error}") from None
    if any(part in members for part in _WORKBOOK_PARTS):
        if unfolded > _LARGEST_WORKBOOK:
            raise UsageFailure(
                f"{name} is a workbook of {unfolded // 2**20} MB unpacked, more than memory may hold: save it as CSV"
            )
        yield from tables.workbook(name, opened)
        return

    def member(inner: str) -> BinaryIO:
        return cast("BinaryIO", zipfile.ZipFile(tables.seekable(opened())).open(inner))

    if "datapackage.json" in members and any(one.startswith("archive/") for one in members):  # WACZ 1.1.1
        members = [one for one in members if one.startswith("archive/")]
    yield from _several([(f"{name}/{one}", partial(member, one)) for one in sorted(members)], name, depth + 1)


def _text(name: str, opened: Opener, start: bytes) -> Table:
    for mark, kind in _OTHERS:
        if start.startswith(mark):
            raise UsageFailure(f"{name} is {kind}, not a table")
    encoding = encoding_of(opened)
    with text_of(opened, encoding) as file:
        text = file.read(_START)
    begun = text.lstrip("\ufeff \t\r\n")
    if is_trafilatura(begun):
        return trafilatura_xml(name, opened)
    if begun.lower().startswith(_MARKUP):
        raise UsageFailure(f"{name} is a web page or feed, not a table; `scrapy extract` reads a saved page")
    if text.count("\0") > 0.01 * len(text) or sum(
        not one.isprintable() and not one.isspace() for one in text
    ) > 0.1 * len(text):
        raise UsageFailure(f"{name} is neither text nor a kind of table that is known")
    if begun.startswith(("{", "[")):
        return json_table(name, opened)
    return tables.delimited(name, opened)
