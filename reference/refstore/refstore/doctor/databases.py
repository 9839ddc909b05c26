# SPDX-License-Identifier: Apache-2.0
"""Symptoms of the SQL databases: of drivers, and of the table of public ids."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger_runtime.doctor import NotApplicable

from refstore.database import engine_for
from refstore.doctor.context import Context
from refstore.drivers.sql import SQLDriver
from refstore.local_drivers import DEFAULT
from refstore.migrations import runner


def symptom_migrations_pending(context: Context) -> Iterator[str]:
    """A database is not up to date.

    While no refstore runs, and for a new database, run all that is pending:

        refstore-manage db_sync

    To upgrade while refstore runs, run the phase that is named, and see refstore-manage db_sync
    --help for when the next one may follow.
    """
    for address in _addresses(context):
        engine = engine_for(address)
        if pending := runner.state(engine):
            yield f"{engine.url.set(query={}).render_as_string()}: {pending.words}"


def _addresses(context: Context) -> dict[str, None]:
    """Return the addresses of databases in use, each once."""
    found = []
    if context.conf.id_mapping.map_default_driver or {*context.scopes} - {DEFAULT}:
        found.append(context.conf.id_mapping.connection)
    try:
        found += [driver.options.connection for _, driver in context.in_use(SQLDriver)]
    except NotApplicable:
        if not found:
            raise
    return dict.fromkeys(found)
