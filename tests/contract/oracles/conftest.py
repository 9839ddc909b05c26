# SPDX-License-Identifier: Apache-2.0
"""Pairs of an interface's states, and our verdicts about them."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import strategies as st

import wharfinger.checks.interface_changes
from wharfinger import reading, testing
from wharfinger.contract.comparison import RULES, compare
from wharfinger.model import Change, Contract, Verdict
from wharfinger.sources.contracts import source

HERE = Path(__file__).parent
PAGES = Path(wharfinger.checks.interface_changes.__file__).parent / "pages"
FILES = {
    "setup.cfg": (
        "[metadata]\nname = demo\n\n[options.entry_points]\ndemo.drivers =\n"
        "    one = demo.drivers:One\n"
    ),
    "driver-policy.yaml": (
        "project: demo\ngroups:\n  demo.drivers:\n    interface: demo.base:Driver\n"
    ),
    "demo/__init__.py": "",
    "demo/drivers.py": "from demo import base\n\n\nclass One(base.Driver):\n    pass\n",
}
WITH_ITS_DRIVER = {
    "driver-policy.yaml": "project: demo\n",
    "demo/drivers.py": "from demo.base import One\n",
}
SIDES = ("implementer", "caller")


@dataclass(frozen=True, slots=True)
class Case:
    """An interface at the base and at the head, as source text."""

    name: str
    old: str
    new: str


def _cases() -> Iterator[Case]:
    for rule in RULES:
        for example in testing.page_examples((PAGES / f"{rule}.rst").read_text("utf-8")):
            if example.section == "Bad" and "old.py" in example.files:
                yield Case(rule, example.files["old.py"], example.files["new.py"])
    for example in testing.page_examples((HERE / "pairs.rst").read_text("utf-8")):
        yield Case(example.section, example.files["old.py"], example.files["new.py"])


@pytest.fixture(scope="session")
def cases() -> tuple[Case, ...]:
    """Return the examples of all pages, and the further pairs of ``pairs.rst``."""
    found = tuple(_cases())
    assert len({case.name for case in found}) == len(found)
    return found


@pytest.fixture(scope="session")
def changes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Case], tuple[Change, ...]]:
    """Compare the two states of a case, without drivers that could settle a verdict."""
    number = itertools.count()

    def read(text: str, more: dict[str, str]) -> tuple[Contract, ...]:
        folder = tmp_path_factory.getbasetemp() / f"oracle{next(number)}"
        request = testing.project({**FILES, **more, "demo/base.py": text}, folder)
        catalog = reading.read(request, {"distributions", "groups"})
        parts = {
            "distributions": catalog.distributions,
            "policy": (catalog.policy,),
            "groups": catalog.groups,
        }
        return source.read(request, parts).items

    @functools.cache
    def compared(case: Case) -> tuple[Change, ...]:
        more = WITH_ITS_DRIVER if "class One(" in case.old else {}
        base, head = read(case.old, more), read(case.new, more)
        return compare(base, head if more else tuple(replace(c, drivers={}) for c in head))

    return compared


@pytest.fixture(scope="session")
def disagreements(
    cases: tuple[Case, ...], changes: Callable[[Case], tuple[Change, ...]]
) -> Callable[[dict[tuple[str, str], bool]], set[str]]:
    """Return where a judge differs from us, who says of cases and sides whether they break.

    ``rule (side)`` is what we alone find, in each of the cases that break by this rule;
    ``case (side)`` is any other. A condition of ours, and what we call unknown, fit any answer.
    """

    def differ(broken: dict[tuple[str, str], bool]) -> set[str]:
        named = {case.name: changes(case) for case in cases}
        ours = {
            (name, side): {c.rule for c in named[name] if getattr(c, side) is Verdict.BREAKING}
            for name, side in broken
        }
        seen = {(rule, key[1]) for key, told in broken.items() if told for rule in ours[key]}
        found = set()
        for (name, side), told in broken.items():
            rules = ours[name, side]
            if told and all(getattr(c, side) is Verdict.COMPATIBLE for c in named[name]):
                found.add(f"{name} ({side})")
            if not told and rules:
                unseen = [f"{rule} ({side})" for rule in rules if (rule, side) not in seen]
                found |= {*unseen} if len(unseen) == len(rules) else {f"{name} ({side})"}
        return found

    return differ


@pytest.fixture(scope="session")
def explained(root: Path) -> Callable[[str], list[str]]:
    """Return the reasons why a judge differs, as the documentation gives them."""
    text = (root / "doc/source/explanation/oracles.inc").read_text(encoding="utf-8")
    table = text.partition("Why it differs\n")[2].partition("\n\n")[0]
    rows = [" ".join(row.split()) for row in table.split("* - ")[1:]]

    def of_judge(name: str) -> list[str]:
        return [why for judge, _, why in (row.partition(" - ") for row in rows) if judge == name]

    return of_judge


# --- making interfaces up


PARAMETER_KINDS = ("/", "", "*")
HEADS = {
    "abstract": "@abc.abstractmethod\ndef {name}(self{rest}){arrow}:\n    {body}",
    "working": "def {name}(self{rest}){arrow}:\n    {body}",
    "asynchronous": "@abc.abstractmethod\nasync def {name}(self{rest}){arrow}:\n    {body}",
    "refusing": "def {name}(self{rest}){arrow}:\n    raise NotImplementedError",
    "class": "@classmethod\n@abc.abstractmethod\ndef {name}(cls{rest}){arrow}:\n    {body}",
    "static": "@staticmethod\n@abc.abstractmethod\ndef {name}({rest}){arrow}:\n    {body}",
    "property": "@property\n@abc.abstractmethod\ndef {name}(self){arrow}:\n    {body}",
}
BODY = "found = 1\n    return found"
TYPES = ("", "", "int", "str", "int | None")


@st.composite
def _parameters(draw: st.DrawFn) -> str:
    """Write a parameter list that is valid Python, without the object itself."""
    names = draw(st.lists(st.sampled_from(["key", "region", "ttl", "mode"]), unique=True))
    kinds = [draw(st.sampled_from(PARAMETER_KINDS)) for _ in names]
    kinds.sort(key=PARAMETER_KINDS.index)
    written, optional = [], False
    for name, kind in zip(names, kinds, strict=True):
        optional = draw(st.booleans()) or (optional and kind != "*")
        kind_of = draw(st.sampled_from(TYPES))
        written.append(name + (f": {kind_of}" if kind_of else "") + " = None" * optional)
    only, named = kinds.count("/"), kinds.count("*")
    last = len(written) - named
    star = draw(st.sampled_from(["", "*args"])) or ("*" if named else "")
    parts = [*written[:only], "/" * bool(only), *written[only:last], star, *written[last:]]
    parts.append(draw(st.sampled_from(["", "", "**kwargs"])))
    return ", ".join(filter(None, parts))


@st.composite
def _method(draw: st.DrawFn, name: str) -> str:
    head = draw(st.sampled_from([*HEADS]))
    rest, arrow = draw(_parameters()), draw(st.sampled_from(TYPES))
    bound = head != "static"
    return HEADS[head].format(
        name=name,
        rest=f", {rest}" if rest and bound else rest,
        arrow=f" -> {arrow}" if arrow else "",
        body=BODY,
    )


@st.composite
def _generated(draw: st.DrawFn) -> Case:
    """Make up an interface, and a state of it in which some methods are not what they were."""
    old = {name: draw(_method(name)) for name in ("get", "put_all", "drop") if draw(st.booleans())}
    new = {name: text for name, text in old.items() if draw(st.integers(0, 9))}
    changed = draw(st.lists(st.sampled_from(["get", "put_all", "drop", "clear"]), max_size=2))
    new |= {name: draw(_method(name)) for name in changed}
    return Case("generated", *(_interface(methods.values()) for methods in (old, new)))


def _interface(methods: Iterable[str]) -> str:
    body = "\n\n".join(methods) or "pass"
    return f"import abc\n\n\nclass Driver(abc.ABC):\n{indent(body, '    ')}\n"


@pytest.fixture(scope="session")
def generated() -> st.SearchStrategy[Case]:
    """Return what makes up interfaces in two states."""
    return _generated()
