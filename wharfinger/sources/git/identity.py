# SPDX-License-Identifier: Apache-2.0
"""Who works here, as git's configuration says."""

from __future__ import annotations

from pathlib import Path

from wharfinger.errors import CannotCompareError
from wharfinger.sources.git.running import run


def author(folder: Path) -> str:
    """Return ``Name <address>`` of whoever commits in a folder, empty where nothing says.

    Only configuration is read: no hook, filter or alias is run.
    """
    try:
        output, _ = run(folder, "config", "--null", "--get-regexp", r"^user\.(name|email)$")
    except CannotCompareError:
        return ""
    entries = (entry.partition("\n") for entry in output.decode("utf-8", "replace").split("\0"))
    found = {key: _plain(value) for key, _, value in entries}
    name, address = found.get("user.name", ""), found.get("user.email", "")
    return f"{name} <{address}>" if name and address else name or address


def _plain(text: str) -> str:
    """Return text on one line, without the comma that would make two authors of one."""
    shown = (character if character.isprintable() else " " for character in text)
    return " ".join("".join(shown).replace(",", " ").split())
