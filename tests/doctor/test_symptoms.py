# SPDX-License-Identifier: Apache-2.0
"""Each symptom of ``wharfinger doctor`` is provoked, and cured by what its advice says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest
from wharfinger_runtime.doctor import Outcome, examine, symptoms_in

from wharfinger.doctor import symptoms
from wharfinger.doctor.project import read
from wharfinger.errors import NothingExaminedError, UsageError
from wharfinger.model import Request
from wharfinger.testing import project

POLICY = """\
    groups:
      demo.drivers:
        interface: demo.base:Base
"""
VERSIONS = """\
    groups:
      demo.drivers:
        interface: demo.base:Base
        versioning: versioned-class
        versions:
          10: {class: demo.base:Base}
          9: {class: demo.base:Old, state: deprecated}
"""
HEALTHY = {
    "setup.cfg": """\
        [metadata]
        name = demo
        version = 1.0
        [options.entry_points]
        demo.drivers =
            east = demo.drivers:East
            west = demo.drivers:West
    """,
    "demo/__init__.py": "",
    "demo/base.py": """\
        import abc

        class Base(abc.ABC):
            @abc.abstractmethod
            def send(self): ...

        class Old(abc.ABC):
            @abc.abstractmethod
            def put(self): ...

        class Adapter(Base):
            def send(self): ...
    """,
    "demo/drivers.py": """\
        from demo.base import Base

        class East(Base):
            def send(self): return 1

        class West(Base):
            def send(self): return 2
    """,
    "driver-policy.yaml": POLICY,
    "tox.ini": """\
        [testenv:drivers]
        commands = wharfinger -C {toxinidir} check {posargs}
    """,
    "doc/source/conf.py": 'extensions = ["wharfinger.sphinxext"]\n',
    "doc/source/index.rst": "Demo\n====\n",
    "releasenotes/notes/one-0123456789abcdef.yaml": "---\nfeatures:\n  - One.\n",
}
WORKFLOW = """\
    on: pull_request
    jobs:
      drivers:
        steps:
          - uses: actions/checkout@v4
            with: {{fetch-depth: {depth}}}
          - run: |
              pip install wharfinger
              wharfinger check --base "origin/$GITHUB_BASE_REF"
            continue-on-error: {forgiven}
"""
OTHER = """\
    [metadata]
    name = other
    version = 1.0
    [options.entry_points]
    demo.drivers =
        north = other:North
"""
SHIPPED = dedent(HEALTHY["setup.cfg"]) + "wharfinger.policy =\n    demo = demo\n"


def facts(text: str) -> str:
    return f"{POLICY}        drivers:\n          east: {{{text}}}\n"


def table(name: str) -> str:
    return f"""\
        .. list-table::

           * - Driver
             - Supported
           * - :py:class:`~demo.drivers.East`
             - Yes
           * - {name}
             - No
    """


GRID = """\
    +------+-----+
    | east | yes |
    +------+-----+
    | west | no  |
    +------+-----+
"""
FEATURES = "[operation.send]\ndriver.east=complete\ndriver.west=missing\n"


class Case(NamedTuple):
    """A symptom: what makes it appear, where it is seen then, and what makes it go.

    Where nothing makes it go, what made it appear is taken back.
    """

    name: str
    ill: dict[str, str]
    detail: str
    well: dict[str, str]


CASES = (
    Case("policy.missing", {"driver-policy.yaml": ""}, "demo.drivers: demo.base:Base", {}),
    Case(
        "policy.group_without_interface",
        {
            "driver-policy.yaml": "    groups:\n      demo.drivers: {title: Demo}\n",
            "demo/drivers.py": "class East: pass\n\nclass West: pass\n",
        },
        "driver-policy.yaml:2: demo.drivers",
        {},
    ),
    Case(
        "policy.not_shipped",
        {"other/setup.cfg": OTHER},
        "demo.drivers:north is registered by other",
        {"setup.cfg": SHIPPED, "demo/driver-policy.yaml": POLICY},
    ),
    Case("gate.not_called", {"tox.ini": "[testenv]\ncommands = pytest\n"}, "in setup.cfg, tox", {}),
    Case(
        "gate.not_called",
        {"tox.ini": "[testenv]\ndeps = wharfinger\ncommands = make check\n"},
        "in setup.cfg, tox.ini",
        {".github/workflows/drivers.yml": WORKFLOW.format(depth=0, forgiven="false")},
    ),
    Case(
        "gate.verdict_ignored",
        {"tox.ini": "[testenv]\ncommands =\n    - wharfinger -C . check\n"},
        "tox.ini:3",
        {},
    ),
    Case(
        "gate.verdict_ignored",
        {".ci/run": "wharfinger \\\n    check --base HEAD^ || true\n"},
        ".ci/run:1",
        {".ci/run": "wharfinger \\\n    check --base HEAD^ || exit 1\n"},
    ),
    Case(
        "gate.verdict_ignored",
        {".github/workflows/drivers.yml": WORKFLOW.format(depth=0, forgiven="true")},
        ".github/workflows/drivers.yml:10",
        {".github/workflows/drivers.yml": WORKFLOW.format(depth=0, forgiven="false")},
    ),
    Case(
        "gate.shallow_clone",
        {".github/workflows/drivers.yml": WORKFLOW.format(depth=1, forgiven="false")},
        ".github/workflows/drivers.yml:5",
        {".github/workflows/drivers.yml": WORKFLOW.format(depth=0, forgiven="false")},
    ),
    Case(
        "documentation.extension_missing",
        {"doc/source/conf.py": "extensions = []\n"},
        "doc/source/conf.py",
        {},
    ),
    *(
        Case(
            "documentation.matrix_by_hand",
            {path: text},
            f"{path}:{line}: drivers of demo.drivers",
            {path: ".. driver-matrix:: demo.drivers\n"},
        )
        for path, text, line in (
            ("doc/source/drivers.rst", table("west"), 5),
            ("doc/source/drivers.rst", GRID, 2),
            ("doc/source/drivers.ini", FEATURES, 2),
        )
    ),
    Case(
        "documentation.no_release_notes",
        {"releasenotes/notes/one-0123456789abcdef.yaml": ""},
        "",
        {"CHANGELOG.rst": "Changes\n=======\n\n1.0\n---\n\n* One.\n"},
    ),
    Case(
        "lifecycle.version_without_adapter",
        {"driver-policy.yaml": VERSIONS},
        "driver-policy.yaml:7: version 9 of demo.drivers",
        {
            "driver-policy.yaml": VERSIONS.replace(
                "state: deprecated", "state: deprecated, adapter: demo.base:Adapter"
            )
        },
    ),
    Case(
        "lifecycle.deprecated_without_advice",
        {"driver-policy.yaml": facts("state: deprecated")},
        "demo/drivers.py:3: demo.drivers:east",
        {"driver-policy.yaml": facts("state: deprecated, replacement: west")},
    ),
)


def found(files: dict[str, str], folder: Path) -> dict[str, tuple[str, ...]]:
    """Write a project, without its empty files but for packages, and return its symptoms."""
    kept = {name: text for name, text in files.items() if text or name.endswith("__init__.py")}
    diagnoses = examine(symptoms_in(symptoms), read(project(kept, folder)))
    failed = [item for item in diagnoses if item.outcome is Outcome.NOT_EXAMINED]
    assert failed == []
    return {item.symptom.name: item.details for item in diagnoses if item.outcome is Outcome.FOUND}


def test_a_healthy_project_has_no_symptom(tmp_path):
    assert found(HEALTHY, tmp_path) == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_symptom_comes_and_goes(case, tmp_path):
    ill = found(HEALTHY | case.ill, tmp_path / "ill")
    assert list(ill) == [case.name]
    assert case.detail in " ".join(ill[case.name])
    well = case.well or {name: HEALTHY.get(name, "") for name in case.ill}
    assert found(HEALTHY | case.ill | well, tmp_path / "well") == {}


def test_every_symptom_has_a_case():
    assert {symptom.name for symptom in symptoms_in(symptoms)} == {case.name for case in CASES}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("doc/source/drivers.rst", table("another")),
        ("doc/source/drivers.rst", table("demo.drivers.East")),
        ("doc/source/drivers.rst", "| east | port 1 |\n| west | port 2 |\n"),
        ("doc/source/drivers.rst", "* - east\n  - yes\n\nand\n\n* west\n"),
        ("doc/source/drivers.ini", "[driver.east]\n[driver.west]\ndriver.east=complete\n"),
    ],
)
def test_a_table_that_judges_fewer_than_two_drivers_is_no_matrix(path, text, tmp_path):
    assert found(HEALTHY | {path: text}, tmp_path) == {}


def test_an_author_of_drivers_is_not_asked_for_what_the_host_does(tmp_path):
    """The policy and the pages of an interface are the business of the project that has it."""
    driver = {
        "setup.cfg": OTHER + "        south = other:South\n",
        "other.py": "from demo.base import Base\n\nclass North(Base):\n    def send(self): ...\n\n"
        "class South(Base):\n    def send(self): ...\n",
        "tox.ini": HEALTHY["tox.ini"],
        "doc/source/conf.py": "extensions = []\n",
        "CHANGELOG.rst": "Changes\n=======\n\n1.0\n---\n\n* One.\n",
    }
    host = project(HEALTHY, tmp_path / "host")
    author = project(driver, tmp_path / "author")
    request = replace(author, trees=(*author.trees, *host.trees))
    diagnoses = examine(symptoms_in(symptoms), read(request))
    assert [item for item in diagnoses if item.outcome is Outcome.FOUND] == []


def test_the_repository_serves_the_projects_in_it(tmp_path):
    """The policy may be in the package that ships it; CI, notes and pages are at the top."""
    above = {name: text for name, text in HEALTHY.items() if name.startswith(("tox", "doc", "rel"))}
    own = {name: text for name, text in HEALTHY.items() if name.startswith(("setup", "demo"))}
    project(above | {".git/HEAD": "ref: refs/heads/main\n"}, tmp_path)
    own |= {"setup.cfg": SHIPPED, "demo/driver-policy.yaml": POLICY}
    assert found(own, tmp_path / "packages/demo") == {}
    (tmp_path / "tox.ini").unlink()
    (detail,) = found(own, tmp_path / "packages/demo")["gate.not_called"]
    assert detail == "looked for `wharfinger check` in setup.cfg"


def test_a_project_without_interfaces_has_nothing_to_examine(tmp_path):
    files = {"setup.cfg": HEALTHY["setup.cfg"], "demo/__init__.py": ""}
    with pytest.raises(NothingExaminedError, match="no group of this project has an interface"):
        found(files, tmp_path)


def test_an_environment_alone_is_no_project(tmp_path):
    with pytest.raises(UsageError, match="name it with -C"):
        read(Request(environments=(tmp_path,)))
