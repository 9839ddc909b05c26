# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the fields in which a spec speaks of itself."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from wharfinger.contract.specs import codes
from wharfinger.contract.specs.delivery.claims import FORMS, target
from wharfinger.model import Claim, CodedFault, Field, Location, Spec, SpecStatus
from wharfinger.model.spec import CLAIMS

FIELDS = (
    "status",
    "cycle",
    "created",
    "authors",
    "tracker",
    "template",
    "adds-driver",
    "changes-interface",
    "removes-driver",
    "adds-option",
    "requires",
    "supersedes",
    "superseded-by",
)
"""The fields of a spec, in the order in which they are written."""

SINGLE = frozenset(FIELDS[:3] + FIELDS[4:6])
"""Those that have one value, and are said once."""

# What docutils and Sphinx themselves read in such a list.
_OTHERS = frozenset(
    [
        *("abstract", "address", "author", "authors", "contact", "copyright", "date", "dedication"),
        *("nocomments", "no-search", "nosearch", "organization", "orphan", "revision", "status"),
        *("tocdepth", "version"),
    ]
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TEMPLATE = re.compile(r"[\w.-]+([ \t]+[0-9]{1,6})?")
_QUOTES = "`'\" \t"


def values(text: str) -> tuple[str, ...]:
    """Return the values of a field: they are separated by commas or line ends."""
    return tuple(item for item in (p.strip(_QUOTES) for p in re.split(r"[,\n]", text)) if item)


def invalid(
    path: str, fields: Sequence[Field], words: Mapping[str, str], standing: SpecStatus | None
) -> Iterator[CodedFault]:
    """Yield what is wrong with fields (SPC111).

    ``words`` are those for a status, in lower case, and ``standing`` is what the folder says.
    """
    ours = any(field.name in FIELDS for field in fields)
    seen: set[str] = set()
    for field in fields:
        if field.name not in FIELDS:
            yield from _unknown(path, field, ours)
            continue
        if field.name in seen and field.name in SINGLE:
            yield _fault(path, field, "is there twice", "Keep one of the two.", "twice")
        seen.add(field.name)
        yield from _bad_value(path, field, words)
        if field.name == "status":
            yield from _disagreement(path, field, words, standing)


def missing(path: str, spec: Spec, required: Collection[str]) -> Iterator[CodedFault]:
    """Yield the fields that a spec must have and has not (SPC112).

    What folders and addresses say, where they do, counts too.
    """
    said = {
        *(name for name, _ in spec.field_lines),
        *(("status",) if spec.status else ()),
        *(("cycle",) if spec.cycle else ()),
        *(("tracker",) if spec.tracker else ()),
        *(("template",) if spec.template else ()),
    }
    line = min((line for _, line in spec.field_lines), default=1)
    for name in (*FIELDS, *sorted({*required}.difference(FIELDS))):
        if name in required and name not in said:
            message = f"the field {name!r} is missing"
            remedy = "Add it to the list below the title."
            where = Location(path, line)
            yield CodedFault(codes.MISSING_METADATA, message, remedy, where, f"missing {name}")


def disorder(path: str, fields: Sequence[Field]) -> Iterator[CodedFault]:
    """Yield the first field that stands before one that belongs before it (SPC113)."""
    known = [field for field in fields if field.name in FIELDS]
    for field, following in pairwise(known):
        if FIELDS.index(field.name) > FIELDS.index(following.name):
            message = f"the field {following.name!r} stands after {field.name!r}"
            present = {item.name for item in known}
            order = ", ".join(name for name in FIELDS if name in present)
            remedy = f"Write the fields in this order: {order}."
            where = Location(path, following.line)
            yield CodedFault(codes.METADATA_ORDER, message, remedy, where, "field order")
            return


def _unknown(path: str, field: Field, ours: bool) -> Iterator[CodedFault]:
    """Yield the fault of a field that is near one of ours, or stands among some of them."""
    if field.name in _OTHERS:
        return
    near = difflib.get_close_matches(field.name[:40], FIELDS, 1, 0.75)
    if not near and not ours:
        return
    meant = f"; did you mean {near[0]!r}?" if near else ""
    remedy = f"Known are: {', '.join(FIELDS)}."
    yield _fault(path, field, f"is unknown{meant}", remedy, "unknown")


def _bad_value(path: str, field: Field, words: Mapping[str, str]) -> Iterator[CodedFault]:
    if not values(field.value):
        yield _fault(path, field, "is empty", "Write a value, or drop the field.", "empty")
        return
    if field.name in CLAIMS:
        yield from _bad_claims(path, field)
        return
    judge = _JUDGES.get(field.name)
    found = judge(field.value.strip(_QUOTES), words) if judge else None
    if found:
        yield _fault(path, field, found[0], found[1], "value")


def _bad_claims(path: str, field: Field) -> Iterator[CodedFault]:
    for value in values(field.value):
        claim = Claim(field.name, " ".join(value.split()), Location(path, field.line))
        if target(claim) is None:
            message = f"has {_quoted(value)}, which is not understood"
            yield _fault(path, field, message, f"Write it as {FORMS[field.name]}.", value[:60])


def _bad_status(value: str, words: Mapping[str, str]) -> tuple[str, str] | None:
    if value.lower() in words:
        return None
    near = difflib.get_close_matches(value.lower()[:40], sorted(words), 1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    remedy = f"Write one of: {', '.join(SpecStatus)}."
    return f"is {_quoted(value)}, which is no status{meant}", remedy


def _bad_day(value: str, _: Mapping[str, str]) -> tuple[str, str] | None:
    try:
        good = bool(_DAY.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        good = False
    remedy = "Write the day on which the spec was begun as year-month-day: 2026-01-31."
    return None if good else (f"is {_quoted(value)}, which is no day", remedy)


def _bad_template(value: str, _: Mapping[str, str]) -> tuple[str, str] | None:
    if _TEMPLATE.fullmatch(value):
        return None
    remedy = "Write the name of the template and its version: driver 1."
    return f"is {_quoted(value)}, which is no name and version", remedy


def _one_value(value: str, _: Mapping[str, str]) -> tuple[str, str] | None:
    if len(values(value)) == 1:
        return None
    return "has more than one value", "Keep one of them."


_JUDGES: dict[str, Callable[[str, Mapping[str, str]], tuple[str, str] | None]] = {
    "status": _bad_status,
    "created": _bad_day,
    "template": _bad_template,
    "cycle": _one_value,
}


def _disagreement(
    path: str, field: Field, words: Mapping[str, str], standing: SpecStatus | None
) -> Iterator[CodedFault]:
    said = words.get(field.value.strip(_QUOTES).lower())
    if said and standing and said != standing:
        message = f"says {said}, but the folder says {standing.value}"
        remedy = "Move the file, or mend the field."
        yield _fault(path, field, message, remedy, "folder")


def _fault(path: str, field: Field, message: str, remedy: str, key: str) -> CodedFault:
    return CodedFault(
        codes.INVALID_METADATA,
        f"the field {_quoted(field.name)} {message}",
        remedy,
        Location(path, field.line),
        f"{field.name[:40]} {key}",
    )


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:59] + "\u2026")
