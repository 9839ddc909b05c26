# SPDX-License-Identifier: Apache-2.0
"""The commands: one file each, imported when it is the one that is called."""

from __future__ import annotations

from dataclasses import dataclass

from wharfinger.model import Request

# What --help lists, in this order. A test compares it with the commands' own words.
SUMMARIES = {
    "init": "Write a starting policy file, and show what calls the gate.",
    "drivers": "List drivers: state, target, distribution, interface version, problems.",
    "matrix": "Show which driver of a group supports which feature.",
    "deprecations": "List what is deprecated or gone: since, removal, replacement, reason, note.",
    "interface": "Show the contract that the drivers of a group implement.",
    "diff": "Show interface and driver changes between commits, wheels or environments.",
    "shim": "Write the adapter from an old interface version to a new one.",
    "notes": "Release notes: which version each is in; lint; draft one from the diff.",
    "spec": "Specs: start one from a template; list them, with what was delivered; lint them.",
    "view": "Show any view by its name, those of other plugins too.",
    "check": "Run the checks: the gate.",
    "doctor": "Say whether this project is set up well, with advice for each symptom.",
    "explain": "Say what a code means, why, and how to mend it.",
}


@dataclass(frozen=True, slots=True)
class Call:
    """What every command is given: where to look, and how much to say.

    ``named`` tells that the user named where to look.
    """

    request: Request
    named: bool = False
    quiet: bool = False
    verbose: bool = False
