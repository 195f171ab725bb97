"""Reports held against each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from storage.browse.comparison import Text, compared

ONE = (
    "Kapolres Ranu Wicaksana melepas 412 personel di alun-alun kota, Selasa (26/11/2024).\n\n"
    "“Jangan ada yang tidur sebelum kotak suara kembali ke gudang,” kata Ranu."
)
OTHER = (
    "Sebanyak 290 tenda disiapkan.\n\n"
    "“Jangan ada yang tidur sebelum kotak suara kembali ke gudang,” ujar Ranu, Rabu (27/11/2024)."
)


def text(key: str, body: str, region: str | None = "Kota Probolinggo") -> Text:
    return Text(article_id=key, title=None, body=body, event_date=None, region=region, place=None)


def test_shared_passages_are_marked_where_they_stand() -> None:
    (one, other), _ = compared([text("a", ONE), text("b", OTHER)])
    for report, body in ((one, ONE), (other, OTHER)):
        assert "\n\n".join("".join(part.text for part in paragraph) for paragraph in report.paragraphs) == body
        shared = [part.text for paragraph in report.paragraphs for part in paragraph if part.shared]
        assert shared == ["Jangan ada yang tidur sebelum kotak suara kembali ke gudang"]
    assert (one.added, one.words) == (26, 26)
    assert (other.added, other.words) == (10, 20)
    assert (other.figures, other.speakers) == (("290",), ())


def test_what_agrees_and_what_differs() -> None:
    dated = (
        replace(text("a", ONE), event_date=date(2024, 11, 26)),
        replace(text("b", OTHER), event_date=date(2024, 11, 27)),
    )
    _, facts = compared([*dated, text("c", "Senin, tanpa angka.", region=None)])
    found = {fact.kind: (fact.agrees, fact.reports, [(one.text, one.texts) for one in fact.values]) for fact in facts}
    assert found["event_date"] == (False, 2, [("2024-11-26", (1,)), ("2024-11-27", (2,))]), "as the archive has it"
    assert found["region"] == (True, 2, [("Kota Probolinggo", (1, 2))])
    assert found["figures"] == (False, 2, [("412", (1,)), ("290", (2,))])
    assert found["speakers"] == (True, 2, [("Ranu", (1, 2))])
    assert "place" not in found, "nobody says"


def test_copies_count_and_figures_stand_in_their_sentence() -> None:
    reports, facts = compared([replace(text("a", ONE), reports=34), text("b", ONE), text("c", OTHER)])
    (figures,) = [fact for fact in facts if fact.kind == "figures"]
    assert [(one.text, one.reports) for one in figures.values] == [("412", 35), ("290", 1)]
    assert figures.values[0].sentence == (
        "Kapolres Ranu Wicaksana melepas 412 personel di alun-alun kota, Selasa (26/11/2024)."
    )
    assert [one.left_out for one in reports] == [(), (), ("412",)]


def test_a_long_sentence_is_cut_between_words() -> None:
    long = f"{'Tenda besar ' * 30}412 personel {'berjaga siang malam ' * 30}sampai pagi."
    _, facts = compared([text("a", long)])
    (figures,) = [fact for fact in facts if fact.kind == "figures"]
    sentence = figures.values[0].sentence or ""
    assert len(sentence) < 210 and sentence[0] == sentence[-1] == "…"
    assert set(sentence.strip("…").split()) <= set(long.split()) and "412 personel" in sentence


def test_a_ward_of_a_town_is_no_other_place_than_the_town() -> None:
    wards = (
        replace(text("a", ONE), place="Kanigaran, Kota Probolinggo"),
        replace(text("b", ONE), place="Kota Probolinggo"),
    )
    found = {fact.kind: fact.agrees for fact in compared(wards)[1]}
    assert found["place"] is True


def test_a_single_report_shares_nothing() -> None:
    (one,), facts = compared([text("a", ONE)])
    assert not any(part.shared for paragraph in one.paragraphs for part in paragraph)
    assert all(fact.agrees is None for fact in facts)


def test_no_text_at_all() -> None:
    (one,), _ = compared([text("a", "")])
    assert (one.paragraphs, one.words, one.added) == ((), 0, 0)
