# SPDX-License-Identifier: Apache-2.0
"""The options of the driver, and the client that they describe."""

from __future__ import annotations

import functools
import threading
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from oslo_config import cfg
from refstore.errors import ConfigurationError

CONNECTIONS = 64
"""How many connections the threads of a process share at most."""

OPTIONS = (
    cfg.URIOpt(
        "endpoint_url",
        schemes=["http", "https"],
        help="Where the engine answers. Without it: DynamoDB in the region.",
    ),
    cfg.StrOpt(
        "region",
        help="The region of the table. Without it, boto3 takes it from its environment. "
        "Credentials always come from there.",
    ),
    cfg.StrOpt("table", default="refstore", help="The table that has the records."),
    cfg.FloatOpt("connect_timeout", default=3.0, min=0.01, help="Seconds to wait to connect."),
    cfg.FloatOpt("read_timeout", default=10.0, min=0.01, help="Seconds to wait for an answer."),
    cfg.IntOpt(
        "max_attempts",
        default=4,
        min=1,
        help="How often one request is sent at most, when the engine is slow or throttles.",
    ),
    cfg.BoolOpt(
        "transactions",
        default=True,
        help="Write a record and its name in one transaction. An engine that turns out to have "
        "no transactions is written to as if this were off.",
    ),
)


# Clients are for many threads, but a session makes only one at a time.
_LOCK = threading.Lock()


def list_options() -> list[tuple[str, tuple[cfg.Opt, ...]]]:
    """Return the sections and their options, for oslo.config's generator."""
    return [("dynamodb", OPTIONS)]


def client_for(options: Any) -> Any:
    """Return boto3's client. It does not connect yet.

    Raises ConfigurationError if a region or something else is missing.
    """
    config = Config(
        connect_timeout=options.connect_timeout,
        read_timeout=options.read_timeout,
        retries={"total_max_attempts": options.max_attempts, "mode": "standard"},
        max_pool_connections=CONNECTIONS,
    )
    try:
        with _LOCK:
            return _session(options.region).client(
                "dynamodb", endpoint_url=options.endpoint_url, config=config
            )
    except (BotoCoreError, ValueError) as error:
        raise ConfigurationError(f"[dynamodb] {error}") from error


@functools.cache
def _session(region: str | None) -> boto3.session.Session:
    """Return a session; its first client takes long, as DynamoDB's interface is read from disk."""
    return boto3.session.Session(region_name=region)
