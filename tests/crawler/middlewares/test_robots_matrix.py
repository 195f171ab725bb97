"""robots.txt seen from the sites: what was asked for, by every kind of answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from storage.archive.archive import Archive
from storage.db.engine import default_url
from storage.models import Capture
from tests.shell import FAST, environment, scrapy
from tests.web.calendar import NOW, iso
from tests.web.made import MadeOutlet, write_spiders
from tests.web.messages import Request, Response, moved, plain
from tests.web.misbehaviour import Behaviour, reset, slow, status
from tests.web.server import SampleWeb

ALLOW, DENY = "User-agent: *\nAllow: /\n", "User-agent: *\nDisallow: /berita/\n"


def text(make: Callable[[str], bytes]) -> Callable[[str], Behaviour]:
    """The rules, written another way."""
    return lambda rules: lambda _, answer: replace(answer, body=make(rules))


def answers(code: int) -> Callable[[str], Behaviour]:
    """The rules, as the body of another answer."""
    return lambda rules: status(code, body=rules.encode())


ANSWERS: dict[str, tuple[Callable[[str], Behaviour], bool, bool]] = {
    # kind of answer: (how, whether articles are asked for where it allows, and where it disallows)
    "plain": (text(str.encode), True, False),
    "bom": (text(lambda rules: b"\xef\xbb\xbf" + rules.encode()), True, False),
    "crlf": (text(lambda rules: rules.replace("\n", "\r\n").encode()), True, False),
    "html_error_page": (text(lambda rules: b"<html><pre>\n" + rules.encode() + b"</pre></html>"), True, False),
    "long": (text(lambda rules: rules.encode() + b"# x\n" * 140_000), True, False),
    "redirect": (lambda rules: lambda r, a: moved(f"https://{r.host}/aturan-{'ya' if rules is ALLOW else 'tidak'}"),
                 True, False),
    "e404": (answers(404), True, True),
    "e410": (answers(410), True, True),
    "e401": (answers(401), False, False),
    "e403": (answers(403), False, False),
    "e429": (answers(429), False, False),
    "e500": (answers(500), False, False),
    "e503": (answers(503), False, False),
    "reset": (lambda rules: reset(), False, False),
    "timeout": (lambda rules: slow(6), False, False),
}  # fmt: skip


def with_rules(outlet: MadeOutlet, rules: str) -> Callable[[Request], Response]:
    def site(request: Request) -> Response:
        if request.path == "/robots.txt" or request.path.startswith("/aturan-"):
            return plain(rules)
        return outlet(request)

    return site


def test_fifteen_kinds_of_answer_allowing_and_not(tmp_path: Path) -> None:
    made = {(kind, rules): MadeOutlet(f"{kind}_{name}", 1) for kind in ANSWERS for name, rules in
            (("ya", ALLOW), ("tidak", DENY))}  # fmt: skip
    ours = write_spiders(tmp_path, list(made.values()))
    with SampleWeb([]) as web:
        for (kind, rules), outlet in made.items():
            web.sites[outlet.host] = with_rules(outlet, rules)
            web.misbehave(how=ANSWERS[kind][0](rules), host=outlet.host, path=r"^/robots\.txt$")
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))
        done = scrapy("nightly", "--since", "2024-11-20", *FAST, *ours, "-s", "DOWNLOAD_TIMEOUT=2", env=env)
        assert done.returncode == 10, done.stderr
        for (kind, rules), outlet in made.items():
            _, allowed, disallowed = ANSWERS[kind]
            asked = [hit.path for hit in web.hits(host=outlet.host)]
            assert asked[0] == "/robots.txt"
            articles = web.hits(host=outlet.host, path="^/berita/")
            assert bool(articles) is (allowed if rules == ALLOW else disallowed), kind
            if not allowed:
                assert set(asked) == {"/robots.txt"}, kind
    with Archive.open(default_url(tmp_path / "data")) as archive, archive.reading() as session:
        kept = session.scalar(select(func.count()).where(Capture.kind == "robots"))
    assert kept is not None and kept >= 26, "archived as evidence, but for the two that gave no answer"


def test_the_last_good_copy_holds_for_a_day_and_a_change_of_mind_from_the_next_night(tmp_path: Path) -> None:
    outlet = MadeOutlet("warta")
    arguments = ("nightly", "--since", "2024-11-20", *FAST, "-s", "RECHECK_DAYS=", *write_spiders(tmp_path, [outlet]))
    but_one = DENY.replace("/berita/", "/berita/apel-siaga-1")
    with SampleWeb([]) as web:
        env = environment(tmp_path / "data", web, PYTHONPATH=str(tmp_path))

        def asked(hours: int, articles: int, rules: str) -> set[int]:
            """The articles asked for so many hours later, when the site has so many."""
            web.sites[outlet.host] = with_rules(replace(outlet, count=articles), rules)
            web.clear_log()
            scrapy(*arguments, env=env | {"KLIPING_NOW": iso(NOW + timedelta(hours=hours))})
            assert web.hits(host=outlet.host, path=r"^/robots\.txt$")
            return {int(hit.path.rpartition("-")[2]) for hit in web.hits(host=outlet.host, path="^/berita/")}

        assert asked(0, 2, but_one) == {0}
        with web.misbehave(how=status(503), host=outlet.host, path=r"^/robots\.txt$"):
            assert asked(23, 3, but_one) == {2}, "the archived copy is young enough, and still forbids one"
            assert asked(25, 4, but_one) == set()
        assert asked(26, 5, DENY) == set()
    with Archive.open(default_url(tmp_path / "data")) as archive:
        states = {int(one.url.rpartition("-")[2]): one.state for one in archive.memory("warta").values()}
    assert states == {0: "article", 1: "robots", 2: "article", 3: "robots", 4: "robots"}
