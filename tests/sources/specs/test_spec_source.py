# SPDX-License-Identifier: Apache-2.0
"""Reading the specs of a tree: from files, from what is kept, from a commit, in two processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wharfinger.contract.specs import metadata
from wharfinger.model import (
    Field,
    GenreChoice,
    Outline,
    Policy,
    Request,
    Spec,
    SpecFiles,
    SpecsPolicy,
    SpecStatus,
)
from wharfinger.sources import files
from wharfinger.sources.git import Repository
from wharfinger.sources.remembering import remembering
from wharfinger.sources.specs import cached, read_specs, source
from wharfinger.sources.specs.metadata import described, fields_of
from wharfinger.sources.specs.outline import outline
from wharfinger.sources.specs.sketch import sketch

_TEXT = """\
..
 This work is licensed under a Creative Commons Attribution 3.0 Unported
 License.

==========
Use {what}
==========

{fields}
https://blueprints.launchpad.net/p/+spec/{slug}

.. _{slug}-label:

Problem Description
===================

Something :ref:`elsewhere`.

Proposed Change
===============

Something else.

References
==========

None.
"""
_DEFAULT = SpecsPolicy()
_OLD = 1_500_000_000


def _spec(slug: str, fields: str = "", what: str = "things") -> str:
    return _TEXT.format(slug=slug, fields=fields, what=what)


def _write(tree: Path, path: str, data: str | bytes) -> Path:
    file = tree / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return tree


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a project with a few specs, one of them with faults of all kinds of its own."""
    tree = tmp_path / "project"
    _write(tree, "specs/kilo/approved/use-a.rst", _spec("use-a", ":authors: A, B\n"))
    _write(tree, "specs/kilo/use-b.rst", _spec("other", ":status: nonsense\n:cycle: juno\n"))
    _write(tree, "specs/c.rst", "C\n=\n" + "word " * 20 + "\n\n\ttab  \r\n`broken\n")
    return tree


def _read(tree: Path, cache: Path | None = None, policy: SpecsPolicy = _DEFAULT) -> SpecFiles:
    return read_specs(tree, policy, cache)


def _by_slug(found: SpecFiles) -> dict[str, Spec]:
    return {spec.slug: spec for spec in found.specs}


def _codes(spec: Spec) -> set[str]:
    return {fault.code for fault in spec.faults}


def test_what_a_spec_says(tree: Path) -> None:
    spec = _by_slug(_read(tree))["use-a"]
    assert (spec.title, spec.cycle, spec.status) == ("Use things", "kilo", SpecStatus.ACCEPTED)
    assert (spec.status_basis, spec.authors) == ("folder", ("A", "B"))
    assert spec.tracker == "https://blueprints.launchpad.net/p/+spec/use-a"
    assert spec.at("authors").line == 9
    assert "use-a-label" in spec.labels
    assert spec.digest
    assert not _codes(spec) & {"SPC103", "SPC110", "SPC111", "SPC112", "SPC113"}


def test_fields_are_stronger_and_judged(tree: Path) -> None:
    spec = _by_slug(_read(tree))["use-b"]
    assert (spec.cycle, spec.status) == ("juno", None)
    assert {"SPC110", "SPC111"} <= _codes(spec)


def test_claims_and_relations(tree: Path) -> None:
    fields = """\
:Status: Approved
:Template: driver 2
:adds-driver: a.b:c, d:e
:changes-interface: identity  9
:requires: use-a
:supersedes: kilo/use-b
:Superseder: x
"""
    _write(tree, "specs/new.rst", _spec("new", fields))
    spec = _by_slug(_read(tree, policy=SpecsPolicy(fields={"superseder": "superseded-by"})))["new"]
    assert [(claim.kind, claim.target) for claim in spec.claims] == [
        ("adds-driver", "a.b:c"),
        ("adds-driver", "d:e"),
        ("changes-interface", "identity 9"),
    ]
    assert (spec.status, spec.status_basis) == (SpecStatus.ACCEPTED, "field")
    assert (spec.template, spec.template_version) == ("driver", 2)
    assert spec.requires == ("use-a",)
    assert (spec.supersedes, spec.superseded_by) == (("kilo/use-b",), ("x",))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"A\n=\n\0", "it has NUL bytes"),
        (b"A\n=\n\n\xff", "it is not UTF-8 (line 4)"),
        (b"x" * (2**20 + 1), "it is larger than 1 MiB"),
    ],
)
def test_what_cannot_be_read_is_a_finding(tree: Path, data: bytes, reason: str) -> None:
    _write(tree, "specs/kilo/approved/bad.rst", data)
    spec = _by_slug(_read(tree))["bad"]
    assert [fault.code for fault in spec.faults] == ["SPC101"]
    assert reason in spec.faults[0].message
    assert spec.status is SpecStatus.ACCEPTED


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("a b.rst", {"SPC122"}),
        ("a\\b.rst", {"SPC122"}),
        ("a\nb.rst", {"SPC122"}),
        ("a,b.rst", {"SPC122"}),
        ("a\u202eb.rst", {"SPC122"}),
        ("A.RST", {"SPC122"}),
        ("a.rst.txt", {"SPC122"}),
        ("\u65e5\u672c.rst", set()),
        ("Abc_d.e+f.rst", set()),
    ],
)
def test_names_of_files(tree: Path, name: str, codes: set[str]) -> None:
    _write(tree, f"specs/{name}", _spec("x"))
    (spec,) = (s for s in _read(tree).specs if s.path == f"specs/{name}")
    assert _codes(spec) & {"SPC122"} == codes


@pytest.mark.parametrize("title", ["\u65e5\u672c\u8a9e", "\u0627\u0644\u0639", "\U0001f600 x"])
def test_titles_in_any_script(tree: Path, title: str) -> None:
    _write(tree, "specs/any-name.rst", f"{title}\n{'=' * 12}\n\nA\n--\n\nb\n")
    spec = _by_slug(_read(tree))["any-name"]
    assert spec.title == title
    assert "SPC110" not in _codes(spec)


def test_line_ends_do_not_matter_but_for_their_own_faults(tree: Path) -> None:
    text = _spec("use-a", ":authors: A, B\n").rstrip("\n")
    _write(tree, "specs/kilo/approved/use-a.rst", text.replace("\n", "\r\n"))
    spec = _by_slug(_read(tree))["use-a"]
    assert (spec.title, spec.authors) == ("Use things", ("A", "B"))
    assert "SPC103" not in _codes(spec)


def test_the_first_tree_with_specs_counts(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    request = Request(trees=(tmp_path / "none", tree))
    reading = source.read(request, {"policy": (Policy(),)})
    assert [spec.slug for spec in reading.items[0].specs] == ["c", "use-a", "use-b"]
    assert reading.files == 3
    assert source.read(Request(trees=(tmp_path / "none",)), {}).items == ()


# What is kept


def _settle(tree: Path) -> None:
    """Make files look old, so that their stamps are relied on; their change times are not."""
    for path in tree.rglob("*"):
        if path.is_file():
            os.utime(path, (_OLD, _OLD))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the files of specs that are parsed from now on."""
    from wharfinger.sources.specs.judging import Judge

    found: list[str] = []
    read = Judge.read

    def noted(self: Judge, path: str, text: str) -> Spec:
        found.append(path)
        return read(self, path, text)

    monkeypatch.setattr(Judge, "read", noted)
    return found


def test_what_is_kept_is_the_same(tree: Path, tmp_path: Path, opened: list[str]) -> None:
    cache = tmp_path / "cache"
    cold = _read(tree, cache)
    assert len(opened) == 3
    assert _read(tree, cache) == cold == _read(tree)
    assert len(opened) == 6


def test_only_what_changed_is_read_again(tree: Path, tmp_path: Path, opened: list[str]) -> None:
    cache = tmp_path / "cache"
    _read(tree, cache)
    _write(tree, "specs/kilo/use-b.rst", _spec("use-b"))
    (tree / "specs/c.rst").rename(tree / "specs/d.rst")
    opened.clear()
    assert _read(tree, cache) == _read(tree)
    assert opened[:2] == ["specs/d.rst", "specs/kilo/use-b.rst"]
    opened.clear()
    (tree / "specs/d.rst").rename(tree / "specs/c.rst")
    (tree / "specs/kilo/use-b.rst").unlink()
    assert [spec.slug for spec in _read(tree, cache).specs] == ["c", "use-a"]
    assert opened == []


def test_the_policy_and_the_templates_count(tree: Path, tmp_path: Path, opened: list[str]) -> None:
    cache = tmp_path / "cache"
    policy = SpecsPolicy(genres=(GenreChoice("**", template="template.rst"),))
    _write(tree, "specs/template.rst", "T\n=\n\nProblem Description\n-------------------\n\nSay.\n")
    first = _read(tree, cache, policy)
    assert {s.genre_basis for s in first.specs} == {"path"}
    assert _read(tree, cache, SpecsPolicy(line_length=200)) != first
    opened.clear()
    assert _read(tree, cache, policy) == first
    assert opened == []
    _write(tree, "specs/template.rst", "T\n=\n\nNew Section\n-----------\n\nSay.\n")
    second = _read(tree, cache, policy)
    assert second == _read(tree, None, policy) != first


@pytest.mark.parametrize("before", [{}, {"other.rst": "T\n=\n\nOne\n---\n\nSay.\n"}])
def test_a_template_that_appears_counts(tree: Path, tmp_path: Path, before: dict[str, str]) -> None:
    cache = tmp_path / "cache"
    _write(tree, "specs/c.rst", _spec("c", ":template: mine 1\n"))
    for name, template in before.items():
        _write(tree, f"templates/specs/{name}", template)
    first = _read(tree, cache)
    assert "SPC123" in {fault.code for spec in first.specs for fault in spec.faults}
    _write(tree, "templates/specs/mine.rst", "T\n=\n\nNew Section\n-----------\n\nSay.\n")
    second = _read(tree, cache)
    assert second == _read(tree) != first


def test_a_tree_may_be_named_from_where_one_is(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.chdir(tree)
    policy = SpecsPolicy(genres=(GenreChoice("**", template="template.rst"),))
    _write(tree, "specs/template.rst", "T\n=\n\nProblem Description\n-------------------\n")
    first = _read(Path(), cache, policy)
    _write(tree, "specs/template.rst", "T\n=\n\nNew Section\n-----------\n\nSay.\n")
    assert first != _read(Path(), cache, policy) == _read(tree, None, policy)


def test_other_programs_read_anew(
    tree: Path, tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _read(tree, tmp_path / "cache")
    opened.clear()
    monkeypatch.setattr(cached, "_programs", lambda: (("docutils", None),))
    _read(tree, tmp_path / "cache")
    assert len(opened) == 3


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _other(file: Path) -> None:
    import pickle

    file.write_bytes(pickle.dumps(((), {}, {}, {("specs/c.rst", "x"): 3})))


def _hostile(file: Path) -> None:
    file.write_bytes(b"cos\nsystem\n(S'touch ran'\ntR.")


@pytest.mark.parametrize("damage", [_cut, _empty, _other, _hostile, Path.unlink])
def test_a_damaged_cache_is_no_cache(
    tree: Path, tmp_path: Path, damage: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cache = tmp_path / "cache"
    found = _read(tree, cache)
    (file,) = cache.iterdir()
    damage(file)
    assert _read(tree, cache) == found
    assert not (tmp_path / "ran").exists()
    assert _read(tree, cache) == found


def test_a_cache_that_cannot_be_written_is_no_cache(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    assert _read(tree, tmp_path / "cache") == _read(tree)


def test_a_file_that_changes_at_once_is_seen(tree: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for turn in range(5):
        _write(tree, "specs/c.rst", f"C{turn}\n==\n")
        assert _by_slug(_read(tree, cache))["c"].title == f"C{turn}"


def test_what_is_kept_does_not_grow(tree: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for turn in range(130):
        _write(tree, "specs/c.rst", f"C{turn}\n====\n")
        _read(tree, cache)
    (file,) = cache.iterdir()
    kept = cached.Kept.of(tree, _DEFAULT, cache)
    assert kept.file == file
    assert len(kept.specs) < 120


def test_several_runs_at_once(tree: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    text = f"""\
        from pathlib import Path
        from wharfinger.model import SpecsPolicy
        from wharfinger.sources.specs import read_specs
        for _ in range(20):
            for file in Path({str(cache)!r}).glob("[0-9a-f]*"): file.unlink(missing_ok=True)
            found = read_specs(Path({str(tree)!r}), SpecsPolicy(), Path({str(cache)!r}))
            assert len(found.specs) == 3
        """
    command = [sys.executable, "-c", dedent(text)]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    assert [(run.communicate(timeout=60)[1], run.returncode) for run in runs] == [(b"", 0)] * 2
    assert _read(tree, cache) == _read(tree)


# Any input


@settings(deadline=None)
@given(st.binary(max_size=80) | st.text(":-=.`_ a\n\t*|", max_size=120).map(str.encode))
def test_any_file_is_read(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    tree = _write(tmp_path_factory.mktemp("t"), "specs/x.rst", data)
    (spec,) = _read(tree).specs
    assert spec.path == "specs/x.rst"
    assert all(fault.location.path == spec.path and fault.message for fault in spec.faults)


_FIELDS = st.lists(
    st.builds(Field, st.sampled_from(metadata.FIELDS) | st.text(max_size=9), st.text(), st.just(5))
)


@given(_FIELDS, st.lists(st.tuples(st.text(), st.just(4))), st.text(max_size=9))
def test_any_outline_makes_a_spec(
    fields: list[Field], urls: list[tuple[str, int]], word: str
) -> None:
    policy = SpecsPolicy(fields={word: "status"}, statuses={word: "draft"})
    outline = Outline(title=word, fields=tuple(fields), urls=tuple(urls))
    renamed = fields_of(outline, policy)
    spec = described("specs/a/x.rst", "a/x.rst", outline, renamed, policy)
    assert all("," not in name and name == name.strip() for name in spec.requires)
    assert spec.status is None or spec.status_basis
    assert len(spec.field_lines) == len({name for name, _ in spec.field_lines})


@given(st.text(":-=.`_ ab\n\t*|\r", max_size=200))
def test_any_text_can_be_sketched(text: str) -> None:
    found = sketch(text)
    assert all(label == label.lower().strip() for label in found.labels)
    assert len(found.title) <= len(text)


def test_a_sketch_sees_what_docutils_sees() -> None:
    for text in (_spec("a", ":authors: A,\n  B\n:status: draft\n"), "T ``x``\n=======\n\n:a: b\n"):
        seen, parsed = sketch(text), outline(text)
        assert (seen.title, seen.title_line) == (parsed.title, parsed.title_line)
        assert [(f.name, f.line) for f in seen.fields] == [(f.name, f.line) for f in parsed.fields]
        assert seen.labels == parsed.labels
        assert {address for address, _ in seen.urls} == {address for address, _ in parsed.urls}


# Commits


def _git(tree: Path, *words: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", *identity, *words], cwd=tree, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_a_commit_is_read_like_the_disk(tree: Path, tmp_path: Path, opened: list[str]) -> None:
    (tree / "specs/kilo/link.rst").symlink_to("../c.rst")
    (tree / "specs/out.rst").symlink_to("../../x")
    (tree / "specs/self").symlink_to(".")
    _write(tree, "specs/redirects", "a.rst c.rst\n")
    _git(tree, "init", "-q")
    _git(tree, "add", ".")
    _git(tree, "commit", "-qm", "x")
    oid = _git(tree, "rev-parse", "HEAD")
    disk, cache = _read(tree), tmp_path / "cache"
    with (
        Repository.at(tree) as repository,
        files.mounted(f"/git:{oid}/project", repository.tree(oid)) as top,
    ):
        assert _read(top, cache) == disk
        opened.clear()
        assert _read(top, cache) == disk
        assert opened == []


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_a_history_reads_what_changes(tree: Path, opened: list[str]) -> None:
    _git(tree, "init", "-q")
    _write(tree, "src/a", "")
    oids = []
    for name in ("specs/c.rst", "src/b", "specs/kilo/use-b.rst"):
        _write(tree, name, _spec("new"))
        _git(tree, "add", ".")
        _git(tree, "commit", "-qm", "x")
        oids.append(_git(tree, "rev-parse", "HEAD"))
    counts = []
    with Repository.at(tree) as repository, remembering():
        for oid in oids:
            opened.clear()
            with files.mounted(f"/git:{oid}/project", repository.tree(oid)) as top:
                assert len(_read(top).specs) == 3
            counts.append(len(opened))
    assert counts == [3, 0, 3]


# Some of them


def test_of_others_only_what_matters_is_known(
    tree: Path, tmp_path: Path, opened: list[str]
) -> None:
    _write(tree, "specs/c.rst", "Title\n=====\n\n:requires: use-a\n:status: draft\n\nA\n-\n\ntab\t")
    for _ in range(2):
        path = "specs/kilo/use-b.rst"
        found = _by_slug(read_specs(tree, _DEFAULT, tmp_path / "cache", {path}))
        assert opened == [path]
        assert "SPC110" in _codes(found["use-b"])
        assert not found["c"].faults
        assert (found["c"].title, found["c"].status) == ("Title", SpecStatus.DRAFT)
        assert found["c"].requires == ("use-a",)
        assert found["use-a"].labels == ("use-a-label",)
        assert found["use-a"].cycle == "kilo"


# Two processes


def _script(tree: Path, text: str) -> subprocess.CompletedProcess[str]:
    start = f"""\
        import os, sys
        from pathlib import Path
        from wharfinger.model import SpecsPolicy
        from wharfinger.sources.specs import judging, read_specs, sharing_out
        sharing_out._cores = lambda: 2
        tree, main = Path({str(tree)!r}), os.getpid()
        """
    return subprocess.run(
        [sys.executable, "-c", dedent(start) + dedent(text)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Return a project with enough specs for two processes."""
    tree = tmp_path / "many"
    for number in range(64):
        text = _spec(f"s-{number}", what=f"{number}\n\tx" if number % 7 == 0 else "this")
        _write(tree, f"specs/kilo/s-{number}.rst", text)
    return tree


needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")


@needs_fork
def test_two_processes_find_the_same(many: Path) -> None:
    done = _script(
        many,
        """
        ran = []
        fork = os.fork
        os.fork = lambda: ran.append(1) or fork()
        two = read_specs(tree, SpecsPolicy(), None)
        sharing_out._cores = lambda: 1
        assert read_specs(tree, SpecsPolicy(), None) == two and len(ran) == 1
        assert len(two.specs) == 64 and any(spec.faults for spec in two.specs)
        """,
    )
    assert (done.returncode, done.stderr) == (0, "")


@needs_fork
def test_a_process_that_is_killed_is_an_error(many: Path) -> None:
    done = _script(
        many,
        """
        read = judging.Judge.read
        def dying(self, path, text):
            if os.getpid() != main:
                os.kill(os.getpid(), 9)
            return read(self, path, text)
        judging.Judge.read = dying
        try:
            read_specs(tree, SpecsPolicy(), None)
        except sharing_out.LostWorkerError as error:
            print(error)
        """,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("the second process that reads specs was killed (SIGKILL)")


@needs_fork
def test_a_process_that_fails_is_made_up_for(many: Path) -> None:
    done = _script(
        many,
        """
        read = judging.Judge.read
        def failing(self, path, text):
            if os.getpid() != main:
                raise RuntimeError
            return read(self, path, text)
        judging.Judge.read = failing
        print(len(read_specs(tree, SpecsPolicy(), None).specs))
        """,
    )
    assert (done.returncode, done.stdout) == (0, "64\n")


@needs_fork
def test_a_process_ends_when_the_first_one_is_killed(many: Path) -> None:
    # Whoever lives holds the standard output open, for the end of which is waited here.
    done = _script(
        many,
        """
        pickled = sharing_out.pickled
        def much(value):
            os.kill(main, 9)
            return pickled(value) + bytes(2**20)
        sharing_out.pickled = much
        read_specs(tree, SpecsPolicy(), None)
        """,
    )
    assert done.returncode == -9


@needs_fork
def test_templates_that_the_second_process_reads_count(many: Path, tmp_path: Path) -> None:
    _write(many, "specs/kilo-template.rst", "T\n=\n\nOne\n---\n\nSay.\n")
    done = _script(
        many,
        f"""
        from wharfinger.model import GenreChoice
        from wharfinger.sources.specs.cached import Kept
        policy = SpecsPolicy(genres=(GenreChoice("**", template="{{cycle}}-template.rst"),))
        cache = Path({str(tmp_path / "cache")!r})
        read_specs(tree, policy, cache)
        print(sorted(Kept.of(tree, policy, cache).read_from))
        """,
    )
    assert "specs/kilo-template.rst" in done.stdout
