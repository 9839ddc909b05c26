# SPDX-License-Identifier: Apache-2.0
"""The words of wharfinger as immutable values. Uses the standard library alone."""

from wharfinger.model.catalog import (
    Catalog,
    Examined,
    PluginFailure,
    Registry,
    Request,
)
from wharfinger.model.code import (
    ClassInfo,
    EnumValue,
    Member,
    Reference,
    UnknownValue,
    shown,
)
from wharfinger.model.distribution import (
    Distribution,
    EntryPoint,
    Fault,
    Requirement,
    Root,
    normalise_name,
)
from wharfinger.model.driver import Driver, Fact, Group, Kind, Resolution, State
from wharfinger.model.feature import Basis, Cell, Feature, Support
from wharfinger.model.finding import Finding, Severity, Skip
from wharfinger.model.info import CheckInfo, SourceInfo, ViewInfo
from wharfinger.model.interface import (
    Deprecation,
    Interface,
    InterfaceVersion,
    Method,
    MethodKind,
    Parameter,
)
from wharfinger.model.location import Location
from wharfinger.model.option import Option
from wharfinger.model.plugin import (
    Check,
    Outcome,
    Reading,
    Reporter,
    Source,
    View,
)
from wharfinger.model.policy import FactRule, GroupPolicy, Origin, Policy, Waiver
from wharfinger.model.table import (
    Anchor,
    Block,
    Column,
    Definition,
    Page,
    Paragraph,
    Table,
    Value,
)

__all__ = [
    "Anchor",
    "Basis",
    "Block",
    "Catalog",
    "Cell",
    "Check",
    "CheckInfo",
    "ClassInfo",
    "Column",
    "Definition",
    "Deprecation",
    "Distribution",
    "Driver",
    "EntryPoint",
    "EnumValue",
    "Examined",
    "Fact",
    "FactRule",
    "Fault",
    "Feature",
    "Finding",
    "Group",
    "GroupPolicy",
    "Interface",
    "InterfaceVersion",
    "Kind",
    "Location",
    "Member",
    "Method",
    "MethodKind",
    "Option",
    "Origin",
    "Outcome",
    "Page",
    "Paragraph",
    "Parameter",
    "PluginFailure",
    "Policy",
    "Reading",
    "Reference",
    "Registry",
    "Reporter",
    "Request",
    "Requirement",
    "Resolution",
    "Root",
    "Severity",
    "Skip",
    "Source",
    "SourceInfo",
    "State",
    "Support",
    "Table",
    "UnknownValue",
    "Value",
    "View",
    "ViewInfo",
    "Waiver",
    "normalise_name",
    "shown",
]
