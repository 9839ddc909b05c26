# SPDX-License-Identifier: Apache-2.0
"""What is compared: commits, the disk, wheels, trees and environments."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from wharfinger.errors import CannotCompareError, UsageError
from wharfinger.model import Request
from wharfinger.sources import files, revisions
from wharfinger.sources.policy.loading import load_tree
from wharfinger.sources.python import Reader
from wharfinger.sources.roots import roots
from wharfinger.sources.tree import source as tree_source


@pytest.fixture
def git(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith(("GIT", "GERRIT_", "ZUUL_"))]:
        monkeypatch.delenv(name)
    config = tmp_path / "gitconfig"
    config.write_text("[user]\nname = A Tester\nemail = tester@example.org\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    clock = iter(range(1_500_000_000, 1_600_000_000, 60))
    folder = tmp_path / "demo"
    folder.mkdir()

    def run(*arguments):
        env = os.environ | {"GIT_COMMITTER_DATE": f"{next(clock)} +0000"}
        command = ["git", "-C", str(folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, env=env).stdout.decode()

    run("init", "-q", "-b", "main")
    return run


@pytest.fixture
def tree(git, tmp_path):
    return tmp_path / "demo"


SETUP = "[metadata]\nname = demo\n[entry_points]\ndemo.drivers =\n    one = demo.one:One\n"


def _write(tree, contents):
    for name, text in contents.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text)


@pytest.fixture
def commit(git, tree):
    def committed(contents, message="Change"):
        _write(tree, contents)
        git("add", "-A")
        git("commit", "-q", "--allow-empty", "-m", message)
        return git("rev-parse", "HEAD").strip()

    return committed


@pytest.fixture
def three(commit):
    """Three commits, and their ids."""
    return (
        commit({"setup.cfg": SETUP, "demo/one.py": "class One: ...\n"}, "First"),
        commit({"demo/one.py": "class One:\n    X = 2\n"}, "Second"),
        commit({"demo/one.py": "class One:\n    X = 3\n", "note": "n"}, "Third"),
    )


def _value(request):
    reader = Reader(roots(request))
    info = reader.class_of(reader.resolve("demo.one", "One"))
    return reader.values.attribute(info, "X") if "X" in info.own else None


def _values(request, **options):
    with revisions.compared(request, **options) as sides:
        return _value(sides.base), _value(sides.head), sides.patch


def _reason(request, **options):
    with pytest.raises(CannotCompareError) as caught, revisions.compared(request, **options):
        pass
    assert "\n" not in caught.value.reason
    return caught.value.reason


def test_a_commit_against_its_first_parent(tree, three):
    base, head, patch = _values(Request(trees=(tree,), base=""))
    assert (base, head) == (2, 3)
    assert (patch.base, patch.head, patch.branch) == (three[1], three[2], "main")
    assert [item.subject for item in patch.commits] == ["Third"]
    assert [(f.status, f.path) for f in patch.files] == [
        ("modified", "demo/one.py"),
        ("added", "note"),
    ]


def test_named_commits(tree, three):
    assert _values(Request(trees=(tree,), base="HEAD~2"))[:2] == (None, 3)
    assert _values(Request(trees=(tree,), base="HEAD~2", head="HEAD~1"))[:2] == (None, 2)
    reason = _reason(Request(trees=(tree,), base="-x"))
    assert reason.startswith("there is no commit '-x'")
    assert "no commit" in _reason(Request(trees=(tree,), base="", head="none"))


def test_what_is_checked_out_does_not_matter(tree, three):
    _write(tree, {"demo/one.py": "class One:\n    X = 99\n"})
    assert _values(Request(trees=(tree,), base=""))[:2] == (2, 3)


def test_the_disk(tree, three):
    _write(tree, {"demo/one.py": "class One:\n    X = 99\n", "new": "", "note": None})
    base, head, patch = _values(Request(trees=(tree,), base="", worktree=True))
    assert (base, head, patch.head) == (2, 99, "")
    assert [(f.status, f.path) for f in patch.files] == [
        ("modified", "demo/one.py"),
        ("added", "new"),
    ]


def test_the_merge_base_with_the_target_branch(git, tree, commit, three):
    git("checkout", "-q", "-b", "topic", "HEAD~1")
    commit({"demo/one.py": "class One:\n    X = 50\n"})
    commit({"other": ""})
    base, head, patch = _values(Request(trees=(tree,), base=""), target_branch="main")
    assert (base, head, patch.base, patch.branch) == (2, 50, three[1], "main")
    assert len(patch.commits) == 2
    # A base that is named counts from where the histories part, too.
    assert _values(Request(trees=(tree,), base="main"))[0] == 2


@pytest.mark.parametrize("target", ["main", ""])
def test_on_the_target_branch_itself_the_parent_counts(tree, three, target):
    assert _values(Request(trees=(tree,), base=""), target_branch=target)[0] == 2


def test_a_target_branch_that_is_missing_is_refused(tree, three):
    with pytest.raises(CannotCompareError, match="target branch none is not in this clone"):
        _values(Request(trees=(tree,), base=""), target_branch="none")


@pytest.mark.parametrize("variable", ["GERRIT_BRANCH", "ZUUL_BRANCH"])
def test_where_one_commit_is_reviewed_its_parent_counts(tree, three, monkeypatch, variable):
    monkeypatch.setenv(variable, "main")
    assert _values(Request(trees=(tree,), base=""), target_branch="none")[0] == 2


def test_a_pull_request_is_compared_with_its_target(git, tree, commit, three, monkeypatch):
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    git("checkout", "-q", "-b", "topic", "HEAD~1")
    commit({"demo/one.py": "class One:\n    X = 50\n"})
    commit({"other": ""})
    assert _values(Request(trees=(tree,), base=""))[0] == 2


def test_an_exact_base_is_compared_as_it_is(git, tree, commit, three):
    git("checkout", "-q", "-b", "topic", "HEAD~1")
    commit({"demo/one.py": "class One:\n    X = 50\n"})
    assert _values(Request(trees=(tree,), base="main", exact=True))[0] == 3


def test_the_better_of_a_stale_branch_and_its_remote(git, tree, commit, three):
    git("update-ref", "refs/remotes/origin/main", three[1])
    git("branch", "-q", "-f", "old", three[0])
    git("checkout", "-q", "-b", "topic")
    git("branch", "-q", "-f", "main", three[0])
    patch = _values(Request(trees=(tree,), base=""), target_branch="main")[2]
    assert patch.base == three[1]


@pytest.mark.parametrize(
    ("message", "exempt"),
    [("Merge branch 'topic'", "it is a merge"), (f"Merge {'a' * 40} into {'b' * 40}", "")],
)
def test_merges(git, tree, commit, three, message, exempt):
    git("checkout", "-q", "-b", "topic", "HEAD~1")
    commit({"other": ""}, "On the topic")
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-ff", "-m", message, "topic")
    patch = _values(Request(trees=(tree,), base=""))[2]
    assert (patch.base, patch.exempt) == (three[2], exempt)
    assert [file.path for file in patch.files] == ["other"]


def test_reverts_and_bots(git, tree, commit, three):
    commit({"a": ""}, f'Revert "Something"\n\nThis reverts commit {three[0]}.')
    request = Request(trees=(tree,), base="")
    assert _values(request)[2].exempt == "it is a revert"
    commit({"b": ""})
    assert _values(request)[2].exempt == ""
    assert "A *" in _values(request, exempt_authors=("A *",))[2].exempt


@pytest.mark.parametrize("variable", ["GERRIT_BRANCH", "ZUUL_BRANCH", "GITHUB_BASE_REF"])
def test_what_ci_says_of_the_branch(tree, three, monkeypatch, variable):
    monkeypatch.setenv(variable, "stable/1")
    assert _values(Request(trees=(tree,), base=""), target_branch="main")[2].branch == "stable/1"


def test_nothing_to_compare_with(tree, commit, tmp_path):
    commit({"setup.cfg": SETUP})
    assert "is the first commit" in _reason(Request(trees=(tree,), base=""))
    assert "no source tree" in _reason(Request(base=""))
    assert "no git repository" in _reason(Request(trees=(tmp_path,), base=""))


def test_a_subfolder_is_a_project(git, tree, commit):
    commit({"top": ""})
    commit({"sub/setup.cfg": SETUP, "sub/demo/one.py": "class One:\n    X = 1\n"})
    commit({"sub/demo/one.py": "class One:\n    X = 2\n", "top": "2"})
    base, head, patch = _values(Request(trees=(tree / "sub",), base=""))
    assert (base, head, [file.path for file in patch.files]) == (1, 2, ["demo/one.py"])
    assert "has no folder sub" in _reason(Request(trees=(tree / "sub",), base="HEAD~2"))


def test_all_readers_read_commits(tree, commit):
    commit(
        {
            "pyproject.toml": "[tool.setuptools.packages.find]\nwhere = ['lib']\n",
            "setup.cfg": SETUP.replace("[metadata]", "[metadata]\nversion = attr: demo.VERSION"),
            "lib/demo/__init__.py": "VERSION = '1.2'\n",
            "lib/demo/one.py": "class One:\n    X = 1\n",
            "driver-policy.yaml": "project: demo\n",
        }
    )
    commit({"lib/demo/one.py": "class One:\n    X = 2\n", "driver-policy.yaml": "project: new\n"})
    request = Request(trees=(tree,), base="")
    with revisions.compared(request) as sides:
        assert (_value(sides.base), _value(sides.head)) == (1, 2)
        assert load_tree(sides.base.trees[0]).project == "demo"
        assert load_tree(sides.head.trees[0]).project == "new"
        (found,) = tree_source.read(sides.head, {}).items
        assert sides.read_base("driver-policy.yaml") == b"project: demo\n"
        assert sides.read_base("none") is sides.read_head("../demo/setup.cfg") is None
    (on_disk,) = tree_source.read(Request(trees=(tree,)), {}).items
    assert found == on_disk
    assert (found.name, found.version) == ("demo", "1.2")


def test_the_text_of_the_patch(tree, commit):
    commit({"setup.cfg": SETUP, "demo/__init__.py": "", "demo/one.py": "def gone(): ...\n"})
    commit({"demo/one.py": "X = 1\n"})
    with revisions.compared(Request(trees=(tree,), base="")) as sides:
        patch = sides.with_text().patch
    assert [name for name, _ in patch.removed_functions] == ["demo.one:gone"]


def _wheel(folder: Path, version: int) -> Path:
    path = folder / f"demo-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("demo/one.py", f"class One:\n    X = {version}\n")
        archive.writestr(f"demo-{version}.dist-info/METADATA", f"Name: demo\nVersion: {version}\n")
    return path


def test_wheels(tree, three, tmp_path):
    old, new = _wheel(tmp_path, 7), _wheel(tmp_path, 8)
    assert _values(Request(base=str(old), head=str(new))) == (7, 8, None)
    # They win over the tree and the environment that have the same distribution.
    site = tmp_path / "env" / "lib" / "python3.11" / "site-packages"
    site.mkdir(parents=True)
    with zipfile.ZipFile(_wheel(tmp_path, 1)) as archive:
        archive.extractall(site)
    request = Request(trees=(tree,), environments=(tmp_path / "env",), base=str(old), head=str(new))
    assert _values(request) == (7, 8, None)
    # Without a head it is what the request names that is compared.
    assert _values(Request(trees=(tree,), base=str(old))) == (7, 3, None)
    assert _values(Request(environments=(tmp_path / "env",), base=str(old))) == (7, 1, None)


def test_a_tree_of_another_name_is_kept(tree, three, tmp_path):
    mine = tmp_path / "mine"
    _write(mine, {"setup.cfg": "[metadata]\nname = mine\n"})
    request = Request(trees=(mine,), base=str(_wheel(tmp_path, 7)), head=str(_wheel(tmp_path, 8)))
    with revisions.compared(request) as sides:
        assert sides.base.trees == sides.head.trees == (mine,)


def test_folders(tree, three, tmp_path):
    other = tmp_path / "other"
    _write(other, {"setup.cfg": SETUP, "demo/one.py": "class One:\n    X = 9\n"})
    assert _values(Request(trees=(tree,), base=str(other))) == (9, 3, None)
    for version in (1, 2):
        site = tmp_path / f"env{version}" / "lib" / "python3.11" / "site-packages"
        site.mkdir(parents=True)
        with zipfile.ZipFile(_wheel(tmp_path, version)) as archive:
            archive.extractall(site)
    request = Request(trees=(tree,), base=str(tmp_path / "env1"), head=str(tmp_path / "env2"))
    assert _values(request) == (1, 2, None)


def test_sides_that_do_not_fit(tree, three, tmp_path):
    wheel = _wheel(tmp_path, 7)
    assert "'HEAD' is no wheel or folder" in _reason(
        Request(trees=(tree,), base=str(wheel), head="HEAD")
    )
    assert "'HEAD' is no wheel or folder" in _reason(
        Request(trees=(tree,), base="HEAD", head=str(wheel))
    )
    with pytest.raises(UsageError, match="there is no such wheel"):
        _values(Request(base=str(tmp_path / "none.whl")))


def test_a_name_of_a_folder_and_a_commit(git, tree, three, monkeypatch):
    git("branch", "doc")
    _write(tree, {"doc/setup.cfg": SETUP, "doc/demo/one.py": "class One:\n    X = 9\n"})
    monkeypatch.chdir(tree)
    assert "'doc' is a folder and a commit; write ./doc" in _reason(
        Request(trees=(tree,), base="doc")
    )
    assert _values(Request(trees=(tree,), base="./doc"))[:2] == (9, 3)
    assert _values(Request(trees=(tree,), base="refs/heads/doc"))[1] == 3


def test_a_wheel_without_metadata(tmp_path):
    path = tmp_path / "demo-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("demo/one.py", "")
    with pytest.raises(UsageError, match="has no metadata"):
        _values(Request(base=str(path)))


def test_history(git, tree, commit, three):
    git("checkout", "-q", "-b", "topic", "HEAD~1")
    commit({"topic": ""}, "Topic")
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-ff", "-m", "Merge it", "topic")
    with revisions.history(Request(trees=(tree,)), "HEAD~2") as commits:
        found = [
            (item.patch.commits[0].subject, _value(item.base), _value(item.head))
            for item in commits
        ]
    assert found == [("Third", 2, 3), ("Topic", 2, 2), ("Merge it", 3, 3)] or found == [
        ("Topic", 2, 2),
        ("Third", 2, 3),
        ("Merge it", 3, 3),
    ]
    with (
        pytest.raises(CannotCompareError, match="there are no commits between"),
        revisions.history(Request(trees=(tree,)), "HEAD"),
    ):
        pass


def test_links_and_what_is_kept_count_for_the_footprint(tree, commit, tmp_path):
    from wharfinger import reading

    start = {"setup.cfg": SETUP, "src/real.py": "class One: ...\n", "other/x.py": ""}
    _write(tree, start)
    (tree / "demo").mkdir()
    os.symlink("../src/real.py", tree / "demo" / "one.py")
    commit({})
    commit({"README": ""})
    request = Request(trees=(tree,), base="", cache=tmp_path / "kept")
    for _ in range(2):
        with revisions.compared(request) as sides, files.recorded() as seen:
            (group,) = reading.read(sides.head, {"groups"}).groups
            start = files.real_path(sides.head.trees[0])
            footprint = {os.path.relpath(path, start) for path in seen}
        assert group.drivers[0].resolution.value == "found"
        assert {"demo/one.py", "src/real.py", "setup.cfg", "driver-policy.yaml"} <= footprint
    assert any((tmp_path / "kept").iterdir())
