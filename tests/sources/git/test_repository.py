# SPDX-License-Identifier: Apache-2.0
"""Commits: naming them, what lies between them, and what they say."""

from __future__ import annotations

import os
import subprocess

import pytest

from wharfinger.errors import CannotCompareError
from wharfinger.model import ChangedFile
from wharfinger.sources.git import Repository


def _reason(act):
    with pytest.raises(CannotCompareError) as caught:
        act()
    assert "\n" not in caught.value.reason
    assert caught.value.exit_code == 2
    return caught.value.reason


def _shown(files):
    return [(file.status, file.old_path, file.path) for file in files]


def test_refs(work):
    first = work.commit({"a": "1"})
    second = work.commit({"a": "2"})
    work.git("tag", "-a", "-m", "x", "v1")
    with Repository.at(work.folder) as repository:
        for name in ("HEAD", "main", "v1", second[:10], "refs/heads/main"):
            assert repository.resolve(name) == second
        assert repository.resolve("HEAD^") == first
        assert repository.parents(second) == (first,)
        assert repository.branch() == "main"


@pytest.mark.parametrize(
    ("ref", "reason"),
    [
        ("-x", "there is no commit '-x'; there are the branches main"),
        ("--all", "there is no commit '--all'; there are the branches main"),
        ("--output=x", "there is no commit '--output=x'; there are the branches main"),
        ("gone", "there is no commit 'gone'; there are the branches main"),
        ("a\nb", "there is no commit 'a\\nb'; there are the branches main"),
        ("\udcff", "there is no commit '?'; there are the branches main"),
        ("a\0b", "names no commit"),
        ("", "names no commit"),
        ("HEAD:a", "'HEAD:a' is a blob, not a commit"),
        ("HEAD^{tree}", "is a tree, not a commit"),
        ("HEAD..HEAD", "there is no commit 'HEAD..HEAD'"),
        ("0" * 40, "there is no commit"),
    ],
)
def test_refs_that_name_no_commit(work, ref, reason):
    work.commit({"a": "1"})
    with Repository.at(work.folder) as repository:
        assert reason in _reason(lambda: repository.resolve(ref))
    assert sorted(os.listdir(work.folder)) == [".git", "a"]


def test_a_ref_that_begins_with_a_dash_can_be_named(work):
    oid = work.commit({"a": "1"})
    work.git("update-ref", "refs/heads/-x", oid)
    with Repository.at(work.folder) as repository:
        assert repository.resolve("-x") == oid


def test_an_ambiguous_name(work):
    work.commit({"a": "1"})
    work.git("branch", "both")
    work.commit({"a": "2"})
    work.git("tag", "both")
    with Repository.at(work.folder) as repository:
        reason = _reason(lambda: repository.resolve("both"))
    assert (
        reason
        == "'both' is ambiguous: it may be refs/heads/both or refs/tags/both; name it in full"
    )


def test_no_repository(tmp_path):
    assert _reason(lambda: Repository.at(tmp_path)) == f"{tmp_path.name} is in no git repository"


def test_no_git(work, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert "install it" in _reason(lambda: Repository.at(work.folder))


def test_a_repository_of_somebody_else(work, monkeypatch):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setattr(
        "wharfinger.sources.git.running._KEPT_VARIABLES",
        {"GIT_TEST_ASSUME_DIFFERENT_OWNER", "GIT_CONFIG_GLOBAL"},
    )
    reason = _reason(lambda: Repository.at(work.folder))
    assert reason.endswith(f"git config --global --add safe.directory {work.folder}")


def test_a_repository_without_commits(work):
    with Repository.at(work.folder) as repository:
        assert "no branches at all" in _reason(lambda: repository.resolve("HEAD"))


def test_merge_base_and_commits(work):
    start = work.commit({"a": "1"}, "Start")
    work.git("checkout", "-q", "-b", "topic")
    one, two = (work.commit({"b": text}, f"Topic {text}") for text in "12")
    work.git("checkout", "-q", "main")
    tip = work.commit({"a": "2"})
    with Repository.at(work.folder) as repository:
        assert repository.merge_base(two, tip) == start
        found = repository.commits(start, two)
        assert [item.id for item in found] == [two, one]
        assert (found[0].author, found[0].email) == ("A Tester", "tester@example.org")
        assert (found[0].message, found[0].parents) == ("Topic 2\n", (one,))
        assert found[0].time > found[1].time > 1_500_000_000
        assert "first commit" in _reason(lambda: repository.first_parent(start))


def test_histories_without_a_common_commit(work):
    one = work.commit({"a": "1"})
    work.git("checkout", "-q", "--orphan", "other")
    two = work.commit({"a": "2"})
    with Repository.at(work.folder) as repository:
        assert "have no commit in common" in _reason(lambda: repository.merge_base(one, two))


def test_a_merge_against_its_first_parent(work):
    work.commit({"a": "1"})
    work.git("checkout", "-q", "-b", "topic")
    work.commit({"b": "1"})
    work.git("checkout", "-q", "main")
    before = work.commit({"a": "2"})
    work.git("merge", "-q", "--no-ff", "-m", "Merge", "topic")
    with Repository.at(work.folder) as repository:
        head = repository.resolve("HEAD")
        assert repository.first_parent(head) == before
        assert _shown(repository.changed(before, head)) == [("added", "", "b")]
        assert _shown(repository.changed_by([(head, before)])[head]) == [("added", "", "b")]


TEXT = "".join(f"line {number}\n" for number in range(50))


def test_changed_files(work):
    base = work.commit({"mod": "1", "gone": "gone", "old/name.py": TEXT, "kind": "x"})
    work.write({"gone": None, "old/name.py": None, "kind": None})
    os.symlink("mod", work.folder / "kind")
    head = work.commit({"mod": "2", "added": "added", "new/name.py": TEXT + "1\n"})
    expected = [
        ("added", "", "added"),
        ("deleted", "", "gone"),
        ("modified", "", "kind"),
        ("modified", "", "mod"),
        ("renamed", "old/name.py", "new/name.py"),
    ]
    with Repository.at(work.folder) as repository:
        assert _shown(repository.changed(base, head)) == expected
        assert _shown(repository.changed_by([(head, base)])[head]) == expected
        assert repository.changed(head, head) == ()
        assert repository.changed_by([]) == {}


ODD = ["new\nline.py", ":colon", "-dash", " space ", "tab\t", "quote\"'", "é", b"\xff\xfe.py"]


def test_odd_paths(work):
    base = work.commit({"a": "1"})
    names = [os.fsdecode(name) for name in ODD]
    head = work.commit(dict.fromkeys(names, "x"))
    with Repository.at(work.folder) as repository:
        assert [file.path for file in repository.changed(base, head)] == sorted(names)
        tree = repository.tree(head)
        assert set(tree.listing("")) == {"a", *names}
        assert all(tree.read(name, 10) == b"x" for name in names)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Grüße €"),
        ("latin-1", "Grüße"),
        ("shift_jis", "日本"),
        ("klingon", "Grüße"),
        ("hex", "é"),
    ],
)
def test_messages_in_any_encoding(work, encoding, text):
    base = work.commit({"a": "1"})
    try:
        raw = text.encode(encoding)
    except LookupError:
        raw = text.encode()
    tree = work.git("rev-parse", "HEAD^{tree}")
    data = (
        (
            f"tree {tree}\nparent {base}\nauthor A <a@b> 5 +0000\ncommitter C <c@d> 6 +0000\n"
            f"encoding {encoding}\ngpgsig -----BEGIN\n line\n -----END\n\n"
        ).encode()
        + raw
        + b"\n\nbody\n"
    )
    head = work.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", given=data)
    with Repository.at(work.folder) as repository:
        (commit,) = repository.commits(base, head)
    assert (commit.subject, commit.author, commit.time) == (text, "A", 6)


def test_a_commit_of_which_nothing_is_as_it_should_be(work):
    tree = work.git("write-tree")
    data = f"tree {tree}\nauthor \xff\ncommitter\n\n".encode("latin-1") + b"\xff\xfe"
    oid = work.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", given=data)
    with Repository.at(work.folder) as repository:
        commit = repository.commit(oid)
    assert (commit.author, commit.time, commit.message) == ("", 0, "ÿþ")


def _clone(work, target, *options):
    command = ["git", "clone", "-q", *options, f"file://{work.folder}", str(target)]
    subprocess.run(command, check=True, capture_output=True)
    return target


def test_a_shallow_clone_says_what_to_do(work, tmp_path):
    work.commit({"a": "1"})
    work.git("branch", "other")
    work.commit({"a": "2"})
    work.commit({"a": "3"})
    folder = _clone(work, tmp_path / "shallow", "--depth=1", "--no-single-branch")
    with Repository.at(folder) as repository:
        head, other = repository.resolve("HEAD"), repository.resolve("origin/other")
        for act in (
            lambda: repository.first_parent(head),
            lambda: repository.resolve("HEAD^"),
            lambda: repository.merge_base(head, other),
        ):
            assert "shallow: fetch more with git fetch --deepen=" in _reason(act)


def test_a_partial_clone_fetches_nothing(work, tmp_path):
    work.git("config", "uploadpack.allowFilter", "true")
    work.commit({"a": "1"})
    folder = _clone(work, tmp_path / "partial", "--filter=blob:none", "--no-checkout")
    with Repository.at(folder) as repository:
        tree = repository.tree(repository.resolve("HEAD"))
        with pytest.raises(OSError, match=r"lacks the object|cannot read"):
            tree.read("a", 10)


def test_bare_subfolder_and_linked_work_tree(work, tmp_path):
    base = work.commit({"sub/dir/a": "1", "b": "1"})
    head = work.commit({"sub/dir/a": "2", "b": "2", "sub/dir/c": "1"})
    expected = [("modified", "", "a"), ("added", "", "c")]
    with Repository.at(work.folder / "sub" / "dir") as repository:
        assert (repository.prefix, repository.name) == ("sub/dir", "project")
        assert _shown(repository.changed(base, head)) == expected
    bare = _clone(work, tmp_path / "project.git", "--bare")
    with Repository.at(bare) as repository:
        assert (repository.bare, repository.prefix, repository.name) == (True, "", "project")
        assert len(repository.changed(base, head)) == 3
        assert "no work tree" in _reason(repository.uncommitted)
    work.git("worktree", "add", "-q", str(tmp_path / "linked"), base)
    with Repository.at(tmp_path / "linked" / "sub" / "dir") as repository:
        assert repository.resolve("HEAD") == base
        assert repository.branch() == ""
        assert _shown(repository.changed(base, head)) == expected


def test_branches_of_remotes_count(work, tmp_path):
    one = work.commit({"a": "1"})
    work.git("branch", "stable/1")
    clone = _clone(work, tmp_path / "clone")
    with Repository.at(clone) as repository:
        assert repository.branches("stable/1") == (one,)
        assert repository.branches("origin/stable/1") == (one,)
        assert repository.branches("stable") == repository.branches("*") == ()
        assert repository.branches("") == ()


def test_variables_meant_for_other_uses_are_left_out(work, make_work, monkeypatch):
    oid = work.commit({"a": "1"})
    other = make_work("other")
    other.commit({"b": "1"})
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", "/nowhere")
    with Repository.at(work.folder) as repository:
        assert repository.resolve("HEAD") == oid


def test_replaced_objects_are_not_believed(work):
    one = work.commit({"a": "1"})
    two = work.commit({"a": "2"})
    work.git("replace", two, one)
    with Repository.at(work.folder) as repository:
        assert repository.tree(repository.resolve("HEAD")).read("a", 9) == b"2"


def test_uncommitted(work):
    base = work.commit({"same": "1", "mod": "1", "gone": "1", "staged": "1", ".gitignore": "*.o\n"})
    work.commit({"later": "1", "new_then_gone": "1"})
    work.write({"mod": "2", "gone": None, "x.o": "1", "new\nfile": "1", "staged": "2"})
    work.write({"new_then_gone": None})
    work.git("add", "staged")
    os.utime(work.folder / "same", (5, 5))
    with Repository.at(work.folder) as repository:
        assert _shown(repository.uncommitted()) == [
            ("deleted", "", "gone"),
            ("modified", "", "mod"),
            ("added", "", "new\nfile"),
            ("deleted", "", "new_then_gone"),
            ("modified", "", "staged"),
        ]
        since = repository.uncommitted(base)
        assert ChangedFile("later", "added") in since
        assert not [file for file in since if file.path == "new_then_gone"]


def test_uncommitted_links_submodules_and_line_ends(work):
    os.symlink("a", work.folder / "link")
    os.symlink("a", work.folder / "other")
    work.commit({"a": "1\n2\n", "b": "1"})
    work.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    work.git("commit", "-q", "-m", "module")
    os.unlink(work.folder / "other")
    os.symlink("b", work.folder / "other")
    os.utime(work.folder / "link", (5, 5), follow_symlinks=False)
    work.write({"a": "1\r\n2\r\n"})
    with Repository.at(work.folder) as repository:
        assert _shown(repository.uncommitted()) == [("modified", "", "other")]


def test_uncommitted_below_a_folder(work):
    work.commit({"sub/a": "1", "b": "1"})
    work.write({"sub/a": "2", "b": "2", "sub/new": "1", "new": "1"})
    with Repository.at(work.folder / "sub") as repository:
        assert _shown(repository.uncommitted()) == [("modified", "", "a"), ("added", "", "new")]
