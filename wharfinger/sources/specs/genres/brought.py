# SPDX-License-Identifier: Apache-2.0
"""Genre files of a project, which its policy names."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from wharfinger.errors import PolicyError, PolicyFault
from wharfinger.model import Genre
from wharfinger.sources import files
from wharfinger.sources.files import UnreadableError
from wharfinger.sources.policy.document import MOST_BYTES, decode
from wharfinger.sources.specs.genres.building import build
from wharfinger.sources.specs.genres.validation import validate


def read(tree: Path, path: str) -> tuple[Genre, ...]:
    """Return the versions of the genre in a file, oldest first; it is called as the file is.

    Raises :class:`~wharfinger.errors.PolicyError` with all faults of the file.
    """
    # Only a project with such files pays for PyYAML.
    from wharfinger.sources.policy import yaml_document

    document = yaml_document.load(path, decode(path, _bytes(tree, path)))
    validate(document)
    return build(PurePosixPath(path).stem, document.data)


def _bytes(tree: Path, path: str) -> bytes:
    try:
        return files.read_bytes(tree / path, tree, MOST_BYTES)
    except UnreadableError as error:
        raise PolicyError([PolicyFault(path, 0, "", f"cannot be read: {error.reason}")]) from None
