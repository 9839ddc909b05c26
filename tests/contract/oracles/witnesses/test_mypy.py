# SPDX-License-Identifier: Apache-2.0
"""mypy as a judge: an old driver against the new interface, and the new one in its place."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import mypy.api
import pytest

SIDES = ("implementer", "caller")
LINE = re.compile(r"(?P<file>\w+)\.py:(?P<line>\d+): error: (?P<said>.*)")
DISAGREEMENTS = {
    "Nothing enforces that a driver has an attribute.": ("required-attribute-added (implementer)",),
    "It takes overloads for new promises; they spell out what a method has always done.": (
        "overloads added (implementer)",
    ),
}


@pytest.fixture(scope="module")
def said(
    cases: Any, witness: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], list[str]]:
    """Run mypy once over the witnesses of all cases, and return what it says of each."""
    folder = tmp_path_factory.mktemp("witnesses")
    (folder / "mypy.ini").write_text("[mypy]\n")
    known = {}
    for number, (case, side) in enumerate(itertools.product(cases, SIDES)):
        written = witness(case, side)
        if written:
            known[f"w{number}"] = (case.name, side), written
            (folder / f"w{number}.py").write_text(written.text)
    options = (
        "--check-untyped-defs",
        "--disable-error-code=func-returns-value",
        "--no-color-output",
        "--no-error-summary",
    )
    files = f"--config-file={folder}/mypy.ini", f"--cache-dir={folder}/cache", str(folder)
    out, err, _ = mypy.api.run([*options, *files])
    assert not err
    found: dict[tuple[str, str], list[str]] = defaultdict(
        list, {key: [] for key, _ in known.values()}
    )
    for match in filter(None, map(LINE.search, out.splitlines())):
        key, written = known[match["file"]]
        if int(match["line"]) > written.start:
            found[key].append(match["said"])
    return dict(found)


def test_mypy_agrees(said: Any, disagreements: Callable[..., Any]) -> None:
    found = disagreements({key: bool(errors) for key, errors in said.items()})
    assert found == {label for labels in DISAGREEMENTS.values() for label in labels}


def test_the_documentation_tells_why(explained: Callable[[str], list[str]]) -> None:
    assert explained("mypy") == [*DISAGREEMENTS]
