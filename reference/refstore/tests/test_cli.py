# SPDX-License-Identifier: Apache-2.0
"""The commands ``refstore`` and ``refstore-manage``, from their arguments to their exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refstore.cli import manage, records, running
from refstore.cli.output import table
from refstore.cli.parsing import COMPARATORS, parsed_attribute, parsed_filter, parsed_value
from refstore.database import engine_for
from refstore.errors import InvalidFilterError, InvalidRecordError, UnknownAttributeError
from refstore.hints import Comparator, Filter
from refstore.id_mapping import IdMapping
from refstore.options import load
from refstore.records import Record
from refstore.tables import METADATA


@pytest.fixture
def file(tmp_path):
    """Return a configuration file for a new SQLite database."""
    engine = engine_for(f"sqlite:///{tmp_path}/refstore.db")
    METADATA.create_all(engine)
    file = tmp_path / "refstore.conf"
    file.write_text(f"[DEFAULT]\nstate_path = {tmp_path}\n")
    yield str(file)
    engine.dispose()


@pytest.fixture
def run(file, capsys):
    """Return a function that runs ``refstore`` and returns its status, output and complaints."""

    def run_(*arguments: str):
        status = records.main(["--config-file", file, *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_


@pytest.fixture
def answer(run):
    """Return a function that runs ``refstore`` and returns what it says in JSON."""

    def answer_(*arguments: str):
        status, out, err = run(*arguments, "--output", "json")
        assert (status, err) == (0, "")
        return json.loads(out)

    return answer_


def program(file: str, *arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("refstore")), "--config-file", file, *arguments]


def test_a_record_from_create_to_delete(answer):
    made = answer("create", "web", "--scope", "lab", "--attribute", "size=3", "--id", "one")
    expected = {"id": "one", "name": "web", "scope": "lab", "attributes": {"size": 3}}
    assert made == {**expected, "revision": 1}
    assert answer("get", "one") == answer("find", "web", "--scope", "lab") == made
    changed = answer("update", "one", "--name", "www", "--revision", "1")
    assert changed == {**made, "name": "www", "revision": 2}
    assert answer("update", "one", "--attribute", "a=b")["attributes"] == {"a": "b"}
    assert answer("scopes") == {"scopes": ["lab"]}
    assert answer("delete", "one", "--revision", "3") == {"deleted": "one"}
    assert answer("list", "--scope", "lab") == {
        "items": [],
        "next_marker": None,
        "truncated": False,
    }


def test_the_scope_is_default_unless_given(answer):
    assert answer("create", "web")["scope"] == "default"
    assert len(answer("list")["items"]) == 1
    assert answer("purge", "default") == {"deleted": 1}


def test_lists_are_filtered_and_go_on_after_a_marker(answer, run):
    for at in range(5):
        answer("create", f"web{at}", "--id", f"id{at}", "--attribute", f"size={at}")
    first = answer("list", "--filter", "attributes.size>=1", "--filter", "i:name^=WEB", "--limit=3")
    assert [item["id"] for item in first["items"]] == ["id1", "id2", "id3"]
    assert first["truncated"]
    filters = ("--filter", "attributes.size>=1", "--filter", "i:name^=WEB")
    last = answer("list", *filters, "--marker", first["next_marker"])
    assert ([item["id"] for item in last["items"]], last["truncated"]) == (["id4"], False)
    status, out, err = run("list", "--limit", "2")
    assert (status, len(out.splitlines())) == (0, 3)
    assert err.startswith("more records follow: --marker ")


def test_a_table_has_a_line_for_each_record_and_steers_no_terminal():
    odd = Record("one", "a\nb\x1b[31m\u202e", "lab", {"k": "ü"}, 12)
    lines = table([odd, Record("two", "é", "lab")]).splitlines()
    assert lines[0].split() == ["id", "name", "scope", "revision", "attributes"]
    assert lines[1] == r'one  a\nb\x1b[31m\u202e  lab    12        {"k": "ü"}'
    assert lines[2].split() == ["two", "é", "lab", "1", "{}"]
    assert len(lines) == 3
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["get", "a b"], "id: 'a b' is not"),
        (["create", "nul\0"], "NUL"),
        (["create", "a", "--attribute", "\x1b=1e999"], r"attributes.\x1b: inf is not"),
        (["create", "a", "--attribute", "size"], "'size' is not of the form NAME=VALUE"),
        (["create", "a", "--scope", "a/b"], "scope: 'a/b' is not"),
        (["list", "--filter", "what=3"], "records have no 'what'"),
        (["list", "--filter", "name"], "'name' has no comparison"),
        (["list", "--limit", "-1"], "the limit is -1"),
        (["list", "--marker", "x"], "the marker was not given out"),
    ],
)
def test_what_no_store_takes_is_one_line_and_status_2(run, arguments, expected):
    status, out, err = run(*arguments)
    assert (status, out, len(err.splitlines())) == (running.MISUSED, "", 1)
    assert err.startswith("error: ")
    assert expected in err


@pytest.mark.parametrize("arguments", [["get", "nothing"], ["update", "nothing", "--name", "a"]])
def test_what_the_store_refuses_is_one_line_and_status_1(run, arguments):
    status, out, err = run(*arguments)
    assert (status, out) == (running.REFUSED, "")
    assert err == "error: no record has the id 'nothing'\n"


def test_a_faulty_configuration_is_one_line_and_status_2(file, run, capsys):
    with open(file, "a", encoding="utf-8") as more:
        more.write("[kvv]\na = 3\n")
    status, out, err = run("list")
    assert (status, out, len(err.splitlines())) == (running.MISUSED, "", 1)
    assert "unknown section [kvv]; did you mean 'kv'?" in err
    assert manage.main(["--config-file", file, "mapping_purge", "--all"]) == running.MISUSED
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["list", "--limit", "x"], ["get"]])
def test_a_fault_in_the_command_line_is_status_2(run, arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        run(*arguments)
    assert caught.value.code == running.MISUSED


def test_an_interrupted_command_says_nothing(run, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(records.StoreManager, "list_records", interrupted)
    assert run("list") == (running.INTERRUPTED, "", "")


def test_a_closed_pipe_is_no_traceback(file, answer):
    for at in range(40):
        answer("create", f"n{at}", "--attribute", f"text={'x' * 4000}")
    with subprocess.Popen(
        program(file, "list"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == running.BROKEN_PIPE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(file):
    with open("/dev/full", "w", encoding="utf-8") as full:
        ran = subprocess.run(program(file, "list"), stdout=full, stderr=subprocess.PIPE)
    assert (ran.returncode, len(ran.stderr.splitlines())) == (running.REFUSED, 1)
    assert ran.stderr.startswith(b"error: [Errno 28] ")


def test_a_fault_of_a_driver_is_one_line_and_status_3(run, monkeypatch):
    def faulty(*_: object, **__: object) -> None:
        raise RuntimeError("first\nsecond")

    monkeypatch.setattr(records.StoreManager, "list_records", faulty)
    status, out, err = run("list")
    assert (status, out) == (running.FAULTY, "")
    told = "error: a fault in refstore or a driver, please report it: "
    assert err == told + r"RuntimeError('first\nsecond')" + "\n"


def test_a_deprecated_driver_is_one_line_on_stderr(file, tmp_path):
    old = tmp_path / "old.conf"
    old.write_text(Path(file).read_text() + "driver = sqlalchemy\n")
    ran = subprocess.run(program(str(old), "list"), capture_output=True, text=True, check=True)
    (line,) = ran.stderr.splitlines()
    assert line.startswith("warning: ")
    assert "sqlalchemy" in line
    assert "10.0.0" in line


def test_what_is_logged_is_one_line_on_stderr(file, tmp_path):
    cached = tmp_path / "cached.conf"
    cache = "[cache]\nenabled = true\nbackend = redis\nurl = redis://127.0.0.1:1/0\n"
    cached.write_text(Path(file).read_text() + cache)
    ran = subprocess.run(program(str(cached), "get", "a"), capture_output=True, text=True)
    assert [line.partition(":")[0] for line in ran.stderr.splitlines()] == ["warning", "error"]


def test_a_terminal_without_unicode_gets_escapes(file, answer):
    answer("create", "naïve ☃")
    ran = subprocess.run(
        program(file, "list"),
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii"},
        check=True,
    )
    assert rb"na\xefve \u2603" in ran.stdout


def test_the_mapping_is_purged_as_told(file, capsys):
    mapping = IdMapping(load([file]))
    for scope in ("a", "b", "c"):
        mapping.remember(scope, ["x", "y"])
    purge = ["--config-file", file, "mapping_purge"]
    assert manage.main([*purge, "--scope", "a"]) == 0
    assert manage.main([*purge, "--public-id", mapping.public_id("b", "x")]) == 0
    assert manage.main([*purge, "--all"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [f"removed {count}" for count in ("2 public ids", "1 public id", "3 public ids")]
    with pytest.raises(SystemExit):
        manage.main(purge)


def test_every_management_command_has_help(capsys):
    for name in ("db_sync", "mapping_purge"):
        with pytest.raises(SystemExit) as caught:
            manage.main([name, "--help"])
        assert caught.value.code == 0
    assert "Remove public ids" in capsys.readouterr().out


@given(
    st.sampled_from(["name", "attributes.a", "attributes.a b"]),
    st.sampled_from(sorted(COMPARATORS)),
    st.text(),
    st.booleans(),
)
def test_a_written_filter_is_read_back(attribute, operator, value, ignore_case):
    text = f"{'i:' if ignore_case else ''}{attribute}{operator}"
    read = parsed_filter(f"{text}{value}" if attribute == "name" else f"{text}{json.dumps(value)}")
    is_text = COMPARATORS[operator] in (
        Comparator.CONTAINS,
        Comparator.STARTS_WITH,
        Comparator.ENDS_WITH,
    )
    expected = json.dumps(value) if is_text and attribute != "name" else value
    if attribute == "name" and operator in "<>" and value.startswith("="):
        return  # That is <= or >=.
    assert read == Filter(attribute, expected, COMPARATORS[operator], ignore_case)


@given(st.text())
def test_any_text_is_a_filter_or_a_typed_error(text):
    try:
        parsed_filter(text)
        parsed_attribute(text)
    except (InvalidFilterError, UnknownAttributeError, InvalidRecordError):
        pass


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("3.5", 3.5),
        ("true", True),
        ("null", None),
        ('"3"', "3"),
        ("web", "web"),
        ("", ""),
        ("[1]", "[1]"),
        ("{}", "{}"),
        ("[" * 100_000, "[" * 100_000),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_value_is_json_or_text(text, value):
    read = parsed_value(text)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999", "9007199254740993"])
def test_a_number_that_no_engine_keeps_is_refused(run, text):
    status, _, err = run("create", "a", "--attribute", f"size={text}")
    assert (status, err[:24]) == (running.MISUSED, "error: attributes.size: ")
