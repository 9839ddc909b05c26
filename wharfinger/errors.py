# SPDX-License-Identifier: Apache-2.0
"""Errors. Each carries data; its text says what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class ToolkitError(Exception):
    """Base of all errors that wharfinger raises on purpose.

    ``exit_code`` is the status of a command that ends with the error: 2 when the call,
    the policy or the input is wrong, 3 when wharfinger or a plugin failed.
    """

    exit_code = 2


class UsageError(ToolkitError):
    """The call is wrong: an option that makes no sense, a folder that is not there."""


class PolicyError(ToolkitError):
    """A policy file has faults: all of them, each with file, line and key."""

    def __init__(self, faults: Sequence[PolicyFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class PolicyFault:
    """One fault of a policy file. ``line`` counts from 1; ``key`` is a dotted path."""

    def __init__(self, path: str, line: int, key: str, message: str) -> None:
        self.path, self.line, self.key, self.message = path, line, key, message

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.key}: {self.message}" if self.key else f"{where}: {self.message}"


class UnknownGroupError(ToolkitError):
    """A group was named that nothing announces. ``known`` are those that were found."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name, self.known = name, tuple(known)
        found = ", ".join(self.known) if self.known else "no group at all"
        super().__init__(f"unknown group {name!r}; found: {found}")


class NothingExaminedError(ToolkitError):
    """There was nothing to examine."""


class ConfigurationError(ToolkitError):
    """A check, view or reporter has an option that it cannot use."""


class PluginError(ToolkitError):
    """A plugin failed. ``name`` is the plugin's."""

    exit_code = 3

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"plugin {name!r} failed: {reason}")


class OutsideRootError(ToolkitError):
    """A path leads out of the folder that may be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} leads out of its folder")


class CannotCompareError(ToolkitError):
    """There is nothing to compare with: no repository, no such commit, no history."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class NoBaseError(CannotCompareError):
    """There is no base by nature: no repository, no commit, or nothing before the first one.

    Unlike a history that is cut off, which hides the base that a patch has.
    """
