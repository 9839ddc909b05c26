# SPDX-License-Identifier: Apache-2.0
"""Running git so that neither the repository nor the environment has it run anything else."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from wharfinger.errors import CannotCompareError, NoBaseError
from wharfinger.sources.files import encodable

_OPTIONS = (
    "--no-pager",
    "--no-replace-objects",
    "--no-optional-locks",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.untrackedCache=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.warnAmbiguousRefs=true"),
    *("-c", "protocol.allow=never"),
    *("-c", "submodule.recurse=false"),
)
# What says where configuration and git itself are is the user's own; all else is left out:
# hooks and IDEs set GIT_DIR and its like for another purpose.
_KEPT_VARIABLES = frozenset(
    {
        "GIT_CEILING_DIRECTORIES",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_SYSTEM",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_EXEC_PATH",
    }
)
_SET_VARIABLES = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class GitError(CannotCompareError):
    """Git refused. ``status`` is its exit status, ``said`` what it wrote to standard error."""

    def __init__(self, reason: str, status: int, said: str) -> None:
        self.status, self.said = status, said
        super().__init__(reason)


def command(folder: Path, *arguments: str) -> list[str]:
    """Return the command line of a git command in a folder."""
    return ["git", "-C", str(folder), *_OPTIONS, *arguments]


def environment() -> dict[str, str]:
    """Return the environment in which git is run."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _KEPT_VARIABLES
    }
    return {**kept, **_SET_VARIABLES}


def run(folder: Path, *arguments: str, given: bytes = b"") -> tuple[bytes, str]:
    """Run a git command in a folder; return its output and what it said on standard error.

    Raises :class:`GitError` if it fails and :class:`CannotCompareError` if there is no git.
    """
    try:
        done = subprocess.run(
            command(folder, *arguments),
            input=given,
            capture_output=True,
            env=environment(),
            check=False,
        )
    except FileNotFoundError:
        raise no_git() from None
    except (OSError, ValueError) as error:
        raise CannotCompareError(f"git cannot be run: {error}") from None
    said = encodable(done.stderr.decode("utf-8", "replace"))
    if done.returncode and "not a git repository" in said:
        raise NoBaseError(f"{folder.name or folder} is in no git repository")
    if done.returncode:
        raise GitError(_reason(folder, said, done.returncode), done.returncode, said)
    return done.stdout, said


def no_git() -> CannotCompareError:
    """Return the error for a machine without git."""
    return CannotCompareError("the command git is not there; install it to compare commits")


def _reason(folder: Path, said: str, status: int) -> str:
    if owned := re.search(r"dubious ownership in repository at '(.*)'", said):
        return (
            f"{owned[1]} belongs to somebody else; if you trust it, run "
            f"git config --global --add safe.directory {owned[1]}"
        )
    lines = [line for line in said.splitlines() if line.startswith(("fatal:", "error:"))]
    text = lines[-1].partition(":")[2].strip() if lines else f"it ended with status {status}"
    return f"git cannot read {folder}: {text}"
