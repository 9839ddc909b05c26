# SPDX-License-Identifier: Apache-2.0
"""Work in two processes, where there is enough of it and nothing speaks against it."""

from __future__ import annotations

import bisect
import gc
import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from wharfinger.errors import ToolkitError
from wharfinger.model import Spec
from wharfinger.sources import files
from wharfinger.sources.cache import pickled, unpickled

LEAST = 60
"""With fewer texts, starting a process costs more than it saves."""

_PAUSE = 4_000_000
"""Characters of specs, of which what is left behind takes about 60 MiB."""

Text = tuple[str, str]
Work = Callable[[Iterable[Text]], dict[str, Spec]]


class LostWorkerError(ToolkitError):
    """The second process died."""


def shared_out(texts: Sequence[Text], work: Work, *, alone: bool = False) -> dict[str, Spec]:
    """Return what the work makes of texts with their paths, done in two processes if it pays.

    The results must be values of the model. Work that reads commits has to be done ``alone``:
    two processes cannot talk to one git.

    Raises :class:`LostWorkerError` if the second process is killed.
    """
    with _collecting_rarely():
        if alone or len(texts) < LEAST or not _may_fork():
            return work(_paused(texts))
        mine, others = _halves(texts)
        worker = _Worker(work, others)
        try:
            done = work(_paused(mine))
            found = worker.result()
        finally:
            worker.end()
        return done | (work(_paused(others)) if found is None else found)


def _may_fork() -> bool:
    """Tell whether a copy of this process is safe: it has one thread, and is no worker itself."""
    # Who is a process of a pool has imported that.
    pools: Any = sys.modules.get("multiprocessing.process")
    return (
        sys.platform == "linux"
        and _cores() > 1
        and threading.active_count() == 1
        and (pools is None or pools.parent_process() is None)
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _halves(texts: Sequence[Text]) -> tuple[list[Text], list[Text]]:
    """Share texts out so that both parts are about as long.

    They stay in order: specs of a folder are often of one genre, which only one part then reads.
    """
    ends = list(itertools.accumulate(len(text) for _, text in texts))
    middle = bisect.bisect(ends, ends[-1] // 2)
    return list(texts[:middle]), list(texts[middle:])


class _Worker:
    """A copy of this process that does some of the work, and hands it over through a pipe."""

    def __init__(self, work: Work, texts: Sequence[Text]) -> None:
        self._read, write = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            _be_worker(self._read, write, work, texts)
        os.close(write)

    def result(self) -> dict[str, Spec] | None:
        """Return what was done; None if it failed in a way that doing it here will show."""
        with os.fdopen(self._read, "rb") as stream:
            self._read = -1
            data = stream.read()
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        if os.WIFSIGNALED(status):
            name = signal.Signals(os.WTERMSIG(status)).name
            raise LostWorkerError(
                f"the second process that reads specs was killed ({name}); run again, and if it "
                "happens again, see whether there is enough memory"
            )
        if os.waitstatus_to_exitcode(status) != 0:
            return None
        found: dict[str, Spec]
        found, seen = unpickled(data)
        for path in seen:
            files.record(path)
        return found

    def end(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self._read >= 0:
            os.close(self._read)
        if self._pid:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(self._pid, signal.SIGKILL)
                os.waitpid(self._pid, 0)


def _be_worker(read: int, write: int, work: Work, texts: Sequence[Text]) -> None:
    """Do the work and end, without what the end of the first process is to do."""
    code = 1
    try:
        # If this process could read, it would wait for ever when the first one is killed.
        os.close(read)
        with files.recorded() as seen:
            done = work(_paused(texts))
        data = pickled((done, sorted(seen)))
        with os.fdopen(write, "wb") as stream:
            stream.write(data)
        code = 0
    finally:
        os._exit(code)


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Look for garbage only where :func:`_paused` does: trees of texts are many small things."""
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def _paused(texts: Iterable[Text]) -> Iterator[Text]:
    """Yield texts, and let their garbage be collected after so many characters."""
    size = 0
    for path, text in texts:
        size += len(text)
        if size > _PAUSE:
            # What was kept from before the last pause needs no second look.
            gc.collect(0)
            size = 0
        yield path, text
