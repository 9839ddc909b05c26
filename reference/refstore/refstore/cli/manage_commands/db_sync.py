# SPDX-License-Identifier: Apache-2.0
"""Bring the SQL databases that the configuration names to this release.

Without an option all three phases run: for a new database, or while no refstore runs.

To upgrade while refstore runs: --expand and --migrate with the old release still at work, then
put the new release in the place of the old one, and when none of the old is left, --contract.
What was interrupted is simply run again.

--check changes nothing; its exit status is 0 if all is up to date, 2 if expand is pending, 3 if
migrate is, 4 if contract is, and 1 if that could not be found out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from oslo_config import cfg
from sqlalchemy import Engine

from refstore import strict_config
from refstore.database import engine_for
from refstore.drivers.sql import SQLDriver
from refstore.errors import RefstoreError
from refstore.loading import driver_options
from refstore.migrations import runner
from refstore.migrations.runner import Pending, Phase
from refstore.options import load_scope
from refstore.scopes import ScopeDrivers

NAME = "db_sync"

_HELP = {
    Phase.EXPAND: "add what the new release needs",
    Phase.MIGRATE: "move data, after --expand",
    Phase.CONTRACT: "remove what only the old release needed, after --migrate",
}

_UNKNOWN = 1
_SQL_DRIVERS = frozenset({"sql", "sqlalchemy", "refstore.drivers.sql:SQLDriver"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let the command line choose a phase, or ask what is pending."""
    group = parser.add_mutually_exclusive_group()
    for phase, text in _HELP.items():
        group.add_argument(
            f"--{phase}", dest="phases", action="store_const", const=(phase,), help=text
        )
    group.add_argument("--check", action="store_true", help="tell what is pending, change nothing")
    parser.set_defaults(phases=tuple(Phase))


def run(arguments: argparse.Namespace, conf: cfg.ConfigOpts) -> int:
    """Run phases, or tell which is pending, and return the exit status."""
    engines = [engine_for(url) for url in dict.fromkeys(databases(conf))]
    if not engines:
        print("nothing to do: the configuration names no SQL database")
    if arguments.check:
        return _check(engines)
    for phase in arguments.phases:
        for engine in engines:
            runner.sync(engine, phase)
            print(f"{_name(engine)}: {phase} is complete")
    return 0


def databases(conf: cfg.ConfigOpts) -> Iterator[str]:
    """Yield the addresses of the SQL databases that a configuration uses; some may be twice."""
    scopes = ScopeDrivers(conf).scopes
    if scopes or conf.id_mapping.map_default_driver:
        yield conf.id_mapping.connection
    files = (str(Path(conf.scopes_path) / f"{scope}.conf") for scope in scopes)
    for one in (conf, *(load_scope(file, conf) for file in files)):
        if one.driver in _SQL_DRIVERS:
            strict_config.register(one, one.driver, driver_options(SQLDriver))
            yield one[one.driver].connection


def _check(engines: list[Engine]) -> int:
    found = [Pending.NOTHING]
    try:
        for engine in engines:
            found.append(runner.state(engine))
            print(f"{_name(engine)}: {found[-1].words}")
    except RefstoreError as error:
        # Any other status than this would tell that a phase is pending.
        print(f"error: {error}", file=sys.stderr)
        return _UNKNOWN
    return min((one for one in found if one), default=Pending.NOTHING)


def _name(engine: Engine) -> str:
    """Return the address of a database without password and settings."""
    return engine.url.set(query={}).render_as_string()
