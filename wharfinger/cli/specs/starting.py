# SPDX-License-Identifier: Apache-2.0
"""``spec new``: a new spec from a template."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace

from wharfinger import engine, options
from wharfinger.cli import output
from wharfinger.cli.commands import Call
from wharfinger.cli.output import Output
from wharfinger.errors import NothingExaminedError
from wharfinger.model import Catalog, Option
from wharfinger.reporters import visible
from wharfinger.sources.git.identity import author
from wharfinger.sources.policy import own_policy
from wharfinger.sources.specs import read_specs
from wharfinger.sources.specs.rewriting import create
from wharfinger.sources.specs.starting import Wish, draft

OPTIONS = (
    Option("cycle", "text", "release that it is for; the newest that a spec is for if not said"),
    Option("author", "text", "who writes it; as git is configured if not said", metavar="NAME"),
    Option("tracker", "text", "address of the blueprint, story or bug", metavar="URL"),
    Option("slug", "text", "name of the file without .rst; made from the title if not said"),
    Option("project", "text", "project that it is for, in a repository of several"),
)


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "template",
        metavar="TEMPLATE",
        help="driver, interface-change, driver-removal, policy, architecture, or a template of "
        "the project by its name",
    )
    parser.add_argument("title", metavar="TITLE", help="what the spec is about, in any script")
    options.add_arguments(parser, OPTIONS)


def run(arguments: Namespace, call: Call) -> int:
    """Write the spec and say where it is."""
    if not call.request.trees:
        raise NothingExaminedError("there is no source tree to write a spec into; name it with -C")
    tree = call.request.trees[0]
    policy = own_policy(call.request).specs
    wish = Wish(
        arguments.template,
        arguments.title,
        slug=arguments.slug or "",
        cycle=arguments.cycle or "",
        author=author(tree) if arguments.author is None else arguments.author,
        tracker=arguments.tracker or "",
        project=arguments.project or "",
    )
    there = read_specs(tree, policy, call.request.cache)
    day = engine.today(Catalog(), os.environ)
    found = draft(tree, wish, there, policy, day)
    output.write(Output(f"{visible(str(create(tree, found.path, found.text)))}\n"))
    return 0
