# SPDX-License-Identifier: Apache-2.0
"""What links of specs lead to, in a tree that is made for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from wharfinger.model import Link, Spec
from wharfinger.sources.specs.link_targets import unresolved

FILES = {
    "README.rst": ".. _the readme:\n",
    "doc/source/conf.py": "extensions = []\n",
    "doc/source/contributor/how.rst": ".. _How To:\n\n.. _`quoted: name`:\n",
    "doc/source/images/a.svg": "",
    "specs/2026.1/a.rst": "",
    "specs/2026.1/b.rst": "",
    "specs/2026.1/shot-1.png": "",
    "build/x.rst": ".. _built:\n",
}


def tree(folder: Path, **files: str) -> Path:
    for name, text in (FILES | files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def is_broken(folder: Path, kind: str, target: str) -> bool:
    """Tell whether a link is left as one that leads nowhere."""
    link = Link(kind, target, 1)
    others = Spec("specs/2026.1/b.rst", "b", labels=("of-b", "with space"))
    spec = Spec("specs/2026.1/a.rst", "a", links=(link,))
    found, other = unresolved(folder, "specs", (spec, others))
    assert other is others
    assert found.links in ((), (link,))
    return bool(found.links)


@pytest.mark.parametrize(
    ("kind", "target", "broken"),
    [
        ("doc", "b", False),
        ("doc", "b.rst", False),
        ("doc", "../2026.1/b", False),
        ("doc", "../2025.1/b", True),
        ("doc", "/contributor/how", False),
        ("doc", "/specs/2026.1/b", False),
        ("doc", "/2026.1/b", False),
        ("doc", "../../contributor/how", False),
        ("doc", "/contributor/why", True),
        ("doc", "keystone:admin/index", False),
        ("doc", "../../../../../etc/passwd", True),
        ("file", "shot-1.png", False),
        ("file", "shot-*", False),
        ("file", "shoot-*", True),
        ("file", "nowhere/shot-*", True),
        ("file", "/images/a.svg", False),
        ("file", "../../images/a.svg", False),
        ("file", "b.png", True),
        ("file", "https://example.org/b.png", False),
        ("file", "/etc/passwd", True),
        ("file", "\0", True),
        ("ref", "of-b", False),
        ("ref", "With  Space", False),
        ("ref", "how to", False),
        ("ref", "the readme", False),
        ("ref", "quoted: name", False),
        ("ref", "other:label", False),
        ("ref", "genindex", False),
        ("ref", "built", True),
        ("ref", "nowhere", True),
        ("spec", "b", True),
    ],
)
def test_links_are_looked_up_where_sphinx_would(
    kind: str, target: str, broken: bool, tmp_path: Path
) -> None:
    assert is_broken(tree(tmp_path), kind, target) is broken


@pytest.mark.parametrize("extension", ["sphinx.ext.intersphinx", "sphinx.ext.autosectionlabel"])
def test_where_labels_may_come_from_elsewhere_nothing_is_certain(
    extension: str, tmp_path: Path
) -> None:
    folder = tree(tmp_path, **{"doc/source/conf.py": f"extensions = [{extension!r}]\n"})
    assert not is_broken(folder, "ref", "nowhere")


def test_a_link_out_of_the_tree_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "outside.png").write_text("", "utf-8")
    folder = tree(tmp_path / "tree")
    (folder / "specs" / "2026.1" / "link.png").symlink_to(tmp_path / "outside.png")
    (folder / "specs" / "2026.1" / "round.png").symlink_to("round.png")
    assert is_broken(folder, "file", "link.png")
    assert is_broken(folder, "file", "round.png")
    assert is_broken(folder, "file", "../../../outside.png")
