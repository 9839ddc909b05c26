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
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from wharfinger import __version__

_KEPT = 64
# A file that changes within the resolution of its own time stamp looks untouched.
_SETTLED_NS = 2_000_000_000

Stamp = tuple[int, int, int, int] | None


def key(*parts: object) -> str:
    """Return a name for the answer to a question, given everything that it depends on."""
    # What a dataclass shows of itself names every field, and is quicker to make than a pickle.
    text = repr((__version__, sys.version, parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Cache:
    """Answers by key, in a folder; without a folder it neither keeps nor finds any."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._started = time.time_ns()

    def get(self, name: str) -> Any | None:
        """Return a valid answer, or None."""
        if self._folder is None:
            return None
        try:
            stamps, answer = _Unpickler(io.BytesIO((self._folder / name).read_bytes())).load()
            valid = all(_stamp(path) == stamp for path, stamp in stamps.items())
        except Exception:  # noqa: BLE001 - whatever is wrong with the file, it is no answer
            return None
        return answer if valid else None

    def put(self, name: str, answer: Any, paths: Iterable[str]) -> None:
        """Keep an answer that was read from these files and folders, if that is safe."""
        if self._folder is None:
            return
        stamps = {path: _stamp(path) for path in (*paths, *_own_files())}
        newest = max((max(stamp[:2]) for stamp in stamps.values() if stamp), default=0)
        if newest > self._started - _SETTLED_NS:
            return
        with suppress(OSError, pickle.PicklingError, RecursionError):
            self._write(name, pickle.dumps((stamps, answer), protocol=5))

    def _write(self, name: str, data: bytes) -> None:
        assert self._folder is not None
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=self._folder, prefix=".")
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        os.replace(temporary, self._folder / name)
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        assert self._folder is not None
        files = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in files[:-_KEPT]:
            path.unlink(missing_ok=True)


def _own_files() -> list[str]:
    """Return the files of wharfinger itself that had a part in an answer."""
    files = [
        getattr(module, "__file__", None)
        for name, module in list(sys.modules.items())
        if name.startswith("wharfinger.")
    ]
    return [file for file in files if file]


def _stamp(path: str) -> Stamp:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


class _Unpickler(pickle.Unpickler):
    """Makes nothing but the values of the model, so that a foreign file can do no harm."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class of the model.

        Raises :class:`pickle.UnpicklingError` for anything else.
        """
        if module == "wharfinger.model" or module.startswith("wharfinger.model."):
            found = getattr(sys.modules.get(module), name, None)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of the model")
