# SPDX-License-Identifier: Apache-2.0
"""What a claim of a spec names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from wharfinger.model import Claim

FORMS = {
    "adds-driver": "group:name",
    "removes-driver": "group:name",
    "changes-interface": "group:method, module:Class, module:Class.method or group version",
    "adds-option": "group/name or name",
}
"""How the target of each kind of claim is written."""

_DRIVER = re.compile(r"(?P<group>[^\s:]+):(?P<name>[^\s:]+)")
_VERSION = re.compile(r"(?P<group>[^\s:]+)\s+[vV]?(?P<name>\d[\w.]*)")
_CLASS = re.compile(r"(?P<owner>[\w.]+:\w+(?:\.\w+)*)\.(?P<name>\w+)|(?P<alone>[\w.]+:[A-Z]\w*)")
_METHOD = re.compile(r"(?P<group>[^\s:]+):(?P<name>\w+)(?:\(\))?")
_OPTION = re.compile(r"(?:(?P<group>[^\s/]+)/)?(?P<name>[^\s/]+)")


class Names(StrEnum):
    """What kind of thing a claim names."""

    DRIVER = "driver"
    METHOD = "method"
    CLASS = "class"
    VERSION = "version"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class Target:
    """A thing that a claim names.

    ``group`` is that of drivers or of options, ``owner`` a class ``module:Class``; a method has
    one of the two. ``name`` is that of the driver, the method, the version or the option.
    """

    names: Names
    group: str = ""
    name: str = ""
    owner: str = ""


def target(claim: Claim) -> Target | None:
    """Return what a claim names, None where it is not written in one of the forms."""
    if claim.kind == "adds-option":
        return _found(Names.OPTION, _OPTION.fullmatch(claim.target))
    if claim.kind != "changes-interface":
        return _found(Names.DRIVER, _DRIVER.fullmatch(claim.target))
    version = _found(Names.VERSION, _VERSION.fullmatch(claim.target))
    if version:
        return version
    match = _CLASS.fullmatch(claim.target)
    if match and match["alone"]:
        return Target(Names.CLASS, owner=match["alone"])
    if match:
        return Target(Names.METHOD, name=match["name"], owner=match["owner"])
    return _found(Names.METHOD, _METHOD.fullmatch(claim.target))


def _found(names: Names, match: re.Match[str] | None) -> Target | None:
    return Target(names, match["group"] or "", match["name"]) if match else None
