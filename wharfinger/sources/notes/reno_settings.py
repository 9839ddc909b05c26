# SPDX-License-Identifier: Apache-2.0
"""The configuration of reno, read as reno reads it, without reno."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from wharfinger.model import CodedFault, Location
from wharfinger.sources import files
from wharfinger.sources.notes import codes, phrases
from wharfinger.sources.notes.settings import SECTIONS, TITLES, Settings, exists, fault, unreadable
from wharfinger.sources.yaml_nodes import MOST_LEVELS, NodeError, compose, line_of

TOP = "releasenotes"
FILES = (f"{TOP}/config.yaml", "reno.yaml")
"""The files that reno looks for; the first that is there counts alone."""

_TAG = "tag:yaml.org,2002:"
_MOST_VALUES = 20_000
_OPTIONS: Mapping[str, type] = {
    "notesdir": str,
    "allow_subdirectories": bool,
    "collapse_pre_releases": bool,
    "stop_at_branch_base": bool,
    "branch": str,
    "default_branch": str,
    "earliest_version": str,
    "template": str,
    "add_release_date": bool,
    "release_tag_re": str,
    "pre_release_tag_re": str,
    "branch_name_re": str,
    "closed_branch_tag_re": str,
    "branch_name_prefix": str,
    "branch_sort_re": str,
    "branch_sort_prefix": str,
    "sections": list,
    "prelude_section_name": str,
    "ignore_null_merges": bool,
    "ignore_notes": list,
    "unreleased_version_title": str,
    "encoding": str,
    "semver_major": list,
    "semver_minor": list,
    "semver_patch": list,
}
_PATTERNS = ("release_tag_re", "pre_release_tag_re", "branch_name_re", "closed_branch_tag_re")
_WORDS = {str: "text", bool: "true or false", list: "a list"}


def read(tree: Path, folder: str = "") -> Settings | None:
    """Return the settings of a project that uses reno, None for one that does not."""
    path = next((name for name in FILES if exists(tree, name)), "")
    default = folder or f"{TOP}/notes"
    if not path and not _has_notes(tree, default):
        return None
    if not path:
        return Settings("reno", default, phrases=phrases.of(""))
    try:
        text = files.read_text(tree / path, tree, files.PROJECT_FILE_LIMIT)
        document = _Document(path, compose(text))
        options = document.options()
    except files.UnreadableError as error:
        return _broken(path, default, unreadable(path, error.reason))
    except NodeError as error:
        return _broken(path, default, unreadable(path, error.message, error.line))
    return _settings(document, options, default)


def _has_notes(tree: Path, folder: str, deepest: int = 3) -> bool:
    names = files.names(tree / folder)
    if any(name.endswith((".yaml", ".yml")) for name in names):
        return True
    inner = (f"{folder}/{name}" for name in names if "." not in name)
    return deepest > 0 and any(_has_notes(tree, path, deepest - 1) for path in inner)


def _broken(path: str, folder: str, what: CodedFault) -> Settings:
    return Settings("reno", folder, phrases=phrases.of(""), path=path, faults=(what,))


def _settings(document: _Document, options: dict[str, Any], default: str) -> Settings:
    faults = tuple(_faults(document, options))
    good = {name: value for name, value in options.items() if _fits(name, value)}
    sections, kinds = _sections(good.get("sections"))
    titles = tuple(entry[1] for entry in good.get("sections", ()) if not _section_problem(entry))
    notes = good.get("notesdir")
    return Settings(
        tool="reno",
        folder=_below_top(notes) if notes else default,
        sections=sections,
        kinds=kinds,
        titles=titles or TITLES,
        prelude=good.get("prelude_section_name", "prelude"),
        ignored=tuple(item for item in good.get("ignore_notes", ()) if isinstance(item, str)),
        phrases=phrases.of(good.get("template", "")),
        encoding=_encoding(good.get("encoding", "")) or "utf-8",
        subfolders=good.get("allow_subdirectories", False),
        options=good,
        path=document.path,
        faults=faults,
    )


def _below_top(folder: str) -> str:
    parts = [part for part in folder.split("/") if part not in {"", "."}]
    return "/".join([TOP, *parts]) if ".." not in parts else f"{TOP}/notes"


def _encoding(name: str) -> str:
    try:
        b"a".decode(name)
    except (LookupError, ValueError):
        return ""
    return name


def _sections(value: Any) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the names of sections, and the section that each subsection belongs to."""
    entries = [entry for entry in value or () if not _section_problem(entry)]
    if not entries:
        return SECTIONS, {}
    kinds: dict[str, str] = {}
    above = ""
    for entry in entries:
        if len(entry) == 3 and entry[2] > 1 and above:
            kinds[entry[0]] = above
        else:
            above = entry[0]
    return tuple(entry[0] for entry in entries), kinds


def _section_problem(entry: Any) -> str:
    if not isinstance(entry, list) or len(entry) not in {2, 3}:
        return "a section is a list of its name, its title and, for a subsection, its level"
    if not all(isinstance(part, str) for part in entry[:2]):
        return "the name and the title of a section are text"
    if len(entry) == 3 and entry[2] not in {1, 2, 3}:
        return "the level of a section is 1, 2 or 3"
    return ""


def _fits(name: str, value: Any) -> bool:
    return name in _OPTIONS and isinstance(value, _OPTIONS[name])


def _faults(document: _Document, options: Mapping[str, Any]) -> Iterator[CodedFault]:
    for name, value in options.items():
        problem = _problem(name, value)
        if problem:
            yield fault(
                codes.SETTINGS,
                f"{name}: {problem}",
                "Mend the value, or remove it for reno's default.",
                Location(document.path, document.lines[name]),
                name,
            )


def _problem(name: str, value: Any) -> str:
    if name not in _OPTIONS:
        return "reno has no such option and ignores it"
    if not _fits(name, value):
        # None is how reno spells some of its own defaults.
        return "" if value is None else f"the value is {_WORDS[_OPTIONS[name]]}"
    if name == "sections":
        return next(filter(None, map(_section_problem, value)), "")
    if name == "encoding" and not _encoding(value):
        return f"there is no encoding {files.quoted(value)}"
    return _pattern_problem(name, value) if name in _PATTERNS else ""


def _pattern_problem(name: str, value: str) -> str:
    try:
        pattern = re.compile(value, re.VERBOSE)
    except (re.error, RecursionError, OverflowError) as error:
        return f"it is no regular expression: {error}"
    if name == "closed_branch_tag_re" and not pattern.groups:
        return "it has no group for the branch's name, so it matches no closed branch"
    if name == "pre_release_tag_re" and "pre_release" not in pattern.groupindex:
        return "it has no group named pre_release"
    return ""


@dataclass(slots=True)
class _Document:
    """The options of a configuration as plain data, with the line of each."""

    path: str
    root: yaml.Node | None
    values: int = 0
    lines: dict[str, int] = field(default_factory=dict)

    def options(self) -> dict[str, Any]:
        """Return the options. Raises :class:`NodeError` if they are no mapping."""
        if self.root is None or self.root.tag == f"{_TAG}null":
            return {}
        if not isinstance(self.root, yaml.MappingNode):
            raise NodeError(line_of(self.root), "it is no mapping of options to values")
        found: dict[str, Any] = {}
        for key, value in self.root.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            self.lines[name] = line_of(key)
            found[name] = self._plain(value, 0)
        return found

    def _plain(self, node: yaml.Node, depth: int) -> Any:
        self.values += 1
        if self.values > _MOST_VALUES or depth > MOST_LEVELS:
            raise NodeError(line_of(node), "more values than any configuration has")
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, depth + 1) for item in node.value]
        return _scalar(node) if isinstance(node, yaml.ScalarNode) else {}


def _scalar(node: yaml.ScalarNode) -> Any:
    text = str(node.value)
    match node.tag.removeprefix(_TAG):
        case "null":
            return None
        case "bool":
            return text.lower() in {"yes", "true", "on"}
        case "int":
            return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else text
        case _:
            return text
