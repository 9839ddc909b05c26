# SPDX-License-Identifier: Apache-2.0
"""Two imitations of DynamoDB: ministack, in Python, and dynalite, in Node.js."""

from __future__ import annotations

from pathlib import Path

import engines_install
import engines_ready
from engines_plan import HOST, Plan, Planned, data_folder, find, free_port
from engines_process import Launch

MINISTACK = "1.5.33"
DYNALITE = "4.0.0"


def ministack(folder: Path, cache: Path) -> Plan:
    """Plan a ministack, which forgets everything when it is killed."""
    program = engines_install.from_pypi(cache, "ministack", MINISTACK) / "ministack"
    data, port = data_folder(folder), free_port()
    environment = {"BIND_HOST": HOST, "GATEWAY_PORT": str(port), "SERVICES": "dynamodb"}
    launch = Launch((str(program),), data, environment)
    return _plan(MINISTACK, Planned(launch, port), durable=False)


def dynalite(folder: Path, cache: Path) -> Plan:
    """Plan a dynalite with its data in LevelDB and tables that are there at once."""
    node = find("node", "the Debian package nodejs")
    program = engines_install.from_npm(cache, "dynalite", DYNALITE) / "cli.js"
    data, port = data_folder(folder), free_port()
    command = (
        *(node, str(program), "--host", HOST, "--port", str(port), "--path", str(data / "db")),
        *("--createTableMs", "0", "--deleteTableMs", "0", "--updateTableMs", "0"),
    )
    return _plan(DYNALITE, Planned(Launch(command, data), port), durable=True)


def _plan(version: str, member: Planned, *, durable: bool) -> Plan:
    return Plan(
        kind="emulator",
        version=version,
        url=f"http://{member.endpoint}",
        durable=durable,
        members=(member,),
        ready=engines_ready.dynamodb,
    )
