# SPDX-License-Identifier: Apache-2.0
"""Writing down an adapter as Python source."""

from __future__ import annotations

import ast
import builtins
import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import indent

from wharfinger.contract.shims import Step, Way, plan
from wharfinger.contract.signatures import parameters_of
from wharfinger.model import Interface, InterfaceVersion, Method, Parameter

_WIDTH = 88
# Inherited defaults may use what the driver's own constructor has set.
_REST = "def __getattr__(self, name):\n    return getattr(self._driver, name)"


@dataclass(frozen=True, slots=True)
class Version:
    """An interface version: what the policy says of it, its contract, and its class attributes."""

    declared: InterfaceVersion
    interface: Interface
    attributes: tuple[str, ...] = ()


def adapter_name(old: Version) -> str:
    """Return the name of the class that adapts drivers of an old version."""
    return f"{_class(old.interface.name)}Adapter"


def write(group: str, old: Version, new: Version) -> str:
    """Return the source of a module with the adapter from an old version to a new one."""
    steps = plan(old.interface, new.interface)
    modules = _Modules()
    body = "\n\n".join(
        [
            _constructor(group, old, modules),
            *map(_attribute, sorted({*old.attributes} & {*new.attributes})),
            *filter(None, (_member(s, old.declared.version, modules) for s in steps)),
            _REST,
        ]
    )
    name, base = adapter_name(old), modules.name(new.interface.name)
    old_words = f"version {old.declared.version}"
    new_words = f"version {new.declared.version}"
    doc = f'"""Lets a driver of {old_words} serve {new_words} of {group}."""'
    return "\n".join(
        [
            f'"""Adapter from {old_words} to {new_words} of the driver interface {group}.',
            "",
            "Written by `wharfinger shim`; `wharfinger check` compares it with the interfaces.",
            '"""',
            "",
            "from __future__ import annotations",
            "",
            *modules.imports(),
            "",
            "",
            f"class {name}({base}):",
            indent(doc, "    "),
            "",
            indent(body, "    ", lambda line: bool(line.strip())),
            "",
        ]
    )


def _class(qualified: str) -> str:
    return qualified.rpartition(":")[2].rpartition(".")[2]


class _Modules:
    """The modules that the adapter imports, and the names by which it knows them."""

    def __init__(self) -> None:
        self._aliases: dict[str, str] = {}

    def name(self, qualified: str) -> str:
        """Return how the adapter writes ``module:Class``."""
        module, _, attr = qualified.partition(":")
        return f"{self.alias(module)}.{attr}"

    def alias(self, module: str) -> str:
        if module not in self._aliases:
            last = module.rpartition(".")[2]
            taken = set(self._aliases.values())
            number = next(n for n in range(1, 99) if _numbered(last, n) not in taken)
            self._aliases[module] = _numbered(last, number)
        return self._aliases[module]

    def imports(self) -> Iterator[str]:
        yield "import warnings"
        yield ""
        for module, alias in sorted(self._aliases.items()):
            parent, _, last = module.rpartition(".")
            renamed = "" if alias == last else f" as {alias}"
            yield f"from {parent} import {last}{renamed}" if parent else f"import {last}{renamed}"

    def expression(self, text: str, owner: str) -> str:
        """Return an expression of another module as it is written in this one."""
        try:
            tree = ast.parse(text, mode="eval")
        except (SyntaxError, ValueError):
            return "..."
        bound = {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
        bound |= {
            n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        found = {
            n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not hasattr(builtins, n.id)
        }
        wanted = found - bound
        if not wanted:
            return text
        module = self.alias(owner.partition(":")[0])
        return ast.unparse(_Prefixed(module, wanted).visit(tree))


class _Prefixed(ast.NodeTransformer):
    """Makes attributes of a module out of its names."""

    def __init__(self, module: str, names: set[str]) -> None:
        self._module, self._names = module, names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self._names:
            return node
        return ast.Attribute(ast.Name(self._module, ast.Load()), node.id, ast.Load())


def _numbered(name: str, number: int) -> str:
    # An alias must hide neither what the adapter uses nor a parameter named like the module.
    plain = re.sub(r"\W", "_", name).strip("_") or "module"
    return f"{plain}_api" if number == 1 else f"{plain}_api{number}"


def _constructor(group: str, old: Version, modules: _Modules) -> str:
    pieces = _pieces(deprecation_message(group, old.declared))
    return "\n".join(
        [
            f"def __init__(self, driver: {modules.name(old.interface.name)}) -> None:",
            "    self._driver = driver",
            "    message = (",
            *(f"        {_quoted(piece)}" for piece in pieces),
            "    )",
            "    warnings.warn(message, DeprecationWarning, stacklevel=2)",
        ]
    )


def _attribute(name: str) -> str:
    """Let the driver's class attribute show, which the interface's own would hide."""
    return f"@property\ndef {name}(self):\n    return self._driver.{name}"


def deprecation_message(group: str, version: InterfaceVersion) -> str:
    """Return what an adapter tells whoever still uses an old version."""
    since = f" since {version.since}" if version.state == "deprecated" and version.since else ""
    until = f" and will be removed in {version.removal}" if version.removal else ""
    told = f"Version {version.version} of the driver interface {group} is deprecated{since}{until}."
    return f"{told} Use {version.replacement}." if version.replacement else told


def _pieces(text: str) -> list[str]:
    """Cut a text for a sum of literals, each but the last ending in a space."""
    lines = textwrap.wrap(text, _WIDTH - 12, break_long_words=False, break_on_hyphens=False)
    return [*(f"{line} " for line in lines[:-1]), *lines[-1:]]


def _member(step: Step, old: str, modules: _Modules) -> str:
    if step.way is Way.INHERIT:
        return ""
    if step.method.form in ("property", "attribute", "made", "none"):
        return "\n".join(_property(step, old, modules))
    head = _head(step.method, modules)
    if step.way is Way.REFUSE:
        return "\n".join([*head, f"    {_refusal(step, old)}"])
    return "\n".join([*head, *_dropped(step, old, modules), f"    {_call(step)}"])


def _property(step: Step, old: str, modules: _Modules) -> Iterator[str]:
    method = step.method
    returns = _annotation(method.returns, " -> ", method.owner, modules)
    yield "@property"
    yield f"def {method.name}(self){returns}:"
    if step.way is Way.REFUSE:
        yield f"    {_refusal(step, old)}"
        return
    yield f"    return self._driver.{method.name}"
    if method.has_setter:
        yield ""
        yield f"@{method.name}.setter"
        yield f"def {method.name}(self, value) -> None:"
        yield f"    self._driver.{method.name} = value"


def _refusal(step: Step, old: str) -> str:
    reason = step.reason.replace("the old version", f"version {old}")
    return f"raise NotImplementedError({_quoted(f'{step.method.name}: {reason}')})"


def _dropped(step: Step, old: str, modules: _Modules) -> Iterator[str]:
    """Write what happens to arguments that only the new version takes."""
    for parameter in step.dropped:
        if parameter.kind in ("var_positional", "var_keyword"):
            yield f"    if {parameter.name}:"
            yield f"        {_not_taken(step, parameter, old)}"
            continue
        if not parameter.default:
            yield f"    # Version {old} does not take {parameter.name}: what it asks for is lost."
            continue
        default = modules.expression(parameter.default, step.method.owner)
        differs = "!=" if default[:1] in "\"'0123456789-([{" else "is not"
        yield f"    if {parameter.name} {differs} {default}:"
        yield f"        {_not_taken(step, parameter, old)}"


def _not_taken(step: Step, parameter: Parameter, old: str) -> str:
    text = f"{step.method.name}: version {old} does not take {parameter.name}"
    return f"raise NotImplementedError({_quoted(text)})"


def _call(step: Step) -> str:
    assert step.old is not None
    arguments = ", ".join(
        f"{item.keyword}={item.source}" if item.keyword else item.source for item in step.arguments
    )
    wait = "await " if step.old.asynchronous else ""
    called = f"return {wait}self._driver.{step.method.name}"
    if len(called) + len(arguments) + 10 <= _WIDTH:
        return f"{called}({arguments})"
    lines = arguments.replace(", ", ",\n        ")
    return f"{called}(\n        {lines},\n    )"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _head(method: Method, modules: _Modules) -> list[str]:
    prefix = "async " if method.asynchronous else ""
    returns = _annotation(method.returns, " -> ", method.owner, modules)
    parameters = _parameters(method, modules)
    line = f"{prefix}def {method.name}({', '.join(parameters)}){returns}:"
    if len(line) + 4 <= _WIDTH:
        return [line]
    return [
        f"{prefix}def {method.name}(",
        *(f"    {parameter}," for parameter in parameters),
        f"){returns}:",
    ]


def _parameters(method: Method, modules: _Modules) -> list[str]:
    """Write the parameters behind ``self``, with the marks between their kinds."""
    written = ["self"]
    before = ""
    for parameter in parameters_of(method):
        kind = parameter.kind
        if before == "positional_only" and kind != before:
            written.append("/")
        if kind == "keyword_only" and before not in ("keyword_only", "var_positional"):
            written.append("*")
        written.append(_parameter(parameter, method.owner, modules))
        before = kind
    return [*written, "/"] if before == "positional_only" else written


def _parameter(parameter: Parameter, owner: str, modules: _Modules) -> str:
    stars = {"var_positional": "*", "var_keyword": "**"}.get(parameter.kind, "")
    annotation = _annotation(parameter.annotation, ": ", owner, modules)
    if not parameter.default:
        return f"{stars}{parameter.name}{annotation}"
    equals = " = " if annotation else "="
    return f"{parameter.name}{annotation}{equals}{modules.expression(parameter.default, owner)}"


def _annotation(text: str, before: str, owner: str, modules: _Modules) -> str:
    return before + modules.expression(text, owner) if text else ""
