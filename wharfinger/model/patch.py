# SPDX-License-Identifier: Apache-2.0
"""A patch: commits, the files that they touch, and what the text of these says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wharfinger.model.location import Location

_FOOTER = re.compile(r"^(?P<key>[A-Z][A-Za-z-]+)(?::[ \t]*(?P<value>.*))?$")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit. ``time`` is the committer's, in seconds since 1970."""

    id: str
    parents: tuple[str, ...]
    author: str
    email: str
    time: int
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]

    @property
    def footers(self) -> Mapping[str, str]:
        """The footers of the message, such as ``UpgradeImpact``, by their key."""
        matches = (_FOOTER.match(line.strip()) for line in self.message.splitlines()[1:])
        return {match["key"]: match["value"] or "" for match in matches if match}


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that a patch touches.

    ``status`` is ``added``, ``modified``, ``deleted`` or ``renamed``; ``old_path`` is set
    for the last.
    """

    path: str
    status: str
    old_path: str = ""


@dataclass(frozen=True, slots=True)
class HostCall:
    """A call ``receiver.name(…)`` in the code of the host, as far as its text shows it.

    ``receiver`` is the dotted source text before the name, empty for a computed one.
    ``positional`` counts the positional arguments; ``star`` and ``double_star`` tell that
    more may come from a sequence or mapping. ``inside`` is the class and function around it.
    ``group`` is the group whose drivers certainly receive the call, empty where that is not known.
    ``annotation`` is the source text of the receiver's annotation, if it is a parameter with one.
    ``handled`` names the exceptions that handlers around the call catch.
    """

    name: str
    receiver: str
    positional: int
    keywords: tuple[str, ...]
    location: Location
    star: bool = False
    double_star: bool = False
    inside: str = ""
    group: str = ""
    annotation: str = ""
    handled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OptionChange:
    """What happened to an option of oslo.config.

    ``change`` is ``added``, ``removed``, ``default`` or ``deprecated``.
    """

    name: str
    change: str
    location: Location
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Patch:
    """What lies between base and head.

    ``base`` and ``head`` are commit ids; ``head`` is empty for the work tree. ``branch`` is
    the branch that the patch is for, empty where nothing says. ``commits`` are those of the
    series, newest first; ``exempt`` is the reason why no release note is asked of it, such
    as a revert. ``new_calls`` are calls in the changed files of the head which their base
    does not have. ``removed_functions`` are public functions of modules,
    ``module:function``, that are gone. ``migrations`` are migration scripts that were added.
    ``changed_methods`` are methods ``Class.method`` of the head that are new or take other
    parameters.
    ``releases`` are the final releases before the base, oldest first, as far as they were asked
    for: finding them costs a walk through the history.
    """

    base: str
    head: str
    branch: str = ""
    commits: tuple[Commit, ...] = ()
    files: tuple[ChangedFile, ...] = ()
    exempt: str = ""
    new_calls: tuple[HostCall, ...] = ()
    option_changes: tuple[OptionChange, ...] = ()
    removed_functions: tuple[tuple[str, Location], ...] = ()
    migrations: tuple[Location, ...] = ()
    releases: tuple[str, ...] = ()
    changed_methods: tuple[tuple[str, Location], ...] = ()
