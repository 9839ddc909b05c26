# SPDX-License-Identifier: Apache-2.0
"""Options of real projects, compared with what a search for their names finds."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from wharfinger.sources.patch_text.options import declared_options

pytestmark = pytest.mark.real

# A name in quotes right behind what declares an option; comments may stand between.
NAMED = re.compile(
    r"(?<![\w.])(?:\w+\.)*(?P<kind>\w*Opt)\(\s*(?:#[^\n]*\n\s*)*(?:name\s*=\s*)?"
    r"(['\"])(?P<name>[\w-]+)\2\s*[,)]"
)


@pytest.mark.parametrize("package", ["keystone/conf", "ironic/conf", "barbican/common"])
def test_every_named_option_is_found(site: Path, package: str) -> None:
    files = sorted((site / package).glob("*.py"))
    counted = 0
    for file in files:
        text = file.read_text(encoding="utf-8")
        named = Counter(m["name"] for m in NAMED.finditer(text) if m["kind"] != "DeprecatedOpt")
        found = Counter(option.name for option in declared_options(file.name, file.read_bytes()))
        assert not named - found, file
        counted += sum(found.values())
    assert counted >= 30


def test_groups_of_keystone(site: Path) -> None:
    for name in ("ldap", "identity", "token", "oauth2"):
        data = (site / f"keystone/conf/{name}.py").read_bytes()
        found = list(declared_options(f"keystone/conf/{name}.py", data))
        assert found
        assert {option.group for option in found} == {name}
