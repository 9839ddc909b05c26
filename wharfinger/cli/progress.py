# SPDX-License-Identifier: Apache-2.0
"""A sign of life on the terminal while work takes longer than a moment.

A timer interrupts the work for it. A thread of its own would keep the work from going on in a
copy of the process.
"""

from __future__ import annotations

import os
import signal
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
    if quiet or not _is_watched():
        yield
        return
    start = time.monotonic()

    def tick(*_: object) -> None:
        _write(f"{_CLEAR}reading: {time.monotonic() - start:.0f} s")

    before = signal.signal(signal.SIGALRM, tick)
    signal.setitimer(signal.ITIMER_REAL, MOMENT, MOMENT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if time.monotonic() - start > MOMENT:
            _write(_CLEAR)


def _is_watched() -> bool:
    """Tell whether standard error is a terminal, and this a thread that signals reach."""
    return (
        sys.stderr is not None
        and sys.stderr.isatty()
        and threading.current_thread() is threading.main_thread()
    )


def _write(text: str) -> None:
    # Not by the stream: the timer may have interrupted something that writes to it.
    os.write(sys.stderr.fileno(), text.encode("ascii"))
