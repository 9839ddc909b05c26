# SPDX-License-Identifier: Apache-2.0
"""The genres that come along; each is read when it is asked for."""

from __future__ import annotations

from functools import cache

from wharfinger.model import Genre
from wharfinger.sources.specs.genres.building import build
from wharfinger.sources.specs.templates import NAMES, data_folder

SHIPPED = (
    *NAMES,
    *("nova", "cinder", "neutron", "keystone", "bareon"),
    *("oslo", "oslo-policy", "oslo-library", "oslo-graduation"),
)
"""Their names. Of two that are alike to a text the first is taken."""


@cache
def shipped(name: str) -> tuple[Genre, ...]:
    """Return the versions of a genre, oldest first."""
    import yaml

    # Tests hold these files to the form; the quick loader knows no lines.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = data_folder().joinpath(f"genres/{name}.yaml").read_text("utf-8")
    return build(name, yaml.load(text, loader))  # noqa: S506 -- a safe one
