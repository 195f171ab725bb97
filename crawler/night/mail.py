"""Mail to the operator, only when somebody must look or something is well again.

A mail that cannot be sent is a line on stderr: the night is in the archive, whatever the mail server says.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from scrapy.settings import BaseSettings

from crawler.cli.terminal import shown
from crawler.exceptions import UsageFailure
from storage.health.report import NightReport

TIMEOUT = 30.0
"""Seconds that a mail server may take for an answer."""

_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """An SMTP server. ``smtps`` speaks TLS from the start; ``smtp`` changes to it where the server can."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None


def mail_settings(settings: BaseSettings) -> tuple[MailServer, tuple[str, ...]] | None:
    """The server of ``KLIPING_SMTP_URL`` and the addresses of ``KLIPING_ALERT_TO``; ``None`` when neither is set.

    Raises ``UsageFailure`` for what cannot be used, before a night begins.
    """
    url = (settings.get("KLIPING_SMTP_URL") or "").strip()
    to = tuple(one.strip() for one in (settings.get("KLIPING_ALERT_TO") or "").split(",") if one.strip())
    if not url and not to:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        parts, port = urlsplit(""), 0
    if not parts.hostname or not to or not all("@" in one and one.isprintable() and " " not in one for one in to):
        # the URL holds a password and is not shown
        raise UsageFailure(
            "mail needs both KLIPING_SMTP_URL (smtps://user:password@mail.your-domain.id, or smtp://localhost:25) "
            "and KLIPING_ALERT_TO (addresses, comma-separated); unset both for no mail"
        )
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return MailServer(parts.scheme, parts.hostname, port, user, password), to


def is_worth_a_mail(page: NightReport) -> bool:
    """Return true when somebody must look, or something is well again."""
    return not page.well or bool(page.recovered)


def alert_mail(page: NightReport, *, sender: str, to: Sequence[str], where: str) -> EmailMessage:
    """The mail about a night: plain text, nothing from the web in its head; ``where`` is the path of the page."""
    message = EmailMessage()
    message["Subject"] = f"Kliping: {page.verdict}"
    message["From"] = sender
    message["To"] = ", ".join(to)
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    lines = [f"{page.verdict}.", ""]
    for health in page.troubled:
        since = f" since the night of {health.since}" if health.since else ""
        lines += [f"{health.outlet} is {health.verdict}{since}: {shown(health.reason)}", f"  {health.advice or ''}", ""]
    for alert in page.house:
        lines += [shown(alert.message), f"  {alert.advice}", ""]
    lines += [f"{health.outlet} is well again; it was {shown(health.recovered or '')}" for health in page.recovered]
    lines += ["", f"{page.articles_new} new articles, {page.events_new} new events.", f"The whole night: {where}"]
    message.set_content("\n".join(lines))
    return message


def send(server: MailServer, message: EmailMessage) -> str | None:
    """Hands a mail in; gives the reason, in a line, when that fails. A password is never sent unencrypted."""
    context = ssl.create_default_context()
    try:
        if server.scheme == "smtps":
            with smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context) as smtp:
                _hand_in(smtp, server, message)
        else:
            with smtplib.SMTP(server.host, server.port, timeout=TIMEOUT) as smtp:
                smtp.ehlo()
                if smtp.has_extn("starttls"):
                    smtp.starttls(context=context)
                elif server.password:
                    return f"{server.host} offers no TLS, and a password is not sent without"
                _hand_in(smtp, server, message)
    except (OSError, smtplib.SMTPException) as error:
        return shown(f"{server.host}:{server.port}: {type(error).__name__}: {error}")
    return None


def _hand_in(smtp: smtplib.SMTP, server: MailServer, message: EmailMessage) -> None:
    if server.user:
        smtp.login(server.user, server.password or "")
    smtp.send_message(message)
