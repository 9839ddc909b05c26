# SPDX-License-Identifier: Apache-2.0
"""redis and memcached, as Debian has them."""

from __future__ import annotations

import getpass
from pathlib import Path

import engines_ready
from engines_plan import HOST, Plan, Planned, data_folder, find, free_port, version_of
from engines_process import Launch


def redis(folder: Path, cache: Path) -> Plan:  # noqa: ARG001 - every recipe gets both
    """Plan a redis that writes each command to disk before it answers."""
    program = find("redis-server", "the Debian package redis-server")
    data, port = data_folder(folder), free_port()
    command = (
        *(program, "--bind", HOST, "--port", str(port), "--dir", str(data)),
        *("--appendonly", "yes", "--appendfsync", "always", "--save", ""),
    )
    member = Planned(Launch(command, data), port)
    url = f"redis://{member.endpoint}/0"
    version = version_of(program, "--version")
    return Plan("real", version, url, durable=True, members=(member,), ready=engines_ready.redis)


def memcached(folder: Path, cache: Path) -> Plan:  # noqa: ARG001 - every recipe gets both
    """Plan a memcached, which keeps everything in memory."""
    program = find("memcached", "the Debian package memcached")
    data, port = data_folder(folder), free_port()
    command = (program, "-l", HOST, "-p", str(port), "-U", "0", "-u", getpass.getuser())
    member = Planned(Launch(command, data), port)
    return Plan(
        kind="real",
        version=version_of(program, "--version"),
        url=member.endpoint,
        durable=False,
        members=(member,),
        ready=engines_ready.memcached,
    )
