"""Markup to which a selector leads, so that an outlet's own declaration has a page without anybody writing one."""

from __future__ import annotations

from typing import Any

from cssselect.parser import Attrib, Class, CombinedSelector, Element, Hash, parse


def wrapped(selector: str, inner: str, *, attribute_value: str = "") -> str:
    """HTML around ``inner`` in which ``selector`` (the first of a list) finds it.

    ``attribute_value`` is that of ``::attr(name)``, where the selector ends in one. Raises ``NotImplementedError`` for
    what is no element, class, id, attribute or descendant.
    """
    css, _, end = selector.partition("::")
    attribute = end.removeprefix("attr(").rstrip(")") if end.startswith("attr(") else None
    extra = f' {attribute}="{attribute_value}"' if attribute else ""
    return _around(parse(css)[0].parsed_tree, inner, extra)


def _around(tree: Any, inner: str, extra: str = "") -> str:
    if isinstance(tree, CombinedSelector):
        if tree.combinator not in (" ", ">"):
            raise NotImplementedError(f"combinator {tree.combinator!r}")
        return _around(tree.selector, _around(tree.subselector, inner, extra))
    name, attributes = _parts(tree)
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{written}{extra}>{inner}</{name}>"


def _parts(tree: Any) -> tuple[str, dict[str, str]]:
    """Tag and attributes of one element of a selector."""
    if isinstance(tree, Element):
        return tree.element or "div", {}
    if not isinstance(tree, Class | Hash | Attrib):
        raise NotImplementedError(f"{type(tree).__name__} in a selector")
    name, attributes = _parts(tree.selector)
    if isinstance(tree, Class):
        attributes["class"] = f"{attributes.get('class', '')} {tree.class_name}".strip()
    elif isinstance(tree, Hash):
        attributes["id"] = tree.id
    else:
        attributes[str(tree.attrib)] = str(getattr(tree.value, "value", tree.value) or "")
    return name, attributes
