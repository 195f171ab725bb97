"""A stream of synthetic news of any length, with the events it reports: for benchmarks of grouping, and order tests.

Words are drawn as often as articles hold them (``storage/signatures/data/document_frequencies.tsv``, so that the
distribution is that of Indonesian news), mixed with the words of a theme, of an occasion, and with names. A day has 300
to 800 articles. An occasion has one to eight reports within a day and a half: written anew, copied with a sentence
changed, or cut to the first paragraphs; every tenth fills in a form that other places fill in too. The texts mean
nothing.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import accumulate, count
from pathlib import Path

WIB = timezone(timedelta(hours=7))
BEGINS = datetime(2019, 1, 1, tzinfo=WIB)

_TABLE = Path(__file__).resolve().parents[2] / "storage" / "signatures" / "data" / "document_frequencies.tsv"
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_VOLUME = (300, 800)
_THEMES, _THEME_WORDS = 60, 160
_PLACES, _OFFICIALS = 250, 12
_FORMS = 150
_OUTLETS = 80
_SIZES = (1, 2, 3, 4, 6, 8)
_SHARES = (62, 18, 9, 6, 3, 2)
"""Occasions in 100 that have so many reports."""
_KINDS = ("plain", "theme", "own", "name", "number")
_MIX = (58, 22, 9, 8, 3)
"""Of 100 words: any word, one of the theme, one of the occasion, a name, a figure."""


@dataclass(frozen=True, slots=True)
class StreamArticle:
    """One report; ``number`` counts from 0 in order of publication, ``event`` is the occasion that it reports."""

    number: int
    event: int
    outlet: str
    network: str
    title: str
    body: str
    published_at: datetime


def stream(articles: int, *, seed: int = 0, begins: datetime = BEGINS) -> Iterator[StreamArticle]:
    """So many articles in order of publication, the same for the same arguments."""
    world = _World(seed)
    waiting: list[tuple[datetime, int, int, str, str, str]] = []
    order, number = count(), 0
    event = 0
    for day in count():
        midnight = begins + timedelta(days=day)
        volume = world.chance.randint(*_VOLUME)
        made = 0
        while made < volume:
            for moment, outlet, title, body in world.occasion(midnight):
                heapq.heappush(waiting, (moment, next(order), event, outlet, title, body))
                made += 1
            event += 1
        while waiting and waiting[0][0] < midnight + timedelta(days=1):
            moment, _, of, outlet, title, body = heapq.heappop(waiting)
            yield StreamArticle(number, of, outlet, f"jaringan-{int(outlet[7:]) % 50}", title, body, moment)
            number += 1
            if number == articles:
                return


class _World:
    """Constants: vocabulary, themes, places with their officials, forms."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        shares = [line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines() if line[0] not in "#*"]
        words = [(term, float(share)) for term, share in shares if term.isalpha() and len(term) > 1]
        self.words = [term for term, _ in words]
        self.rates = list(accumulate(-math.log1p(-min(share, 0.99)) for _, share in words))
        telling = [term for term, share in words if 0.0004 < share < 0.02]
        self.telling = telling
        self.themes = [self.chance.sample(telling, _THEME_WORDS) for _ in range(_THEMES)]
        self.places = [(self.name(), [self.person() for _ in range(_OFFICIALS)]) for _ in range(_PLACES)]
        self.forms = [
            (self.chance.sample(telling, 25), [self.form_sentence() for _ in range(14)]) for _ in range(_FORMS)
        ]

    def name(self) -> str:
        syllables = [self.chance.choice("bdjklmnprstw") + self.chance.choice("aiou") for _ in range(3)]
        return "".join(syllables).capitalize() + self.chance.choice(("", "n", "r", "h"))

    def person(self) -> str:
        return f"{self.name()} {self.name()}"

    def form_sentence(self) -> list[str]:
        line = self.chance.choices(self.words, cum_weights=self.rates, k=self.chance.randint(10, 20))
        line[self.chance.randrange(2, len(line))] = self.chance.choice(("{place}", "{person}", "{number}"))
        return line

    def occasion(self, midnight: datetime) -> list[tuple[datetime, str, str, str]]:
        """The reports of one occasion: publication, outlet, title, body."""
        chance = self.chance
        size = chance.choices(_SIZES, _SHARES)[0]
        place, officials = chance.choice(self.places)
        people = [*chance.sample(officials, 2), self.person()]
        happened = midnight - timedelta(days=chance.choices((0, 1, 2), (6, 3, 1))[0])
        dated = f"{_DAYS[happened.weekday()]} ({happened.day}/{happened.month}/{happened.year})"
        begins = midnight + timedelta(minutes=chance.randrange(1440))
        numbers = [str(chance.randint(11, 990)) for _ in range(6)]
        outlets = [f"outlet-{at}" for at in chance.sample(range(_OUTLETS), size)]
        if chance.random() < 0.1:
            own, lines = chance.choice(self.forms)
            blanks = {"place": place, "person": people[0], "number": numbers[0]}
            first = [[word.format(**blanks) for word in line] for line in lines]
            theme = own
        else:
            theme, own = chance.choice(self.themes), chance.sample(self.telling, 9)
            first = []
        reports: list[tuple[datetime, str, str, str]] = []
        earlier: list[list[list[str]]] = []
        for at, outlet in enumerate(outlets):
            moment = begins + timedelta(minutes=int(at and chance.expovariate(1 / 240)))
            way = chance.random()
            if at == 0 and first:
                sentences = first
            elif at and way < 0.25:
                sentences = list(chance.choice(earlier))
                sentences[chance.randrange(len(sentences))] = self.sentence(theme, own, place, people, numbers)
            elif at and way < 0.35:
                sentences = chance.choice(earlier)[: chance.randint(5, 9)]
            else:
                length = chance.randint(250, 400)
                sentences = []
                while length > 0:
                    sentences.append(self.sentence(theme, own, place, people, numbers))
                    length -= len(sentences[-1])
            earlier.append(sentences)
            title = " ".join([*chance.sample(own, 3), chance.choice(theme), place, chance.choice(people).split()[0]])
            reports.append((moment, outlet, title.title(), _printed(sentences, place, dated, people, chance)))
        return reports

    def sentence(
        self, theme: list[str], own: list[str], place: str, people: list[str], numbers: list[str]
    ) -> list[str]:
        chance = self.chance
        length = chance.randint(9, 22)
        kinds = chance.choices(_KINDS, _MIX, k=length)
        plain = iter(chance.choices(self.words, cum_weights=self.rates, k=kinds.count("plain")))
        words = []
        for kind in kinds:
            if kind == "plain":
                words.append(next(plain))
            elif kind == "theme":
                words.append(chance.choice(theme))
            elif kind == "own":
                words.append(chance.choice(own))
            elif kind == "name":
                words.append(place if chance.random() < 0.4 else chance.choice(people))
            else:
                words.append(chance.choice(numbers))
        return words


def _printed(sentences: list[list[str]], place: str, dated: str, people: list[str], chance: random.Random) -> str:
    lines = []
    for at, words in enumerate(sentences):
        text = " ".join(words)
        text = text[0].upper() + text[1:]
        if at == 0:
            text = f"{place} - {text}, {dated}"
        elif at % 4 == 2:
            text = f"“{text},” kata {people[at % len(people)]}"
        elif at % 6 == 3:
            text = f"{people[at % len(people)]} mengatakan {text[0].lower()}{text[1:]}"
        lines.append(text + ".")
    return "\n\n".join(" ".join(lines[at : at + 2]) for at in range(0, len(lines), 2))
