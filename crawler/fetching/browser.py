"""The browser behind outlets whose pages are filled by script: Debian's Chromium through scrapy-playwright."""

from __future__ import annotations

import json
import os
import shutil
from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.settings import BaseSettings

_NOBODY = "http://127.0.0.1:9/"
_NO_CALLS_HOME = (
    "--disable-background-networking",
    "--disable-component-update",
    f"--gaia-url={_NOBODY}",
    f"--component-updater=url-source={_NOBODY}",
)
"""With the first two alone, Chromium was seen to ask its maker for accounts and updates at every start."""

_PROXY_RULES = """function FindProxyForURL(url, host) {{
    return {hosts}.indexOf(host.toLowerCase()) >= 0 ? {way} : {nowhere};
}}"""
"""Proxy auto-configuration: the one place where a browser asks about every connection, redirects included."""

_UNREAD = frozenset({"image", "media", "font", "stylesheet"})
_PATIENCE_MS = 3000
"""So long a growing list is waited for; nothing new until then, and it has ended."""

_GROW = """
async ({links, more, rounds, pause, limit, patience}) => {
  const sleep = (time) => new Promise((resume) => setTimeout(resume, time));
  const count = () => document.querySelectorAll(links).length;
  const end = Date.now() + limit;
  for (let round = 0; round < rounds && Date.now() + pause < end; round += 1) {
    await sleep(pause);
    const before = count();
    const button = more ? document.querySelector(more) : null;
    if (more && (!button || button.disabled || button.getClientRects().length === 0)) return;
    if (button) button.click();
    else {
      window.scrollTo(0, 0);  // a list that hardly grew would not notice a second scroll to the same end
      await sleep(50);
      window.scrollTo(0, document.documentElement.scrollHeight);
    }
    const asked = Date.now();
    while (count() === before) {
      if (Date.now() > Math.min(asked + patience, end)) return;
      await sleep(50);
    }
  }
}
"""

_MEMORY_MB = 512
_HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"


def chromium(settings: BaseSettings) -> str | None:
    """Path of the browser: ``KLIPING_CHROMIUM``, else ``chromium`` in PATH; ``None`` when there is none."""
    return shutil.which(settings.get("KLIPING_CHROMIUM") or "chromium")


def browser_settings(settings: BaseSettings, hosts: frozenset[str]) -> dict[str, Any]:
    """Scrapy settings of a rendered outlet; its pages may load scripts and data from ``hosts`` and nothing else.

    The table of handlers is merged: replaced, it would reopen ``file://``.
    """
    launch: dict[str, Any] = {
        "executable_path": chromium(settings),
        "args": [
            "--disable-gpu",
            "--disable-quic",
            f"--js-flags=--max-old-space-size={_MEMORY_MB}",
            *_NO_CALLS_HOME,
            _only_to(hosts),
        ],
    }
    if os.geteuid() == 0:
        launch["args"].append("--no-sandbox")  # Chromium's sandbox refuses to start as root
    return {
        "DOWNLOAD_HANDLERS": {**settings.getdict("DOWNLOAD_HANDLERS"), "http": _HANDLER, "https": _HANDLER},
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": settings.getint("DOWNLOAD_TIMEOUT") * 1000,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_ABORT_REQUEST": PageRequests(hosts),
    }


def _only_to(hosts: frozenset[str]) -> str:
    """The argument that lets Chromium connect to these hosts, through the configured proxy if there is one.

    Refusing requests one by one is not enough: those that follow a redirect are never asked about.
    """
    proxy = urlsplit(getproxies().get("http") or "")
    way = f"PROXY {proxy.netloc.rpartition('@')[2]}" if proxy.netloc else "DIRECT"
    names = sorted(host.partition(":")[0] for host in hosts)
    rules = _PROXY_RULES.format(
        hosts=json.dumps(names), way=json.dumps(way), nowhere=json.dumps(f"PROXY {urlsplit(_NOBODY).netloc}")
    )
    return f"--proxy-pac-url=data:application/x-ns-proxy-autoconfig;base64,{b64encode(rules.encode()).decode()}"


class PageRequests:
    """Decides what a page may load: what its text needs, from the outlet's hosts, where robots.txt allows it."""

    def __init__(self, hosts: frozenset[str]) -> None:
        self.hosts = hosts
        self.allows: Callable[[str], Awaitable[bool]] | None = None
        """Asks robots.txt; set by its middleware."""

    async def __call__(self, request: Any) -> bool:
        """Whether it is refused; ``request`` is Playwright's."""
        if request.resource_type in _UNREAD or urlsplit(request.url).hostname not in self.hosts:
            return True
        return self.allows is not None and not await self.allows(request.url)


def growing(links: str, more: str | None, *, rounds: int, settings: BaseSettings) -> list[Any]:
    """What a page is to do before it is read: grow until it has no more ``links``, or ``rounds`` are over.

    It scrolls to its end, or presses the button ``more``. The pause before each round is the crawl's own, and all
    rounds together have the time of one download.
    """
    from scrapy_playwright.page import PageMethod  # type: ignore[import-untyped]  # only rendered outlets need it

    limit = settings.getint("DOWNLOAD_TIMEOUT") * 1000
    pause = settings.getfloat("DOWNLOAD_DELAY") * 1000
    argument = {
        "links": links,
        "more": more,
        "rounds": rounds,
        "pause": pause,
        "limit": limit,
        "patience": _PATIENCE_MS,
    }
    return [PageMethod("evaluate", _GROW, argument)]
