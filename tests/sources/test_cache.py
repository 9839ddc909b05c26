# SPDX-License-Identifier: Apache-2.0
"""The cache: right when files change, when it is damaged, and when it is gone."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from wharfinger import pipeline
from wharfinger.model import Catalog, Request
from wharfinger.sources import cache
from wharfinger.testing import project

FILES = {
    "setup.cfg": (
        "[metadata]\nname = demo\n[options.entry_points]\ndemo.drivers =\n    d = demo:D\n"
    ),
    "demo/__init__.py": (
        "class Base:\n    def get(self): raise NotImplementedError\n"
        "class D(Base):\n    def get(self): return 1\n"
    ),
}


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    tree = tmp_path / "tree"
    trees = project(FILES, tree).trees
    _settle(tree)
    return Request(trees=trees, cache=tmp_path / "cache")


def _settle(tree: Path) -> None:
    """Make files look old enough for their time stamps to be trusted, as far as one can."""
    past = time.time() - 100
    for path in (tree, *tree.rglob("*")):
        os.utime(path, (past, past))


@pytest.fixture(autouse=True)
def _trusted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # The time of the last change of a file's status cannot be set back.
    monkeypatch.setattr(cache, "_SETTLED_NS", -(10**12))


def _read(request: Request) -> Catalog:
    return pipeline.read(request, ["groups"])


def _support(request: Request) -> str:
    (group,) = _read(request).groups
    return str(group.cells["get", "d"].support)


def _kept(request: Request) -> list[Path]:
    assert request.cache is not None
    return list(request.cache.iterdir())


def test_a_kept_answer_is_the_same(request_: Request) -> None:
    first = _read(request_)
    assert _kept(request_)
    assert repr(_read(request_)) == repr(first)


def test_a_kept_answer_is_used(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _read(request_)
    monkeypatch.setattr("wharfinger.sources.groups._read", None)
    assert repr(_read(request_)) == repr(first)


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: (tree / "demo/__init__.py").write_text(
            FILES["demo/__init__.py"].replace("return 1", "raise NotImplementedError")
        ),
        # A package in the place of the module is a new folder, and no file changes.
        lambda tree: (tree / "demo/__init__.py").unlink(),
    ],
)
def test_a_change_is_seen(request_: Request, change: Callable[[Path], object]) -> None:
    assert _support(request_) == "yes"
    change(request_.trees[0])
    (group,) = _read(request_).groups
    assert str(group.drivers[0].resolution) == "missing" or _support(request_) == "no"


def test_a_file_that_changed_just_now_is_not_trusted(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_SETTLED_NS", 10**15)
    _read(request_)
    assert request_.cache is not None
    assert not request_.cache.exists()


@pytest.mark.parametrize("damage", [b"", b"\x80", b"garbage", pickle.dumps(({}, os.getcwd))])
def test_a_damaged_answer_is_none(request_: Request, damage: bytes) -> None:
    first = _read(request_)
    for path in _kept(request_):
        path.write_bytes(damage)
    assert repr(_read(request_)) == repr(first)


def test_a_foreign_answer_makes_nothing(request_: Request, tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "harm"),)

    _read(request_)
    for path in _kept(request_):
        path.write_bytes(pickle.dumps(({}, Evil())))
    _read(request_)
    assert not (tmp_path / "harm").exists()


def test_an_unwritable_folder_does_no_harm(request_: Request, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    blocked = Request(trees=request_.trees, cache=tmp_path / "file" / "cache")
    assert _support(blocked) == "yes"


def test_the_folder_does_not_grow_for_ever(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_KEPT", 3)
    for name in "abcdefgh":
        cache.answer(request_.cache, (name,), lambda name=name: (name, ()))
    assert len(_kept(request_)) == 3
