# SPDX-License-Identifier: Apache-2.0
"""Say what a code means, why, and how to mend it."""

from __future__ import annotations

import difflib
import importlib.resources
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from wharfinger import pipeline, plugins
from wharfinger.cli import formats, manual, output
from wharfinger.cli.commands import Call
from wharfinger.cli.output import Output
from wharfinger.errors import UsageError
from wharfinger.model import Check, Examined
from wharfinger.reporters import json_text


def configure(parser: ArgumentParser, _: Sequence[str]) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "code", nargs="?", metavar="CODE", help="the code of a finding; without it, list all codes"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to write it"
    )


def run(arguments: Namespace, call: Call) -> int:
    """Show the page of a check, the same as in the documentation."""
    if arguments.code is None:
        answer = pipeline.view("checks", call.request, (), {})
        output.write(formats.render(arguments.format, answer))
        return 0
    name = _plugin(arguments.code)
    check: Check = plugins.load(plugins.CHECKS).plugins[name]
    page = _page(name, check) or _short(check)
    if arguments.format == "json":
        output.write(Output(json_text("explain", Examined(), _data(check, page)), is_data=True))
    else:
        output.write(Output(manual.render(page, output.width())))
    return 0


def _data(check: Check, page: str) -> dict[str, object]:
    info = check.info
    return {
        "code": info.code,
        "slug": info.slug,
        "severity": str(info.severity),
        "summary": info.summary,
        "page": page,
    }


def _plugin(code: str) -> str:
    """Return the name of the plugin whose check has a code or a slug."""
    checks = plugins.load(plugins.CHECKS).plugins
    names = {check.info.code: name for name, check in checks.items()}
    names |= {check.info.slug.upper(): name for name, check in checks.items()}
    if code.upper() in names:
        return names[code.upper()]
    codes = sorted(check.info.code for check in checks.values())
    near = difflib.get_close_matches(code.upper(), names, n=3)
    advice = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(codes)}"
    raise UsageError(f"no check has the code {code!r}; {advice}")


def _page(name: str, check: Check) -> str:
    """Return the page in the folder of a check; none for one that is a single module."""
    module = plugins.load(plugins.CHECKS).modules[name]
    try:
        page = importlib.resources.files(module) / check.info.page
        return page.read_text(encoding="utf-8")
    except (TypeError, OSError):
        return ""


def _short(check: Check) -> str:
    """Return what the check's metadata says, in the form of a page."""
    title = f"{check.info.code}: {check.info.slug}"
    return f"{title}\n{'=' * len(title)}\n\n{check.info.summary}\n"
