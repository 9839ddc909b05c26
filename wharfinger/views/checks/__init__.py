# SPDX-License-Identifier: Apache-2.0
"""The checks that there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wharfinger.model import (
    Anchor,
    Catalog,
    CheckInfo,
    Column,
    Option,
    Page,
    Paragraph,
    Table,
    Value,
    ViewInfo,
)
from wharfinger.views import COLUMNS, FunctionView, pick_columns, plain_data, words

INFO = ViewInfo(
    name="checks",
    title="Checks",
    summary="List the checks: code, severity, what each finds.",
    groups="none",
    parts=("checks",),
    options=(COLUMNS,),
)


def _build(catalog: Catalog, _: tuple[str, ...], options: Mapping[str, Any]) -> Page:
    checks = sorted(catalog.checks, key=lambda check: check.code)
    data = {"checks": [_check(check) for check in checks]}
    if not checks:
        return Page(INFO.title, (Paragraph("There are no checks."),), data)
    table = Table(
        columns=(
            Column("code", "Code"),
            Column("severity", "Severity"),
            Column("slug", "Slug"),
            Column("summary", "What it finds"),
        ),
        rows=tuple(_row(check) for check in checks),
    )
    return Page(INFO.title, (pick_columns(table, words(options, "columns")),), data)


def _row(check: CheckInfo) -> tuple[Value, ...]:
    return (
        Value(check.code, link=Anchor("check", check.code)),
        Value(str(check.severity)),
        Value(check.slug),
        Value(check.summary),
    )


def _check(check: CheckInfo) -> dict[str, object]:
    return {
        "code": check.code,
        "slug": check.slug,
        "severity": str(check.severity),
        "summary": check.summary,
        "requires": list(check.requires),
        "options": [_option(option) for option in check.options],
    }


def _option(option: Option) -> dict[str, object]:
    return {
        "name": option.name,
        "type": option.type,
        "help": option.help,
        "default": plain_data(option.default),
    }


view = FunctionView(INFO, _build)
