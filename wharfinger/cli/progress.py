# SPDX-License-Identifier: Apache-2.0
"""A sign of life on the terminal while work takes longer than a moment."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

MOMENT = 1.0
_CLEAR = "\r\x1b[K"


@contextmanager
def shown(quiet: bool) -> Iterator[None]:
    """Show for how long the work is under way, if it is long and somebody is watching."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    finished = threading.Event()
    clock = threading.Thread(target=_tick, args=(finished,), daemon=True)
    clock.start()
    try:
        yield
    finally:
        finished.set()
        clock.join()


def _tick(finished: threading.Event) -> None:
    start = time.monotonic()
    while not finished.wait(MOMENT):
        sys.stderr.write(f"{_CLEAR}reading: {time.monotonic() - start:.0f} s")
        sys.stderr.flush()
    if time.monotonic() - start > MOMENT:
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()
