# SPDX-License-Identifier: Apache-2.0
"""Nothing is written to a repository, and nothing that its configuration names is run."""

from __future__ import annotations

import gc
import hashlib
import os
import threading
from pathlib import Path

import pytest

from wharfinger.errors import CannotCompareError
from wharfinger.model import Request
from wharfinger.sources import files, revisions
from wharfinger.sources.git import Repository


def _state(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _use_everything(work, base, head):
    with Repository.at(work.folder) as repository:
        repository.branch()
        repository.branches("main")
        for name in ("gone", "-x"):
            with pytest.raises(CannotCompareError):
                repository.resolve(name)
        repository.changed(repository.merge_base(head, base), head)
        repository.changed_by([(head, base)])
        repository.uncommitted()
        assert repository.tree(head).read("a.py", 99)
    for worktree in (True, False):
        request = Request(trees=(work.folder,), base="", worktree=worktree)
        with revisions.compared(request) as sides:
            assert sides.patch


def test_nothing_is_written_and_nothing_is_run(work, tmp_path):
    base = work.commit({"a.py": "1", "b.py": "1", ".gitattributes": "*.py filter=evil diff=evil\n"})
    head = work.commit({"a.py": "2"})
    proof = tmp_path / "it was run"
    script = tmp_path / "evil"
    script.write_text(f"#!/bin/sh\ntouch '{proof}'\ncat\n")
    script.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "pre-auto-gc", "reference-transaction", "post-checkout"):
        (hooks / name).symlink_to(script)
    for key in (
        *("core.fsmonitor", "core.pager", "core.sshCommand", "core.askPass", "diff.external"),
        *("filter.evil.clean", "filter.evil.smudge", "filter.evil.process"),
        *("diff.evil.command", "diff.evil.textconv", "core.alternateRefsCommand"),
        *("credential.helper", "pager.log", "pager.diff", "uploadpack.packObjectsHook"),
    ):
        work.git("config", key, str(script))
    for command in ("rev-parse", "cat-file", "diff-tree", "ls-files", "rev-list"):
        work.git("config", f"alias.{command}", f"!{script}")
    work.git("config", "core.hooksPath", str(hooks))
    work.git("config", "filter.evil.required", "true")
    # A repository on a disk that git has not looked at, in which content must be compared.
    os.utime(work.folder / "a.py")
    os.utime(work.folder / "b.py", (5, 5))
    proof.unlink(missing_ok=True)
    before = _state(work.folder)

    _use_everything(work, base, head)

    assert not proof.exists()
    assert _state(work.folder) == before


def test_processes_end_without_a_warning(work):
    head = work.commit({"a": "1"})
    repository = Repository.at(work.folder)
    repository.tree(head)
    process = repository._objects._process
    del repository
    gc.collect()
    assert process.returncode is not None


def test_a_file_that_is_too_large_costs_no_other(work):
    head = work.commit({"large": "x" * 1000, "small": "y"})
    with Repository.at(work.folder) as repository:
        tree = repository.tree(head)
        with pytest.raises(OSError, match="larger than 10 bytes"):
            tree.read("large", 10)
        assert tree.read("small", 10) == b"y"


def test_a_damaged_object_costs_no_other(work):
    head = work.commit({"bad": "x" * 1000, "good": "y"})
    oid = work.git("rev-parse", "HEAD:bad")
    file = work.folder / ".git" / "objects" / oid[:2] / oid[2:]
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:8])
    with Repository.at(work.folder) as repository:
        tree = repository.tree(head)
        with pytest.raises(OSError, match=r"git cannot read|lacks"):
            tree.read("bad", 10_000)
        assert tree.read("good", 10) == b"y"


def test_threads_may_share_a_repository(work):
    head = work.commit({f"f{number}": str(number) * 5000 for number in range(20)})
    wrong: list[bytes] = []
    with Repository.at(work.folder) as repository:
        tree = repository.tree(head)

        def read(start: int) -> None:
            for number in [*range(start, 20), *range(start)] * 10:
                text = tree.read(f"f{number}", 99_999)
                wrong.extend([text[:9]] if text != str(number).encode() * 5000 else [])

        threads = [threading.Thread(target=read, args=(start,)) for start in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not wrong


def test_what_is_mounted_in_one_thread_is_not_seen_in_another(work):
    head = work.commit({"a": "1"})
    seen: list[bool] = []
    with Repository.at(work.folder) as repository, files.mounted("/git:x", repository.tree(head)):
        assert files.is_file("/git:x/a")
        thread = threading.Thread(target=lambda: seen.append(files.is_file("/git:x/a")))
        thread.start()
        thread.join()
    assert seen == [False]
    assert not files.is_file("/git:x/a")
