# SPDX-License-Identifier: Apache-2.0
"""Running a probe on each engine that a driver of refstore is for.

The probes run in processes of their own: they import much, and the other benchmarks need this
one small.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from engines_errors import EngineMissing
from engines_session import Session

STORES = {
    "sqlite": "SQLite",
    "postgresql": "PostgreSQL",
    "ministack": "DynamoDB's API in ministack",
    "dynalite": "DynamoDB's API in dynalite",
    "etcd": "etcd, three members",
}
"""What each engine is called."""


def answers(
    probe: Path, scratch: Path, arguments: argparse.Namespace, *more: object
) -> Iterator[tuple[str, Any]]:
    """Run a probe on each engine in turn, and give what it printed, or why there is nothing.

    A missing engine is no failure, unless it was asked for by its name.
    """
    with closing(Session()) as session:
        for name in arguments.engine or STORES:
            try:
                url = "" if name == "sqlite" else session.private(name).url
            except EngineMissing as error:
                if arguments.engine:
                    sys.exit(str(error))
                yield name, f"not measured: {error}"
                continue
            yield name, _answer(probe, name, url, scratch, *more)


def _answer(probe: Path, name: str, url: str, scratch: Path, *more: object) -> Any:
    folder = tempfile.mkdtemp(prefix=name, dir=scratch)
    command = [sys.executable, "-B", str(probe), name, url, folder, *map(str, more)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{probe.name} on {name} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)
