"""Collections taken into a real archive: whole or not at all, nothing erased, everything told."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.importing.collection import Refused
from crawler.urls import article_id
from storage.archive.archive import Archive
from storage.archive.versions import versions
from storage.db.engine import default_url
from storage.models import Article, Version
from tests.crawler.importing.collections import ROWS, articles, json_lines, kept, saved, taken, understood, zipped
from tests.web.articles import load_articles
from tests.web.sites import ARTICLE_PAGES

FULL: dict[str, Any] = {
    "url": "https://d.example/1",
    "outlet": "harian_d",
    "title": "Polres amankan gudang logistik",
    "authors": "Ani",
    "published_at": "2024-11-21T06:00:00+07:00",
    "relevant": "ya",
    "body": "PROBOLINGGO - Polres Probolinggo mengamankan gudang logistik pilkada.",
}
BARE = {"url": "https://d.example/1", "outlet": "harian_d", "body": FULL["body"]}


def test_nothing_known_is_erased_by_a_poorer_import(tmp_path: Path) -> None:
    data = tmp_path / "data"
    taken(data, saved(tmp_path, "satu.jsonl", json_lines([FULL])))
    before = kept(data)[FULL["url"]]
    poorer = [BARE, {**BARE, "title": "", "authors": None, "published_at": "nan", "relevant": ""}]
    poorer.append({**BARE, "published_at": "2024-11-21"})  # the day of a time that is known
    for number, row in enumerate(poorer):
        assert taken(data, saved(tmp_path, f"{number}.jsonl", json_lines([row]))).outcomes == {"known": 1}
    after = kept(data)[FULL["url"]]
    for column in before.__table__.columns.keys():  # noqa: SIM118 - of columns
        if column not in ("collections", "awaits"):
            assert getattr(after, column) == getattr(before, column), column
    assert after.collections == ["satu", "0", "1", "2"]


def test_more_is_learned_and_another_text_is_a_version(tmp_path: Path) -> None:
    data = tmp_path / "data"
    taken(data, saved(tmp_path, "satu.jsonl", json_lines([BARE])))
    assert taken(data, saved(tmp_path, "dua.jsonl", json_lines([FULL]))).outcomes == {"completed": 1}
    other = {**BARE, "body": f"{BARE['body']}\nKapolres mengimbau warga."}
    assert taken(data, saved(tmp_path, "tiga.jsonl", json_lines([other]))).outcomes == {"changed": 1}
    article = kept(data)[FULL["url"]]
    assert (article.title, article.authors, article.relevance_origin) == (FULL["title"], ["Ani"], "person")
    assert article.body.endswith("warga.")
    with Archive.open(default_url(data)) as archive, archive.reading() as session:
        assert len(versions(session, article.article_id)) == 2


@pytest.mark.parametrize("together", [True, False])
def test_another_title_of_the_same_text_is_kept(tmp_path: Path, together: bool) -> None:
    data = tmp_path / "data"
    rows = [{**FULL, "title": title} for title in ("Judul satu", "Judul dua", "Judul tiga", "Judul dua", "")]
    for number, some in enumerate([rows] if together else [[row] for row in rows]):
        taken(data, saved(tmp_path, f"{number}.jsonl", json_lines(some)))
    with Archive.open(default_url(data)) as archive, archive.reading() as session:
        version, article = session.scalars(select(Version)).one(), session.scalars(select(Article)).one()
        assert (version.title, version.titles) == ("Judul satu", ["Judul dua", "Judul tiga"])
        assert article.title == "Judul dua"


def test_an_article_filed_under_an_earlier_rule_for_keys_is_known(tmp_path: Path) -> None:
    data, filed = tmp_path / "data", "d.example/1?xtor=9"
    taken(data, saved(tmp_path, "satu.jsonl", json_lines([FULL])))
    old = {"url": f"https://{filed}", "url_key": filed, "article_id": article_id("harian_d", filed)}
    with Archive.open(default_url(data)) as archive, archive.writing() as session:
        session.execute(delete(Version))
        session.execute(update(Article).values(**old))
    report = taken(data, saved(tmp_path, "dua.jsonl", json_lines([{**FULL, "authors": "Budi"}])))
    assert report.outcomes == {"completed": 1}
    (article,) = kept(data).values()
    assert (article.article_id, article.url_key, article.authors) == (old["article_id"], filed, ["Budi"])
    other = {**FULL, "url": "https://d.example/2?id=1", "title": "Lain"}
    assert taken(data, saved(tmp_path, "tiga.jsonl", json_lines([other]))).outcomes == {"new": 1}


def test_one_address_twice_in_a_file(tmp_path: Path) -> None:
    data = tmp_path / "data"
    text = "url,outlet,body,title\nhttps://a.example/1,x,Isi awal berita,J\n"
    text += "https://a.example/1,y,Isi awal berita,J\nhttps://a.example/1,x,Isi lain sama sekali,J2\n"
    report = taken(data, saved(tmp_path, "ganda.csv", text))
    assert report.outcomes == {"new": 2, "changed": 1}
    assert any("another outlet" in line for line in report.lines(several=False))


def test_what_a_crawl_fetched_stays(tmp_path: Path) -> None:
    data = tmp_path / "data"
    taken(data, saved(tmp_path, "satu.warc", warc()))
    crawled = next(iter(kept(data).values()))
    poorer = {"url": crawled.url, "outlet": crawled.outlet, "body": "Cuplikan saja.", "title": "Lain"}
    report = taken(data, saved(tmp_path, "miskin.jsonl", json_lines([poorer])))
    assert report.outcomes == {"crawled": 1}
    assert "1 kept as crawled" in report.summary()
    after = kept(data)[crawled.url]
    assert (after.title, after.body, after.collections) == (crawled.title, crawled.body, ["satu", "miskin"])


def test_faults_are_told_together_and_nothing_is_taken(tmp_path: Path) -> None:
    rows = [FULL, {**BARE, "body": ""}, {**BARE, "url": "bukan alamat"}, {**BARE, "body": " "}, ROWS[0]]
    path = saved(tmp_path, "campur.jsonl", json_lines(rows))
    with pytest.raises(Refused) as refused:
        taken(tmp_path / "data", path)
    assert list(refused.value.report.faults.lines(several=False)) == [
        "lines 2, 4: no text: 'body' is empty",
        "line 3: not an http(s) address: 'bukan alamat'",
    ]
    assert kept(tmp_path / "data") == {}


@pytest.mark.parametrize("name", ["sisa.csv", "sisa.jsonl"])
def test_rows_left_out_are_written_with_their_reasons(tmp_path: Path, name: str) -> None:
    rows = [FULL, {**BARE, "body": "", "title": 'Kosong, "kutip"'}, ROWS[0]]
    path, bad = saved(tmp_path, "campur.jsonl", json_lines(rows)), tmp_path / name
    report = taken(tmp_path / "data", path, skip_bad=bad)
    assert (report.outcomes, report.faults.count) == ({"new": 2}, 1)
    text = bad.read_text(encoding="utf-8")
    left = list(csv.DictReader(io.StringIO(text))) if name.endswith("csv") else [json.loads(text)]
    assert [(one["left_out"], one["title"]) for one in left] == [
        ("campur.jsonl, line 2: no text: 'body' is empty", 'Kosong, "kutip"')
    ]


def test_only_faulty_rows_are_no_success(tmp_path: Path) -> None:
    path = saved(tmp_path, "buruk.jsonl", json_lines([{**BARE, "body": "-"}]))
    with pytest.raises(Refused):
        taken(tmp_path / "data", path, skip_bad=tmp_path / "sisa.csv")


def test_articles_without_addresses_are_named_by_their_texts(tmp_path: Path) -> None:
    text = "Date,Title,Content,Label\n01-10-2023,Judul satu,Isi satu.,Politik\n21-10-2023,Judul dua,Isi dua.,Olahraga\n"
    data = tmp_path / "data"
    path = saved(tmp_path, "berita.csv", f"{text}22-10-2023,Judul dua,Isi dua.,Olahraga\n")
    assert taken(data, path).outcomes == {"new": 2, "completed": 1}
    found = kept(data)
    assert all(url.startswith("urn:sha256:") for url in found)
    assert {article.outlet for article in found.values()} == {"berita"}
    lines = [line for table in understood(path) for line in table.lines()]
    assert any("named by its text" in line for line in lines)
    assert any("day-first, as 2 dates show" in line for line in lines)


def test_the_outlet_is_told_by_name_title_or_address(tmp_path: Path) -> None:
    rows = [{**BARE, "outlet": name} for name in ("", "Liputan Ñ 6", "www.warta.example", "nan")]
    found, _ = articles(saved(tmp_path, "media.jsonl", json_lines(rows)))
    assert [one.item.outlet for one in found] == ["d.example", "Liputan Ñ 6", "warta.example", "d.example"]
    found, _ = articles(tmp_path / "media.jsonl", outlet="Satu Media")
    assert {one.item.outlet for one in found} == {"Satu Media"}


@pytest.mark.parametrize(
    "cell", ["[Apel](https://d.example/1)", "<https://d.example/1>", '=HYPERLINK("https://d.example/1";"Buka")']
)
def test_an_address_is_found_in_what_a_program_wrapped_it_in(tmp_path: Path, cell: str) -> None:
    ((found,), _) = articles(saved(tmp_path, "tautan.jsonl", json_lines([{**BARE, "url": cell}])))
    assert found.item.url == "https://d.example/1"
    two = {**BARE, "url": "https://d.example/1 https://d.example/2"}
    assert articles(saved(tmp_path, "dua.jsonl", json_lines([two])))[1].faults.has("not an address")


def test_dates_that_contradict_their_addresses_are_told(tmp_path: Path) -> None:
    rows = [{**BARE, "url": f"https://d.example/2024/11/{day}/x", "published_at": "2024-11-21"} for day in (21, 28)]
    _, report = articles(saved(tmp_path, "tanggal.jsonl", json_lines(rows)))
    assert list(report.doubts.lines(several=False)) == ["line 2: the date is not the day in the address"]


def warc(*, gzip: bool = False) -> bytes:
    """A web archive as other programs write it: a page, an image, a page without an article."""
    article = next(one for one in load_articles() if one.outlet == "petisi" and one.relevant)
    page = ARTICLE_PAGES["petisi"](article)
    target = io.BytesIO()
    writer = WARCWriter(target, gzip=gzip)
    for url, kind, body in (
        ("https://unknown.example/berita/1", "text/html; charset=utf-8", page),
        ("https://unknown.example/foto.jpg", "image/jpeg", b"\xff\xd8"),
        ("https://unknown.example/kosong", "text/html", b"<html><body></body></html>"),
    ):
        head = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head))
    return target.getvalue()


@pytest.mark.parametrize("name", ["arsip.warc", "arsip.warc.gz", "arsip.wacz"])
def test_pages_of_web_archives_are_read_and_kept(tmp_path: Path, name: str) -> None:
    content = warc(gzip=name != "arsip.warc")
    if name.endswith("wacz"):
        content = zipped(**{"datapackage__json": b"{}", "archive/data__warc__gz": content, "pages/pages__jsonl": b"{}"})
    data = tmp_path / "data"
    report = taken(data, saved(tmp_path, name, content))
    assert (report.outcomes, report.passed) == ({"new": 1}, 1)
    article = kept(data)["https://unknown.example/berita/1"]
    assert article.outlet == "unknown.example"
    assert article.words > 20
    with Archive.open(default_url(data)) as archive:
        capture = archive.capture(article.warc_record_id or "")
        assert capture is not None
        assert (data / "warc" / capture.warc_file).stat().st_size == archive.warc_files()[0].size
    assert list((data / "warc").glob("*.open")) == []


_CELLS = st.fixed_dictionaries(
    {"body": st.sampled_from(["PROBOLINGGO - Polres apel, Kamis (21/11/2024).", "Rapat.", "Bawaslu Surabaya rapat."])},
    optional={
        "title": st.sampled_from(["Judul", "", None]),
        "published_at": st.sampled_from(["2024-11-22", "2024-11-22 10:15", "22 November 2024", "", None]),
        "authors": st.sampled_from(["Ani; Budi", ["Cici"], "nan", None]),
        "editors": st.sampled_from(["Dedi", ""]),
        "network": st.sampled_from(["jaringan", ""]),
        "relevant": st.sampled_from(["ya", "tidak", "", None]),
    },
)


@pytest.fixture(scope="module")
def shared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("property")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(_CELLS, min_size=2, max_size=3), filtered=st.booleans(), together=st.booleans())
def test_no_import_makes_anything_unknown(
    shared_data: Path, rows: list[dict[str, Any]], filtered: bool, together: bool
) -> None:
    # what each archived field says, after each import of one address
    address = f"https://p.example/{len(list(shared_data.glob('*.jsonl')))}-{uuid4().hex}"
    rows = [{"url": address, "outlet": "p", **row} for row in rows]
    before: dict[str, Any] = {}
    for number, some in enumerate([rows] if together else [[row] for row in rows]):
        path = saved(shared_data, f"{uuid4().hex}.jsonl", json_lines(some))
        taken(shared_data / "data", path, filtered=filtered and number > 0)
        article = kept(shared_data / "data")[address]
        after = {name: getattr(article, name) for name in Article.__table__.columns.keys()}  # noqa: SIM118 - of columns
        for name, value in before.items():
            if value not in (None, [], "") and name not in ("package", "rule_hits"):
                assert after[name] not in (None, [], ""), name
        before = after
    if any(row.get("published_at") for row in rows):
        assert before["published_at"] is not None
    if any(row.get("title") for row in rows):
        assert before["title"] == "Judul"
