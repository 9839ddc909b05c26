# SPDX-License-Identifier: Apache-2.0
"""The test kit for authors of checks, views, sources and reporters.

Two ways to give a plugin something to look at:

* a catalog made by hand, without a file: :func:`driver`, :func:`group`,
  :func:`distribution`, :func:`entry_point` and :func:`catalog`, each with defaults for
  what a test does not care about;
* a real source tree: :func:`project` writes one and returns the request to read it;
  :func:`patch` writes two states of one, as the commits of a repository.

:func:`run_check` runs a check on either. :func:`page_examples` reads the examples of a
check's documentation page, so that they can be run as tests.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent
from typing import Any

from wharfinger import pipeline
from wharfinger.errors import OutsideRootError
from wharfinger.model import (
    Catalog,
    Check,
    Distribution,
    Driver,
    EntryPoint,
    Examined,
    Finding,
    Group,
    Kind,
    Location,
    Request,
    Resolution,
)

__all__ = [
    "Example",
    "catalog",
    "distribution",
    "driver",
    "entry_point",
    "group",
    "page_examples",
    "patch",
    "project",
    "run_check",
]

_WHO = ("NAME", "EMAIL")
_BUILD_FILES = ("setup.cfg", "pyproject.toml", "setup.py")
_HEADING = re.compile(r"^(?P<title>\S.*?)[ \t]*\n(?P<line>([-=~^\"'`#*+.])\3+)$", re.MULTILINE)
# What cannot be seen in a page, as Unicode's block of control pictures shows it.
_PICTURES = {0x2400: "\0", 0x2409: "\t", 0x240D: "\r", 0x2420: " "}
_CODE = re.compile(
    r"^\.\. code-block:: *\S+\n[ \t]+:caption: *(?P<name>\S+) *\n"
    r"(?P<body>(?:[ \t]*\n|[ \t]+\S.*\n?)+)",
    re.MULTILINE,
)


def driver(name: str = "one", **fields: Any) -> Driver:
    """Return a driver that was found, of the distribution ``demo``.

    ``fields`` are those of :class:`~wharfinger.model.Driver`. The group is set by
    :func:`group`.
    """
    defaults: dict[str, Any] = {
        "group": "demo.drivers",
        "registered_name": name.partition("@")[0],
        "target": f"demo.drivers:{name.partition('@')[0].title()}",
        "kind": Kind.CLASS,
        "distribution": "demo",
        "version": "1.0",
        "resolution": Resolution.FOUND,
        "registered_at": Location("setup.cfg", 1),
    }
    return Driver(name=name, **(defaults | fields))


def group(*drivers: Driver, name: str = "demo.drivers", **fields: Any) -> Group:
    """Return a group of drivers. ``fields`` are those of :class:`~wharfinger.model.Group`."""
    members = tuple(replace(item, group=name) for item in drivers)
    return Group(**({"title": name, "origin": "entry points"} | fields), name=name, drivers=members)


def entry_point(
    line: str, group: str = "demo.drivers", location: Location | None = None, **fields: Any
) -> EntryPoint:
    """Return the entry point that a line ``name = module:attribute [extra]`` announces.

    The line is taken to be in its canonical form; other ``fields`` of
    :class:`~wharfinger.model.EntryPoint`, such as ``faults``, say otherwise.
    """
    name, _, value = (part.strip() for part in line.partition("="))
    target, _, extras = value.rstrip("]").partition("[")
    module, _, attr = target.strip().partition(":")
    defaults: dict[str, Any] = {
        "value": value,
        "module": module,
        "attr": attr,
        "extras": tuple(extra.strip() for extra in extras.split(",") if extra),
        "location": location or Location("setup.cfg", 1),
    }
    return EntryPoint(group=group, name=name, **(defaults | fields))


def distribution(
    *entry_points: EntryPoint, name: str = "demo", version: str = "1.0", **fields: Any
) -> Distribution:
    """Return a source tree's distribution.

    ``fields`` are those of :class:`~wharfinger.model.Distribution`.
    """
    defaults: dict[str, Any] = {"origin": "tree", "location": Location("setup.cfg")}
    return Distribution(name, version, entry_points=entry_points, **(defaults | fields))


def catalog(*groups: Group, **fields: Any) -> Catalog:
    """Return a catalog of groups. ``fields`` are those of :class:`~wharfinger.model.Catalog`."""
    distributions: tuple[Distribution, ...] = fields.get("distributions", ())
    examined = Examined(
        distributions=len(distributions),
        entry_points=sum(len(item.entry_points) for item in distributions),
        drivers=sum(len(item.drivers) for item in groups),
        interfaces=len({item.interface.name for item in groups if item.interface}),
    )
    return Catalog(groups=groups, **({"examined": examined} | fields))


def run_check(check: Check, subject: Catalog | Request, **options: Any) -> tuple[Finding, ...]:
    """Run one check on a catalog, or on what a request reads, and return its findings.

    The check need not be announced as an entry point. ``options`` are laid over the defaults
    that it declares. Raises :class:`AssertionError` if it does not declare one of them, and
    if it says that it cannot run: a test of a check that did not run proves nothing.
    """
    values = {option.name: option.default for option in check.info.options}
    for name in options.keys() - values.keys():
        raise AssertionError(f"{check.info.code} has no option {name!r}")
    values |= options
    catalog = pipeline.read(subject, check.info.parts) if isinstance(subject, Request) else subject
    reason = check.validate(catalog, values)
    if reason:
        raise AssertionError(f"{check.info.code} did not run: {reason}")
    return tuple(check.run(catalog, values))


def project(files: Mapping[str, str], folder: Path) -> Request:
    """Write files below a folder and return the request to look at them.

    The folder itself and every folder with a ``setup.cfg``, ``pyproject.toml`` or
    ``setup.py`` of its own is a source tree: ``setup.cfg`` and ``other/setup.cfg`` make
    two. Texts may be indented as a whole. Raises
    :class:`~wharfinger.errors.OutsideRootError` for a name that leads out of the folder.
    """
    trees = {folder.resolve()}
    for name, text in files.items():
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise OutsideRootError(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        if path.name in _BUILD_FILES:
            trees.add(path.parent)
    return Request(trees=tuple(sorted(trees)))


def patch(
    files: Mapping[str, str], folder: Path, message: str = "Change it", tag: str = ""
) -> Request:
    """Write two commits of a repository and return the request to compare them.

    The names of files begin with ``base/`` or ``head/``, for the state that they are part of.
    ``tag`` is the release that the first commit is, if it is one.
    Raises :class:`~wharfinger.errors.OutsideRootError` like :func:`project`.
    """
    states = {
        side: {
            name.removeprefix(f"{side}/"): text
            for name, text in files.items()
            if name.startswith(f"{side}/")
        }
        for side in ("base", "head")
    }
    folder.mkdir(parents=True, exist_ok=True)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    for side, subject in (("base", "Begin"), ("head", message)):
        for old in folder.rglob("*"):
            if old.is_file() and ".git" not in old.relative_to(folder).parts:
                old.unlink()
        project(states[side], folder)
        _git(folder, "add", "--all", "--force")
        _git(folder, "commit", "--quiet", "--allow-empty", f"--message={subject}")
        if tag and side == "base":
            _git(folder, "tag", tag)
    return Request(trees=(folder.resolve(),), base="HEAD^")


def _git(folder: Path, *arguments: str) -> None:
    """Run git without the configuration of whoever runs the tests, at a fixed time."""
    who = {f"GIT_{role}_{key}": "demo" for role in ("AUTHOR", "COMMITTER") for key in _WHO}
    when = {f"GIT_{role}_DATE": "2020-01-01T00:00:00Z" for role in ("AUTHOR", "COMMITTER")}
    own = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    subprocess.run(
        ("git", "-C", str(folder), *arguments),
        check=True,
        env={**own, **who, **when, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
    )


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a page: the section that it stands in, and its files by name."""

    section: str
    files: Mapping[str, str]


def page_examples(page: str) -> tuple[Example, ...]:
    """Return the examples of a documentation page in reStructuredText.

    An example is the ``code-block`` directives with a ``:caption:`` in one section; the
    caption is the file's name. A name that comes again begins the next example. Pictures of
    control characters stand for these: ``␀``, ``␉``, ``␍`` and ``␠``. At ``␃`` the file ends.
    """
    return tuple(
        Example(title, files) for title, text in _sections(page) for files in _examples(text)
    )


def _sections(page: str) -> Iterator[tuple[str, str]]:
    headings = [h for h in _HEADING.finditer(page) if len(h["line"]) >= len(h["title"])]
    ends = [*(heading.start() for heading in headings[1:]), len(page)][: len(headings)]
    for heading, end in zip(headings, ends, strict=True):
        yield heading["title"], page[heading.end() : end]


def _examples(text: str) -> Iterator[Mapping[str, str]]:
    files: dict[str, str] = {}
    for block in _CODE.finditer(text + "\n"):
        if block["name"] in files:
            yield files
            files = {}
        files[block["name"]] = _unpictured(dedent(block["body"]).strip("\n") + "\n")
    if files:
        yield files


def _unpictured(text: str) -> str:
    """Return what pictures of control characters stand for; a page could not show the others."""
    return text.partition("\u2403")[0].translate(_PICTURES)
