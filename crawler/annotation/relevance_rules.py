"""The rules of relevance: ``data/election_security.toml``, read, checked and compiled.

Whoever edits the file is not expected to read this; every mistake that can be told from a meaning is told in one line.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

RULES_FILE: Final = Path(__file__).with_name("data") / "election_security.toml"

FOCI: Final = ("title_focus", "lead_focus")
"""Names in the weights for the strongest theme in the title and in the lead."""

ENDING: Final = "-?(?:nya|lah|kah|pun)"
"""Endings that do not make another word of a term (regular expression)."""

_ROLES: Final = ("context", "theme", "against", "part")
_READING: Final = ("lead_characters", "title", "lead", "weak", "apart", "half", "context_hits")
_END_OF_SENTENCE: Final = r"""[.!?]["”'»)\]]*+\s|\n[^\S\n]*+\n"""


class RulesError(ValueError):
    """The rules file is broken. The message is one line: which file, where, what, and what to do."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A named group of terms."""

    role: str
    """``context``, ``theme``, ``against`` or ``part``; the rules file explains them."""

    terms: tuple[str, ...]
    weak: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """Concepts that count as another where they meet in a sentence."""

    counts_as: str
    concepts: tuple[str, ...]
    strength: float


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """A rules file, checked and compiled."""

    threshold: float
    reading: Mapping[str, float]
    concepts: Mapping[str, Concept]
    cooccurrences: tuple[Cooccurrence, ...]

    weights: Mapping[str, float]
    """Weight of every concept that is not a part, of the foci, and ``bias``."""

    pattern: re.Pattern[str]
    """Finds, at the first letter of a word, the longest term there (group 1), or else the end of a sentence."""

    index: Mapping[str, tuple[tuple[str, float], ...]]
    """Term → concepts and strengths; nothing for a term of the negations."""

    negations: frozenset[str]

    open_ended: tuple[tuple[str, str], ...]
    """Beginning of a term before its ``*``, and the term."""


@cache
def load_rules(path: Path = RULES_FILE) -> Rules:
    """The rules in ``path``, read once; ``RulesError`` when they are missing, not TOML, or cannot be meant so."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RulesError(f"{path}: cannot be read ({error.strerror}); restore the file") from None
    except UnicodeDecodeError:
        raise RulesError(f"{path}: is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{path}: is not TOML: {error}; correct that line, or the quote or comma before it") from None
    try:
        return _checked(data)
    except RulesError as error:
        raise RulesError(f"{path}: {error}") from None


def _checked(data: dict[str, Any]) -> Rules:
    _only(data, ("decision", "reading", "negations", "concepts", "rules", "weights"), "the file")
    threshold = _numbers(data, "decision", ("threshold",))["threshold"]
    if not 0 < threshold < 1:
        raise RulesError(f"[decision] threshold is {threshold}; write a number between 0 and 1")
    reading = _numbers(data, "reading", _READING)
    for name, value in reading.items():
        if value < 0 or (value == 0 and name in ("half", "context_hits")):
            raise RulesError(f"[reading] {name} is {value}; write a number above 0")
    concepts = {
        name: _concept(name, table) for name, table in _table(data, "concepts", "[concepts.NAME] tables").items()
    }
    if not any(concept.role == "context" for concept in concepts.values()):
        raise RulesError('[concepts] has no concept with role = "context"; give the election concept that role')
    scored = [name for name, concept in concepts.items() if concept.role != "part"]
    weights = _numbers(data, "weights", ("bias", *FOCI, *scored))
    cooccurrences = data.get("rules", [])
    if not isinstance(cooccurrences, list):
        raise RulesError("[rules] is a single table; write [[rules]] with two brackets")
    negations = _terms(_table(data, "negations", "a list of terms"), "terms", "[negations]")
    index: dict[str, dict[str, float]] = {term: {} for term in negations}
    for name, concept in concepts.items():
        for listed, strength in ((concept.weak, reading["weak"]), (concept.terms, 1.0)):
            for term in listed:
                index.setdefault(term, {})[name] = strength
    return Rules(
        threshold=threshold,
        reading=reading,
        concepts=concepts,
        cooccurrences=tuple(_cooccurrence(number, rule, concepts) for number, rule in enumerate(cooccurrences, 1)),
        weights=weights,
        pattern=re.compile(rf"\b(?=({_alternatives(index)}))|{_END_OF_SENTENCE}"),
        index={term: tuple(listed.items()) for term, listed in index.items()},
        negations=frozenset(negations),
        open_ended=tuple((term[:-1], term) for term in index if term.endswith("*")),
    )


def _concept(name: str, table: object) -> Concept:
    where = f"[concepts.{name}]"
    if not isinstance(table, dict):
        raise RulesError(f"{where} is not a table; write {where} on a line of its own and its lists below")
    _only(table, ("role", "says", "terms", "weak"), where)
    role = table.get("role")
    if role not in _ROLES:
        raise RulesError(f"{where} role is {role!r}; write one of {', '.join(_ROLES)}")
    if name in (*FOCI, "bias"):
        raise RulesError(f"{where} has a name that [weights] needs for something else; choose another")
    terms, weak = _terms(table, "terms", where), _terms(table, "weak", where) if "weak" in table else ()
    if both := sorted(set(terms) & set(weak)):
        raise RulesError(f'{where} has "{both[0]}" in terms and in weak; delete one')
    return Concept(role, terms, weak)


def _cooccurrence(number: int, rule: object, concepts: Mapping[str, Concept]) -> Cooccurrence:
    where = f"[[rules]] number {number}"
    if not isinstance(rule, dict):
        raise RulesError(f"{where} is not a table; write [[rules]] and its lines below")
    _only(rule, ("counts_as", "all", "strength"), where)
    together, counts_as, strength = rule.get("all"), rule.get("counts_as"), rule.get("strength", 1.0)
    if not isinstance(together, list) or len(together) < 2:
        raise RulesError(f"{where} all is not a list of two concepts or more; name the concepts that must meet")
    for name in (*together, counts_as):
        if not isinstance(name, str) or name not in concepts:
            raise RulesError(f"{where} names {name!r}, which is no concept; write one of {', '.join(concepts)}")
    if concepts[str(counts_as)].role == "part":
        raise RulesError(f'{where} counts_as "{counts_as}", which only counts through rules; name a theme')
    if not _is_number(strength) or not 0 < strength <= 1:
        raise RulesError(f"{where} strength is {strength!r}; write a number above 0, up to 1")
    return Cooccurrence(str(counts_as), tuple(together), float(strength))


def _terms(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    terms = table.get(key)
    if not isinstance(terms, list) or not terms:
        raise RulesError(f'{where} {key} is not a list of terms; write {key} = ["…", "…"]')
    for term in terms:
        if not isinstance(term, str) or not term.strip("* "):
            raise RulesError(f"{where} {key} holds {term!r}; write a term in quotes, or delete it")
        if term != " ".join(term.lower().replace("’", "'").split()):
            raise RulesError(
                f'{where} {key} holds "{term}"; write it in small letters, single spaces, straight apostrophe'
            )
        if "*" in term[:-1]:
            raise RulesError(f'{where} {key} holds "{term}"; * may only be its last character')
        if not (term[0].isalnum() and (term[-1].isalnum() or term[-1] == "*")):
            raise RulesError(f'{where} {key} holds "{term}"; begin and end it with a letter or a digit')
        if terms.count(term) > 1:
            raise RulesError(f'{where} {key} holds "{term}" twice; delete one')
    return tuple(terms)


def _numbers(data: Mapping[str, Any], name: str, keys: Iterable[str]) -> dict[str, float]:
    table, keys = _table(data, name, "numbers"), tuple(keys)
    _only(table, keys, f"[{name}]")
    for key in keys:
        if key not in table:
            raise RulesError(f"[{name}] has no {key}; add the line {key} = NUMBER")
        if not _is_number(table[key]):
            raise RulesError(f"[{name}] {key} is {table[key]!r}; write a number")
    return {key: float(table[key]) for key in keys}


def _table(data: Mapping[str, Any], name: str, holds: str) -> dict[str, Any]:
    table = data.get(name)
    if not isinstance(table, dict):
        raise RulesError(f"[{name}] is missing or not a table; it holds {holds}")
    return table


def _only(table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    known = tuple(known)
    for key in table:
        if key not in known:
            raise RulesError(f"{where} has {key!r}, which nothing reads; delete it, or write one of {', '.join(known)}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _alternatives(terms: Iterable[str]) -> str:
    """One regular expression for all terms: a tree of their characters, so that a word is read once, not per term."""
    tree: dict[str, Any] = {}
    for term in terms:
        node = tree
        for character in term:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branch(tree)


def _branch(node: dict[str, Any]) -> str:
    """Longer terms first: what continues, then ``*``, then the end of a word."""
    special = {" ": r"\s++", "*": r"\w*+"}
    following = sorted((key for key in node if key), key=lambda key: (key == "*", key))
    branches = [special.get(key, re.escape(key)) + _branch(node[key]) for key in following]
    if "" in node:
        branches.append(rf"(?:{ENDING})?\b")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
