"""Headers of an answer, as text."""

from __future__ import annotations

from scrapy.http import Response


def content_type(response: Response) -> str | None:
    """The Content-Type as it was sent, with its parameters; ``None`` where none or an empty one was."""
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None


def media_type(response: Response) -> str:
    """The media type in lower case, without parameters; empty where none was sent."""
    return (content_type(response) or "").partition(";")[0].strip().lower()
