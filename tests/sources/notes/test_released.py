# SPDX-License-Identifier: Apache-2.0
"""Notes that a patch edits or deletes after their release."""

from __future__ import annotations

from pathlib import Path

import pytest

from wharfinger import testing
from wharfinger.model import ChangedFile, Note, Patch
from wharfinger.sources.git import Repository
from wharfinger.sources.notes import codes
from wharfinger.sources.notes.released import with_released

FOLDER = "releasenotes/notes"
OLD = f"{FOLDER}/old-0123456789abcdef.yaml"
NEW = f"{FOLDER}/new-123456789abcdef0.yaml"
NOTE = "---\nfixes:\n  - |\n    Text\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with one released note, and one that is not."""
    testing._git(tmp_path, "init", "--quiet", "--initial-branch=main")
    for path, tag in ((OLD, "1.0.0"), (NEW, "")):
        testing.project({path: NOTE}, tmp_path)
        testing._git(tmp_path, "add", "--all")
        testing._git(tmp_path, "commit", "--quiet", "--message=Change it")
        if tag:
            testing._git(tmp_path, "tag", tag)
    return tmp_path


def found(folder: Path, *files: ChangedFile) -> list[tuple[str, str]]:
    with Repository.at(folder) as repository:
        base = repository.resolve("HEAD")
    paths = [file.path for file in files if file.status != "deleted"]
    notes = tuple(Note(path, "reno", touched=True) for path in paths)
    patch = Patch(base, "", files=files)
    return [
        (fault.code, fault.location.path)
        for note in with_released(notes, patch, folder, FOLDER)
        for fault in note.faults
    ]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (ChangedFile(OLD, "modified"), codes.RELEASED_EDITED),
        (ChangedFile(OLD, "deleted"), codes.RELEASED_DELETED),
        (ChangedFile(OLD.replace("old", "renamed"), "renamed", OLD), None),
        (ChangedFile(OLD.replace("-0", "-f"), "renamed", OLD), codes.RELEASED_DELETED),
        (ChangedFile(NEW, "modified"), None),
        (ChangedFile(NEW, "deleted"), None),
        (ChangedFile(OLD, "added"), None),
        (ChangedFile("demo/old-0123456789abcdef.yaml", "modified"), None),
    ],
)
def test_what_a_patch_does_to_a_note(repository: Path, file: ChangedFile, code: str | None) -> None:
    assert found(repository, file) == ([(code, OLD)] if code else [])


def test_without_a_repository_nothing_is_said(tmp_path: Path) -> None:
    note = Note(OLD, "reno")
    patch = Patch("a", "b", files=(ChangedFile(OLD, "modified"),))
    assert with_released((note,), patch, tmp_path, FOLDER) == (note,)


def test_without_a_tag_nothing_is_released(repository: Path) -> None:
    testing._git(repository, "tag", "--delete", "1.0.0")
    assert found(repository, ChangedFile(OLD, "modified")) == []
