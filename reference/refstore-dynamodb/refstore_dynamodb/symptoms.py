# SPDX-License-Identifier: Apache-2.0
"""Symptoms of tables in DynamoDB. That a table or its index is not ready is refstore's own."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from refstore.doctor.context import Context

from refstore_dynamodb.driver import DynamoDBDriver

_DYNAMODB = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")


def symptom_emulator(context: Context) -> Iterator[str]:
    """Records are kept by an emulator of DynamoDB.

    Emulators are for tests: some forget everything when they end, and what works with them may
    not with DynamoDB. Remove the option endpoint_url to use DynamoDB in the region.
    """
    for use, driver in context.in_use(DynamoDBDriver):
        host = urlsplit(driver.options.endpoint_url or "").hostname
        if host and not host.endswith(_DYNAMODB):
            yield f"{use.title}: endpoint_url names {host}"
