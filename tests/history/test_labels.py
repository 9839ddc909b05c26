# SPDX-License-Identifier: Apache-2.0
"""The labelled commits are well-formed. The clones that tools/history needs are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
VERDICTS = {"breaking", "conditional", "compatible"}
NOTES = {"missing", "present", "not-due", "not-applicable"}
SECTIONS = {"features", "upgrade", "deprecations", "fixes", "other"}
FIELDS = {"id", "implementer", "caller", "note", "sections", "changes", "why"}
OPTIONAL = {"miss", "corrected"}


def labels() -> Iterator[Any]:
    for path in sorted(HERE.glob("*.yaml")):
        if not path.stem.endswith("-policy"):
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
            assert re.fullmatch(r"[\w.-]+/[\w.-]+", data["repository"])
            for label in data["commits"]:
                yield pytest.param(label, id=f"{path.stem}-{label['id'][:12]}")


LABELS = list(labels())


def test_there_are_enough_and_each_is_there_once() -> None:
    ids = [item.values[0]["id"] for item in LABELS]
    assert len(ids) >= 150
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_complete(label: dict[str, Any]) -> None:
    assert set(label) >= FIELDS
    assert set(label) <= FIELDS | OPTIONAL
    assert re.fullmatch(r"[0-9a-f]{40}", label["id"])
    assert {label["implementer"], label["caller"]} <= VERDICTS
    assert label["note"] in NOTES
    assert set(label["sections"]) <= SECTIONS
    assert bool(label["sections"]) is (label["note"] in {"missing", "present"})
    for change in label["changes"]:
        assert set(change) == {"rule", "subject"}


@pytest.mark.parametrize("label", LABELS)
def test_reasons_are_sentences(label: dict[str, Any]) -> None:
    for field in ("why", *OPTIONAL & set(label)):
        text = label[field]
        assert text.endswith(".")
        assert len(text.split()) >= 2
