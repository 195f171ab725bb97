"""A collection's rows, from file to archive."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.exceptions import UsageFailure
from crawler.importing import import_file, read_rows
from spiders.petisi import PetisiSpider
from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.storage.clippings import NOW

BODY = "Polres Lumajang menggelar apel pengamanan TPS, Senin (25/11).\nPilkada 2024 dijaga 512 personel."
OUTLETS = {"petisi": PetisiSpider}


def written(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def row(number: int, outlet: str = "petisi", **more: object) -> dict[str, object]:
    return {"url": f"https://petisi.co/{number}/", "outlet": outlet, "body": BODY, **more}


def test_articles_and_outlets_are_saved_and_counted_once(tmp_path: Path) -> None:
    file = written(tmp_path / "mine.jsonl", row(1), row(2, relevant=False), row(3, "warta", network="tani"))
    with Archive.open(default_url(tmp_path)) as archive:
        counts = import_file(archive, file, outlets=OUTLETS, now=NOW, filtered=False)
        assert counts == {"new": 3, "relevant": 2}
        again = import_file(archive, file, outlets=OUTLETS, now=NOW, filtered=False)
        assert again == {"known": 3, "relevant": 2}
        known = {one.name: one for one in archive.outlets()}
    assert known["petisi"].title == PetisiSpider.title
    assert known["petisi"].site == PetisiSpider.site
    assert (known["warta"].title, known["warta"].network, known["warta"].site) == ("warta", "tani", None)


def test_the_filter_decides_instead_of_the_file(tmp_path: Path) -> None:
    harvest = row(2) | {"body": "Petani memanen padi."}
    file = written(tmp_path / "mine.jsonl", row(1, relevant=False), harvest)
    with Archive.open(default_url(tmp_path)) as archive:
        assert import_file(archive, file, outlets=OUTLETS, now=NOW, filtered=True)["relevant"] == 1


def test_a_broken_row_saves_nothing(tmp_path: Path) -> None:
    file = written(tmp_path / "mine.jsonl", row(1), row(2, published_at="kemarin"))
    with Archive.open(default_url(tmp_path)) as archive:
        with pytest.raises(UsageFailure, match=r"mine.jsonl, line 2: 'kemarin' is not a date"):
            import_file(archive, file, outlets=OUTLETS, now=NOW, filtered=False)
        assert archive.count_articles() == 0
        assert archive.outlets() == []


def test_csv_rows_have_the_number_of_their_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        'url,outlet,body\nhttps://a.example/1,a,"satu\ndua"\nhttps://a.example/2,a,tiga\n', encoding="utf-8"
    )
    assert [(number, dict(found)["body"]) for number, found in read_rows(path)] == [(3, "satu\ndua"), (4, "tiga")]
