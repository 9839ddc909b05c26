# SPDX-License-Identifier: Apache-2.0
"""From source to the judgement of one method: what several modules decide together."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from wharfinger.contract.features import fill_cell
from wharfinger.contract.judgement import judge, yardstick
from wharfinger.model import Cell, ClassInfo, Feature, Root, UnknownValue
from wharfinger.sources.python import Reader

INTERFACE = """
    import abc

    class Refused(Exception): ...

    class Base(abc.ABC):
        @abc.abstractmethod
        def login(self): raise Unauthorized()
        def get(self): raise NotImplementedError
        def put(self): raise Refused()
        def tidy(self):
            if self.busy: raise NotImplementedError
"""


def classes(folder: Path, text: str) -> tuple[ClassInfo, ClassInfo]:
    """Read the interface and the class ``D``, which stand in one module."""
    source = dedent(INTERFACE) + dedent(text)
    folder.joinpath("mod.py").write_text(source, encoding="utf-8")
    reader = Reader([Root(str(folder), str(folder))])
    base, driver = (reader.class_of(reader.resolve("mod", name)) for name in ("Base", "D"))
    return base, driver


def cell(folder: Path, text: str, method: str) -> Cell:
    base, driver = classes(folder, text)
    return judge(driver.lineage, method, yardstick(base))


@pytest.mark.parametrize(
    ("text", "method", "answer"),
    [
        # What an abstract method raises tells what may go wrong when drivers do it.
        (
            "class D(Base):\n    def login(self):\n        if not self.ok: raise Unauthorized()\n",
            "login",
            "yes/implemented",
        ),
        # An exception with which the interface refuses is a refusal in a driver too.
        (
            "class D(Base):\n    def put(self):\n        if self.ro: raise Refused()\n"
            "        return 1\n",
            "put",
            "partial/conditional",
        ),
        (
            "class D(Base):\n    def get(self): self._guard()\n"
            "    def _guard(self):\n        if self.ro: raise NotSupported()\n",
            "get",
            "partial/conditional",
        ),
        # A metaclass that takes methods away leaves nothing certain.
        (
            "class M(abc.ABCMeta):\n    def __new__(mcs, name, bases, ns):\n"
            "        ns.pop('get', None)\n        return super().__new__(mcs, name, bases, ns)\n"
            "class D(Base, metaclass=M):\n    def get(self): return 1\n",
            "get",
            "unknown/dynamic",
        ),
        (
            "class M(abc.ABCMeta):\n    def __new__(mcs, *args):\n"
            "        name, bases, ns = args\n        ns['get'] = work\n"
            "        return super().__new__(mcs, *args)\n"
            "class D(Base, metaclass=M): ...\n",
            "get",
            "unknown/dynamic",
        ),
        # A branch may be skipped, and then the ancestor's definition holds.
        (
            "class D(Base):\n    if windows:\n        def get(self): return 1\n",
            "get",
            "unknown/dynamic",
        ),
        # A callback is not what the method itself does.
        (
            "class D(Base):\n    def get(self):\n        def done(): raise NotImplementedError\n"
            "        return done\n",
            "get",
            "yes/implemented",
        ),
        (
            "class D(Base):\n    def get(self):\n        LOG.debug('get')\n"
            "        result = super().get()\n        return result\n",
            "get",
            "no/refused",
        ),
        (
            "from abc import abstractmethod as todo\n"
            "class D(Base):\n    @todo\n    def get(self): return 1\n",
            "get",
            "no/missing",
        ),
        (
            "def fill(cls):\n    cls.get = work\n    return cls\n@fill\nclass D(Base): ...\n",
            "get",
            "unknown/dynamic",
        ),
        # What a call makes is known at run time only.
        ("class D(Base):\n    get = make()\n", "get", "unknown/dynamic"),
        # Statements behind the class may replace or remove whatever it shows.
        (
            "class D(Base):\n    def get(self): return 1\n"
            "for name in NAMES:\n    delattr(D, name)\n",
            "get",
            "unknown/dynamic",
        ),
        (
            "class D(Base):\n    def get(self): return 1\nsetattr(D, 'put', None)\n",
            "get",
            "yes/implemented",
        ),
        # A metaclass that sets one method leaves the others certain.
        (
            "class M(abc.ABCMeta):\n    def __init__(cls, name, bases, ns):\n"
            "        cls.put = wrap(cls.put)\n"
            "class D(Base, metaclass=M): ...\n",
            "get",
            "no/refused",
        ),
        (
            "class M(abc.ABCMeta):\n    def __init__(cls, name, bases, ns):\n"
            "        cls.put = wrap(cls.put)\n"
            "class P(Base, metaclass=M): ...\nclass D(P): ...\n",
            "put",
            "unknown/dynamic",
        ),
        (
            "class M(abc.ABCMeta):\n    def __new__(mcs, name, bases, ns):\n"
            "        ns.update(EXTRA)\n        return super().__new__(mcs, name, bases, ns)\n"
            "class D(Base, metaclass=M): ...\n",
            "get",
            "unknown/dynamic",
        ),
    ],
)
def test_judged(tmp_path: Path, text: str, method: str, answer: str) -> None:
    found = cell(tmp_path, text, method)
    assert f"{found.support}/{found.basis}" == answer, found


def test_overrides_counts_whatever_the_interface_does_as_no(tmp_path: Path) -> None:
    base, driver = classes(tmp_path, "class D(Base): ...\n")
    feature = Feature("tidy", "Tidy", "optional", "overrides", ("tidy",))
    by = yardstick(base)
    assert str(judge(driver.lineage, "tidy", by).support) == "partial"
    found = fill_cell(feature, "d", driver.lineage, by, lambda name: None)
    assert str(found.support) == "no"


def test_values_of_a_rewritten_class_are_not_certain(tmp_path: Path) -> None:
    text = "class D(Base):\n    SAFE = True\nfor name in NAMES:\n    setattr(D, name, None)\n"
    tmp_path.joinpath("mod.py").write_text(dedent(INTERFACE) + text, encoding="utf-8")
    reader = Reader([Root(str(tmp_path), str(tmp_path))])
    driver = reader.class_of(reader.resolve("mod", "D"))
    assert isinstance(reader.values.attribute(driver, "SAFE"), UnknownValue)
