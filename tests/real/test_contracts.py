# SPDX-License-Identifier: Apache-2.0
"""Contracts of released packages: facts that were checked by hand in their source."""

from __future__ import annotations

import builtins
from pathlib import Path

import pytest

from wharfinger import pipeline
from wharfinger.model import Contract, MethodKind, Request
from wharfinger.sources.contracts import source

pytestmark = pytest.mark.real

GROUPS = ("keystone.identity", "keystone.trust", "oslo.messaging.drivers", "tooz.backends")


@pytest.fixture(scope="module")
def contracts(site: Path) -> dict[str, Contract]:
    request = Request(environments=(site,), groups=GROUPS)
    catalog = pipeline.read(request, ["groups"])
    parts = {
        "distributions": catalog.distributions,
        "policy": (catalog.policy,),
        "groups": catalog.groups,
    }
    return {item.group: item for item in source.read(request, parts).items}


def exposed(contract: Contract) -> set[str]:
    return {info.name for info in contract.exposed}


def test_tooz(contracts: dict[str, Contract]) -> None:
    contract = contracts["tooz.backends"]
    assert contract.interface is not None
    assert not contract.interface.enforces
    assert {
        "tooz.coordination:Characteristics",
        "tooz.coordination:Event",
        "tooz.locking:Lock",
        "tooz:NotImplemented",
        "tooz:ToozError",
    } <= exposed(contract)
    lock = next(info for info in contract.exposed if info.name == "tooz.locking:Lock")
    assert lock.enforces
    assert lock.own["acquire"].kind is MethodKind.ABSTRACT
    heartbeat = contract.interface.own["heartbeat"]
    assert contract.meaning.annotation(heartbeat.returns, "tooz.coordination") == {"float", "None"}
    get_lock = contract.interface.own["get_lock"]
    assert contract.meaning.annotation(get_lock.returns, "tooz.coordination") == {
        "tooz.locking:Lock"
    }


def test_keystone(contracts: dict[str, Contract]) -> None:
    contract = contracts["keystone.identity"]
    assert contract.interface is not None
    assert contract.interface.name == "keystone.identity.backends.base:IdentityDriverBase"
    assert contract.interface.enforces
    get_user = contract.interface.own["get_user"]
    assert get_user.raises == ("keystone.exception.UserNotFound",)
    assert {
        "keystone.exception:UserNotFound",
        "keystone.exception:GroupNotFound",
        "keystone.exception:Conflict",
        "keystone.exception:Error",
    } <= exposed(contract)
    assert set(contract.drivers) == {"ldap", "sql"}


def test_oslo_messaging(contracts: dict[str, Contract]) -> None:
    contract = contracts["oslo.messaging.drivers"]
    assert contract.interface is not None
    assert contract.interface.name == "oslo_messaging._drivers.base:BaseDriver"
    assert contract.interface.enforces
    # The interface's methods return nothing themselves: that is in docstrings and drivers.
    assert {
        "oslo_messaging._drivers.base:Listener",
        "oslo_messaging._drivers.base:PollStyleListener",
        "oslo_messaging._drivers.base:RpcIncomingMessage",
    } <= exposed(contract)


def test_uses_of_a_driver(contracts: dict[str, Contract]) -> None:
    ipc = contracts["tooz.backends"].drivers["ipc"]
    uses = {name: [use.name for use in m.uses if use.via == "super"] for name, m in ipc.own.items()}
    assert {name: used for name, used in uses.items() if used} == {
        "_start": ["_start"],
        "_stop": ["_stop"],
        "watch_join_group": ["watch_join_group"],
        "watch_leave_group": ["watch_leave_group"],
    }


def test_other_names(contracts: dict[str, Contract]) -> None:
    assert contracts["tooz.backends"].moved["tooz.coordination:ToozError"] == "tooz:ToozError"


def test_spelling_of_annotations(contracts: dict[str, Contract]) -> None:
    """Whatever tooz writes is made out: all of its names are those of real classes."""
    contract = contracts["tooz.backends"]
    assert contract.interface is not None
    for member in contract.interface.own.values():
        for text in (member.returns, *(p.annotation for p in member.parameters)):
            for name in contract.meaning.annotation(text, "tooz.coordination"):
                module = name.partition(":")[0].partition(".")[0].partition("[")[0]
                known = (*("None", "Any"), "tooz", "collections", "concurrent", "typing")
                assert module in known or hasattr(builtins, module), (member.name, name)
