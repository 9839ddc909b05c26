# SPDX-License-Identifier: Apache-2.0
"""Three members of etcd, as Debian has it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import engines_ready
from engines_plan import HOST, Plan, Planned, data_folder, find, free_port, version_of
from engines_process import Launch

MEMBERS = ("m1", "m2", "m3")


def plan(folder: Path, cache: Path) -> Plan:  # noqa: ARG001 - every recipe gets both
    """Plan three members on the loopback."""
    clients = {name: f"{HOST}:{free_port()}" for name in MEMBERS}
    peers = {name: f"{HOST}:{free_port()}" for name in MEMBERS}
    return plan_at(folder, clients, peers, dict.fromkeys(MEMBERS, ()))


def plan_at(
    folder: Path,
    clients: dict[str, str],
    peers: dict[str, str],
    prefixes: Mapping[str, tuple[str, ...]],
) -> Plan:
    """Plan three members at given addresses, each started by a command before its own."""
    program = find("etcd", "the Debian package etcd-server")
    cluster = ",".join(f"{name}=http://{peer}" for name, peer in peers.items())
    members = []
    for name, client in clients.items():
        data = data_folder(folder, name)
        command = (
            *(*prefixes[name], program, "--name", name, "--data-dir", str(data / "etcd")),
            *("--listen-client-urls", f"http://{client}"),
            *("--advertise-client-urls", f"http://{client}"),
            *("--listen-peer-urls", f"http://{peers[name]}"),
            *("--initial-advertise-peer-urls", f"http://{peers[name]}"),
            *("--initial-cluster", cluster, "--initial-cluster-state", "new"),
        )
        host, _, port = client.partition(":")
        members.append(Planned(Launch(command, data), int(port), host))
    return Plan(
        kind="real",
        version=version_of(program, "--version"),
        url=",".join(clients.values()),
        durable=True,
        members=tuple(members),
        ready=engines_ready.etcd,
    )
