# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL, as Debian has it. It refuses to run as root, so root runs it as postgres."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

import engines_ready
from engines_errors import EngineFailed, EngineMissing
from engines_plan import HOST, Plan, Planned, data_folder, find, free_port, version_of
from engines_process import Launch

PACKAGE = "the Debian package postgresql"
USER = "postgres"
DEBIAN = Path("/usr/lib/postgresql")


def plan(folder: Path, cache: Path) -> Plan:  # noqa: ARG001 - every recipe gets both
    """Plan a PostgreSQL with its data in a folder; fsync stays on, as it is by default."""
    initdb, server = _find("initdb"), _find("postgres")
    data, user, password = data_folder(folder), _user(), secrets.token_hex(16)
    _initialise(initdb, data, user, password)
    port = free_port()
    command = (
        *(server, "-D", str(data), "-h", HOST, "-p", str(port), "-k", ""),
        # Shared memory in files of the data folder: a killed server leaves nothing elsewhere.
        *("-c", "dynamic_shared_memory_type=mmap"),
    )
    # SIGQUIT stops at once too, and lets go of shared memory.
    launch = Launch(command, data, user=user, stop_signal=signal.SIGQUIT)
    return Plan(
        kind="real",
        version=version_of(server, "--version"),
        url=f"postgresql://{USER}:{password}@{HOST}:{port}/postgres",
        durable=True,
        members=(Planned(launch, port),),
        ready=engines_ready.postgresql,
    )


def _find(command: str) -> str:
    newest_first = sorted(DEBIAN.glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    return find(command, PACKAGE, tuple(newest_first))


def _user() -> str | None:
    if os.getuid() != 0:
        return None
    import pwd

    try:
        return pwd.getpwnam(USER).pw_name
    except KeyError:
        raise EngineMissing(f"root needs the user {USER}: install {PACKAGE}") from None


def _initialise(initdb: str, data: Path, user: str | None, password: str) -> None:
    secret = data.with_name("password")
    secret.touch(mode=0o600)
    secret.write_text(password, encoding="ascii")
    if user:
        for path in (data, secret):
            shutil.chown(path, user, user)
    command = (
        *(initdb, "--pgdata", str(data), "--username", USER, "--encoding", "UTF8"),
        *("--no-locale", "--no-sync", "--auth", "scram-sha-256", "--pwfile", str(secret)),
    )
    done = subprocess.run(
        command,
        cwd="/",
        check=False,
        capture_output=True,
        text=True,
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )
    if done.returncode:
        raise EngineFailed(f"initdb could not make {data}:\n{done.stderr}")
