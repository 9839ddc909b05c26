# SPDX-License-Identifier: Apache-2.0
"""What annotations and constants mean. Python itself is the oracle where it can be asked."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.model import EnumValue, Reference, Root, UnknownValue
from wharfinger.sources.python import Reader
from wharfinger.sources.python.meaning import ReaderMeaning

Tree = Callable[[Mapping[str, str | bytes]], Reader]

FILES = {
    "pkg/__init__.py": "from pkg.things import Thing\n",
    "pkg/things.py": """
        import enum
        class Thing: ...
        class Level(enum.Enum):
            LOW = 1
        """,
    "pkg/compat.py": "from typing import Optional as Maybe, List\nimport typing as t\n",
    "mod.py": """
        import collections.abc
        import datetime
        import typing
        import typing as t
        from typing import Annotated, Any, Dict, Final, List, Literal, Optional, Union
        import absent.inner
        from absent import Gone
        import pkg
        from pkg import Thing
        from pkg import things as other
        from pkg.compat import Maybe, List as Listed
        from pkg.things import Level, Thing as Same

        if t.TYPE_CHECKING:
            from typing import Iterable
            from pkg import things
            from pkg.things import Level as Checked
            Either = Union[Checked, int]
            Bound = t.TypeVar("Bound")
        MINUTE = 60
        HOUR = 60 * MINUTE
        ID = Union[int, str]
        Text = "str | None"
        Loop = "Loop | None"
        Plain = Thing
        T = typing.TypeVar("T")
        class Own: ...
        """,
}


@pytest.fixture
def meaning(tree: Tree) -> ReaderMeaning:
    return ReaderMeaning(tree(FILES))


SPELLINGS = [
    ("int", {"int"}),
    ("None", {"None"}),
    ("Optional[int]", {"int", "None"}),
    ("int | None", {"int", "None"}),
    ("None | int", {"int", "None"}),
    ("Union[int, None, int]", {"int", "None"}),
    ("t.Optional[t.Union[int, str]]", {"int", "str", "None"}),
    ("'int | None'", {"int", "None"}),
    ("Optional['int']", {"int", "None"}),
    ("type(None)", {"None"}),
    ("Maybe[int]", {"int", "None"}),
    ("List[int]", {"list[int]"}),
    ("list[int]", {"list[int]"}),
    ("Listed['int']", {"list[int]"}),
    ("List", {"list"}),
    ("list[Any]", {"list"}),
    ("Dict[str, Optional[int]]", {"dict[str, None | int]"}),
    ("dict[str, int | None]", {"dict[str, None | int]"}),
    ("Dict[str, Any]", {"dict[str, Any]"}),
    ("tuple[int, ...]", {"tuple[int, ...]"}),
    ("tuple[Any]", {"tuple[Any]"}),
    ("tuple[()]", {"tuple[()]"}),
    ("Union[()]", {"typing:Union[()]"}),
    ("typing.Callable[[int, 'str'], None]", {"collections.abc:Callable[[int, str], None]"}),
    (
        "collections.abc.Callable[[int, str], None]",
        {"collections.abc:Callable[[int, str], None]"},
    ),
    ("typing.Mapping[str, int]", {"collections.abc:Mapping[str, int]"}),
    ("Annotated[int, 'metres']", {"int"}),
    ("Final[int]", {"int"}),
    ("typing.ClassVar[Optional[int]]", {"int", "None"}),
    ("Any", {"Any"}),
    ("Literal['a', 1, None]", {"Literal['a']", "Literal[1]", "None"}),
    ("Literal[Level.LOW]", {"Literal[pkg.things:Level.LOW]"}),
    ("Literal[Literal['a'], 'b']", {"Literal['a']", "Literal['b']"}),
    ("Thing", {"pkg.things:Thing"}),
    ("Same", {"pkg.things:Thing"}),
    ("Plain", {"pkg.things:Thing"}),
    ("pkg.Thing", {"pkg.things:Thing"}),
    ("other.Thing", {"pkg.things:Thing"}),
    ("'Own'", {"mod:Own"}),
    ("Checked", {"pkg.things:Level"}),
    ("Either", {"pkg.things:Level", "int"}),
    ("Bound", {"mod:Bound"}),
    ("things.Level | None", {"pkg.things:Level", "None"}),
    ("Iterable[Checked]", {"collections.abc:Iterable[pkg.things:Level]"}),
    ("type[Own]", {"type[mod:Own]"}),
    ("Gone", {"absent:Gone"}),
    ("absent.inner.Gone", {"absent.inner:Gone"}),
    ("datetime.datetime", {"datetime:datetime"}),
    ("ID", {"int", "str"}),
    ("Optional[ID]", {"int", "str", "None"}),
    ("Text", {"str", "None"}),
    ("T", {"mod:T"}),
    ("Nowhere", {"Nowhere"}),
    ("Nowhere[int]", {"Nowhere[int]"}),
    ("a b", {"a b"}),
    ("''", {""}),
    ("1 + 1", {"1 + 1"}),
    ("", set()),
]


@pytest.mark.parametrize(("text", "expected"), SPELLINGS)
def test_annotation(text: str, expected: set[str], meaning: ReaderMeaning) -> None:
    assert meaning.annotation(text, "mod") == expected


def test_alias_of_itself(meaning: ReaderMeaning) -> None:
    assert "None" in meaning.annotation("Loop", "mod")


def test_unknown_module(meaning: ReaderMeaning) -> None:
    assert meaning.annotation("int | X", "nowhere") == {"int | X"}


def test_deep_nesting(meaning: ReaderMeaning) -> None:
    for text in ("list[" * 300 + "int" + "]" * 300, "list[" * 30 + "int" + "]" * 30):
        assert len(meaning.annotation(text, "mod")) == 1


BASES = ("int", "str", "bytes", "Own", "None")


@st.composite
def unions(draw: st.DrawFn) -> tuple[str, str]:
    """Two spellings of one set of alternatives."""
    names = draw(st.lists(st.sampled_from(BASES), min_size=1, max_size=4))
    return draw(spelling(tuple(names))), draw(spelling(tuple(draw(st.permutations(names)))))


@st.composite
def spelling(draw: st.DrawFn, names: tuple[str, ...]) -> str:
    if len(names) == 1:
        (text,) = names
    elif names[-1] == "None" and draw(st.booleans()):
        text = f"Optional[{draw(spelling(names[:-1]))}]"
    else:
        cut = draw(st.integers(1, len(names) - 1))
        left, right = draw(spelling(names[:cut])), draw(spelling(names[cut:]))
        text = draw(st.sampled_from(["Union[{}, {}]", "t.Union[{}, {}]", "Union['{}', {}]"]))
        if "'" not in left + right and draw(st.booleans()):
            text = "{} | {}"
        text = text.format(left.replace("'", '"') if "'" in text else left, right)
    wrap = draw(st.sampled_from(["{}", "Annotated[{}, 1]"]))
    return wrap.format(text)


@pytest.fixture(scope="module")
def module_meaning(tmp_path_factory: pytest.TempPathFactory) -> ReaderMeaning:
    folder = tmp_path_factory.mktemp("spelled")
    text = "import typing as t\nfrom typing import Annotated, Optional, Union\nclass Own: ...\n"
    Path(folder, "mod.py").write_text(text, encoding="utf-8")
    return ReaderMeaning(Reader([Root(str(folder), str(folder))]))


def _real(text: str) -> set[object]:
    """Return the alternatives that Python finds in an annotation."""
    names: dict[str, typing.Any] = {}
    exec(
        "import typing as t\nfrom typing import Annotated, Optional, Union\nclass Own: ...\n"
        f"def f(x: {text!r}): ...\n",
        names,
    )
    hint = typing.get_type_hints(names["f"])["x"]
    union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    members = typing.get_args(hint) if union else (hint,)
    return {"None" if item is type(None) else item.__name__ for item in members}


@given(unions())
def test_spellings_are_equal(module_meaning: ReaderMeaning, pair: tuple[str, str]) -> None:
    first, second = (module_meaning.annotation(text, "mod") for text in pair)
    assert first == second
    assert {name.removeprefix("mod:") for name in first} == _real(pair[0])


CONSTANTS = {
    "60 * 60": 3600,
    "HOUR": 3600,
    "HOUR // 2": 1800,
    "7 % 4 - 1": 2,
    "1 / 4": 0.25,
    "0x10": 16,
    "'a' 'b'": "ab",
    "(1, 2)": (1, 2),
    "None": None,
    "-1": -1,
    "{'a': [1]}": {"a": [1]},
}


@pytest.mark.parametrize("text", CONSTANTS)
def test_constant(text: str, meaning: ReaderMeaning) -> None:
    value = meaning.constant(text, "mod")
    assert value == CONSTANTS[text]
    assert value == eval(text, {"HOUR": 3600})


def test_references(meaning: ReaderMeaning) -> None:
    assert meaning.constant("Thing", "mod") == Reference("pkg.things:Thing")
    assert meaning.constant("Same", "mod") == meaning.constant("pkg.Thing", "mod")
    assert meaning.constant("int", "mod") == Reference("builtins:int")


def test_enum_member(meaning: ReaderMeaning) -> None:
    value = meaning.constant("Level.LOW", "mod")
    assert isinstance(value, EnumValue)
    assert (value.enum, value.name) == ("pkg.things:Level", "LOW")


@pytest.mark.parametrize(
    "text", ["open('x')", "1 / 0", "2 ** 99999999", "'a' * 10**9", "a b", "", "HOUR[0]"]
)
def test_unknown_constant(text: str, meaning: ReaderMeaning) -> None:
    assert isinstance(meaning.constant(text, "mod"), UnknownValue)


def test_huge_numbers_stop(meaning: ReaderMeaning) -> None:
    assert isinstance(meaning.constant("*".join(["9999999999"] * 30), "mod"), UnknownValue)


def test_ancestors(tree: Tree) -> None:
    text = """
        import collections.abc
        class A(KeyError): ...
        class B(A, collections.abc.Sized): ...
        """
    meaning = ReaderMeaning(tree({"mod.py": text}))
    errors = ("KeyError", "LookupError", "Exception", "BaseException")
    assert meaning.ancestors("mod:A") == errors
    assert meaning.ancestors("mod:B") == ("mod:A", *errors, "collections.abc:Sized")
    assert meaning.ancestors("bool") == ("int",)
    assert meaning.ancestors("builtins:KeyError") == errors[1:]
    assert "collections.abc:Collection" in meaning.ancestors("collections.abc:Mapping")
    for name in ("mod:Nowhere", "nowhere:X", "list[int]", "Any", "", "None"):
        assert meaning.ancestors(name) == ()
