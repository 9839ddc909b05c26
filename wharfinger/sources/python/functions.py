# SPDX-License-Identifier: Apache-2.0
"""What one function of a class is: its form, its signature, and what its body does."""

from __future__ import annotations

import ast
from dataclasses import replace

from wharfinger.model import Location, Member, MethodKind
from wharfinger.sources.python import deprecation
from wharfinger.sources.python.bodies import Body, FunctionNode, is_generator, read_body
from wharfinger.sources.python.docstrings import documented_raises
from wharfinger.sources.python.module import Module
from wharfinger.sources.python.names import Names
from wharfinger.sources.python.parameters import read_parameters
from wharfinger.sources.python.parsing import Source

FORMS = {
    "classmethod": "classmethod",
    "abstractclassmethod": "classmethod",
    "staticmethod": "staticmethod",
    "abstractstaticmethod": "staticmethod",
    "property": "property",
    "abstractproperty": "property",
    "cached_property": "property",
    "classproperty": "property",
    "ClassProperty": "property",
    "lazy_property": "property",
}
_FINAL = frozenset({"typing.final", "typing_extensions.final"})
FINAL_TYPES = frozenset({"typing.Final", "typing_extensions.Final"})
ABSTRACT = frozenset(name for name in FORMS if name.startswith("abstract")) | {"abstractmethod"}


class FunctionReader:
    """Reads the functions of one class."""

    def __init__(self, names: Names, module: Module, source: Source, owner: str) -> None:
        self._names = names
        self._module = module
        self._source = source
        self._owner = owner

    def read(self, node: FunctionNode, decorators: tuple[str, ...]) -> Member:
        """Return the member that a function is; ``decorators`` are their names as written."""
        absolute = [self.absolute(item) for item in node.decorator_list]
        last = [name.rpartition(".")[2] for name in absolute]
        doc = ast.get_docstring(node) or ""
        location = Location(self._module.shown, node.lineno)
        said = deprecation.from_decorators(node.decorator_list, self.absolute, location.path)
        documented, _ = deprecation.from_docstring(doc, location)
        member = Member(
            name=node.name,
            form=next((FORMS[name] for name in last if name in FORMS), "method"),
            kind=MethodKind.DEFAULT,
            location=location,
            owner=self._owner,
            parameters=read_parameters(node.args, self._source),
            returns=self._source.text(node.returns) if node.returns else "",
            asynchronous=isinstance(node, ast.AsyncFunctionDef),
            decorators=decorators,
            doc=doc,
            deprecation=said or documented,
            final=not _FINAL.isdisjoint(absolute),
            generator=self._source.mentions(node, b"yield") and is_generator(node),
            raises=documented_raises(doc),
        )
        body = read_body(node, may_raise=self._source.mentions(node, b"raise"))
        member = self.with_body(member, body)
        if ABSTRACT.intersection(last):
            return replace(member, kind=MethodKind.ABSTRACT)
        if "singledispatchmethod" in last and member.kind is MethodKind.REFUSING:
            # The body is for what no implementation is registered for.
            exceptions, line = (member.refuses_with,), member.location.line
            return replace(
                member,
                kind=MethodKind.DEFAULT,
                refuses_with="",
                refuses_if=exceptions,
                refuses_line=line,
            )
        return member

    def absolute(self, node: ast.expr) -> str:
        """Return a dotted name as the module's imports make it absolute."""
        return self._names.absolute_name(node, self._module)

    def with_body(self, member: Member, body: Body) -> Member:
        """Return a member with what its body does."""
        if body.refuses_with:
            return replace(member, kind=MethodKind.REFUSING, refuses_with=body.refuses_with)
        where, _, name = body.calls.rpartition(".")
        if name and not where:
            return self._with_helper(member, name)
        return replace(
            member,
            refuses_if=body.refuses_if,
            refuses_line=body.line,
            calls=name,
            calls_parent=where == "super",
        )

    def _with_helper(self, member: Member, name: str) -> Member:
        """Judge a body that does nothing but call a function of a module."""
        symbol = self._names.lookup(self._module, name)
        node = self._names.function_node(symbol) if symbol.kind == "function" else None
        refusal = read_body(node).refuses_with if node else ""
        if not refusal:
            return member
        return replace(member, kind=MethodKind.REFUSING, refuses_with=refusal)
