"""``scrapy import``: a collection of one's own, run for real."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from storage.failpoints import COLLECTION_MID_TXN, VARIABLE
from tests.shell import environment, exported, scrapy

APEL: dict[str, Any] = {
    "url": "https://www.warta.example/2024/11/apel-siaga/?utm_source=wa",
    "outlet": "warta_contoh",
    "title": "Polres Lumajang gelar apel pergeseran pasukan",
    "published_at": "2024-11-25",
    "body": "LUMAJANG - Polres Lumajang menggelar apel pergeseran pasukan pengamanan TPS, Senin (25/11).\nSebanyak 512 "
    "personel dikirim ke 21 kecamatan untuk menjaga pemungutan suara Pilkada 2024.",
}
PANEN: dict[str, Any] = {
    "url": "https://panen.example/7",
    "outlet": "panen.example",
    "network": "tani",
    "title": "Panen raya di Sumbersuko",
    "published_at": "2024-11-25T10:15:00+07:00",
    "body": "Petani memanen padi di lahan seluas empat hektare. Harga gabah naik tipis dibanding pekan lalu.",
    "authors": ["Sri Lestari"],
}


def jsonl(path: Path, *rows: dict[str, Any]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def test_a_collection_is_taken_as_chosen_and_read_like_a_crawled_page(tmp_path: Path) -> None:
    env = environment(tmp_path / "data")
    file = jsonl(tmp_path / "mine.jsonl", APEL, PANEN)
    done = scrapy("import", file, env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 articles: 2 new, 0 changed, 0 known already; 2 relevant.")
    assert scrapy("import", file, env=env).stdout.startswith("2 articles: 0 new, 0 changed, 2 known already")
    scrapy("cluster", env=env)
    articles, events = exported(tmp_path / "export", env)
    apel, panen = sorted(articles, key=lambda article: article["outlet"], reverse=True)
    assert (apel["url"], apel["network"]) == ("https://www.warta.example/2024/11/apel-siaga/", "warta_contoh")
    assert (apel["published_at"], apel["published_precision"]) == ("2024-11-25T00:00:00+07:00", "day")
    assert (apel["region_code"], apel["event_date"], apel["language"]) == ("35.08", "2024-11-25", "id")
    assert apel["matched_terms"]
    assert (panen["network"], panen["authors"]) == ("tani", ["Sri Lestari"])
    assert (panen["published_at"], panen["published_precision"]) == ("2024-11-25T10:15:00+07:00", "minute")
    assert len(events) == 2


def test_the_file_or_the_filter_may_say_otherwise(tmp_path: Path) -> None:
    env = environment(tmp_path / "data")
    file = jsonl(tmp_path / "mine.jsonl", APEL, PANEN | {"relevant": False})
    assert "1 relevant" in scrapy("import", file, env=env).stdout
    file = jsonl(tmp_path / "filtered.jsonl", APEL, PANEN)
    env = environment(tmp_path / "other")
    assert "1 relevant" in scrapy("import", file, "--filter", env=env).stdout


def test_csv_with_a_byte_order_mark_and_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["url", "outlet", "title", "published_at", "body", "relevant", "remark"])
        writer.writeheader()
        writer.writerow(APEL | {"relevant": "ya", "remark": "-"})
    env = environment(tmp_path / "data")
    done = scrapy("import", str(path), env=env)
    assert done.stdout.startswith("1 articles: 1 new"), done.stderr


def test_an_article_of_a_known_outlet_is_the_one_a_crawl_would_find(tmp_path: Path) -> None:
    env = environment(tmp_path / "data")
    spellings = [
        APEL | {"outlet": "koranrb", "url": f"https://harianrakyatbengkulu.bacakoran.co/{path}"}
        for path in ("read/26212/jaga-netralitas", "amp/26212/jaga-netralitas?fbclid=1")
    ]
    done = scrapy("import", jsonl(tmp_path / "mine.jsonl", *spellings), env=env)
    assert done.stdout.startswith("2 articles: 1 new, 0 changed, 1 known already")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{broken", "line 2: not JSON"),
        ("[1]", "line 2: not an object"),
        (json.dumps(APEL | {"url": ""}), "line 2: no address: 'url' is empty"),
        (json.dumps(APEL | {"body": None}), "line 2: no text: 'body' is empty"),
        (json.dumps(APEL | {"url": "javascript:alert(1)"}), "line 2: not an http(s) address"),
        (json.dumps(APEL | {"published_at": "kapan-kapan"}), "line 2: 'kapan-kapan' is not a date"),
        (json.dumps(APEL | {"relevant": "mungkin"}), "line 2: relevant is 'mungkin'"),
    ],
)
def test_a_broken_line_refuses_the_whole_file(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(PANEN) + "\n" + line + "\n", encoding="utf-8")
    env = environment(tmp_path / "data")
    done = scrapy("import", str(path), env=env)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert scrapy("events", env=env).stdout == ""


@pytest.mark.parametrize("name", ["missing.jsonl", "binary.jsonl"])
def test_what_is_no_such_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00\x01")
    done = scrapy("import", str(tmp_path / name), env=environment(tmp_path / "data"))
    assert done.returncode == 2
    assert name in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_exported_package_comes_back(tmp_path: Path) -> None:
    env = environment(tmp_path / "data")
    scrapy("import", jsonl(tmp_path / "mine.jsonl", APEL, PANEN), env=env)
    scrapy("cluster", env=env)
    articles, events = exported(tmp_path / "one", env)
    other = environment(tmp_path / "other")
    done = scrapy("import", str(tmp_path / "one"), env=other)
    assert done.stdout == "2 articles: 2 new, 0 known already; 2 events, 0 pairs, 0 judgements as they were\n", (
        done.stderr
    )
    assert exported(tmp_path / "two", other) == (articles, events)
    done = scrapy("import", str(tmp_path / "one" / "datapackage.json"), env=other)
    assert done.stdout.startswith("2 articles: 0 new, 2 known already")
    (tmp_path / "empty").mkdir()
    for wrong, says in (
        ([str(tmp_path / "empty")], "holds no collection"),
        ([str(tmp_path / "one"), "--filter"], "--filter is for"),
    ):
        done = scrapy("import", *wrong, env=other)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert says in done.stderr


def many(path: Path, count: int) -> str:
    """A collection of so many short articles."""
    return jsonl(path, *({**APEL, "url": f"https://www.warta.example/{n}", "title": f"Apel {n}"} for n in range(count)))


def test_a_killed_import_leaves_nothing_and_is_done_again(tmp_path: Path) -> None:
    env = environment(tmp_path / "data")
    file = many(tmp_path / "banyak.jsonl", 1_100)
    assert scrapy("import", file, env={**env, VARIABLE: f"{COLLECTION_MID_TXN}:2"}).returncode == -9
    assert scrapy("events", env=env).stdout == ""
    assert scrapy("import", file, env=env).stdout.startswith("1100 articles: 1100 new")


@pytest.mark.long
def test_an_import_of_100_000_rows_is_killed_at_any_moment(tmp_path: Path) -> None:
    file = many(tmp_path / "banyak.jsonl", 100_000)
    for number, passing in enumerate((1, 199)):
        env = environment(tmp_path / f"data{number}")
        struck = {**env, VARIABLE: f"{COLLECTION_MID_TXN}:{passing}"}
        assert scrapy("import", file, env=struck, patience=3_600).returncode == -9
        assert scrapy("events", env=env).stdout == ""


def test_a_dry_run_shows_how_a_file_is_understood(tmp_path: Path) -> None:
    env = environment(tmp_path / "data")
    path = tmp_path / "berita.csv"
    path.write_bytes("Tautan;Judul;Isi;Tgl\nhttps://a.example/1;Satu;Isi satu.;21/11/2024\n".encode("utf-16"))
    done = scrapy("import", str(path), "--dry-run", env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "1 articles of 1 outlets, 1 with a date; nothing was imported\n"
    for line in (
        "text with semicolons, utf-16",
        "url           Tautan",
        "body          Isi",
        "outlet        from the addr",
    ):
        assert line in done.stderr
    assert scrapy("events", env=env).stdout == ""
    assert scrapy("import", str(path), env=env).stdout.startswith("1 articles: 1 new")


def test_the_collection_keeps_what_is_said_of_it(tmp_path: Path) -> None:
    env = environment(tmp_path / "data")
    file = jsonl(tmp_path / "mine.jsonl", APEL)
    wrong = {"--map": "body", "--timezone": "Mars", "--date-format": "tahun"}
    for option, value in wrong.items():
        done = scrapy("import", file, option, value, env=env)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert option in done.stderr
    done = scrapy("import", file, "--title", "Korpus", "--licence", "CC BY 4.0", "--source", "A 2024", env=env)
    assert done.returncode == 0, done.stderr


def test_all_faults_are_shown_and_bad_rows_are_left_out_on_request(tmp_path: Path) -> None:
    env = environment(tmp_path / "data")
    file = jsonl(tmp_path / "mine.jsonl", PANEN, APEL | {"body": ""}, APEL | {"published_at": "kapan"}, APEL)
    done = scrapy("import", file, env=env)
    assert done.returncode == 2
    for line in ("line 2: no text: 'body' is empty", "line 3: 'kapan' is not a date", "2 rows of 4 cannot be taken"):
        assert line in done.stderr
    done = scrapy("import", file, "--skip-bad", str(tmp_path / "sisa.csv"), env=env)
    assert done.stdout.startswith("2 articles: 2 new, 0 changed, 0 known already; 2 relevant; 2 rows left out")
    assert (tmp_path / "sisa.csv").read_text(encoding="utf-8").count("mine.jsonl, line") == 2
