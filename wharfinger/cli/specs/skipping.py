# SPDX-License-Identifier: Apache-2.0
"""The files that are no specs, and the checks that cannot run, as people are told of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from wharfinger.model import Catalog, Outcome, SkippedSpec
from wharfinger.reporters import counted, visible

_SHOWN = 3
_LINK = "a link to "


def as_text(catalog: Catalog, verbose: bool) -> str:
    """Return a line for each reason to skip files; a line for each file if more is to be said."""
    if verbose:
        lines = (f"{visible(item.path)}: {item.reason}" for item in catalog.skipped_specs)
        return "".join(f"skipped {visible(line)}\n" for line in lines)
    return "".join(f"skipped {line}\n" for line in grouped(catalog.skipped_specs))


def checks_as_text(outcome: Outcome) -> str:
    """Return a line for each reason to skip checks, but that which the summary has."""
    reasons = Counter(skip.reason for skip in outcome.skipped)
    del reasons[outcome.catalog.comparison_gap]
    lines = (f"{counted(n, 'check')}: {visible(why)}" for why, n in reasons.items())
    return "".join(f"skipped {line}\n" for line in lines)


def grouped(skipped: Iterable[SkippedSpec]) -> Iterator[str]:
    """Yield how many files are skipped for each reason, and some of them."""
    paths: dict[str, list[str]] = {}
    for item in skipped:
        paths.setdefault(_reason(item), []).append(visible(item.path))
    for reason, found in sorted(paths.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        named = f"{', '.join(found[:_SHOWN])}{more}"
        yield f"{counted(len(found), 'file')}: {visible(reason)} ({named})"


def _reason(item: SkippedSpec) -> str:
    """Return the reason without what only one file has."""
    return f"{_LINK}another file" if item.reason.startswith(_LINK) else item.reason
