# SPDX-License-Identifier: Apache-2.0
"""The contract that the drivers of a group implement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wharfinger.contract.signature_text import signature
from wharfinger.model import (
    Anchor,
    Block,
    Catalog,
    Column,
    Definition,
    Deprecation,
    Group,
    Interface,
    InterfaceVersion,
    Method,
    Page,
    Paragraph,
    Table,
    Value,
    ViewInfo,
)
from wharfinger.views import (
    FunctionView,
    first_paragraph,
    heading,
    interface_name,
    one_group,
    place,
    state_value,
)

INFO = ViewInfo(
    name="interface",
    title="Driver interface",
    summary="Show the contract that the drivers of a group implement.",
    groups="one",
    parts=("groups", "policy"),
)
_VERSION_WORDS = ("since", "removal", "replacement", "reason")


def _build(catalog: Catalog, groups: tuple[str, ...], _: Mapping[str, Any]) -> Page:
    group = one_group(catalog, groups)
    blocks: list[Block] = [_definition(group.interface) if group.interface else _why_none(group)]
    if group.versions:
        blocks.append(_versions_table(group))
    data = {
        "group": group.name,
        "interface": interface_name(group),
        "versions": [_version(version) for version in group.versions],
        "methods": [_method(item) for item in group.interface.methods] if group.interface else [],
    }
    return Page(INFO.title, tuple(blocks), data)


def _why_none(group: Group) -> Paragraph:
    reason = group.interface_reason.rstrip(".")
    return Paragraph(
        f"Group {group.name} has no known interface{': ' if reason else ''}{reason}. "
        f"Name it in driver-policy.yaml, as groups: {group.name}: interface: module:Class."
    )


def _definition(interface: Interface) -> Definition:
    name = interface.name.rpartition(":")[2].rpartition(".")[2]
    bases = ", ".join(interface.bases)
    return Definition(
        term=interface.name,
        signature=f"class {name}({bases})" if bases else f"class {name}",
        text=first_paragraph(interface.doc),
        fields=tuple(_deprecation_fields(interface.deprecation)),
        location=interface.location,
        items=tuple(_method_definition(interface, method) for method in interface.methods),
    )


def _method_definition(interface: Interface, method: Method) -> Definition:
    fields = [*_deprecation_fields(method.deprecation)]
    if method.refuses_with:
        fields.append(("Raises", method.refuses_with))
    if method.owner and method.owner != interface.name:
        fields.append(("inherited from", method.owner))
    labels = [str(method.kind)]
    labels += [method.form] if method.form != "method" else []
    labels += ["settable"] if method.has_setter else []
    return Definition(
        term=method.name,
        anchor=Anchor("method", f"{interface.name}.{method.name}"),
        signature=signature(method),
        labels=tuple(labels),
        text=first_paragraph(method.doc),
        fields=tuple(fields),
        location=method.location,
    )


def _deprecation_fields(deprecation: Deprecation | None) -> Iterator[tuple[str, str]]:
    if deprecation is None:
        return
    yield "deprecated", f"since {deprecation.since}" if deprecation.since else "yes"
    for key in ("removal", "replacement", "reason"):
        if text := getattr(deprecation, key):
            yield key, text


def _versions_table(group: Group) -> Table:
    titles = ("version", "class", "state", *_VERSION_WORDS)
    return Table(
        columns=tuple(Column(title, title.capitalize()) for title in titles),
        rows=tuple(_version_row(version) for version in group.versions),
        title=f"Versions of {heading(group)}",
        anchor=Anchor("group", group.name),
    )


def _version_row(version: InterfaceVersion) -> tuple[Value, ...]:
    return (
        Value(version.version, evidence=version.location),
        Value(version.class_name, literal=True),
        state_value(version.state),
        *(Value(getattr(version, key)) for key in _VERSION_WORDS),
    )


def _version(version: InterfaceVersion) -> dict[str, object]:
    return {
        "version": version.version,
        "class": version.class_name,
        "state": str(version.state),
        **{key: getattr(version, key) for key in _VERSION_WORDS},
    }


def _method(method: Method) -> dict[str, object]:
    return {
        "name": method.name,
        "kind": str(method.kind),
        "form": method.form,
        "signature": signature(method),
        "parameters": [
            {
                "name": item.name,
                "kind": item.kind,
                "annotation": item.annotation,
                "default": item.default,
                "line": item.line,
            }
            for item in method.parameters
        ],
        "returns": method.returns,
        "asynchronous": method.asynchronous,
        "owner": method.owner,
        "doc": first_paragraph(method.doc),
        "deprecation": _deprecation(method.deprecation),
        "location": place(method.location),
    }


def _deprecation(deprecation: Deprecation | None) -> dict[str, object] | None:
    if deprecation is None:
        return None
    return {
        "source": deprecation.source,
        **{key: getattr(deprecation, key) for key in _VERSION_WORDS},
        "location": place(deprecation.location),
    }


view = FunctionView(INFO, _build)
