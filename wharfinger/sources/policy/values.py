# SPDX-License-Identifier: Apache-2.0
"""Values of a policy that the schema cannot judge: regular expressions, and layouts of paths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wharfinger.sources.policy.document import Key, excerpt

PLACEHOLDERS = ("cycle", "status", "project", "number", "slug")
"""What a layout of paths may leave open."""


def bad_values(data: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Yield keys and what is wrong with their values; types are left to the schema."""
    yield from _bad_expression(("stable_branches",), data.get("stable_branches"))
    specs = data.get("specs")
    if isinstance(specs, Mapping):
        yield from _bad_expression(("specs", "tracker"), specs.get("tracker"), "id")
        yield from _bad_layouts(specs.get("layout"))
        yield from _bad_templates(specs.get("genres"))


def _bad_expression(key: Key, text: object, group: str = "") -> Iterator[tuple[Key, str]]:
    if not isinstance(text, str):
        return
    try:
        compiled = re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        yield key, f"not a regular expression: {error}"
        return
    if group and group not in compiled.groupindex:
        yield key, f"needs a group called {group!r}; write (?P<{group}>...) around that part"


def _bad_layouts(layouts: object) -> Iterator[tuple[Key, str]]:
    if isinstance(layouts, str):
        problem = _layout_problem(layouts)
        if problem:
            yield ("specs", "layout"), problem
    elif isinstance(layouts, list):
        for number, layout in enumerate(layouts):
            problem = _layout_problem(layout) if isinstance(layout, str) else ""
            if problem:
                yield ("specs", "layout", number), problem


def _layout_problem(layout: str) -> str:
    names = re.findall(r"\{(.*?)\}", layout)
    for name in names:
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{place}}}" for place in PLACEHOLDERS)
            return f"unknown placeholder {{{excerpt(name)}}}; known are: {known}"
        if names.count(name) > 1:
            return f"the placeholder {{{name}}} is there twice; keep one"
    if "slug" not in names or not layout.endswith(".rst"):
        return "needs the placeholder {slug}, and .rst at the end"
    return ""


def _bad_templates(genres: object) -> Iterator[tuple[Key, str]]:
    for number, choice in enumerate(genres if isinstance(genres, list) else ()):
        template = choice.get("template") if isinstance(choice, Mapping) else None
        for name in re.findall(r"\{(.*?)\}", template) if isinstance(template, str) else ():
            if name != "cycle":
                key = ("specs", "genres", number, "template")
                yield key, f"unknown placeholder {{{excerpt(name)}}}; known is: {{cycle}}"
