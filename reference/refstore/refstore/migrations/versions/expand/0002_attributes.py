# SPDX-License-Identifier: Apache-2.0
"""Add ``attributes``, which takes the place of ``extra``, and ``revision``.

Triggers let code of refstore 8 and 9 write side by side. Who wrote is told by the revision: new
code always raises it, old code does not know it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "expand_0002"
down_revision = "expand_0001"
branch_labels = None
depends_on = None

# An update of ``extra`` that brings it into step with ``attributes``, and changes nothing else, is
# the one that another trigger made.
_SQLITE = (
    """
    CREATE TRIGGER records_old_insert AFTER INSERT ON records
    WHEN NEW.attributes IS NULL
    BEGIN
        UPDATE records SET attributes = coalesce(NEW.extra, '{}') WHERE id = NEW.id;
    END
    """,
    """
    CREATE TRIGGER records_new_insert AFTER INSERT ON records
    WHEN NEW.attributes IS NOT NULL AND NEW.extra IS NULL
    BEGIN
        UPDATE records SET extra = NEW.attributes WHERE id = NEW.id;
    END
    """,
    """
    CREATE TRIGGER records_old_update AFTER UPDATE OF name, extra ON records
    WHEN NEW.revision = OLD.revision AND NOT (
        NEW.extra IS NEW.attributes AND NEW.extra IS NOT NULL
        AND NEW.extra IS NOT OLD.extra AND NEW.name = OLD.name
    )
    BEGIN
        UPDATE records SET attributes = coalesce(NEW.extra, '{}'), revision = OLD.revision + 1
        WHERE id = NEW.id;
    END
    """,
    """
    CREATE TRIGGER records_new_update AFTER UPDATE OF attributes ON records
    WHEN NEW.revision <> OLD.revision
        AND NEW.attributes IS NOT NULL AND NEW.extra IS NOT NEW.attributes
    BEGIN
        UPDATE records SET extra = NEW.attributes WHERE id = NEW.id;
    END
    """,
)

_POSTGRESQL = (
    """
    CREATE FUNCTION records_in_step() RETURNS trigger LANGUAGE plpgsql AS $body$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            NEW.attributes := coalesce(NEW.attributes, NEW.extra, '{}');
            NEW.extra := coalesce(NEW.extra, NEW.attributes);
        ELSIF NEW.revision <> OLD.revision THEN
            NEW.extra := coalesce(NEW.attributes, NEW.extra);
        ELSIF NEW.attributes IS NOT DISTINCT FROM OLD.attributes THEN
            NEW.attributes := coalesce(NEW.extra, '{}');
            NEW.revision := OLD.revision + 1;
        END IF;
        RETURN NEW;
    END
    $body$
    """,
    """
    CREATE TRIGGER records_in_step BEFORE INSERT OR UPDATE ON records
    FOR EACH ROW EXECUTE FUNCTION records_in_step()
    """,
)

_TRIGGERS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def upgrade() -> None:
    """Add the columns, and the triggers that keep them in step with the old one."""
    op.add_column("records", sa.Column("attributes", sa.Text))
    op.add_column("records", sa.Column("revision", sa.Integer, nullable=False, server_default="1"))
    for statement in _TRIGGERS[op.get_context().dialect.name]:
        op.execute(statement)
