# SPDX-License-Identifier: Apache-2.0
"""Asking for room on disk before it is needed."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from refstore.actions.action import Action, ActionData
from refstore.actions.errors import InvalidDataError, NoRoomError


class Room(Action):
    """Refuse to go on if the actions that follow would fill a disk.

    Each of them is asked what it will write. Servers elsewhere are not looked at.
    """

    def validate(self, data: ActionData) -> None:
        """Demand actions behind this one."""
        if not data.queue.after:
            raise InvalidDataError(["no action follows that needs room: put this one first"])

    def run(self, data: ActionData) -> ActionData:
        """Compare what is needed with what is free, for each disk. Raises NoRoomError."""
        size = _size(data)
        needs = [action.room_needed(data, size) for action in data.queue.after]
        lacks: list[str] = []
        for folder, needed in _by_disk(needs).items():
            free = shutil.disk_usage(folder).free
            text = f"{folder}: {needed} bytes needed, {free} free"
            data = data.telling(text)
            if needed > free:
                lacks.append(text)
        if lacks:
            raise NoRoomError(lacks)
        return data


def _size(data: ActionData) -> int:
    """Return the size of the first input to come; what follows is made of it."""
    sizes = (action.input_size(data) for action in data.queue.after)
    return next((size for size in sizes if size is not None), 0)


def _by_disk(needs: list[Mapping[Path, int]]) -> dict[Path, int]:
    """Return what is needed by disk; a folder on it stands for the disk."""
    folders: dict[int, Path] = {}
    total: dict[Path, int] = defaultdict(int)
    for folder, needed in (pair for need in needs for pair in need.items()):
        there = _existing(folder.absolute())
        total[folders.setdefault(there.stat().st_dev, there)] += needed
    return total


def _existing(folder: Path) -> Path:
    """Return the folder, or the one above in which it will be made."""
    return next(one for one in (folder, *folder.parents) if one.exists())
