# SPDX-License-Identifier: Apache-2.0
"""Engines for the tests of the reference store and its drivers.

Each process of a run (with pytest-xdist there are several) starts an engine at most once, when a
test first asks for it. Where an engine cannot be had, its tests are skipped with the reason; they
fail instead if the environment variable CI is set or WHARFINGER_ENGINES is "required".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from engines_network import NetworkEngine, start_etcd
from engines_running import Engine
from engines_session import Session
from engines_testing import or_skip


@pytest.fixture(scope="session")
def engine_session() -> Iterator[Session]:
    """Return what starts the engines of this process; all of them end with it."""
    session = Session()
    yield session
    session.close()


@pytest.fixture(scope="session")
def engine(engine_session: Session) -> Callable[[str], Engine]:
    """Return a function from an engine's name to the engine that all tests here share.

    A test leaves such an engine running, and its own data in names of its own.
    """
    return lambda name: or_skip(lambda: engine_session.shared(name))


@pytest.fixture
def private_engine(engine_session: Session) -> Iterator[Callable[[str], Engine]]:
    """Return a function that starts an engine for one test alone, which may kill it."""
    with ExitStack() as stack:

        def begin(name: str) -> Engine:
            started = or_skip(lambda: engine_session.private(name))
            stack.callback(started.stop)
            return started

        yield begin


@pytest.fixture
def etcd_network(engine_session: Session) -> Iterator[NetworkEngine]:
    """Return three members of etcd for one test alone, which may cut them off."""
    network = or_skip(lambda: engine_session.run(start_etcd))
    yield network
    network.stop()
