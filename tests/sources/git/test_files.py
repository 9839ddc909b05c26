# SPDX-License-Identifier: Apache-2.0
"""The files of a commit, through the door that all readers use."""

from __future__ import annotations

import os

import pytest

from wharfinger.model import Request, Root
from wharfinger.sources import files
from wharfinger.sources.git import Repository
from wharfinger.sources.python import Reader
from wharfinger.sources.roots import roots


@pytest.fixture
def tree(work):
    """Commit what a test has prepared, and mount it; what is on the disk is gone."""
    mounts = []

    def make(contents):
        oid = work.commit(contents)
        repository = Repository.at(work.folder)
        mount = files.mounted("/git:test/project", repository.tree(oid))
        mounts.append((repository, mount))
        return mount.__enter__()

    yield make
    for repository, mount in mounts:
        mount.__exit__(None, None, None)
        repository.close()


def _reason(path, within, limit=files.METADATA_LIMIT):
    with pytest.raises(files.UnreadableError) as caught:
        files.read_text(path, within, limit)
    return caught.value.reason


def test_the_door_answers_as_it_does_for_a_disk(work, tree):
    link = work.folder
    (link / "sub").mkdir()
    for name, target in {
        "good": "sub/a",
        "folder": "sub",
        "sub/up": "../b",
        "dangling": "none",
        "loop": "loop",
        "out": "../b",
        "absolute": "/etc/passwd",
        "sub/out": "../../b",
        "chain": "good",
        "into": "b/x",
    }.items():
        os.symlink(target, link / name)
    top = tree({"sub/a": "A", "b": "B"})
    for path in [top, top / "sub", top / "folder", top / "b", top / "gone", top / "sub" / "up"]:
        same = link / path.relative_to(top)
        for ask in (files.exists, files.is_folder, files.is_file):
            assert ask(path) == ask(same), (ask, path)
        if path != top:
            assert files.names(path) == files.names(same)
            assert files.listing(str(path)) == files.listing(str(same))
    for name in ("good", "chain", "folder/a", "sub/../sub/./a"):
        assert files.read_text(top / name, top) == "A"
    for name in ("out", "absolute", "sub/out", "../x", "sub/../../x"):
        assert _reason(top / name, top) == "it leads out of its folder"
    assert _reason(top / "folder" / "up", top / "sub") == "it leads out of its folder"
    assert _reason(top / "sub", top) == _reason(link / "sub", link) == "it is a folder"
    for name in ("dangling", "none", "into", "b/x"):
        assert _reason(top / name, top) == _reason(link / name, link) == "there is no such file"
    assert _reason(top / "loop", top) == _reason(link / "loop", link)
    assert _reason(top / "b", top, 0) == "it is larger than 0 bytes"
    assert files.exists(top / "dangling")
    assert not files.is_file(top / "dangling")
    assert files.real_path(top / "folder" / "a") == str(top / "sub" / "a")
    walked = {os.path.relpath(d, top): (set(f), set(n)) for d, f, n in files.walk(str(top))}
    disk = {os.path.relpath(d, link): (set(f), set(n)) for d, f, n in files.walk(str(link))}
    disk = {name: both for name, both in disk.items() if not name.startswith(".git")}
    disk["."][0].discard(".git")
    assert walked == disk


def test_a_submodule_is_an_empty_folder(work, tree):
    work.commit({"a": "1"})
    work.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    work.git("commit", "-q", "-m", "module")
    with Repository.at(work.folder) as repository:
        found = repository.tree(repository.resolve("HEAD"))
        with files.mounted("/git:m", found) as top:
            assert files.is_folder(top / "module")
            assert files.names(top / "module") == ()
            assert not files.exists(top / "module" / "a")


def test_identity_is_that_of_the_blob(work, tree):
    os.symlink("a", work.folder / "b")
    top = tree({"a": "1", "c": "1", "d": "2"})
    oid = work.git("rev-parse", "HEAD:a")
    assert [files.identity(str(top / name)) for name in "abc"] == [oid] * 3
    assert files.identity(str(top / "d")) != oid
    assert files.identity(str(top / "none")) == ""


POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 5\n"


def test_the_reader_reads_a_commit(work, tree):
    os.symlink("real.py", work.folder / "linked.py")
    os.symlink("../outside.py", work.folder / "outside.py")
    top = tree(
        {
            "real.py": "class A:\n    def f(self): ...\n",
            "pkg/__init__.py": "from real import A as B\n",
            "pkg/deep/mod.py": "from pkg import B\nclass C(B): ...\n",
            "pointer.py": POINTER,
            "bad.py": "class A(:\n",
        }
    )
    reader = Reader([Root(str(top), str(top))])
    info = reader.class_of(reader.resolve("pkg.deep.mod", "C"))
    assert [item.name for item in info.lineage] == ["pkg.deep.mod:C", "real:A", "builtins:object"][
        : len(info.lineage)
    ]
    assert info.location.path == "pkg/deep/mod.py"
    assert reader.resolve("linked", "A").kind == "class"
    assert "leads out" in reader.resolve("outside", "A").reason
    assert "a Git LFS pointer, not the file" in reader.resolve("pointer", "A").reason
    assert "syntax error in line 1" in reader.resolve("bad", "A").reason
    modules = [name for name, _ in reader.names.finder.modules_below(".")]
    assert "pkg.deep.mod" in modules
    assert str(top / "real.py") in reader.footprint()


def test_base_and_head_parse_a_file_once(work, monkeypatch):
    from wharfinger.sources.python import shared

    first = work.commit({"same.py": "class Same1234: ...\n", "other.py": "X = 1\n"})
    second = work.commit({"other.py": "X = 2\n"})
    parsed = []
    real = shared.parse
    monkeypatch.setattr(shared, "parse", lambda data: (parsed.append(data), real(data))[1])
    with Repository.at(work.folder) as repository:
        for oid in (first, second):
            with files.mounted(f"/git:{oid}", repository.tree(oid)) as top:
                reader = Reader(roots(Request(trees=(top,))))
                assert reader.resolve("same", "Same1234").kind == "class"
    reader = Reader(roots(Request(trees=(work.folder,))))
    assert reader.resolve("same", "Same1234").kind == "class"
    assert parsed == [b"class Same1234: ...\n"]
