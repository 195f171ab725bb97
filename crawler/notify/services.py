"""Services that carry a message: the URLs of ``KLIPING_NOTIFY``, sent to by Apprise.

A URL holds passwords and tokens. Nothing here shows one: a service is named by its place in the list and its scheme.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from scrapy.settings import BaseSettings

from crawler.cli.terminal import shown
from crawler.config import contact
from crawler.exceptions import UsageFailure

if TYPE_CHECKING:  # apprise takes a tenth of a second to load, and few commands send anything
    from apprise import NotifyBase

_PORTS = {"smtp": 587, "smtps": 465}
_SECONDS = 60.0
"""Time that a service may take for a message."""

_MAIL_FORM = "write it like mailtos://user:password@mail.your-domain.id?from=ADDRESS&to=ADDRESS"
_HELP = "https://appriseit.com/services/ lists the forms of its URLs"


@dataclass(frozen=True, slots=True)
class Message:
    """A message: ``title`` is its first line, ``text`` the rest, ``page`` a file that goes with it."""

    title: str
    text: str
    page: Path | None = None
    bad: bool = True


@dataclass(frozen=True, slots=True)
class Service:
    """A service of one URL. ``name`` can be shown: it holds no secret."""

    name: str
    plugin: NotifyBase

    def send(self, message: Message) -> str | None:
        """Send a message; return the reason, in a line, when that fails.

        The page goes along where the service takes files; when it refuses the file, the message goes alone.
        """
        with_page = message.page is not None and self.plugin.attachment_support
        reason = self._send(message, message.page if with_page else None)
        return self._send(message, None) if reason and with_page else reason

    def _send(self, message: Message, page: Path | None) -> str | None:
        import apprise

        # services without a title show its text above the body, or not at all
        whole = f"{message.title}\n\n{message.text}"
        title = message.title if self.plugin.title_maxlen > 0 else ""
        kind = apprise.NotifyType.FAILURE if message.bad else apprise.NotifyType.SUCCESS
        attached = apprise.AppriseAttachment(str(page)) if page else None
        sender = apprise.Apprise()
        sender.add(self.plugin)
        with _captured() as log:
            try:
                done = sender.notify(
                    body=whole[: self.plugin.body_maxlen],
                    title=title,
                    notify_type=kind,
                    body_format="text",
                    attach=attached,
                    timeout=_SECONDS,
                )
            except Exception as error:  # a plug-in of many authors must not take the night with it
                return f"{self.name}: {type(error).__name__}"
            said = log.getvalue().strip().splitlines()
        return None if done else f"{self.name}: {shown(said[0]) if said else 'it was not taken'}"


def services(settings: BaseSettings) -> tuple[Service, ...]:
    """Services of the settings. Raises ``UsageFailure`` for what cannot be used, before a night begins."""
    urls = [*_urls(settings), *_mail(settings)]
    return tuple(_service(number, url, len(urls)) for number, url in enumerate(urls, 1))


def notifies(settings: BaseSettings) -> bool:
    """Return true where somebody is to be told, without a look at the URLs."""
    return any(settings.get(name) for name in ("KLIPING_NOTIFY", "KLIPING_SMTP_URL", "KLIPING_ALERT_TO"))


@contextmanager
def _captured() -> Iterator[StringIO]:
    """Keep what Apprise logs out of the log of the night: it may hold parts of a URL."""
    import apprise

    logger = logging.getLogger("apprise")
    logger.propagate, before = False, logger.propagate
    try:
        with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as log:
            yield log
    finally:
        logger.propagate = before


def _urls(settings: BaseSettings) -> list[str]:
    given = settings.get("KLIPING_NOTIFY") or ""
    if not given:
        return []
    from apprise.utils.parse import parse_urls

    parts = [given] if isinstance(given, str) else list(given)
    found = [url for part in parts for url in parse_urls(part)]
    if not found or not all("://" in url for url in found):
        raise UsageFailure(f"KLIPING_NOTIFY holds what is no URL; write it like mailto://… or tgram://…: {_HELP}")
    return found


def _service(number: int, url: str, of: int) -> Service:
    import apprise

    scheme = url.partition("://")[0].lower()
    place = f" ({number} of {of})" if of > 1 else ""
    with _captured():
        plugin = apprise.Apprise.instantiate(url, suppress_exceptions=True)
    if plugin is None:
        form = _MAIL_FORM if scheme in ("mailto", "mailtos") else _HELP
        raise UsageFailure(f"KLIPING_NOTIFY{place}: the URL of {shown(scheme)!r:.40} cannot be used; {form}")
    if plugin.password and getattr(plugin, "secure_mode", None) == "insecure":
        raise UsageFailure(f"KLIPING_NOTIFY{place}: the password would be sent unencrypted; write mailtos://")
    return Service(f"{scheme}://…{place}", plugin)


def _mail(settings: BaseSettings) -> list[str]:
    """The mail server of ``KLIPING_SMTP_URL`` with the addresses of ``KLIPING_ALERT_TO``, as a URL of Apprise."""
    server = (settings.get("KLIPING_SMTP_URL") or "").strip()
    to = [one.strip() for one in (settings.get("KLIPING_ALERT_TO") or "").split(",") if one.strip()]
    if not server and not to:
        return []
    try:
        parts = urlsplit(server)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        parts, port = urlsplit(""), 0
    if not parts.hostname or not to or not all("@" in one and one.isprintable() and " " not in one for one in to):
        # the URL holds a password and is not shown
        raise UsageFailure(
            "mail needs both KLIPING_SMTP_URL and KLIPING_ALERT_TO; simpler is "
            "KLIPING_NOTIFY=mailtos://user:password@mail.your-domain.id?to=you@your-domain.id"
        )
    own = contact(settings).removeprefix("mailto:") if settings.get("KLIPING_CONTACT") else ""
    secure = parts.scheme == "smtps" or bool(parts.password)
    mode = "ssl" if parts.scheme == "smtps" else "starttls" if secure else "insecure"
    asked = {"from": own if "@" in own and "://" not in own else to[0], "to": ",".join(to), "mode": mode}
    asked |= {"smtp": parts.hostname}
    user = f"{parts.username or ''}:{parts.password or ''}@" if parts.username else ""
    return [f"mailto{'s' * secure}://{user}{parts.hostname}:{port}?{urlencode(asked, quote_via=quote)}"]
