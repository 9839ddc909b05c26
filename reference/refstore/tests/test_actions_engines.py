# SPDX-License-Identifier: Apache-2.0
"""Moving a store from a file to servers and back, by the commands that an operator gives."""

from __future__ import annotations

import json
import uuid
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from refstore.actions.store import Store, content
from refstore.cli.manage import main
from refstore.options import load
from refstore.records import Record

pytestmark = pytest.mark.engines

RECORDS = [
    Record("id1", "\u1eb9\u0301 \U0001f600", "default", {"float": 2.0, "integer": -(2**53)}),
    Record("id2", "line\nline", "default", {"": None, "zero": -0.0, "flag": True, "text": ""}),
    *(Record(f"n{n}", f"name {n}", "lab", {"small": 1e-300, "size": n}) for n in range(150)),
]


def configuration(folder: Path, driver: str, **options: str) -> str:
    file = folder / f"{driver}.conf"
    lines = "".join(f"{name} = {value}\n" for name, value in options.items())
    file.write_text(f"[DEFAULT]\ndriver = {driver}\n[{driver}]\n{lines}")
    return str(file)


def test_a_store_moves_from_engine_to_engine_and_back(engine, tmp_path, monkeypatch, capsys):
    pytest.importorskip("refstore_etcd")
    dynamodb = pytest.importorskip("refstore_dynamodb.cli")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    unique = uuid.uuid4().hex
    endpoints = ",".join(engine("etcd").endpoints)
    confs = [
        configuration(tmp_path, "journal", path=str(tmp_path / "journal"), sync="false"),
        configuration(tmp_path, "etcd", endpoints=endpoints, prefix=f"/{unique}"),
        configuration(
            tmp_path,
            "dynamodb",
            endpoint_url=engine("dynalite").url,
            region="us-east-1",
            table=f"t{unique}",
        ),
        configuration(tmp_path, "sql", connection=f"sqlite:///{tmp_path}/store.db"),
    ]
    assert dynamodb.main(["--config-file", confs[2], "create-table"]) == 0
    assert main(["--config-file", confs[3], "db_sync"]) == 0
    with closing(Store(confs[0], load([]))) as store:
        store.write(RECORDS)
    scopes = f"--set=scopes={json.dumps(['default', 'lab'])}"
    for old, new in pairwise(confs):
        command = ["--config-file", old, "run", "room", "export", "import", "verify", scopes]
        assert main([*command, f"--set=records={tmp_path}/all", f"--set=target={new}"]) == 0
        assert "152 records stored, 0 there already" in capsys.readouterr().out
    with closing(Store(confs[3], load([]))) as store:
        assert sorted(map(content, store.read())) == sorted(map(content, RECORDS))
