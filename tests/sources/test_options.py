# SPDX-License-Identifier: Apache-2.0
"""The options that a project's source declares."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.model import Claim, Location, Request, Spec, SpecFiles
from wharfinger.sources import cache
from wharfinger.sources.options import claimed_options, read_options, source
from wharfinger.sources.patch_text.options import declared_options
from wharfinger.sources.roots import roots

MODULE = """\
from oslo_config import cfg
from demo import types

ldap_group = cfg.OptGroup(name="ldap", title="LDAP")
GROUP = __name__.split('.')[-1]
url = cfg.StrOpt("url", deprecated_opts=[cfg.DeprecatedOpt("uri")])
port = types.MyPortOpt('port-number', default=1)
OPTS = [
    url,
    port,
]
OTHERS = [cfg.BoolOpt("debug")]
twice = [cfg.IntOpt("shared")]
named = "x"
computed = cfg.StrOpt(named + "y")
unknown = cfg.StrOpt(name_of())


def register(conf):
    conf.register_opts(OPTS, group=ldap_group)
    conf.register_opts(OTHERS, GROUP)
    conf.register_opts(twice, group="a")
    conf.register_opts(twice, group="b")
"""


def found(tree: Path) -> dict[str, str]:
    return {item.name: item.group for item in read_options(tree, roots(Request(trees=(tree,))))}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("demo/conf", "demo/tests", "doc"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "demo/conf/cache.py").write_text(MODULE, encoding="utf-8")
    for name in ("demo/tests/a.py", "doc/conf.py", "setup.py"):
        (tmp_path / name).write_text("x = cfg.StrOpt('hidden')\n", encoding="utf-8")
    return tmp_path


def test_options_of_oslo(tree):
    assert found(tree) == {
        "url": "ldap",
        "port-number": "ldap",
        "debug": "cache",
        "shared": "",
        "xy": "",
    }
    (first, *_) = read_options(tree, roots(Request(trees=(tree,))))
    assert first.location == Location("demo/conf/cache.py", 6)


def test_options_of_command_lines(tree):
    (tree / "demo/cli.py").write_text(
        "p.add_argument('-v', '--verbose')\n"
        "p.add_argument('name')\n"
        "@click.option('--dry-run', is_flag=True)\n"
        "def f(): ...\n"
        "O = Option('releases', 'integer', 'how many')\n"
        "N = Option(None)\n",
        encoding="utf-8",
    )
    assert {"verbose", "dry-run", "releases"} <= set(found(tree))
    assert not {"name", "v"} & set(found(tree))


def test_a_module_that_cannot_be_read(tree):
    (tree / "demo/bad.py").write_text("p.add_argument('--x'\n", encoding="utf-8")
    (tree / "demo/worse.py").write_bytes(b"\xff StrOpt('x')")
    (tree / "single.py").write_text("x = cfg.StrOpt('alone')\n", encoding="utf-8")
    assert set(found(tree)) == {"url", "port-number", "debug", "shared", "xy", "alone"}


@given(st.text(alphabet="Opt(\"'x)=[],\n cfg.", max_size=80))
def test_any_text_is_read(text):
    assert isinstance(list(declared_options("m.py", text.encode())), list)


def test_only_where_a_spec_claims_one(tree):
    adds = Spec("s/a.rst", "a", claims=(Claim("adds-option", "url", Location("s/a.rst", 3)),))
    other = Spec("s/b.rst", "b", claims=(Claim("adds-driver", "a:b", Location("s/b.rst", 3)),))
    request = Request(trees=(tree,))
    assert len(claimed_options(request, (other, adds))) == 5
    assert claimed_options(request, (other,)) == ()
    assert claimed_options(Request(), (adds,)) == ()
    reading = source.read(request, {"specs": (SpecFiles("s", (adds,)),)})
    assert len(reading.items) == 5


def test_what_is_kept_is_read_anew_after_a_change(tree, tmp_path_factory, monkeypatch):
    monkeypatch.setattr(cache, "_SETTLED_NS", -(10**12))
    folder = tmp_path_factory.mktemp("cache")
    request = Request(trees=(tree,), cache=folder)
    adds = Spec("s/a.rst", "a", claims=(Claim("adds-option", "url", Location("s/a.rst", 3)),))
    first = claimed_options(request, (adds,))
    assert claimed_options(request, (adds,)) == first
    assert list(folder.iterdir())
    (tree / "demo/more.py").write_text("x = cfg.StrOpt('more')\n", encoding="utf-8")
    assert len(claimed_options(request, (adds,))) == len(first) + 1
