"""``kliping``: the commands of the project from any folder, grouped by what they are for.

``scrapy NAME`` in the project's folder runs the same command. ``kliping`` loads the one module that it needs, and none
of Scrapy's own commands.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

from crawler.cli import exits

_COMMANDS = "crawler.commands"
_SETTINGS = ("SCRAPY_SETTINGS_MODULE", "crawler.settings")


@dataclass(frozen=True, slots=True)
class Together:
    """Commands that belong together, with what they are for in a line."""

    names: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Group:
    """Commands of one person or purpose; ``advanced`` ones are not on the first page."""

    title: str
    lines: tuple[Together, ...]
    advanced: bool = False


GROUPS = (
    Group(
        "Every night",
        (
            Together(("nightly", "crawl"), "crawl all outlets, or one, and group what is new"),
            Together(("health", "report"), "which outlets need a person; a night on one page"),
            Together(("runs", "days"), "the nights so far; days that a backfill has reached"),
            Together(("outlets",), "who is crawled; pause, limit or acknowledge one"),
            Together(("config", "alert"), "the settings in force; who is told of troubles"),
            Together(("backup", "verify"), "copy the archive; prove that nothing of it is lost"),
            Together(("takedown",), "withhold an article"),
        ),
    ),
    Group(
        "Events",
        (
            Together(("browse",), "look at the archive in a browser"),
            Together(("events", "explain", "judge"), "list events; why two reports are one; correct it"),
            Together(("article",), "one article, and how its text changed"),
            Together(("export", "import", "plot"), "data packages out, collections in, pictures"),
        ),
    ),
    Group(
        "New outlets",
        (
            Together(("probe", "genspider"), "look at a site; write its module"),
            Together(("capture", "extract"), "pages as fixtures; the article of one page"),
        ),
    ),
    Group(
        "Advanced",
        (
            Together(("worker", "capacity"), "nights of several machines; what so many outlets take"),
            Together(("cluster", "relevance"), "group anew, and measure it; is a text about election security?"),
            Together(("reextract",), "read the archived pages again with today's rules"),
        ),
        advanced=True,
    ),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code. Without one, print the commands."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in ("-h", "--help", "help", "--all"):
        print_commands(advanced=bool(arguments))
        return exits.OK
    name = arguments.pop(0)
    if name not in names():
        near = get_close_matches(name, names(), 1, 0.5)
        meant = f" (is it {near[0]}?)" if near else ""
        sys.stderr.write(f"error: there is no command {name!r:.60}{meant}; `kliping` lists them\n")
        return exits.USAGE
    return _run(name, arguments)


def names() -> list[str]:
    """Names of all commands, in the order in which they are shown."""
    return [name for group in GROUPS for line in group.lines for name in line.names]


def print_commands(*, advanced: bool) -> None:
    """Print the commands; the advanced ones too where they are asked for."""
    out = sys.stdout
    out.write("Usage: kliping COMMAND [options]      kliping COMMAND --help explains one\n")
    for group in GROUPS:
        if advanced or not group.advanced:
            out.write(f"\n{group.title}\n")
            for line in group.lines:
                out.write(f"  {', '.join(line.names):<24} {line.meaning}\n")
    if not advanced:
        more = [name for group in GROUPS if group.advanced for line in group.lines for name in line.names]
        out.write(f"\nAdvanced: {', '.join(more)} (kliping --all)\n")


def write_script(path: Path) -> None:
    """Write the console script of a source checkout: it finds the project wherever it is called from."""
    root = Path(__file__).resolve().parents[2]
    python, here = shlex.quote(sys.executable), shlex.quote(str(root))
    text = f'#!/bin/sh\nPYTHONPATH={here}${{PYTHONPATH:+:$PYTHONPATH}} exec {python} -P -m crawler.cli.console "$@"\n'
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def _run(name: str, arguments: list[str]) -> int:
    """Run a command as ``scrapy.cmdline`` does: its options, the settings, its exit code."""
    from scrapy.cmdline import ScrapyArgumentParser
    from scrapy.commands import ScrapyHelpFormatter
    from scrapy.exceptions import UsageError
    from scrapy.utils.project import get_project_settings

    os.environ.setdefault(*_SETTINGS)  # children that a command starts need it, too
    command = import_module(f"{_COMMANDS}.{name}").Command()
    command.settings = get_project_settings()
    command.settings.setdict(command.default_settings, priority="command")
    parser = ScrapyArgumentParser(
        formatter_class=ScrapyHelpFormatter,
        prog=f"kliping {name}",
        usage=f"kliping {name} {command.syntax()}",
        conflict_handler="resolve",
        description=_ours(command.long_desc()),
    )
    command.add_options(parser)
    options, rest = parser.parse_known_args(arguments)
    try:
        command.process_options(rest, options)
        command.run(rest, options)
    except UsageError as error:
        parser.error(str(error) or "see --help")
    return int(command.exitcode)


def _ours(text: str) -> str:
    """A help text that speaks of ``kliping NAME``."""
    for name in names():
        text = text.replace(f"scrapy {name}", f"kliping {name}")
    return text


if __name__ == "__main__":
    sys.exit(main())
