"""Errors of the archive. Every message is one line: what, where, what to do."""

from __future__ import annotations

import errno

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class ArchiveError(Exception):
    """The archive cannot be used as asked."""


class ArchiveFull(ArchiveError):
    """No room left on the disk, or a limit of its own was reached; what was being written was taken back."""


class ArchiveBusy(ArchiveError):
    """Another writer held the database for longer than a writer waits."""


class ArchiveAway(ArchiveError):
    """The server of the database does not answer, or went away in the middle: it may be back in a minute."""


class WarcError(ArchiveError):
    """A WARC file cannot be written or read, or is damaged."""


class IndexBeyondFile(WarcError):
    """The database points past the proven end of a WARC file.

    Rows are written only after their bytes are safe, so this is never the trace of a crash: a person must look.
    """


def of_writing(error: OSError, where: object) -> ArchiveError:
    """The exception for a write to ``where`` that the operating system refused."""
    cause = error.strerror or str(error)
    if error.errno in _NO_ROOM:
        return ArchiveFull(f"no room to write {where} ({cause}): free some space")
    return WarcError(f"cannot write {where} ({cause}): check owner, permissions and the disk")
