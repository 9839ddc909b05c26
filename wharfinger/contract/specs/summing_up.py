# SPDX-License-Identifier: Apache-2.0
"""Faults that come in crowds, told so that a person reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from wharfinger.contract.specs import codes
from wharfinger.model import CodedFault, Spec

NO_SECTIONS = "sections"
"""The key of the fault of a spec that has no section which any genre knows."""

_TOLD = 3
_LISTED = 20


def by_file(faults: Iterable[CodedFault]) -> Iterator[CodedFault]:
    """Yield the first faults of each file, and one in place of all others, with their lines.

    The faults of a file stand together and in the order of their lines.
    """
    for _, found in groupby(faults, key=lambda fault: fault.location.path):
        all_of_file = list(found)
        yield from all_of_file[:_TOLD]
        rest = all_of_file[_TOLD:]
        if rest:
            lines = _listed(list(dict.fromkeys(str(fault.location.line) for fault in rest)))
            more = "line" if len(rest) == 1 else "lines"
            message = f"{rest[0].message}; the same on {len(rest)} more {more}: {lines}"
            yield replace(rest[0], message=message, key=f"{rest[0].key} more")


def without_sections(faults: Iterable[CodedFault]) -> Iterator[CodedFault]:
    """Yield the faults of genres; of specs without any section known, one for all of them."""
    stubs: list[CodedFault] = []
    for fault in faults:
        if fault.key == NO_SECTIONS:
            stubs.append(fault)
        else:
            yield fault
    if len(stubs) <= 1:
        yield from stubs
        return
    names = _listed([fault.location.path for fault in stubs], _TOLD)
    message = f"{len(stubs)} specs have no section that any genre knows, so none is asked of them"
    yield replace(stubs[0], message=f"{message}: {names}")


def with_records_of_their_own(specs: Iterable[Spec]) -> Iterator[Spec]:
    """Yield specs without what their names lack of a record that they share with another spec.

    Several specs may be written for one record, and only one can have its name.
    """
    specs = tuple(specs)
    names = Counter(tracker for _, tracker in {(s.slug, s.tracker) for s in specs if s.tracker})
    for spec in specs:
        if names[spec.tracker] < 2:
            yield spec
        else:
            kept = (f for f in spec.faults if (f.code, f.key) != (codes.NAME_MISMATCH, "tracker"))
            yield replace(spec, faults=tuple(kept))


def _listed(items: list[str], most: int = _LISTED) -> str:
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(items[:most]) + more
