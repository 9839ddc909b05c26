# SPDX-License-Identifier: Apache-2.0
"""SPC1xx and SPC2xx: what is wrong with specs, one by one and with each other.

The source of specs finds what is wrong with one file; what takes several, or the base of a patch,
is found by :mod:`wharfinger.contract.specs`.
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from wharfinger.checks import Rule
from wharfinger.contract.specs import (
    codes,
    duplicates,
    links,
    redirects,
    succession,
    summing_up,
    transitions,
)
from wharfinger.contract.specs.judged import Scope
from wharfinger.model import Catalog, CheckInfo, CodedFault, Finding, Severity

_W = Severity.WARNING

Find = Callable[[Catalog], Iterable[CodedFault]]
Obstacle = Callable[[Catalog], str]


def _of_files(code: str) -> Find:
    """Return what yields the faults of one code that the source found in the files."""

    def find(catalog: Catalog) -> Iterator[CodedFault]:
        scope = Scope(catalog)
        for spec in catalog.specs:
            if scope.has((spec.path,)):
                yield from (fault for fault in spec.faults if fault.code == code)

    return find


def _of_lines(code: str) -> Find:
    """Return what yields the faults of lines, few for each file."""
    find = _of_files(code)
    return lambda catalog: summing_up.by_file(find(catalog), _marked(catalog))


def _of_names(catalog: Catalog) -> Iterable[CodedFault]:
    specs = tuple(summing_up.with_records_of_their_own(catalog.specs))
    return _of_files(codes.NAME_MISMATCH)(replace(catalog, specs=specs))


def _of_genres(catalog: Catalog) -> Iterable[CodedFault]:
    found = _of_files(codes.UNKNOWN_GENRE)(catalog)
    return summing_up.without_sections(found, _marked(catalog))


def _marked(catalog: Catalog) -> frozenset[str]:
    """Return the specs with comments that may silence findings."""
    return frozenset(spec.path for spec in catalog.specs if spec.marked)


def _without_specs(catalog: Catalog) -> str:
    base = catalog.comparison.base if catalog.comparison else Catalog()
    found = (catalog.specs, catalog.redirects, base.specs, base.redirects)
    return "" if any(found) else "the project has no specs"


def _without_doc8(catalog: Catalog) -> str:
    if importlib.util.find_spec("doc8") is None:
        return "doc8 is not installed; install wharfinger[doc8]"
    return _without_specs(catalog)


def _without_base(catalog: Catalog) -> str:
    return _without_specs(catalog) or ("" if catalog.comparison else catalog.comparison_gap)


def _check(
    code: str,
    slug: str,
    summary: str,
    severity: Severity = Severity.ERROR,
    find: Find | None = None,
    obstacle: Obstacle = _without_specs,
) -> Rule:
    info = CheckInfo(
        code=code,
        slug=slug,
        severity=severity,
        summary=summary,
        parts=("specs", "comparison"),
        page=f"pages/{slug.replace('-', '_')}.rst",
    )
    return Rule(info, partial(_findings, info, find or _of_files(code)), obstacle)


def _check_lines(code: str, slug: str, summary: str) -> Rule:
    return _check(code, slug, summary, _W, _of_lines(code), _without_doc8)


def _findings(info: CheckInfo, find: Find, catalog: Catalog) -> Iterator[Finding]:
    """Yield a finding for each fault, those of one subject with numbers from the second on."""
    seen: Counter[str] = Counter()
    for fault in find(catalog):
        subject = _subject(fault)
        seen[subject] += 1
        number = f":{seen[subject]}" if seen[subject] > 1 else ""
        # Whoever finds a fault says what to do.
        remedy = f"{fault.remedy.rstrip('.')}."
        yield info.finding(subject + number, fault.message, remedy, fault.location, fault.severity)


def _subject(fault: CodedFault) -> str:
    if fault.code == codes.DUPLICATE_SLUG:
        # Where a patch is judged, the fault may be told of another one of the files.
        return fault.key
    return f"{fault.location.path}:{fault.key}" if fault.key else fault.location.path


checks = (
    _check("SPC101", "unreadable-spec", "A spec cannot be read."),
    _check("SPC102", "spec-beyond-limit", "A spec would take too long to read."),
    _check("SPC103", "invalid-spec-markup", "The reStructuredText of a spec is wrong."),
    _check("SPC104", "missing-spec-section", "A spec lacks a section that its genre requires."),
    _check("SPC105", "spec-section-order", "The sections of a spec are not in their order."),
    _check("SPC106", "empty-spec-section", "A section of a spec has nothing in it."),
    _check("SPC107", "spec-template-text", "A spec still has text of its template."),
    _check("SPC108", "unknown-spec-section", "A spec has a section unknown to its genre.", _W),
    _check("SPC109", "spec-title", "A spec has no title, or one that looks like a section's."),
    _check(
        "SPC110",
        "spec-name-mismatch",
        "Title, file name and tracker of a spec differ.",
        _W,
        _of_names,
    ),
    _check("SPC111", "invalid-spec-metadata", "A field of a spec is wrong."),
    _check("SPC112", "missing-spec-metadata", "A spec lacks a field that it must have."),
    _check("SPC113", "spec-metadata-order", "The fields of a spec are not in their order.", _W),
    _check_lines("SPC114", "long-spec-line", "A line of a spec is too long."),
    _check_lines("SPC115", "trailing-space-in-spec", "A line of a spec ends with white space."),
    _check_lines("SPC116", "tab-in-spec", "A line of a spec is indented with a tab."),
    _check_lines(
        "SPC117", "carriage-return-in-spec", "A line of a spec ends with a carriage return."
    ),
    _check_lines("SPC118", "spec-without-final-newline", "The last line of a spec has no end."),
    _check("SPC119", "broken-spec-link", "A link of a spec leads nowhere.", find=links.faults),
    _check("SPC120", "spec-licence", "The header of a spec lacks its licence.", _W),
    _check(
        "SPC121",
        "duplicate-spec-slug",
        "Two specs have one slug or number.",
        find=duplicates.faults,
    ),
    _check("SPC122", "spec-file-name", "The name of a spec's file is wrong."),
    _check("SPC123", "unknown-spec-genre", "A spec has no genre that is known.", _W, _of_genres),
    _check(
        "SPC201",
        "spec-status-transition",
        "A spec comes to a status that may not follow.",
        find=transitions.transitions,
        obstacle=_without_base,
    ),
    _check(
        "SPC202",
        "accepted-spec-changed",
        "An accepted spec changes without a record.",
        find=transitions.changed_texts,
        obstacle=_without_base,
    ),
    _check(
        "SPC203",
        "spec-succession",
        "Specs do not agree on what supersedes what.",
        find=succession.faults,
    ),
    _check(
        "SPC204",
        "missing-redirect",
        "A spec is moved or deleted without a redirect.",
        find=redirects.missing,
        obstacle=_without_base,
    ),
    _check(
        "SPC205",
        "faulty-redirect",
        "A redirect does not lead to a page at once.",
        find=redirects.faulty,
    ),
    _check(
        "SPC206",
        "old-spec-template",
        "A spec changes and keeps to an old template.",
        _W,
        transitions.old_templates,
        _without_base,
    ),
)
