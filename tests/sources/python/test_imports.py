# SPDX-License-Identifier: Apache-2.0
"""Targets of the entry points that are installed here: what importing them really gives.

Python imports them in a process of its own; the reader has to come to the same kind,
module and line, or to say that it does not know.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from textwrap import dedent

from wharfinger.model import Root
from wharfinger.sources.python import Reader

# None: every distribution that is installed, for a look by hand.
DISTRIBUTIONS = os.environ.get("WHARFINGER_ORACLE", "Sphinx stevedore pytest wharfinger docutils")

IMPORT = """
    import functools, importlib, inspect, json, sys, warnings
    warnings.simplefilter("ignore")
    answers = []
    for module, attr in json.load(sys.stdin):
        try:
            found = importlib.import_module(module)
            for part in attr.split(".") if attr else ():
                found = getattr(found, part)
        except AttributeError:
            answers.append(["missing", "", 0])
            continue
        except BaseException as error:
            answers.append(["error", repr(error), 0])
            continue
        kind = ("class" if inspect.isclass(found) else "module" if inspect.ismodule(found)
                else "function" if inspect.isroutine(found) else "value")
        plain = inspect.unwrap(found) if kind == "function" else found
        try:
            line = 1 if kind == "module" else inspect.getsourcelines(plain)[1]
        except (OSError, TypeError):
            line = 0
        name = found.__name__ if kind == "module" else getattr(plain, "__module__", "")
        answers.append([kind, name, line])
    sys.stdout.write("ANSWERS" + json.dumps(answers))
"""


def targets() -> list[tuple[str, str]]:
    wanted = set(DISTRIBUTIONS.lower().split())
    return sorted(
        {
            (entry_point.module, entry_point.attr or "")
            for item in metadata.distributions()
            if not wanted or (item.metadata["Name"] or "").lower() in wanted
            for entry_point in item.entry_points
        }
    )


def test_targets_are_what_importing_gives(root: Path) -> None:
    asked = targets()
    done = subprocess.run(
        [sys.executable, "-c", dedent(IMPORT)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
    )
    answers = json.loads(done.stdout.partition("ANSWERS")[2])
    assert len(answers) == len(asked) >= 30
    places = dict.fromkeys([str(root), *(p for p in sys.path if p.endswith("site-packages"))])
    reader = Reader([Root(place, place) for place in places])
    wrong = []
    unknown = 0
    for (module, attr), (kind, home, line) in zip(asked, answers, strict=True):
        symbol = reader.resolve(module, attr)
        # A tuple that is computed is a value for either.
        unknown += symbol.kind in ("unknown", "value") and kind != "value"
        if kind == "error" or symbol.kind in ("unknown", "value"):
            continue
        if kind == "value":
            agrees = symbol.instance
        elif kind == "missing":
            agrees = symbol.kind == "missing"
        else:
            node = reader.names.class_node(symbol) or reader.names.function_node(symbol)
            first = min([n.lineno for n in (node.decorator_list if node else [])] + [symbol.line])
            agrees = (symbol.kind, symbol.module) == (kind, home) and line in (0, first)
        if not agrees:
            wrong.append((module, attr, kind, home, line, symbol))
    assert not wrong
    assert unknown <= len(asked) // 20
