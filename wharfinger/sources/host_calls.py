# SPDX-License-Identifier: Apache-2.0
"""The source of the calls that a host certainly makes on the drivers of a group."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wharfinger.model import Group, HostCall, Location, Reading, Request, SourceInfo
from wharfinger.sources import files, nodes, remembering
from wharfinger.sources.calls import call_of
from wharfinger.sources.own_calls import methods, own_calls
from wharfinger.sources.receivers import (
    FunctionNode,
    Knowledge,
    Scope,
    mapped,
    meaning,
    scopes,
)

if TYPE_CHECKING:
    from wharfinger.sources.group_answers import GroupAnswers
    from wharfinger.sources.python import Reader
    from wharfinger.sources.python.module import Module

# The method of stevedore's managers that calls a method of each driver by its name.
_MAPPED = "map_method"
_TEST_PARTS = frozenset({"test", "tests"})


class HostCallSource:
    """Gives the part ``host_calls``."""

    info = SourceInfo(
        name="host_calls",
        part="host_calls",
        summary="calls that a host makes on the drivers of its groups, as far as that is certain",
        requires=("groups", "distributions", "policy"),
    )

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return the calls on the drivers of all groups that have an interface.

        Where commits are compared only the part of the host is searched in which the interface
        is: the cost then follows the patch.
        """
        groups = [group for group in parts["groups"] if group.interface and group.drivers]
        if not groups:
            return Reading(())
        (policy,) = parts["policy"]
        if remembering.is_active():
            from wharfinger.sources.group_answers import group_answers

            answers = group_answers(request, parts["distributions"], policy)
            return _remembered(request, answers, groups)
        from wharfinger.sources.sharing import shared_builder

        builder = shared_builder(request, parts["distributions"], policy)
        reader, before = builder.reader, builder.reader.files_read
        found: list[HostCall] = []
        for group in groups:
            interface = builder.classes(group.name).interface
            found += own_calls(group, interface, reader) if interface else ()
        for folder, inside in _by_folder(groups, narrow=request.base is not None).items():
            found += _Search(reader, inside).below(folder)
        return Reading(_sorted(found), reader.files_read - before if before else 0)


def _remembered(request: Request, answers: GroupAnswers, groups: list[Group]) -> Reading:
    """Return the calls, each file searched alone: a patch touches few of them."""
    from wharfinger.sources.mentions import mentioning

    found = [call for group in groups for call in answers.of(group.name).calls]
    read: set[str] = set()
    for folder, inside in _by_folder(groups, narrow=False).items():
        search = _FileSearch(request, answers, inside)
        for name, path in mentioning(mention(inside), answers.folders, folder, _TEST_PARTS):
            calls, used = search.remembered(name, path)
            found += calls
            read |= used
    return Reading(_sorted(found), len(read - answers.files_read()))


def with_groups(
    request: Request,
    parts: Mapping[str, tuple[Any, ...]],
    calls: tuple[HostCall, ...],
) -> tuple[HostCall, ...]:
    """Return calls of a patch with the groups whose drivers certainly receive them.

    ``parts`` are those that the source requires. Only files with a call that may be one of an
    interface's methods are read. A call of several groups comes once for each of them.
    """
    groups = [group for group in parts["groups"] if group.interface]
    names = {_MAPPED}.union(*map(methods, groups))
    wanted = dict.fromkeys(call.location.path for call in calls if call.name in names)
    if not groups or not wanted or not remembering.is_active():
        return calls
    from wharfinger.sources.group_answers import group_answers

    (policy,) = parts["policy"]
    search = _FileSearch(request, group_answers(request, parts["distributions"], policy), groups)
    certain: dict[Location, list[HostCall]] = {}
    for path in wanted:
        for call in search.shown_at(path):
            certain.setdefault(call.location, []).append(call)
    return tuple(
        replace(call, name=found.name, positional=found.positional, group=found.group)
        for call in calls
        for found in certain.get(call.location, [call])
    )


class _FileSearch:
    """Searches files for calls on the drivers of some groups, each with a reader of its own."""

    def __init__(self, request: Request, answers: GroupAnswers, groups: list[Group]) -> None:
        self._start = request.trees[0] if request.trees else ""
        self._answers = answers
        self._groups = groups
        self._key = tuple(
            (group.name, group.interface.name if group.interface else "", methods(group))
            for group in groups
        )

    def shown_at(self, shown: str) -> tuple[HostCall, ...]:
        """Return the calls in a file by its path in the project, none where it is no module."""
        from wharfinger.sources.python.finder import module_name

        for root in self._answers.folders:
            path = f"{root.shown_from}/{shown}"
            inside = path.removeprefix(f"{root.folder}/")
            name = module_name(inside) if inside != path else ""
            if name and files.is_file(path):
                return self.remembered(name, path)[0]
        return ()

    def remembered(self, name: str, path: str) -> tuple[tuple[HostCall, ...], frozenset[str]]:
        """Return the calls in a module, and the files that were read to understand it."""
        roots = tuple(root.shown_from for root in self._answers.folders)
        shown = next((path.removeprefix(root) for root in roots if path.startswith(root)), path)
        question = ("host calls", name, shown)
        return remembering.remembered(
            question, self._key, self._start, lambda: self._search(name, path)
        )

    def _search(self, name: str, path: str) -> tuple[tuple[HostCall, ...], frozenset[str]]:
        from wharfinger.sources.python import Reader

        reader = Reader(self._answers.folders)
        calls = tuple(_Search(reader, self._groups).in_file(name, path))
        return calls, self._answers.read_by(reader)


def _sorted(calls: Iterable[HostCall]) -> tuple[HostCall, ...]:
    return tuple(sorted(dict.fromkeys(calls), key=lambda c: (c.location, c.group, c.name)))


def mention(groups: Iterable[Group]) -> re.Pattern[bytes]:
    """Return what a module has to say to be worth reading: a group, or an interface of one."""
    groups = tuple(groups)
    spaces = "|".join(re.escape(group.name) for group in groups)
    names = dict.fromkeys(group.interface.name if group.interface else "" for group in groups)
    classes = "|".join(re.escape(name.rpartition(":")[2]) for name in names)
    pattern = rf"['\"](?:{spaces})['\"]|[:>][ \t]*['\"]?(?:\w+(?:\.|\[))*(?:{classes})\b"
    return re.compile(pattern.encode())


def _by_folder(groups: list[Group], *, narrow: bool) -> dict[str, list[Group]]:
    """Return the groups by the folder in which their host's code is."""
    found: dict[str, list[Group]] = {}
    for group in groups:
        module = group.interface.name.partition(":")[0] if group.interface else ""
        parts = module.split(".")
        depth = 2 if narrow and len(parts) > 2 else 1
        found.setdefault("/".join(parts[:depth]), []).append(group)
    return found


class _Search:
    """Searches the modules of a host for calls on the drivers of some groups."""

    def __init__(self, reader: Reader, groups: list[Group]) -> None:
        self._reader = reader
        self._methods = {group.name: methods(group) for group in groups}
        self._groups_of: dict[str, tuple[str, ...]] = {}
        for group in groups:
            name = group.interface.name if group.interface else ""
            self._groups_of[name] = (*self._groups_of.get(name, ()), group.name)
        self._pattern = mention(groups)

    def below(self, folder: str) -> Iterator[HostCall]:
        """Yield the calls in the modules below a folder, tests left out."""
        from wharfinger.sources.python.parsing import UnreadableSourceError, read_bytes

        for name, path in self._reader.names.finder.modules_below(folder):
            if not _TEST_PARTS.isdisjoint(name.split(".")):
                continue
            try:
                wanted = self._pattern.search(read_bytes(path))
            except UnreadableSourceError:
                continue
            if wanted:
                yield from self.in_file(name, path)

    def in_file(self, name: str, path: str) -> Iterator[HostCall]:
        """Yield the calls in a module."""
        from wharfinger.sources.python.parsing import UnreadableSourceError

        try:
            tree = self._reader.names.source(path).tree
        except UnreadableSourceError:
            return
        module = self._reader.module(name)
        if module is not None:
            yield from self._in_module(tree, module)

    def _in_module(self, tree: ast.Module, module: Module) -> Iterator[HostCall]:
        known = Knowledge(
            constants=_constants(tree),
            groups=frozenset(self._methods),
            absolute=lambda node: self._reader.names.absolute_name(node, module),
            groups_of=lambda node: self._annotated(node, module),
        )
        for function, owner, scope in scopes(tree, known):
            inside = f"{owner}.{function.name}".lstrip(".")
            for call, groups in _calls(function, scope, known, module.shown):
                for group in groups:
                    if call.name in self._methods[group]:
                        yield replace(call, group=group, inside=inside)

    def _annotated(self, node: ast.expr, module: Module) -> tuple[str, ...]:
        """Return the groups whose interface an annotation names, alone or beside None."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self._annotated_text(node.value, module)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name | ast.Attribute):
            last = node.value.attr if isinstance(node.value, ast.Attribute) else node.value.id
            return self._annotated(node.slice, module) if last == "Optional" else ()
        if isinstance(node, ast.BinOp):
            sides = [n for n in (node.left, node.right) if not _is_none(n)]
            return self._annotated(sides[0], module) if len(sides) == 1 else ()
        if not isinstance(node, ast.Name | ast.Attribute):
            return ()
        symbol = self._reader.names.resolve_expression(node, module)
        return self._groups_of.get(symbol.qualified, ()) if symbol.kind == "class" else ()

    def _annotated_text(self, text: str, module: Module) -> tuple[str, ...]:
        try:
            return self._annotated(ast.parse(text, mode="eval").body, module)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ()


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _constants(tree: ast.Module) -> dict[str, str]:
    """Return the texts that names of a module are bound to, if only bound once at its top."""
    found: dict[str, list[str | None]] = {}
    for node in tree.body:
        for target in node.targets if isinstance(node, ast.Assign) else ():
            value = getattr(getattr(node, "value", None), "value", None)
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(value if isinstance(value, str) else None)
    return {name: values[0] for name, values in found.items() if values[0] and len(values) == 1}


def _calls(
    function: FunctionNode, scope: Scope, known: Knowledge, path: str
) -> Iterator[tuple[HostCall, tuple[str, ...]]]:
    for node in nodes.walk(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        call = call_of(node, path)
        receiver = meaning(node.func.value, scope, known)
        if call is not None and receiver and receiver.kind == "driver":
            yield call, receiver.groups
        elif call is not None and (found := mapped(node, scope, known)):
            name, several = found
            yield replace(call, name=name, positional=call.positional - 1), several.groups


source = HostCallSource()
