"""What reaches a person: each trouble once, its end once, and little else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.cli import exits
from crawler.night.alerts import tell_morning, tell_night
from crawler.night.report import Checkup
from crawler.notify.tell import of_job, tell, tell_failure, tell_killed, tell_success
from storage.health.alerts import Alert
from storage.health.report import NightReport
from storage.health.troubles import Trouble
from storage.health.verdict import Health
from storage.health.watch import walk
from storage.models import Run
from tests.crawler.notify.mail_server import MailBox
from tests.crawler.notify.webhook import Webhook
from tests.storage.clippings import NOW
from tests.storage.simulated_year import DAYS, FIRST, OUTLETS, year

ALERT = Alert("silence", "silent", "no new article\x1b[2J for 3 nights", "Open the front page.")
SILENT = Health("petisi", "silent", ALERT.message, alerts=(ALERT,))


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Webhook:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    return Webhook()


def at(folder: Path, now: datetime, *urls: str) -> Settings:
    """Settings of a night."""
    return Settings({"KLIPING_NOTIFY": " ".join(urls), "KLIPING_DATA": str(folder), "KLIPING_NOW": now.isoformat()})


def night(*healths: Health, code: int = 10, house: tuple[Alert, ...] = ()) -> NightReport:
    run = Run(run_id="r", command="nightly", started_at=NOW, status="completed", exit_code=code)
    return NightReport(run=run, healths=healths, house=house, articles_new=35, events_new=12, made_at=NOW)


def test_a_message_says_what_and_what_to_do(tmp_path: Path, hook: Webhook, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "r.html"
    page.write_text("<h1>Malam</h1>", encoding="utf-8")
    lost = Alert("raw_archive", "failing", f"{tmp_path}/warc/a.warc.gz is missing", "See /srv/cadangan/warc/a.")
    with hook:
        settings = at(tmp_path, NOW, hook.url)
        tell_night(settings, night(SILENT, house=(lost,)), page)
        tell_night(settings, night(SILENT, house=(lost,)), page)
    (posted,) = hook.received
    assert posted["title"] == "Kliping: 1 outlet and 1 matter of the machine need a person"
    assert posted["message"].splitlines() == [
        posted["title"], "",
        "- petisi: silent: no new article\\x1b[2J for 3 nights", "  Open the front page.",
        "- the data folder/warc/a.warc.gz is missing", "  See …/a.", "",
        "35 new articles, 12 new events, 0 of 0 outlets crawled.",
    ]  # fmt: skip
    assert [one["filename"] for one in posted["attachments"]] == ["r.html"]
    assert "told json://…" in capsys.readouterr().err


def test_what_is_over_is_told(tmp_path: Path, hook: Webhook) -> None:
    with hook:
        tell_night(at(tmp_path, NOW, hook.url), night(SILENT, code=12), tmp_path / "none.html")
        tell_night(at(tmp_path, NOW + timedelta(days=1), hook.url), night(), tmp_path / "none.html")
    first, second = hook.received
    assert first["title"] == "Kliping: The night reached no outlet"
    assert (second["title"], second["type"]) == ("Kliping: 2 troubles are over", "success")
    assert "- petisi, since 2024-11-28 06:00: silent" in second["message"]


def test_one_reason_for_all_outlets_is_one_line(tmp_path: Path, hook: Webhook) -> None:
    cut = [Health(f"outlet_{number:02}", "failing", "no connection", alerts=(ALERT,)) for number in range(94)]
    with hook:
        tell_night(at(tmp_path, NOW, hook.url), night(*cut, code=12), tmp_path / "none.html")
        tell_night(at(tmp_path, NOW + timedelta(days=1), hook.url), night(), tmp_path / "none.html")
    for posted in hook.received:
        assert "outlet_07 and 86 more" in posted["message"]
        assert len(posted["message"]) < 600


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (exits.USAGE, "The night did not run"), (exits.DISK_FULL, "The night found no room on the disk"),
        (exits.CRASH, "The night broke off"), (exits.INVARIANT, "The night found that the raw archive has lost pages"),
    ],
)  # fmt: skip
def test_every_failure_is_told_once_until_a_night_succeeds(
    tmp_path: Path, hook: Webhook, code: int, title: str
) -> None:
    with hook:
        settings = at(tmp_path, NOW, hook.url)
        for _ in range(3):
            tell_failure(settings, "nightly", code, f"no room to write {tmp_path}/kliping.db")
            tell_killed(settings, "nightly")  # systemd's own look at the same failure
            missing = Alert("overdue", "failing", "no nightly run has ended", "See the timer.")
            tell_morning(settings, Checkup([], [missing]), missing)
        tell_night(settings, night(code=0), tmp_path / "none.html")
    begun, over = hook.received
    assert begun["title"] == f"Kliping: {title}"
    assert f"(exit code {code}): no room to write the data folder/kliping.db" in begun["message"]
    assert over["title"] == "Kliping: 1 trouble is over"


def test_a_night_that_did_not_happen_and_one_that_was_killed(tmp_path: Path, hook: Webhook) -> None:
    missing = Alert("overdue", "failing", "no nightly run has ended in the last 26 hours", "See the timer.")
    with hook:
        morning = at(tmp_path, NOW + timedelta(hours=6), hook.url)
        tell_morning(morning, Checkup([], [missing]), missing)
        tell_killed(at(tmp_path, NOW + timedelta(hours=20), hook.url), "nightly")
        tell_morning(morning, Checkup([], []), None)
        tell_failure(morning, "verify", 70, "2 problems")
        tell_success(morning, "verify")
    titles = [posted["title"].removeprefix("Kliping: ") for posted in hook.received]
    assert titles == [
        "The night did not happen", "The night was ended from outside",
        "The check of the archive found that the raw archive has lost pages",
        "1 trouble is over; 1 matter of the machine needs a person",
    ]  # fmt: skip


def test_what_reached_nobody_is_told_the_next_time(
    tmp_path: Path, hook: Webhook, capsys: pytest.CaptureFixture[str]
) -> None:
    with hook:
        settings = at(tmp_path, NOW, hook.url)
        hook.status = 500
        tell(settings, [Trouble("machine:disk", "full")], covers=of_job("nightly"))
        hook.status = 200
        tell(settings, [Trouble("machine:disk", "full")], covers=of_job("nightly"))
    assert len(hook.received) == 1
    assert "not told: json://…: " in capsys.readouterr().err


def test_a_wrong_url_costs_no_night(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell_failure(at(tmp_path, NOW, "nonsense://x"), "nightly", 3, "no room")
    assert capsys.readouterr().err.startswith("nobody is told: KLIPING_NOTIFY: the URL of 'nonsense'")
    assert list(tmp_path.iterdir()) == [], "without a message, nothing counts as told"


@pytest.mark.parametrize(("outlets", "length"), [(4, 120), pytest.param(OUTLETS, DAYS, marks=pytest.mark.long)])
def test_a_year_of_faults(tmp_path: Path, hook: Webhook, outlets: int, length: int) -> None:
    """Outlets of the simulated year, and a full disk, a broken database, a lost network, a dead service beside them."""
    a_year = year(1)
    faults = [one for one in a_year.faults if (one.last - FIRST).days < length - 8][:outlets]
    names = {one.outlet for one in faults} if outlets < OUTLETS else {*a_year.nights}
    histories = {name: nights[:length] for name, nights in a_year.nights.items() if name in names}
    judged = {outlet: {one.night.day: one for one in nights} for outlet, nights in walk(histories).items()}
    latest: dict[str, Health] = {}
    days = [FIRST + timedelta(days=number) for number in range(length)]
    sent: list[tuple[int, str]] = []
    with MailBox() as box, hook:
        for number, day in enumerate(days):
            now = datetime.combine(day, datetime.min.time(), NOW.tzinfo)
            settings = at(tmp_path, now, box.url, hook.url)
            tonight = {outlet: nights[day] for outlet, nights in judged.items() if day in nights}
            for outlet, one in tonight.items():
                urgent = [alert for alert in one.alerts if alert.person]
                verdict, reason = (urgent[0].verdict, urgent[0].message) if urgent else ("ok", "")
                latest[outlet] = Health(outlet, verdict, reason, alerts=tuple(urgent))
            hook.status = 500 if number in (60, 61) else 200
            if number in range(30, 35):
                tell_failure(settings, "nightly", exits.DISK_FULL, "no room to write kliping.db")
            elif number in range(10, 25):
                tell_failure(settings, "nightly", exits.USAGE, "kliping.db is not a usable database")
            elif not tonight:
                missing = Alert("overdue", "failing", "no nightly run has ended", "See the timer.")
                tell_morning(settings, Checkup([*latest.values()], [missing]), missing)
            else:
                code = exits.NO_OUTLET if number in (36, 37) else exits.DEGRADED
                tell_night(settings, night(*latest.values(), code=code), tmp_path / "none.html")
            sent += [(number, posted["message"]) for posted in hook.received]
            hook.received.clear()
    told = {number: _parts(message) for number, message in sent}
    assert len(sent) <= len(box.received) <= len(sent) + 2, "one is told even when the other is dead"
    for name, first, end in (("exit code 3", 30, 35), ("exit code 2", 10, 25), ("exit code 12", 36, 38)):
        begun = [number for number, parts in told.items() if name in parts["begun"]]
        over = [number for number, parts in told.items() if name in parts["over"]]
        assert (begun, over) == ([first], [end]), name
    for fault in faults:
        span = range((fault.first - FIRST).days, (fault.last - FIRST).days + 1)
        begun = [number for number, parts in told.items() if number in span and fault.outlet in parts["begun"]]
        assert len(begun) == 1, (fault, begun)
        after = [n for n, parts in told.items() if begun[0] < n <= span.stop + 8 and fault.outlet in parts["over"]]
        assert len(after) == 1, (fault, after)
    otherwise = [number for number, parts in told.items() if not parts["begun"] and not parts["over"]]
    assert otherwise
    assert faults
    assert max(sum(n in range(start, start + 7) for n in otherwise) for start in range(length)) <= 2


def _parts(message: str) -> dict[str, str]:
    """The parts of a message, by name."""
    begun, _, over = message.partition("\n\nOver:\n")
    begun, _, still = begun.partition("\n\nStill:\n")
    return {"begun": "\n".join(re.findall(r"^- .*", begun, re.MULTILINE)), "still": still, "over": over}
