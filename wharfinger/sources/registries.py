# SPDX-License-Identifier: Apache-2.0
"""placeholder"""
from wharfinger.model import Reading, SourceInfo


class _S:
    info = SourceInfo("registries", "registries", "x", ("groups",))

    def read(self, request, parts):
        return Reading(())


source = _S()
