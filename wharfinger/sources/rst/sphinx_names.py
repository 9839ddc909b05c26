# SPDX-License-Identifier: Apache-2.0
"""Roles and directives that Sphinx adds to those of docutils, by its reference manual."""

from __future__ import annotations

_PYTHON = "attr class const data deco exc func meth mod obj type"
_CROSS_REFERENCES = "any confval doc download envvar keyword numref option ref term token"
_SEMANTIC = (
    "abbr command cve cwe dfn eq file guilabel kbd mailheader makevar manpage menuselection "
    "mimetype newsgroup pep program regexp rfc samp"
)

ROLES = frozenset(f"{_PYTHON} {_CROSS_REFERENCES} {_SEMANTIC}".split())
"""Roles without a domain; one with a domain, such as ``c:func``, may come from any extension."""

_VERSIONS = "deprecated versionadded versionchanged versionremoved"
_BLOCKS = (
    "acks centered code-block code-author codeauthor figure glossary highlight hlist index "
    "literalinclude math only productionlist rubric sectionauthor seealso sourcecode "
    "tabularcolumns toctree"
)
_OBJECTS = (
    "attribute class classmethod cmdoption confval currentmodule data decorator "
    "decoratormethod describe envvar exception function method module object option program "
    "property py staticmethod"
)
_EXTENSIONS = (
    "autoattribute autoclass autodata autodecorator autoexception autofunction automethod "
    "automodule autoproperty autosummary default-domain digraph doctest graph graphviz "
    "ifconfig inheritance-diagram testcleanup testcode testoutput testsetup todo todolist"
)

DIRECTIVES = frozenset(f"{_VERSIONS} {_BLOCKS} {_OBJECTS} {_EXTENSIONS}".split())
"""Directives without a domain."""
