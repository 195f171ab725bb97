"""Text from the web, made safe to print: a terminal obeys control characters, and a page may hold any."""

from __future__ import annotations

import re

# C0 and C1 controls with DEL, Unicode's line breaks, directional overrides, and surrogates, which cannot be encoded
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(text: str) -> str:
    r"""The text on one line, what a terminal would obey (or mix up) spelt out: ``\x1b``, ``\u202e``."""
    return _UNSAFE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
