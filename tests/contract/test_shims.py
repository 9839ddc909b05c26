# SPDX-License-Identifier: Apache-2.0
"""Adapters between interface versions: written, then really run."""

from __future__ import annotations

import ast
import contextlib
import inspect
import sys
import types
import warnings
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.contract import interfaces, shim_source
from wharfinger.contract.shims import Way, plan
from wharfinger.model import Interface, InterfaceVersion, Root
from wharfinger.sources.python import Reader

MODULE = "wharfinger_shim_demo"


def read(folder: Path, source: str) -> tuple[Interface, Interface]:
    (folder / f"{MODULE}.py").write_text(source, encoding="utf-8")
    reader = Reader([Root(str(folder), str(folder))])
    old, new = (reader.class_of(reader.resolve(MODULE, name)) for name in ("V8", "V9"))
    return interfaces.describe(old), interfaces.describe(new)


def write(folder: Path, source: str, **declared: str) -> str:
    old, new = read(folder, source)
    named = ("NAME",) if "NAME" in source else ()
    return shim_source.write(
        "demo.drivers",
        shim_source.Version(InterfaceVersion("8", old.name, "deprecated", **declared), old, named),
        shim_source.Version(InterfaceVersion("9", new.name, "supported"), new, named),
    )


def load(folder: Path, source: str) -> tuple[types.ModuleType, type]:
    """Return the module of the interfaces, and the adapter class, both really run."""
    written = write(folder, source)
    module = types.ModuleType(MODULE)
    sys.modules[MODULE] = module
    try:
        exec(compile(source, "interfaces", "exec"), module.__dict__)
        adapter: dict[str, Any] = {}
        exec(compile(written, "adapter", "exec"), adapter)
    finally:
        del sys.modules[MODULE]
    return module, adapter["V8Adapter"]


INTERFACES = dedent(
    '''
    import abc

    NOTHING = object()


    class V8(abc.ABC):
        NAME = None

        @abc.abstractmethod
        def get(self, id):
            """Get."""

        @abc.abstractmethod
        def grant(self, user, role):
            """Grant."""

        @property
        @abc.abstractmethod
        def size(self):
            """Say how large."""

        async def later(self, a, *rest, key=None, **more):
            return a, rest, key, more


    class V9(abc.ABC):
        NAME = None

        @abc.abstractmethod
        def get(self, ident, hints=NOTHING, *, limit: int = 60 * 60):
            """Get."""

        @abc.abstractmethod
        def grant(self, user):
            """Grant."""

        @property
        @abc.abstractmethod
        def size(self):
            """Say how large."""

        async def later(self, a, *rest, key=None, **more):
            return a, rest, key, more

        @abc.abstractmethod
        def purge(self):
            """Purge."""

        def count(self):
            return 7

        def configured(self):
            return self.conf
    '''
)


def driver(module: types.ModuleType) -> Any:
    class Old(module.V8):  # type: ignore[name-defined, misc]
        NAME = "own"
        size = 3

        def __init__(self):
            self.conf = "set by the driver"

        def get(self, key):
            return f"got {key}"

        def grant(self, user, role):
            raise AssertionError("there is no role to grant")

        async def later(self, a, *rest, key=None, **more):
            return "old", a, rest, key, more

    return Old()


@pytest.fixture
def adapted(tmp_path: Path) -> Any:
    module, adapter = load(tmp_path, INTERFACES)
    with pytest.warns(DeprecationWarning, match="Version 8 of the driver interface demo.drivers"):
        return module, adapter(driver(module))


def test_a_renamed_parameter_is_passed_by_its_place(adapted: Any) -> None:
    assert adapted[1].get(ident=4) == "got 4"


def test_what_the_old_version_does_not_take_is_refused(adapted: Any) -> None:
    module, adapter = adapted
    assert adapter.get(4, module.NOTHING, limit=3600) == "got 4"
    with pytest.raises(NotImplementedError, match="version 8 does not take hints"):
        adapter.get(4, "some")
    with pytest.raises(NotImplementedError, match="limit"):
        adapter.get(4, limit=2)


def test_what_the_old_version_needs_and_is_not_given_is_refused(adapted: Any) -> None:
    with pytest.raises(NotImplementedError, match="grant: version 8 needs role"):
        adapted[1].grant("user")


def test_the_rest_is_delegated_inherited_or_refused(adapted: Any) -> None:
    adapter = adapted[1]
    assert adapter.size == 3
    assert adapter.count() == 7
    with pytest.raises(NotImplementedError, match="purge: version 8 does not have it"):
        adapter.purge()


def test_what_the_driver_has_shows_through(adapted: Any) -> None:
    adapter = adapted[1]
    assert adapter.NAME == "own"
    assert adapter.configured() == "set by the driver"


def test_coroutines_are_awaited(adapted: Any) -> None:
    coroutine = adapted[1].later(1, 2, key=3, other=4)
    with pytest.raises(StopIteration) as end:
        coroutine.send(None)
    assert end.value.value == ("old", 1, (2,), 3, {"other": 4})


def test_the_message_says_since_until_and_what_to_use(tmp_path: Path) -> None:
    source = write(tmp_path, INTERFACES, since="9.0", removal="11.0", replacement="version 9")
    (call,) = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    )
    assert ast.literal_eval(call.value) == (
        "Version 8 of the driver interface demo.drivers is deprecated since 9.0 and will be "
        "removed in 11.0. Use version 9."
    )


NAMES = ("a", "b", "c", "d")
KINDS = ("positional_only", "positional_or_keyword", "keyword_only")


@st.composite
def signatures(draw: st.DrawFn) -> inspect.Signature:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    kinds = sorted(draw(st.sampled_from(KINDS)) for _ in names)
    order = sorted(kinds, key=KINDS.index)
    found = []
    optional = False
    for name, kind in zip(names, order, strict=True):
        wish = draw(st.booleans())
        optional = wish or (optional and kind != "keyword_only")
        default = 0 if optional else inspect.Parameter.empty
        found.append(inspect.Parameter(name, inspect._ParameterKind[kind.upper()], default=default))
    if draw(st.booleans()):
        at = sum(p.kind is not inspect.Parameter.KEYWORD_ONLY for p in found)
        found.insert(at, inspect.Parameter("rest", inspect.Parameter.VAR_POSITIONAL))
    if draw(st.booleans()):
        found.append(inspect.Parameter("more", inspect.Parameter.VAR_KEYWORD))
    return inspect.Signature(found)


def method(signature: inspect.Signature) -> str:
    text = str(signature)[1:-1]
    slash = text.startswith("/")
    assert not slash
    return f"    @abc.abstractmethod\n    def call(self{', ' + text if text else ''}): ...\n"


@given(old=signatures(), new=signatures(), data=st.data())
def test_whatever_the_new_version_allows_never_breaks_on_the_old_one(
    old: inspect.Signature,
    new: inspect.Signature,
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("shim")
    source = f"import abc\nclass V8(abc.ABC):\n{method(old)}class V9(abc.ABC):\n{method(new)}"
    module, adapter = load(folder, source)
    scope: dict[str, Any] = {}
    text = str(old)[1:-1]
    exec(f"def call(self{', ' + text if text else ''}): return 'called'", scope)
    concrete = type("Old", (module.V8,), {"call": scope["call"]})()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = adapter(concrete)
    positional = data.draw(st.lists(st.just(0), max_size=4))
    keywords = data.draw(
        st.dictionaries(st.sampled_from((*NAMES, "other")), st.just(0), max_size=4)
    )
    try:
        new.bind(*positional, **keywords)
    except TypeError:
        return
    with contextlib.suppress(NotImplementedError):
        assert made.call(*positional, **keywords) == "called"


def test_a_plan_names_what_it_does(tmp_path: Path) -> None:
    steps = {step.method.name: step.way for step in plan(*read(tmp_path, INTERFACES))}
    assert steps == {
        "get": Way.DELEGATE,
        "grant": Way.REFUSE,
        "size": Way.DELEGATE,
        "later": Way.DELEGATE,
        "purge": Way.REFUSE,
        "count": Way.INHERIT,
        "configured": Way.INHERIT,
    }
