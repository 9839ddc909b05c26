# SPDX-License-Identifier: Apache-2.0
"""``spec lint --fix``: mending the files in which something is found that has one right answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wharfinger.cli.specs.judging import tree_of_specs
from wharfinger.errors import UsageError
from wharfinger.model import Finding, Outcome, Request, Spec, SpecsPolicy
from wharfinger.reporters import counted
from wharfinger.sources.specs.fixing import CODES, Fixed, Rules
from wharfinger.sources.specs.fixing import fix as fixed
from wharfinger.sources.specs.genres import Genres
from wharfinger.sources.specs.rewriting import change


def fix(request: Request, outcome: Outcome) -> str:
    """Mend the files of the first tree that have findings, and return what was done, in lines.

    What is waived or suppressed stays as it is, and so do files that are no longer there.
    """
    by_path = {spec.path: spec for spec in outcome.catalog.specs}
    found = {_place(finding) for finding in outcome.findings if finding.code in CODES}
    kept = found.intersection(_place(finding) for finding, _ in outcome.waived)
    codes: dict[str, set[str]] = {}
    for path, code in found - kept:
        if path in by_path:
            codes.setdefault(path, set()).add(code)
    policy = outcome.catalog.policy.specs
    mender = _Mender(tree_of_specs(request, policy), policy)
    lines = [line for path in sorted(codes) for line in mender.mend(by_path[path], codes[path])]
    lines += [
        f"not fixed: {path}: {code} is waived or silenced in it" for path, code in sorted(kept)
    ]
    lines.append(f"fixed {counted(mender.changed, 'file')}")
    return "".join(f"{line}\n" for line in lines)


def _place(finding: Finding) -> tuple[str, str]:
    """Return the file and the code of a finding: a file is mended of a code as a whole."""
    return finding.location.path, finding.code


class _Mender:
    """Mends the files of one tree; ``changed`` counts them."""

    def __init__(self, tree: Path, policy: SpecsPolicy) -> None:
        self._tree, self._policy = tree, policy
        self._genres = Genres.load(tree, policy)
        self._last = Fixed("")
        self.changed = 0

    def mend(self, spec: Spec, codes: set[str]) -> Iterator[str]:
        """Mend one file, and yield what was done and what was not."""

        def mended(text: str) -> str:
            self._last = fixed(text, self._rules(spec, text), codes)
            return self._last.text

        try:
            self.changed += change(self._tree, spec.path, mended)
        except UsageError as error:
            yield f"not fixed: {error}"
            return
        if self._last.unread:
            yield f"not fixed: {spec.path}: it cannot be read: {self._last.unread}"
        for code, what in self._last.done:
            yield f"fixed: {spec.path}: {code} {what}"
        for code, why in self._last.refused:
            yield f"not fixed: {spec.path}: {code} {why}"

    def _rules(self, spec: Spec, text: str) -> Rules:
        """Return what the spec is held to, as the checks had it."""
        from wharfinger.sources.specs.outline import outline

        folder = self._policy.folder
        below = spec.path.removeprefix(f"{folder}/")
        version = spec.template_version
        chosen = self._genres.choose(below, spec.cycle, spec.template, version, outline(text))
        return Rules(chosen.genre, self._policy)
