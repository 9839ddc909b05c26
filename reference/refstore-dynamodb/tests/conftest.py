# SPDX-License-Identifier: Apache-2.0
"""Tables of their own for tests, on each engine and in both ways of writing."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from refstore.conformance import Opening
from refstore_dynamodb import schema
from refstore_dynamodb.options import client_for

ENGINES = ("ministack", "dynalite", "dynamodb-local")
"""dynalite has no transactions, which the driver finds out."""

WAYS = {"transactions": ("ministack", True), "one by one": ("dynalite", False)}
"""The ways of writing, each on the engine that is quickest for it."""


class Options:
    """Options of the driver that differ from nothing but what a test says."""

    def __init__(self, **options: Any) -> None:
        self.endpoint_url: str | None = None
        self.region, self.table, self.transactions = "us-east-1", "refstore", True
        self.connect_timeout, self.read_timeout, self.max_attempts = 2.0, 5.0, 3
        self.__dict__.update(options)


@pytest.fixture(autouse=True, scope="session")
def credentials() -> Iterator[None]:
    """Let boto3 look for credentials nowhere else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield


@pytest.fixture(scope="session")
def options_for() -> type[Options]:
    """Return what makes options for a driver."""
    return Options


@pytest.fixture(scope="session")
def clients() -> Iterator[Callable[[str], Any]]:
    """Return a function from an engine's URL to a client; making one takes long."""
    made: dict[str, Any] = {}

    def client(url: str) -> Any:
        if url not in made:
            made[url] = client_for(Options(endpoint_url=url))
        return made[url]

    yield client
    for each in made.values():
        each.close()


@pytest.fixture
def opening_at(clients: Callable[[str], Any]) -> Callable[..., Opening]:
    """Return a function from an engine's URL to how to open a new table there."""

    def create(url: str, **more: Any) -> Opening:
        given = {"endpoint_url": url, "region": "us-east-1", "table": f"t{uuid.uuid4().hex}"}
        schema.create_table(clients(url), given["table"], 20.0)
        return Opening("dynamodb", given | more)

    return create


@pytest.fixture(params=ENGINES)
def table(
    request: pytest.FixtureRequest,
    engine: Callable[[str], Any],
    opening_at: Callable[..., Opening],
) -> Opening:
    """Return how to open a new table, on each engine."""
    return opening_at(engine(request.param).url)


@pytest.fixture(params=list(WAYS))
def way(
    request: pytest.FixtureRequest,
    engine: Callable[[str], Any],
    opening_at: Callable[..., Opening],
) -> Opening:
    """Return how to open a new table, for each way of writing."""
    name, transactions = WAYS[request.param]
    return opening_at(engine(name).url, transactions=transactions)
