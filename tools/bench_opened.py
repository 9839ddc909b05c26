# SPDX-License-Identifier: Apache-2.0
"""Stores to measure: refstore's manager with a driver, and a bare client, on the same engine."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Any

from bench_bare import Bare
from refstore import options
from refstore.manager import StoreManager

TEXT = "[DEFAULT]\ndriver = {driver}\n[{driver}]\n{options}\n"
DYNAMODB = ("ministack", "dynalite")
TRANSACTIONS = ("ministack",)
"""The emulators of DynamoDB that have transactions."""


def managed(name: str, url: str, folder: Path) -> StoreManager:
    """Return a manager with its defaults, over an empty store on an engine."""
    if name in DYNAMODB:
        return _manager(folder, "dynamodb", _dynamodb(url))
    if name == "etcd":
        return _manager(folder, "etcd", f"endpoints = {url}")
    return _manager(folder, "sql", f"connection = {_migrated(sql_url(url, folder, 'refstore'))}")


def bare(name: str, url: str, folder: Path) -> Bare:
    """Return a bare client with a store of its own beside."""
    if name in DYNAMODB:
        from bench_bare_dynamodb import BareDynamoDB

        return BareDynamoDB(url, transactions=name in TRANSACTIONS)
    if name == "etcd":
        from bench_bare_etcd import BareEtcd

        return BareEtcd(url.split(",", maxsplit=1)[0])
    from bench_bare_sql import BareSQL

    driver = sql_url(url, folder, "bare").replace("postgresql://", "postgresql+psycopg://")
    return BareSQL(driver)


def sql_url(url: str, folder: Path, store: str) -> str:
    """Return the address of PostgreSQL, or that of a file of SQLite."""
    return url or f"sqlite:///{folder / store}.db"


def dynamodb_client(url: str) -> Any:
    """Return boto3's client of an emulator, with any credentials."""
    import boto3

    os.environ |= {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
    return boto3.session.Session(region_name="us-east-1").client("dynamodb", endpoint_url=url)


def _manager(folder: Path, driver: str, text: str) -> StoreManager:
    file = folder / "refstore.conf"
    file.write_text(TEXT.format(driver=driver, options=text), encoding="utf-8")
    return StoreManager(options.load([str(file)]))


def _migrated(url: str) -> str:
    from refstore.database import engine_for
    from refstore.migrations.runner import Phase, sync

    for phase in Phase:
        sync(engine_for(url), phase)
    return url


def _dynamodb(url: str) -> str:
    from refstore_dynamodb import schema

    with closing(dynamodb_client(url)) as client:
        schema.create_table(client, "refstore")
    return f"endpoint_url = {url}\nregion = us-east-1"
