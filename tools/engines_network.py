# SPDX-License-Identifier: Apache-2.0
"""Three members of etcd in network namespaces, so that each can be cut off (Linux, as root).

Each member has two cables: one to a switch, where it meets the other members, and one to its
clients, who stay where they are. Pulling the first leaves a member that answers its clients but
has no quorum; pulling both leaves one that nobody can reach.

        clients ── m1   m2   m3 ── clients
                    └─ switch ─┘
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import subprocess
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from engines_errors import EngineFailed, EngineMissing
from engines_etcd import MEMBERS, plan_at
from engines_folder import NETWORK, clear, private_folder, remember
from engines_plan import Plan, Planned
from engines_running import Engine, Member

CLIENT_PORT, PEER_PORT = 2379, 2380

# 198.18.0.0/15 is set aside for tests of networks (RFC 2544): nothing real is hidden by it.
# Each cable to clients gets four addresses of it.
SPARE = IPv4Address("198.18.0.0")
BLOCKS = 1 << 15

_COUNT = itertools.count()


@dataclass(frozen=True, slots=True)
class Cables:
    """The namespace of a member, and the ends of its two cables that are not in it."""

    namespace: str
    switch: str
    port: str
    outside: str

    def connect_peers(self, state: str) -> None:
        """Put the cable to the other members "up" or "down"."""
        _ip("-n", self.switch, "link", "set", self.port, state)

    def connect_clients(self, state: str) -> None:
        """Put the cable to the clients "up" or "down".

        Its far end, for without the near one the packets would look for another way.
        """
        _ip("-n", self.namespace, "link", "set", "clients", state)


class NetworkMember(Member):
    """A member of etcd that can be cut off."""

    def __init__(self, folder: Path, plan: Plan, planned: Planned, cables: Cables) -> None:
        super().__init__(folder, plan, planned)
        self._cables = cables

    def cut(self, *, clients: bool = False) -> None:
        """Cut the member off from the other members, and from its clients too if asked."""
        self._cables.connect_peers("down")
        if clients:
            self._cables.connect_clients("down")

    def heal(self) -> None:
        """Join the member again to the other members and to its clients."""
        self._cables.connect_peers("up")
        self._cables.connect_clients("up")


class NetworkEngine(Engine):
    """An etcd whose members can be cut off."""

    members: tuple[NetworkMember, ...]


def start_etcd(folder: Path) -> NetworkEngine:
    """Start three members in namespaces of their own, with their data in a folder.

    Raises EngineMissing without root, the command ``ip`` or the right to make namespaces, and
    EngineFailed where etcd does not start; then nothing of it is left.
    """
    if not shutil.which("ip"):
        raise EngineMissing("found no ip: install the Debian package iproute2")
    if os.getuid() != 0:
        raise EngineMissing("only root can cut a member off: network namespaces are needed")
    private_folder(folder)
    try:
        return _start(folder)
    except BaseException:
        clear(folder)
        raise


def _start(folder: Path) -> NetworkEngine:
    prefix = f"w{os.getpid()}n{next(_COUNT)}"
    switch = f"{prefix}s"
    _make_switch(folder, switch)
    block = random.SystemRandom().randrange(BLOCKS - len(MEMBERS))
    cables, clients, peers = {}, {}, {}
    for number, name in enumerate(MEMBERS, 1):
        cables[name] = Cables(f"{prefix}{name}", switch, name, f"{prefix}c{number}")
        _make_namespace(folder, cables[name].namespace)
        peers[name] = f"{_join_switch(cables[name], number)}:{PEER_PORT}"
        # A namespace may live on for a while, and this end of a cable with it.
        remember(folder, NETWORK, f"link delete {cables[name].outside}")
        clients[name] = f"{_join_clients(cables[name], block + number)}:{CLIENT_PORT}"
    prefixes = {name: ("ip", "netns", "exec", cables[name].namespace) for name in MEMBERS}
    plan = plan_at(folder, clients, peers, prefixes)
    members = tuple(
        NetworkMember(folder, plan, planned, cable)
        for planned, cable in zip(plan.members, cables.values(), strict=True)
    )
    engine = NetworkEngine("etcd", folder, plan, members)
    engine.restart()
    return engine


def _make_namespace(folder: Path, name: str) -> None:
    remember(folder, NETWORK, f"netns delete {name}")
    try:
        _ip("netns", "add", name)
    except EngineFailed as error:
        raise EngineMissing(f"this machine lets nobody make network namespaces: {error}") from None
    _ip("-n", name, "link", "set", "lo", "up")


def _make_switch(folder: Path, switch: str) -> None:
    _make_namespace(folder, switch)
    _ip("-n", switch, "link", "add", "bridge", "type", "bridge")
    _ip("-n", switch, "link", "set", "bridge", "up")


def _join_switch(cables: Cables, number: int) -> str:
    """Plug a member into the switch; return its address there."""
    inside, address = cables.namespace, f"10.0.0.{number}"
    plug = ("netns", inside, "type", "veth", "peer", "name", cables.port, "netns", cables.switch)
    _ip("link", "add", "peers", *plug)
    _ip("-n", cables.switch, "link", "set", cables.port, "master", "bridge", "up")
    _ip("-n", inside, "address", "add", f"{address}/24", "dev", "peers")
    _ip("-n", inside, "link", "set", "peers", "up")
    return address


def _join_clients(cables: Cables, block: int) -> str:
    """Lay the cable from a member to its clients; return the member's address for them."""
    network = SPARE + 4 * block
    inside, ours, theirs = cables.namespace, network + 1, network + 2
    _ip("link", "add", cables.outside, "type", "veth", "peer", "name", "clients", "netns", inside)
    _ip("address", "add", f"{ours}/30", "dev", cables.outside)
    _ip("link", "set", cables.outside, "up")
    _ip("-n", inside, "address", "add", f"{theirs}/30", "dev", "clients")
    _ip("-n", inside, "link", "set", "clients", "up")
    return str(theirs)


def _ip(*arguments: str) -> None:
    done = subprocess.run(("ip", *arguments), check=False, capture_output=True, text=True)
    if done.returncode:
        raise EngineFailed(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
