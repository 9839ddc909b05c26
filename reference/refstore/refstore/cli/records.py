# SPDX-License-Identifier: Apache-2.0
"""``refstore``: create, find, list, change and delete records."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

from refstore.cli import output, running
from refstore.cli.parsing import FILTER_HELP, parsed_attribute, parsed_filter
from refstore.manager import StoreManager
from refstore.options import load
from refstore.records import Changes, Record, Value, as_dict

_Command = Callable[[StoreManager, argparse.Namespace], str]


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    return running.run(lambda: _run(argv))


def _run(argv: Sequence[str] | None) -> int:
    arguments = _parser().parse_args(argv)
    with closing(StoreManager(load(arguments.config_file))) as store:
        print(arguments.run(store, arguments))
    return 0


def _create(store: StoreManager, arguments: argparse.Namespace) -> str:
    attributes = _attributes(arguments)
    record = store.create(arguments.scope, arguments.name, attributes, record_id=arguments.id)
    return _shown(record, arguments)


def _get(store: StoreManager, arguments: argparse.Namespace) -> str:
    return _shown(store.get(arguments.id), arguments)


def _find(store: StoreManager, arguments: argparse.Namespace) -> str:
    return _shown(store.get_by_name(arguments.scope, arguments.name), arguments)


def _update(store: StoreManager, arguments: argparse.Namespace) -> str:
    changes = Changes(arguments.name, _attributes(arguments) or None)
    return _shown(store.update(arguments.id, changes, arguments.revision), arguments)


def _delete(store: StoreManager, arguments: argparse.Namespace) -> str:
    store.delete(arguments.id, arguments.revision)
    return _said({"deleted": arguments.id}, f"deleted {arguments.id}", arguments)


def _list(store: StoreManager, arguments: argparse.Namespace) -> str:
    filters = [parsed_filter(text) for text in arguments.filter]
    page = store.list_records(arguments.scope, filters, arguments.limit, arguments.marker)
    if page.truncated and arguments.output == "table":
        print(f"more records follow: --marker {page.next_marker}", file=sys.stderr)
    return _said(output.page_data(page), output.table(page.items), arguments)


def _purge(store: StoreManager, arguments: argparse.Namespace) -> str:
    count = store.purge(arguments.scope)
    noun = "record" if count == 1 else "records"
    return _said({"deleted": count}, f"deleted {count} {noun}", arguments)


def _scopes(store: StoreManager, arguments: argparse.Namespace) -> str:
    scopes = store.list_scopes()
    return _said({"scopes": list(scopes)}, "\n".join(scopes), arguments)


def _attributes(arguments: argparse.Namespace) -> dict[str, Value]:
    return dict(map(parsed_attribute, arguments.attribute))


def _shown(record: Record, arguments: argparse.Namespace) -> str:
    return _said(as_dict(record), output.table([record]), arguments)


def _said(data: object, text: str, arguments: argparse.Namespace) -> str:
    return output.as_json(data) if arguments.output == "json" else text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("refstore", description="Create, find and change records.")
    running.add_config_file(parser)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for run, names, summary in _COMMANDS:
        command = commands.add_parser(
            run.__name__.removeprefix("_"),
            help=summary,
            description=summary,
            epilog=FILTER_HELP if "--filter" in names else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        for name in (*names, "--output"):
            command.add_argument(name, **_ARGUMENTS[name])
        command.set_defaults(run=run)
    return parser


_ARGUMENTS: dict[str, dict[str, Any]] = {
    "id": {"help": "the record's id"},
    "scope": {"help": "the scope"},
    "name": {"help": "the record's name"},
    "--scope": {"default": "default", "help": "the scope; %(default)s unless given"},
    "--name": {"help": "the new name"},
    "--id": {"help": "the new record's id; random unless given"},
    "--attribute": {
        "action": "append",
        "default": [],
        "metavar": "NAME=VALUE",
        "help": "an attribute; VALUE is JSON, or text if it is not. May be repeated. "
        "An update with attributes replaces all that were there",
    },
    "--revision": {"type": int, "help": "only if the record still has this revision"},
    "--filter": {
        "action": "append",
        "default": [],
        "metavar": "FILTER",
        "help": "only records that meet this condition, see below. May be repeated",
    },
    "--limit": {"type": int, "help": "so many records at most"},
    "--marker": {"help": "go on where the page ended that told this marker"},
    "--output": {"choices": ("table", "json"), "default": "table", "help": "default: table"},
}

_COMMANDS: tuple[tuple[_Command, tuple[str, ...], str], ...] = (
    (_create, ("name", "--scope", "--attribute", "--id"), "Store a new record."),
    (_get, ("id",), "Show a record."),
    (_find, ("name", "--scope"), "Show the record of a name."),
    (_list, ("--scope", "--filter", "--limit", "--marker"), "Show the records of a scope."),
    (_update, ("id", "--name", "--attribute", "--revision"), "Change a record."),
    (_delete, ("id", "--revision"), "Delete a record."),
    (_purge, ("scope",), "Delete all records of a scope."),
    (_scopes, (), "Show which scopes have records."),
)
