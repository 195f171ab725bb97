"""The browser behind outlets whose pages are filled by script: Debian's Chromium through scrapy-playwright."""

from __future__ import annotations

import json
import os
import shutil
from base64 import b64encode
from functools import partial
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
        "args": ["--disable-gpu", "--disable-quic", *_NO_CALLS_HOME, _only_to(hosts)],
    }
    if os.geteuid() == 0:
        launch["args"].append("--no-sandbox")  # Chromium's sandbox refuses to start as root
    return {
        "DOWNLOAD_HANDLERS": {**settings.getdict("DOWNLOAD_HANDLERS"), "http": _HANDLER, "https": _HANDLER},
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": settings.getint("DOWNLOAD_TIMEOUT") * 1000,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_ABORT_REQUEST": partial(_is_unneeded, hosts),
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


def _is_unneeded(hosts: frozenset[str], request: Any) -> bool:
    """Whether the text is there without it; ``request`` is Playwright's."""
    return request.resource_type in _UNREAD or urlsplit(request.url).hostname not in hosts
