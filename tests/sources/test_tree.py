# SPDX-License-Identifier: Apache-2.0
"""Source trees, read from their packaging files."""

from __future__ import annotations

import os
import textwrap

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wharfinger.errors import UsageError
from wharfinger.model import Location, Request, Requirement
from wharfinger.sources.tree import source
from wharfinger.sources.tree.reading import package_folders
from wharfinger.sources.tree.toml_lines import Lines


def _put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")


def _read(tree):
    (item,) = source.read(Request(trees=(tree,)), {}).items
    return item


def _points(item):
    return [(p.group, p.name, p.target, str(p.location)) for p in item.entry_points]


PBR = """\
    [metadata]
    name = demo
    author = OpenStack
    author-email = list@example.org
    home-page = https://example.org
    license = Apache-2.0
    classifier =
        Development Status :: 4 - Beta
        License :: OSI Approved

    [extras]
    zookeeper =
        kazoo>=2.6 # BSD

    [entry_points]
    demo.drivers =
        # a comment
        one = demo.one:One
        two = demo.two : Two

        one = demo.other:One
    demo.none =
    """


def test_setup_cfg_as_pbr_has_it(tmp_path):
    _put(tmp_path / "setup.cfg", PBR)
    _put(
        tmp_path / "requirements.txt",
        "# all\nmsgpack>=1 # x\n-r other.txt\n\nPyYAML\ngit+https://example.org/x\n",
    )
    item = _read(tmp_path)
    assert (item.name, item.version, item.origin) == ("demo", "", "tree")
    assert item.location == Location("setup.cfg")
    assert item.maintainers == ("OpenStack",)
    assert item.licence == "Apache-2.0"
    assert item.urls == (("Homepage", "https://example.org"),)
    assert item.development_status == "4 - Beta"
    assert item.requires == (
        Requirement("msgpack"),
        Requirement("PyYAML"),
        Requirement("kazoo", "zookeeper"),
    )
    assert _points(item) == [
        ("demo.drivers", "one", "demo.one:One", "setup.cfg:18"),
        ("demo.drivers", "two", "demo.two:Two", "setup.cfg:19"),
        ("demo.drivers", "one", "demo.other:One", "setup.cfg:21"),
    ]
    assert [bool(point.faults) for point in item.entry_points] == [False, True, False]
    assert item.empty_groups == (("demo.none", Location("setup.cfg", 22)),)
    assert item.faults == ()


def test_requirements_txt_counts_where_nothing_else_does(tmp_path):
    _put(tmp_path / "requirements.txt", "# all\nmsgpack>=1 # x\n-r other.txt\n\nPyYAML\n")
    assert _read(tmp_path).requires == (Requirement("msgpack"), Requirement("PyYAML"))


SETUPTOOLS = """\
    [metadata]
    name = demo
    version = 1.2
    project_urls =
        Bugs = https://example.org/bugs
    [options]
    install_requires =
        msgpack>=1
        kazoo; extra == "zk"
    [options.extras_require]
    redis = redis>=4
    [options.entry_points]
    console_scripts =
        demo = demo.cli:main
    demo.drivers = one = demo.one:One
    """


def test_setup_cfg_as_setuptools_has_it(tmp_path):
    _put(tmp_path / "setup.cfg", SETUPTOOLS)
    item = _read(tmp_path)
    assert item.version == "1.2"
    assert item.urls == (("Bugs", "https://example.org/bugs"),)
    assert item.requires == (
        Requirement("msgpack"),
        Requirement("kazoo", "zk"),
        Requirement("redis", "redis"),
    )
    assert _points(item) == [
        ("console_scripts", "demo", "demo.cli:main", "setup.cfg:14"),
        ("demo.drivers", "one", "demo.one:One", "setup.cfg:15"),
    ]


def test_setuptools_reads_the_same(tmp_path):
    """The original tool as the oracle for the sections that it owns."""
    _put(tmp_path / "setup.cfg", SETUPTOOLS)
    setupcfg = pytest.importorskip("setuptools.config.setupcfg")
    wanted = setupcfg.read_configuration(tmp_path / "setup.cfg")
    item = _read(tmp_path)
    assert (item.name, item.version) == (
        wanted["metadata"]["name"],
        wanted["metadata"]["version"],
    )
    assert {(p.group, f"{p.name} = {p.value}") for p in item.entry_points} == {
        (group, line)
        for group, lines in wanted["options"]["entry_points"].items()
        for line in (lines if isinstance(lines, list) else [lines])
    }


PROJECT = """\
    [build-system]
    requires = ["setuptools"]

    [project]
    name = "demo"
    version = "2.0"
    maintainers = [{name = "Anne", email = "a@example.org"}, {name = "Bob"}]
    license = {text = "MIT"}
    classifiers = ["Development Status :: 3 - Alpha"]
    dependencies = ["msgpack>=1"]
    description = '''
    [project.entry-points."no.group"]
    no = "no:No"
    '''
    [project.urls]
    Bugs = "https://example.org/bugs"
    [project.optional-dependencies]
    zk = ["kazoo"]
    [project.scripts]
    demo = "demo.cli:main"
    [project.gui-scripts]
    demo-gui = "demo.gui:main"
    [project.entry-points."demo.drivers"]
    one = "demo.one:One"
    "two+x" = " demo.two:Two"
    [project.entry-points]
    none = {}
    inline = { three = "demo.three:Three" }
    """


def test_pyproject(tmp_path):
    _put(tmp_path / "pyproject.toml", PROJECT)
    item = _read(tmp_path)
    assert (item.name, item.version, item.licence) == ("demo", "2.0", "MIT")
    assert item.maintainers == ("Anne", "Bob")
    assert item.urls == (("Bugs", "https://example.org/bugs"),)
    assert item.development_status == "3 - Alpha"
    assert item.requires == (Requirement("msgpack"), Requirement("kazoo", "zk"))
    assert _points(item) == [
        ("console_scripts", "demo", "demo.cli:main", "pyproject.toml:20"),
        ("gui_scripts", "demo-gui", "demo.gui:main", "pyproject.toml:22"),
        ("demo.drivers", "one", "demo.one:One", "pyproject.toml:24"),
        ("demo.drivers", "two+x", "demo.two:Two", "pyproject.toml:25"),
        ("inline", "three", "demo.three:Three", "pyproject.toml:28"),
    ]
    assert item.empty_groups == (("none", Location("pyproject.toml", 27)),)
    assert item.faults == ()


def test_poetry(tmp_path):
    text = """\
        [tool.poetry]
        name = "demo"
        version = "3.0"
        authors = ["Anne <a@example.org>"]
        license = "MIT"
        homepage = "https://example.org"
        packages = [{include = "demo", from = "lib"}]
        [tool.poetry.dependencies]
        python = "^3.11"
        msgpack = "^1"
        kazoo = {version = "^2", optional = true}
        [tool.poetry.extras]
        zk = ["kazoo"]
        [tool.poetry.scripts]
        demo = "demo.cli:main"
        long = {reference = "demo.cli:long", type = "console"}
        [tool.poetry.plugins."demo.drivers"]
        one = "demo.one:One"
        """
    _put(tmp_path / "pyproject.toml", text)
    item = _read(tmp_path)
    assert (item.name, item.version, item.maintainers) == ("demo", "3.0", ("Anne",))
    assert item.requires == (Requirement("msgpack"), Requirement("kazoo", "zk"))
    assert item.urls == (("Homepage", "https://example.org"),)
    assert _points(item) == [
        ("console_scripts", "demo", "demo.cli:main", "pyproject.toml:15"),
        ("console_scripts", "long", "demo.cli:long", "pyproject.toml:16"),
        ("demo.drivers", "one", "demo.one:One", "pyproject.toml:18"),
    ]
    assert package_folders(tmp_path) == (".", "src", "lib")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[project.entry-points]\ng = 1\n", "project.entry-points.g is not a table"),
        ("[project.scripts]\nx = 1\n", "the entry point 'x' of console_scripts is not text"),
    ],
)
def test_wrong_types_are_faults(tmp_path, text, message):
    _put(tmp_path / "pyproject.toml", text)
    (fault,) = _read(tmp_path).faults
    assert (fault.message, fault.location.line) == (message, 2)


@pytest.mark.parametrize(
    "entry_points",
    [
        '{"g": ["one = m:One",\n  "two = m:Two"]}',
        '{"g": ("one = m:One",\n  "two = m:Two",)}',
        'dict(g=["one = m:One",\n  "two = m:Two"])',
        '"""[g]\n  one = m:One\n  two = m:Two"""',
        '{"g": """one = m:One\n  two = m:Two"""}',
        "POINTS",
    ],
)
def test_setup_py(tmp_path, entry_points):
    value = '{"g": [\n  "one = m:One",\n  "two = m:Two"]}'
    text = f"import setuptools\nPOINTS = {value}\n"
    text += f'setuptools.setup(name="demo", version="1", entry_points={entry_points})\n'
    (tmp_path / "setup.py").write_text(text)
    item = _read(tmp_path)
    assert (item.name, item.version, item.faults) == ("demo", "1", ())
    assert [(p.group, p.name, p.target) for p in item.entry_points] == [
        ("g", "one", "m:One"),
        ("g", "two", "m:Two"),
    ]
    lines = text.splitlines()
    for point in item.entry_points:
        assert point.target in lines[point.location.line - 1]


def test_setup_py_metadata(tmp_path):
    text = """\
        from setuptools import setup
        COMMON = {"name": "demo", "author": "Anne", "author_email": "a@example.org"}
        setup(
            **COMMON,
            license="MIT",
            url="https://example.org",
            classifiers=["Development Status :: 4 - Beta"],
            install_requires=["a>1"],
            extras_require={"x": ["b"]},
            package_dir={"": "lib"},
            entry_points={"empty": []},
        )
        """
    _put(tmp_path / "setup.py", text)
    item = _read(tmp_path)
    assert (item.name, item.maintainers, item.licence) == ("demo", ("Anne",), "MIT")
    assert item.urls == (("Homepage", "https://example.org"),)
    assert item.development_status == "4 - Beta"
    assert item.requires == (Requirement("a"), Requirement("b", "x"))
    assert item.empty_groups == (("empty", Location("setup.py", 11)),)
    assert package_folders(tmp_path) == (".", "src", "lib")


COMPUTED = [
    "setup(name='demo', entry_points=make())",
    "setup(name='demo', entry_points={'g': [f'x = {y}']})",
    "setup(name='demo', entry_points={'g': [x for x in y]})",
    "setup(name='demo', entry_points={key: ['x = y']})",
    "setup(name='demo', entry_points={**more})",
    "setup(name='demo', **make())",
    "P = {'g': []}\nP['g'].append(make())\nsetup(name='demo', entry_points=P)",
    "P = {}\nP = {'g': []}\nsetup(name='demo', entry_points=P)",
]


@pytest.mark.parametrize("text", COMPUTED)
def test_a_setup_py_that_computes_says_so(tmp_path, text):
    (tmp_path / "setup.py").write_text(text)
    item = _read(tmp_path)
    assert item.name == "demo"
    (fault,) = item.faults
    assert fault.message == (
        "setup.py computes its entry points; build the egg-info (python setup.py egg_info) "
        "or move them to setup.cfg"
    )
    assert fault.location.line == text.count("\n") + 1


@pytest.mark.parametrize("text", COMPUTED)
def test_built_egg_info_answers_for_a_setup_py_that_computes(tmp_path, text):
    (tmp_path / "setup.py").write_text(text)
    _put(tmp_path / "demo.egg-info" / "entry_points.txt", "[g]\nx = m:A\n")
    item = _read(tmp_path)
    assert item.faults == ()
    assert _points(item) == [("g", "x", "m:A", "demo.egg-info/entry_points.txt:2")]


@pytest.mark.parametrize("text", ["", "import setuptools\n", "setup(entry_points=None)"])
def test_a_setup_py_without_entry_points_is_no_fault(tmp_path, text):
    (tmp_path / "setup.py").write_text(text)
    assert (_read(tmp_path).faults, _read(tmp_path).entry_points) == ((), ())


def test_setup_py_is_never_run(tmp_path):
    mark = tmp_path / "executed"
    (tmp_path / "setup.py").write_text(f"open({str(mark)!r}, 'w')\nsetup(name='demo')\n")
    assert _read(tmp_path).name == "demo"
    assert not mark.exists()


def test_egg_info_below_src_of_its_own_name(tmp_path):
    _put(tmp_path / "pyproject.toml", '[project]\nname = "my-demo"\ndynamic = ["entry-points"]\n')
    _put(tmp_path / "a.egg-info" / "entry_points.txt", "[g]\nx = wrong:A\n")
    _put(tmp_path / "src" / "my_demo.egg-info" / "entry_points.txt", "[g]\nx = right:A\n")
    _put(tmp_path / "src" / "my_demo.egg-info" / "PKG-INFO", "Name: my-demo\nVersion: 7\n")
    item = _read(tmp_path)
    assert item.version == "7"
    assert [p.module for p in item.entry_points] == ["right"]


def test_dynamic_entry_points_come_from_setup_cfg(tmp_path):
    text = '[project]\nname = "demo"\ndynamic = ["entry-points"]\n[project.scripts]\nd = "m:d"\n'
    _put(tmp_path / "pyproject.toml", text)
    _put(tmp_path / "setup.cfg", "[options.entry_points]\ng = x = m:A\n")
    _put(tmp_path / "demo.egg-info" / "entry_points.txt", "[g]\nx = stale:A\n")
    assert [p.target for p in _read(tmp_path).entry_points] == ["m:d", "m:A"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[tool.setuptools.dynamic]\nentry-points = {file = "points.txt"}\n'),
        ("setup.cfg", "[options]\nentry_points = file: points.txt\n"),
    ],
)
def test_entry_points_in_a_file_of_their_own(tmp_path, name, text):
    _put(tmp_path / name, text)
    _put(tmp_path / "points.txt", "[g]\nx = m:A\n")
    assert _points(_read(tmp_path)) == [("g", "x", "m:A", "points.txt:2")]
    (tmp_path / "points.txt").unlink()
    (fault,) = _read(tmp_path).faults
    assert fault.message == "points.txt cannot be read: there is no such file"


def test_static_entry_points_hide_those_of_setup_cfg(tmp_path):
    _put(tmp_path / "pyproject.toml", '[project]\nname = "demo"\n[project.scripts]\nd = "m:d"\n')
    _put(tmp_path / "setup.cfg", "[options.entry_points]\ng = x = m:A\n")
    assert [p.target for p in _read(tmp_path).entry_points] == ["m:d"]


@pytest.mark.parametrize(
    ("config", "file", "text"),
    [
        (
            "[metadata]\nversion = attr: demo.__version__\n",
            "demo/__init__.py",
            "__version__ = '1.5'",
        ),
        ("[metadata]\nversion = attr: demo.v.V\n", "src/demo/v.py", "V: tuple = (1, 5)"),
        ("[metadata]\nversion = file: VERSION\n", "VERSION", "1.5\n"),
        ("[metadata]\nversion = 1.5\n", "x", ""),
    ],
)
def test_version_of_setup_cfg(tmp_path, config, file, text):
    _put(tmp_path / "setup.cfg", config)
    _put(tmp_path / file, text)
    assert _read(tmp_path).version == "1.5"


@pytest.mark.parametrize(
    "config",
    [
        '[tool.setuptools.dynamic]\nversion = {attr = "demo.__version__"}\n',
        '[tool.setuptools.dynamic]\nversion = {file = ["VERSION"]}\n',
        '[tool.hatch.version]\npath = "demo/__init__.py"\n',
        '[build-system]\nbuild-backend = "flit_core.buildapi"\n[project]\nname = "demo"\n',
    ],
)
def test_version_of_pyproject(tmp_path, config):
    _put(tmp_path / "pyproject.toml", config)
    _put(tmp_path / "VERSION", "1.5\n")
    _put(tmp_path / "demo" / "__init__.py", "__version__ = '1.5'\n")
    assert _read(tmp_path).version == "1.5"


@pytest.mark.parametrize(
    "text",
    ["__version__ = compute()", "__version__ = 0x" + "f" * 9999, "x = (", "__version__ = 1\n" * 2],
)
def test_a_computed_version_is_unknown(tmp_path, text):
    _put(tmp_path / "setup.cfg", "[metadata]\nversion = attr: demo.__version__\n")
    _put(tmp_path / "demo.py", text)
    assert _read(tmp_path).version == ""


def test_a_version_outside_the_tree_is_not_read(tmp_path):
    _put(tmp_path / "tree" / "setup.cfg", "[metadata]\nversion = file: ../secret\n")
    _put(tmp_path / "secret", "1.5")
    assert _read(tmp_path / "tree").version == ""


def test_a_tree_without_packaging_is_a_distribution(tmp_path):
    tree = tmp_path / "plain"
    tree.mkdir()
    item = _read(tree)
    assert (item.name, item.entry_points, item.faults) == ("plain", (), ())
    assert item.location == Location(".")


def test_several_trees(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    trees = (tmp_path / "two", tmp_path / "one", tmp_path / "one" / ".." / "two")
    found = source.read(Request(trees=trees), {}).items
    assert [item.name for item in found] == ["two", "one"]


@pytest.mark.parametrize("name", ["none", "file"])
def test_a_tree_that_is_not_there(tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"no such folder|is a file"):
        _read(tmp_path / name)


def _fifo(path):
    os.mkfifo(path)


def _loop(path):
    path.symlink_to(path.name)


def _outside(path):
    (path.parent.parent / "outside").write_text("")
    path.symlink_to(path.parent.parent / "outside")


def _large(path):
    path.touch()
    os.truncate(path, 50 * 2**20)


def _latin(path):
    path.write_bytes(b"x = '\xe9'\n")


def _nul(path):
    path.write_bytes(b"a\0b")


@pytest.mark.parametrize("name", ["setup.cfg", "pyproject.toml", "setup.py"])
@pytest.mark.parametrize("spoil", [_fifo, _loop, _outside, _large, _latin, _nul])
def test_a_bad_file_is_a_fault_and_the_others_count(tmp_path, name, spoil):
    tree = tmp_path / "tree"
    tree.mkdir()
    others = {
        "setup.cfg": "[options.entry_points]\ng = x = m:A\n",
        "pyproject.toml": '[project.entry-points.g]\nx = "m:A"\n',
    }
    spoil(tree / name)
    other = "setup.cfg" if name != "setup.cfg" else "pyproject.toml"
    _put(tree / other, others[other])
    item = _read(tree)
    (fault,) = item.faults
    assert fault.message.startswith(f"{name} cannot be read: ")
    assert fault.location.path == name
    assert [point.target for point in item.entry_points] == ["m:A"]


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("pyproject.toml", "[project]\nname = \n", 2, "not valid TOML"),
        ("pyproject.toml", "x = 1\nx = 2\n", None, "not valid TOML"),
        ("pyproject.toml", "x = " + "[" * 50_000, None, "nested too deeply"),
        ("pyproject.toml", "x = " + "{x=" * 50_000, None, "nested too deeply"),
        ("pyproject.toml", "x" + ".x" * 200_000 + " = 1", None, "nested too deeply"),
        ("setup.py", "setup(\n", None, "not valid Python"),
        ("setup.py", "(" * 50_000, None, "not valid Python"),
        ("setup.py", "x = " + "-" * 200_000 + "1", None, "nested too deeply"),
        ("setup.py", "x" + ".x" * 50_000, None, "nested too deeply"),
        ("setup.cfg", "[metadata\nname = x\n", 1, "lacks its ']'"),
        ("setup.cfg", "[metadata]\n[metadata]\n", 2, "there twice"),
        ("setup.cfg", "name = x\n", 1, "outside any section"),
    ],
)
def test_malformed_files(tmp_path, name, text, line, words):
    (tmp_path / name).write_text(text)
    (fault,) = _read(tmp_path).faults
    assert words in fault.message
    assert fault.location.path == name
    if line is not None:
        assert fault.location.line == line


@pytest.mark.parametrize("name", ["setup.cfg", "pyproject.toml"])
def test_marks_and_line_ends_do_not_matter(tmp_path, name):
    text = {"setup.cfg": PBR, "pyproject.toml": PROJECT}[name]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    _put(tmp_path / "a" / name, text)
    data = "\ufeff" + textwrap.dedent(text).replace("\n", "\r\n")
    (tmp_path / "b" / name).write_bytes(data.encode())
    assert _points(_read(tmp_path / "a")) == _points(_read(tmp_path / "b"))


_TOML = st.text("ab.\"=[]{}\n' ,1", max_size=60)
_PYTHON = st.text("setup(entry_points={}[]'\" =,*x)\n", max_size=60)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(toml=_TOML, python=_PYTHON, cfg=st.text(max_size=60))
def test_nothing_raises(tmp_path, toml, python, cfg):
    for name, text in (("pyproject.toml", toml), ("setup.py", python), ("setup.cfg", cfg)):
        (tmp_path / name).write_text(text, encoding="utf-8", errors="replace", newline="")
    assert _read(tmp_path).origin == "tree"


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=4,
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_type_in_a_pyproject_raises(tmp_path, monkeypatch, data):
    keys = [
        *(f"project.{k}" for k in ("name", "maintainers", "license", "urls", "dependencies")),
        *(f"project.{k}" for k in ("scripts", "entry-points", "optional-dependencies", "dynamic")),
        *(f"tool.poetry.{k}" for k in ("plugins", "scripts", "dependencies", "extras")),
        *(f"tool.{k}" for k in ("poetry.packages", "setuptools.package-dir", "hatch.build")),
    ]
    document: dict[str, object] = {}
    for path in data.draw(st.lists(st.sampled_from(keys), unique=True, max_size=4)):
        *tables, last = path.split(".")
        table = document
        for name in tables:
            table = table.setdefault(name, {})
        table[last] = data.draw(_JSON)
    monkeypatch.setattr("tomllib.loads", lambda _: document)
    (tmp_path / "pyproject.toml").touch()
    assert _read(tmp_path).origin == "tree"


def test_lines_of_toml():
    text = (
        "a.b = 1\n[t]\nx = '''\nfalse = 1\n'''\ny = \"\"\"one line\"\"\"\n[ t . 'u' ]\n\"k\" = 2\n"
    )
    lines = Lines(text)
    assert [lines.find(*keys.split()) for keys in ("a", "a b", "t x", "t y", "t u", "t u k")] == [
        1, 1, 3, 6, 7, 8,
    ]  # fmt: skip
    assert (lines.find("t", "false"), lines.find("none")) == (2, 0)


def test_text_that_cannot_be_written_is_replaced(tmp_path):
    (tmp_path / "setup.py").write_text(
        r"setup(name='d\ud800', entry_points={'g': ['x\udc80 = m']})"
    )
    item = _read(tmp_path)
    assert (item.name, item.entry_points[0].name) == ("d?", "x?")
