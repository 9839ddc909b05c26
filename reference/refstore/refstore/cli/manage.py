# SPDX-License-Identifier: Apache-2.0
"""``refstore-manage``: what an operator does, one module of ``manage_commands`` a command."""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Sequence
from types import ModuleType

from refstore.cli import manage_commands, running
from refstore.options import load


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    return running.run(lambda: _run(argv))


def _run(argv: Sequence[str] | None) -> int:
    arguments = _parser().parse_args(argv)
    # The doctor goes on where a configuration is refused.
    read = getattr(arguments.module, "read", load)
    status: int = arguments.module.run(arguments, read(arguments.config_file))
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("refstore-manage", description="Manage a refstore.")
    running.add_config_file(parser)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in _modules():
        text = inspect.getdoc(module) or ""
        command = commands.add_parser(
            module.NAME,
            help=text.partition("\n")[0],
            description=text,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.set_defaults(module=module)
        module.add_arguments(command)
    return parser


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(manage_commands.__path__, f"{manage_commands.__name__}."):
        yield importlib.import_module(found.name)
