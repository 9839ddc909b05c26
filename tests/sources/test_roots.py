# SPDX-License-Identifier: Apache-2.0
"""Where modules are looked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wharfinger.errors import UsageError
from wharfinger.model import Request, Root
from wharfinger.sources.roots import roots


def _tree(tmp_path, *folders, **files):
    tree = tmp_path / "tree"
    for folder in (".", *folders):
        (tree / folder).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (tree / name.replace("_", ".")).write_text(text)
    return tree


def _site(tmp_path, name="env"):
    site = tmp_path / name / "lib" / "python3.11" / "site-packages"
    site.mkdir(parents=True)
    return tmp_path / name, site


def _folders(request, base):
    return [Path(root.folder).relative_to(base).as_posix() for root in roots(request)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("setup_cfg", "[options]\npackage_dir =\n    = lib\n"),
        ("setup_cfg", "[options]\npackage_dir =\n    demo = lib/demo\n"),
        ("setup_cfg", "[options.packages.find]\nwhere = lib\n"),
        ("setup_cfg", "[files]\npackages_root = lib\n"),
        ("setup_py", "from setuptools import setup\nsetup(package_dir={'': 'lib'})\n"),
        ("pyproject_toml", '[tool.setuptools.packages.find]\nwhere = ["lib"]\n'),
        ("pyproject_toml", '[tool.setuptools.package-dir]\n"" = "lib"\n'),
        ("pyproject_toml", '[tool.poetry]\npackages = [{include = "demo", from = "lib"}]\n'),
        ("pyproject_toml", '[tool.hatch.build.targets.wheel]\npackages = ["lib/demo"]\n'),
        ("pyproject_toml", '[tool.pdm.build]\npackage-dir = "./lib/"\n'),
    ],
)
def test_declared_folders_of_a_tree(tmp_path, name, text):
    tree = _tree(tmp_path, "src", "lib/demo", **{name: text})
    assert _folders(Request(trees=(tree,)), tree) == [".", "src", "lib"]


def test_folders_that_are_not_there_or_lead_out_are_left_out(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    config = (
        '[tool.setuptools.packages.find]\nwhere = ["none", "..", "/", "link", "same", "file"]\n'
    )
    tree = _tree(tmp_path, "real", pyproject_toml=config, file="")
    (tree / "link").symlink_to(outside)
    (tree / "same").symlink_to("real")
    assert _folders(Request(trees=(tree,)), tree) == [".", "real"]


def test_order_and_what_paths_are_shown_from(tmp_path):
    tree = _tree(tmp_path)
    env, site = _site(tmp_path)
    egg = site / "some-1.0.egg"
    egg.mkdir()
    project = tmp_path / "project"
    (project / "src").mkdir(parents=True)
    info = site / "project-1.0.dist-info"
    info.mkdir()
    origin = {"url": project.as_uri(), "dir_info": {"editable": True}}
    (info / "direct_url.json").write_text(json.dumps(origin))
    (site / "project.pth").write_text(f"import os\n{project / 'src'}\n")
    alone = tmp_path / "alone"
    alone.mkdir()
    (site / "alone.egg-link").write_text(f"{alone}\n.\n")

    found = roots(Request(trees=(tree,), environments=(env, env)))

    assert found == (
        Root(str(tree), str(tree)),
        Root(str(site), str(env)),
        Root(str(egg), str(env)),
        Root(str(alone), str(alone)),
        Root(str(project / "src"), str(project)),
    )


@pytest.mark.parametrize(
    "mapping",
    [
        "MAPPING: dict[str, str] = {'demo': %r}",
        "MAPPING = {'demo': %r}",
        "MAPPING = {'demo': %r, 'other': '/none/else', 1: 2}",
    ],
)
def test_the_mapping_of_an_editable_finder(tmp_path, mapping):
    env, site = _site(tmp_path)
    package = tmp_path / "project" / "lib" / "demo"
    package.mkdir(parents=True)
    finder = site / "__editable___demo_1_0_finder.py"
    finder.write_text(f"{mapping % str(package)}\nraise SystemExit\n")
    (site / "__editable__.demo.pth").write_text("import __editable___demo_1_0_finder\n")
    assert _folders(Request(environments=(env,)), tmp_path)[1:] == ["project/lib"]


def test_an_import_line_is_no_path(tmp_path):
    env, site = _site(tmp_path)
    (site / "import demo").mkdir()
    (site / "demo.pth").write_text("import demo\n")
    assert len(roots(Request(environments=(env,)))) == 1


@pytest.mark.parametrize("text", ["MAPPING = make()", "MAPPING = (", "MAPPING = [1]", "", "\0"])
def test_a_finder_that_is_not_understood_adds_nothing(tmp_path, text):
    env, site = _site(tmp_path)
    (site / "__editable___demo_1_0_finder.py").write_text(text)
    assert len(roots(Request(environments=(env,)))) == 1


def test_an_editable_install_without_a_path_is_found_as_a_tree(tmp_path):
    env, site = _site(tmp_path)
    project = tmp_path / "project"
    (project / "src").mkdir(parents=True)
    info = site / "project-1.0.dist-info"
    info.mkdir()
    origin = {"url": project.as_uri(), "dir_info": {"editable": True}}
    (info / "direct_url.json").write_text(json.dumps(origin))
    wanted = ["project", "project/src"]
    assert _folders(Request(environments=(env,)), tmp_path)[1:] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "1",
        '{"dir_info": {"editable": false}}',
        '{"url": 1, "dir_info": {"editable": true}}',
        '{"url": "https://example.org", "dir_info": {"editable": true}}',
        "[" * 100_000,
    ],
)
def test_other_origins_add_nothing(tmp_path, text):
    env, site = _site(tmp_path)
    info = site / "project-1.0.dist-info"
    info.mkdir()
    (info / "direct_url.json").write_text(text)
    assert len(roots(Request(environments=(env,)))) == 1


def test_unpacked_wheels_are_roots(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name / f"{name}-1.0.dist-info").mkdir(parents=True)
    assert _folders(Request(environments=(tmp_path,)), tmp_path) == ["one", "two"]


def test_a_site_folder_that_leads_out_is_left_out(tmp_path):
    env = tmp_path / "env"
    (env / "lib" / "python3.11").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (env / "lib" / "python3.11" / "site-packages").symlink_to(tmp_path / "outside")
    with pytest.raises(UsageError, match="there are no distributions here"):
        roots(Request(environments=(env,)))


@pytest.mark.parametrize("kind", ["trees", "environments"])
@pytest.mark.parametrize(("name", "words"), [("none", "no such folder"), ("file", "is a file")])
def test_a_folder_that_is_not_there(tmp_path, kind, name, words):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=words):
        roots(Request(**{kind: (tmp_path / name,)}))
