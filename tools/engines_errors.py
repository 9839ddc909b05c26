# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with an engine."""

from __future__ import annotations


class EngineError(Exception):
    """An engine cannot be had; the message says why and what to do now."""


class EngineMissing(EngineError):  # noqa: N818 - it says what is so
    """What an engine needs is not on this machine."""


class EngineFailed(EngineError):  # noqa: N818 - it says what is so
    """An engine is there, and did not start."""


class UnknownEngine(EngineError):  # noqa: N818 - it says what is so
    """There is no engine of this name."""
