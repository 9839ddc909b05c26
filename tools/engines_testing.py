# SPDX-License-Identifier: Apache-2.0
"""What a test does where an engine cannot be had."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from engines_errors import EngineMissing
from engines_session import Started


def or_skip(find: Callable[[], Started]) -> Started:
    """Return what ``find`` returns, or skip the test with the reason why it is missing.

    It fails instead where the environment variable CI is set, or WHARFINGER_ENGINES is "required".
    """
    try:
        return find()
    except EngineMissing as error:
        reason = str(error)
    if os.environ.get("CI") or os.environ.get("WHARFINGER_ENGINES") == "required":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
