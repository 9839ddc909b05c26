# SPDX-License-Identifier: Apache-2.0
"""Parameters of actions, as they are written on the command line and in a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from refstore.errors import ConfigurationError


def parameters(file: str | None, settings: Iterable[str]) -> Mapping[str, object]:
    """Return the values by name. A setting on the command line wins over the file.

    Raises ConfigurationError.
    """
    values = _from_file(Path(file)) if file else {}
    return MappingProxyType({**values, **dict(map(_setting, settings))})


def _setting(text: str) -> tuple[str, object]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise ConfigurationError(f"--set {text}: write NAME=VALUE or ACTION.NAME=VALUE")
    if value[:1] not in ("[", "{"):
        return name, value
    try:
        return name, json.loads(value)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"--set {name}: {value!r:.80} is not JSON: {error}") from error


def _from_file(file: Path) -> dict[str, object]:
    try:
        values = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"{file} cannot be read as JSON: {error}") from error
    if not isinstance(values, dict):
        raise ConfigurationError(f'{file} is not an object like {{"records": "all.jsonl"}}')
    return values
