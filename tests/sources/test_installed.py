# SPDX-License-Identifier: Apache-2.0
"""Installed distributions, found by path."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

from wharfinger.errors import UsageError
from wharfinger.model import Location, Request, Requirement
from wharfinger.sources.installed import source

METADATA = """\
Metadata-Version: 2.1
Name: {name}
Version: {version}
Author-email: Ann\u00e9 <anne@example.org>, bob@example.org
Maintainer: Carol
Maintainer-email: Carol <carol@example.org>, "Dave, D." <dave@example.org>
License: UNKNOWN
Home-page: https://example.org
Project-URL: Bugs, https://example.org/bugs
Classifier: License :: OSI Approved :: MIT License
Classifier: Development Status :: 5 - Production/Stable
Requires-Dist: msgpack>=1
Requires-Dist: kazoo>=2.6; python_version > "3" and extra == 'zookeeper'

Name: not a header
"""
POINTS = "[g]\nx = m:A\n"


def _install(site, name="demo", version="1.0", points=POINTS, metadata=METADATA, kind="dist-info"):
    folder = site / f"{name}-{version}.{kind}"
    folder.mkdir(parents=True)
    file = "METADATA" if kind == "dist-info" else "PKG-INFO"
    (folder / file).write_text(metadata.format(name=name, version=version), encoding="utf-8")
    if points is not None:
        data = points if isinstance(points, bytes) else points.encode()
        (folder / "entry_points.txt").write_bytes(data)
    return folder


def _venv(tmp_path):
    env = tmp_path / "env"
    site = env / "lib" / "python3.11" / "site-packages"
    site.mkdir(parents=True)
    (env / "pyvenv.cfg").write_text("home = /usr/bin\n")
    return env, site


def _read(*environments):
    return source.read(Request(environments=environments), {}).items


def _one(folder):
    (item,) = _read(folder)
    return item


def test_metadata(tmp_path):
    env, site = _venv(tmp_path)
    _install(site)
    item = _one(env)
    folder = "lib/python3.11/site-packages/demo-1.0.dist-info"
    assert (item.name, item.version, item.origin) == ("demo", "1.0", "installed")
    assert item.maintainers == ("Carol", "Dave, D.")
    assert item.licence == "MIT License"
    assert item.urls == (
        ("Homepage", "https://example.org"),
        ("Bugs", "https://example.org/bugs"),
    )
    assert item.development_status == "5 - Production/Stable"
    assert item.requires == (Requirement("msgpack"), Requirement("kazoo", "zookeeper"))
    assert item.location == Location(f"{folder}/METADATA")
    assert item.entry_points[0].location == Location(f"{folder}/entry_points.txt", 2)
    assert item.faults == ()


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ("Author: Anne\nAuthor-email: Anne <a@example.org>", ("Anne",)),
        ("Author-email: a@example.org", ("a@example.org",)),
        ("Author: Team\nAuthor-email: list@example.org", ("Team",)),
        ("", ()),
    ],
)
def test_authors_stand_in_for_maintainers(tmp_path, fields, wanted):
    _install(tmp_path, metadata=f"Name: demo\n{fields}\n")
    assert _one(tmp_path).maintainers == wanted


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ("License-Expression: MIT\nLicense: other", "MIT"),
        ("License: BSD", "BSD"),
        ("License: The whole text\n        of it\nClassifier: License :: MIT", "MIT"),
    ],
)
def test_licence(tmp_path, fields, wanted):
    _install(tmp_path, metadata=f"Name: demo\n{fields}\n")
    assert _one(tmp_path).licence == wanted


def test_agrees_with_the_run_time_on_this_environment():
    """Every distribution of the running environment, entry points included."""
    site = Path(sysconfig.get_path("purelib"))
    installed = list(importlib.metadata.distributions(path=[str(site)]))
    wanted = {
        (item.metadata["Name"], item.version): {
            (point.group, point.name, point.value.strip()) for point in item.entry_points
        }
        for item in installed
    }
    paths = {path.name for path in site.iterdir()}
    found = {
        (item.name, item.version): {(p.group, p.name, p.value) for p in item.entry_points}
        for item in _read(site)
        if item.location.path.split("/")[0] in paths
    }
    assert found.items() >= wanted.items()
    assert len(wanted) > 10


@pytest.mark.parametrize(
    "site",
    [
        "lib/python3.12/site-packages",
        "Lib/site-packages",
        "lib/python3/dist-packages",
        "local/lib/python3.11/dist-packages",
        "site-packages",
        ".",
    ],
)
def test_layouts(tmp_path, site):
    _install(tmp_path / site)
    assert _one(tmp_path).name == "demo"


def test_a_second_name_of_a_folder_is_not_read_twice(tmp_path):
    env, site = _venv(tmp_path)
    _install(site)
    (env / "lib64").symlink_to("lib")
    assert _one(env).faults == ()


def test_unpacked_wheels(tmp_path):
    _install(tmp_path / "one", "one")
    _install(tmp_path / "two", "two")
    (tmp_path / "other").mkdir()
    found = _read(tmp_path)
    assert [item.name for item in found] == ["one", "two"]
    assert found[1].entry_points[0].location.path == "two/two-1.0.dist-info/entry_points.txt"


def test_egg_info_and_eggs(tmp_path):
    folder = _install(tmp_path, "folder", kind="egg-info", metadata="Name: folder\nVersion: 1\n")
    (folder / "requires.txt").write_text("a>1\n\n[x:python_version<'3']\nb\n")
    (tmp_path / "file-2.0-py3.egg-info").write_text("Name: file\nVersion: 2.0\n")
    egg = tmp_path / "egg-3.0-py3.11.egg" / "EGG-INFO"
    egg.mkdir(parents=True)
    (egg / "PKG-INFO").write_text("Name: egg\nVersion: 3.0\n")
    (egg / "entry_points.txt").write_text(POINTS)
    found = {item.name: item for item in _read(tmp_path)}
    assert {name: (i.version, len(i.entry_points)) for name, i in found.items()} == {
        "folder": ("1", 1),
        "file": ("2.0", 0),
        "egg": ("3.0", 1),
    }
    assert found["folder"].requires == (Requirement("a"), Requirement("b", "x"))
    assert not any(item.faults for item in found.values())


def test_develop_installs_are_found_where_they_are(tmp_path):
    env, site = _venv(tmp_path)
    project = tmp_path / "project"
    _install(project, "linked", kind="egg-info")
    (site / "linked.egg-link").write_text(f"{project}\n.\n")
    item = _one(env)
    assert item.name == "linked"
    assert item.entry_points[0].location.path == "linked-1.0.egg-info/entry_points.txt"


def test_a_path_file_is_read_but_not_executed(tmp_path):
    env, site = _venv(tmp_path)
    _install(tmp_path / "project", "added", kind="egg-info")
    mark = tmp_path / "executed"
    lines = (
        f"# no\nimport pathlib; pathlib.Path({str(mark)!r}).touch()\n{tmp_path}/project\n/none\n"
    )
    (site / "x.pth").write_text(lines)
    assert _one(env).name == "added"
    assert not mark.exists()


def test_an_editable_project_is_one_distribution(tmp_path):
    env, site = _venv(tmp_path)
    project = tmp_path / "project"
    folder = _install(site)
    origin = {"url": project.as_uri(), "dir_info": {"editable": True}}
    (folder / "direct_url.json").write_text(json.dumps(origin))
    _install(project, "demo", "0.9", kind="egg-info")
    (site / "_demo.pth").write_text(f"{project}\n")
    item = _one(env)
    assert (item.version, item.faults) == ("1.0", ())


def test_the_first_of_a_name_wins_and_says_so(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    _install(one, "Some.Demo", "1.0")
    _install(two, "some_demo", "2.0")
    (item,) = _read(one, two)
    assert item.version == "1.0"
    (fault,) = item.faults
    assert "installed more than once" in fault.message
    assert "some_demo-2.0.dist-info/METADATA is not" in fault.message


def test_the_same_metadata_in_two_forms_is_no_fault(tmp_path):
    _install(tmp_path)
    _install(tmp_path, kind="egg-info")
    assert _one(tmp_path).faults == ()


def _bad_latin(path):
    path.write_bytes(b"[g]\nx = m:\xe9\n")


def _bad_nul(path):
    path.write_bytes(b"[g]\nx = m\0:A\n")


def _bad_large(path):
    path.write_text(POINTS)
    os.truncate(path, 50 * 2**20)


def _bad_fifo(path):
    os.mkfifo(path)


def _bad_loop(path):
    path.symlink_to(path.name)


def _bad_outside(path):
    outside = path.parents[2] / "outside.txt"
    outside.write_text(POINTS)
    path.symlink_to(outside)


def _bad_folder(path):
    path.mkdir()


@pytest.mark.parametrize("file", ["entry_points.txt", "METADATA"])
@pytest.mark.parametrize(
    "spoil",
    [_bad_latin, _bad_nul, _bad_large, _bad_fifo, _bad_loop, _bad_outside, _bad_folder],
)
def test_one_bad_file_never_costs_the_others(tmp_path, file, spoil):
    site = tmp_path / "site-packages"
    _install(site, "good")
    bad = _install(site, "bad") / file
    bad.unlink()
    spoil(bad)
    started = time.monotonic()
    found = {item.name: item for item in _read(site)}
    assert time.monotonic() - started < 2
    assert found["good"].faults == ()
    assert len(found["good"].entry_points) == 1
    (fault,) = found["bad"].faults
    assert fault.message.startswith(f"{file} cannot be read: it ") or "symbolic" in fault.message
    assert fault.location.path == f"bad-1.0.dist-info/{file}"
    assert found["bad"].version == "1.0"
    assert len(found["bad"].entry_points) == (file == "METADATA")


@pytest.mark.parametrize("points", ["\ufeff" + POINTS, POINTS.replace("\n", "\r\n")])
def test_marks_and_line_ends_do_not_matter(tmp_path, points):
    _install(tmp_path, points=points)
    item = _one(tmp_path)
    assert item.faults == ()
    assert (item.entry_points[0].target, item.entry_points[0].location.line) == ("m:A", 2)


def test_faults_of_lines_keep_the_rest(tmp_path):
    _install(tmp_path, points="[g]\nx = m : A\ny\nz = m\n[g]\n[empty]\n[broken\nq = m:B\n")
    item = _one(tmp_path)
    assert [(p.group, p.name, p.target, bool(p.faults)) for p in item.entry_points] == [
        ("g", "x", "m:A", True),
        ("g", "y", "", True),
        ("g", "z", "m", False),
        ("broken", "q", "m:B", False),
    ]
    assert [fault.location.line for fault in item.faults] == [5, 7]
    assert [(name, place.line) for name, place in item.empty_groups] == [("empty", 6)]


def test_missing_or_broken_metadata_still_makes_a_distribution(tmp_path):
    (tmp_path / "none-1.0.dist-info").mkdir()
    (tmp_path / "file-1.0.dist-info").write_text("")
    _install(tmp_path, "broken", metadata="no header at all\n\n\x01")
    found = {item.name: item for item in _read(tmp_path)}
    assert found.keys() == {"none", "file", "broken"}
    assert found["none"].faults[0].message == "there is no METADATA"
    assert found["broken"].faults[0].message == "the metadata names no distribution"
    assert all(item.version == "1.0" for item in found.values())


def test_a_metadata_folder_that_leads_out_is_not_followed(tmp_path):
    site = tmp_path / "site-packages"
    site.mkdir()
    real = _install(tmp_path / "elsewhere")
    (site / real.name).symlink_to(real)
    item = _one(site)
    assert item.entry_points == ()
    assert all("leads out" in fault.message for fault in item.faults)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "there is no such folder"),
        (lambda path: path.touch(), "this is a file"),
        (lambda path: path.mkdir(), "name a virtual environment"),
        (lambda path: path.symlink_to(path), "there is no such folder"),
    ],
)
def test_a_folder_that_is_no_environment(tmp_path, make, message):
    path = tmp_path / "env"
    make(path)
    with pytest.raises(UsageError, match=message):
        _read(path)


def test_no_environment_gives_nothing():
    assert source.read(Request(), {}).items == ()


def test_files_are_counted(tmp_path):
    _install(tmp_path)
    assert source.read(Request(environments=(tmp_path,)), {}).files == 2


def test_an_empty_environment_is_one(tmp_path):
    env, _ = _venv(tmp_path)
    assert _read(env) == ()


def test_ten_thousand_entry_points_take_well_under_half_a_second(tmp_path):
    points = "".join(
        f"[g{g}]\n" + "".join(f"n{i} = p.m{i}:C{i}\n" for i in range(10)) for g in range(5)
    )
    for number in range(200):
        _install(tmp_path, f"d{number}", points=points)

    def measured():
        started = time.process_time()
        found = _read(tmp_path)
        assert sum(len(item.entry_points) for item in found) == 10_000
        return time.process_time() - started

    assert min(measured() for _ in range(3)) < 0.4


def test_importing_the_source_is_cheap():
    code = "import sys, wharfinger.model; before = set(sys.modules); "
    code += "import wharfinger.sources.installed, wharfinger.sources.roots; "
    code += "print(*(name for name in set(sys.modules) - before if '.' not in name))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    costly = {"tomllib", "ast", "yaml", "jsonschema", "docutils"}
    assert costly.isdisjoint(run.stdout.split())
