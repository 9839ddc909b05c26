# SPDX-License-Identifier: Apache-2.0
"""Actions on real stores, run as an operator runs them, and alone."""

from __future__ import annotations

import errno
import json
import os
from contextlib import closing
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from refstore.actions import runner
from refstore.actions.action import Action, ActionData
from refstore.actions.data_driver import DataDriver
from refstore.actions.errors import (
    ActionFailedError,
    BadRecordsError,
    ConflictingRecordsError,
    DifferencesError,
    InvalidQueueError,
    NoRoomError,
)
from refstore.actions.jsonlines import JSONLines
from refstore.actions.store import Store, content
from refstore.cli.manage import main
from refstore.database import engine_for
from refstore.errors import StoreUnavailableError, UnknownScopeError
from refstore.id_mapping import public_id_of
from refstore.local_drivers import LocalDrivers
from refstore.manager import StoreManager
from refstore.migrations import runner as migrations
from refstore.options import load
from refstore.records import Changes, Record, decoded, valid

CONFIGURATIONS = {
    "sql": "[sql]\nconnection = sqlite:///{path}\n",
    "kv": "[kv]\nbackend = file\nurl = {path}\n",
    "journal": "[journal]\npath = {path}\nsync = false\n",
    "jsonfile": "[jsonfile]\npath = {path}\n",
}


@pytest.fixture
def store(tmp_path):
    """Return a function that makes an empty store and returns its configuration file."""

    def make(driver: str, name: str = "store") -> str:
        path = tmp_path / f"{name}.{driver}"
        file = tmp_path / f"{name}.conf"
        section = CONFIGURATIONS[driver].format(path=path)
        file.write_text(f"[DEFAULT]\ndriver = {driver}\nstate_path = {tmp_path}\n{section}")
        if driver == "sql":
            make_database(path)
        return str(file)

    return make


def make_database(path: Path) -> str:
    for phase in migrations.Phase:
        migrations.sync(engine_for(f"sqlite:///{path}"), phase)
    return f"sqlite:///{path}"


@pytest.fixture
def records(tmp_path):
    """Return the name of a file for records."""
    return str(tmp_path / "all.jsonl")


def fill(config_file: str, *records: Record) -> None:
    with closing(Store(config_file, load([]))) as store:
        store.write(records)


def stored(config_file: str) -> list[str]:
    with closing(Store(config_file, load([]))) as store:
        return sorted(map(content, store.read()))


def run(config_file: str, *names: str, **values: object) -> ActionData:
    data = ActionData(load([config_file])).having(**values)
    return runner.run(runner.load_queue(names), data)


ONE = Record("id1", "web", "default", {"size": 3, "colour": "red"})
TWO = Record("id2", "web", "lab")
THREE = Record("id3", "db", "lab", {"size": 1.5, "none": None, "text": "line\nline\u2028"})


@pytest.mark.parametrize("target", ["sql", "kv", "journal"])
@pytest.mark.parametrize("source", ["sql", "kv", "journal"])
def test_a_store_moves_to_another_driver(store, records, source, target):
    old, new = store(source, "old"), store(target, "new")
    fill(old, ONE, TWO, THREE)
    names = ("room", "export", "import", "verify")
    report = run(old, *names, records=records, target=new).report
    assert stored(new) == sorted(map(content, (ONE, TWO, THREE)))
    assert report[1:3] == (
        f"3 records written to {records}",
        "3 records stored, 0 there already",
    )
    again = run(old, *names, records=records, target=new).report
    assert again[2] == "0 records stored, 3 there already"
    assert again[3:] == report[3:]


def test_a_scope_keeps_its_public_ids(store, records, tmp_path):
    ids = {}
    for driver in ("sql", "journal"):
        own = Path(store(driver, f"lab-{driver}"))
        scopes = tmp_path / f"scopes-{driver}"
        scopes.mkdir()
        own.rename(scopes / "lab.conf")
        mapping = make_database(tmp_path / f"ids-{driver}.db")
        conf = tmp_path / f"{driver}.conf"
        conf.write_text(
            f"[DEFAULT]\ndriver =\nscopes_path = {scopes}\n[id_mapping]\nconnection = {mapping}\n"
        )
        if ids:
            names = ("export", "import", "verify")
            run(str(tmp_path / "sql.conf"), *names, records=records, target=str(conf))
        else:
            fill(str(conf), TWO, THREE)
        with closing(StoreManager(load([str(conf)]))) as manager:
            ids[driver] = [record.id for record in manager.list_records("lab").items]
    assert ids["sql"] == ids["journal"] == [public_id_of("lab", "id2"), public_id_of("lab", "id3")]


def test_a_scope_that_no_driver_serves_is_refused_before_anything_is_written(store, records):
    old = store("journal")
    fill(old, ONE, TWO)
    new = Path(old).with_name("none.conf")
    new.write_text("[DEFAULT]\ndriver =\n")
    with pytest.raises(ActionFailedError) as caught:
        run(old, "export", "import", records=records, target=str(new))
    assert isinstance(caught.value.__cause__, UnknownScopeError)


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20),
)
texts = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=30
)
some_records = st.lists(
    st.builds(
        lambda *parts: valid(Record(*parts)),
        st.from_regex(r"[0-9A-Za-z_-]{1,10}", fullmatch=True),
        texts,
        st.sampled_from(["default", "lab", "0.x_-"]),
        st.dictionaries(texts, values, max_size=3),
    ),
    unique_by=(lambda record: record.id, lambda record: (record.scope, record.name)),
    max_size=20,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(found=some_records)
def test_what_is_exported_is_what_is_imported(tmp_path_factory, found):
    folder = tmp_path_factory.mktemp("round")
    confs = []
    for name in ("old", "new"):
        confs.append(str(folder / f"{name}.conf"))
        section = CONFIGURATIONS["journal"].format(path=folder / name)
        Path(confs[-1]).write_text(f"[DEFAULT]\ndriver = journal\n{section}")
    fill(confs[0], *found)
    file = folder / "all.jsonl"
    run(confs[0], "export", "import", "verify", records=str(file), target=confs[1])
    expected = sorted(map(content, found))
    assert stored(confs[1]) == expected
    lines = file.read_bytes().split(b"\n")[:-1]
    assert sorted(content(decoded(line)) for line in lines) == expected


def test_a_row_of_actions_changes_records_on_their_way(store, records, tmp_path):
    old, new = store("sql", "old"), store("kv", "new")
    fill(old, ONE, THREE)
    data = run(
        old,
        *("export", "transform", "import", "verify"),
        records=records,
        target=new,
        output=str(tmp_path / "changed.jsonl"),
        rename_scope={"lab": "attic"},
        drop=["colour", "none"],
        set={"owner": "ops"},
    )
    third = {"owner": "ops", "size": 1.5, "text": "line\nline\u2028"}
    assert stored(new) == [
        content(Record("id3", "db", "attic", third)),
        content(Record("id1", "web", "default", {"owner": "ops", "size": 3})),
    ]
    assert data.values["records"] == str(tmp_path / "changed.jsonl")
    assert stored(old) == sorted(map(content, (ONE, THREE)))


def test_scopes_that_become_one_must_not_share_names(store, records, tmp_path):
    old = store("journal")
    fill(old, ONE, TWO)
    output = tmp_path / "changed.jsonl"
    renaming = {"rename_scope": {"lab": "default"}, "output": str(output)}
    with pytest.raises(ActionFailedError) as caught:
        run(old, "export", "transform", records=records, **renaming)
    assert "another record has the name 'web'" in str(caught.value.__cause__)
    assert not output.exists()


@pytest.mark.filterwarnings("ignore:The driver 'jsonfile'")
def test_a_deprecated_driver_is_left_though_it_cannot_list_scopes(store, records):
    old, new = store("jsonfile", "old"), store("sql", "new")
    fill(old, ONE, TWO, THREE)
    names = ("room", "export", "import", "verify")
    with pytest.raises(ActionFailedError) as caught:
        run(old, *names, records=records, target=new)
    assert "name them in the parameter scopes" in str(caught.value.__cause__)
    run(old, *names, records=records, target=new, scopes=["default", "lab"])
    assert stored(new) == sorted(map(content, (ONE, TWO, THREE)))


def test_only_some_scopes_are_exported(store, records):
    old = store("sql")
    fill(old, ONE, TWO)
    run(old, "export", records=records, scopes=["lab", "nothing"])
    assert decoded(Path(records).read_text()) == TWO


class Breaking(DataDriver):
    """A place that breaks off, for tests."""

    error: BaseException = StoreUnavailableError("the engine", "it went away")

    def validate(self, use):
        pass

    def read(self, scopes=None):
        yield ONE
        raise self.error

    def write(self, records):
        raise NotImplementedError


@pytest.mark.parametrize("error", [Breaking.error, KeyboardInterrupt(), ZeroDivisionError("oh")])
def test_an_export_that_breaks_off_leaves_the_old_file(store, records, monkeypatch, error):
    Path(records).write_text("old")
    monkeypatch.setattr(Store, "read", Breaking.read)
    monkeypatch.setattr(Store, "error", error, raising=False)
    with pytest.raises((ActionFailedError, KeyboardInterrupt)):
        run(store("journal"), "export", records=records)
    assert Path(records).read_text() == "old"
    assert [file.name for file in Path(records).parent.glob("*all*")] == ["all.jsonl"]


def test_a_full_disk_leaves_the_old_file(store, records, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = store("journal")
    Path(records).write_text("old")
    monkeypatch.setattr("refstore.actions.jsonlines.os.fsync", full)
    with pytest.raises(ActionFailedError) as caught:
        run(target, "export", records=records)
    assert "No space left" in str(caught.value.__cause__)
    assert Path(records).read_text() == "old"
    assert [file.name for file in Path(records).parent.glob("*all*")] == ["all.jsonl"]


@pytest.mark.parametrize(
    "bad", ["{", '{"id": "id9", "name": "web", "scope": "default"}', '{"id": "a b"}']
)
def test_nothing_is_imported_from_a_file_with_a_bad_line(store, records, bad):
    good = '{"id": "id1", "name": "web", "scope": "default"}'
    Path(records).write_text(f"{good}\n{bad}\n{bad}\n")
    target = store("journal")
    with pytest.raises(ActionFailedError) as caught:
        run(target, "import", records=records)
    assert isinstance(caught.value.__cause__, BadRecordsError)
    places = [fault.split(": ")[:2] for fault in caught.value.__cause__.faults]
    assert places == [[records, "line 2"], [records, "line 3"]]
    assert stored(target) == []


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (Record("id1", "web", "default"), "default: the store has another record id1"),
        (Record("id1", "x", "lab"), "default: the store has another record id1"),
        (Record("id7", "web", "default"), "default: the name 'web' of id1 is that of id7 there"),
    ],
)
def test_nothing_is_imported_in_conflict_with_what_is_there(store, records, there, told):
    old, new = store("sql", "old"), store("sql", "new")
    fill(old, ONE, TWO)
    fill(new, there)
    with pytest.raises(ActionFailedError) as caught:
        run(old, "export", "import", "verify", records=records, target=new)
    assert isinstance(caught.value.__cause__, ConflictingRecordsError)
    assert caught.value.__cause__.faults == (told,)
    assert (caught.value.done, caught.value.left) == (("export",), ("verify",))
    assert stored(new) == [content(there)]


def test_a_conflict_that_arises_meanwhile_is_told_too(store):
    with closing(Store(store("sql"), load([]))) as place:
        with pytest.raises(ConflictingRecordsError, match="another record id1"):
            place.write([ONE, Record("id1", "other", "lab")])
        assert place.write([ONE, TWO]).same == 1


def test_verify_lists_what_differs(store, records):
    target = store("sql")
    fill(target, ONE, TWO)
    run(target, "export", records=records)
    with closing(LocalDrivers(load([target]))) as drivers:
        drivers.driver("default").update("id1", Changes(name="changed"))
        drivers.driver("lab").delete("id2")
        drivers.driver("lab").create(THREE)
    with pytest.raises(ActionFailedError) as caught:
        run(target, "verify", records=records)
    assert isinstance(caught.value.__cause__, DifferencesError)
    assert caught.value.__cause__.faults == (
        "default: id1 is not the same in the store",
        "lab: id2 is missing in the store",
        "lab: id3 is in the store alone",
    )


def test_verify_does_not_mind_revisions(store, records):
    target = store("sql")
    fill(target, ONE)
    run(target, "export", records=records)
    with closing(LocalDrivers(load([target]))) as drivers:
        drivers.driver("default").update("id1", Changes(name="x"))
        drivers.driver("default").update("id1", Changes(name="web"))
    assert run(target, "verify", records=records).report[0].startswith("default: 1 record, digest")


def test_room_refuses_before_anything_is_written(store, records, monkeypatch):
    old, new = store("sql", "old"), store("journal", "new")
    fill(old, ONE, TWO)
    size = sum(len(content(record)) + 1 for record in (ONE, TWO))
    needed = size + 3 * size  # The file, and the journal that may need more than the file.
    names = ("room", "export", "import")
    free = [needed]
    usage = type("Usage", (), {"free": property(lambda self: free[0])})
    monkeypatch.setattr("shutil.disk_usage", lambda folder: usage())
    free[0] -= 1
    with pytest.raises(ActionFailedError) as caught:
        run(old, *names, records=records, target=new)
    assert isinstance(caught.value.__cause__, NoRoomError)
    assert f"{needed} bytes needed, {free[0]} free" in str(caught.value.__cause__)
    assert not Path(records).exists()
    free[0] += 1
    run(old, *names, records=records, target=new)


def test_room_looks_only_at_what_follows(store, records):
    old = store("sql")
    with pytest.raises(InvalidQueueError, match="put this one first"):
        run(old, "export", "room", records=records)


class Recording(Action):
    """An action of another distribution, for tests."""

    seen: list[tuple[str, ...]]

    def validate(self, data):
        self.seen = [tuple(action.name for action in data.queue.before)]

    def run(self, data):
        self.seen.append(tuple(action.name for action in data.queue.after))
        raise KeyError("mine")


RECORDING = f"{__name__}:Recording"


def test_an_action_sees_the_queue_and_its_faults_are_told(store, records):
    target = store("journal")
    with pytest.raises(ActionFailedError) as caught:
        run(target, "export", RECORDING, "verify", records=records)
    assert str(caught.value) == f"{RECORDING} failed; done before: export; not run: verify"
    assert runner.described(caught.value.__cause__) == "KeyError: 'mine'"


def test_the_action_in_the_documentation_works(store, records, monkeypatch):
    folder = Path(__file__).parents[3] / "doc" / "source" / "reference-driver" / "actions"
    monkeypatch.syspath_prepend(folder)
    target = store("journal")
    fill(target, ONE, TWO, THREE)
    data = run(target, "export", "refstore_count:Count", records=records)
    assert data.report[1:] == ("default: 1", "lab: 2")
    Path(records).unlink()
    with pytest.raises(InvalidQueueError, match="No such file"):
        run(target, "refstore_count:Count", records=records)


def test_all_faults_are_told_at_once_and_nothing_is_done(store, tmp_path):
    names = ("export", "transform", "import", "room")
    with pytest.raises(InvalidQueueError) as caught:
        run(
            store("journal"),
            *names,
            records=str(tmp_path / "nowhere" / "all.jsonl"),
            target=str(tmp_path / "nowhere.conf"),
            scopes="lab",
            rename_scope={"lab": "a b"},
            drop="x",
            set=["x"],
            colour="x",
        )
    told = "\n".join(caught.value.faults)
    for part in (
        "take no 'colour'",
        "export: records: ",
        "export: scopes: 'lab' is not a list",
        "transform: give output, ",
        "transform: rename_scope: 'a b'",
        "transform: drop: 'x' is not a list",
        "transform: set: ['x'] is not an object",
        "import: target: ",
        "room: no action follows",
    ):
        assert part in told
    assert len(caught.value.faults) == 9


def test_unknown_actions_are_all_named():
    with pytest.raises(InvalidQueueError, match=r"'exprt'.*did you mean 'export'.*'zzz'"):
        runner.load_queue(["exprt", "zzz", "import"])


def test_the_shared_data_cannot_be_changed():
    data = ActionData(load([])).having(records="x")
    with pytest.raises(FrozenInstanceError):
        data.report = ("x",)
    with pytest.raises(TypeError):
        data.values["records"] = "y"
    assert data.having(**{"import.records": "y"}).value("import", "records") == "y"
    assert data.value("import", "records") == "x"


@pytest.mark.parametrize(("location", "told"), [("", "name a file"), (".", "is a folder")])
def test_a_place_for_a_file_is_examined(store, monkeypatch, tmp_path, location, told):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidQueueError, match=told):
        run(store("journal"), "export", records=f"jsonlines:{location}")


def test_a_file_that_vanishes_is_an_error_of_refstore(tmp_path):
    file = JSONLines(str(tmp_path / "nowhere"), load([]))
    for use in (file.size, lambda: next(file.read())):
        with pytest.raises(StoreUnavailableError, match="No such file"):
            use()


def test_the_command_runs_actions_with_parameters_from_a_file(store, records, tmp_path, capsys):
    old, new = store("sql", "old"), store("journal", "new")
    fill(old, ONE)
    parameters = tmp_path / "parameters.json"
    parameters.write_text(json.dumps({"records": "nowhere/x", "drop": ["colour"]}))
    command = ["--config-file", old, "run", "export", "transform", "import"]
    options = [f"--set=records={records}", f"--set=import.target={new}"]
    options += [f"--set=output={tmp_path / 'changed'}", f"--parameters={parameters}"]
    assert main([*command, *options, "--dry-run"]) == 0
    assert capsys.readouterr().out == "valid: export, transform, import\n"
    assert not Path(records).exists()
    assert main([*command, *options]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"export: 1 record written to {records}",
        f"transform: 1 record written to {tmp_path / 'changed'}",
        "import: 1 record stored, 0 there already",
    ]


def test_the_command_tells_all_faults_a_line_each(store, records, capsys):
    target = store("journal")
    assert main(["--config-file", target, "run", "export", "import"]) == 2
    assert capsys.readouterr().err.count("error: ") == 2
    assert main(["--config-file", target, "run"]) == 2
    assert "name an action" in capsys.readouterr().err
    Path(records).write_text("{\n\n")
    assert main(["--config-file", target, "run", "import", f"--set=records={records}"]) == 1
    assert capsys.readouterr().err.splitlines()[2] == "error: import failed; done before: nothing"


@pytest.mark.parametrize("setting", ["records", "=x", "drop=[", "set={"])
def test_a_setting_that_cannot_be_read_is_an_error(store, setting, capsys):
    assert main(["--config-file", store("journal"), "run", "export", "--set", setting]) == 2
    assert "error: --set " in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[]", "{", "\xff"])
def test_a_file_of_parameters_that_cannot_be_read_is_an_error(store, tmp_path, text, capsys):
    file = tmp_path / "parameters.json"
    file.write_text(text, "latin-1")
    assert main(["--config-file", store("journal"), "run", "export", f"--parameters={file}"]) == 2
    assert str(file) in capsys.readouterr().err


def test_what_there_is_can_be_listed(store, capsys):
    assert main(["--config-file", store("journal"), "run", "--list"]) == 0
    out = capsys.readouterr().out
    for text in ("  export: Write", "    records: the file", "Places", "  store: A store"):
        assert text in out
