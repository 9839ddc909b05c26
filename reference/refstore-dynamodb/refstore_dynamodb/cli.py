# SPDX-License-Identifier: Apache-2.0
"""``refstore-dynamodb``: the table that the section [dynamodb] names."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from refstore import strict_config
from refstore.cli import running
from refstore.loading import driver_options
from refstore.options import load

from refstore_dynamodb import index_change, schema
from refstore_dynamodb.driver import DynamoDBDriver
from refstore_dynamodb.options import client_for
from refstore_dynamodb.table import Table

SECTION = "dynamodb"


def create_table(table: Table) -> tuple[int, str]:
    """Create the table with its index, and wait until both are active."""
    created = schema.create_table(table.client, table.name)
    return 0, f"{'created' if created else 'found'} the table {table.name!r}"


def check(table: Table) -> tuple[int, str]:
    """Say what is wrong with the table and its index; the exit status is 1 if anything is."""
    problems = schema.problems(table)
    return bool(problems), "\n".join(problems) or f"the table {table.name!r} is ready"


def expand(table: Table) -> tuple[int, str]:
    """Upgrade, 1: add the index that this release needs; the old release goes on."""
    return 0, index_change.expand(table)


def migrate(table: Table) -> tuple[int, str]:
    """Upgrade, 2: wait until the index is filled; then this release can start."""
    return 0, index_change.migrate(table)


def contract(table: Table) -> tuple[int, str]:
    """Upgrade, 3: when no old release runs, drop the indexes that only it needed."""
    return 0, index_change.contract(table)


COMMANDS: dict[str, Callable[[Table], tuple[int, str]]] = {
    "create-table": create_table,
    "check": check,
    "expand": expand,
    "migrate": migrate,
    "contract": contract,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    return running.run(lambda: _run(argv))


def _run(argv: Sequence[str] | None) -> int:
    arguments = _parser().parse_args(argv)
    conf = load(arguments.config_file)
    strict_config.register(conf, SECTION, driver_options(DynamoDBDriver))
    options = conf[SECTION]
    client = client_for(options)
    try:
        status, text = COMMANDS[arguments.command](Table(client, options.table))
    finally:
        client.close()
    print(text)  # noqa: T201 - the output of a command
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("refstore-dynamodb", description=__doc__)
    running.add_config_file(parser)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.__doc__, description=command.__doc__)
    return parser
