"""Comments that reach the text although no markup names them: told by their language.

Spam under Indonesian articles is English nearly always, and often longer than the article. Languages are told here
by frequent words of a single line; the language of a whole body is ``crawler.annotation.language``'s business.
"""

from __future__ import annotations

import re
from collections import Counter

from crawler.extraction.blocks import Block

MORE_TO_COME = 3
"""So many long paragraphs in the article's language, and the article goes on."""

_NAMES_BETWEEN = 4
"""Lines between two comments that can be names and dates."""

_INDONESIAN_WORDS = (
    "yang dan di ke dari untuk dengan pada ini itu dalam adalah akan tidak oleh juga sebagai kata saat telah sudah "
    "bahwa agar kami kita mereka para serta atau karena bisa dapat ada ia dia tersebut secara antara hingga"
)
_INDONESIAN = frozenset(_INDONESIAN_WORDS.split())
_FOREIGN = tuple(
    frozenset(words.split())
    for words in (
        "the and of to is that it you for this with was are have not be your my on at from what i but can will so me",
        "el la los las de que y en un una es por con para su al lo como más pero este esta muy",
        "der die das und ist nicht ein eine mit auf für von zu ich sie es wir aber auch",
        "le la les des et est pas un une pour dans que qui sur avec vous je nous plus très",
        "o os as um uma não é com para que do da em mais mas você muito",
    )
)
_KNOWN = _INDONESIAN.union(*_FOREIGN)
_TOKEN = re.compile(r"[^\W\d_]+")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1cff\u2e80-\ud7ff\uf900-\ufaff]")
_COMMENT_NUMBER = re.compile(r"\d{1,4}[.)] ")


def without_spam(kept: list[Block], hits: Counter[str]) -> list[Block]:
    """Without comments in other languages below an Indonesian article.

    Comments begin where two foreign lines follow each other, with writers' names between them or not; behind that
    nothing is kept, not even a line that quotes the article or a reader's Indonesian. A single foreign line goes when
    it is the last, or numbered like a comment. Where several long Indonesian paragraphs follow, the foreign lines were
    quotations.
    """
    languages = [language_of(block.text) for block in kept]
    if languages.count("id") < max(2, min(4, languages.count("foreign"))):
        return kept
    first_indonesian = languages.index("id")
    for number in range(first_indonesian + 1, len(kept)):
        if languages[number] != "foreign":
            continue
        following = zip(kept[number:], languages[number:], strict=True)
        if sum(len(other.text) > 100 and language == "id" for other, language in following) >= MORE_TO_COME:
            continue
        told = [language for language in languages[number + 1 : number + 1 + _NAMES_BETWEEN] if language]
        if not told or told[0] == "foreign":
            # the line above the first comment is its writer and date
            while number > first_indonesian + 1 and kept[number - 1].headline:
                number -= 1
            hits["comment_spam"] += len(kept) - number
            return kept[:number]
        if _COMMENT_NUMBER.match(kept[number].text):
            hits["comment_spam"] += 1
            return [*kept[:number], *without_spam(kept[number + 1 :], hits)]
    return kept


def language_of(text: str) -> str:
    """``id``, ``foreign``, or ``""`` when a line is too short or too mixed to say."""
    text = text[:600]
    if not text.isascii() and len(_OTHER_SCRIPT.findall(text)) > 0.3 * len(text):
        return "foreign"
    words = _TOKEN.findall(text.lower())
    known = [word for word in words if word in _KNOWN]
    indonesian = sum(map(_INDONESIAN.__contains__, known))
    foreign = max(sum(map(language.__contains__, known)) for language in _FOREIGN)
    if indonesian >= max(2, foreign):
        return "id"
    return "foreign" if len(words) >= 4 and foreign >= max(2, 0.15 * len(words)) and not indonesian else ""
