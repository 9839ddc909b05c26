# SPDX-License-Identifier: Apache-2.0
"""Tell what a gate run takes beyond the start of Python, and what parsing its files takes."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import subprocess
import sys
import time

from wharfinger.cli import main
from wharfinger.sources.python import parsing


def run(clone: str) -> int:
    """Run the gate twice: to import what it needs and note its files, and to take the time."""
    texts: list[bytes] = []
    plain = ast.parse

    def noted(text: str, *arguments: object, **options: object) -> ast.AST:
        texts.append(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
        return plain(text, *arguments, **options)

    arguments = ["-C", clone, "--no-cache", "check", "--base", "HEAD~1"]
    ast.parse = noted  # type: ignore[assignment]
    quietly(arguments)
    ast.parse = plain
    forget()
    start = time.perf_counter()
    quietly(arguments)
    work = time.perf_counter() - start
    blobs = [git_blob(clone, text) for text in texts]
    start = time.perf_counter()
    read(clone, blobs)
    for text in texts:
        ast.parse(text)
    parse = time.perf_counter() - start
    print(json.dumps({"work": work, "parse": parse, "files": len(texts)}))
    return 0


def quietly(arguments: list[str]) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        main(arguments)


def forget() -> None:
    """Drop what the first run parsed."""
    parsing.forget()


def git_blob(clone: str, text: bytes) -> str:
    command = ["git", "-C", clone, "hash-object", "--stdin"]
    return subprocess.run(command, input=text, capture_output=True, check=True).stdout.decode()


def read(clone: str, blobs: list[str]) -> None:
    command = ["git", "-C", clone, "cat-file", "--batch"]
    subprocess.run(command, input="".join(blobs).encode(), capture_output=True, check=True)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]))
