# SPDX-License-Identifier: Apache-2.0
"""Remove public ids from the mapping table.

No record is deleted. A record whose public id was removed is found by it again once it was
listed, or searched by name.
"""

from __future__ import annotations

import argparse

from oslo_config import cfg

from refstore.id_mapping import IdMapping

NAME = "mapping_purge"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the choice of what to remove."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--scope", help="the public ids of this scope")
    which.add_argument("--public-id", metavar="ID", help="this one")
    which.add_argument("--all", action="store_true", help="all of them")


def run(arguments: argparse.Namespace, conf: cfg.ConfigOpts) -> int:
    """Remove them and say how many there were."""
    count = IdMapping(conf).purge(arguments.scope, arguments.public_id)
    print(f"removed {count} public {'id' if count == 1 else 'ids'}")
    return 0
