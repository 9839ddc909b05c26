# SPDX-License-Identifier: Apache-2.0
"""Symptoms of the driver ``etcd``, beside what its members complain of."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from refstore.doctor.context import Context

from refstore_etcd.clients import host_and_port
from refstore_etcd.driver import EtcdDriver


def symptom_members_not_named(context: Context) -> Iterator[str]:
    """The cluster has members that the driver does not know.

    When those that it knows fail, it fails with them. Name all members:

        [etcd]
        endpoints = HOST:2379, HOST:2379, HOST:2379
    """
    for use, driver in context.in_use(EtcdDriver):
        named, there = len(driver.options.endpoints), driver.count_members()
        if named < there:
            yield f"{use.title}: endpoints has {named} of {there} members"


def symptom_password_in_the_clear(context: Context) -> Iterator[str]:
    """A password is sent over the network in the clear.

    Let etcd listen with TLS, and set ca_file in the section [etcd].
    """
    for use, driver in context.in_use(EtcdDriver):
        options = driver.options
        if options.user and not options.ca_file:
            far = [each for each in options.endpoints if not _is_loopback(each)]
            yield from (f"{use.title}: to {endpoint}" for endpoint in far)


def _is_loopback(endpoint: str) -> bool:
    host, _ = host_and_port(endpoint)
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
