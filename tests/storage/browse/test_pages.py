"""What the pages show, what they refuse, and what goes with every answer."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html

from storage.archive.archive import Archive
from storage.browse.index import opened, withdraw
from storage.clustering.constraints import Judgement, judgement
from storage.data_folder import BROWSE_INDEX
from storage.events.selection import Selection
from storage.events.update import resolve, update_events
from storage.health.verdict import OutletFacts
from storage.models import Run, RunOutlet
from storage.records.judgements import record
from storage.records.takedowns import take_down
from tests.storage.browse.visits import Visitor, indexed, visitor, words
from tests.storage.clippings import APEL, GUDANG, NOW, article_id, event_id, open_archive, save
from tests.storage.exchanges import exchange, warc_writer
from tests.storage.export.packages import lines, nights, write

APEL_EVENT, GUDANG_EVENT = event_id("apel-1"), event_id("gudang-1")

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "{{ 7 * 7 }}{% for x in y %}",
    "${alert(1)} #{1}",
    "\u2028\u2029alert(1)",
    "gnp\u202egpj.exe\u202c",
    "\x1b]0;judul\x07\x9b31m",
    "<!--<img src=--><img src=x onerror=alert(1)//>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    '=HYPERLINK("http://evil.example")',
    "＜script＞alert(1)＜/script＞",
    "\ud800 surrogate".encode("utf-8", "replace").decode(),
)


@contextmanager
def filled(folder: Path) -> Iterator[Archive]:
    """A muster in three texts and a copy by three outlets, and a warehouse; nights, and a judgement."""
    with open_archive(folder) as archive:
        save(archive, "apel-1", APEL[0], published="2024-11-26T09:00:00+07:00")
        save(archive, "apel-2", APEL[1], outlet="suara_pesisir", published="2024-11-26T11:30:00+07:00")
        save(archive, "apel-3", APEL[2], outlet="pesisir_kota", published="2024-11-26T15:00:00+07:00")
        save(archive, "apel-salin", APEL[0], outlet="pesisir_kota", published="2024-11-26T16:00:00+07:00")
        elsewhere: dict[str, Any] = {
            "region_code": "17.05",
            "region": "Kabupaten Seluma",
            "place": None,
            "outlet": "pesisir_kota",
        }
        save(archive, "gudang-1", GUDANG[0], published="2024-11-20T08:00:00+07:00", **elsewhere)
        save(archive, "musik", "Konser musik di alun-alun batal.", relevant=False)
        nights(archive)
        update_events(archive, now=NOW)
        record(archive, folder, judged("apel-1", "apel-2", by="Dewi <b>Lestari</b>", why="satu apel"))
        update_events(archive, now=NOW)
        yield archive


def judged(one: str, other: str, **who: str) -> Judgement:
    """That two articles report one event."""
    return judgement("same", [article_id(one)], [article_id(other)], **who, judged_at=NOW)


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    folder = tmp_path_factory.mktemp("archive")
    with filled(folder) as archive, visitor(archive, folder, warc=folder / "warc") as found:
        yield found


MUSTER = "Ratusan personel gabungan mengikuti apel gelar pasukan di al"
WAREHOUSE = "Gudang logistik dijaga bergantian sejak kotak suara tiba dar"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("size=1", [MUSTER, WAREHOUSE]),
        ("q=perahu+karet", [MUSTER]),
        ('q="karet+perahu"', []),
        ('q="perahu+karet"', [MUSTER]),
        ("q=PERAHU+kamera", []),
        ("q=gud*", [WAREHOUSE]),
        ("q=konser", []),
        ("since=2024-11-26", [MUSTER]),
        ("until=2024-11-25", [WAREHOUSE]),
        ("since=2024-11-20&until=2024-11-20", [WAREHOUSE]),
        ("since=2024-11-27&until=2024-11-20", []),
        ("region=35", [MUSTER]),
        ("region=35.74", [MUSTER]),
        ("region=35.7", None),
        ("region=17", [WAREHOUSE]),
        ("outlet=suara_pesisir", [MUSTER]),
        ("network=jaringan_pesisir", [MUSTER, WAREHOUSE]),
        ("size=2", [MUSTER]),
        ("size=5", []),
        ("q=kotak&region=17&network=jaringan_pesisir&until=2024-12-01", [WAREHOUSE]),
        ("outlet=tidak_ada", []),
    ],
)
def test_search_and_filters(visit: Visitor, query: str, titles: list[str] | None) -> None:
    if titles is None:
        assert "region code" in words(visit.page(f"/?{query}", 400))
        return
    assert visit.titles(f"/?{query}") == titles
    found = visit.get(f"/events.json?{query}").json()
    assert [event["title"] for event in found["events"]] == titles
    assert found["next"] is None


def test_hits_show_their_words_in_context(visit: Visitor) -> None:
    (hit,) = visit.page("/?q=perahu+tend*").cssselect(".events .hit")
    assert {words(mark).lower() for mark in hit.cssselect("mark")} == {"perahu", "tenda"}
    assert "perahu karet dan tenda darurat" in words(hit).lower()
    assert not visit.page("/?region=35").cssselect(".events .hit")


def test_the_order_is_by_date_size_or_relevance(visit: Visitor) -> None:
    assert visit.titles("/?size=1&order=size") == [MUSTER, WAREHOUSE]
    assert visit.titles("/?q=petugas+OR&order=relevance") == []
    # "kotak suara" fills the warehouse's text; the muster says "suara" once in each of its texts
    assert visit.titles("/?q=suara&order=date") == [MUSTER, WAREHOUSE]
    assert visit.titles("/?q=suara&order=relevance") == [WAREHOUSE, MUSTER]
    assert visit.titles("/?q=suara&order=relevance&start=1") == [MUSTER]
    for nonsense in ("order=terbaik", "q=suara&order=size&start=1001", "start=x"):
        visit.page(f"/?{nonsense}", 400)


def facets(page: Any) -> dict[str, dict[str, str]]:
    """Of each facet the names with their numbers."""
    return {
        words(facet.cssselect("h3")[0]): {
            words(one.cssselect("a")[0]): words(one.cssselect("span")[0]) for one in facet.cssselect("li")
        }
        for facet in page.cssselect(".facets section")
    }


def test_facets_count_and_lead_to_what_they_count(visit: Visitor) -> None:
    page = visit.page("/?size=1")
    found = facets(page)
    assert found["Outlet"] == {"Pesisir Kota": "2", "Kabar Timur": "1", "Suara Pesisir": "1"}
    assert found["Region"] == {"Bengkulu": "1", "Jawa Timur": "1"}
    assert found["Month"] == {"November 2024": "2"}
    assert found["Term"] == {"kotak suara": "2", "pengamanan": "2"}
    assert found["Size"] == {"2 reports or more": "1"}
    for query in ("/?size=1", "/?q=suara", "/?region=35&term=pengamanan"):
        for link in visit.page(query).cssselect(".facets li"):
            (number, *chosen) = words(link.cssselect("span")[0]).split(" · ")
            address = link.cssselect("a")[0].get("href")
            if not chosen:
                assert len(visit.titles(address)) == int(number), address
    narrowed = visit.page("/?q=suara&outlet=suara_pesisir")
    assert facets(narrowed)["Outlet"]["Suara Pesisir"] == "1 · chosen, click to remove"
    (remove,) = narrowed.cssselect(".facets [aria-current]")
    assert remove.get("href") == "/?q=suara"


def test_the_front_page_opens_on_what_matters(visit: Visitor) -> None:
    page = visit.page("/")
    parts = {words(part.cssselect("h2")[0]): part for part in page.cssselect(".list section")}
    assert list(parts) == ["Largest of the last fortnight"], "all came in the same night: nothing grew"
    assert visit.titles("/") == [MUSTER, MUSTER], "single reports are one click away"
    assert "Pesisir Kota" in words(page.cssselect(".events li .facts")[0])
    (whole,) = [link for link in page.cssselect(".pages a") if "single reports too" in words(link)]
    assert words(whole) == "All 2 events, single reports too"
    assert visit.titles(whole.get("href")) == [MUSTER, WAREHOUSE]


def test_what_grew_since_yesterday_is_on_the_front_page(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        save(archive, "apel-0", APEL[0])
        save(archive, "gudang-0", GUDANG[0], published="2024-11-25T10:00:00+07:00")
        save(archive, "apel-1", APEL[1], outlet="suara_pesisir", now=NOW + timedelta(days=2))
        update_events(archive, now=NOW)
        with visitor(archive, tmp_path) as visit:
            (grown,) = visit.page("/").cssselect("[aria-labelledby=grown]")
            assert [words(one) for one in grown.cssselect(".headline")] == [MUSTER]
            assert "2 reports, 2 outlets (1 new)" in words(grown)


def test_the_views_of_a_search_keep_it(visit: Visitor) -> None:
    page = visit.page("/?q=kotak&network=jaringan_pesisir")
    addresses = [link.get("href") for link in page.cssselect(".views a")]
    assert [address.partition("?")[0] for address in addresses] == ["/", "/timeline", "/map", "/outlets"]
    assert len({address.partition("?")[2] for address in addresses}) == 1
    # each view goes on with the whole question when its own form is sent
    assert visit.page(addresses[2]).cssselect("input[type=hidden][name=q]")[0].get("value") == "kotak"
    outlets = {words(row.cssselect("a")[0]): words(row) for row in visit.page(addresses[3]).cssselect(".plain li")}
    assert outlets["Pesisir Kota"].endswith("1 report") and outlets["Kabar Timur"].endswith("0 reports")


def test_two_searches_side_by_side_in_time(visit: Visitor) -> None:
    page = visit.page("/timeline?q=kotak&beside=perahu")
    head = [words(cell) for cell in page.cssselect("thead th")]
    assert head == ["Period", "kotak", "perahu", "Of all events", "Days not crawled"]
    rows = [[words(cell) for cell in row] for row in page.cssselect("tbody tr")]
    assert [row[1:4] for row in rows] == [["0", "1", "0.0%"], ["1", "0", "100.0%"]]
    assert [words(tick) for tick in page.cssselect(".bars text")][:2] == ["0", "1"]
    visit.page("/timeline?q=kotak&beside=*", 400)


@pytest.mark.parametrize("kind", ["events", "articles"])
def test_lists_are_files_as_an_export_writes_them(tmp_path: Path, kind: str) -> None:
    with filled(tmp_path) as archive, visitor(archive, tmp_path) as visit:
        for format in ("csv", "jsonl", "parquet"):
            write(archive, tmp_path / format, format=format, selection=Selection(region="35"))
            exported = (tmp_path / format / f"{kind}.{format}").read_bytes()
            assert visit.get(f"/{kind}.{format}?region=35").content == exported
        rows = visit.get(f"/{kind}.json?region=35").json()[kind]
        assert rows == lines(tmp_path / "jsonl", kind)
        assert "+07:00" in repr(rows)


@pytest.mark.parametrize(
    "asked",
    ["' OR 1=1--", '"', '""', "NEAR(", "*", "a*", "^x", "titles:", "x AND", "NOT", "(", "-", "x" * 300, "\0", "%ff",
     "{a b}:c", "a" + " b" * 40, "'; DROP TABLE report; --", "col : x", '"x" + "y"', "\u202e", "😀"],
)  # fmt: skip
def test_no_search_breaks_it(visit: Visitor, asked: str) -> None:
    for path in ("/", "/events.json", "/events.csv", "/timeline", "/map"):
        assert visit.ask(f"{path}?q={quote(asked)}").status_code in (200, 400)


@pytest.mark.parametrize(
    "query",
    ["since=kemarin", "until=0001-01-01", "size=banyak", "before=-1", "size=" + "9" * 40, "outlet=%01", "region=35'"],
)
def test_what_makes_no_sense_is_said(visit: Visitor, query: str) -> None:
    page = visit.page(f"/?{query}", 400)
    assert page.cssselect("[role=alert]")


def test_the_page_of_an_event(visit: Visitor) -> None:
    page = visit.page(f"/event/{APEL_EVENT}")
    texts = page.cssselect(".texts article")
    assert [words(text.cssselect("h3")[0]) for text in texts] == [
        MUSTER,
        "Setiap regu yang dilepas dari alun-alun membawa peta jalur e",
        "Kapolres melepas ratusan personel gabungan lewat apel gelar",
    ], "in order of publication, the copy folded"
    assert "1 copy of this text" in words(texts[0].cssselect("details")[0])
    assert "Pesisir Kota" in words(texts[0].cssselect("details")[0])
    assert "evakuasi dan nomor telepon petugas kecamatan" in " ".join(map(words, texts[0].cssselect("mark")))
    assert "First report" in words(texts[0])
    added = words(texts[1].cssselect(".adds")[0])
    assert added.startswith("Adds ") and "of 43 words" in added
    assert "4 reports, 3 outlets, 2 networks, 3 independent texts" in words(page)
    assert "the same event, by Dewi <b>Lestari</b>, 28 November 2024: satu apel" in words(page)
    assert "founded, 4 reports" in words(page)
    assert "26 November 2024, 09:00 WIB to 26 November 2024, 16:00 WIB" in words(page)
    (told,) = [row for row in page.cssselect(".agreement > div") if words(row).startswith("Date of the event")]
    assert words(told) == "Date of the event agree 26 November 2024 4 of 4 reports"
    links = page.cssselect(".links a[rel]")
    assert links[0].get("href") == "https://kabar-timur.example/apel-1"
    assert links[0].get("rel") == "noopener noreferrer nofollow external"


def test_an_event_of_many_texts_is_folded_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.browse.event_view.SIDE_BY_SIDE", 2)
    with open_archive(tmp_path) as archive:
        for number in range(7):
            other = number % 3 == 2
            save(archive, f"apel-{number}", f"{APEL[number % 3]} Ada {121 if other else 120} tandu di posko.",
                 published=f"2024-11-26T{10 + number}:00:00+07:00", event_date=date(2024, 11, 27 if other else 26),
                 )  # fmt: skip
        update_events(archive, now=NOW)
        with visitor(archive, tmp_path) as visit:
            page = visit.page(f"/event/{event_id('apel-0')}")
            folded = page.cssselect(".printed > article > details")
            assert len(folded) == 3 and not any("open" in one.attrib for one in folded)
            said = {words(row.cssselect("dt")[0]): row for row in page.cssselect(".agreement > div")}
            days = [words(one) for one in said["Date of the event differ"].cssselect("li")]
            assert days == ["26 November 2024 5 of 7 reports (Report 1, Report 2)",
                            "27 November 2024 2 of 7 reports (Report 3)"]  # fmt: skip
            figures = [words(one) for one in said["Figures differ"].cssselect("li")]
            assert figures == ["120 5 of 7 reports (Report 1, Report 2) Ada 120 tandu di posko.",
                               "121 2 of 7 reports (Report 3) Ada 121 tandu di posko."]  # fmt: skip
            assert "Leaves out what half of the texts or more give: 120" in words(folded[2])


def test_who_was_silent_was_crawled(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        save(archive, "apel-1", APEL[1], outlet="pesisir_kota", published="2024-11-26T10:00:00+07:00")
        nights(archive)
        update_events(archive, now=NOW)
        with visitor(archive, tmp_path) as visit:
            silent = words(visit.page(f"/event/{event_id('apel-1')}").cssselect("[aria-labelledby=silent]")[0])
            assert "Crawled for all of these days, and did not report: Kabar Timur" in silent
            assert "so nothing is known: Suara Pesisir" in silent, "it was blocked"


def test_two_reports_side_by_side(visit: Visitor) -> None:
    address = f"/event/{APEL_EVENT}/compare?a={article_id('apel-2')}&b={article_id('apel-1')}"
    page = visit.page(address)
    assert words(page.cssselect(".texts h2")[0]) == MUSTER, "in order of publication"
    assert len(page.cssselect(".texts article")) == 2
    assert page.cssselect("mark")
    form = visit.page(f"/event/{APEL_EVENT}").cssselect("form.compare")[0]
    assert form.get("action") == f"/event/{APEL_EVENT}/compare"
    for nonsense in ("", f"?a={article_id('apel-1')}", f"?a={article_id('apel-1')}&b={article_id('gudang-1')}"):
        visit.get(f"/event/{APEL_EVENT}/compare{nonsense}", 404)


def test_the_page_of_an_article(tmp_path: Path) -> None:
    with filled(tmp_path) as archive, visitor(archive, tmp_path) as visit:
        later = APEL[0].replace("tiga posko", "empat posko")
        save(archive, "apel-1", later, published="2024-11-26T09:00:00+07:00", now=NOW + timedelta(hours=1))
        page = visit.page(f"/article/{article_id('apel-1')}")
        assert "by the rules, 0.75: kotak suara, pengamanan" in words(page)
        assert "empat posko" in words(page.cssselect(".reading")[0])
        assert "tiga posko" in words(page.cssselect("del")[0]) and "empat posko" in words(page.cssselect("ins")[0])
        (event,) = [link for link in page.cssselect(".about a") if f"/event/{APEL_EVENT}" in link.get("href")]
        assert words(event) == MUSTER
        copy = visit.page(f"/article/{article_id('apel-salin')}")
        assert "Kabar Timur" in words(copy.cssselect("[aria-labelledby=copies]")[0])
        assert {words(mark) for mark in visit.page(f"/article/{article_id('gudang-1')}").cssselect("mark")} == {
            "kotak suara"
        }
        take_down(archive, tmp_path, article_id("apel-1"), by="Redaksi", why="diminta", now=NOW)
        visit.get(f"/article/{article_id('apel-1')}", 404)
        assert "Kabar Timur" not in words(visit.page(f"/article/{article_id('apel-salin')}"))
        visit.get(f"/article/{article_id('musik')}", 404)


def test_events_and_articles_are_cited(visit: Visitor) -> None:
    for kind, name in (("event", APEL_EVENT), ("article", article_id("apel-2"))):
        links = [link.get("href") for link in visit.page(f"/{kind}/{name}").cssselect(".about .small a")]
        assert links[-3:] == [f"/{kind}/{name}.{ending}" for ending in ("bib", "ris", "json")]
        for link in links[-3:]:
            assert name in visit.get(link).text
    assert visit.get(f"/event/{APEL_EVENT}.json").json()[0]["URL"] == f"http://localhost/event/{APEL_EVENT}"
    visit.get(f"/article/{article_id('musik')}.bib", 404)


def test_a_merged_event_leads_to_its_heir(tmp_path: Path) -> None:
    with filled(tmp_path) as archive, visitor(archive, tmp_path) as visit:
        record(archive, tmp_path, judged("gudang-1", "apel-1", by="Dewi", why="coba"))
        update_events(archive, now=NOW)
        with archive.reading() as session:
            heir = resolve(session, APEL_EVENT)
        gone = GUDANG_EVENT if heir == APEL_EVENT else APEL_EVENT
        assert visit.get(f"/event/{gone}?lang=en", 301).headers["location"] == f"/event/{heir}?lang=en"
        indexed(archive, tmp_path)
        assert len(visit.titles("/?size=1")) == 1


def test_archived_bytes_are_a_download(tmp_path: Path) -> None:
    with warc_writer(tmp_path / "warc") as writer:
        located = writer.write(exchange())
        writer.sync()
    row = {"url": "https://kabar-timur.example/simpan", "outlet": "kabar_timur", "kind": "article", "status": 200}
    where = {name: getattr(located, name) for name in ("record_id", "warc_file", "offset", "length", "digest")}
    with open_archive(tmp_path) as archive:
        archive.save_captures([{**row, **where, "fetched_at": NOW}])
        name = save(archive, "simpan", GUDANG[2], warc_record_id=located.record_id)
        update_events(archive, now=NOW)
        with visitor(archive, tmp_path, hosts=None) as visit:
            visit.get(f"/article/{name}/page", 404)
            assert "download" not in visit.get(f"/event/{event_id('simpan')}").text
        with visitor(archive, tmp_path, warc=tmp_path / "warc") as visit:
            assert f"/article/{name}/page" in visit.get(f"/event/{event_id('simpan')}").text
            answer = visit.get(f"/article/{name}/page")
            assert answer.content == exchange().body
            assert answer.headers["content-disposition"] == f'attachment; filename="{name}.txt.gz"'
            assert answer.headers["content-type"] == "application/octet-stream"
            assert answer.headers["content-security-policy"] == "sandbox"
            take_down(archive, tmp_path, name, by="Redaksi", why="diminta", now=NOW)
            visit.get(f"/article/{name}/page", 404)


def everything(visit: Visitor) -> str:
    """All that any page shows."""
    pages = ["/", "/?q=setiap", "/?size=1", "/events.json", "/events.csv", "/map", "/timeline", "/outlets"]
    pages += [f"/outlet/{name}" for name in ("kabar_timur", "suara_pesisir", "pesisir_kota")]
    pages += ["/kliping/events.json?_size=1000", "/kliping/articles.json?_size=1000", "/kliping/articles"]
    return "\n".join(visit.get(page).text for page in pages)


def test_a_takedown_appears_nowhere(tmp_path: Path) -> None:
    with filled(tmp_path) as archive, visitor(archive, tmp_path) as visit:
        assert "apel-2" in everything(visit)
        for key in ("apel-2", "gudang-1"):
            take_down(archive, tmp_path, article_id(key), by="Redaksi", why="diminta", now=NOW)
        # single things are read from the archive itself: nothing need be renewed
        visit.get(f"/event/{GUDANG_EVENT}", 404)
        page = visit.page(f"/event/{APEL_EVENT}")
        assert "3 reports, 2 outlets, 2 networks, 2 independent texts" in words(page)
        assert "founded, 3 reports" in words(page)
        assert "peta jalur evakuasi" not in words(page)
        with opened(tmp_path / BROWSE_INDEX) as index:
            assert withdraw(archive, index) == 2
            assert withdraw(archive, index) == 0
        shown = everything(visit)
        for trace in (
            "apel-2",
            "gudang-1",
            "Gudang logistik",
            "Setiap regu yang dilepas",
            article_id("apel-2"),
            GUDANG_EVENT,
        ):
            assert trace not in shown
        assert visit.titles("/?q=peta") == [], "words of the withheld text find nothing"
        assert visit.titles("/?size=1") == [MUSTER]
        assert visit.get("/events.json").json()["events"][0]["articles"] == 3


def test_the_page_of_an_outlet(visit: Visitor) -> None:
    page = visit.page("/outlet/kabar_timur")
    assert "1 report, 1 event" in words(page)
    days = {words(cell.cssselect(".date")[0]): cell for cell in page.cssselect("td.day")}
    assert sorted(days) == ["24", "25", "26", "27"]
    assert words(days["24"]) == "24 2 crawled"
    assert words(days["25"]) == "25 F failed"
    assert words(days["26"]) == "26 – no crawl"
    assert "paused (its robots.txt says so)" in words(visit.page("/outlet/pesisir_kota"))
    visit.get("/outlet/tidak_ada", 404)
    visit.get("/outlet/kabar_timur?before=kemarin", 400)
    assert not visit.page("/outlet/kabar_timur?before=2024-11").cssselect("td.day")


def test_on_a_holiday_of_all_an_outlet_is_not_silent(tmp_path: Path) -> None:
    outlets = [OutletFacts(name, name, None) for name in ("kabar_timur", "pesisir_kota", "suara_pesisir")]
    with open_archive(tmp_path) as archive:
        with archive.writing() as session:
            for day in range(30):
                began = NOW - timedelta(days=day, hours=3)
                session.add(Run(run_id=f"r{day}", command="nightly", started_at=began, status="completed"))
                session.flush()
                night = {"run_id": f"r{day}", "status": "completed", "started_at": began}
                counts = {"new": 12 if day else 0}
                session.add_all(RunOutlet(outlet=one.name, counts=counts, **night) for one in outlets)
        for known, verdict in ((outlets[:1], "silent"), (outlets, "quiet")):
            with visitor(archive, tmp_path, outlets=known) as visit:
                assert words(visit.page("/outlet/kabar_timur").cssselect("dl strong")[0]) == verdict


def test_regions_and_timeline(visit: Visitor) -> None:
    page = visit.page("/map")
    tiles = {words(tile): tile.get("href") for tile in page.cssselect("a.tile")}
    assert tiles == {"Kota Probolinggo: 1": "/?region=35.74", "Kabupaten Seluma: 1": "/?region=17.05"}
    assert not visit.page("/map?since=2025-01-01").cssselect("a.tile")
    shapes = page.cssselect(".map path")
    assert len(shapes) == 514
    assert {words(one): one.get("href") for one in page.cssselect(".map a")} == {
        "Kota Probolinggo: 1 event": "/?region=35.74", "Kabupaten Seluma: 1 event": "/?region=17.05",
    }  # fmt: skip
    assert len(visit.page("/map?region=35").cssselect(".map path")) == 38
    assert len(visit.get("/map").content) < 350_000
    table = visit.page("/timeline").cssselect("tbody tr")
    rows = [[words(cell) for cell in row] for row in table]
    # the crawls of the 24th and the 27th looked back a week, to the 17th; today is the 28th
    assert rows == [["Week from 25 November 2024", "1", "1"], ["Week from 18 November 2024", "1", "–"]]


def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        for number, payload in enumerate(PAYLOADS):
            body = f"{payload} " + " ".join(f"kata{number * 50 + at}" for at in range(50))
            url = f"https://kabar-timur.example/{number}" if number % 2 else f"javascript:alert({number})//{payload}"
            facts: dict[str, Any] = {
                "title": payload,
                "place": payload,
                "region": payload,
                "matched_terms": [payload],
                "url": url,
            }
            save(archive, f"jahat-{number}", body, **facts, url_key=f"kabar-timur.example/{number}")
            # a second text, so that the two are held against each other
            save(
                archive, f"lagi-{number}", f"{body} lagi {payload}", **facts, url_key=f"kabar-timur.example/{number}/2"
            )
        archive.save_outlet(
            name="kabar_timur", title=PAYLOADS[1], site=f"javascript:{PAYLOADS[1]}", network="kabar_timur",
            family=PAYLOADS[1], region_code="35.74", region=PAYLOADS[1],
        )  # fmt: skip
        update_events(archive, now=NOW)
        with visitor(archive, tmp_path) as visit:
            events = visit.get("/events.json").json()["events"]
            shown = visit.get("/kliping/articles.json?_shape=array&_size=1000").json()
            assert {one["title"] for one in shown} == {" ".join(payload.split()) for payload in PAYLOADS}
            for address in (
                ["/", "/outlets", "/outlet/kabar_timur", "/map", "/timeline"]
                + [f"/event/{event['event_id']}" for event in events]
                + [f"/article/{article_id(f'jahat-{number}')}" for number in range(len(PAYLOADS))]
            ):
                harmless(visit.get(address).text)
            rows = list(csv.reader(io.StringIO(visit.get("/events.csv").text.removeprefix("\ufeff")), strict=True))
            numbers = re.compile(r"-\d+\.\d+")  # degrees south
            cells = [cell for row in rows for cell in row if not numbers.fullmatch(cell)]
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
            for payload in PAYLOADS:
                answer = visit.ask(f"/?q={quote(payload)}&outlet={quote(payload)}&lang={quote(payload)}")
                assert answer.status_code in (200, 400)
                harmless(answer.text)


def harmless(text: str) -> None:
    """No element or attribute came out of the text of an article."""
    page = html.document_fromstring(text)
    assert not page.cssselect("script, img, iframe, style, base, textarea, svg:not(.bars):not(.map svg), object, embed")
    for element in page.iter():
        for name, value in map(_as_text, element.attrib.items()):
            assert not name.startswith("on") and name != "autofocus" and name != "style", (element.tag, name)
            if name in ("href", "src", "action"):
                assert not value.lower().lstrip().startswith(("javascript:", "data:text", "vbscript:")), value
    assert not set(text) & {"\x1b", "\x07", "\x9b", "\u202e", "\u202c", "\u2028", "\u2029"}


def _as_text(pair: tuple[Any, Any]) -> tuple[str, str]:
    return str(pair[0]), str(pair[1])


def test_what_goes_with_every_answer(visit: Visitor) -> None:
    for address, status in (("/", 200), ("/nowhere", 404), ("/?since=x", 400), ("/events.csv", 200)):
        headers = visit.get(address, status).headers
        assert headers["content-security-policy"].startswith(
            "default-src 'none'; style-src 'self'; img-src 'self' data:"
        )
        assert "script-src" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in headers
    page = visit.get("/").text
    assert "<script" not in page and "style=" not in page


@pytest.mark.parametrize(
    "address",
    ["/kliping", "/kliping.json", "/kliping.db", "/kliping/report", "/kliping/search", "/kliping/search_content",
     "/kliping/happening.json", "/_internal", "/_internal/databases", "/_memory", "/-/databases.json",
     "/-/metadata.json",
     "/-/plugins.json", "/-/settings.json", "/-/actor.json", "/-/allow-debug", "/-/patterns", "/-/threads.json",
     "/kliping/report/x", "/kliping?sql=select+1", "/-/auth-token", "/-/logout", "/.json", "/kliping/events/x"],
)  # fmt: skip
def test_datasettes_own_pages_are_shut(visit: Visitor, address: str) -> None:
    visit.get(address, 404)


def test_the_views_are_open_and_their_sql_is_not(visit: Visitor) -> None:
    assert visit.get("/kliping/events.json").json()["rows"]
    assert "default-src 'none'" in visit.get("/kliping/articles").headers["content-security-policy"]
    visit.get("/kliping/events.json?_where=1=1", 403)
    visit.get("/kliping/events.json?_sort=nowhere", 400)


def test_it_is_to_be_read_by_this_machine_only(visit: Visitor) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        visit.get("/", 405, method)
    visit.get("/", 421, host="evil.example")
    visit.get("/", 421, host="127.0.0.1.evil.example:8001")
    visit.get("/", 200, host="127.0.0.1:8001")
    visit.get("/", 200, host="[::1]:8001")
    visit.get("/?q=" + "x" * 5_000, 414)


def test_both_languages(visit: Visitor) -> None:
    assert visit.page("/", accept_language="id-ID,id;q=0.9,en;q=0.5").get("lang") == "id"
    assert visit.page("/", accept_language="de, en;q=0.5, id;q=0.4").get("lang") == "en"
    assert visit.page("/", accept_language="de").get("lang") == "id", "the language of the archive"
    page = visit.page("/?lang=id&q=perahu", accept_language="en")
    assert page.cssselect("h1")[0].text == "Peristiwa yang cocok"
    assert page.cssselect(".languages a")[1].get("href") == "/?q=perahu&lang=en"
    assert page.cssselect(".headline a")[0].get("href") == f"/event/{APEL_EVENT}?lang=id"
    event = visit.page(f"/event/{APEL_EVENT}?lang=id")
    assert "26 November 2024, 09.00 WIB" in words(event)


def test_an_empty_archive_is_friendly(tmp_path: Path) -> None:
    with Archive.open(f"sqlite:///{tmp_path / 'kliping.db'}") as archive, visitor(archive, tmp_path) as visit:
        for address in ("/", "/map", "/timeline", "/outlets", "/events.csv", "/events.json", "/kliping/events"):
            visit.get(address)
        assert "still empty" in words(visit.page("/"))
        assert "no outlets" in words(visit.page("/outlets"))


def test_articles_that_wait_for_grouping_are_told(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        save(archive, "apel-1", APEL[0])
        with visitor(archive, tmp_path) as visit:
            assert "1 report is not grouped yet" in words(visit.page("/"))


def test_pages_follow_one_another(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        for number in range(45):
            at = f"2024-11-{1 + number % 20:02}T10:00:00+07:00"
            text = " ".join(f"kata{number * 31 + at}" for at in range(40))
            save(archive, f"k{number}", text, published=at, title=f"Judul {number}")
        update_events(archive, now=NOW)
        with visitor(archive, tmp_path) as visit:
            seen, address = list[str](), "/"
            while address:
                page = visit.page(address)
                seen += [each.text_content() for each in page.cssselect(".headline")]
                following = page.cssselect("a[rel=next]")
                address = following[0].get("href") if following else ""
            assert sorted(seen) == sorted(f"Judul {number}" for number in range(45))
            assert "45 events" in words(visit.page("/"))
