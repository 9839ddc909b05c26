# SPDX-License-Identifier: Apache-2.0
"""Options of oslo.config: those in a module, and what a patch does to them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wharfinger.model import DeclaredOption, Location, OptionChange
from wharfinger.sources import nodes
from wharfinger.sources.patch_text.chunks import Parsed, Side, parse, sides
from wharfinger.sources.patch_text.constants import Computed, Constants, unparsed
from wharfinger.sources.python.syntax import dotted_parts

_TYPES = frozenset(
    f"{kind}Opt"
    for kind in (
        *("", "Str", "Bool", "Int", "Float", "List", "Dict", "Multi", "MultiStr", "IP"),
        *("Port", "Hostname", "HostAddress", "HostDomain", "URI"),
    )
)
_MENTIONED = re.compile(r"\boslo[._]config\b")
_IMPORTED = re.compile(r"^\s*from\s+oslo[._]config\.cfg\s+import\b", re.MULTILINE)
_RENAMED = re.compile(
    r"^\s*(?:from\s+oslo[._]config\s+import\s+cfg|import\s+oslo[._]config\.cfg)\s+as\s+(\w+)",
    re.MULTILINE,
)
# A registration names a list of options, or one, and perhaps the group that they belong to.
_REGISTERED = re.compile(
    r"\bregister_(?:cli_)?opts?\(\s*(?P<name>\w+)\s*,\s*(?:group\s*=\s*)?"
    r"(?:(?P<quote>['\"])(?P<text>[\w.-]+)(?P=quote)|(?P<constant>\w+))"
)
_GROUP = re.compile(
    r"^(?P<name>\w+)[ \t]*=[ \t]*(?:\w+\.)?OptGroup\(\s*(?:name[ \t]*=[ \t]*)?"
    r"(?P<quote>['\"])(?P<text>[\w.-]+)(?P=quote)",
    re.MULTILINE,
)
# A list of options that have names of their own.
_LIST = re.compile(r"^(?P<name>\w+)[ \t]*=[ \t]*[\[(](?P<items>[\w\s,]+)[\])]", re.MULTILINE)
# How a module calls a group by its own name.
_OWN_NAME = re.compile(r"__name__\.r?split\(['\"]\.['\"](?:, 1)?\)\[-1\]")
_FORMER = "DeprecatedOpt"


@dataclass(frozen=True, slots=True)
class _Option:
    """An option as it is declared. ``default`` compares by meaning, ``shown`` is its text."""

    name: str
    group: str
    file: str
    location: Location
    default: object
    shown: str
    deprecated: bool
    former: tuple[str, ...]


def option_changes(pairs: Sequence[tuple[Side, Side]]) -> tuple[OptionChange, ...]:
    """Return what happened to options in some changed files, by place and name.

    Options are known by their names, and by their groups where these can be seen. One that
    moved to another file is the same. One that goes on under a new name is deprecated, with
    the new name as ``new``.
    """
    old: list[_Option] = []
    new: list[_Option] = []
    for before, after in pairs:
        if _MENTIONED.search(before.text) or _MENTIONED.search(after.text):
            names = _changed_names(before) | _changed_names(after)
            old += _options(before, after.path, names)
            new += _options(after, after.path, names)
    return tuple(sorted(_compared(old, new), key=lambda c: (c.location, c.name, c.change)))


def declared_options(path: str, data: bytes) -> Iterator[DeclaredOption]:
    """Yield the options that a module declares: calls of any name that ends with ``Opt``."""
    pair = sides(path, None, path, data)
    if pair is None:
        return
    reader = _Reader(pair[1], path, any_type=True)
    for part in pair[1].changed:
        if "Opt" in part.chunk.text:
            for option in reader.read(part):
                yield DeclaredOption(option.name, option.group, option.location)


def _changed_names(side: Side) -> set[str]:
    return {part.chunk.word for part in side.changed}


def _options(side: Side, file: str, names: set[str]) -> Iterator[_Option]:
    """Yield the options in the changed statements, and in those that use what changed."""
    reader = _Reader(side, file)
    for part in (*side.changed, *_users(side, names)):
        if "Opt" in part.chunk.text:
            yield from reader.read(part)


def _users(side: Side, names: set[str]) -> Iterator[Parsed]:
    constants = sorted(name for name in names if name.isidentifier() and name.isupper())
    if not constants or any(part.chunk.text is side.text for part in side.changed):
        return
    pattern = re.compile(rf"\b(?:{'|'.join(constants)})\b")
    changed = {part.chunk.before for part in side.changed}
    for chunk in side.chunks:
        if "Opt" not in chunk.text or chunk.before in changed:
            continue
        body = parse(chunk.text) if pattern.search(chunk.text) else None
        if body is not None:
            yield Parsed(chunk, body)


class _Reader:
    """Reads the options of one side of a file; with ``any_type`` those of other modules too."""

    def __init__(self, side: Side, file: str, *, any_type: bool = False) -> None:
        self._side = side
        self._file = file
        self._any_type = any_type
        self._constants = Constants(side)
        self._modules = {"cfg", *_RENAMED.findall(side.text)}
        self._imported = _IMPORTED.search(side.text) is not None
        self._groups = self._registered()

    def _registered(self) -> dict[str, str]:
        """Return the groups of lists of options, and of options in lists, by their names.

        What is registered in several groups has none that is certain.
        """
        groups = {match["name"]: match["text"] for match in _GROUP.finditer(self._side.text)}
        found: dict[str, set[str]] = {}
        for match in _REGISTERED.finditer(self._side.text):
            constant = match["constant"] or ""
            group = match["text"] or groups.get(constant) or self._group_named(constant)
            found.setdefault(match["name"], set()).add(group)
        for match in _LIST.finditer(self._side.text):
            for name in re.findall(r"\w+", match["items"]):
                found.setdefault(name, set()).update(found.get(match["name"], ()))
        return {name: max(texts) for name, texts in found.items() if len(texts) == 1}

    def _group_named(self, constant: str) -> str:
        value = self._constants.value(ast.Name(constant, ast.Load()))
        if isinstance(value, str):
            return value
        if isinstance(value, Computed) and _OWN_NAME.fullmatch(value.text):
            return self._file.rpartition("/")[2].removesuffix(".py")
        return ""

    def read(self, part: Parsed) -> Iterator[_Option]:
        """Yield the options that a statement declares."""
        for statement in part.body:
            group = self._group_of(statement)
            for node in nodes.walk(statement):
                if isinstance(node, ast.Call) and self._is_option(node.func):
                    yield from self._option(node, part.chunk.before, group)

    def _group_of(self, node: ast.stmt) -> str:
        targets = node.targets if isinstance(node, ast.Assign) else []
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        return next((self._groups[name] for name in names if name in self._groups), "")

    def _is_option(self, node: ast.expr) -> bool:
        *owner, name = dotted_parts(node) or [""]
        if self._any_type:
            return name.endswith("Opt") and name != _FORMER
        if name not in _TYPES:
            return False
        return owner[-1] in self._modules if owner else self._imported

    def _option(self, node: ast.Call, before: int, group: str) -> Iterator[_Option]:
        keywords = {item.arg: item.value for item in node.keywords if item.arg}
        first = node.args[0] if node.args else keywords.get("name")
        name = self._text(first)
        if not name:
            return
        default = keywords.get("default")
        yield _Option(
            name=name,
            group=group,
            file=self._file,
            location=Location(self._side.path, before + node.lineno),
            default=self._constants.value(default) if default else ("constant", "None"),
            shown=unparsed(default) if default else "",
            deprecated=_is_true(keywords.get("deprecated_for_removal")),
            former=tuple(self._former(keywords)),
        )

    def _former(self, keywords: dict[str, ast.expr]) -> Iterator[str]:
        """Yield the names under which an option can still be given."""
        if name := self._text(keywords.get("deprecated_name")):
            yield name
        opts = keywords.get("deprecated_opts")
        for node in nodes.walk(opts) if opts else ():
            if isinstance(node, ast.Call) and node.args and (name := self._text(node.args[0])):
                yield name

    def _text(self, node: ast.expr | None) -> str:
        value = self._constants.value(node) if node else ""
        return value if isinstance(value, str) else ""


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _compared(old: list[_Option], new: list[_Option]) -> Iterator[OptionChange]:
    keys: tuple[Callable[[_Option], object], ...] = (
        lambda option: (_spelled(option.name), option.group, option.file),
        lambda option: (_spelled(option.name), option.file),
        lambda option: (_spelled(option.name), option.group),
        lambda option: _spelled(option.name),
    )
    for key in keys:
        pairs, old, new = _paired(old, new, key)
        for pair in pairs:
            yield from _differences(*pair)
    yield from _come_and_gone(old, new)


def _paired(
    old: list[_Option], new: list[_Option], key: Callable[[_Option], object]
) -> tuple[list[tuple[_Option, _Option]], list[_Option], list[_Option]]:
    waiting: dict[object, list[_Option]] = {}
    for option in new:
        waiting.setdefault(key(option), []).append(option)
    pairs: list[tuple[_Option, _Option]] = []
    gone: list[_Option] = []
    for option in old:
        if candidates := waiting.get(key(option)):
            pairs.append((option, candidates.pop(0)))
        else:
            gone.append(option)
    return pairs, gone, [option for options in waiting.values() for option in options]


def _differences(old: _Option, new: _Option) -> Iterator[OptionChange]:
    if old.default != new.default:
        yield OptionChange(new.name, "default", new.location, old.shown, new.shown)
    if new.deprecated and not old.deprecated:
        yield OptionChange(new.name, "deprecated", new.location)


def _come_and_gone(gone: list[_Option], came: list[_Option]) -> Iterator[OptionChange]:
    successors = {_spelled(name): option for option in came for name in option.former}
    renamed: set[_Option] = set()
    for option in gone:
        successor = successors.get(_spelled(option.name))
        if successor is None:
            yield OptionChange(option.name, "removed", option.location, old=option.shown)
        else:
            renamed.add(successor)
            place = successor.location
            yield OptionChange(option.name, "deprecated", place, option.name, successor.name)
    for option in came:
        if option not in renamed:
            yield OptionChange(option.name, "added", option.location, new=option.shown)


def _spelled(name: str) -> str:
    # oslo.config takes both on the command line and makes one of them.
    return name.replace("-", "_")
