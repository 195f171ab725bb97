"""Sites that ask for a cookie by redirecting: answered once, kept for no one else, and named where it does not help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from storage.archive.archive import Archive
from storage.db.engine import default_url
from tests.shell import FAST, environment, scrapy
from tests.web.made import MadeOutlet, write_spiders
from tests.web.messages import Request, Response, moved
from tests.web.server import SampleWeb

Site = Callable[[MadeOutlet, Request], Response]


def asking(url: str, cookie: str) -> Response:
    answer = moved(url, status=302)
    return replace(answer, headers=(*answer.headers, ("Set-Cookie", cookie)))


def onto_itself(outlet: MadeOutlet, request: Request) -> Response:
    """Asks for the cookie wherever one comes from, robots.txt included."""
    return outlet(request) if "uji=1" in request.headers.get("cookie", "") else asking(request.target, "uji=1; path=/")


def by_another_page(outlet: MadeOutlet, request: Request) -> Response:
    """Sets the cookie, and sends back from an address of its own."""
    if request.path == "/cek":
        return moved(request.params["ke"], status=302)
    if not request.path.startswith("/berita/") or "sesi=abc" in request.headers.get("cookie", ""):
        return outlet(request)
    return asking(f"/cek?ke={request.path}", "sesi=abc; HttpOnly; Secure")


def without_end(outlet: MadeOutlet, request: Request) -> Response:
    """Is content with no cookie."""
    return asking(request.target, "uji=1") if request.path.startswith("/berita/") else outlet(request)


def ever_elsewhere(outlet: MadeOutlet, request: Request) -> Response:
    """Sends to ever new addresses."""
    if not request.path.startswith("/berita/"):
        return outlet(request)
    return asking(f"{request.path}?langkah={request.number('langkah', 0) + 1}", "uji=1")


def of_a_stranger(outlet: MadeOutlet, request: Request) -> Response:
    """Sets a cookie that is not its to set."""
    return (
        asking(request.target, "a=1; Domain=lain.example") if request.path.startswith("/berita/") else outlet(request)
    )


def without_cookie(outlet: MadeOutlet, request: Request) -> Response:
    return moved(request.target, status=302) if request.path.startswith("/berita/") else outlet(request)


ITSELF = "a redirect onto itself that sets a cookie"
SITES: dict[str, tuple[Site, str, str | None]] = {
    # outlet: site, state of its articles and the reason
    "kue": (onto_itself, "article", None),
    "cek": (by_another_page, "article", None),
    "putar": (without_end, "failed", ITSELF),
    "lari": (ever_elsewhere, "failed", "redirects without end that set a cookie"),
    "asing": (of_a_stranger, "failed", ITSELF),
    "polos": (without_cookie, "failed", "max redirections reached"),
    "biasa": (lambda outlet, request: with_cookie(outlet(request)), "article", None),
}


def with_cookie(answer: Response) -> Response:
    return replace(answer, headers=(*answer.headers, ("Set-Cookie", "pengunjung=77")))


def test_a_redirect_that_sets_a_cookie_is_followed_once_with_it(tmp_path: Path) -> None:
    made = [MadeOutlet(name, 3) for name in SITES]
    arguments = ("--since", "2024-11-20", *FAST, *write_spiders(tmp_path, made))
    with SampleWeb([]) as web:
        for outlet in made:
            web.sites[outlet.host] = serving(SITES[outlet.name][0], outlet)
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        scrapy("nightly", *arguments, env=env)
        sent = {one.name: [hit.headers.get("cookie") for hit in web.hits(host=one.host)] for one in made}
        asked = [hit.url for hit in web.hits(host="kue.example")]
        web.clear_log()
        scrapy("nightly", *arguments, env=env)
        first = {one.name: web.hits(host=one.host)[0].headers.get("cookie") for one in made}
    with Archive.open(default_url(tmp_path / "data")) as archive:
        became = {name: {(row.state, row.reason) for row in archive.memory(name).values()} for name in SITES}
    assert became == {name: {(state, reason)} for name, (_, state, reason) in SITES.items()}
    assert asked[0] == asked[1] == "https://kue.example/robots.txt"
    assert len(asked) == len(set(asked)) + 1, "the host asks once, and is answered from then on"
    assert set(sent["kue"][1:]) == {"uji=1"}
    assert not any(sent["polos"] + sent["biasa"] + sent["asing"]), "no cookie without the question, none of a stranger"
    assert sent["putar"].count("uji=1") >= 3
    assert not any(first.values()), "nothing is kept"


def serving(site: Site, outlet: MadeOutlet) -> Callable[[Request], Response]:
    return lambda request: site(outlet, request)
