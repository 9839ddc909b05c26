# SPDX-License-Identifier: Apache-2.0
"""What ``pyproject.toml`` declares: the ``[project]`` table, and poetry's older form.

The table is that of the *pyproject.toml specification* of the Python Packaging User Guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wharfinger.model import EntryPoint, Fault, Location, Requirement
from wharfinger.sources import core_metadata, files
from wharfinger.sources.core_metadata import CoreMetadata
from wharfinger.sources.entry_points import Announced, join, parse, read_file
from wharfinger.sources.tree.declared import Declared, unreadable
from wharfinger.sources.tree.setup_cfg import package_parent
from wharfinger.sources.tree.toml_lines import Keys, Lines

NAME = "pyproject.toml"
_SCRIPTS = (
    (("project", "scripts"), "console_scripts"),
    (("project", "gui-scripts"), "gui_scripts"),
    (("tool", "poetry", "scripts"), "console_scripts"),
)
_GROUPS = (("project", "entry-points"), ("tool", "poetry", "plugins"))
_FOLDERS = (
    ("tool", "setuptools", "packages", "find", "where"),
    ("tool", "pdm", "build", "package-dir"),
    ("tool", "uv", "build-backend", "module-root"),
    ("tool", "maturin", "python-source"),
)
# The time that tomllib takes for a dotted key grows with the square of its parts.
_MOST_DOTS = 2000
_WHEEL = ("tool", "hatch", "build", "targets", "wheel")


def read(tree: Path) -> Declared | None:
    """Read a tree's ``pyproject.toml``; None if there is none. Faults are returned."""
    if not files.exists(tree / NAME):
        return None
    import tomllib

    try:
        text = files.read_text(tree / NAME, tree, files.PROJECT_FILE_LIMIT)
        if max(line.count(".") for line in text.split("\n")) > _MOST_DOTS:
            raise RecursionError
        data = tomllib.loads(text)
    except files.UnreadableError as error:
        return unreadable(NAME, error.reason)
    except (ValueError, RecursionError) as error:
        deep = isinstance(error, RecursionError)
        line = re.search(r"line (\d+)", str(error))
        reason = "it is nested too deeply" if deep else f"it is not valid TOML: {error}"
        return unreadable(NAME, reason, int(line[1]) if line else 0)
    dynamic = _strings(_at(data, "project", "dynamic"))
    return Declared(
        NAME,
        metadata=_metadata(data),
        announced=join(_announced(data, Lines(text)), _listed(tree, data)),
        version_from=_version_from(data),
        package_folders=tuple(_package_folders(data)),
        open=any(key in dynamic for key in ("entry-points", "scripts", "gui-scripts")),
    )


def _at(data: Any, *keys: str) -> Any:
    """Return the value of a key path, None where there is no such thing."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _table(data: Any, *keys: str) -> dict[str, Any]:
    value = _at(data, *keys)
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _strings(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(item for item in items if isinstance(item, str))


def _announced(data: dict[str, Any], lines: Lines) -> Announced:
    found: list[EntryPoint] = []
    empty: list[tuple[str, Location]] = []
    faults: list[Fault] = []
    for group, keys in _group_tables(data):
        table = _at(data, *keys)
        place = Location(NAME, lines.find(*keys))
        if not isinstance(table, dict):
            faults.append(Fault(f"{'.'.join(keys)} is not a table", place))
        elif not table:
            empty.append((group, place))
        else:
            for name, value in table.items():
                place = Location(NAME, lines.find(*keys, name))
                target = _target(value)
                if target is None:
                    faults.append(Fault(f"the entry point {name!r} of {group} is not text", place))
                else:
                    found.append(parse(group, name, target, place))
    return Announced(tuple(found), tuple(empty), tuple(faults))


def _listed(tree: Path, data: dict[str, Any]) -> Announced:
    """Read the files of entry points that setuptools is told to read."""
    named = _strings(_at(data, "tool", "setuptools", "dynamic", "entry-points", "file"))
    return join(*(read_file(tree / name, tree) for name in named))


def _group_tables(data: dict[str, Any]) -> Iterator[tuple[str, Keys]]:
    for keys, group in _SCRIPTS:
        if _at(data, *keys):
            yield group, keys
    for keys in _GROUPS:
        yield from ((group, (*keys, group)) for group in _table(data, *keys))


def _target(value: Any) -> str | None:
    if isinstance(value, dict):
        # Poetry's long form: {reference = "module:attr", extras = […], type = "console"}.
        value = value.get("reference", value.get("callable"))
    return value if isinstance(value, str) else None


def _metadata(data: dict[str, Any]) -> CoreMetadata:
    project, poetry = _table(data, "project"), _table(data, "tool", "poetry")
    classifiers = _strings(project.get("classifiers")) or _strings(poetry.get("classifiers"))
    licence = project.get("license") or poetry.get("license")
    return CoreMetadata(
        name=_text(project.get("name")) or _text(poetry.get("name")),
        version=_text(project.get("version")) or _text(poetry.get("version")),
        maintainers=_people(project, poetry, "maintainers") or _people(project, poetry, "authors"),
        licence=core_metadata.licence(_text(licence), _text(_at(licence, "text")), classifiers),
        urls=tuple(_urls(project, poetry)),
        development_status=core_metadata.development_status(classifiers),
        requires=(*_requires(project), *_poetry_requires(poetry)),
    )


def _people(project: dict[str, Any], poetry: dict[str, Any], key: str) -> tuple[str, ...]:
    tables = project.get(key)
    tables = tables if isinstance(tables, list) else []
    names = [_text(_at(item, "name")) for item in tables]
    emails = [_text(_at(item, "email")) for item in tables]
    return core_metadata.people(names, filter(None, emails)) or core_metadata.people(
        (), _strings(poetry.get(key))
    )


def _urls(project: dict[str, Any], poetry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in ("homepage", "repository", "documentation"):
        if url := _text(poetry.get(key)):
            yield key.capitalize(), url
    for table in (project, poetry):
        yield from ((k, v) for k, v in _table(table, "urls").items() if isinstance(v, str))


def _requires(project: dict[str, Any]) -> Iterator[Requirement]:
    yield from core_metadata.requirements(_strings(project.get("dependencies")))
    for extra, lines in _table(project, "optional-dependencies").items():
        yield from core_metadata.requirements(_strings(lines), extra)


def _poetry_requires(poetry: dict[str, Any]) -> Iterator[Requirement]:
    extras = _table(poetry, "extras")
    for name, value in _table(poetry, "dependencies").items():
        if name == "python":
            continue
        if _at(value, "optional") is not True:
            yield Requirement(name)
        yield from (Requirement(name, key) for key in extras if name in _strings(extras[key]))


def _version_from(data: dict[str, Any]) -> str:
    setuptools = _at(data, "tool", "setuptools", "dynamic", "version")
    if attr := _text(_at(setuptools, "attr")):
        return f"attr: {attr}"
    if paths := _strings(_at(setuptools, "file")):
        return f"file: {paths[0]}"
    if path := _text(_at(data, "tool", "hatch", "version", "path")):
        return f"path: {path}"
    if "flit" in _text(_at(data, "build-system", "build-backend")):
        name = _text(_at(data, "tool", "flit", "module", "name")) or _text(
            _at(data, "project", "name")
        )
        return f"attr: {name.replace('-', '_')}.__version__"
    return ""


def _package_folders(data: dict[str, Any]) -> Iterator[str]:
    for keys in _FOLDERS:
        yield from _strings(_at(data, *keys))
    for package, folder in _table(data, "tool", "setuptools", "package-dir").items():
        yield from package_parent(package, _text(folder))
    packages = _at(data, "tool", "poetry", "packages")
    for item in packages if isinstance(packages, list) else ():
        yield from _strings(_at(item, "from"))
    for path in _strings(_at(data, *_WHEEL, "packages")):
        yield path.rstrip("/").rpartition("/")[0] or "."
    yield from _strings(_at(data, *_WHEEL, "sources"))
