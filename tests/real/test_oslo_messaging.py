# SPDX-License-Identifier: Apache-2.0
"""oslo.messaging 18.3.1, read in oslo_messaging/_drivers by a person."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.real

# rabbit inherits from AMQPDriverBase all but require_features; kafka speaks no RPC and
# inherits require_features, which refuses if it is asked for requeueing.
CELLS = """
                          fake  kafka  rabbit
require_features             y      p       y
send                         y      n       y
send_notification            y      y       y
listen                       y      n       y
listen_for_notifications     y      y       y
cleanup                      y      y       y
"""
FOUND = {
    "y": ("yes", "implemented"),
    "n": ("no", "refused"),
    "p": ("partial", "conditional"),
}


def test_transport_drivers(ask: Any) -> None:
    matrix = ask("matrix", "oslo.messaging.drivers")
    assert matrix["interface"] == "oslo_messaging._drivers.base:BaseDriver"
    heading, *rows = [line.split() for line in CELLS.splitlines() if line]
    assert [feature["key"] for feature in matrix["features"]] == [row[0] for row in rows]
    for method, *letters in rows:
        for name, letter in zip(heading, letters, strict=True):
            cell = matrix["cells"][method][name]
            assert (cell["support"], cell["basis"]) == FOUND[letter], (method, name)
        assert matrix["cells"][method]["kombu"] == matrix["cells"][method]["rabbit"]
    assert matrix["cells"]["send"]["kafka"]["note"] == "raises NotImplementedError"


def test_levels(ask: Any) -> None:
    features = ask("matrix", "oslo.messaging.drivers")["features"]
    # All are abstract but one, which works in the base class.
    assert {feature["key"]: feature["level"] for feature in features} == {
        "require_features": "undeclared",
        "send": "required",
        "send_notification": "required",
        "listen": "required",
        "listen_for_notifications": "required",
        "cleanup": "required",
    }


def test_evidence(ask: Any) -> None:
    cells = ask("matrix", "oslo.messaging.drivers")["cells"]
    driver, base = "oslo_messaging/_drivers/impl_kafka.py", "oslo_messaging/_drivers/base.py"
    # Of a raise under a condition, the line of the raise.
    assert cells["require_features"]["kafka"]["evidence"] == {"path": base, "line": 351}
    assert cells["send"]["kafka"]["evidence"] == {"path": driver, "line": 428}
    assert cells["send"]["rabbit"]["evidence"] == {
        "path": "oslo_messaging/_drivers/amqpdriver.py",
        "line": 822,
    }


def test_notification_drivers(ask: Any) -> None:
    matrix = ask("matrix", "oslo.messaging.notify.drivers")
    assert matrix["interface"] == "oslo_messaging.notify.notifier:Driver"
    assert matrix["drivers"] == ["log", "messaging", "messagingv2", "noop", "routing", "test"]
    assert {cell["support"] for cell in matrix["cells"]["notify"].values()} == {"yes"}


def test_executors_of_a_package_that_is_not_there(ask: Any) -> None:
    matrix = ask("matrix", "oslo.messaging.executors")
    assert (matrix["interface"], matrix["features"]) == (None, [])
    drivers = ask("drivers", "oslo.messaging.executors")["drivers"]
    assert [driver["name"] for driver in drivers] == ["eventlet", "threading"]
    assert {driver["location"] for driver in drivers} == {None}
