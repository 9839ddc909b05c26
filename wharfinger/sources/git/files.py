# SPDX-License-Identifier: Apache-2.0
"""The files of a commit as a file system, folder by folder as they are asked for."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping

from wharfinger.sources.git.objects import EMPTY, Objects, Tree
from wharfinger.sources.mounts import FOLDER

_LINK_LIMIT = 4096


class CommitFiles:
    """The tree of a commit. Folders that commits have in common are read once."""

    def __init__(self, objects: Objects, root: str) -> None:
        self._objects = objects
        self._trees: dict[str, Tree] = {"": objects.tree(root)}

    def listing(self, folder: str) -> Mapping[str, str]:
        """Return the names in a folder with their kinds.

        Raises :class:`OSError` for what is no folder.
        """
        return self._tree(folder).kinds

    def read(self, path: str, limit: int) -> bytes:
        """Return what is in a file.

        Raises :class:`OSError` if it is not there or larger than ``limit`` bytes.
        """
        return self._objects.read(self.identity(path), limit)

    def link(self, path: str) -> str:
        """Return where a link leads, as it is written."""
        return self.read(path, _LINK_LIMIT).decode("utf-8", "surrogateescape")

    def identity(self, path: str) -> str:
        """Return the id of a file's blob.

        Raises :class:`OSError` if it is not there.
        """
        folder, _, name = path.rpartition("/")
        try:
            return self._tree(folder).ids[name]
        except KeyError:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from None

    def _tree(self, folder: str) -> Tree:
        if folder not in self._trees:
            above, _, name = folder.rpartition("/")
            parent = self._tree(above)
            if parent.kinds.get(name) != FOLDER:
                known = errno.ENOTDIR if name in parent.kinds else errno.ENOENT
                raise OSError(known, os.strerror(known))
            oid = parent.ids.get(name)
            self._trees[folder] = self._objects.tree(oid) if oid else EMPTY
        return self._trees[folder]
