# SPDX-License-Identifier: Apache-2.0
"""Source trees for the tests of the static reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from wharfinger.model import ClassInfo, Root
from wharfinger.sources.python import Reader

Tree = Callable[[Mapping[str, str | bytes]], Reader]
ReadClass = Callable[[str], ClassInfo]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Write files, by their path, and return a reader of the folder that they are in."""

    def write(files: Mapping[str, str | bytes]) -> Reader:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
        return Reader([Root(str(tmp_path), str(tmp_path))])

    return write


@pytest.fixture
def read_class(tree: Tree) -> ReadClass:
    """Read the class ``C`` of a module."""

    def read(text: str) -> ClassInfo:
        reader = tree({"mod.py": text})
        symbol = reader.resolve("mod", "C")
        assert symbol.kind == "class", symbol
        return reader.class_of(symbol)

    return read
