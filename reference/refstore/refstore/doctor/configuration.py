# SPDX-License-Identifier: Apache-2.0
"""Symptoms of the configuration: files that are refused, and a folder that is not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from refstore.doctor.context import Context
from refstore.errors import ConfigurationError


def symptom_refused(context: Context) -> str:
    """The configuration is refused.

    An option or a section is unknown, or a value is not what its option takes. Mend the file that
    is named. No command of refstore works before, and no other symptom can be looked for.
    """
    return context.refused


def symptom_scope_refused(context: Context) -> Iterator[str]:
    """The configuration of a scope is refused.

    An option or a section in the scope's file is unknown, or a value is not what its option
    takes. Mend the file that is named. The scope's records cannot be reached before.
    """
    for scope in context.scopes:
        try:
            context.use(scope)
        except ConfigurationError as error:
            yield str(error)


def symptom_state_path(context: Context) -> str:
    """The folder state_path cannot be written.

    Make the folder, and give it to the user that refstore runs as; or name another one:

        [DEFAULT]
        state_path = /var/lib/refstore
    """
    wanted = Path(context.conf.state_path)
    # What is missing is made when it is needed first, by who needs it.
    there = next(folder for folder in (wanted, *wanted.parents) if folder.exists())
    if not there.is_dir():
        return f"{there} is no folder"
    writable = os.access(there, os.W_OK | os.X_OK)
    return "" if writable else f"{wanted}: this user cannot write to {there}"
