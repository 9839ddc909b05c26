# SPDX-License-Identifier: Apache-2.0
"""What the author of a driver does about a change of the interface."""

from __future__ import annotations

from wharfinger.contract.notes.markup import literal
from wharfinger.model import Change, Verdict

_RIGHT_NOW = frozenset({Verdict.BREAKING, Verdict.CONDITIONAL})

# By rule: what a driver that follows the old interface does to follow the new one. ``name`` is
# the member or class, ``detail`` the parameter, ``new`` the definition as it is now.
_ADVICE = {
    "abstract-method-added": "write {name}: {new}",
    "attribute-changed": "look where the driver reads {name}, or give it a value of its own",
    "attribute-removed": "give the driver its own {name}, if it reads it",
    "abc-enforced": "write every abstract method: the class cannot be instantiated without",
    "base-added": "write the abstract methods of the new base",
    "base-removed": "do without what the removed base gave",
    "body-made-refusing": "write {name}, and do not call it through ``super()``",
    "class-made-final": "do not subclass {name} any more",
    "class-moved": "import {name} from its new place",
    "class-removed": "do without {name}",
    "constructor-changed": "take and pass on the new arguments in ``__init__``: {new}",
    "default-changed": "take over the new default of {detail}: {new}",
    "entry-point-removed": "announce the driver under a name that is left",
    "entry-point-renamed": "use the new name, {detail}",
    "entry-point-retargeted": "descend from the new target, if the driver builds on the old one",
    "enum-member-added": "handle the new member {name}",
    "enum-member-changed": "do not store or compare the value of {name}",
    "enum-member-removed": "do without {name}",
    "exception-base-changed": "catch {name} by itself",
    "field-added": "pass the new field {detail} when making {name}",
    "field-changed": "look where the driver makes or unpacks {name}",
    "field-removed": "do without the field {detail} of {name}",
    "generator-made-method": "return a list from {name} in place of yielding",
    "group-removed": "announce the driver in another group",
    "group-renamed": "announce the driver in the group {detail}",
    "method-made-abstract": "write {name}: there is no default any more: {new}",
    "method-made-async": "make {name} a coroutine: {new}",
    "method-made-class": "make {name} a class method: {new}",
    "method-made-final": "do not override {name} any more",
    "method-made-generator": "let {name} yield its results",
    "method-made-property": "make {name} a property",
    "method-made-static": "make {name} a static method: {new}",
    "method-made-sync": "make {name} a plain method: {new}",
    "method-removed": "do without {name}, if the driver calls it on itself or through ``super()``",
    "method-renamed": "call {name} {detail}",
    "optional-field-added": "do not unpack {name} by the number of its fields",
    "optional-field-removed": "do without the field {detail} of {name}",
    "optional-method-called": "write {name}: the host calls it now",
    "optional-parameter-added": "take {detail} in {name}: {new}",
    "parameter-inserted": "take {detail} in its place in {name}: {new}",
    "parameter-made-nameable": "call the parameter of {name} {detail}",
    "parameter-made-optional": "give {detail} its default in {name}: {new}",
    "parameter-made-positional": "take {detail} by position too in {name}: {new}",
    "parameter-renamed": "rename the parameter in {name}: {new}",
    "parameter-taken-out": "drop {detail} from {name}: {new}",
    "parameter-type-replaced": "expect the new type of {detail} in {name}: {new}",
    "parameter-type-widened": "handle every type of {detail} in {name}: {new}",
    "parameters-reordered": "put the parameters of {name} into the new order: {new}",
    "property-made-method": "make {name} a method: {new}",
    "protected-method-removed": "do without {name}",
    "protocol-member-added": "write {name}: {new}",
    "raises-removed": "do not raise it from {name} any more",
    "refusing-method-added": "write {name}, if the driver can: {new}",
    "required-attribute-added": "give the driver a value for {name}",
    "required-parameter-added": "take {detail} in {name}: {new}",
    "required-parameter-removed": "drop {detail} from {name}, or give it a default: {new}",
    "return-narrowed": "return nothing but what the new annotation of {name} says: {new}",
    "return-replaced": "return what the new annotation of {name} says: {new}",
    "setter-added": "give the property {name} a setter",
    "signature-replaced": "accept any arguments in {name}: {new}",
    "signature-spelled-out": "take the parameters of {name} by these names: {new}",
    "slots-added": "look for attributes that the new ``__slots__`` exclude",
    "variadic-added": "accept any further arguments in {name}: {new}",
}


def author_advice(change: Change) -> str:
    """Return what the author of a driver does about a change, empty where it is nothing."""
    return _advice(change, marked=False)


def marked_advice(change: Change) -> str:
    """Return the same in reStructuredText, with names and whole definitions as literals."""
    return _advice(change, marked=True)


def _advice(change: Change, marked: bool) -> str:
    if change.implementer not in _RIGHT_NOW:
        return ""
    text = _ADVICE.get(change.rule, "")
    mark = literal if marked else str
    told = (text if marked else text.replace("``", "")).format(
        name=mark(change.name), detail=mark(change.detail or change.name), new=mark(_new(change))
    )
    return told.removesuffix(": ")


def _new(change: Change) -> str:
    """Return the definition as it is now, in one line and without decorators."""
    lines = (line.strip() for line in change.new.splitlines())
    return " ".join(line for line in lines if not line.startswith("@"))
