# SPDX-License-Identifier: Apache-2.0
"""Policy files on disk: which there are, and one file from bytes to policy."""

from __future__ import annotations

from pathlib import Path

from wharfinger.errors import PolicyError, PolicyFault
from wharfinger.model import Policy
from wharfinger.sources import files
from wharfinger.sources.files import METADATA_LIMIT, UnreadableError, read_bytes
from wharfinger.sources.policy import toml_document
from wharfinger.sources.policy.build import build
from wharfinger.sources.policy.document import MOST_BYTES, Document, decode
from wharfinger.sources.policy.validation import validate
from wharfinger.sources.remembering import remembered

YAML_NAME = "driver-policy.yaml"
TOML_NAME = "pyproject.toml"
TABLE = "[tool.wharfinger]"


def load(path: str, text: str) -> Policy:
    """Return the policy in the text of a YAML file.

    Raises :class:`~wharfinger.errors.PolicyError` with all faults.
    """
    # Only a project with such a file pays for PyYAML.
    from wharfinger.sources.policy import yaml_document

    return _policy(yaml_document.load(path, text))


def load_toml(path: str, text: str) -> Policy | None:
    """Return the policy in the text of a ``pyproject.toml``, if there is one.

    Raises :class:`~wharfinger.errors.PolicyError` with all faults.
    """
    document = toml_document.load(path, text)
    return _policy(document) if document else None


def load_file(file: Path, shown: str, within: Path | None = None) -> Policy:
    """Return the policy in a file that must be there, and lie within a folder if one is given.

    Raises :class:`~wharfinger.errors.PolicyError` with all faults.
    """
    folder = within or Path(_real(file)).parent
    text = decode(shown, _read(file, shown, folder, MOST_BYTES))
    policy = load_toml(shown, text) if file.suffix == ".toml" else load(shown, text)
    if policy is None:
        raise PolicyError([PolicyFault(shown, 0, "", f"the file has no {TABLE}")])
    return policy


def load_tree(tree: Path) -> Policy | None:
    """Return the policy of a source tree, if it has one.

    Raises :class:`~wharfinger.errors.PolicyError` with all faults, one of which may be
    that there are two policies.
    """
    return remembered("policy", None, tree, lambda: _load_tree(tree))


def _load_tree(tree: Path) -> Policy | None:
    # A link that leads nowhere is there, too: it must not go unnoticed.
    has_yaml = files.exists(tree / YAML_NAME)
    table = _table_of(tree)
    if has_yaml and table:
        message = f"the policy is in {YAML_NAME} and in {TABLE} of {TOML_NAME}; keep one"
        raise PolicyError([PolicyFault(YAML_NAME, 0, "", message)])
    if has_yaml:
        return load_file(tree / YAML_NAME, YAML_NAME, tree)
    return _policy(table) if table else None


def _real(file: Path) -> str:
    try:
        return files.real_path(file)
    except OSError:
        # It leads out of a commit; reading it says so.
        return str(file)


def _policy(document: Document) -> Policy:
    validate(document)
    return build(document)


def _table_of(tree: Path) -> Document | None:
    """Return the table in a tree's ``pyproject.toml``; an unreadable file has none."""
    try:
        data = _read(tree / TOML_NAME, TOML_NAME, tree, METADATA_LIMIT)
    except PolicyError:
        return None
    if b"wharfinger" not in data:
        return None
    return toml_document.load(TOML_NAME, decode(TOML_NAME, data))


def _read(file: Path, shown: str, within: Path, limit: int) -> bytes:
    try:
        return read_bytes(file, within, limit)
    except UnreadableError as error:
        raise PolicyError([PolicyFault(shown, 0, "", f"cannot be read: {error.reason}")]) from None
