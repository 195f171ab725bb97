"""The sample web: a proxy on the loopback interface that answers for the outlets' real host names.

Spiders run against it unchanged, through the standard proxy variables::

    with SampleWeb() as web:
        subprocess.run([..., "crawl", ...], env=os.environ | web.environment())
        assert [hit.status for hit in web.hits(host="petisi.co", path="^/feed/$")] == [200]

No connection leaves the machine: a host that is no site of the sample web gets 502.
"""

from __future__ import annotations

import hashlib
import re
import ssl
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.web.articles import SampleArticle, load_articles
from tests.web.authority import Authority
from tests.web.calendar import NOW, http_date, iso
from tests.web.messages import LOGGED_HEADERS, Handler, Hit, Request, Response, html
from tests.web.misbehaviour import Behaviour, Rule, Rules
from tests.web.proxy import ProxyServer
from tests.web.sites import outlet_sites


class SampleWeb:
    """The outlets of the sample web, running from ``__enter__`` to ``__exit__``.

    ``articles`` are what the outlets have printed (default: all of ``tests/web/articles``); of these, sites show what
    was published by ``now``. ``folder`` receives ``ca.pem`` and certificates (default: a temporary folder).
    ``__exit__`` raises ``RuntimeError`` when a site raised while it answered, unless another error is on its way.
    """

    def __init__(
        self,
        articles: Iterable[SampleArticle] | None = None,
        *,
        now: datetime = NOW,
        folder: Path | None = None,
        port: int = 0,
    ) -> None:
        self.now = now
        self._temporary = TemporaryDirectory(prefix="sample-web-")
        self._authority = Authority(folder or Path(self._temporary.name))
        self._rules = Rules()
        self._lock = threading.Lock()
        self._log: list[Hit] = []
        self.sites: dict[str, Handler] = {}
        """Host to site. A test may add hosts of its own: anything that turns a ``Request`` into a ``Response``."""
        self.publish(load_articles() if articles is None else articles)
        self._server = ProxyServer(self, port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="sample web", daemon=True)

    def __enter__(self) -> SampleWeb:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._server.close()
        self._thread.join()
        self._temporary.cleanup()
        if self._server.errors and kind is None:
            raise RuntimeError(f"a site of the sample web raised:\n{self._server.errors[0]}")

    @property
    def proxy_url(self) -> str:
        """Address of the proxy: ``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def ca_file(self) -> Path:
        """Certificate of the authority that signed for every host."""
        return self._authority.ca_file

    def environment(self) -> dict[str, str]:
        """Variables that send a program to this web and to nowhere else, and set Kliping's clock to the web's."""
        return {
            "http_proxy": self.proxy_url,
            "https_proxy": self.proxy_url,
            "no_proxy": "",
            "SSL_CERT_FILE": str(self.ca_file),
            "KLIPING_NOW": iso(self.now),
        }

    @property
    def log(self) -> list[Hit]:
        """A copy of all hits so far, in order of arrival at the sites."""
        with self._lock:
            return list(self._log)

    def hits(self, *, host: str | None = None, path: str | None = None) -> list[Hit]:
        """Hits on one host, with a path in which the regular expression ``path`` is found."""
        return [
            hit
            for hit in self.log
            if (host is None or hit.host == host) and (path is None or re.search(path, hit.path))
        ]

    def clear_log(self) -> None:
        """Forget the hits so far."""
        with self._lock:
            self._log.clear()

    def publish(self, articles: Iterable[SampleArticle]) -> None:
        """Let the outlets show these articles and no others, from the next request on."""
        self.sites.update(outlet_sites([one for one in articles if one.published <= self.now], self.now))

    def misbehave(
        self, *, how: Behaviour, host: str | None = None, path: str | None = None, times: int | None = None
    ) -> Rule:
        """Let a host, or some of its paths, go wrong (``tests.web.misbehaviour``) until the rule is removed.

        ``path`` is a regular expression searched in the path, then in path and query. With ``times`` the rule ends
        by itself after that many requests.
        """
        return self._rules.add(how, host=host, path=path, times=times)

    def behave(self) -> None:
        """Remove all rules."""
        self._rules.clear()

    def tunnel(self, host: str, port: int, arrived: float) -> ssl.SSLContext | None:
        """For the proxy: TLS settings of a known host; a refused tunnel is logged as a hit with status 502."""
        if port != 443 or host not in self.sites or self._rules.refuses(host):
            self._note(Request("CONNECT", "https", host, ""), 502, arrived)
            return None
        return self._authority.server_context(host)

    def answer(self, request: Request, arrived: float) -> Response:
        """For the proxy: the site's answer after the rules, with validators, logged."""
        site = self.sites.get(request.host)
        if site is None:
            response = html(f"<html><body><h1>502</h1><p>no site {request.host}</p></body></html>", status=502)
        else:
            response = _validated(request, self._rules.apply(request, site(request)), self.now)
        self._note(request, 0 if response.fault == "reset" else response.status, arrived)
        return response

    def _note(self, request: Request, status: int, arrived: float) -> None:
        headers = {name: request.headers[name] for name in LOGGED_HEADERS if name in request.headers}
        hit = Hit(arrived, request.method, request.scheme, request.host, request.path, request.query, status, headers)
        with self._lock:
            self._log.append(hit)


def _validated(request: Request, response: Response, now: datetime) -> Response:
    """The answer with ``Date``, ``ETag`` and ``Last-Modified``, or 304 when the client has it already (RFC 9110)."""
    headers = (*response.headers, ("Date", http_date(now)))
    if response.status != 200 or request.method == "POST":
        return replace(response, headers=headers)
    # weak: the same tag stands for the compressed and the plain body
    tag = f'W/"{hashlib.sha256(response.body).hexdigest()[:20]}"'
    headers += (("ETag", tag),)
    if response.last_modified is not None:
        headers += (("Last-Modified", http_date(response.last_modified)),)
    if response.fault is None and _is_known(request, tag, response.last_modified):
        return replace(response, status=304, body=b"", headers=headers)
    return replace(response, headers=headers)


def _is_known(request: Request, tag: str, last_modified: datetime | None) -> bool:
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return any(candidate.strip().removeprefix("W/") == tag.removeprefix("W/") for candidate in tags.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or last_modified is None:
        return False
    try:
        return last_modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):  # not a date, or one without a zone
        return False
