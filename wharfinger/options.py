# SPDX-License-Identifier: Apache-2.0
"""Options: those that every command takes, and the ways in which any option is given.

An :class:`~wharfinger.model.Option` is declared once. Here it becomes an argument of a
command or an option of a directive.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from wharfinger.errors import UsageError
from wharfinger.model import Option, Request

GLOBAL_OPTIONS = (
    Option(
        "trees",
        "paths",
        "source tree to look at; repeatable, the first is the host project",
        default=(),
        metavar="DIR",
        flag="-C",
    ),
    Option(
        "env",
        "paths",
        "virtual environment or site-packages folder to look at; repeatable",
        default=(),
        metavar="DIR",
    ),
    Option(
        "policy",
        "paths",
        "policy file to use in place of the project's own; repeatable",
        default=(),
        metavar="FILE",
    ),
    Option("no_cache", "flag", "neither use nor keep a cache of what was read", default=False),
)

_PROJECT_FILES = ("setup.cfg", "pyproject.toml", "setup.py", "driver-policy.yaml")
_TRUE = frozenset({"", "true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


def request(
    trees: Iterable[Path | str] = (),
    environments: Iterable[Path | str] = (),
    policies: Iterable[Path | str] = (),
    cache: Path | None = None,
) -> Request:
    """Return what to look at: what is named, else the project around the current folder.

    ``cache`` is the folder for answers that may be kept, None for nowhere.

    Raises :class:`~wharfinger.errors.UsageError` for a folder or file that is not there.
    """
    chosen = Request(
        trees=tuple(_folder(path, "source tree", "-C") for path in trees),
        environments=tuple(_folder(path, "environment", "--env") for path in environments),
        policies=tuple(map(_policy_file, policies)),
        cache=cache,
    )
    if chosen.trees or chosen.environments:
        return chosen
    return replace(chosen, trees=(_project(),), environments=(Path(sys.prefix),))


def cache_folder() -> Path | None:
    """Return the folder for caches by the custom of the system, None if there is no home."""
    named = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    # The custom is to ignore a relative path.
    named = named if named and os.path.isabs(named) else None
    try:
        return (Path(named) if named else Path.home() / ".cache") / "wharfinger"
    except RuntimeError:
        return None


def _folder(path: Path | str, what: str, flag: str) -> Path:
    folder = Path(path)
    if _is(folder, Path.is_dir):
        return folder
    problem = "is not a folder" if _is(folder, Path.exists) else "is not there"
    raise UsageError(f"the {what} {folder} {problem}; name a folder with {flag}")


def _policy_file(path: Path | str) -> Path:
    file = Path(path)
    if _is(file, Path.is_file):
        return file
    problem = "is not a file" if _is(file, Path.exists) else "is not there"
    raise UsageError(f"the policy file {file} {problem}; name a file with --policy")


def _is(path: Path, test: Callable[[Path], bool]) -> bool:
    try:
        return test(path)
    except (OSError, ValueError):
        return False


def _project() -> Path:
    """Return the top of the git work tree around the current folder, else that folder.

    If there is no project at the top, it is the closest folder that has one.
    """
    try:
        here = Path.cwd()
    except OSError:
        raise UsageError("the current folder is not there any more; go to another one") from None
    folders = (here, *here.parents)
    top = next((folder for folder in folders if _is(folder / ".git", Path.exists)), here)
    inside = folders[: folders.index(top) + 1]
    return next((folder for folder in (top, *inside) if _is_project(folder)), top)


def _is_project(folder: Path) -> bool:
    return any(_is(folder / name, Path.is_file) for name in _PROJECT_FILES)


def parse(option: Option, text: str | None) -> Any:
    """Return the value that a text gives to an option; None is a flag without a text.

    Lists are separated by commas, paths by line breaks. Raises
    :class:`~wharfinger.errors.UsageError` for a text that the option cannot take.
    """
    text = (text or "").strip()
    if option.type == "flag":
        return _flag(option, text)
    if not text:
        raise UsageError(f"{option.name} needs a value")
    match option.type:
        case "integer":
            return _integer(option, text)
        case "list":
            parts = (part.strip() for part in text.split(","))
            return tuple(_choice(option, part) for part in parts if part)
        case "paths":
            return tuple(Path(line.strip()) for line in text.splitlines() if line.strip())
        case "path":
            return Path(text)
        case _:
            return _choice(option, text)


def _flag(option: Option, text: str) -> bool:
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise UsageError(f"{option.name} is true or false, not {text!r}")


def _integer(option: Option, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"{option.name} is a whole number, not {text!r}") from None


def _choice(option: Option, text: str) -> str:
    if option.choices and text not in option.choices:
        raise UsageError(f"{option.name} is one of {', '.join(option.choices)}; not {text!r}")
    return text


def with_defaults(options: Iterable[Option], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of each option by its name: what was given, else its default.

    The keys of ``given`` may be spelled with hyphens, as directives have them.
    """
    spelled = {name.replace("-", "_"): value for name, value in given.items()}
    values = ((option, spelled.get(option.name.replace("-", "_"))) for option in options)
    return {option.name: option.default if value is None else value for option, value in values}


def add_arguments(parser: argparse._ActionsContainer, options: Iterable[Option]) -> None:
    """Declare options as arguments of a command."""
    for option in options:
        flag = option.flag or f"--{_hyphenated(option)}"
        parser.add_argument(flag, dest=option.name, **_argument(option))


def from_namespace(options: Iterable[Option], namespace: argparse.Namespace) -> dict[str, Any]:
    """Return the values of options on the command line, with defaults filled in."""
    return with_defaults(options, vars(namespace))


def _argument(option: Option) -> dict[str, Any]:
    common = {"help": option.help.replace("%", "%%"), "default": None}
    if option.type == "flag":
        # One that is on by default can only be turned off.
        action = argparse.BooleanOptionalAction if option.default else "store_true"
        return {**common, "action": action}
    metavar = option.metavar or option.name.upper()
    if option.choices:
        metavar = f"{{{','.join(option.choices)}}}"
    action = "extend" if option.type in {"list", "paths"} else "store"
    return {**common, "action": action, "metavar": metavar, "type": _converter(option, _complain)}


def _complain(message: str) -> Exception:
    return argparse.ArgumentTypeError(message)


def directive_spec(options: Iterable[Option]) -> dict[str, Callable[[str | None], Any]]:
    """Return options as the ``option_spec`` of a directive: converters by name."""
    return {_hyphenated(option): _converter(option, ValueError) for option in options}


def _hyphenated(option: Option) -> str:
    return option.name.replace("_", "-")


def _converter(option: Option, error: Callable[[str], Exception]) -> Callable[[str | None], Any]:
    return partial(_convert, option, error)


def _convert(option: Option, error: Callable[[str], Exception], text: str | None) -> Any:
    try:
        return parse(option, text)
    except UsageError as problem:
        raise error(str(problem)) from None
