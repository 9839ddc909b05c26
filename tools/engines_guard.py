# SPDX-License-Identifier: Apache-2.0
"""Clear the engines of a session when it ends, however it ends.

usage: engines_guard.py FOLDER, with a pipe from the session as standard input
"""

from __future__ import annotations

import sys
from pathlib import Path

from engines_folder import clear


def main(folder: Path) -> None:
    """Wait until the session closes its end of the pipe, or dies; then clear what it left."""
    sys.stdin.buffer.read()
    for engine in folder.iterdir():
        clear(engine)
    folder.rmdir()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
