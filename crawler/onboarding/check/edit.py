"""Change of an outlet's module: new values of facts, everything else as it was written."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from crawler.exceptions import UsageFailure
from crawler.items import Layout
from crawler.onboarding.draft import literal
from crawler.outlets.outlet import Outlet
from crawler.outlets.sources import Source, without

_WIDTH = 120
_LIBRARY = ("dataclasses", "datetime")
"""Modules of Python's own that a declaration may need."""
_LAYOUT, _SOURCES = "crawler.items", "crawler.outlets.sources"


def changed(text: str, outlet: type[Outlet], facts: Mapping[str, Any]) -> str:
    """The module ``text`` with ``facts`` of the outlet's class set. Raises ``UsageFailure`` for a module without it."""
    tree = ast.parse(text)
    found = next((node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == outlet.__name__), None)
    if found is None:
        raise UsageFailure(f"{outlet.__module__} declares no class {outlet.__name__}: change it by hand")
    lines = text.splitlines()
    needed: dict[str, set[str]] = {}
    places = {
        target.id: node
        for node in found.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in ([node.target] if isinstance(node, ast.AnnAssign) else node.targets)
        if isinstance(target, ast.Name)
    }
    end = found.end_lineno or len(lines)
    edits = []
    for name, value in facts.items():
        place = places.get(name)
        inherited = None if place else _inherited(name, value, outlet, needed)
        written = [f"    {name} = {inherited}"] if inherited else list(_assignment(name, value, needed))
        edits.append((place.lineno - 1, place.end_lineno or place.lineno, written) if place else (end, end, written))
    for begin, stop, written in sorted(edits, key=lambda edit: edit[0], reverse=True):
        lines[begin:stop] = written
    return "\n".join(_with_imports(lines, tree, needed)) + "\n"


def described(facts: Mapping[str, Any]) -> Iterator[str]:
    """The facts as they stand in a module, for people."""
    for name, value in facts.items():
        yield from _assignment(name, value, {})


def _inherited(name: str, value: Any, outlet: type[Outlet], needed: dict[str, set[str]]) -> str | None:
    """The value by what the family declares, where it differs from it in few places; else ``None``."""
    base: type = outlet.__mro__[1]
    declared: tuple[Any, ...] = getattr(base, name, ())
    if name == "layouts" and value[-len(declared) :] == declared and len(value) == len(declared) + 1:
        changes = [(one, item) for one, item in _given(value[0]) if item != getattr(declared[0], one)]
        needed.setdefault("dataclasses", set()).add("replace")
        given = ", ".join(f"{one}={_written(item, needed)}" for one, item in changes)
        return f"(replace({base.__name__}.layouts[0], {given}), *{base.__name__}.layouts)"
    kept = tuple(one for one in value if one in declared) if name == "sources" else ()
    if not kept:
        return None
    new = tuple(one for one in value if one not in declared)
    dead = tuple(one.url for one in declared if one not in kept)
    if (*new, *kept) != value or without(declared, *dead) != kept:
        return None
    rest = f"{base.__name__}.sources"
    if dead:
        needed.setdefault(_SOURCES, set()).add("without")
        rest = f"without({rest}, {', '.join(map(literal, dead))})"
    return f"({', '.join([*(_written(one, needed) for one in new), f'*{rest}'])})" if new else rest


def _assignment(name: str, value: Any, needed: dict[str, set[str]]) -> Iterator[str]:
    line = f"    {name} = {_written(value, needed)}"
    if len(line) <= _WIDTH or not isinstance(value, tuple):
        yield line
        return
    yield f"    {name} = ("
    yield from (f"        {_written(one, needed)}," for one in value)
    yield "    )"


def _written(value: Any, needed: dict[str, set[str]]) -> str:
    """A value in Python; ``needed`` receives the names that have to be imported, by module."""
    if isinstance(value, tuple):
        inner = ", ".join(_written(one, needed) for one in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, Layout | Source):
        needed.setdefault(_LAYOUT if isinstance(value, Layout) else _SOURCES, set()).add(type(value).__name__)
        given = ", ".join(f"{name}={_written(one, needed)}" for name, one in _given(value))
        return f"{type(value).__name__}({given})"
    if isinstance(value, date):
        needed.setdefault("datetime", set()).add("date")
        return f"date({value.year}, {value.month}, {value.day})"
    return literal(value)


def _given(value: Any) -> Iterator[tuple[str, Any]]:
    """Fields of a value that are not as they are by default."""
    assert is_dataclass(value)
    for one in fields(value):
        if getattr(value, one.name) != one.default:
            yield one.name, getattr(value, one.name)


def _with_imports(lines: list[str], tree: ast.Module, needed: Mapping[str, set[str]]) -> list[str]:
    """The lines with the names that they need imported, in order of the modules."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    told = {node.module or "": {alias.name for alias in node.names} for node in imports}
    missing = {module: names - told.get(module, set()) for module, names in needed.items()}
    if not any(missing.values()):
        return lines
    ours = [node for node in imports if (node.module or "").split(".")[0] in ("crawler", "spiders")]
    library = [(module, missing.pop(module)) for module in _LIBRARY if missing.get(module)]
    for module, names in missing.items():
        told[module] = told.get(module, set()) | names
    wanted = {node.module or "" for node in ours} | {module for module, names in missing.items() if names}
    block = [f"from {module} import {', '.join(sorted(told[module]))}" for module in sorted(wanted)]
    if library:
        block = [*(f"from {module} import {', '.join(sorted(names))}" for module, names in library), "", *block]
    first, last = ours[0].lineno - 1, ours[-1].end_lineno or ours[-1].lineno
    return [*lines[:first], *block, *lines[last:]]
