"""Mail to the operator, handed in at a server on this machine."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from email import message_from_string, policy

import pytest
from scrapy.settings import Settings

from crawler.exceptions import UsageFailure
from crawler.night.mail import MailServer, alert_mail, is_worth_a_mail, mail_settings, send
from storage.health.alerts import Alert
from storage.health.report import NightReport
from storage.health.verdict import Health
from storage.models import Run
from tests.crawler.night.mail_server import MailBox

NOW = datetime(2024, 11, 28, tzinfo=UTC)
ALERT = Alert("silence", "silent", "no new article\x1b[2J for 3 nights", "Open the front page.")


def page(*healths: Health) -> NightReport:
    run = Run(run_id="r", command="nightly", started_at=NOW, status="completed", exit_code=10)
    return NightReport(run=run, healths=healths, made_at=NOW)


SILENT = Health("petisi", "silent", ALERT.message, alerts=(ALERT,))


def test_a_mail_says_what_and_what_to_do() -> None:
    with MailBox() as box:
        server, to = mail_settings(Settings({"KLIPING_SMTP_URL": box.url, "KLIPING_ALERT_TO": "a@x.id, b@x.id"})) or (
            None,
            (),
        )
        assert server is not None
        message = alert_mail(page(SILENT), sender="kliping@x.id", to=to, where="/srv/reports/r.html")
        assert send(server, message) is None
    mail = message_from_string(box.received[0], policy=policy.default)
    assert (mail["Subject"], mail["To"]) == ("Kliping: 1 outlet needs a person", "a@x.id, b@x.id")
    text = mail.get_content()
    assert "petisi is silent: no new article\\x1b[2J for 3 nights\n  Open the front page." in text.replace("\r\n", "\n")
    assert "/srv/reports/r.html" in text


def test_only_when_needed() -> None:
    assert is_worth_a_mail(page(SILENT))
    assert is_worth_a_mail(page(Health("petisi", "ok", "", recovered="silent since 2024-11-25: nothing")))
    assert not is_worth_a_mail(page(Health("petisi", "quiet", "")))


def test_what_fails_is_a_line() -> None:
    message = alert_mail(page(SILENT), sender="kliping@x.id", to=["a@x.id"], where="r.html")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        reason = send(MailServer("smtp", "127.0.0.1", port, None, None), message)
    assert reason is not None
    assert "refused" in reason.lower()
    with MailBox(refuses=True) as box:
        refused = send(MailServer("smtp", "127.0.0.1", box.port, None, None), message)
        assert refused is not None
        assert "nobody here" in refused
        unsafe = send(MailServer("smtp", "127.0.0.1", box.port, "me", "secret"), message)
        assert unsafe == "127.0.0.1 offers no TLS, and a password is not sent without"
        assert not box.received


def test_servers() -> None:
    assert mail_settings(Settings({"KLIPING_SMTP_URL": "", "KLIPING_ALERT_TO": ""})) is None
    url = "smtps://me%40x.id:p%3Aw@mail.x.id"
    assert mail_settings(Settings({"KLIPING_SMTP_URL": url, "KLIPING_ALERT_TO": "a@x.id"})) == (
        MailServer("smtps", "mail.x.id", 465, "me@x.id", "p:w"),
        ("a@x.id",),
    )


@pytest.mark.parametrize(
    ("url", "to"),
    [
        ("smtp://localhost", ""), ("", "a@x.id"), ("http://x.id", "a@x.id"), ("smtp://x.id:port", "a@x.id"),
        ("smtp://x.id", "a@x.id\nBcc: b@x.id"), ("smtp://x.id", "nobody"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(url: str, to: str) -> None:
    with pytest.raises(UsageFailure, match="mail needs both") as refusal:
        mail_settings(Settings({"KLIPING_SMTP_URL": url, "KLIPING_ALERT_TO": to}))
    assert "\n" not in str(refusal.value)
