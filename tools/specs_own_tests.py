# SPDX-License-Identifier: Apache-2.0
"""Run the test that a repository of specs has of its own, and get a verdict on each file.

Such a test ends at the first file that it does not like. So it is run once for each file, as if
that were the only one. What it is to see is the working folder's; it is code, and it runs here.
"""

from __future__ import annotations

import builtins
import glob
import importlib.util
import io
import os
import textwrap
import unittest
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import docutils.core


@dataclass(frozen=True)
class Verdict:
    """What a test says of one file; ``asked`` if it never comes to the file by itself."""

    faults: tuple[str, ...] = ()
    asked: bool = False

    def __str__(self) -> str:
        return "; ".join(self.faults) or "passes"


def verdicts(
    root: Path, test: str, paths: Iterable[str], call: str = "", specs: Collection[str] = ()
) -> dict[str, Verdict]:
    """Return the verdicts by path; a file that the test does not examine has none.

    ``call`` names a method of the test's class that takes the sections of a text. It is asked
    about those of ``specs`` to which the test does not come by itself.
    """
    parse = cache(docutils.core.publish_doctree)
    found = {}
    with ExitStack() as stack:
        stack.enter_context(chdir(root))
        # A template is parsed again for each file, and docutils says on stderr what it dislikes.
        once = mock.patch.object(docutils.core, "publish_doctree", lambda text, **_: parse(text))
        stack.enter_context(once)
        stack.enter_context(redirect_stderr(io.StringIO()))
        stack.enter_context(redirect_stdout(io.StringIO()))
        module = _loaded(root / test)
        for path in paths:
            verdict = _by_itself(module, path)
            if verdict is None and call and path in specs:
                verdict = _asked(module, path, call)
            if verdict:
                found[path] = verdict
    return found


def _loaded(file: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location("own_test", file)
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def _by_itself(module: ModuleType, path: str) -> Verdict | None:
    """Run the test as if there were no other file; None if it does not open this one."""
    opened: set[str] = set()
    matching = glob.glob

    def opening(name: str, *args: Any, **kwargs: Any) -> Any:
        opened.add(os.path.normpath(name))
        return builtins.open(name, *args, **kwargs)

    def only_it(pattern: str, **kwargs: Any) -> list[str]:
        names = matching(pattern, **kwargs)
        return [name for name in names if os.path.isdir(name) or os.path.normpath(name) == path]

    with (
        mock.patch.object(module, "open", opening, create=True),
        mock.patch.object(glob, "glob", only_it),
    ):
        result = unittest.TestResult()
        unittest.defaultTestLoader.loadTestsFromModule(module).run(result)
    faults = tuple(_last_line(text) for _, text in (*result.failures, *result.errors))
    return Verdict(faults) if path in opened else None


def _asked(module: ModuleType, path: str, call: str) -> Verdict:
    case = next(case for case in _cases(module) if hasattr(case, call))
    case.filename = path
    try:
        tree = docutils.core.publish_doctree(Path(path).read_text("utf-8"))
        getattr(case, call)(case._get_titles(tree))
    except Exception as error:  # noqa: BLE001 -- whatever a test raises is its verdict
        return Verdict((_last_line(str(error)),), asked=True)
    return Verdict(asked=True)


def _cases(module: ModuleType) -> Iterator[Any]:
    suites: Iterable[Any] = unittest.defaultTestLoader.loadTestsFromModule(module)
    for suite in suites:
        yield from suite


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return textwrap.shorten(lines[-1] if lines else "it failed", 150)
