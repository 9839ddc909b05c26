# SPDX-License-Identifier: Apache-2.0
"""Groups with their contracts, each from a reading of its own that can be remembered alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from wharfinger.contract.comparison import compare
from wharfinger.model import (
    Contract,
    Distribution,
    Group,
    HostCall,
    Policy,
    Request,
    Root,
    normalise_name,
)
from wharfinger.sources import files
from wharfinger.sources.contract_building import ContractBuilder
from wharfinger.sources.group_building import GroupBuilder
from wharfinger.sources.own_calls import own_calls
from wharfinger.sources.python import Reader
from wharfinger.sources.python.later_meaning import LaterMeaning
from wharfinger.sources.registrations import Registration, from_entry_points
from wharfinger.sources.remembering import remembered
from wharfinger.sources.roots import roots

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """A group, its contract if it has an interface, and the calls of that on itself.

    ``files`` are the source files that were read, below their roots.
    """

    group: Group
    contract: Contract | None
    calls: tuple[HostCall, ...]
    files: frozenset[str]


class GroupAnswers:
    """The groups of one state of a project. What reads them must find its files mounted."""

    def __init__(
        self, request: Request, distributions: tuple[Distribution, ...], policy: Policy
    ) -> None:
        self.folders = roots(request)
        self.meaning = LaterMeaning(lambda: Reader(self.folders))
        self._request = request
        self._distributions = distributions
        self._policy = policy
        self._answers: dict[str, GroupAnswer] = {}

    @cached_property
    def _registered(self) -> dict[str, list[Registration]]:
        return from_entry_points(self._distributions)

    @cached_property
    def _announcers(self) -> tuple[object, ...]:
        """What of the distributions counts for any group: neither versions nor line numbers."""
        return tuple(
            (
                replace(item, entry_points=(), empty_groups=(), requires=(), faults=()),
                frozenset(normalise_name(wanted.name) for wanted in item.requires),
            )
            for item in self._distributions
        )

    @cached_property
    def _empty(self) -> dict[str, object]:
        return {name: place for item in self._distributions for name, place in item.empty_groups}

    def names(self) -> list[str]:
        """Return the names of the groups that the request asks for."""
        return self._builder().names(self._request.groups)

    def of(self, name: str) -> GroupAnswer:
        """Return what is known of a group; its contract knows what texts mean now."""
        if name not in self._answers:
            found = self._remembered(name)
            contract = found.contract and replace(found.contract, meaning=self.meaning)
            self._answers[name] = replace(found, contract=contract)
        return self._answers[name]

    def contract_for(self, name: str, interface: str) -> Contract:
        """Return the contract that a group has if its interface is the class of that name."""
        question = ("contract", name, interface, below(self.folders))

        def read() -> Contract:
            contract = ContractBuilder(self._builder()).contract(name, interface)
            compare((contract,), (contract,))
            return contract

        return replace(self._asked(question, name, read), meaning=self.meaning)

    def files_read(self) -> frozenset[str]:
        """Return the source files that were read so far, below their roots."""
        return frozenset().union(*(item.files for item in self._answers.values()))

    def _remembered(self, name: str) -> GroupAnswer:
        question = ("group", name, below(self.folders))
        return self._asked(question, name, lambda: self._read(name))

    def _asked(self, question: Hashable, name: str, read: Callable[[], _Answer]) -> _Answer:
        """Return the answer to a question about a group, as long as it holds."""
        announced = (self._registered.get(name), self._empty.get(name))
        inputs = (*announced, self._policy.groups.get(name), self._announcers)
        start = self._request.trees[0] if self._request.trees else ""
        return remembered(question, inputs, start, read)

    def _read(self, name: str) -> GroupAnswer:
        builder = self._builder()
        group, contract = builder.group(name), None
        calls: tuple[HostCall, ...] = ()
        if group.interface_name or group.versions:
            contract = ContractBuilder(builder).contract(name)
            # What its texts mean is asked for when it is compared: that is read from files, too.
            compare((contract,), (contract,))
        interface = builder.classes(name).interface
        if interface and group.interface and group.drivers:
            calls = tuple(own_calls(group, interface, builder.reader))
        return GroupAnswer(group, contract, calls, self.read_by(builder.reader))

    def read_by(self, reader: Reader) -> frozenset[str]:
        """Return the source files that a reader has read, below their roots."""
        own = (path for path, is_own in reader.names.files.items() if is_own)
        return frozenset(_shortened(own, self.folders))

    def _builder(self) -> GroupBuilder:
        reader = Reader(self.folders)
        return GroupBuilder(reader, self._distributions, self._policy, self._registered)


def below(folders: Iterable[Root]) -> tuple[str, ...]:
    """Return the folders of roots as seen from the project or environment that they are in."""
    return tuple(files.relative(root.folder, root.shown_from) for root in folders)


def _shortened(paths: Iterable[str], folders: Iterable[Root]) -> Iterable[str]:
    starts = tuple(root.folder for root in folders)
    for path in paths:
        start = next((item for item in starts if path.startswith(item + "/")), "")
        yield path[len(start) :]


_LAST: ContextVar[tuple[object, object, Request, GroupAnswers] | None] = ContextVar(
    "wharfinger_last_answers", default=None
)


def group_answers(
    request: Request, distributions: tuple[Distribution, ...], policy: Policy
) -> GroupAnswers:
    """Return the groups of the run that these very objects belong to, or new ones."""
    last = _LAST.get()
    if last and last[0] is distributions and last[1] is policy and last[2] == request:
        return last[3]
    answers = GroupAnswers(request, distributions, policy)
    _LAST.set((distributions, policy, request, answers))
    return answers
