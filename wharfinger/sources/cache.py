# SPDX-License-Identifier: Apache-2.0
"""A cache of what was read from source, in the user's cache folder.

An answer is valid while every file that it was read from, and every folder that was
searched, is untouched. It may be deleted at any time, and several runs may use it at once.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from wharfinger import __version__
from wharfinger.sources import files

_KEPT = 64
# A file that changes within the resolution of its own time stamp looks untouched.
_SETTLED_NS = 2_000_000_000

Answer = TypeVar("Answer")
Stamp = tuple[int, int, int, int] | None


def answer(
    folder: Path | None,
    question: tuple[object, ...],
    read: Callable[[], tuple[Answer, Iterable[str]]],
) -> Answer:
    """Return the answer to a question: the one that is kept in a folder, or a new one.

    The question names everything that the answer depends on but files and folders;
    ``read`` returns the answer and the files and folders that it was read from. Without
    a folder nothing is kept.
    """
    if folder is None:
        found, read_from = read()
        _record(read_from)
        return found
    started = time.time_ns()
    file = folder / name_for(question)
    kept: tuple[Answer, Iterable[str]] | None = _load(file)
    if kept is not None:
        _record(kept[1])
        return kept[0]
    new, paths = read()
    paths = tuple(paths)
    _record(paths)
    stamps = {path: stamp(path) for path in (*paths, *_own_files())}
    if all(is_settled(found, started) for found in stamps.values()):
        with suppress(OSError, pickle.PicklingError, RecursionError):
            store(file, pickled((stamps, new)))
    return new


def _record(paths: Iterable[str]) -> None:
    for path in paths:
        files.record(path)


def name_for(question: tuple[object, ...]) -> str:
    """Return the name of the file for the answer to a question."""
    # What a dataclass shows of itself names every field, and is quicker to make than a pickle.
    text = repr((__version__, sys.version, question))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _load(file: Path) -> Any | None:
    """Return the answer in a file and what it was read from, None if it is not valid any more."""
    try:
        stamps, kept = unpickled(file.read_bytes())
        valid = all(stamp(path) == found for path, found in stamps.items())
    except Exception:  # noqa: BLE001 - whatever is wrong with the file, it is no answer
        return None
    return (kept, stamps) if valid else None


def store(file: Path, data: bytes) -> None:
    """Put an answer into its file, and drop those that were put there longest ago.

    Raises :class:`OSError`.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    import tempfile

    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=".")
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
    os.replace(temporary, file)
    kept = sorted(file.parent.iterdir(), key=lambda path: path.stat().st_mtime)
    for old in kept[:-_KEPT]:
        old.unlink(missing_ok=True)


def _own_files() -> list[str]:
    """Return the files of wharfinger itself that had a part in an answer."""
    found = [
        getattr(module, "__file__", None)
        for name, module in list(sys.modules.items())
        if name.startswith("wharfinger.")
    ]
    return [file for file in found if file]


def stamp(path: str) -> Stamp:
    """Return what changes when a file or folder does, None if there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def is_settled(stamp: Stamp, started: int) -> bool:
    """Tell whether a stamp is so much older than a time in nanoseconds that it can be relied on."""
    return stamp is None or max(stamp[:2]) < started - _SETTLED_NS


def unpickled(data: bytes) -> Any:
    """Return the values that :func:`pickled` wrote; nothing else is made, whatever is there.

    Raises any exception if the bytes are something else.
    """
    return _Unpickler(io.BytesIO(data)).load()


def pickled(value: object) -> bytes:
    """Return values of the model, in containers of Python, as bytes."""
    stream = io.BytesIO()
    _Pickler(stream, protocol=5).dump(value)
    return stream.getvalue()


class _Pickler(pickle.Pickler):
    """Writes the values of the model by their slots, which is twice as quick to read."""

    def reducer_override(self, value: Any) -> Any:
        """Return how a value of the model is made again; others are made as usual."""
        if is_dataclass(value) and not isinstance(value, type):
            kind = type(value)
            return _make, (kind, *(getattr(value, name) for name in kind.__slots__))  # type: ignore[attr-defined]
        return NotImplemented


def _make(kind: type, *values: object) -> object:
    made: object = object.__new__(kind)
    for name, value in zip(kind.__slots__, values, strict=True):  # type: ignore[attr-defined]
        object.__setattr__(made, name, value)
    return made


class _Unpickler(pickle.Unpickler):
    """Makes nothing but the values of the model, so that a foreign file can do no harm."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class of the model, or what makes its values.

        Raises :class:`pickle.UnpicklingError` for anything else.
        """
        if (module, name) == (__name__, _make.__name__):
            return _make
        if module == "wharfinger.model" or module.startswith("wharfinger.model."):
            found = getattr(sys.modules.get(module), name, None)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of the model")
