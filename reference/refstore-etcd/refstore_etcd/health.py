# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a cluster, as its members tell."""

from __future__ import annotations

from collections.abc import Mapping

from etcd3gw import Etcd3Client
from etcd3gw.types import StatusResponse
from refstore.errors import StoreUnavailableError

from refstore_etcd.cluster import ENGINE, Cluster
from refstore_etcd.failures import RequestError


def problems(cluster: Cluster) -> tuple[str, ...]:
    """Return a sentence for each thing that is wrong.

    Members that do not answer or have no leader, alarms (such as NOSPACE, under which nothing
    can be written) and versions that differ. Raises StoreUnavailableError if no member answers.
    """
    told = {member: _status(cluster, member) for member in cluster.members.endpoints}
    answers = {member: each for member, each in told.items() if isinstance(each, dict)}
    if not answers:
        raise StoreUnavailableError(ENGINE, next(iter(told.values())))
    silent = [
        f"{each} does not answer, see whether it runs: {told[each]}"
        for each in told
        if each not in answers
    ]
    return (*silent, *_errors(answers), *_versions(answers))


def _status(cluster: Cluster, member: str) -> StatusResponse | RequestError:
    share = cluster.timeout / len(cluster.members.endpoints)
    try:
        return cluster.ask(member, Etcd3Client.status, share)
    except RequestError as error:
        return error


def _errors(answers: Mapping[str, StatusResponse]) -> list[str]:
    # A member lists alarms and the want of a leader as its errors; alarms are known to all.
    reporting: dict[str, list[str]] = {}
    for member, status in answers.items():
        for error in status.get("errors", ()):
            reporting.setdefault(error.strip(), []).append(member)
    return [
        f"{', '.join(members)}: {error}{_advice(error)}" for error, members in reporting.items()
    ]


def _advice(error: str) -> str:
    if "NOSPACE" in error:
        return "; compact and defragment the cluster, then disarm the alarm"
    return "; start the other members" if "no leader" in error else ""


def _versions(answers: Mapping[str, StatusResponse]) -> list[str]:
    versions = sorted({str(status["version"]) for status in answers.values()})
    if len(versions) == 1:
        return []
    return [f"the members have different versions, finish the upgrade: {', '.join(versions)}"]
