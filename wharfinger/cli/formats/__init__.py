# SPDX-License-Identifier: Apache-2.0
"""Writing the answer of a view: one file a format."""

from __future__ import annotations

from wharfinger.cli import output
from wharfinger.cli.output import Output
from wharfinger.pipeline import Answer
from wharfinger.reporters import examined_line, json_text

NAMES = ("text", "json", "csv", "rst")


def render(name: str, answer: Answer, quiet: bool = False) -> Output:
    """Return an answer in the format of that name."""
    page = answer.page
    if name == "json":
        text = json_text(answer.view.info.name, answer.catalog.examined, page.data)
        return Output(text, is_data=True)
    if name == "csv":
        from wharfinger.cli.formats import comma_separated

        return Output(comma_separated.render(page), is_data=True)
    if name == "rst":
        from wharfinger.cli.formats import restructured

        return Output(restructured.render(page), is_data=True)
    closing = (
        ""
        if quiet or "groups" not in answer.view.info.parts
        else examined_line(answer.catalog.examined)
    )
    width = output.width()
    if width is None:
        from wharfinger.cli.formats import plain

        return Output(plain.render(page, closing))
    from wharfinger.cli.formats import terminal

    return Output(terminal.render(page, closing, width))
