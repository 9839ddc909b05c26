# SPDX-License-Identifier: Apache-2.0
"""The doctor: what it collects, what it makes of answers, what it writes."""

from __future__ import annotations

import importlib
import io
import itertools
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from wharfinger_runtime import doctor
from wharfinger_runtime.doctor import NotApplicable, Outcome

_numbers = itertools.count()


def module(**functions: Any) -> ModuleType:
    """Make a module that defines some symptoms."""
    made = ModuleType(f"made_{next(_numbers)}.engine")
    for name, function in functions.items():
        function.__name__, function.__module__ = name, made.__name__
        function.__doc__ = function.__doc__ or "Something is wrong.\n\nMend it."
        setattr(made, name, function)
    return made


def answering(answer: object) -> ModuleType:
    return module(symptom_one=lambda _: answer)


def raising(error: BaseException) -> ModuleType:
    def look(_: object) -> None:
        raise error

    return module(symptom_one=look)


def diagnose(*modules: ModuleType) -> tuple[doctor.Diagnosis, ...]:
    return doctor.examine(doctor.symptoms_in(*modules), None)


def written(*modules: ModuleType, **options: Any) -> tuple[int, str]:
    stream = io.StringIO()
    status = doctor.write_report(diagnose(*modules), stream, **options)
    return status, stream.getvalue()


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Write a package from the texts of its modules, and import it."""
    name = f"package_{next(_numbers)}"
    monkeypatch.syspath_prepend(tmp_path)

    def make(**modules: str) -> ModuleType:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
        for module_name, text in modules.items():
            (tmp_path / name / f"{module_name}.py").write_text(text)
        importlib.invalidate_caches()
        return importlib.import_module(name)

    yield make
    for loaded in [key for key in sys.modules if key.partition(".")[0] == name]:
        del sys.modules[loaded]


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install a distribution that announces symptoms under ``tests.symptoms``."""
    monkeypatch.syspath_prepend(tmp_path)

    def make(distribution: str, *lines: str) -> None:
        folder = tmp_path / f"{distribution}-1.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1\n"
        )
        (folder / "entry_points.txt").write_text("\n".join(["[tests.symptoms]", *lines]))

    return make


SYMPTOM = 'def symptom_{}(context):\n    """Title."""\n'


def test_symptoms_come_in_order_of_module_and_definition(package):
    found = package(
        b=SYMPTOM.format("late") + SYMPTOM.format("early"),
        a=SYMPTOM.format("only") + "def helper():\n    pass\n",
    )
    names = [symptom.name for symptom in doctor.symptoms_in(found)]
    assert names == ["a.only", "b.late", "b.early"]


def test_an_imported_symptom_belongs_to_where_it_is_defined(package):
    found = package(a=SYMPTOM.format("one"))
    importing = f"from {found.__name__}.a import symptom_one\n"
    Path(found.__path__[0], "b.py").write_text(importing)
    assert [symptom.name for symptom in doctor.symptoms_in(found)] == ["a.one"]


def test_a_module_that_cannot_be_imported_costs_only_its_own_symptoms(package):
    found = package(a="import no_such_module_at_all\n", b=SYMPTOM.format("one"))
    broken, sound = diagnose(found)
    assert broken.outcome is Outcome.NOT_EXAMINED
    assert "no_such_module_at_all" in broken.details[0]
    assert sound.outcome is Outcome.ABSENT


def test_duplicates_are_refused():
    with pytest.raises(doctor.InvalidSymptomError, match=r"engine\.one; rename"):
        doctor.symptoms_in(answering(None), answering(None))


def test_a_symptom_without_docstring_is_refused(package):
    with pytest.raises(doctor.InvalidSymptomError, match="symptom_one has no docstring"):
        doctor.symptoms_in(package(a="def symptom_one(context):\n    pass\n"))


@pytest.mark.parametrize("answer", [None, False, "", [], (), iter(())])
def test_what_is_falsy_or_empty_is_no_symptom(answer):
    assert diagnose(answering(answer))[0].outcome is Outcome.ABSENT


@pytest.mark.parametrize(
    ("answer", "details"),
    [(True, ()), ("here", ("here",)), (["a", "b"], ("a", "b")), (iter("ab"), ("a", "b"))],
)
def test_what_is_found_has_its_details(answer, details):
    (diagnosis,) = diagnose(answering(answer))
    assert (diagnosis.outcome, diagnosis.details) == (Outcome.FOUND, details)


@pytest.mark.parametrize("answer", [0, 1, [None], b"bytes", object()])
def test_any_other_answer_is_a_fault_of_the_symptom(answer):
    (diagnosis,) = diagnose(answering(answer))
    assert diagnosis.outcome is Outcome.NOT_EXAMINED
    assert diagnosis.details[0].startswith("TypeError: a symptom answers with")


@pytest.mark.parametrize("error", [OSError("gone"), RecursionError("gone"), SystemExit("gone")])
def test_a_symptom_that_fails_is_told_and_the_others_are_examined(error):
    failed, other = diagnose(raising(error), module(symptom_two=lambda _: None))
    assert failed.outcome is Outcome.NOT_EXAMINED
    assert failed.details == (f"{type(error).__name__}: gone",)
    assert other.outcome is Outcome.ABSENT


def test_a_generator_that_fails_on_the_way_is_told():
    def look(_):
        yield "one"
        raise OSError("gone")

    assert diagnose(module(symptom_one=look))[0].outcome is Outcome.NOT_EXAMINED


def test_the_context_reaches_the_symptoms():
    symptoms = doctor.symptoms_in(module(symptom_one=lambda context: context["where"]))
    assert doctor.examine(symptoms, {"where": "here"})[0].details == ("here",)


@pytest.mark.parametrize(
    ("modules", "status"),
    [
        ([answering(None)], 0),
        ([answering("here")], 1),
        ([], 2),
        ([raising(NotApplicable("no database"))], 2),
        ([raising(OSError("gone"))], 3),
        ([raising(OSError("gone")), module(symptom_two=lambda _: "here")], 3),
        ([raising(NotApplicable("")), module(symptom_two=lambda _: None)], 0),
    ],
)
def test_the_exit_status(modules, status):
    assert written(*modules)[0] == status


def test_the_text():
    def wrong(_):
        r"""The store is asleep.

        Wake it, and say so in words that take up more than what one line of a terminal can show.

            store wake \
                --now
        """
        return ["disk 1", "disk\x1b[2J\n2"]

    found = module(
        symptom_wrong=wrong, symptom_failed=raising(OSError("gone")).symptom_one, symptom_ok=any_ok
    )
    assert written(found) == (3, TEXT)


def any_ok(_: object) -> None:
    """Never there."""


TEXT = """\
engine.wrong: The store is asleep
  - disk 1
  - disk\\x1b[2J 2

    Wake it, and say so in words that take up more than what one line of a
    terminal can show.

        store wake \\
            --now

engine.failed: Something is wrong (could not be examined)
  - OSError: gone

    Mend it.

2 symptoms examined, 1 found, 1 could not be examined
"""


def test_what_does_not_apply_is_counted_and_shown_when_asked():
    found = [raising(NotApplicable("there is no database")), module(symptom_two=any_ok)]
    summary = "1 symptom examined, 0 found, 0 could not be examined, 1 not applicable\n"
    assert written(*found) == (0, summary)
    block = "engine.one: Something is wrong (does not apply)\n  - there is no database\n\n"
    assert written(*found, verbose=True) == (0, block + summary)


def test_json_has_every_symptom():
    _, text = written(answering(["here"]), module(symptom_two=any_ok), format="json")
    data = json.loads(text)
    assert data["counts"] == {"examined": 2, "found": 1, "not_examined": 0, "not_applicable": 0}
    first, second = data["symptoms"]
    assert first == {
        "name": "engine.one",
        "title": "Something is wrong",
        "outcome": "found",
        "details": ["here"],
        "advice": "Mend it.",
    }
    assert second["outcome"] == "absent"


def test_the_list():
    stream = io.StringIO()
    doctor.write_list(doctor.symptoms_in(answering(None)), stream)
    assert stream.getvalue() == "engine.one: Something is wrong\n"


def test_entry_points_bring_symptoms_in_order_of_their_names(package, installed):
    name = package(a=SYMPTOM.format("one"), b=SYMPTOM.format("two")).__name__
    installed("east", f"zebra = {name}.a")
    installed("west", f"ant = {name}.b")
    found = doctor.symptoms_from_entry_points("tests.symptoms")
    assert [symptom.name for symptom in found] == ["ant.two", "zebra.one"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("no_such_module_at_all", "ModuleNotFoundError"),
        ("json:dumps", "InvalidSymptomError: json:dumps is no module"),
        ("json:nothing", "AttributeError"),
        ("{}.a", "symptom_one has no docstring"),
    ],
)
def test_a_broken_entry_point_is_a_symptom_that_cannot_be_examined(package, installed, value, said):
    name = package(a="def symptom_one(context):\n    pass\n").__name__
    installed("east", f"zebra = {value.format(name)}")
    (diagnosis,) = doctor.examine(doctor.symptoms_from_entry_points("tests.symptoms"), None)
    assert diagnosis.outcome is Outcome.NOT_EXAMINED
    assert said in diagnosis.details[0]
    assert "The distribution east registers `zebra = " in diagnosis.symptom.advice


def test_a_name_that_is_taken_is_told_for_both(package, installed):
    name = package(a=SYMPTOM.format("one"), b=SYMPTOM.format("two")).__name__
    installed("east", f"zebra = {name}.a")
    installed("west", f"zebra = {name}.b")
    found = doctor.examine(doctor.symptoms_from_entry_points("tests.symptoms"), None)
    assert [diagnosis.outcome for diagnosis in found] == [Outcome.NOT_EXAMINED] * 2
