"""Language of a body: frequent words first, langdetect for the rest. The only importer of langdetect.

Read are the first 1,000 characters and 500 from the middle, where a text that only begins in one language shows it.
The share of frequent small words (yang, dan, di; the, of, to) decides when one language has enough of them and twice
as many as the next, whatever people say in quotations in Javanese or English; Malay, which has no langdetect profile,
is told from Indonesian by the words that only one of them has (kerana and karena, bahawa and bahwa). Whatever that
leaves open goes to langdetect, seeded, so that the same text always gets the same answer.

Measured on 1,518 Indonesian news texts (shared core): the words decided every one, in 0.1 ms of CPU a text,
against 2.4 to 5 ms for langdetect on the same 1,500 characters; cut to 200 characters they decided 87 % of them.
"""

from __future__ import annotations

import re
from collections import Counter

from langdetect import DetectorFactory, detect_langs
from langdetect.lang_detect_exception import LangDetectException

_HEAD = 1_000
_MIDDLE = 500
_SEED = 0

_FEWEST_WORDS = 5
_FEWEST_LETTERS = 40
"""Under this langdetect guesses: "Rapat selesai" is Estonian to it."""
_SURE_SHARE = 0.08
_SURE_PROBABILITY = 0.7
_TAKEN_FOR = frozenset({None, "id", "tl", "sw", "so", "et", "hr", "sl"})
"""Langdetect's guesses for short Indonesian and Malay."""

_READ = 20_000
"""Characters of a text in which quotations are looked for."""
_ENOUGH_WORDS = 12
"""Words outside quotations from which a text is judged by them alone."""
_QUOTATION = re.compile(r"“[^“”]{0,1500}”|\"[^\"\n]{0,1500}\"")

_WORD = re.compile(r"[^\W\d_]+")

_FREQUENT = {
    "id": "yang dan di ini itu untuk dengan dalam dari tidak pada ke ada juga akan tersebut kata saat sudah atau "
    "sebagai dia oleh saya karena kita kami kepada menjadi bisa telah mengatakan bahwa masih adalah mereka melakukan "
    "tak lebih harus dilakukan terkait ia seperti setelah hingga para belum namun hanya secara menurut terhadap agar "
    "kemudian lalu merupakan antara serta sehingga bagi saja ujar ujarnya katanya nya",
    "ms": "yang dan di ini itu untuk dengan dalam tidak pada ke ada juga akan tersebut kata atau sebagai dia oleh saya "
    "kita kami kepada menjadi telah masih adalah mereka lebih harus seperti selepas para belum hanya secara terhadap "
    "agar kemudian antara serta sehingga bagi daripada beliau berkata boleh",
    "jv": "lan ing sing kang marang iki kuwi iku ora wis saka kanthi uga dadi karo kanggo ana wong nanging sawise "
    "minangka yaiku kudu bisa menyang amarga sadurunge luwih",
    "su": "jeung nu teh anu ka ti dina ieu eta henteu oge pikeun ku nyaéta nyaeta kudu aya urang sarta kana tina bari "
    "geus bisa lain kalayan ngan",
    "en": "the of to and in is that for it was on are as with at be this by have from not but they you his her were or "
    "an which had has will we their can my your about would there what if who when",
}
"""Frequent words by language, from word counts of Indonesian news and from common lists for the others."""

_LANGUAGES = {
    word: tuple(language for language, words in _FREQUENT.items() if word in words.split())
    for word in " ".join(_FREQUENT.values()).split()
}

_ONLY_MALAY = frozenset(
    re.findall(
        r"\w+",
        "kerana bahawa iaitu manakala sahaja polis isnin khamis jumaat ogos disember parlimen mesyuarat syarikat "
        "suruhanjaya pilihanraya dijangka memaklumkan ialah berkata sekiranya daripada selepas wang lelaki kes",
    )
)
_ONLY_INDONESIAN = frozenset(
    re.findall(
        r"\w+",
        "karena bahwa yaitu sedangkan saja polisi senin kamis jumat agustus desember rapat perusahaan pemilu pilkada "
        "kata ujar ujarnya katanya mengatakan bisa dari saat sudah terkait dilakukan namun tak uang",
    )
)


def detect(text: str) -> str | None:
    """ISO 639-1 code of the text's language (``id``), or None when it is too short to say."""
    sample = _sample(text)
    words = _WORD.findall(sample.lower())
    if len(words) < _FEWEST_WORDS:
        return None
    shares = _shares(words)
    (first, share), (_, next_share) = shares[0], shares[1]
    fewest = 2 if first == "id" else 4
    if share >= max(_SURE_SHARE, 2 * next_share, fewest / len(words)):
        return first
    if sum(map(len, words)) < _FEWEST_LETTERS:
        return None
    guess = _guess(sample)
    if first in {"id", "ms"} and share >= _SURE_SHARE and guess in _TAKEN_FOR:
        return first
    return guess


def _sample(text: str) -> str:
    """The parts that are read, without quotations: what people say in another language is not the text's."""
    said = _QUOTATION.sub(" ", text[:_READ])
    if len(said.split()) >= _ENOUGH_WORDS:
        text = said
    start = max(_HEAD, len(text) // 2)
    return f"{text[:_HEAD]} {text[start : start + _MIDDLE]}"


def _shares(words: list[str]) -> list[tuple[str, float]]:
    """Share of each language's frequent words, the largest first; Indonesian and Malay count as one language."""
    hits = Counter(language for word in words for language in _LANGUAGES.get(word, ()))
    seen = set(words)
    malay = len(seen & _ONLY_MALAY) > max(1, len(seen & _ONLY_INDONESIAN))
    hits["ms" if malay else "id"] = max(hits["id"], hits["ms"])
    del hits["id" if malay else "ms"]
    shares = [(language, hits[language] / len(words)) for language in _FREQUENT if language in hits]
    shares += [("", 0.0), ("", 0.0)]
    return sorted(shares, key=lambda pair: -pair[1])


def _guess(sample: str) -> str | None:
    DetectorFactory.seed = _SEED
    try:
        # Capitals are other letters to langdetect: it takes a headline in Indonesian for German.
        best = detect_langs(sample.lower() if sample.isupper() else sample)[0]
    except LangDetectException:
        return None  # no letters in it
    return str(best.lang).split("-")[0] if best.prob >= _SURE_PROBABILITY else None
