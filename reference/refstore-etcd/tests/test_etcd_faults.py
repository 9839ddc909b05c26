# SPDX-License-Identifier: Apache-2.0
"""What is left of the writes when members of etcd die, hang or are cut off."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress

import pytest
from engines_network import NetworkEngine
from engines_running import Engine, Member
from etcd3gw import Etcd3Client
from refstore.conformance import Opening
from refstore.conformance.history import History, Outcome
from refstore.conformance.values import record
from refstore.conformance.writers import writers
from refstore.driver import StoreDriverV9
from refstore.errors import OutcomeUnknownError, RevisionMismatchError, StoreUnavailableError
from refstore.records import Changes

pytestmark = pytest.mark.engines

TIMEOUT = 4.5
"""Seconds that an operation of the tests may take: one and a half for each member."""

SLACK = 2.0


@pytest.fixture
def cluster(private_engine: Callable[[str], Engine]) -> Engine:
    return private_engine("etcd")


@contextmanager
def opened(*endpoints: str, timeout: float = TIMEOUT) -> Iterator[StoreDriverV9]:
    options = {"endpoints": list(endpoints), "timeout": timeout}
    with closing(Opening("etcd", options).open()) as driver:
        yield driver


def client_of(member: Member) -> Etcd3Client:
    host, port = member.endpoint.split(":")
    return Etcd3Client(host, int(port), timeout=5, api_path="/v3/")


def leader_first(engine: Engine) -> list[Member]:
    status = [client_of(member).status() for member in engine.members]
    is_leader = [each["leader"] == each["header"]["member_id"] for each in status]
    assert sum(is_leader) == 1
    return sorted(engine.members, key=lambda member: not is_leader[engine.members.index(member)])


def assert_refused(call: Callable[[], object], seconds: float = TIMEOUT) -> None:
    begin = time.monotonic()
    with pytest.raises(StoreUnavailableError):
        call()
    assert time.monotonic() - begin < seconds + SLACK


@pytest.mark.parametrize("which", [0, 1], ids=["leader", "follower"])
def test_writes_go_on_when_a_member_is_killed(cluster: Engine, which: int) -> None:
    victim = leader_first(cluster)[which]
    history = History()
    with opened(victim.endpoint, *cluster.endpoints) as driver:
        with writers(driver, history):
            history.wait_for(50, 30)
            victim.kill()
            history.wait_for(50, 30)
            victim.start()
            history.wait_for(50, 30)
        assert history.faults(driver) == []
        assert history.count(Outcome.REFUSED) == 0


def test_without_a_majority_all_is_refused_and_nothing_lost(cluster: Engine) -> None:
    history = History()
    with opened(*cluster.endpoints) as driver:
        kept = driver.create(record("kept"))
        with writers(driver, history):
            history.wait_for(50, 30)
            for member in cluster.members[:2]:
                member.kill()
            time.sleep(1)
            assert_refused(lambda: driver.create(record("refused")))
            assert_refused(lambda: driver.get("kept"))
            assert_refused(lambda: driver.update("kept", Changes(name="x")))
            cluster.restart()
            history.wait_for(50, 30)
        assert history.faults(driver) == []
        assert driver.get("kept") == kept


def test_all_are_killed_in_mid_write(cluster: Engine) -> None:
    history = History()
    with opened(*cluster.endpoints) as driver:
        with writers(driver, history):
            for _ in range(3):
                history.wait_for(50, 30)
                cluster.kill()
                cluster.restart()
            history.wait_for(50, 30)
        assert history.faults(driver) == []


def test_where_nobody_listens_it_does_not_wait(cluster: Engine) -> None:
    cluster.kill()
    with opened(*cluster.endpoints) as driver:
        assert_refused(lambda: driver.create(record("a")), seconds=0)
        assert_refused(driver.check_engine, seconds=0)


def test_no_increment_is_lost_or_done_twice_when_the_leader_is_killed(cluster: Engine) -> None:
    leader, *rest = leader_first(cluster)
    told: Counter[Outcome] = Counter()
    lock = threading.Lock()

    def increment(driver: StoreDriverV9) -> None:
        while told[Outcome.ACKNOWLEDGED] < 150:
            old = driver.get("counter")
            changes = Changes(attributes={"n": int(str(old.attributes["n"])) + 1})
            with suppress(RevisionMismatchError):
                try:
                    driver.update("counter", changes, old.revision)
                    outcome = Outcome.ACKNOWLEDGED
                except OutcomeUnknownError:
                    outcome = Outcome.UNKNOWN
                with lock:
                    told[outcome] += 1

    with opened(leader.endpoint, *(each.endpoint for each in rest), timeout=9) as driver:
        driver.create(record("counter", attributes={"n": 0}))
        with ThreadPoolExecutor(4) as pool:
            running = [pool.submit(increment, driver) for _ in range(4)]
            while told[Outcome.ACKNOWLEDGED] < 50:
                time.sleep(0.01)
            leader.kill()
        assert [each.result() for each in running] == [None] * 4
        counted = int(str(driver.get("counter").attributes["n"]))
        assert 0 <= counted - told[Outcome.ACKNOWLEDGED] <= told[Outcome.UNKNOWN]


@pytest.mark.parametrize("which", [0, 1], ids=["leader", "follower"])
def test_a_member_that_hangs_is_passed_over(cluster: Engine, which: int) -> None:
    victim = leader_first(cluster)[which]
    history = History()
    others = [each.endpoint for each in cluster.members if each is not victim]
    share = 3
    with opened(victim.endpoint, *others, timeout=3 * share) as driver:
        driver.create(record("a"))
        victim.pause()
        driver.create(record("b"))
        begin = time.monotonic()
        driver.create(record("c"))
        assert time.monotonic() - begin < share
        with writers(driver, history):
            history.wait_for(50, 30)
            victim.resume()
            history.wait_for(50, 30)
        assert history.faults(driver) == []


def test_what_hung_is_not_carried_out_after_all(cluster: Engine) -> None:
    """A follower hands creations on to a leader that hangs, who finds them when it wakes up."""
    leader, follower, other = leader_first(cluster)
    history = History()

    def create_and_delete(driver: StoreDriverV9, number: int) -> None:
        new = record(f"r{number}")
        with history.writing(new.id, new):
            driver.create(new)
        if history.states(new.id) == (new,):
            with history.writing(new.id, None):
                driver.delete(new.id)

    # Three seconds for each: a new leader is there by then, and what hung is not yet dropped.
    endpoints = [each.endpoint for each in (follower, other, leader)]
    with opened(*endpoints, timeout=9) as driver:
        leader.pause()
        with ThreadPoolExecutor(16) as pool:
            done = [pool.submit(create_and_delete, driver, number) for number in range(16)]
        assert [each.result() for each in done] == [None] * 16
        assert history.count(Outcome.ACKNOWLEDGED) >= 16
        leader.resume()
        time.sleep(3)
        assert history.faults(driver) == []


def test_a_member_that_is_cut_off_refuses(etcd_network: NetworkEngine) -> None:
    cut_off = leader_first(etcd_network)[0]
    with opened(cut_off.endpoint) as alone, opened(*etcd_network.endpoints) as driver:
        kept = alone.create(record("kept"))
        history = History()
        with writers(driver, history):
            history.wait_for(30, 30)
            cut_off.cut()
            history.wait_for(30, 30)
            assert_refused(lambda: alone.create(record("refused")))
            assert_refused(lambda: alone.get("kept"))
            cut_off.heal()
            history.wait_for(30, 30)
        assert history.faults(driver) == []
        assert driver.get("kept") == kept


def test_a_member_that_nobody_reaches_is_passed_over(etcd_network: NetworkEngine) -> None:
    history = History()
    with opened(*etcd_network.endpoints) as driver, writers(driver, history):
        for member in etcd_network.members:
            history.wait_for(30, 30)
            member.cut(clients=True)
            history.wait_for(30, 30)
            member.heal()
    with opened(*etcd_network.endpoints) as driver:
        assert history.faults(driver) == []


def test_the_engine_is_examined(cluster: Engine) -> None:
    first, second, third = cluster.members
    with opened(*cluster.endpoints) as driver:
        assert driver.check_engine() == ()
        first.kill()
        (silent,) = driver.check_engine()
        assert silent.startswith(f"{first.endpoint} does not answer")
        second.kill()
        time.sleep(3)
        wanted = f"{third.endpoint}: etcdserver: no leader; start the other members"
        assert wanted in driver.check_engine()


def test_a_full_cluster_refuses_for_sure(cluster: Engine) -> None:
    client = client_of(cluster.members[0])
    alarm = {"memberID": client.status()["header"]["member_id"], "alarm": "NOSPACE"}
    url = client.get_url("/maintenance/alarm")
    with opened(*cluster.endpoints) as driver:
        client.post(url, json={**alarm, "action": "ACTIVATE"})
        with pytest.raises(StoreUnavailableError, match="space exceeded") as found:
            driver.create(record("a"))
        assert type(found.value) is StoreUnavailableError
        (alarm_told,) = driver.check_engine()
        assert alarm_told.startswith(f"{', '.join(cluster.endpoints)}: memberID:")
        assert "alarm:NOSPACE; compact and defragment the cluster" in alarm_told
        client.post(url, json={**alarm, "action": "DEACTIVATE"})
        driver.create(record("a"))
        assert driver.check_engine() == ()
