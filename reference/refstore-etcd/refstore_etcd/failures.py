# SPDX-License-Identifier: Apache-2.0
"""What a failed request means: refused for sure, or carried out perhaps.

etcd3gw raises one exception for a connection that was refused and for one that broke in the
middle. The exception of requests that it handled at the time tells them apart.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from etcd3gw.exceptions import Etcd3Exception
from urllib3.exceptions import MaxRetryError, NewConnectionError, SSLError

_INVALID_ARGUMENT, _RESOURCE_EXHAUSTED, _UNAUTHENTICATED = 3, 8, 16
# Codes of gRPC with which etcd refuses before, or instead of, writing: beside those above not
# found, already exists, permission denied, failed precondition, out of range, unimplemented.
_NOTHING_DONE = {_INVALID_ARGUMENT, _RESOURCE_EXHAUSTED, _UNAUTHENTICATED, 5, 6, 7, 9, 11, 12}
_TOO_LARGE = ("request is too large", "larger than max")


class RequestError(Exception):
    """A member did not do what it was asked."""


class RefusedError(RequestError):
    """Nothing was done: the member cannot be reached, or said no."""


class NotLoggedInError(RefusedError):
    """The token that the client showed is not, or no longer, good."""


class TooLargeError(RequestError):
    """Nothing was done, nor would be by another member: the request is too large."""


class LostError(RequestError):
    """Nobody can say whether the request was, or is yet to be, carried out."""


@contextmanager
def told_apart() -> Iterator[None]:
    """Turn the exceptions of etcd3gw and requests into those of this module."""
    try:
        yield
    except Etcd3Exception as error:
        raise _failure(error) from error
    except (requests.RequestException, ValueError) as error:
        # The answer broke off, or is not JSON.
        raise LostError(error) from error
    except OSError as error:
        # A certificate cannot be read, so there was no connection.
        raise RefusedError(error) from error


def _failure(error: Etcd3Exception) -> RequestError:
    cause = error.__context__
    if isinstance(cause, requests.RequestException):
        return RefusedError(cause) if _never_sent(cause) else LostError(cause)
    return _answered(error.detail_text or "")


def _never_sent(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    wrapper = error.args[0] if error.args else None
    reason = wrapper.reason if isinstance(wrapper, MaxRetryError) else None
    if isinstance(reason, SSLError):
        return bool(reason.args) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, NewConnectionError)


def _answered(text: str) -> RequestError:
    code, message = _code_and_message(text)
    if any(words in message for words in _TOO_LARGE):
        return TooLargeError(message)
    if code == _UNAUTHENTICATED:
        return NotLoggedInError(message)
    return RefusedError(message) if code in _NOTHING_DONE else LostError(message)


def _code_and_message(text: str) -> tuple[int | None, str]:
    try:
        answer = json.loads(text)
        return answer["code"], str(answer["message"])
    except (ValueError, TypeError, KeyError):
        return None, text.strip()
