# SPDX-License-Identifier: Apache-2.0
"""Reading all specs of a tree: each from what is kept, else from its file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from wharfinger.model import Spec, SpecsPolicy
from wharfinger.sources import files, mounts
from wharfinger.sources.files import PROJECT_FILE_LIMIT, UnreadableError
from wharfinger.sources.specs.cached import Kept, content_id
from wharfinger.sources.specs.places import Places


@dataclass(frozen=True, slots=True)
class Unread:
    """What is in a file: an id of that, the text, and why there is none where there is none."""

    content: str
    text: str = ""
    reason: str = ""


ReadAnew = Callable[[Mapping[str, Unread], Kept], dict[str, Spec]]


def read(
    tree: Path,
    places: Places,
    policy: SpecsPolicy,
    cache: Path | None,
    only: Collection[str] | None = None,
) -> tuple[Spec, ...]:
    """Return the specs, in the order of paths; of those not in ``only`` what is seen at a glance.

    Raises :class:`~wharfinger.errors.ToolkitError` if a second process dies.
    """
    judged = {path for path in places.specs if only is None or files.encodable(path) in only}
    others = [path for path in places.specs if path not in judged]
    found: dict[str, Spec] = {}
    if judged:
        paths = (path for path in places.specs if path in judged)
        kept = Kept.of(tree, policy, cache)
        found = _all(kept, paths, lambda new, kept: _judged(new, kept, places.folder, policy))
    if others:
        kept = Kept.of(tree, policy, cache, "glance")
        found |= _all(kept, others, lambda new, _: _glanced(new, places.folder, policy))
    return tuple(found[path] for path in places.specs)


def _all(kept: Kept, paths: Iterable[str], read_anew: ReadAnew) -> dict[str, Spec]:
    """Return the specs of all paths: those that are kept, and the others read anew."""
    found: dict[str, Spec] = {}
    unknown: dict[str, Unread] = {}
    for path in paths:
        content = kept.content(path)
        spec = kept.get(path, content) if content else None
        if spec is None:
            unknown[path] = _unread(kept.tree, path)
            kept.saw(path, unknown[path].content)
            spec = kept.get(path, unknown[path].content)
        if spec is not None:
            found[path] = spec
            unknown.pop(path, None)
    if unknown:
        for path, spec in read_anew(unknown, kept).items():
            kept.put(path, unknown[path].content, spec)
            found[path] = spec
    kept.save()
    return found


def _unread(tree: Path, path: str) -> Unread:
    whole = tree / path
    try:
        data = files.read_bytes(whole, tree, PROJECT_FILE_LIMIT)
    except UnreadableError as error:
        return Unread(f"no content: {error.reason}", reason=error.reason)
    try:
        return Unread(content_id(data), files.text_of(whole, data))
    except UnreadableError as error:
        return Unread(content_id(data), reason=error.reason)


def _judged(
    new: Mapping[str, Unread], kept: Kept, folder: str, policy: SpecsPolicy
) -> dict[str, Spec]:
    # Imported only now: what is kept needs no docutils.
    from wharfinger.sources.rst.reading import load_directives
    from wharfinger.sources.specs.judging import Judge
    from wharfinger.sources.specs.sharing_out import LEAST, shared_out

    with files.recorded() as seen:
        judge = Judge.of(kept.tree, folder, policy)

        def work(items: Iterable[tuple[str, str]]) -> dict[str, Spec]:
            return {path: judge.read(path, text) for path, text in items}

        texts = tuple((path, item.text) for path, item in new.items() if not item.reason)
        if len(texts) >= LEAST:
            load_directives()
        found = shared_out(texts, work, alone=mounts.find(str(kept.tree)) is not None)
    kept.depend(seen)
    bad = {path: item.reason for path, item in new.items() if item.reason}
    return found | {path: judge.unread(path, reason) for path, reason in bad.items()}


def _glanced(new: Mapping[str, Unread], folder: str, policy: SpecsPolicy) -> dict[str, Spec]:
    """Return what others have to know of specs that are not judged."""
    from wharfinger.sources.specs.metadata import described, fields_of
    from wharfinger.sources.specs.sketch import sketch

    def glance(path: str, text: str) -> Spec:
        outline = sketch(text)
        fields = fields_of(outline, policy)
        below = path.removeprefix(f"{folder}/")
        return described(files.encodable(path), below, outline, fields, policy)

    return {path: glance(path, item.text) for path, item in new.items()}
