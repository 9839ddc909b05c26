# SPDX-License-Identifier: Apache-2.0
"""Whether an attempt of a request has left it open if the engine did it.

botocore sends a request again when an answer does not come. The last answer alone then does not
tell what happened: a conditional write may fail because its own first attempt was done.
"""

from __future__ import annotations

import threading
from typing import Any

from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError

_NEVER_SENT = (ConnectTimeoutError, EndpointConnectionError)
_SERVER_ERROR = 500


class Attempts:
    """Watches the attempts of a client's requests, each thread's for itself."""

    def __init__(self, client: Any) -> None:
        self._thread = threading.local()
        client.meta.events.register("needs-retry.dynamodb", self._note)

    def begin(self) -> None:
        """Forget the attempts of the request before."""
        self._thread.doubtful = False

    @property
    def doubtful(self) -> bool:
        """Whether the engine may have done an attempt that it has not answered for."""
        return getattr(self._thread, "doubtful", False)

    def _note(self, response: Any, caught_exception: Any, **_: Any) -> None:
        if response is None:
            unanswered = not isinstance(caught_exception, _NEVER_SENT)
        else:
            unanswered = response[0].status_code >= _SERVER_ERROR
        if unanswered:
            self._thread.doubtful = True
