# SPDX-License-Identifier: Apache-2.0
"""What the text of a patch says, without a repository."""

from __future__ import annotations

import ast
import time
from collections import Counter
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.model import ChangedFile, Location
from wharfinger.sources import patch_text
from wharfinger.sources.patch_text import PatchText
from wharfinger.sources.patch_text.chunks import _split, sides

Files = dict[str, str]


def read(old: Files, new: Files, renamed: dict[str, str] | None = None) -> PatchText:
    """Return what the patch between two trees says; texts may be indented as a whole."""
    before = {name: dedent(text).encode() for name, text in old.items()}
    after = {name: dedent(text).encode() for name, text in new.items()}
    former = {new_name: old_name for old_name, new_name in (renamed or {}).items()}
    files = []
    for name in before.keys() | after.keys():
        if name in former:
            files.append(ChangedFile(name, "renamed", former[name]))
        elif name not in (renamed or {}) and before.get(name) != after.get(name):
            kinds = {(True, False): "deleted", (False, True): "added", (True, True): "modified"}
            files.append(ChangedFile(name, kinds[name in before, name in after]))
    return patch_text.read(files, before.get, after.get)


def one(old: str, new: str, path: str = "demo/host.py") -> PatchText:
    package = {"demo/__init__.py": ""}
    return read({path: old} | package, {path: new} | package)


# --- calls


def calls(text: PatchText) -> list[tuple[object, ...]]:
    return [(c.receiver, c.name, c.positional, c.keywords) for c in text.new_calls]


OLD_HOST = """
    class Host:
        def store(self, key):
            self.driver.put(key, 1)

        def load(self, key):
            return self.driver.get(key)
"""

CALLS = {
    "nothing": ("", []),
    "a call more": ("\n    def f(driver):\n        driver.lock()\n", [("driver", "lock", 0, ())]),
    "a call that is there already": ("\n    def f(driver):\n        driver.get(1)\n", 1),
    "of a computed receiver": (
        "\n    def f(x):\n        x().lock(1, a=2)\n",
        [("", "lock", 1, ("a",))],
    ),
    "of the parent": ("\n    def f(x):\n        super().lock()\n", [("super()", "lock", 0, ())]),
    "of no attribute": ("\n    def f(x):\n        lock()\n", []),
}


@pytest.mark.parametrize(("more", "expected"), CALLS.values(), ids=CALLS)
def test_new_calls(more: str, expected: object) -> None:
    found = calls(one(OLD_HOST, OLD_HOST + more))
    assert len(found) == expected if isinstance(expected, int) else found == expected


def test_a_call_tells_what_its_receiver_is_and_what_is_caught_around_it() -> None:
    more = """
    def f(store: Manager, key):
        try:
            store.lock()
        except (demo.Refused, ValueError):
            store.unlock()
"""
    found = {c.name: c for c in one(OLD_HOST, OLD_HOST + more).new_calls}
    assert found["lock"].annotation == found["unlock"].annotation == "Manager"
    assert found["lock"].handled == {"Refused", "ValueError"}
    assert not found["unlock"].handled


def test_a_call_that_passes_more_is_new() -> None:
    new = OLD_HOST.replace("put(key, 1)", "put(key, 1, ttl=5, **more)")
    (call,) = one(OLD_HOST, new).new_calls
    assert (call.name, call.keywords, call.double_star) == ("put", ("ttl",), True)
    assert call.inside == "Host.store"
    assert str(call.location) == "demo/host.py:4"
    assert new.splitlines()[3][4:][call.location.column - 1 :].startswith("put(")


def test_methods_with_other_parameters() -> None:
    new = OLD_HOST.replace("load(self, key)", "load(self, name)") + "\n    def drop(self): ...\n"
    found = one(OLD_HOST, new.replace("    def drop", "        def drop")).changed_methods
    assert found == (
        ("Host.load", Location("demo/host.py", 6)),
        ("Host.drop", Location("demo/host.py", 9)),
    )
    assert one(OLD_HOST, OLD_HOST.replace("put(key, 1)", "put(key, 2)")).changed_methods == ()


def test_the_new_one_of_two_equal_calls_is_told_by_its_function() -> None:
    new = "\ndef first(self):\n    self.driver.get(self)\n" + dedent(OLD_HOST)
    (call,) = one(OLD_HOST, new).new_calls
    assert call.inside == "first"


def test_moved_and_reformatted_code_calls_nothing_new() -> None:
    text = dedent(OLD_HOST)
    moved = "# A comment.\nimport os\n\n\n" + text.replace("(key, 1)", "(\n    key,\n    1,\n)")
    assert one(text, moved).new_calls == ()


def test_tests_call_nothing() -> None:
    for path in ("demo/tests/unit/test_x.py", "demo/tests/fake.py", "test_x.py", "conftest.py"):
        assert one("", "x.lock()\n", path) == PatchText()
    assert one("", "x.lock()\n", "demo/testing/x.py").new_calls != ()


# --- options

HEAD = "from oslo_config import cfg\n\n"


def options(old: str, new: str) -> list[tuple[str, ...]]:
    found = one(HEAD + old, HEAD + new).option_changes
    return [(c.change, c.name, c.old, c.new) for c in found]


OPTIONS = {
    "added": ("", "o = cfg.StrOpt('name', default='x')\n", [("added", "name", "", "'x'")]),
    "removed": ("o = [cfg.IntOpt('n', default=3)]\n", "o = []\n", [("removed", "n", "3", "")]),
    "another default": (
        "o = cfg.IntOpt('n', default=3)\n",
        "o = cfg.IntOpt('n', default=4)\n",
        [("default", "n", "3", "4")],
    ),
    "no default any more": (
        "o = cfg.StrOpt('n', default='a')\n",
        "o = cfg.StrOpt('n')\n",
        [("default", "n", "'a'", "")],
    ),
    "no default means None": ("o = cfg.StrOpt('n', default=None)\n", "o = cfg.StrOpt('n')\n", []),
    "the same number": (
        "o = cfg.IntOpt('n', default=60 * 60)\n",
        "o = cfg.IntOpt('n', default=3600)\n",
        [],
    ),
    "the same text": (
        "o = cfg.StrOpt('n', default='a' 'b')\n",
        'o = cfg.StrOpt("n", default="ab")\n',
        [],
    ),
    "a list or a tuple": (
        "o = cfg.ListOpt('n', default=['a'])\n",
        "o = cfg.ListOpt('n', default=('a',))\n",
        [],
    ),
    "true is not one": (
        "o = cfg.Opt('n', default=True)\n",
        "o = cfg.Opt('n', default=1)\n",
        [("default", "n", "True", "1")],
    ),
    "a constant of the module": (
        "LIMIT = 5\no = cfg.IntOpt('n', default=LIMIT)\n",
        "LIMIT = 6\no = cfg.IntOpt('n', default=LIMIT)\n",
        [("default", "n", "LIMIT", "LIMIT")],
    ),
    "a constant with the same value": (
        "o = cfg.IntOpt('n', default=5)\n",
        "LIMIT = 5\no = cfg.IntOpt('n', default=LIMIT)\n",
        [],
    ),
    "help alone": (
        "o = cfg.IntOpt('n', help='a')\n",
        "o = cfg.IntOpt('n', help='b', min=3)\n",
        [],
    ),
    "deprecated": (
        "o = cfg.IntOpt('n')\n",
        "o = cfg.IntOpt('n', deprecated_for_removal=True, deprecated_reason='old')\n",
        [("deprecated", "n", "", "")],
    ),
    "renamed": (
        "o = cfg.IntOpt('n')\n",
        "o = cfg.IntOpt('m', deprecated_name='n')\n",
        [("deprecated", "n", "n", "m")],
    ),
    "renamed with a list": (
        "o = cfg.IntOpt('n')\n",
        "o = cfg.IntOpt('m', deprecated_opts=[cfg.DeprecatedOpt('n', group='x')])\n",
        [("deprecated", "n", "n", "m")],
    ),
    "spelled in another way": ("o = cfg.IntOpt('a-b')\n", "o = cfg.IntOpt('a_b')\n", []),
    "with its name as keyword": ("", "o = cfg.IntOpt(name='n')\n", [("added", "n", "", "")]),
    "of a name that is computed": ("", "o = cfg.IntOpt(prefix + 'n')\n", []),
    "of something else": ("", "o = click.StrOpt('n')\np = StrOpt('m')\n", []),
    "in two groups": (
        "a = [cfg.IntOpt('n', default=1)]\nb = [cfg.IntOpt('n', default=2)]\n"
        "C.register_opts(a, group='a')\nC.register_opts(b, 'b')\n",
        "b = [cfg.IntOpt('n', default=2)]\na = [cfg.IntOpt('n', default=3)]\n"
        "C.register_opts(a, group='a')\nC.register_opts(b, 'b')\n",
        [("default", "n", "1", "3")],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), OPTIONS.values(), ids=OPTIONS)
def test_options(old: str, new: str, expected: list[tuple[str, ...]]) -> None:
    assert options(old, new) == expected


def test_options_of_imported_names() -> None:
    new = "from oslo_config.cfg import StrOpt\no = StrOpt('n')\n"
    assert [c.name for c in one("", new).option_changes] == ["n"]
    new = "from oslo_config import cfg as c\no = c.StrOpt('n')\n"
    assert [c.name for c in one("", new).option_changes] == ["n"]


def test_a_moved_option_is_the_same_but_for_its_default() -> None:
    there = HEAD + "o = cfg.IntOpt('n', default=1)\n"
    assert read({"a.py": there, "b.py": ""}, {"a.py": HEAD, "b.py": there}).option_changes == ()
    other = there.replace("1", "2")
    (change,) = read({"a.py": there}, {"b.py": other}).option_changes
    assert (change.change, change.location.path) == ("default", "b.py")


# --- functions


def gone(text: PatchText) -> list[str]:
    return [name for name, _ in text.removed_functions]


FUNCTION = "def f(a):\n    return a\n"

FUNCTIONS = {
    "gone": (FUNCTION, "", ["demo.host:f"]),
    "still there": (FUNCTION, "def f(a, b):\n    return b\n", []),
    "private": ("def _f():\n    pass\n", "", []),
    "a method": ("class A:\n    def f(self):\n        pass\n", "class A:\n    pass\n", []),
    "imported from where it went": (FUNCTION, "from demo.other import f\n", []),
    "another of the same name": (FUNCTION, "import g as f\n", []),
    "assigned": (FUNCTION, "f = functools.partial(g, 1)\n", []),
    "answered for": (FUNCTION, "def __getattr__(name):\n    return warn(name)\n", []),
    "not exported": ("__all__ = ['g']\n" + FUNCTION, "__all__ = ['g']\n", []),
    "exported": ("__all__ = ['f']\n" + FUNCTION, "__all__ = []\n", ["demo.host:f"]),
    "under a condition": ("if True:\n    def f(): pass\n", "", ["demo.host:f"]),
    "asynchronous": ("async def f():\n    pass\n", "", ["demo.host:f"]),
    "decorated": ("@cache\n@other\ndef f():\n    pass\n", "", ["demo.host:f"]),
}


@pytest.mark.parametrize(("old", "new", "expected"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_functions(old: str, new: str, expected: list[str]) -> None:
    assert gone(one(old, new)) == expected


def test_functions_of_a_file_that_is_gone_or_renamed() -> None:
    package = {"demo/__init__.py": ""}
    old = {"demo/a.py": FUNCTION} | package
    assert gone(read(old, package)) == ["demo.a:f"]
    new = {"demo/b.py": FUNCTION} | package
    assert gone(read(old, new, {"demo/a.py": "demo/b.py"})) == ["demo.a:f"]
    assert gone(read(old, new)) == ["demo.a:f"]


def test_a_star_import_brings_what_moved_within_the_patch() -> None:
    package = {"demo/__init__.py": ""}
    old = {"demo/a.py": FUNCTION} | package
    new = {"demo/a.py": "from demo.b import *\n", "demo/b.py": FUNCTION} | package
    assert gone(read(old, new)) == []
    new = {"demo/a.py": "from demo.b import *\n", "demo/b.py": ""} | package
    assert gone(read(old, new)) == ["demo.a:f"]


def test_functions_of_what_nobody_imports() -> None:
    for path in ("setup.py", "tools/run.py", "doc/source/conf.py", "demo/_private.py"):
        assert one(FUNCTION, "", path).removed_functions == ()
    assert gone(one(FUNCTION, "", "single.py")) == ["single:f"]
    assert gone(one(FUNCTION, "", "demo/__init__.py")) == []


def test_the_place_of_a_function_is_the_old_one() -> None:
    ((_, place),) = one("import os\n\n\n" + FUNCTION, "import os\n").removed_functions
    assert str(place) == "demo/host.py:4"


# --- migrations

ALEMBIC = """
    revision = "abc"
    down_revision = None


    def upgrade():
        op.create_table("x")
"""
MIGRATIONS = {
    "alembic": ("demo/db/versions/abc_x.py", ALEMBIC, True),
    "sqlalchemy-migrate": (
        "demo/migrate_repo/versions/001_x.py",
        "def upgrade(migrate_engine):\n    meta.create()\n",
        True,
    ),
    "django": ("demo/migrations/0001_x.py", "class Migration(m.Migration):\n    x = 1\n", True),
    "a placeholder": (
        "demo/migrate_repo/versions/002_x.py",
        "def upgrade(migrate_engine):\n    pass\n",
        False,
    ),
    "a package": ("demo/migrations/__init__.py", "", False),
    "elsewhere": ("demo/tool.py", ALEMBIC, False),
    "of tests": ("demo/tests/versions/x.py", ALEMBIC, False),
}


@pytest.mark.parametrize(("path", "text", "expected"), MIGRATIONS.values(), ids=MIGRATIONS)
def test_migrations(path: str, text: str, expected: bool) -> None:
    found = read({}, {path: text}).migrations
    assert [place.path for place in found] == ([path] if expected else [])
    assert read({path: text}, {path: text + "\n    # more\n"}).migrations == ()
    if expected:
        assert read({path: text}, {}) == PatchText()


# --- robustness

BAD = [b"def f(:\n", b"\xff\xfe", b"\0", b"(" * 5000, b"# coding: latin-1\nx.f('\xe9')\n"]


@pytest.mark.parametrize("data", BAD)
def test_what_cannot_be_parsed_says_nothing(data: bytes) -> None:
    good = b"x.lock()\n\n\ndef f():\n    pass\n"
    file = ChangedFile("demo.py", "modified")
    for old, new in ((data, good), (good, data), (data, data + b"\n")):
        pair = {"old": old, "new": new}
        found = patch_text.read([file], lambda _, p=pair: p["old"], lambda _, p=pair: p["new"])
        assert found == PatchText()


def test_unreadable_and_absent_files_say_nothing() -> None:
    files = [ChangedFile("a.py", "modified"), ChangedFile("b.txt", "added")]
    assert patch_text.read(files, lambda _: None, lambda _: None) == PatchText()


HARD = [
    '"""Module.\n\nText at the edge.\nfoo.bar()\n"""\nx.a()\n',
    "x = '''\ndef f(): pass\n'''\n\n\ndef g():\n    '''it's'''\n",
    "call(\nfirst.a(),\nsecond.b()\n)\ny = 1\n",
    "@one\n@two(\n    3)\nclass A:\n    pass\nelse_ = 1\n",
    "try:\n    pass\nexcept E:\n    pass\nelse:\n    pass\nfinally:\n    pass\nz.a()\n",
    'a = "x\\""  # it\'s\nb = f"{c[\'d\']}"\n\n',
]


@pytest.mark.parametrize("text", HARD)
def test_chunks_make_up_the_text(text: str) -> None:
    chunks = _split(text)
    lines = text.split("\n")
    for chunk in chunks:
        here = chunk.text.rstrip("\n").split("\n")
        assert lines[chunk.before : chunk.before + len(here)] == here
    assert "".join(chunk.text for chunk in chunks) == text


STATEMENTS = st.sampled_from(
    [
        "a.one(1)\n",
        "def f():\n    b.two(x=1)\n    b.two(x=1)\n",
        "class A:\n    def g(self):\n        self.c.three(*a)\n",
        "if x:\n    d.four()\nelse:\n    d.five()\n",
        '"""text\ne.six()\n"""\n',
        "@f.seven()\ndef h():\n    pass\n",
        "(\ng.eight(),\n)\n",
        "# h.nine()\n",
    ]
)


@given(st.lists(STATEMENTS, max_size=6), st.lists(STATEMENTS, max_size=6))
def test_new_calls_are_the_difference_of_all_calls(old: list[str], new: list[str]) -> None:
    """The shortcuts lose nothing: parsing both files whole gives the same answer."""
    found = Counter(call.name for call in one("".join(old), "".join(new)).new_calls)
    assert found == all_calls("".join(new)) - all_calls("".join(old))


def all_calls(text: str) -> Counter[str]:
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return Counter(call.func.attr for call in calls if isinstance(call.func, ast.Attribute))


@given(
    st.text(alphabet="\"'\\#\n\r xa@(", max_size=60),
    st.text(alphabet="\"'\\#\n\r xa@(", max_size=60),
)
def test_any_text_is_survived(old: str, new: str) -> None:
    sides("a.py", old.encode(), "a.py", new.encode())


def test_hostile_quotes_take_no_time() -> None:
    begin = time.process_time()
    for text in ('\\"""' * 100_000, "'''\\" * 100_000, "\"'" * 100_000):
        sides("a.py", text.encode(), "a.py", b"")
    assert time.process_time() - begin < 5
