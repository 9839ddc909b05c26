# SPDX-License-Identifier: Apache-2.0
"""What a comparison of repositories of specs found, as text and as tables of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wharfinger.model import Finding

Row = tuple[str, ...]


def as_text(items: Sequence[Any]) -> str:
    """Return the comparison in lines of equal columns."""
    table = list(results(items))
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in table)
    return "\n".join(lines)


def write(items: Sequence[Any], folder: Path) -> None:
    """Write the tables that the page includes."""
    folder.mkdir(exist_ok=True)
    tables = {"results": results, "differences": differences, "missed": missed, "first": first}
    for name, rows in tables.items():
        (folder / f"{name}.inc").write_text(_as_rst(list(rows(items))))


def results(items: Iterable[Any]) -> Iterator[Row]:
    """Yield how many files each examines, and how many verdicts are the same."""
    yield "repository", "commit", "specs", "examined", "asked", "same", "explained"
    for item in items:
        examined = sum(not verdict.asked for verdict in item.own.values())
        asked = len(item.own) - examined
        differ = len(item.differences)
        counts = (len(item.configured.catalog.specs), examined, asked, len(item.own) - differ)
        has_test = "test" in item.known
        shown = [str(count) if has_test or not place else "" for place, count in enumerate(counts)]
        yield item.name, item.commit[:10], *shown, str(differ) if has_test else ""


def differences(items: Iterable[Any]) -> Iterator[Row]:
    """Yield each reason with the number of files to which it applies, and one of them."""
    yield "repository", "files", "for example", "why"
    for item in items:
        for number, entry in enumerate(item.known.get("differences", ())):
            found = [each for each in item.differences if number in item.reasons(each)]
            example = f"``{found[0].path}``" if found else ""
            yield item.name, str(len(found)), example, " ".join(entry["why"].split())


def missed(items: Iterable[Any]) -> Iterator[Row]:
    """Yield what the tests do not see, by code, with an example that a person can check."""
    yield "repository", "code", "findings", "for example"
    for item in items:
        by_code: dict[str, list[Finding]] = {}
        for finding in item.missed:
            by_code.setdefault(finding.code, []).append(finding)
        for code, found in sorted(by_code.items()):
            place = f"``{found[0].location.path}:{found[0].location.line}``"
            yield item.name, code, str(len(found)), f"{place}: {_literal(found[0].message)}"


def first(items: Sequence[Any]) -> Iterator[Row]:
    """Yield the number of findings of a first run without a policy, by code and repository."""
    counts = [Counter(f.code for f in item.unconfigured.findings) for item in items]
    yield "code", *(item.name.removesuffix("-specs") for item in items)
    yield "specs", *(str(len(item.unconfigured.catalog.specs)) for item in items)
    for code in sorted(set().union(*counts)):
        yield code, *(str(count[code] or "") for count in counts)


def _literal(text: str) -> str:
    for sign in "\\`*_|":
        text = text.replace(sign, f"\\{sign}")
    return text


def _as_rst(table: Sequence[Row]) -> str:
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in table:
        lines += [
            f"   {'* -' if place == 0 else '  -'} {cell}".rstrip() for place, cell in enumerate(row)
        ]
    return "\n".join(lines) + "\n"
