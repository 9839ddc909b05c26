# SPDX-License-Identifier: Apache-2.0
"""The doctor's symptoms, each provoked and cured."""

from __future__ import annotations

import json
from contextlib import closing
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest
import refstore.doctor
from oslo_config import cfg
from refstore.cli.manage import main
from refstore.database import engine_for
from refstore.doctor.context import Context
from refstore.driver import StoreDriverV9
from refstore.errors import StoreUnavailableError
from refstore.migrations import runner
from wharfinger_runtime import doctor

HEALTHY, FOUND, NOTHING, FAILED = range(4)


class Examined(StoreDriverV9):
    """A driver whose engine says what its option tells, for tests."""

    OPTIONS = (cfg.ListOpt("lacks", default=[]), cfg.BoolOpt("down", default=False))
    create = get = get_by_name = update = delete = list_records = None

    def check_engine(self):
        if self.options.down:
            raise StoreUnavailableError("the engine", "nobody is there")
        return tuple(self.options.lacks)


EXAMINED = f"{__name__}:Examined"


@pytest.fixture
def examined(tmp_path):
    """Return a function that examines a configuration and the files of scopes.

    ``TMP`` in them is a folder. It has the database db, which is up to date, and scopes.
    """
    (tmp_path / "file").touch()
    (tmp_path / "scopes").mkdir()
    for phase in runner.Phase:
        runner.sync(engine_for(f"sqlite:///{tmp_path}/db"), phase)

    def examine(text: str, **scopes: str) -> dict[str, doctor.Diagnosis]:
        for name, scope in scopes.items():
            (tmp_path / "scopes" / f"{name}.conf").write_text(scope.replace("TMP", str(tmp_path)))
        file = tmp_path / "refstore.conf"
        state = "" if "state_path" in text else "state_path = TMP\n"
        file.write_text(f"[DEFAULT]\n{state}{text}".replace("TMP", str(tmp_path)))
        with closing(Context([str(file)])) as context:
            found = doctor.examine(doctor.symptoms_in(refstore.doctor), context)
        assert not [one for one in found if one.outcome is doctor.Outcome.NOT_EXAMINED]
        return {diagnosis.symptom.name: diagnosis for diagnosis in found}

    return examine


SQL = "driver = sql\n[sql]\nconnection = sqlite:///TMP/db\n"
CACHED = "[cache]\nenabled = true\n"
FILE = "[cache]\nenabled = true\nbackend = file\nurl = TMP/cache\n"
JSON = "driver = jsonfile\n[jsonfile]\npath = TMP/x.json\n"
SHELF = "driver = shelf\n[shelf]\npath = TMP/shelf\n"

CASES = {
    "caches.not_shared": (
        f"workers = 2\n{SQL}{CACHED}[cache_id_mapping]\nenabled = false\n",
        "[cache_records] is in the memory of each of 2 workers",
        f"workers = 2\n{SQL}{FILE}",
    ),
    "configuration.refused": (
        "[sqll]\nx = 1\n",
        "unknown section [sqll]; did you mean 'sql'?",
        SQL,
    ),
    "configuration.state_path": ("state_path = TMP/file/state\n" + SQL, "/file is no folder", SQL),
    "databases.migrations_pending": (
        "driver = sql\n[sql]\nconnection = sqlite:///TMP/new.db\n",
        "/new.db: the phase expand is pending: run refstore-manage db_sync --expand",
        SQL,
    ),
    "drivers.alone": (
        f"workers = 2\n{JSON}",
        "the default driver 'jsonfile' has 2 workers, but does not promise SHARED, COMPARE_AND_SET",
        f"workers = 2\n{SQL}",
    ),
    "drivers.unknown": ("driver = sgl\n", "there is no driver 'sgl'", SQL),
    "drivers.unusable": (
        "driver = sql\n[sql]\nconection = x\n",
        "[sql] has no option 'conection'; did you mean 'connection'?",
        SQL,
    ),
    "drivers.deprecated": (JSON, "the default driver 'jsonfile', deprecated", SQL),
    "drivers.deprecated_interface": (
        JSON,
        "implements refstore.driver:StoreDriverV8, deprecated since 9.0.0, will be removed in "
        "10.0.0: use 'StoreDriverV9'",
        SQL,
    ),
    "drivers.deprecated_name": (
        SQL.replace("sql\n", "sqlalchemy\n", 1).replace("[sql]", "[sqlalchemy]"),
        "the default driver 'sqlalchemy', deprecated since 9.0.0, will be removed in 10.0.0: "
        "use 'sql'",
        SQL,
    ),
    "drivers.unsupported": (
        f"enable_unsupported = true\n{SHELF}",
        "the default driver 'shelf' (a shelf is made of pickles",
        f"enable_unsupported = true\n{SQL}",
    ),
    "drivers.experimental": (
        "driver = journal\n[journal]\npath = TMP/journal\n",
        "the default driver 'journal': its file is never compacted",
        SQL,
    ),
    "drivers.forgetful": (
        "driver = kv\n",
        "the default driver 'kv': its backend is memory",
        "driver = kv\n[kv]\nbackend = file\nurl = TMP/kv\n",
    ),
    "engines.unreachable": (
        f"driver = {EXAMINED}\n[{EXAMINED}]\ndown = true\n",
        "the engine is not available: nobody is there",
        f"driver = {EXAMINED}\n",
    ),
    "engines.not_ready": (
        f"driver = {EXAMINED}\n[{EXAMINED}]\nlacks = an index, patience\n",
        "': an index",
        f"driver = {EXAMINED}\n",
    ),
}

SCOPE_CASES = {
    "configuration.scope_refused": ("[cache]\nenabled = true\n", "unknown section [cache]"),
    "drivers.unknown": ("[DEFAULT]\ndriver = nothing\n", "the driver 'nothing' of the scope lab"),
    "drivers.unusable": (f"[DEFAULT]\n{SHELF}", "is unsupported"),
    "drivers.forgetful": ("[DEFAULT]\ndriver = kv\n", "the driver 'kv' of the scope lab"),
    "databases.migrations_pending": (
        "[DEFAULT]\ndriver = sql\n[sql]\nconnection = sqlite:///TMP/lab.db\n",
        "/lab.db: the phase expand is pending",
    ),
    "engines.unreachable": (
        f"[DEFAULT]\ndriver = {EXAMINED}\n[{EXAMINED}]\ndown = true\n",
        "of the scope lab: the engine is not available",
    ),
}


def told(diagnosis: doctor.Diagnosis) -> str:
    assert diagnosis.outcome is doctor.Outcome.FOUND
    assert diagnosis.symptom.advice
    return "\n".join(diagnosis.details)


@pytest.mark.parametrize("name", CASES)
def test_a_symptom_is_found_and_cured(examined, name):
    sick, detail, healthy = CASES[name]
    assert detail in told(examined(sick)[name])
    assert examined(healthy)[name].outcome in (
        doctor.Outcome.ABSENT,
        doctor.Outcome.NOT_APPLICABLE,
    )


@pytest.mark.parametrize("name", SCOPE_CASES)
def test_the_drivers_of_scopes_are_examined_too(examined, name):
    text, detail = SCOPE_CASES[name]
    mapping = "[id_mapping]\nconnection = sqlite:///TMP/db\n"
    base = f"scopes_path = TMP/scopes\n{SQL}{mapping}"
    assert detail in told(examined(base, lab=text, ok=f"[DEFAULT]\n{SQL}")[name])
    assert examined(base, lab=f"[DEFAULT]\n{SQL}")[name].outcome is not doctor.Outcome.FOUND


class Broken(Examined):
    """A driver that breaks when it is opened, for tests."""

    def __init__(self, options):
        raise ZeroDivisionError("mine")


def test_a_broken_driver_costs_the_others_nothing(tmp_path):
    (tmp_path / "lab.conf").write_text(f"[DEFAULT]\ndriver = {__name__}:Broken\n")
    file = tmp_path / "refstore"
    file.write_text(f"[DEFAULT]\nscopes_path = {tmp_path}\ndriver = kv\n")
    with closing(Context([str(file)])) as context:
        symptoms = doctor.symptoms_in(refstore.doctor)
        found = {one.symptom.name: one for one in doctor.examine(symptoms, context)}
    assert told(found["drivers.forgetful"]) == "the default driver 'kv': its backend is memory"
    for name in ("drivers.unusable", "engines.unreachable"):
        assert found[name].outcome is doctor.Outcome.NOT_EXAMINED
        assert found[name].details == ("ZeroDivisionError: mine",)


def test_every_symptom_is_provoked_here():
    names = {symptom.name for symptom in doctor.symptoms_in(refstore.doctor)}
    assert names == {*CASES, *SCOPE_CASES}


def test_a_healthy_store_has_no_symptom(examined):
    found = examined(SQL)
    assert {one.outcome for one in found.values()} == {
        doctor.Outcome.ABSENT,
        doctor.Outcome.NOT_APPLICABLE,
    }


def test_the_database_of_public_ids_is_examined_without_a_sql_driver(examined):
    mapped = "driver = journal\n[id_mapping]\nmap_default_driver = true\n"
    connection = "connection = sqlite:///TMP/ids.db\n[journal]\npath = TMP/journal\n"
    assert "/ids.db: " in told(examined(mapped + connection)["databases.migrations_pending"])


def test_a_refused_configuration_leaves_one_symptom(examined):
    found = examined("colour = red\n")
    others = {one.outcome for name, one in found.items() if name != "configuration.refused"}
    assert others == {doctor.Outcome.NOT_APPLICABLE}
    assert "no option 'colour'" in told(found["configuration.refused"])
    missing = examined("scopes_path = TMP/nowhere\n")
    assert "there is no folder" in told(missing["configuration.refused"])


@pytest.fixture
def entry_points(monkeypatch):
    """Return a list of modules with symptoms that seem to be installed."""
    modules: list[EntryPoint] = []
    monkeypatch.setattr(doctor, "_entry_points", lambda group: modules)
    return modules


def configuration(tmp_path, text: str) -> list[str]:
    file = tmp_path / "refstore.conf"
    file.write_text(f"[DEFAULT]\nstate_path = {tmp_path}\n{text}")
    return ["--config-file", str(file), "doctor"]


def test_the_command_reports_as_json_and_by_its_exit_status(tmp_path, capsys, entry_points):
    assert main([*configuration(tmp_path, ""), "--format", "json"]) == FOUND
    data = json.loads(capsys.readouterr().out)
    assert data["counts"]["found"] == 1
    (found,) = [one for one in data["symptoms"] if one["outcome"] == "found"]
    assert found.keys() == {"name", "title", "outcome", "details", "advice"}
    assert found["name"] == "databases.migrations_pending"
    text = configuration(tmp_path, "")
    assert main([*text[:2], "db_sync"]) == HEALTHY
    assert main(text) == HEALTHY
    assert "0 found" in capsys.readouterr().out


def test_the_command_examines_a_configuration_that_is_refused(tmp_path, capsys):
    assert main(configuration(tmp_path, "colour = red\n")) == FOUND
    assert "has no option 'colour'" in " ".join(capsys.readouterr().out.split())
    assert main(["--config-file", str(tmp_path / "nowhere.conf"), "doctor"]) == FOUND


def test_the_command_tells_why_a_symptom_does_not_apply(tmp_path, capsys):
    main([*configuration(tmp_path, ""), "-v"])
    assert "  - nothing is cached" in capsys.readouterr().out


def test_symptoms_of_other_distributions_are_listed_and_cannot_harm(
    tmp_path, capsys, entry_points, monkeypatch
):
    module = ModuleType("refstore_elsewhere")
    source = 'def symptom_broken(context):\n    """It breaks."""\n    raise SystemExit(context)\n'
    exec(source, vars(module))
    monkeypatch.setitem(__import__("sys").modules, module.__name__, module)
    entry_points.append(EntryPoint("elsewhere", module.__name__, "refstore.symptoms"))
    entry_points.append(EntryPoint("gone", "refstore_gone.symptoms", "refstore.symptoms"))
    command = configuration(tmp_path, "")
    assert main([*command, "--list"]) == HEALTHY
    listed = capsys.readouterr().out
    assert "elsewhere.broken: It breaks\n" in listed
    assert "databases.migrations_pending: A database is not up to date\n" in listed
    assert main(command) == FAILED
    assert "could not be examined" in capsys.readouterr().out
