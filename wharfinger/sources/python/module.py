# SPDX-License-Identifier: Apache-2.0
"""A module as a table of names: what each is bound to, and under which condition."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from wharfinger.sources import nodes
from wharfinger.sources.python.conditions import static_condition
from wharfinger.sources.python.syntax import (
    MUTATORS,
    added,
    branches,
    dotted_parts,
    suppresses,
    unpacked,
)

_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

FOR_TYPES = " (types)"
"""What the name of a module ends with whose names are there for type checkers only."""

_NAMESPACES = frozenset({"globals", "locals", "vars"})


@dataclass(frozen=True, slots=True)
class Binding:
    """One binding of a name at the top of a module.

    ``kind`` is ``class``, ``function``, ``value``, ``module`` (``import a.b``), ``from``
    (``from a import b``), ``star`` (``from a import *``) or ``deleted``. ``source`` and
    ``attr`` name what an import brings, ``node`` is the expression of a value, None where
    there is no single one. ``conditional`` tells a binding that a branch may skip.
    """

    kind: str
    line: int
    conditional: bool
    source: str = ""
    attr: str = ""
    node: ast.expr | None = None


@dataclass(slots=True)
class Module:
    """The names of a module, and what may add to them at run time.

    ``exports`` are the names in ``__all__``, None where there is none that can be read.
    ``patched`` says by ``name.attribute`` what statements do to a value from outside: the
    attribute is ``*`` if any may be set, and ``[]`` if a container is changed. ``bases`` are
    those of its classes, by name and as dotted names are written. ``typed`` has the names that
    are imported for type checkers only, which exist in annotations and nowhere else.
    """

    name: str
    shown: str
    is_package: bool
    standard: bool
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    stars: list[Binding] = field(default_factory=list)
    exports: frozenset[str] | None = None
    imports: list[tuple[str, int]] = field(default_factory=list)
    patched: dict[str, str] = field(default_factory=dict)
    bases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dynamic: str = ""
    typed: Module | None = None

    def names_for(self, name: str) -> Module:
        """Return the table to look a name of an annotation up in: this one, or ``typed``.

        From the names for type checkers that leads back to the others.
        """
        typed = self.typed
        return typed if typed and name in typed.bindings and name not in self.bindings else self

    def candidates(self, name: str, before: int = 0) -> list[Binding]:
        """Return the bindings that may hold at the end of the module, likeliest first.

        With ``before``, those that may hold when that line is run. The last one that no
        branch skips ends the list. Those under a condition come first: a project writes
        them to prefer them, and a plain one before or after them is the way out when
        they cannot be had. A star import may bring any name.
        """
        bindings = [*self.bindings.get(name, ()), *self.stars]
        if self.stars:
            bindings.sort(key=lambda binding: binding.line)
        preferred: list[Binding] = []
        branches: list[Binding] = []
        for binding in reversed(bindings):
            if before and binding.line >= before:
                continue
            if binding.conditional:
                branches.insert(0, binding)
                continue
            preferred += [*branches, binding]
            branches = []
            if binding.kind != "star":
                break
        return preferred + branches

    def gives(self, name: str) -> bool:
        """Tell whether a star import of this module brings a name that it has."""
        return name in self.exports if self.exports is not None else not name.startswith("_")

    def absolute(self, name: str, level: int) -> str:
        """Return the absolute name of a module that is imported relatively.

        It keeps its dots where they lead above the top-level package.
        """
        if not level:
            return name
        parts = self.name.split(".")
        cut = level - 1 if self.is_package else level
        if cut >= len(parts):
            return "." * level + name
        return ".".join([*parts[: len(parts) - cut], *filter(None, [name])])


def read_module(
    tree: ast.Module, name: str, shown: str, *, is_package: bool, standard: bool
) -> Module:
    """Return the table of names of a parsed module."""
    module = Module(name, shown, is_package, standard)
    _Names(module).visit(tree.body, conditional=False)
    return module


class _Names:
    """Collects the bindings of statements that run when the module is imported."""

    def __init__(self, module: Module) -> None:
        self.module = module

    def visit(self, body: Sequence[ast.stmt], *, conditional: bool) -> None:
        for node in body:
            self.statement(node, conditional)

    def statement(self, node: ast.stmt, conditional: bool) -> None:
        if isinstance(node, ast.ClassDef):
            self.module.bases[node.name] = tuple(".".join(dotted_parts(b)) for b in node.bases)
            self.bind(node.name, Binding("class", node.lineno, conditional))
        elif isinstance(node, _FunctionNode):
            self.bind(node.name, Binding("function", node.lineno, conditional))
        elif isinstance(node, ast.Import):
            self.import_(node, conditional)
        elif isinstance(node, ast.ImportFrom):
            self.import_from(node, conditional)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            self.assignment(node, conditional)
        elif isinstance(node, ast.AugAssign):
            self.augmented(node, conditional)
        elif isinstance(node, ast.Delete):
            self.delete(node, conditional)
        elif isinstance(node, ast.Expr):
            self.expression(node.value)
        else:
            self.compound(node, conditional)

    def compound(self, node: ast.stmt, conditional: bool) -> None:
        if isinstance(node, ast.If):
            if static_condition(node.test) is False:
                self.for_type_checkers(node.body)
            for body, undecided in branches(node):
                self.visit(body, conditional=undecided or conditional)
        elif isinstance(node, ast.Try | ast.TryStar):
            self.visit(node.body, conditional=bool(node.handlers) or conditional)
            for handler in node.handlers:
                self.visit(handler.body, conditional=True)
            self.visit(node.orelse, conditional=True)
            self.visit(node.finalbody, conditional=conditional)
        elif isinstance(node, ast.With):
            self.with_(node, conditional)
        elif isinstance(node, ast.For | ast.While):
            self.loop(node)
        elif isinstance(node, ast.Match):
            for case in node.cases:
                self.visit(case.body, conditional=True)

    def for_type_checkers(self, body: Sequence[ast.stmt]) -> None:
        module = self.module
        typed = replace(module, bindings={}, stars=[], imports=[], patched={}, bases={}, typed=None)
        _Names(typed).visit(body, conditional=False)
        # What is looked up in it must not be taken for what the module itself has.
        typed.name, typed.is_package, typed.dynamic = module.name + FOR_TYPES, False, ""
        if module.typed is None:
            module.typed, typed.typed = typed, module
        else:
            module.typed.bindings.update(typed.bindings)

    def with_(self, node: ast.With, conditional: bool) -> None:
        for item in node.items:
            if item.optional_vars:
                self.assign(item.optional_vars, None, conditional)
        self.visit(node.body, conditional=conditional or suppresses(node))

    def loop(self, node: ast.For | ast.While) -> None:
        for child in nodes.walk(node):
            if isinstance(child, ast.Call) and _changes_attribute(child):
                self.change_attribute(child)
        if isinstance(node, ast.For):
            self.assign(node.target, None, conditional=True)
        self.visit([*node.body, *node.orelse], conditional=True)

    def bind(self, name: str, binding: Binding) -> None:
        if name == "__getattr__":
            self.module.dynamic = "the module has a __getattr__"
        self.module.bindings.setdefault(name, []).append(binding)

    def import_(self, node: ast.Import, conditional: bool) -> None:
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            source = alias.name if alias.asname else bound
            self.bind(bound, Binding("module", node.lineno, conditional, source=source))
            self.imported(alias.name, node.lineno, conditional)

    def import_from(self, node: ast.ImportFrom, conditional: bool) -> None:
        source = self.module.absolute(node.module or "", node.level)
        for alias in node.names:
            if alias.name == "*":
                self.module.stars.append(Binding("star", node.lineno, conditional, source=source))
            else:
                binding = Binding("from", node.lineno, conditional, source=source, attr=alias.name)
                self.bind(alias.asname or alias.name, binding)
        self.imported(source, node.lineno, conditional)

    def imported(self, source: str, line: int, conditional: bool) -> None:
        package = source.partition(".")[0]
        if package and not conditional:
            self.module.imports.append((package, line))

    def assignment(self, node: ast.Assign | ast.AnnAssign, conditional: bool) -> None:
        if node.value is None:
            return
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            self.assign(target, node.value, conditional)

    def assign(self, target: ast.expr, value: ast.expr | None, conditional: bool) -> None:
        """Bind a target; ``value`` is None where it exists at run time only."""
        if isinstance(target, ast.Starred):
            self.assign(target.value, None, conditional)
        elif isinstance(target, ast.Name):
            if target.id == "__all__":
                self.module.exports = _texts(value)
            self.bind(target.id, Binding("value", target.lineno, conditional, node=value))
        elif isinstance(target, ast.Tuple | ast.List):
            for item, single in unpacked(target, value):
                self.assign(item, single, conditional)
        elif isinstance(target, ast.Attribute):
            self.assign_attribute(target)
        elif isinstance(target, ast.Subscript):
            self.replaced(target)

    def assign_attribute(self, target: ast.Attribute) -> None:
        if isinstance(target.value, ast.Name):
            reason = f"line {target.lineno} sets its attribute {target.attr}"
            self.patch(target.value.id, target.attr, reason)
        elif _is_own_module(target.value):
            self.module.dynamic = f"line {target.lineno} changes the module's entry in sys.modules"

    def augmented(self, node: ast.AugAssign, conditional: bool) -> None:
        if not isinstance(node.target, ast.Name):
            if isinstance(node.target, ast.Attribute):
                self.assign_attribute(node.target)
            return
        name = node.target.id
        if name == "__all__":
            self.export(_texts(node.value))
            return
        before = self.module.bindings.get(name, ())
        value = before[-1].node if before else None
        self.assign(node.target, added(value, node), conditional)

    def export(self, names: frozenset[str] | None) -> None:
        known = self.module.exports
        self.module.exports = None if known is None or names is None else known | names

    def delete(self, node: ast.Delete, conditional: bool) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.bind(target.id, Binding("deleted", target.lineno, conditional))
            elif isinstance(target, ast.Subscript | ast.Attribute):
                self.assign(target, None, conditional)

    def expression(self, node: ast.expr) -> None:
        if not isinstance(node, ast.Call):
            return
        function = node.func
        if _calls(node, "exec") or (
            isinstance(function, ast.Attribute) and _is_namespace(function.value)
        ):
            self.module.dynamic = f"line {node.lineno} changes the names of the module"
        elif _changes_attribute(node):
            self.change_attribute(node)
        elif isinstance(function, ast.Attribute) and function.attr in MUTATORS:
            self.mutate(function.value, node)

    def change_attribute(self, call: ast.Call) -> None:
        target, name = call.args[0], call.args[1] if len(call.args) > 1 else None
        if isinstance(target, ast.Name):
            attr = name.value if isinstance(name, ast.Constant) else "*"
            self.patch(target.id, str(attr), f"line {call.lineno} calls {_name(call)} on it")
        elif _is_own_module(target):
            self.module.dynamic = f"line {call.lineno} calls {_name(call)} on the module"

    def mutate(self, changed: ast.expr, node: ast.expr) -> None:
        """Notice ``name.append(…)``, ``name["key"] = …`` and the same for ``Class.name``."""
        reason = f"line {node.lineno} changes it"
        if isinstance(changed, ast.Name) and changed.id == "__all__":
            arguments = node.args if isinstance(node, ast.Call) else []
            self.export(_texts(arguments[0]) if len(arguments) == 1 else None)
        elif isinstance(changed, ast.Name):
            self.patch(changed.id, "[]", reason)
        elif isinstance(changed, ast.Attribute) and isinstance(changed.value, ast.Name):
            self.patch(changed.value.id, changed.attr, reason)

    def patch(self, name: str, attr: str, reason: str) -> None:
        self.module.patched.setdefault(f"{name}.{attr}", reason)

    def replaced(self, target: ast.Subscript) -> None:
        if _is_namespace(target.value):
            self.module.dynamic = f"line {target.lineno} changes the names of the module"
        elif _is_modules(target.value):
            self.module.dynamic = f"line {target.lineno} replaces an entry of sys.modules"
        else:
            self.mutate(target.value, target)


def _changes_attribute(call: ast.Call) -> bool:
    return _name(call) in ("setattr", "delattr") and bool(call.args)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def global_names(tree: ast.Module) -> dict[str, int]:
    """Return the names that functions of a module say to be global, with the last line."""
    end = max((node.end_lineno or 0 for node in tree.body), default=0)
    found = (node for node in nodes.walk(tree) if isinstance(node, ast.Global))
    return dict.fromkeys((name for node in found for name in node.names), end)


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _is_namespace(node: ast.expr) -> bool:
    return any(_calls(node, name) for name in _NAMESPACES)


def _is_modules(node: ast.expr) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "modules") or (
        isinstance(node, ast.Name) and node.id == "modules"
    )


def _is_own_module(node: ast.expr) -> bool:
    """Tell whether an expression is ``sys.modules[…]``."""
    return isinstance(node, ast.Subscript) and _is_modules(node.value)


def _texts(node: ast.expr | None) -> frozenset[str] | None:
    """Return the strings of a literal list, or of one string; None for anything else."""
    items = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    texts = [n.value for n in items if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return frozenset(texts) if len(texts) == len(items) else None
