# SPDX-License-Identifier: Apache-2.0
"""Answers that hold for several commits: as long as what they were read from is the same.

An answer is kept with the files and folders that it was read from, and what was in them. It is
given again for any commit that has the same there. What lies on the disk, such as an environment,
is taken for unchanged meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from wharfinger.sources import files, mounts
from wharfinger.sources.kept import Kept
from wharfinger.sources.mounts import FOLDER, Mount

_Answer = TypeVar("_Answer")

_VERSIONS = 12
"""So many answers to one question are kept: branches that were merged take turns."""


@dataclass(frozen=True, slots=True)
class _Known:
    """An answer, what it was made of besides files, and what it was read from."""

    inputs: object
    read_from: tuple[tuple[str, object], ...]
    answer: object


class Memory:
    """The answers of one comparison, or of a whole history."""

    def __init__(self) -> None:
        self._known: dict[Hashable, list[_Known]] = {}
        self._states: Kept[str, dict[str, object]] = Kept(4)

    def answer(
        self, question: Hashable, inputs: object, mount: Mount, make: Callable[[], _Answer]
    ) -> _Answer:
        """Return the answer that holds for what is mounted, or make it."""
        states = self._states.made(mount.prefix, dict)
        versions = self._known.setdefault(question, [])
        for place, known in enumerate(versions):
            if known.inputs == inputs and _holds(known, mount, states):
                versions.insert(0, versions.pop(place))
                for path, _ in known.read_from:
                    files.record(mount.shown(path))
                return known.answer  # type: ignore[return-value]
        with files.recorded() as seen:
            made = make()
        inner = sorted(path for path in (_below(mount, path) for path in seen) if path is not None)
        states_then = tuple((path, _state(mount, path, states)) for path in inner)
        versions.insert(0, _Known(inputs, states_then, made))
        del versions[_VERSIONS:]
        return made


_MEMORY: ContextVar[Memory | None] = ContextVar("wharfinger_memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember answers meanwhile; within another, this changes nothing."""
    token = _MEMORY.set(_MEMORY.get() or Memory())
    try:
        yield
    finally:
        _MEMORY.reset(token)


def is_active() -> bool:
    """Tell whether answers are remembered."""
    return _MEMORY.get() is not None


def remembered(
    question: Hashable,
    inputs: object,
    start: str | os.PathLike[str],
    make: Callable[[], _Answer],
) -> _Answer:
    """Return the answer to a question, the one that is remembered if it still holds.

    ``inputs`` is what it depends on besides the question and the files that it reads through
    :mod:`wharfinger.sources.files`. ``start`` is the folder that it reads; what is not mounted
    is always read anew. The answer must not name the place where a commit is mounted.
    """
    memory = _MEMORY.get()
    found = mounts.find(os.fspath(start)) if memory else None
    if memory is None or found is None:
        return make()
    return memory.answer((question, found[1]), inputs, found[0], make)


def _below(mount: Mount, path: str) -> str | None:
    found = mounts.find(path)
    return found[1] if found and found[0] is mount else None


def _holds(known: _Known, mount: Mount, states: dict[str, object]) -> bool:
    return all(_state(mount, path, states) == state for path, state in known.read_from)


def _state(mount: Mount, path: str, states: dict[str, object]) -> object:
    """Return what two commits have in common only if the same is at a path."""
    if path not in states:
        states[path] = _read_state(mount, path)
    return states[path]


def _read_state(mount: Mount, path: str) -> object:
    try:
        real, _ = mount.resolve(path)
        if mount.kind(real) == FOLDER:
            return real, mount.files.listing(real)
        # What says nothing of itself is like nothing else.
        return real, mount.files.identity(real) or object()
    except OSError as error:
        return type(error).__name__
