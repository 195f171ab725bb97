"""Is this election-security reporting? A linear score over named concepts, all of them data.

The terms, the rules of co-occurrence, the negations and the weights stand in ``data/election_security.toml``, whose
head explains the method to the researcher who edits it. ``crawler.annotation.relevance_rules`` reads them, here they
are applied.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from crawler.annotation.relevance_rules import ENDING, FOCI, Rules, load_rules

MAX_CHARACTERS: Final = 100_000
"""So much of a body is read; the longest article known has 33,000 characters."""

_ENDING_OF_WORD: Final = re.compile(ENDING + r"\Z")


@dataclass(frozen=True, slots=True)
class Relevance:
    """The answer for one article."""

    relevant: bool
    """True when the score reaches the threshold of the rules."""

    score: float
    """0 to 1, rounded to four digits."""

    matched_terms: tuple[str, ...]
    """Terms, as the rules write them, that spoke for it; those of the strongest concept first. Terms of a theme in
    an article without an election did not speak for it and are not among them."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """Contribution of one concept to the score."""

    name: str
    """Concept, ``title_focus``, ``lead_focus`` or ``bias``."""

    amount: float
    """Amount of it in the article, 0 to 1; 1 for ``bias``."""

    weight: float
    """Weight of the rules."""

    value: float
    """``amount * weight``. The score is the logistic function of the sum of all values."""

    terms: tuple[str, ...]
    """Terms of the concept that were found, in order of appearance."""


@dataclass(slots=True)
class _Sentence:
    place: str
    """``title``, ``lead`` or ``body``."""

    found: dict[str, float] = field(default_factory=dict)
    """Concept → strength of its strongest term."""

    terms: dict[str, list[str]] = field(default_factory=dict)
    """Concept → its terms."""


def judge(title: str | None, body: str) -> Relevance:
    """Judgement of an article: election-security reporting or not, how surely, and by which terms.

    ``title`` is the headline if it is known, ``body`` the article's text. Raises ``RulesError`` when the rules file is
    broken.
    """
    contributions = explain(title, body)
    score = round(1.0 / (1.0 + math.exp(-sum(part.value for part in contributions))), 4)
    rules = load_rules()
    speaking = (
        term
        for part in contributions
        if part.name in rules.concepts and rules.concepts[part.name].role in ("context", "theme")
        for term in part.terms
    )
    return Relevance(score >= rules.threshold, score, tuple(dict.fromkeys(speaking)))


def explain(title: str | None, body: str) -> list[Contribution]:
    """Parts of the score: the concepts that were found and the bias, the highest value first.

    Raises ``RulesError`` when the rules file is broken.
    """
    rules = load_rules()
    amounts, terms = _measure(rules, _sentences(rules, title or "", body))
    amounts["bias"] = 1.0
    parts = [
        Contribution(name, amount, weight, amount * weight, tuple(dict.fromkeys(terms.get(name, ()))))
        for name, weight in rules.weights.items()
        if (amount := amounts.get(name, 0.0))
    ]
    return sorted(parts, key=lambda part: -part.value)


def _sentences(rules: Rules, title: str, body: str) -> list[_Sentence]:
    """The sentences in which a term was found. The title is one sentence."""
    sentences: list[_Sentence] = []
    lead_characters = rules.reading["lead_characters"]
    for in_title, text in ((True, title), (False, body)):
        text = text[:MAX_CHARACTERS].lower().replace("’", "'")
        begin = negated_until = 0
        sentence: _Sentence | None = None
        for match in rules.pattern.finditer(text):
            found = match[1]
            if found is None:
                if not in_title:
                    begin, sentence = match.end(), None
                continue
            if match.start() < negated_until:
                continue
            negated, terms = _terms_in(rules, found)
            if negated:
                negated_until = match.end(1)
                continue
            if sentence is None:
                sentence = _Sentence("title" if in_title else "lead" if begin < lead_characters else "body")
                sentences.append(sentence)
            for term, concept, strength in terms:
                sentence.found[concept] = max(strength, sentence.found.get(concept, 0.0))
                sentence.terms.setdefault(concept, []).append(term)
    for sentence in sentences:
        _apply_rules(rules, sentence)
    return sentences


def _apply_rules(rules: Rules, sentence: _Sentence) -> None:
    """Adds the concepts that the sentence has by co-occurrence, in the order of the rules."""
    found, terms = sentence.found, sentence.terms
    for rule in rules.cooccurrences:
        if all(map(found.__contains__, rule.concepts)):
            found[rule.counts_as] = max(rule.strength, found.get(rule.counts_as, 0.0))
            terms.setdefault(rule.counts_as, []).extend(terms[concept][0] for concept in rule.concepts)


@lru_cache(maxsize=20_000)
def _terms_in(rules: Rules, found: str) -> tuple[bool, tuple[tuple[str, str, float], ...]]:
    """The terms that begin where ``found`` does: is a negation among them? The others as (term, concept, strength)."""
    words = found.split()
    begun: dict[str, None] = {}
    for count in range(1, len(words) + 1):
        text = " ".join(words[:count])
        begun |= dict.fromkeys(term for term in (text, _ENDING_OF_WORD.sub("", text)) if term in rules.index)
        begun |= dict.fromkeys(
            term for head, term in rules.open_ended if text.startswith(head) and " " not in text[len(head) :]
        )
    return (
        not rules.negations.isdisjoint(begun),
        tuple((term, concept, strength) for term in begun for concept, strength in rules.index[term]),
    )


def _measure(rules: Rules, sentences: list[_Sentence]) -> tuple[dict[str, float], dict[str, list[str]]]:
    """Amount of every concept and focus, and the terms behind it."""
    reading, concepts = rules.reading, rules.concepts
    worth = {"title": reading["title"], "lead": reading["lead"], "body": 1.0}
    in_context: list[bool] = []
    context = 0.0
    for sentence in sentences:
        in_context.append(any(concepts[name].role == "context" for name in sentence.found))
        context += worth[sentence.place] * in_context[-1]
    on_an_election = min(1.0, context / reading["context_hits"])

    hits: dict[str, float] = {}
    terms: dict[str, list[str]] = {}
    focus = dict.fromkeys(FOCI, 0.0)
    for sentence, near in zip(sentences, in_context, strict=True):
        for name, strength in sentence.found.items():
            role = concepts[name].role
            if role == "theme":
                strength *= 1.0 if near else on_an_election * (1.0 if sentence.place == "title" else reading["apart"])
                if sentence.place != "body":
                    where = f"{sentence.place}_focus"
                    focus[where] = max(focus[where], strength)
            if role == "part" or not strength:
                continue
            hits[name] = hits.get(name, 0.0) + worth[sentence.place] * strength
            terms.setdefault(name, []).extend(sentence.terms[name])
    return {name: count / (count + reading["half"]) for name, count in hits.items()} | focus, terms
