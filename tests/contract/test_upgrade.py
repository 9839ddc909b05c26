# SPDX-License-Identifier: Apache-2.0
"""The guide from one version of an interface to the next."""

from __future__ import annotations

from pathlib import Path

from wharfinger.contract import interfaces
from wharfinger.contract.upgrade import Guide, guide
from wharfinger.model import Root
from wharfinger.sources.python import Reader

SOURCE = """
import abc


class V8(abc.ABC):
    @abc.abstractmethod
    def get(self, key):
        ...

    def put(self, key, value, sync=True):
        return None

    def drop(self, key):
        raise NotImplementedError

    @property
    def size(self):
        return 0


class V9(abc.ABC):
    @abc.abstractmethod
    async def get(self, key, region):
        ...

    @abc.abstractmethod
    def put(self, name, value, *, sync=False):
        ...

    @property
    def size(self):
        return 0

    @abc.abstractmethod
    def lease(self):
        ...

    def many(self):
        return []

    def watch(self):
        raise NotImplementedError
"""


def read(folder: Path) -> Guide:
    (folder / "demo.py").write_text(SOURCE, encoding="utf-8")
    reader = Reader([Root(str(folder), str(folder))])
    old, new = (reader.class_of(reader.resolve("demo", name)) for name in ("V8", "V9"))
    return guide(interfaces.describe(old), interfaces.describe(new))


def test_members_are_told_apart(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert [method.name for method in found.demanded] == ["lease"]
    assert [method.name for method in found.inherited] == ["many"]
    assert [method.name for method in found.refusing] == ["watch"]
    assert [method.name for method in found.removed] == ["drop"]


def test_changes_come_with_advice(tmp_path: Path) -> None:
    advice = {item.new.name: item.advice for item in read(tmp_path).changed}
    assert advice == {
        "get": ("make it async", "take the new parameter region"),
        "put": (
            "write it: there is no default any more",
            "call the parameter key name",
            "expect sync by keyword",
            "take over the new default of sync: False",
        ),
    }


def test_a_version_is_its_own_guide(tmp_path: Path) -> None:
    (tmp_path / "demo.py").write_text(SOURCE, encoding="utf-8")
    reader = Reader([Root(str(tmp_path), str(tmp_path))])
    same = interfaces.describe(reader.class_of(reader.resolve("demo", "V9")))
    assert guide(same, same) == Guide((), (), (), (), ())
