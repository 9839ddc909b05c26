# SPDX-License-Identifier: Apache-2.0
"""Filling in a template: ours have placeholders, those of projects an example."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

from wharfinger.errors import UsageError
from wharfinger.model import Outline
from wharfinger.sources.specs.adornment import column_width, titled
from wharfinger.sources.specs.mending import RefusedError
from wharfinger.sources.specs.mending.titles import first_line, heading

_OPEN_FIELD = re.compile(r"^:[\w-]+:[ \t]*\$\w+[ \t]*$")
_MARKUP = re.compile(r"[\\*`|_]")
_FIELD = re.compile(r":[^:\n]+:")
_EXAMPLE = re.compile(r"(?<=/)example$")
_ALIASES = {"author": "authors", "date": "created", "release": "cycle"}


@dataclass(frozen=True, slots=True)
class Form:
    """The text of a template. ``version`` is 0 for one of the project, which says none."""

    text: str
    name: str
    version: int


def filled(form: Form, title: str, slug: str, values: Mapping[str, str]) -> str:
    """Return the text of a new spec. Fields without a value are left out."""
    if form.version:
        return _substituted(form, title, values)
    return _exemplified(form, title, slug, values)


def escaped(title: str) -> str:
    """Return a title in which no sign is taken for markup."""
    return _MARKUP.sub(r"\\\g<0>", title)


def is_readable(text: str, template: str) -> bool:
    """Tell whether a text has a title, and docutils no more to say of it than of its template."""
    from wharfinger.sources.specs.outline import outline

    found, before = outline(text, 0), outline(template, 0)
    return bool(found.title) and _faults(found) <= _faults(before)


def _faults(found: Outline) -> Counter[str]:
    return Counter(fault.message for fault in found.faults if fault.rule in {"markup", "limit"})


def _substituted(form: Form, title: str, values: Mapping[str, str]) -> str:
    given = {name: value for name, value in values.items() if value}
    given |= {
        "title": title,
        "rule": "=" * max(column_width(title), 4),
        "template": f"{form.name} {form.version}",
    }
    lines = form.text.split("\n")
    kept = [line for line in lines if not _OPEN_FIELD.match(line) or _has(line, given)]
    return Template("\n".join(kept)).safe_substitute(given)


def _has(line: str, given: Mapping[str, str]) -> bool:
    return line.rpartition("$")[2].strip() in given


def _exemplified(form: Form, title: str, slug: str, values: Mapping[str, str]) -> str:
    """Put the title in place of the example's, and what is known into its fields."""
    from wharfinger.sources.specs.outline import outline

    found = outline(form.text, 0)
    lines = form.text.split("\n")
    try:
        index = heading(lines, found.title_line) if found.title else -1
    except RefusedError:
        index = -1
    if index < 0:
        raise UsageError(f"the template {form.name!r} has no title to fill in")
    for field in found.fields:
        value = values.get(_ALIASES.get(field.name, field.name), "")
        if value:
            name = _FIELD.match(lines[field.line - 1])
            lines[field.line - 1] = f"{name[0] if name else f':{field.name}:'} {value}"
    for address, line in found.urls[:1]:
        better = values.get("tracker") or _EXAMPLE.sub(slug, address)
        lines[line - 1] = lines[line - 1].replace(address, better)
    start = first_line(lines, index)
    sign = lines[index + 1][0]
    new = titled(title, sign, overlined=start < index).rstrip("\n").split("\n")
    lines[start : index + 2] = new
    return "\n".join(lines)
