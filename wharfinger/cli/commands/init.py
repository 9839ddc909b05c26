# SPDX-License-Identifier: Apache-2.0
"""Write a starting policy file, and show what calls the gate."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from wharfinger import engine, pipeline
from wharfinger.cli import output, progress, starting
from wharfinger.cli.commands import Call
from wharfinger.cli.output import Output
from wharfinger.errors import UsageError
from wharfinger.model import Catalog, Request
from wharfinger.reporters import counted, examined_line
from wharfinger.sources.files import UnreadableError, read_text

POLICY = "driver-policy.yaml"


def configure(parser: ArgumentParser, _: Sequence[str]) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--baseline",
        action="store_true",
        help="waive all that is found now, so that the gate stops what is new",
    )


def run(arguments: Namespace, call: Call) -> int:
    """Write the policy file unless there is one; nothing that exists is changed."""
    # What is found now is to be known, not what a patch changes.
    request = replace(call.request, base=None)
    if request.policies:
        raise UsageError(f"init writes {POLICY} into the source tree; leave out --policy")
    if not request.trees:
        raise UsageError("init writes into a source tree; name it with -C")
    with progress.shown(call.quiet):
        catalog = pipeline.view("drivers", request, (), {}).catalog
        said = list(_set_up(request, catalog, arguments.baseline))
    text = "".join(f"{line}\n" for line in (*said, examined_line(catalog.examined), ""))
    if not call.quiet:
        text += starting.snippets(_project(catalog))
    output.write(Output(text))
    return 0


def _set_up(request: Request, catalog: Catalog, with_baseline: bool) -> Iterator[str]:
    """Do what is to be done, and yield what that was."""
    place = catalog.policy.location
    if place is None:
        yield _write(request.trees[0], catalog)
    else:
        yield f"kept the policy in {place.path} as it is"
    if with_baseline:
        waivers = engine.baseline(pipeline.check(request))
        if not waivers:
            yield "found nothing that had to be waived"
        elif place is None:
            yield _add(request.trees[0] / POLICY, waivers)
        else:
            yield f"these waivers of all that is found now are for you to add to {place.path}:"
            yield f"waivers:\n{waivers}".rstrip("\n")
    if place is None and _is_in_repository(request.trees[0]):
        yield f"check judges what is committed: commit {POLICY} first"


def _is_in_repository(tree: Path) -> bool:
    here = tree.resolve()
    return any((folder / ".git").exists() for folder in (here, *here.parents))


def _write(tree: Path, catalog: Catalog) -> str:
    project = _project(catalog)
    text = starting.policy(catalog, project, _target_branch(tree))
    try:
        with (tree / POLICY).open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"cannot write {POLICY}: {error.strerror}") from error
    return f"wrote {POLICY}: {counted(len(starting.starting_groups(catalog, project)), 'group')}"


def _add(file: Path, waivers: str) -> str:
    """Add waivers to the file that has just been written."""
    try:
        with file.open("a", encoding="utf-8") as opened:
            opened.write(f"waivers:\n{waivers}")
    except OSError as error:
        raise UsageError(f"cannot write {POLICY}: {error.strerror}") from error
    return f"waived {counted(waivers.count('  - code:'), 'finding')} in {POLICY}"


def _project(catalog: Catalog) -> str:
    """Return the name of the project; none where several trees are looked at."""
    names = [item.name for item in catalog.distributions if item.origin == "tree"]
    return names[0] if len(names) == 1 else ""


def _target_branch(tree: Path) -> str:
    """Return the branch that patches go to, as a clone knows it.

    Gerrit reviews commit by commit: there the parent is compared with, and none is named.
    """
    if _text(tree, ".gitreview"):
        return ""
    prefix = "ref: refs/remotes/origin/"
    head = _text(tree, ".git/refs/remotes/origin/HEAD").strip()
    return head.removeprefix(prefix) if head.startswith(prefix) else ""


def _text(tree: Path, name: str) -> str:
    try:
        return read_text(tree / name, tree)
    except UnreadableError:
        return ""
