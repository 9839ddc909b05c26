# SPDX-License-Identifier: Apache-2.0
"""Registries that are no entry points: fsspec, kombu, dogpile.cache; named, and discovered."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.real

FSSPEC = """
groups:
  fsspec:
    origin: {mapping: "fsspec.registry:known_implementations", key: class}
"""
KOMBU = """
groups:
  kombu.transport:
    origin: {mapping: "kombu.transport:TRANSPORT_ALIASES"}
    interface: kombu.transport.base:Transport
"""
DOGPILE = """
groups:
  dogpile.cache.backends:
    origin:
      calls: "dogpile.cache.backends:register_backend"
      arguments: {name: 0, module: 1, attribute: 2}
    interface: dogpile.cache.api:CacheBackend
    features:
      get: {any: [get]}
      get_serialized: {any: [get_serialized]}
      delete: {any: [delete]}
      serialized_or_not: {any: [get, get_serialized]}
"""


def literal(path: Path, name: str) -> Any:
    """Return the value of a constant of a module, evaluating nothing but it."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    raise LookupError(name)


def by_name(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {driver["name"]: driver for driver in answer["drivers"]}


def test_fsspec(ask: Any, site: Path) -> None:
    known = literal(site / "fsspec/registry.py", "known_implementations")
    drivers = by_name(ask("drivers", "fsspec", policy=FSSPEC))
    assert set(drivers) == set(known)
    assert {name: driver["target"].replace(":", ".") for name, driver in drivers.items()} == {
        name: entry["class"] for name, entry in known.items()
    }
    # One class within, one in a package that is not here.
    assert drivers["memory"]["interface"] == "fsspec.spec:AbstractFileSystem"
    assert drivers["memory"]["location"]["path"] == "fsspec/implementations/memory.py"
    assert drivers["s3"]["location"] is None
    assert drivers["s3"]["aliases"] == ["s3a"]


def test_fsspec_cells(ask: Any) -> None:
    cells = ask("matrix", "fsspec", policy=FSSPEC)["cells"]
    # AbstractFileSystem.cp_file and .created raise NotImplementedError.
    assert cells["cp_file"]["memory"]["support"] == "yes"
    assert cells["created"]["memory"]["support"] == "yes"
    assert (cells["cp_file"]["http"]["support"], cells["cp_file"]["http"]["basis"]) == (
        "no",
        "refused",
    )
    # Nothing is known of a package that is not here.
    assert {row["s3"]["support"] for row in cells.values()} == {"unknown"}


def test_kombu(ask: Any, site: Path) -> None:
    known = literal(site / "kombu/transport/__init__.py", "TRANSPORT_ALIASES")
    drivers = by_name(ask("drivers", "kombu.transport", policy=KOMBU))
    assert {name: driver["target"].replace(":", ".") for name, driver in drivers.items()} == {
        name: target.replace(":", ".") for name, target in known.items()
    }
    assert len(drivers) == 27
    # Written once with a colon and once with a dot, these are aliases all the same.
    assert drivers["slmq"]["aliases"] == ["SLMQ"]
    assert drivers["kafka"]["aliases"] == ["confluentkafka"]


def test_dogpile_cache(ask: Any, site: Path) -> None:
    text = (site / "dogpile/cache/backends/__init__.py").read_text(encoding="utf-8")
    calls = re.findall(r'register_backend\(\s*"(\S+)",\s*"(\S+)",\s*"(\w+)",?\s*\)', text)
    drivers = by_name(ask("drivers", "dogpile.cache.backends", policy=DOGPILE))
    assert {name: driver["target"] for name, driver in drivers.items()} == {
        name: f"{module}:{attribute}" for name, module, attribute in calls
    }
    assert len(drivers) == 14


def test_dogpile_cache_cells(ask: Any) -> None:
    cells = ask("matrix", "dogpile.cache.backends", policy=DOGPILE)["cells"]
    # Descendants of BytesBackend store bytes: CacheBackend.get and its like raise. The others
    # store objects, and CacheBackend.get_serialized turns these into bytes.
    for name in cells["get"]:
        family = name.split(".")[2].partition("_")[0]
        keeps_bytes = family in {"dbm", "redis", "valkey"}
        get, serialized = ("no", "yes") if keeps_bytes else ("yes", "default")
        assert cells["get"][name]["support"] == get, name
        assert cells["get_serialized"][name]["support"] == serialized, name
        assert cells["delete"][name]["support"] == "yes", name
        assert cells["serialized_or_not"][name]["support"] == "yes", name


@pytest.mark.parametrize(
    ("package", "registry", "count"),
    [
        ("fsspec", "fsspec.registry:known_implementations", 55),
        ("kombu", "kombu.transport:TRANSPORT_ALIASES", 27),
        ("dogpile", "dogpile.cache.backends.register_backend", 14),
        ("cinder", "cinder.interface.volumedriver", 103),
    ],
)
def test_offered_lines_work(
    ask: Any, alone: Callable[[str], Path], package: str, registry: str, count: int
) -> None:
    folder = alone(package)
    offered = {item["name"]: item for item in ask("drivers", below=folder)["registries"]}
    assert offered[registry]["count"] == count
    pasted = offered[registry]["policy"]
    group = pasted.split("\n")[1].strip().rstrip(":")
    assert len(ask("drivers", group, policy=pasted, below=folder)["drivers"]) == count
