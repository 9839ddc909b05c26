# SPDX-License-Identifier: Apache-2.0
"""The reference names everything that the extension has."""

from __future__ import annotations

from pathlib import Path

import pytest

from wharfinger.sphinxext import directives, domain, problem

CONF = (
    "wharfinger_trees",
    "wharfinger_env",
    "wharfinger_policy",
    "wharfinger_cache",
    "wharfinger_source_links",
    "wharfinger_specs",
    "wharfinger_spec_feed",
)
SUBTYPES = {
    *problem.SUBTYPES.values(),
    "unknown",
    "empty",
    "tree",
    "ref",
    "redirect",
    "role",
    "specs",
}
NAMES = [
    *(f".. rst:directive:: .. {name}::" for name in directives.VIEWS),
    *(f"``:{name}:``" for name in directives.PRESENTATION),
    *(f".. rst:role:: driver:{kind}\n" for kind in domain.KINDS),
    *(f".. confval:: {name}\n" for name in CONF),
    *(f"``wharfinger.{subtype}``" for subtype in sorted(SUBTYPES)),
]


@pytest.mark.parametrize("name", NAMES)
def test_everything_has_its_place(root: Path, name: str) -> None:
    assert name in root.joinpath("doc/source/reference/sphinx.rst").read_text(encoding="utf-8")
