# SPDX-License-Identifier: Apache-2.0
"""The guide to other origins, on the real packages that it names.

The oracles read the same registries in another way: by regular expression, or by
evaluating the literal.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

WHARFINGER = Path(sys.executable).with_name("wharfinger")
POLICIES = "doc/source/howto/origins"

pytestmark = pytest.mark.real


def drivers(root: Path, site: Path, group: str, policy: str) -> dict[str, dict[str, Any]]:
    """Return the drivers of a group by name, under a policy of the guide."""
    command = [WHARFINGER, "drivers", group, "--env", site, "--format", "json"]
    if policy:
        command += ["--policy", root / POLICIES / policy]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return {driver["name"]: driver for driver in json.loads(done.stdout)["drivers"]}


def literal(path: Path, name: str) -> Any:
    """Return the value of a module's constant."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    raise LookupError(name)


def dotted(target: str) -> str:
    return target.replace(":", ".")


def test_cinder_by_decorator(root: Path, origins: Path) -> None:
    pattern = re.compile(r"^@interface\.volumedriver\n(?:@.*\n)*class (\w+)", re.MULTILINE)
    folder = origins / "cinder/volume/drivers"
    texts = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.py")}
    expected = {
        f"{'.'.join(path.relative_to(origins).with_suffix('').parts)}:{name}".replace(
            ".__init__:", ":"
        )
        for path, text in texts.items()
        for name in pattern.findall(text)
    }
    found = drivers(root, origins, "cinder.volume", "cinder.yaml")
    assert {driver["target"] for driver in found.values()} == expected
    assert len(expected) == 103
    # One attribute in the class itself, and one in a class that it inherits from.
    facts = found["LVMVolumeDriver"]["facts"]
    assert facts["version"]["value"] == "3.0.0"
    assert facts["ci"]["value"] == "Cinder_Jenkins"
    unsupported = {name for name, driver in found.items() if driver["state"] == "unsupported"}
    own = re.compile(r"^    SUPPORTED = False$", re.MULTILINE)
    assert sum(bool(own.search(text)) for text in texts.values()) <= len(unsupported)


def test_fsspec_by_mapping(root: Path, origins: Path) -> None:
    known = literal(origins / "fsspec/registry.py", "known_implementations")
    found = drivers(root, origins, "fsspec", "fsspec.yaml")
    targets = {name: dotted(driver["target"]) for name, driver in found.items()}
    assert targets == {name: entry["class"] for name, entry in known.items()}


def test_kombu_by_mapping(root: Path, origins: Path) -> None:
    known = literal(origins / "kombu/transport/__init__.py", "TRANSPORT_ALIASES")
    found = drivers(root, origins, "kombu.transports", "kombu.yaml")
    targets = {name: dotted(driver["target"]) for name, driver in found.items()}
    assert targets == {name: dotted(target) for name, target in known.items()}
    assert set(found["amqp"]["aliases"]) == {
        name for name, target in known.items() if target == known["amqp"] and name != "amqp"
    }


def test_dogpile_cache_by_calls(root: Path, origins: Path) -> None:
    text = (origins / "dogpile/cache/backends/__init__.py").read_text(encoding="utf-8")
    calls = re.findall(r'^register_backend\(\s*"(\S+)",\s*"(\S+)",\s*"(\w+)"', text, re.MULTILINE)
    found = drivers(root, origins, "dogpile.cache", "dogpile.cache.yaml")
    assert len(calls) == text.count("register_backend(")
    assert {name: driver["target"] for name, driver in found.items()} == {
        name: f"{module}:{attribute}" for name, module, attribute in calls
    }


def test_keyring_modules(root: Path, origins: Path) -> None:
    found = drivers(root, origins, "keyring.backends", "")
    assert {name: driver["target"] for name, driver in found.items()} == {
        "KWallet": "keyring.backends.kwallet",
        "SecretService": "keyring.backends.SecretService",
        "Windows": "keyring.backends.Windows",
        "chainer": "keyring.backends.chainer",
        "libsecret": "keyring.backends.libsecret",
        "macOS": "keyring.backends.macOS",
    }
    assert {driver["kind"] for driver in found.values()} == {"module"}


def test_keyring_classes(root: Path, origins: Path) -> None:
    found = drivers(root, origins, "keyring.classes", "keyring.yaml")
    text = (origins / "keyring/backends/kwallet.py").read_text(encoding="utf-8")
    in_kwallet = {n for n, d in found.items() if d["target"].startswith("keyring.backends.kwallet")}
    assert in_kwallet == set(re.findall(r"^class (\w+)\(", text, re.MULTILINE))
    assert "macOS:Keyring" in {d["target"].rpartition(".")[2] for d in found.values()}
