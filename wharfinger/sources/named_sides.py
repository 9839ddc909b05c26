# SPDX-License-Identifier: Apache-2.0
"""Wheels, trees and environments as sides of a comparison."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

from wharfinger.errors import CannotCompareError, UsageError
from wharfinger.model import Request, normalise_name
from wharfinger.sources import archives, files
from wharfinger.sources.environments import METADATA_SUFFIXES, environment, existing_folder
from wharfinger.sources.git import Repository

_BUILD_FILES = ("pyproject.toml", "setup.cfg", "setup.py")
_CHUNK = 2**20


def find(request: Request, stack: ExitStack) -> tuple[Request, Request] | None:
    """Return the requests for the base and the head where either is a wheel or a folder.

    None if both are commits. What has to be mounted is, until the stack is closed.

    Raises :class:`~wharfinger.errors.UsageError` for a wheel or folder that cannot be read and
    :class:`~wharfinger.errors.CannotCompareError` if only one side is a commit.
    """
    base, head = (_existing(text or "") for text in (request.base, request.head))
    for text, path in ((request.base, base), (request.head, head)):
        if text and path and path.name == text and path.is_dir() and _is_commit(request, text):
            raise CannotCompareError(
                f"{files.quoted(text)} is a folder and a commit; write ./{text} for the folder "
                f"or refs/heads/{text} for the branch"
            )
    if base is None and head is None:
        return None
    plain = replace(request, base=None, head="", worktree=False)
    if base is None or (head is None and request.head):
        missing = request.head if base else request.base or "the base"
        raise CannotCompareError(
            f"{files.quoted(missing)} is no wheel or folder that is here, the other side is; "
            "name two of them, or two commits"
        )
    return _side(plain, base, stack), plain if head is None else _side(plain, head, stack)


def _existing(text: str) -> Path | None:
    path = Path(text)
    try:
        return path if text and (path.is_dir() or path.suffix == archives.SUFFIX) else None
    except (OSError, ValueError):
        return None


def _is_commit(request: Request, text: str) -> bool:
    if not request.trees:
        return False
    try:
        with Repository.at(existing_folder(request.trees[0])) as repository:
            return bool(repository.resolve(text))
    except CannotCompareError:
        return False


def _side(request: Request, path: Path, stack: ExitStack) -> Request:
    if path.suffix == archives.SUFFIX and not path.is_dir():
        return _with_environment(request, _mounted(path, stack))
    folder = existing_folder(path)
    if _is_environment(folder):
        return _with_environment(request, folder)
    return replace(request, trees=(folder, *request.trees[1:]))


def _mounted(path: Path, stack: ExitStack) -> Path:
    wheel = stack.enter_context(closing(archives.Wheel(path)))
    if not any(name.endswith(".dist-info") for name in wheel.listing("")):
        raise UsageError(f"{path}: this wheel has no metadata: there is no .dist-info folder")
    prefix = f"/wheel:{_digest(path)}/{files.encodable(path.stem)}"
    return stack.enter_context(files.mounted(prefix, wheel))


def _digest(path: Path) -> str:
    # What was read from a wheel may be kept under its prefix, so this names its content.
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    return found.hexdigest()


def _is_environment(folder: Path) -> bool:
    if any(files.exists(folder / name) for name in _BUILD_FILES):
        return False
    try:
        environment(folder)
    except UsageError:
        return False
    return True


def _with_environment(request: Request, folder: Path) -> Request:
    """Put an environment in front, and leave out the trees of what it has itself."""
    names = _distributions(folder)
    trees = tuple(tree for tree in request.trees if _name(tree) not in names)
    return replace(request, trees=trees, environments=(folder, *request.environments))


def _distributions(folder: Path) -> frozenset[str]:
    found = [name for site in environment(folder).sites for name in files.names(site)]
    return frozenset(
        normalise_name(name.removesuffix(suffix).partition("-")[0])
        for suffix in METADATA_SUFFIXES
        for name in found
        if name.endswith(suffix)
    )


def _name(tree: Path) -> str:
    from wharfinger.sources.tree.reading import declarations, distribution

    folder = existing_folder(tree)
    return normalise_name(distribution(folder, declarations(folder)).name)
