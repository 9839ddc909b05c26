# SPDX-License-Identifier: Apache-2.0
"""Symptoms of the documentation and the release notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from wharfinger_runtime.doctor import NotApplicable

from wharfinger.doctor.matrices import by_hand
from wharfinger.doctor.project import Project
from wharfinger.sources import files
from wharfinger.sources.notes.settings import settings

_FOLDERS = ("doc/source", "docs/source", "doc", "docs")
_EXTENSIONS = re.compile(r"^extensions\s*(?:\+?=|:)", re.MULTILINE)


def symptom_extension_missing(project: Project) -> str:
    """Sphinx does not know wharfinger's extension.

    With it, the lists of drivers, their support matrix and their deprecations are made from the
    source whenever the pages are built. Write in conf.py:

        extensions = [..., "wharfinger.sphinxext"]
        wharfinger_trees = ["../.."]

    which is the way from conf.py to the top of the project, and in a page, for each group:

        .. driver-matrix:: <group>

    wharfinger[sphinx] belongs among the requirements of the documentation.
    """
    if not project.hosted:
        raise NotApplicable("the interfaces are those of other projects")
    path = files.relative(_source(project) / "conf.py", project.tree)
    text = project.text(path)
    if not _EXTENSIONS.search(text):
        raise NotApplicable(f"{path} does not say itself which extensions there are")
    return "" if "wharfinger.sphinxext" in text else path


def symptom_matrix_by_hand(project: Project) -> Iterator[str]:
    """The documentation says by hand what drivers support.

    Such a table drifts from the code, and nobody notices. `wharfinger matrix <group>` shows what
    the source says; put it in the place of the table:

        .. driver-matrix:: <group>

    What the source cannot say belongs into the group's features in driver-policy.yaml.
    """
    for path in project.below(_source(project)):
        if path.endswith((".rst", ".ini", ".txt", ".inc")):
            line, groups = by_hand(project.text(path), project.groups)
            if groups:
                yield f"{path}:{line}: drivers of {' or '.join(groups)}"


def symptom_no_release_notes(project: Project) -> bool:
    """No release notes were found, so the gate cannot ask for any.

    Neither reno, nor towncrier, nor a changelog at the top was found. With reno, the first note
    makes the folder that both reno and wharfinger look into:

        reno new <slug>

    If the notes are kept elsewhere, say so in driver-policy.yaml:

        notes:
          folder: <folder, or file of a changelog>
    """
    folder = project.catalog.policy.notes.folder
    return all(settings(root, folder) is None for root in project.roots)


def _source(project: Project) -> Path:
    """Return the folder of the pages. Raises NotApplicable if there is none."""
    for folder in (root / name for root in project.roots for name in _FOLDERS):
        if files.is_file(folder / "conf.py"):
            return folder
    raise NotApplicable("there is no documentation for Sphinx")
