# SPDX-License-Identifier: Apache-2.0
"""Options as arguments, in directives and in ``conf.py``, and the request that they make."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import pytest
from docutils.utils import assemble_option_dict

from wharfinger import options
from wharfinger.errors import UsageError
from wharfinger.model import Option, Request

FLAG = Option("transpose", "flag", "swap rows and columns", default=False)
ON = Option("legend", "flag", "show the legend", default=True)
LIST = Option("driver", "list", "only these drivers", default=())
LEVEL = Option("level", "list", "only these levels", choices=("required", "optional"))
WIDTH = Option("max_width", "integer", "at most 100 % of this", default=80)
TITLE = Option("caption", "string", "caption of the table")
OUTPUT = Option("output", "path", "file to write", metavar="FILE")
ALL = (FLAG, ON, LIST, LEVEL, WIDTH, TITLE, OUTPUT)


def _values(*arguments: str, declared: tuple[Option, ...] = ALL) -> dict[str, Any]:
    parser = argparse.ArgumentParser(exit_on_error=False)
    options.add_arguments(parser, declared)
    return options.from_namespace(declared, parser.parse_args(arguments))


def test_defaults_on_the_command_line() -> None:
    assert _values() == {option.name: option.default for option in ALL}


def test_values_on_the_command_line() -> None:
    arguments = "--transpose --no-legend --driver a,b --driver c --level required"
    rest = ["--max-width", "7", "--caption", "a, b", "--output", "x"]
    assert _values(*arguments.split(), *rest) == {
        "transpose": True,
        "legend": False,
        "driver": ["a", "b", "c"],
        "level": ["required"],
        "max_width": 7,
        "caption": "a, b",
        "output": Path("x"),
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--max-width", "wide"], "max_width is a whole number, not 'wide'"),
        (["--level", "required,must"], "level is one of required, optional; not 'must'"),
    ],
)
def test_wrong_values_on_the_command_line(arguments: list[str], message: str) -> None:
    with pytest.raises(argparse.ArgumentError, match=message):
        _values(*arguments)


def test_help_may_have_percent_signs() -> None:
    parser = argparse.ArgumentParser()
    options.add_arguments(parser, ALL)
    assert "at most 100 % of this" in parser.format_help()


def test_global_options() -> None:
    arguments = ["-C", "one", "-C", "two", "--env", "venv", "--policy", "p,q.yaml"]
    assert _values(*arguments, declared=options.GLOBAL_OPTIONS) == {
        "trees": [Path("one"), Path("two")],
        "env": [Path("venv")],
        "policy": [Path("p,q.yaml")],
        "no_cache": False,
    }


def test_options_of_a_directive() -> None:
    written: list[Any] = [
        ("transpose", None),
        ("legend", "no"),
        ("driver", "a, b,"),
        ("max-width", "7"),
        ("caption", "Two words"),
    ]
    given = assemble_option_dict(written, options.directive_spec(ALL))
    assert options.with_defaults(ALL, given) == {
        "transpose": True,
        "legend": False,
        "driver": ("a", "b"),
        "level": None,
        "max_width": 7,
        "caption": "Two words",
        "output": None,
    }


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("transpose", "maybe", "transpose is true or false, not 'maybe'"),
        ("max-width", None, "max_width needs a value"),
        ("level", "must", "level is one of"),
    ],
)
def test_wrong_options_of_a_directive(name: str, value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        assemble_option_dict([(name, value)], options.directive_spec(ALL))


def test_paths_in_a_text_stand_on_lines() -> None:
    assert options.parse(options.GLOBAL_OPTIONS[0], "a\n b c \n") == (Path("a"), Path("b c"))


def test_trees_alone_and_environments_alone(tmp_path: Path) -> None:
    assert options.request(trees=[tmp_path]) == Request(trees=(tmp_path,))
    assert options.request(environments=[str(tmp_path)]) == Request(environments=(tmp_path,))


def test_the_project_around_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "project" / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    policy = tmp_path / "p.yaml"
    policy.touch()
    running = (Path(sys.prefix),)
    assert options.request(policies=[policy]) == Request((inner,), running, (policy,))
    # In a linked work tree .git is a file.
    (tmp_path / "project" / ".git").write_text("gitdir: elsewhere\n")
    assert options.request() == Request((tmp_path / "project",), running)


@pytest.mark.parametrize(
    ("name", "argument", "message"),
    [
        ("gone", "trees", r"the source tree .*gone is not there; name a folder with -C"),
        ("file", "trees", r"the source tree .*file is not a folder"),
        ("gone", "environments", r"the environment .*gone is not there; .* with --env"),
        ("gone", "policies", r"the policy file .*gone is not there; .* with --policy"),
        ("folder", "policies", r"the policy file .*folder is not a file"),
        ("nul\0", "trees", r"the source tree .* is not there"),
    ],
)
def test_what_is_not_there(tmp_path: Path, name: str, argument: str, message: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=message):
        options.request(**{argument: [tmp_path / name]})
