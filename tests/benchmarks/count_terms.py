"""Counts how common each term is in Indonesian news: ``storage/signatures/data/document_frequencies.tsv``.

    python -m tests.benchmarks.count_terms ../shared/eval/events.jsonl

Three sources, each for what it knows: the labelled articles of CLICK-ID (William and Sari 2020, CC BY 4.0) for the
words of national news; wordfreq (Speer 2022, the PyPI package, data CC BY-SA 4.0; install ``wordfreq==3.1.1`` in an
environment of its own, the project does not need it) for everyday Indonesian that 1,000 articles miss; and, by
judgement, the words that any report on election security holds, which those two take for rare. Only counts of words
leave this script, no text.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

from storage.signatures.text_features import text_features

TABLE = Path(__file__).resolve().parents[2] / "storage" / "signatures" / "data" / "document_frequencies.tsv"

GENERAL_ARTICLES = 1500
"""Articles that wordfreq's knowledge weighs. On articles whose words were not counted, pair average precision was
.906 without wordfreq, .912 with 200, .914 with 1,500, .913 with 3,000."""
WORDS_AN_ARTICLE = 150
"""Words drawn independently that hit a frequent word as often as an article does, which repeats itself (60 to 300
alike)."""
UNSEEN = 0.3
"""Occurrences given to every word on top of those counted, so that none has frequency zero."""
SHOWN = 1.5
"""Words hardly more common than unknown ones are left out of the table, and so are those met once."""

UBIQUITOUS = {
    0.5: "pemilu pilkada kota kabupaten masyarakat aman keamanan pihak warga daerah",
    0.3: "netralitas asn netral kpu bawaslu polres polri tni personel pengamanan paslon pasangan calon wali walikota "
    "bupati wakil tps pemungutan suara pemilih pemilihan kampanye damai kondusif serentak kepala ketua pemerintah "
    "menjaga umum 2024 2023 2025",
    0.15: "forkopimda rakor koordinasi rapat deklarasi apel kapolres kapolresta kapolda polda polsek dandim kodim "
    "danrem sekda sekretaris asisten pj penjabat pjs plt camat lurah desa kelurahan kecamatan provinsi gubernur "
    "konflik sosial logistik distribusi hoaks hoax pelanggaran laporan panwaslu panwascam ppk pps kpps linmas "
    "satlinmas satpol pp bakesbangpol kesbangpol gakkumdu masa tenang baliho apk alat peraga sipil aparatur "
    "negara aparat ketertiban kamtibmas operasi mantap praja pergeseran pasukan imbau imbauan mengimbau pemkot "
    "pemkab opd organisasi perangkat tokoh agama pemuda adat ormas bijak medsos media penyelenggara "
    "penyelenggaraan pesta demokrasi coblosan pencoblosan situasi wilayah tim terpadu gabungan patroli posko "
    "kerawanan rawan antisipasi deteksi dini cegah sinergi sinergitas penanganan sengketa partisipasi paslonkada "
    "pilgub pilwali pilbup pileg pilpres caleg parpol partai politik",
}
"""Least share of articles, by judgement: the words of the trade, which say nothing about which occasion is meant."""


def main() -> int:
    """Writes the table; exit code 2 when wordfreq is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=__doc__.splitlines()[2].strip())
    parser.add_argument("news", type=Path, help="JSON Lines with title and body")
    arguments = parser.parse_args()
    try:
        wordfreq = import_module("wordfreq")
    except ImportError:
        sys.stderr.write("count_terms: wordfreq is not installed; pip install wordfreq==3.1.1\n")
        return 2
    everyday: dict[str, float] = wordfreq.get_frequency_dict("id", wordlist="best")
    counted, articles = _counted(arguments.news)
    total = articles + GENERAL_ARTICLES
    shares = {
        term: (counted[term] + GENERAL_ARTICLES * _share(term, everyday) + UNSEEN) / total
        for term in counted.keys() | everyday.keys()
    }
    for least, terms in UBIQUITOUS.items():
        for term in terms.split():
            shares[term] = max(least, shares.get(term, 0.0))
    unknown = UNSEEN / total
    with TABLE.open("w", encoding="utf-8", newline="\n") as table:
        table.write(_HEADER.format(articles=articles, general=GENERAL_ARTICLES))
        table.write(f"*\t{unknown:.6f}\n")
        for term in sorted(shares):
            if shares[term] > SHOWN * unknown and (counted[term] > 1 or term in everyday or shares[term] > 0.1):
                table.write(f"{term}\t{min(shares[term], 0.999):.5f}\n")
    return 0


_HEADER = """\
# Share of Indonesian news articles that hold a term; "*" stands for every term that is not listed.
# Made by `python -m tests.benchmarks.count_terms`, which says how. Changing it means a new VERSION of signatures.
# Sources: {articles} articles of CLICK-ID (A. William, Y. Sari, 2020, doi:10.1016/j.dib.2020.106231, CC BY 4.0),
# weighed as they are; wordfreq 3.1 (R. Speer, 2022, doi:10.5281/zenodo.7199437), list "id", as {general} articles.
# Licence of this file: CC BY-SA 4.0, as wordfreq's data.
"""


def _counted(news: Path) -> tuple[Counter[str], int]:
    counted: Counter[str] = Counter()
    articles = 0
    with news.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            counted.update({*text_features(row["title"] or "").words, *text_features(row["body"]).words})
            articles += 1
    return counted, articles


def _share(term: str, everyday: dict[str, float]) -> float:
    return 1.0 - math.exp(-WORDS_AN_ARTICLE * everyday.get(term, 0.0)) if term.isalpha() else 0.0


if __name__ == "__main__":
    raise SystemExit(main())
