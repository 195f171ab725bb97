"""Citations, as the programs that read them see them."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any

import pytest

from storage.browse.citation import ENDINGS, of_article, of_event, written
from storage.events.summaries import EventSummary
from storage.models import Article

TODAY = date(2024, 11, 28)
HOSTILE = "Dana 50% & \\input{x} $5_a #1 ^~ }\nTY  - JOUR\r\nER  - "


def article(**facts: Any) -> Article:
    values = {"article_id": "a" + "1" * 16, "title": "Apel di alun-alun", "url": "https://kabar.example/a?b=1&c={x}",
              "authors": ["Rina Wulandari", "Tim Liputan"], "language": "id",
              "published_at": datetime.fromisoformat("2024-11-25T20:00:00+00:00")}  # fmt: skip
    return Article(**values | facts)


def ris(text: str) -> list[tuple[str, str]]:
    """Tags and values, by the grammar of RIS: two signs, two blanks, a hyphen, a blank."""
    found = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line) for line in text.removesuffix("\r\n").split("\r\n")]
    assert all(found)
    return [(match[1], match[2]) for match in found if match]


def test_an_article_in_three_formats() -> None:
    item = of_article(article(), "Kabar Timur", TODAY)
    assert json.loads(written(item, "json")) == [
        {"id": "a" + "1" * 16, "type": "article-newspaper", "title": "Apel di alun-alun",
         "URL": "https://kabar.example/a?b=1&c={x}", "issued": {"date-parts": [[2024, 11, 26]]},
         "accessed": {"date-parts": [[2024, 11, 28]]}, "container-title": "Kabar Timur", "language": "id",
         "author": [{"literal": "Rina Wulandari"}, {"literal": "Tim Liputan"}]}
    ]  # fmt: skip
    bib = written(item, "bib")
    assert bib.startswith("@article{a1111111111111111,\n  author = {{Rina Wulandari} and {Tim Liputan}},\n")
    assert "  date = {2024-11-26},\n" in bib, "the day in Jakarta"
    assert "  url = {https://kabar.example/a?b=1&c=%7Bx%7D},\n" in bib
    tags = ris(written(item, "ris"))
    assert tags[0] == ("TY", "NEWS") and tags[-1] == ("ER", "")
    assert [value for tag, value in tags if tag == "AU"] == ["Rina Wulandari", "Tim Liputan"]
    assert ("DA", "2024/11/26") in tags


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_text_breaks_out_of_its_field(ending: str) -> None:
    text = written(of_article(article(title=HOSTILE, authors=[HOSTILE]), HOSTILE, TODAY), ending)
    if ending == "ris":
        assert [tag for tag, _ in ris(text)].count("ER") == 1
    if ending == "bib":
        bare = re.sub(r"\\[{}]", "", text)
        depth = 0
        for sign in bare:
            depth += (sign == "{") - (sign == "}")
            assert depth >= 0
        assert depth == 0 and text.count("\n@") == 0
        assert not re.search(r"(?<!\\)[$&#_%](?=[^}]*},\n)", text.partition("  url =")[0])
    if ending == "json":
        assert json.loads(text)[0]["title"] == "Dana 50% & \\input{x} $5_a #1 ^~ } TY - JOUR ER -"


def test_an_undated_event_without_a_title() -> None:
    event = EventSummary(
        event_id="e" + "2" * 16, title=None, first_published_at=None, last_published_at=None, event_date=None,
        region_code=None, region=None, place=None, articles=3, outlets=2, networks=2, texts=2,
        representative_url="https://kabar.example/", outlet_names=["a", "b"], matched_terms=[], cohesion=None,
        judged=False,
    )  # fmt: skip
    item = of_event(event, "http://127.0.0.1:8001/event/e2222222222222222", TODAY)
    assert item["title"] == "e2222222222222222" and "issued" not in item
    assert ("TY", "DATA") in ris(written(item, "ris"))
    assert "@misc{e2222222222222222," in written(item, "bib")
