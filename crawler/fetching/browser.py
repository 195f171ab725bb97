"""The browser behind outlets whose pages are filled by script: Debian's Chromium through scrapy-playwright.

Its connections all go through ``crawler.fetching.browser_proxy``; ``crawler.fetching.browser_handler`` ends its pages.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Awaitable, Callable
from typing import Any

from scrapy.settings import BaseSettings

from crawler.fetching.address_rules import objection

MAX_REQUESTS = 500
"""Addresses that one page may ask for; a page of the press with all its advertisements asks for 200."""

_NOBODY = "http://127.0.0.1:9/"
_SHUT = (
    # With the first two alone, Chromium was seen to ask its maker for accounts and updates at every start.
    "--disable-background-networking",
    "--disable-component-update",
    f"--gaia-url={_NOBODY}",
    f"--component-updater=url-source={_NOBODY}",
    # What goes past the proxy: datagrams, and names that the browser would resolve itself.
    "--disable-quic",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # its name in older browsers
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    # What outlives its page, or is none of it.
    "--disable-shared-workers",
    "--disable-extensions",
    "--disable-gpu",
)

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
_HANDLER = "crawler.fetching.browser_handler.BrowserHandler"


def chromium(settings: BaseSettings) -> str | None:
    """Path of the browser: ``KLIPING_CHROMIUM``, else ``chromium`` in PATH; ``None`` when there is none."""
    return shutil.which(settings.get("KLIPING_CHROMIUM") or "chromium")


def browser_settings(settings: BaseSettings, hosts: frozenset[str]) -> dict[str, Any]:
    """Scrapy settings of a rendered outlet; its pages may load scripts and data from ``hosts`` and nothing else.

    The table of handlers is merged: replaced, it would reopen ``file://``.
    """
    launch: dict[str, Any] = {
        "executable_path": chromium(settings),
        "args": [*_SHUT, f"--js-flags=--max-old-space-size={_MEMORY_MB}"],
    }
    if os.geteuid() == 0:
        launch["args"].append("--no-sandbox")  # Chromium's sandbox refuses to start as root
    return {
        "DOWNLOAD_HANDLERS": {**settings.getdict("DOWNLOAD_HANDLERS"), "http": _HANDLER, "https": _HANDLER},
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": int(settings.getfloat("DOWNLOAD_TIMEOUT") * 1000),
        "PLAYWRIGHT_DOWNLOAD_TIMEOUT": 1000,  # for the file that an address was, which is refused
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_ABORT_REQUEST": PageRequests(hosts),
    }


class PageRequests:
    """Decides what a page may load: what its text needs, from the outlet's hosts, where robots.txt allows it."""

    def __init__(self, hosts: frozenset[str]) -> None:
        self.hosts = hosts
        self.asked = 0
        """Addresses that the present page has asked for."""
        self.allows: Callable[[str], Awaitable[bool]] | None = None
        """Asks robots.txt; set by its middleware."""

    async def __call__(self, request: Any) -> bool:
        """True when it is refused; ``request`` is Playwright's."""
        self.asked += 1
        if self.asked > MAX_REQUESTS or request.resource_type in _UNREAD or objection(request.url, self.hosts):
            return True
        return self.allows is not None and not await self.allows(request.url)


def growing(links: str, more: str | None, *, rounds: int, settings: BaseSettings) -> list[Any]:
    """Work of a page before it is read: it grows until it has no more ``links``, or ``rounds`` are over.

    It scrolls to its end, or presses the button ``more``. The pause before each round is the crawl's own, and all
    rounds together have the time of one download.
    """
    from scrapy_playwright.page import PageMethod  # type: ignore[import-untyped]  # only rendered outlets need it

    limit = int(settings.getfloat("DOWNLOAD_TIMEOUT") * 1000)
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
