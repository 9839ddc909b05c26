# SPDX-License-Identifier: Apache-2.0
"""The options of these drivers, for oslo.config's generator."""

from __future__ import annotations

from oslo_config import cfg

from refstore_files.journal import JournalDriver
from refstore_files.jsonfile import JSONFileDriver
from refstore_files.shelf import ShelfDriver


def list_options() -> list[tuple[str, list[cfg.Opt]]]:
    """Return the options of each driver with the section that they are in."""
    return [
        ("journal", list(JournalDriver.OPTIONS)),
        ("jsonfile", list(JSONFileDriver.OPTIONS)),
        ("shelf", list(ShelfDriver.OPTIONS)),
    ]
