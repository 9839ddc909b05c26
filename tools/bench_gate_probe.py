# SPDX-License-Identifier: Apache-2.0
"""Tell what a gate run takes beyond the start of Python and imports, and what parsing takes.

usage: bench_gate_probe.py note CLONE FILE    keep what a run imports and parses
       bench_gate_probe.py time CLONE FILE    import that, then time a run, and the parsing alone
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import pickle
import subprocess
import sys
import time
from pathlib import Path


def note(clone: str, file: Path) -> None:
    """Run the gate, and keep the names of modules and the texts that were parsed."""
    texts: list[bytes] = []
    plain = ast.parse

    def noted(text: str | bytes, *arguments: object, **options: object) -> ast.AST:
        texts.append(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
        return plain(text, *arguments, **options)

    ast.parse = noted  # type: ignore[assignment]
    gate(clone)
    modules = [name for name in sys.modules if not name.startswith("__")]
    whole = [text for text in texts if text.count(b"\n") > 1]
    file.write_bytes(pickle.dumps((modules, whole)))


def measure(clone: str, file: Path) -> None:
    """Time a run behind its imports, and the reading and parsing of its files alone."""
    modules, texts = pickle.loads(file.read_bytes())
    for name in modules:
        with contextlib.suppress(ImportError):
            __import__(name)
    start = time.perf_counter()
    gate(clone)
    work = time.perf_counter() - start
    blobs = [blob(clone, text) for text in texts]
    start = time.perf_counter()
    read(clone, blobs)
    for text in texts:
        ast.parse(text)
    parse = time.perf_counter() - start
    print(json.dumps({"work": work, "parse": parse, "files": len(texts)}))


def gate(clone: str) -> None:
    from wharfinger.cli import main

    with contextlib.redirect_stdout(io.StringIO()):
        main(["-C", clone, "--no-cache", "--quiet", "check", "--base", "HEAD~1"])


def blob(clone: str, text: bytes) -> str:
    command = ["git", "-C", clone, "hash-object", "--stdin"]
    return subprocess.run(command, input=text, capture_output=True, check=True).stdout.decode()


def read(clone: str, blobs: list[str]) -> None:
    command = ["git", "-C", clone, "cat-file", "--batch"]
    subprocess.run(command, input="".join(blobs).encode(), capture_output=True, check=True)


if __name__ == "__main__":
    {"note": note, "time": measure}[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
