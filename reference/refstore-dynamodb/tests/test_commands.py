# SPDX-License-Identifier: Apache-2.0
"""The command refstore-dynamodb, the driver's symptom, and what the options lead to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from refstore.doctor.context import Context
from refstore.errors import ConfigurationError
from refstore_dynamodb import cli, options, symptoms


@pytest.fixture
def configured(tmp_path: Path) -> Callable[..., str]:
    def write(url: str, table: str = "refstore", more: str = "region = us-east-1") -> str:
        path = tmp_path / "refstore.conf"
        path.write_text(
            f"[DEFAULT]\ndriver = dynamodb\nstate_path = {tmp_path}\n"
            f"[dynamodb]\nendpoint_url = {url}\ntable = {table}\n{more}\n"
        )
        return str(path)

    return write


@pytest.mark.engines
def test_a_table_is_created_checked_and_upgraded(
    engine: Callable[[str], Any],
    configured: Callable[..., str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = configured(engine("ministack").url, f"commands-{tmp_path.name}")

    def run(command: str) -> tuple[int, str]:
        status = cli.main(["--config-file", file, command])
        return status, capsys.readouterr().out

    status, text = run("check")
    assert (status, "refstore-dynamodb create-table" in text) == (1, True)
    assert run("create-table")[1].startswith("created the table")
    assert run("create-table")[1].startswith("found the table")
    assert run("check")[0] == 0
    assert run("expand") == (0, "the index 'by_scope' is there already\n")
    assert run("migrate") == (0, "the index 'by_scope' has all records\n")
    assert run("contract") == (0, "there is no other index\n")


def test_an_engine_that_is_not_there_is_one_line(
    configured: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    file = configured("http://127.0.0.1:1", more="region = x\nmax_attempts = 1")
    assert cli.main(["--config-file", file, "create-table"]) == 1
    assert cli.main(["--config-file", file, "check"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.startswith("error: DynamoDB is not available: ") for line in lines] == [True] * 2


def test_a_missing_region_is_a_fault_of_the_configuration(
    options_for: type[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(ConfigurationError, match="region"):
        options.client_for(options_for(region=None))


@pytest.mark.parametrize(
    ("url", "count"),
    [("http://127.0.0.1:8000", 1), ("https://dynamodb.eu-west-1.amazonaws.com", 0)],
)
def test_an_emulator_is_a_symptom(configured: Callable[..., str], url: str, count: int) -> None:
    with closing(Context([configured(url)])) as context:
        found = list(symptoms.symptom_emulator(context))
    assert len(found) == count
