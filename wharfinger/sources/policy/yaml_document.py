# SPDX-License-Identifier: Apache-2.0
"""YAML to a :class:`~wharfinger.sources.policy.document.Document`.

PyYAML reads the text into nodes, which know their places; the values are made here, so
that duplicate keys, foreign tags and aliases that explode are errors with a line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

import yaml

from wharfinger.errors import PolicyError, PolicyFault
from wharfinger.sources.policy.document import (
    MOST_LEVELS,
    MOST_VALUES,
    Decimal,
    Document,
    Key,
    dotted,
    excerpt,
)
from wharfinger.sources.yaml_nodes import BoundedLoader, NodeError, compose, line_of

_TAG = "tag:yaml.org,2002:"
_PATTERNS = {
    "null": r"~|null|Null|NULL|",
    "bool": r"(?i:yes|no|true|false|on|off)",
    "int": r"[-+]?(?:0|[1-9][0-9]{0,17})",
    "float": r"[-+]?[0-9]{1,18}\.[0-9]{1,18}",
    "merge": r"<<",
}
_FALSE = frozenset({"no", "false", "off"})
_SCALARS = frozenset({"bool", "float", "int", "null", "str"})
_REMEDY = "write the value without a tag"


class _Stop(Exception):  # noqa: N818 -- it ends the reading; users see a PolicyError
    """The document cannot be read any further."""

    def __init__(self, line: int, key: str, message: str) -> None:
        self.line, self.key, self.message = line, key, message


class _Loader(BoundedLoader):
    """Composes nodes. Only plain numbers are numbers: no octal, sexagesimal or date."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 -- as the base class has it


for _name, _pattern in _PATTERNS.items():
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(rf"(?:{_pattern})\Z"), None)


def load(path: str, text: str) -> Document:
    """Read a YAML document.

    Raises :class:`~wharfinger.errors.PolicyError` for what is not YAML, not a mapping, or
    not acceptable in a policy file.
    """
    try:
        return _Construction(path).document(_compose(text))
    except _Stop as stop:
        raise PolicyError([PolicyFault(path, stop.line, stop.key, stop.message)]) from None


def _compose(text: str) -> yaml.Node | None:
    try:
        return compose(text, _Loader)
    except NodeError as error:
        raise _Stop(error.line, "", error.message) from None


class _Construction:
    """Makes data of nodes, counting what aliases expand to."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.values = 0
        self.lines: dict[Key, int] = {}
        self.faults: list[PolicyFault] = []

    def document(self, root: yaml.Node | None) -> Document:
        """Return the document below a root node; no node at all is an empty mapping."""
        if root is None or (isinstance(root, yaml.ScalarNode) and root.tag == f"{_TAG}null"):
            return Document(self.path, {})
        if not isinstance(root, yaml.MappingNode):
            raise _Stop(line_of(root), "", "a policy file is a mapping of keys to values")
        data = self._value(root, ())
        return Document(self.path, data, self.lines, tuple(self.faults))

    def _value(self, node: yaml.Node, key: Key) -> Any:
        self._count(node)
        if len(key) > MOST_LEVELS:
            raise _Stop(line_of(node), "", "an alias stands inside of what it names, or too deep")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, key)
        if isinstance(node, yaml.MappingNode):
            self._check_tag(node, key, {"map"})
            return self._mapping(node, key)
        self._check_tag(node, key, {"seq"})
        return [self._item(item, (*key, index)) for index, item in enumerate(node.value)]

    def _item(self, node: yaml.Node, key: Key) -> Any:
        self.lines[key] = line_of(node)
        return self._value(node, key)

    def _mapping(self, node: yaml.MappingNode, key: Key) -> dict[str, Any]:
        data: dict[str, Any] = {}
        seen: dict[str, int] = {}
        for name_node, value_node, merged in self._pairs(node, key, 0):
            name = self._name(name_node, key)
            line = line_of(name_node)
            if merged and name in data:
                continue
            if not merged and name in seen:
                twice = f"the key is there twice, in lines {seen[name]} and {line}; keep one"
                self._reject(name_node, (*key, name), twice)
                continue
            if not merged:
                seen[name] = line
            self.lines[*key, name] = line
            data[name] = self._value(value_node, (*key, name))
        return data

    def _pairs(
        self, node: yaml.MappingNode, key: Key, depth: int
    ) -> Iterator[tuple[yaml.Node, yaml.Node, bool]]:
        """Yield a mapping's own pairs, then those that ``<<`` brings in."""
        merges: list[yaml.Node] = []
        for name, value in node.value:
            if name.tag == f"{_TAG}merge":
                merges += value.value if isinstance(value, yaml.SequenceNode) else [value]
            else:
                yield name, value, depth > 0
        for merge in merges:
            self._count(merge)
            if not isinstance(merge, yaml.MappingNode) or depth > MOST_LEVELS:
                message = "'<<' takes the alias of a mapping, or a list of such"
                raise _Stop(line_of(merge), dotted(key), message)
            for name, value, _ in self._pairs(merge, key, depth + 1):
                yield name, value, True

    def _name(self, node: yaml.Node, key: Key) -> str:
        self._count(node)
        if not isinstance(node, yaml.ScalarNode):
            raise _Stop(line_of(node), dotted(key), "a key is a word, not a list or a mapping")
        self._check_tag(node, key, _SCALARS)
        return str(node.value)

    def _scalar(self, node: yaml.ScalarNode, key: Key) -> object:
        text = str(node.value)
        if not self._check_tag(node, key, _SCALARS):
            return text
        kind = node.tag.removeprefix(_TAG)
        if kind != "str" and not re.fullmatch(_PATTERNS[kind], text):
            # Only a tag that was written out ("!!int x") can contradict the text.
            self._reject(node, key, f"{excerpt(text)!r} does not fit its tag; {_REMEDY}")
            return text
        return _value_of(kind, text)

    def _check_tag(self, node: yaml.Node, key: Key, allowed: Collection[str]) -> bool:
        if node.tag.startswith(_TAG) and node.tag.removeprefix(_TAG) in allowed:
            return True
        self._reject(node, key, f"the tag {excerpt(node.tag)!r} is not allowed; {_REMEDY}")
        return False

    def _reject(self, node: yaml.Node, key: Key, message: str) -> None:
        self.faults.append(PolicyFault(self.path, line_of(node), dotted(key), message))

    def _count(self, node: yaml.Node) -> None:
        self.values += 1
        if self.values > MOST_VALUES:
            message = f"more than {MOST_VALUES} values once aliases are expanded"
            raise _Stop(line_of(node), "", message)


def _value_of(kind: str, text: str) -> object:
    match kind:
        case "null":
            return None
        case "bool":
            return text.lower() not in _FALSE
        case "int":
            return int(text)
        case "float":
            return Decimal(text)
        case _:
            return text
