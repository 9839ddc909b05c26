# SPDX-License-Identifier: Apache-2.0
"""keyring 25.7.0: targets that are modules, judged by the class within them."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.real

POLICY = """
groups:
  keyring.backends:
    interface: keyring.backend:KeyringBackend
"""
MODULES = {
    "KWallet": "keyring.backends.kwallet",
    "SecretService": "keyring.backends.SecretService",
    "Windows": "keyring.backends.Windows",
    "chainer": "keyring.backends.chainer",
    "libsecret": "keyring.backends.libsecret",
    "macOS": "keyring.backends.macOS",
}
# The class that keeps passwords in each module, and where it gets and sets them.
GET = {
    "KWallet": ("kwallet.py", 106),
    "SecretService": ("SecretService.py", 77),
    "Windows": ("Windows.py", 98),
    "chainer": ("chainer.py", 47),
    "libsecret": ("libsecret.py", 62),
    "macOS": ("macOS/__init__.py", 56),
}


def test_modules(ask: Any) -> None:
    drivers = ask("drivers", "keyring.backends")["drivers"]
    assert {driver["name"]: driver["target"] for driver in drivers} == MODULES
    assert {driver["kind"] for driver in drivers} == {"module"}
    assert {driver["interface"] for driver in drivers} == {None}
    assert not any(driver["problems"] for driver in drivers if driver["name"] != "SecretService")


def test_matrix_with_an_interface(ask: Any) -> None:
    matrix = ask("matrix", "keyring.backends", policy=POLICY)
    levels = {feature["key"]: feature["level"] for feature in matrix["features"]}
    assert {key for key, level in levels.items() if level == "required"} == {
        "get_password",
        "set_password",
    }
    assert levels["priority"] == levels["delete_password"] == "undeclared"
    for name, (file, line) in GET.items():
        cell = matrix["cells"]["get_password"][name]
        assert cell["support"] == "yes"
        assert cell["evidence"] == {"path": f"keyring/backends/{file}", "line": line}
        assert matrix["cells"]["priority"][name]["support"] == "yes"
    # Six modules define all that they need; none inherits a refusal.
    assert not any(
        cell["support"] == "no" for row in matrix["cells"].values() for cell in row.values()
    )
