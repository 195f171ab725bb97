"""Measures newspaper4k and news-please in their own environment, a page at a time, for ``tests.benchmarks.extraction``.

Run by path with that environment's interpreter: it imports nothing of the project. Each line of standard input is the
path of a page and its address, with a tab between; each line of standard output is a JSON object of CPU milliseconds by
peer. The first line says which peers can be imported.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

Reader = Callable[[bytes, str], Any]


def main() -> int:
    """Answers until standard input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")  # the peers print to standard output
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    readers = _readers()
    _answer(answers, dict.fromkeys(readers, 0.0))
    for line in sys.stdin:
        path, _, url = line.rstrip("\n").partition("\t")
        body = Path(path).read_bytes()
        spent: dict[str, float] = {}
        for name, read in readers.items():
            start = time.process_time()
            read(body, url)
            spent[name] = (time.process_time() - start) * 1000
        _answer(answers, spent)
    return 0


def _answer(answers: Any, spent: dict[str, float]) -> None:
    answers.write(json.dumps(spent) + "\n")
    answers.flush()


def _readers() -> dict[str, Reader]:
    """The peers that can be imported, by name."""
    readers: dict[str, Reader] = {}
    for name, module, make in (("newspaper4k", "newspaper", _newspaper), ("news-please", "newsplease", _newsplease)):
        try:
            readers[name] = make(import_module(module))
        except ImportError as error:
            sys.stderr.write(f"bench: {name} is left out: {error}\n")
    return readers


def _newspaper(module: Any) -> Reader:
    def read(body: bytes, url: str) -> str:
        article = module.Article(url, language="id", fetch_images=False)
        article.download(input_html=body.decode())
        article.parse()
        return str(article.text)

    return read


def _newsplease(module: Any) -> Reader:
    def read(body: bytes, url: str) -> Any:
        return module.NewsPlease.from_html(body, url=url, fetch_images=False)

    return read


if __name__ == "__main__":
    raise SystemExit(main())
