# SPDX-License-Identifier: Apache-2.0
"""The sample configuration file: up to date, and accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from oslo_config import generator
from refstore import options

ROOT = Path(__file__).parents[3]
ETC = ROOT / "reference/refstore/etc"


def test_the_sample_is_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``tools/tox -e genconfig`` renews it."""
    monkeypatch.chdir(ROOT)
    made = tmp_path / "made"
    config = ETC / "oslo-config-generator.conf"
    generator.main(["--config-file", str(config), "--output-file", str(made)])
    assert made.read_text(encoding="utf-8") == (ETC / "refstore.conf.sample").read_text("utf-8")


def test_the_sample_is_a_configuration() -> None:
    conf = options.load([str(ETC / "refstore.conf.sample")])
    assert conf.driver == "sql"
