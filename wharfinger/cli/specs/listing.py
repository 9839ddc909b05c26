# SPDX-License-Identifier: Apache-2.0
"""``spec list``: the specs that there are. It shows the view ``spec-index``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from wharfinger import options, pipeline
from wharfinger.cli import answering, formats, output, progress
from wharfinger.cli.commands import Call
from wharfinger.cli.output import Output
from wharfinger.errors import NothingExaminedError
from wharfinger.model import Examined
from wharfinger.reporters import examined_line, json_text
from wharfinger.views.spec_index import COLUMN_KEYS, INFO


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments: those of the view."""
    answering.configure(parser, INFO.name)


def run(arguments: Namespace, call: Call) -> int:
    """Show the specs.

    Raises :class:`~wharfinger.errors.NothingExaminedError` if there are none.
    """
    chosen = options.from_namespace(INFO.options, arguments)
    if arguments.format == "csv" and getattr(arguments, "group-by") is None:
        # Programs group rows by a column; the titles of groups are for people.
        chosen["group-by"] = "none"
    if arguments.format == "csv" and not chosen["columns"]:
        without = () if chosen["delivery"] else ("delivery",)
        chosen["columns"] = [key for key in COLUMN_KEYS if key not in without]
    with progress.shown(call.quiet):
        answer = pipeline.view(INFO.name, call.request, (), chosen)
    catalog = answer.catalog
    if not catalog.specs:
        folder = catalog.policy.specs.folder
        raise NothingExaminedError(
            f"there are no specs below {folder}/; 'specs: {{folder: ...}}' in the policy file "
            "says where they are, and 'wharfinger spec new' starts the first"
        )
    if arguments.format == "json":
        text = json_text("spec-list", catalog.examined, answer.page.data)
        output.write(Output(text, is_data=True))
        return 0
    output.write(formats.render(arguments.format, answer, quiet=call.quiet))
    if arguments.format == "text" and not call.quiet:
        # Without a comparison, the specs alone matter.
        examined = (
            catalog.examined if chosen["delivery"] else Examined(specs=catalog.examined.specs)
        )
        output.write(Output(f"{examined_line(examined)}\n"))
    return 0
