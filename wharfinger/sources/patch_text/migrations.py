# SPDX-License-Identifier: Apache-2.0
"""Migration scripts of Alembic, sqlalchemy-migrate and Django, told by what they contain."""

from __future__ import annotations

import re

_FOLDERS = frozenset({"versions", "migrations", "alembic", "alembic_migrations"})
_UPGRADE = re.compile(rb"^(?:async[ \t]+)?def upgrade\(", re.MULTILINE)
_EMPTY = re.compile(
    rb"^def upgrade\([^)]*\)[^:\n]*:\s*"
    rb'(?:"""[^"]*"""\s*)?pass\s*(?:#[^\n]*\s*)*(?=^\S|\Z)',
    re.MULTILINE,
)
_DJANGO = re.compile(rb"^class Migration\(", re.MULTILINE)


def is_migration(path: str, data: bytes) -> bool:
    """Tell whether a file is a script that changes a database's schema.

    A script whose upgrade does nothing, such as a placeholder or a merge, is none.
    """
    folders = path.split("/")[:-1]
    if _DJANGO.search(data) is not None:
        return "migrations" in folders
    changes = _UPGRADE.search(data) is not None and _EMPTY.search(data) is None
    return changes and not _FOLDERS.isdisjoint(folders)
