# SPDX-License-Identifier: Apache-2.0
"""keystone 30.0.0, read in its backends by a person."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.real

INTERFACES = {
    "keystone.assignment": "keystone.assignment.backends.base:AssignmentDriverBase",
    "keystone.auth.external": "keystone.auth.plugins.external:Base",
    "keystone.auth.password": "keystone.auth.plugins.base:AuthMethodHandler",
    "keystone.catalog": "keystone.catalog.backends.base:CatalogDriverBase",
    "keystone.endpoint_filter": "keystone.catalog.backends.base:CatalogDriverBase",
    "keystone.identity": "keystone.identity.backends.base:IdentityDriverBase",
    "keystone.policy": "keystone.policy.backends.base:PolicyDriverBase",
    "keystone.token.provider": "keystone.token.providers.base:Provider",
    "keystone.unified_limit.model": "keystone.limit.models.base:ModelBase",
}
# What LDAP only raises exception.Forbidden for.
READ_ONLY = {
    "change_password",
    "delete_group",
    "delete_user",
    "remove_user_from_group",
    "reset_last_active",
}
# What is not abstract in the interface, and who replaces it.
OVERRIDDEN = {"is_domain_aware": "ldap", "generates_uuids": "ldap", "is_sql": "sql"}


def test_interfaces(ask: Any) -> None:
    found = {d["group"]: d["interface"] for d in ask("drivers")["drivers"]}
    assert {group: found[group] for group in INTERFACES} == INTERFACES
    # Filters of a WSGI pipeline and lists of options are no drivers.
    for group in ("keystone.server_middleware", "oslo.config.opts", "oslo.policy.policies"):
        assert found[group] is None


def test_identity(ask: Any) -> None:
    matrix = ask("matrix", "keystone.identity")
    levels = {feature["key"]: feature["level"] for feature in matrix["features"]}
    # IdentityDriverBase has 21 abstract methods.
    assert len(levels) == 21 + len(OVERRIDDEN)
    assert {key for key, level in levels.items() if level != "required"} == set(OVERRIDDEN)
    for key, row in matrix["cells"].items():
        found = {name: (cell["support"], cell["basis"]) for name, cell in row.items()}
        if key in OVERRIDDEN:
            other = "sql" if OVERRIDDEN[key] == "ldap" else "ldap"
            assert found[other] == ("default", "default")
            assert found[OVERRIDDEN[key]] == ("yes", "implemented")
        else:
            assert found["sql"] == ("yes", "implemented"), key
        if key in READ_ONLY:
            assert found["ldap"] == ("no", "refused"), key
            assert row["ldap"]["note"] == "raises exception.Forbidden"
    for reading in ("authenticate", "get_user", "list_users", "get_group", "check_user_in_group"):
        assert matrix["cells"][reading]["ldap"]["support"] == "yes"


def test_policy(ask: Any) -> None:
    cells = ask("matrix", "keystone.policy")["cells"]
    # The rules come from files: the driver stores nothing.
    assert {key for key, row in cells.items() if row["rules"]["support"] == "no"} == {
        "create_policy",
        "list_policies",
        "get_policy",
        "update_policy",
        "delete_policy",
    }
    assert cells["enforce"]["rules"]["support"] == "yes"
    assert {row["sql"]["support"] for row in cells.values()} == {"yes"}


def test_assignment(ask: Any) -> None:
    matrix = ask("matrix", "keystone.assignment")
    assert {feature["level"] for feature in matrix["features"]} == {"required"}
    assert {cell["support"] for row in matrix["cells"].values() for cell in row.values()} == {"yes"}


def test_aliases_of_one_plugin(ask: Any) -> None:
    drivers = {d["name"]: d for d in ask("drivers", "keystone.auth.external")["drivers"]}
    assert drivers["default"]["aliases"] == ["DefaultDomain"]
    assert drivers["Domain"]["aliases"] == []


def test_whole_environment_has_no_dangling_target(ask: Any) -> None:
    drivers = ask("drivers", *INTERFACES)["drivers"]
    assert drivers
    assert not [d["name"] for d in drivers if "DRV001" in d["problems"]]
