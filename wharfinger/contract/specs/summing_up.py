# SPDX-License-Identifier: Apache-2.0
"""Faults that come in crowds, told so that a person reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import groupby

from wharfinger.contract.specs import codes
from wharfinger.model import CodedFault, Spec

NO_SECTIONS = "sections"
"""The key of the fault of a spec that has no section which any genre knows."""

_TOLD = 3
_LISTED = 20


def by_file(faults: Iterable[CodedFault], marked: Collection[str] = ()) -> Iterator[CodedFault]:
    """Yield the first faults of each file, and one in place of all others, with their lines.

    The faults of a file stand together and in the order of their lines. Those of files that are
    ``marked``, which silence some of theirs, are told one by one: no comment silences more than
    what it stands above.
    """
    for path, found in groupby(faults, key=lambda fault: fault.location.path):
        all_of_file = list(found)
        told = len(all_of_file) if path in marked else _TOLD
        yield from all_of_file[:told]
        rest = all_of_file[told:]
        if rest:
            lines = _listed(list(dict.fromkeys(str(fault.location.line) for fault in rest)))
            more = "line" if len(rest) == 1 else "lines"
            message = f"{rest[0].message}; the same on {len(rest)} more {more}: {lines}"
            yield replace(rest[0], message=message, key=f"{rest[0].key} more")


def without_sections(
    faults: Iterable[CodedFault], marked: Collection[str] = ()
) -> Iterator[CodedFault]:
    """Yield the faults of genres; of specs without any section known, one for all of them.

    Its key differs for other specs, so that a waiver is for those alone that there were. Files
    that are ``marked``, which silence some of their faults, are told of by themselves.
    """
    stubs: list[CodedFault] = []
    for fault in faults:
        if fault.key == NO_SECTIONS and fault.location.path not in marked:
            stubs.append(fault)
        else:
            yield fault
    if len(stubs) <= 1:
        yield from stubs
        return
    paths = [fault.location.path for fault in stubs]
    message = f"{len(stubs)} specs have no section that any genre knows, so none is asked of them"
    message += f": {_listed(paths, _TOLD)}"
    which = sha256("\n".join(paths).encode()).hexdigest()[:8]
    key = f"{NO_SECTIONS} of {len(stubs)} specs {which}"
    yield replace(stubs[0], message=message, key=key)


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
