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
    file = folder / _name(question)
    kept: tuple[Answer, Iterable[str]] | None = _load(file)
    if kept is not None:
        _record(kept[1])
        return kept[0]
    new, paths = read()
    paths = tuple(paths)
    _record(paths)
    stamps = {path: _stamp(path) for path in (*paths, *_own_files())}
    newest = max((max(stamp[:2]) for stamp in stamps.values() if stamp), default=0)
    if newest < started - _SETTLED_NS:
        with suppress(OSError, pickle.PicklingError, RecursionError):
            _store(file, _pickled((stamps, new)))
    return new


def _record(paths: Iterable[str]) -> None:
    for path in paths:
        files.record(path)


def _name(question: tuple[object, ...]) -> str:
    # What a dataclass shows of itself names every field, and is quicker to make than a pickle.
    text = repr((__version__, sys.version, question))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _load(file: Path) -> Any | None:
    """Return the answer in a file and what it was read from, None if it is not valid any more."""
    try:
        stamps, kept = _Unpickler(io.BytesIO(file.read_bytes())).load()
        valid = all(_stamp(path) == stamp for path, stamp in stamps.items())
    except Exception:  # noqa: BLE001 - whatever is wrong with the file, it is no answer
        return None
    return (kept, stamps) if valid else None


def _store(file: Path, data: bytes) -> None:
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


def _stamp(path: str) -> Stamp:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _pickled(value: object) -> bytes:
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
