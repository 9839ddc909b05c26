# SPDX-License-Identifier: Apache-2.0
"""What a class body defines: methods, properties and other attributes."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from wharfinger.model import Location, Member, MethodKind
from wharfinger.sources import nodes
from wharfinger.sources.python.bodies import FunctionNode, read_body
from wharfinger.sources.python.functions import ABSTRACT, FINAL_TYPES, FORMS, FunctionReader
from wharfinger.sources.python.instances import setattr_calls, settings
from wharfinger.sources.python.module import Module
from wharfinger.sources.python.names import Names
from wharfinger.sources.python.parameters import read_parameters
from wharfinger.sources.python.parsing import Source
from wharfinger.sources.python.syntax import (
    MUTATORS,
    added,
    branches,
    dotted_parts,
    suppresses,
    unpacked,
)

# Forms of what a class body binds that is no method by its own syntax.
_VALUES = frozenset({"attribute", "made", "none"})


@dataclass(slots=True)
class ClassBody:
    """The members of a class, the expressions of its attributes, and what may add more.

    ``dynamic`` is the reason why there may be members that no statement defines, and
    ``dynamic_children`` why its subclasses may have such. ``declared`` are attributes with an
    annotation but no value. ``functions`` are the lines of functions by that of their ``def``:
    whoever has to know more of one than its member tells can parse it again.
    """

    members: dict[str, Member] = field(default_factory=dict)
    expressions: dict[str, ast.expr] = field(default_factory=dict)
    dynamic: str = ""
    dynamic_children: str = ""
    declared: dict[str, str] = field(default_factory=dict)
    functions: dict[int, bytes] = field(default_factory=dict)


class BodyReader:
    """Reads the body of one class."""

    def __init__(self, names: Names, module: Module, source: Source, owner: str) -> None:
        self._names = names
        self._module = module
        self._source = source
        self._owner = owner
        self._functions = FunctionReader(names, module, source, owner)
        self._result = ClassBody()

    def read(self, node: ast.ClassDef) -> ClassBody:
        """Return what the class body defines."""
        self._statements(node.body, conditional=False)
        for child in node.body:
            if isinstance(child, FunctionNode):
                self._assignments_to_instances(child)
        return self._result

    def _statements(self, body: Sequence[ast.stmt], *, conditional: bool) -> None:
        for node in body:
            if isinstance(node, FunctionNode):
                self._function(node, conditional)
            elif isinstance(node, ast.ClassDef):
                self._put(self._attribute(node.name, node), conditional)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                self._assignment(node, conditional)
            elif isinstance(node, ast.AugAssign):
                self._augmented(node, conditional)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                self._imports(node, conditional)
            elif isinstance(node, ast.Delete):
                self._delete(node)
            else:
                self._compound(node, conditional)

    def _compound(self, node: ast.stmt, conditional: bool) -> None:
        if isinstance(node, ast.If):
            for body, undecided in branches(node):
                self._statements(body, conditional=undecided or conditional)
        elif isinstance(node, ast.Try | ast.TryStar):
            for body in (node.body, *(h.body for h in node.handlers), node.orelse):
                self._statements(body, conditional=True)
            self._statements(node.finalbody, conditional=conditional)
        elif isinstance(node, ast.With):
            self._statements(node.body, conditional=conditional or suppresses(node))
        elif isinstance(node, ast.For | ast.While):
            if isinstance(node, ast.For):
                self._assign(node.target, None, conditional=True)
            self._statements([*node.body, *node.orelse], conditional=True)
        elif isinstance(node, ast.Match):
            for case in node.cases:
                self._statements(case.body, conditional=True)
        self._other(node)

    def _other(self, node: ast.stmt) -> None:
        """Notice statements that write into the namespace of the class by computed names."""
        for child in nodes.walk(node):
            function = child.func if isinstance(child, ast.Call) else None
            if isinstance(function, ast.Name) and function.id in ("exec", "locals", "vars"):
                self._result.dynamic = (
                    f"{self._place(function)} calls {function.id}() in the class body"
                )
            elif isinstance(function, ast.Attribute) and function.attr in MUTATORS:
                self._changed(function.value)

    def _imports(self, node: ast.Import | ast.ImportFrom, conditional: bool) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            reason = f"{self._module.shown}:{node.lineno} imports it into the class"
            self._put(replace(self._attribute(name, node), dynamic=reason), conditional)

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._result.members.pop(target.id, None)
                self._result.expressions.pop(target.id, None)
            elif isinstance(target, ast.Subscript):
                self._changed(target.value)

    def _changed(self, node: ast.expr) -> None:
        """Forget the value of a container that a statement changes in place."""
        if isinstance(node, ast.Name):
            self._result.expressions.pop(node.id, None)

    def _put(self, member: Member, conditional: bool) -> None:
        """Bind a member; of two in different branches the one that works is kept.

        One that a branch may skip, and that nothing else in the class defines, may be
        that of an ancestor instead.
        """
        before = self._result.members.get(member.name)
        if conditional and before is None:
            member = replace(member, dynamic=f"{member.location}: defined under a condition")
        elif conditional and before is not None and before.kind != member.kind:
            works, refuses = sorted((before, member), key=lambda m: m.kind is MethodKind.REFUSING)
            member = replace(works, dynamic="")
            if refuses.kind is MethodKind.REFUSING:
                line = refuses.location.line
                member = replace(member, refuses_if=(refuses.refuses_with,), refuses_line=line)
        self._result.members[member.name] = member

    def _function(self, node: FunctionNode, conditional: bool) -> None:
        names = [self._decorator(item) for item in node.decorator_list]
        last = [name.rpartition(".")[2] for name in names]
        if "overload" in last:
            return
        before = self._result.members.get(node.name)
        if before is not None and {"setter", "deleter"}.intersection(last):
            has_setter = before.has_setter or "setter" in last
            self._result.members[node.name] = replace(before, has_setter=has_setter)
            return
        method = self._method(node, tuple(names))
        if {"setter", "deleter", "getter"}.intersection(last):
            # ``@Base.name.setter`` makes a property out of an inherited one.
            method = replace(method, form="property", has_setter="setter" in last)
        self._put(method, conditional)
        if "property" in last or "cached_property" in last:
            returned = _only_return(node)
            if returned is not None:
                self._result.expressions[node.name] = returned

    def _decorator(self, node: ast.expr) -> str:
        return ".".join(dotted_parts(node.func if isinstance(node, ast.Call) else node))

    def _method(self, node: FunctionNode, decorators: tuple[str, ...]) -> Member:
        self._keep(node)
        return self._functions.read(node, decorators)

    def _keep(self, node: FunctionNode) -> None:
        """Keep the lines of a function: a tree would take a hundred times the memory."""
        if not self._module.standard:
            lines = self._source.lines[node.lineno - 1 : node.end_lineno]
            self._result.functions[node.lineno] = b"\n".join(lines)

    def _assignment(self, node: ast.Assign | ast.AnnAssign, conditional: bool) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._assign(target, node.value, conditional)
        elif isinstance(node.target, ast.Name):
            self._annotated(node, node.target.id, conditional)

    def _annotated(self, node: ast.AnnAssign, name: str, conditional: bool) -> None:
        text = self._source.text(node.annotation)
        if node.value is None:
            self._result.declared.setdefault(name, text)
            return
        self._assign(node.target, node.value, conditional)
        member = self._result.members[name]
        final = self._is_final(node.annotation)
        self._result.members[name] = replace(member, annotation=text, final=final)

    def _is_final(self, annotation: ast.expr) -> bool:
        if isinstance(annotation, ast.Subscript):
            annotation = annotation.value
        return self._functions.absolute(annotation) in FINAL_TYPES

    def _assign(self, target: ast.expr, value: ast.expr | None, conditional: bool) -> None:
        """Bind a target; ``value`` is None where it exists at run time only."""
        if isinstance(target, ast.Starred):
            self._assign(target.value, None, conditional)
        elif isinstance(target, ast.Tuple | ast.List):
            for item, single in unpacked(target, value):
                self._assign(item, single, conditional)
        elif isinstance(target, ast.Subscript):
            self._changed(target.value)
        elif isinstance(target, ast.Name):
            known = target.id in self._result.members
            member = self._bound(target.id, target, value)
            text = self._source.text(value) if value else ""
            self._put(replace(member, value=text), conditional)
            if value is None or (conditional and known):
                # Which of several values holds, only running the class body tells.
                self._result.expressions.pop(target.id, None)
            else:
                self._result.expressions[target.id] = value

    def _augmented(self, node: ast.AugAssign, conditional: bool) -> None:
        if isinstance(node.target, ast.Name):
            name = node.target
            before = self._result.expressions.get(name.id)
            if before is None and name.id not in self._result.members:
                # The first use in a class body takes the value from the module.
                before = ast.copy_location(ast.Name(name.id, ast.Load()), node)
            value = added(before, node)
            self._assign(name, value, conditional)
            # What ``name += …`` stands for is written nowhere.
            text = ast.unparse(value) if value else ""
            self._result.members[name.id] = replace(self._result.members[name.id], value=text)
        elif isinstance(node.target, ast.Subscript):
            self._changed(node.target.value)

    def _attribute(self, name: str, node: ast.AST) -> Member:
        location = Location(self._module.shown, getattr(node, "lineno", 0))
        return Member(name, "attribute", MethodKind.DEFAULT, location, self._owner)

    def _bound(self, name: str, target: ast.expr, value: ast.expr | None) -> Member:
        """Return the member for ``name = value`` in a class body."""
        attribute = self._attribute(name, target)
        if value is None:
            return attribute
        if isinstance(value, ast.Lambda):
            return replace(
                attribute, form="method", parameters=read_parameters(value.args, self._source)
            )
        if isinstance(value, ast.Constant) and value.value is None:
            return replace(attribute, form="none")
        if isinstance(value, ast.Call):
            return self._wrapped(attribute, value)
        function = self._function_named(value)
        if function is None:
            return attribute
        return replace(function, name=name, location=attribute.location, owner=self._owner)

    def _wrapped(self, attribute: Member, call: ast.Call) -> Member:
        """Understand ``property(fget)``, ``staticmethod(f)``, ``partialmethod(f, …)``."""
        last = self._decorator(call).rpartition(".")[2]
        form = "method" if last == "partialmethod" else FORMS.get(last)
        if form is None:
            return replace(attribute, form="made")
        inner = self._function_named(call.args[0]) if call.args else None
        member = replace(inner or attribute, form=form, name=attribute.name)
        member = replace(member, location=attribute.location, owner=self._owner)
        return replace(member, kind=MethodKind.ABSTRACT) if last in ABSTRACT else member

    def _function_named(self, node: ast.expr) -> Member | None:
        parts = dotted_parts(node)
        if len(parts) == 1 and parts[0] in self._result.members:
            member = self._result.members[parts[0]]
            return member if member.form not in ("attribute", "made", "none") else None
        if not parts:
            return None
        symbol = self._names.resolve_expression(node, self._module)
        found = self._names.function_node(symbol) if symbol.kind == "function" else None
        if found is None:
            return None
        if symbol.module == self._module.name:
            return self._method(found, ())
        # Its parameters stand in another file; what its body does is all that counts here.
        return self._functions.with_body(
            replace(self._attribute(symbol.name, node), form="method"), read_body(found)
        )

    def _assignments_to_instances(self, function: FunctionNode) -> None:
        """Notice ``self.name = …`` and ``setattr(self, …)`` where objects are made."""
        if function.name not in ("__init__", "__new__", "__init_subclass__"):
            return
        if function.name == "__init_subclass__":
            if calls := setattr_calls(function):
                place = self._place(calls[0])
                self._result.dynamic_children = f"{place} calls setattr on subclasses"
            return
        for setting in settings(function):
            if setting.name:
                self._instance_attribute(setting.name, setting.node)
            else:
                place = self._place(setting.node)
                self._result.dynamic = f"{place} calls setattr with a computed name"

    def _instance_attribute(self, name: str, node: ast.expr) -> None:
        known = self._result.members.get(name)
        reason = f"{self._place(node)} sets it on each object"
        if known is not None and known.form in _VALUES:
            self._result.members[name] = replace(known, dynamic=known.dynamic or reason)
        if known is None:
            annotation = self._result.declared.get(name, "")
            attribute = replace(self._attribute(name, node), annotation=annotation)
            self._result.members[name] = replace(attribute, dynamic=reason)

    def _place(self, node: ast.expr) -> str:
        return f"{self._module.shown}:{node.lineno}"


def _only_return(node: FunctionNode) -> ast.expr | None:
    last = node.body[-1]
    alone = len(node.body) == 1 or (
        len(node.body) == 2 and isinstance(node.body[0], ast.Expr) and isinstance(last, ast.Return)
    )
    return last.value if alone and isinstance(last, ast.Return) else None
