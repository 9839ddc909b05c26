# SPDX-License-Identifier: Apache-2.0
"""A module as a table of names: what each is bound to, and under which condition."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Binding:
    """One binding of a name at the top of a module.

    ``kind`` is ``class``, ``function``, ``value``, ``module`` (``import a.b``) or ``from``
    (``from a import b``). ``source`` and ``attr`` name what an import brings, ``node`` is
    the expression of a value. ``conditional`` tells a binding that a branch may skip.
    """

    kind: str
    line: int
    conditional: bool
    source: str = ""
    attr: str = ""
    node: ast.expr | None = None


@dataclass(slots=True)
class Module:
    """The names of a module, and what may add to them at run time."""

    name: str
    shown: str
    is_package: bool
    standard: bool
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    imports: list[tuple[str, int]] = field(default_factory=list)
    patched: dict[str, str] = field(default_factory=dict)
    dynamic: str = ""
    doc_line: int = 1

    def candidates(self, name: str) -> list[Binding]:
        """Return the bindings that may hold at the end of the module, likeliest first.

        Those under a condition come first: a project writes them to prefer them, and a
        plain binding before or after them is the way out when they cannot be had.
        """
        bindings = self.bindings.get(name, [])
        last = max((i for i, b in enumerate(bindings) if not b.conditional), default=-1)
        conditional = [binding for binding in bindings[last + 1 :] if binding.conditional]
        return conditional + bindings[last : last + 1] if last >= 0 else conditional

    def absolute(self, name: str, level: int) -> str:
        """Return the absolute name of a module that is imported relatively."""
        if not level:
            return name
        parts = self.name.split(".")
        if not self.is_package:
            parts.pop()
        parts = parts[: len(parts) - (level - 1)] if level > 1 else parts
        return ".".join([*parts, name] if name else parts)


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
            self.bind(node.name, Binding("class", node.lineno, conditional))
        elif isinstance(node, _FunctionNode):
            if node.name == "__getattr__":
                self.module.dynamic = "the module has a __getattr__"
            self.bind(node.name, Binding("function", node.lineno, conditional))
        elif isinstance(node, ast.Import):
            self.import_(node, conditional)
        elif isinstance(node, ast.ImportFrom):
            self.import_from(node, conditional)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            self.assignment(node, conditional)
        elif isinstance(node, ast.Expr):
            self.expression(node.value)
        else:
            self.compound(node, conditional)

    def compound(self, node: ast.stmt, conditional: bool) -> None:
        if isinstance(node, ast.If):
            verdict = static_condition(node.test)
            if verdict is None:
                self.visit(node.body, conditional=True)
                self.visit(node.orelse, conditional=True)
            else:
                self.visit(node.body if verdict else node.orelse, conditional=conditional)
        elif isinstance(node, ast.Try | ast.TryStar):
            self.visit(node.body, conditional=bool(node.handlers) or conditional)
            for handler in node.handlers:
                self.visit(handler.body, conditional=True)
            self.visit(node.orelse, conditional=True)
            self.visit(node.finalbody, conditional=conditional)
        elif isinstance(node, ast.With):
            self.visit(node.body, conditional=conditional)
        elif isinstance(node, ast.For | ast.While):
            if any(_calls(child, "setattr") for child in ast.walk(node)):
                self.patch_loop(node)
            self.visit([*node.body, *node.orelse], conditional=True)
        elif isinstance(node, ast.Match):
            for case in node.cases:
                self.visit(case.body, conditional=True)

    def bind(self, name: str, binding: Binding) -> None:
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
                self.module.stars.append(source)
            else:
                binding = Binding("from", node.lineno, conditional, source=source, attr=alias.name)
                self.bind(alias.asname or alias.name, binding)
        self.imported(source, node.lineno, conditional)

    def imported(self, source: str, line: int, conditional: bool) -> None:
        if source and not conditional:
            self.module.imports.append((source.partition(".")[0], line))

    def assignment(self, node: ast.Assign | ast.AnnAssign, conditional: bool) -> None:
        value = node.value
        if value is None:
            return
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            self.assign(target, value, conditional)

    def assign(self, target: ast.expr, value: ast.expr, conditional: bool) -> None:
        if isinstance(target, ast.Name):
            self.bind(target.id, Binding("value", target.lineno, conditional, node=value))
        elif isinstance(target, ast.Tuple | ast.List):
            values = value.elts if isinstance(value, ast.Tuple | ast.List) else []
            paired = len(values) == len(target.elts)
            for index, item in enumerate(target.elts):
                self.assign(item, values[index] if paired else value, conditional)
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            reason = f"line {target.lineno} sets its attribute {target.attr}"
            self.patch(target.value.id, target.attr, reason)
        elif isinstance(target, ast.Subscript):
            self.replaced(target)

    def expression(self, node: ast.expr) -> None:
        if not isinstance(node, ast.Call):
            return
        if _calls(node, "setattr") and node.args and isinstance(node.args[0], ast.Name):
            name = node.args[1] if len(node.args) > 1 else None
            attr = name.value if isinstance(name, ast.Constant) else "*"
            self.patch(node.args[0].id, str(attr), f"line {node.lineno} calls setattr on it")
        elif isinstance(node.func, ast.Attribute) and _calls(node.func.value, "globals"):
            self.module.dynamic = f"line {node.lineno} changes globals()"

    def patch_loop(self, node: ast.For | ast.While) -> None:
        for child in ast.walk(node):
            if isinstance(child, ast.Call) and _calls(child, "setattr"):
                target = child.args[0] if child.args else None
                if isinstance(target, ast.Name):
                    self.patch(target.id, "*", f"line {child.lineno} calls setattr on it")

    def patch(self, name: str, attr: str, reason: str) -> None:
        self.module.patched.setdefault(f"{name}.{attr}", reason)

    def replaced(self, target: ast.Subscript) -> None:
        if _calls(target.value, "globals"):
            self.module.dynamic = f"line {target.lineno} changes globals()"
        elif isinstance(target.value, ast.Attribute) and target.value.attr == "modules":
            self.module.dynamic = f"line {target.lineno} replaces an entry of sys.modules"


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def static_condition(test: ast.expr) -> bool | None:
    """Return what a condition is in the running Python, or None if it cannot be told.

    Understands ``TYPE_CHECKING``, comparisons of ``sys.version_info`` and literals.
    """
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = static_condition(test.operand)
        return None if inner is None else not inner
    last = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    if last in ("TYPE_CHECKING", "PY2"):
        return False
    if last == "PY3":
        return True
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _version_condition(test)
    return None


def _version_condition(test: ast.Compare) -> bool | None:
    left = test.left
    if not (isinstance(left, ast.Attribute) and left.attr == "version_info"):
        return None
    try:
        wanted = ast.literal_eval(test.comparators[0])
        running = tuple(sys.version_info)[: len(wanted)]
    except (ValueError, TypeError):
        return None
    if not all(isinstance(part, int) for part in wanted):
        return None
    verdicts: dict[type[ast.cmpop], bool] = {
        ast.Gt: tuple(sys.version_info) > wanted,
        ast.GtE: running >= wanted,
        ast.Lt: running < wanted,
        ast.LtE: running <= wanted,
        ast.Eq: running == wanted,
    }
    return verdicts.get(type(test.ops[0]))


def top_level(body: Iterable[ast.stmt]) -> Iterable[ast.stmt]:
    """Yield the statements of a body and of its branches, but not of definitions."""
    for node in body:
        yield node
        if isinstance(node, ast.ClassDef | _FunctionNode):
            continue
        for name in ("body", "orelse", "finalbody"):
            yield from top_level(getattr(node, name, ()) or ())
        for handler in getattr(node, "handlers", ()) or ():
            yield from top_level(handler.body)
