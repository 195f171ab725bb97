"""Messages on their way to services on this machine."""

from __future__ import annotations

import base64
import socket
from email import message_from_string, policy
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.exceptions import UsageFailure
from crawler.notify.services import Message, notifies, services
from tests.crawler.notify.mail_server import MailBox
from tests.crawler.notify.webhook import Webhook


def given(**values: str) -> Settings:
    return Settings({f"KLIPING_{name}": value for name, value in values.items()})


def a_page(folder: Path) -> Path:
    page = folder / "20241128t013000-1.html"
    page.write_text("<h1>Malam</h1>", encoding="utf-8")
    return page


def test_one_setting_reaches_several_services_with_the_page(tmp_path: Path) -> None:
    message = Message("Kliping: 1 outlet needs a person", "- petisi: silent <3 nights>\n  Open it.", a_page(tmp_path))
    with MailBox() as box, Webhook() as hook:
        found = services(given(NOTIFY=f"{box.url}, {hook.url}"))
        assert [one.send(message) for one in found] == [None, None]
    mail = message_from_string(box.received[0], policy=policy.default)
    assert (mail["Subject"], mail["To"]) == ("Kliping: 1 outlet needs a person", "jaga@example.org")
    body, page = mail.iter_parts()
    assert body.get_content_type() == "text/plain"
    assert body.get_content().splitlines()[:3] == [
        "Kliping: 1 outlet needs a person",
        "",
        "- petisi: silent <3 nights>",
    ]
    assert (page.get_filename(), page.get_content()) == ("20241128t013000-1.html", "<h1>Malam</h1>")
    (posted,) = hook.received
    assert (posted["title"], posted["type"]) == ("Kliping: 1 outlet needs a person", "failure")
    assert "\n- petisi: silent <3 nights>\n  Open it." in posted["message"]
    (attached,) = posted["attachments"]
    assert base64.b64decode(attached["base64"]) == b"<h1>Malam</h1>"


def test_what_fails_is_a_line_without_the_url() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        (mail, hook) = services(
            given(NOTIFY=f"mailto://127.0.0.1:{port}?from=b@x.id&to=a@x.id json://127.0.0.1:{port}/rahasia")
        )
        told = [one.send(Message("Kliping", "x")) or "" for one in (mail, hook)]
    assert told[0].startswith("mailto://… (1 of 2): Connection error")
    assert told[1].startswith("json://… (2 of 2): ")
    assert "rahasia" not in "".join(told)
    with MailBox(refuses=True) as box:
        (one,) = services(given(NOTIFY=box.url))
        assert one.send(Message("Kliping", "x"))


def test_a_service_that_refuses_the_page_gets_the_message(tmp_path: Path) -> None:
    with Webhook() as hook:
        (one,) = services(given(NOTIFY=hook.url))
        gone = tmp_path / "gone.html"
        assert one.send(Message("Kliping", "x", gone)) is None
        assert [posted["attachments"] for posted in hook.received] == [[]]


def test_the_older_mail_settings_go_on() -> None:
    assert not notifies(given(SMTP_URL="", ALERT_TO=""))
    with MailBox() as box:
        older = given(SMTP_URL=f"smtp://127.0.0.1:{box.port}", ALERT_TO="a@x.id, b@x.id", CONTACT="desk@x.id")
        assert notifies(older)
        (one,) = services(older)
        assert one.send(Message("Kliping", "x")) is None
    heads = [message_from_string(text, policy=policy.default) for text in box.received]
    assert [(mail["From"], mail["To"]) for mail in heads] == [("desk@x.id", "a@x.id"), ("desk@x.id", "b@x.id")]
    (secure,) = services(given(SMTP_URL="smtps://me%40x.id:p%3Aw@mail.x.id", ALERT_TO="a@x.id"))
    plugin = secure.plugin
    assert (plugin.user, plugin.password, plugin.port, plugin.secure_mode) == ("me@x.id", "p:w", 465, "ssl")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"NOTIFY": "nonsense://me:rahasia@x.id"}, "the URL of 'nonsense' cannot be used"),
        ({"NOTIFY": "mailto://"}, "the URL of 'mailto' cannot be used"),
        ({"NOTIFY": "you@x.id"}, "KLIPING_NOTIFY holds what is no URL"),
        ({"NOTIFY": "mailto://me:rahasia@mail.x.id?to=a@x.id"}, "unencrypted"),
        ({"NOTIFY": "json://x.id mailto://me:rahasia@mail.x.id"}, "KLIPING_NOTIFY (2 of 2)"),
        ({"SMTP_URL": "smtp://localhost"}, "mail needs both"), ({"ALERT_TO": "a@x.id"}, "mail needs both"),
        ({"SMTP_URL": "http://x.id", "ALERT_TO": "a@x.id"}, "mail needs both"),
        ({"SMTP_URL": "smtp://x.id:port", "ALERT_TO": "a@x.id"}, "mail needs both"),
        ({"SMTP_URL": "smtp://x.id", "ALERT_TO": "a@x.id\nBcc: b@x.id"}, "mail needs both"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_and_shows_no_secret(settings: dict[str, str], told: str) -> None:
    with pytest.raises(UsageFailure) as refusal:
        services(given(**settings))
    assert told in str(refusal.value)
    assert "rahasia" not in str(refusal.value)
    assert "\n" not in str(refusal.value)
