# SPDX-License-Identifier: Apache-2.0
"""Each engine starts, keeps what it says it keeps when it is killed, and leaves nothing behind."""

from __future__ import annotations

import base64
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import psycopg
import pymongo
import pytest
import redis
from engines_names import RECIPES
from engines_network import NetworkEngine, start_etcd
from engines_process import alive
from engines_running import Engine, Member, start
from engines_testing import or_skip
from pymemcache.client.base import Client as Memcached

pytestmark = pytest.mark.engines

TOOL = Path(__file__).parents[2] / "tools" / "engines"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that PostgreSQL may enter, unlike those of tmp_path."""
    made = Path(tempfile.mkdtemp(prefix="engines-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def running(folder: Path) -> Iterator[Callable[[str], Engine]]:
    started: list[Engine] = []

    def begin(name: str) -> Engine:
        started.append(or_skip(lambda: start(name, folder / name)))
        return started[-1]

    yield begin
    for engine in started:
        engine.stop()


@pytest.fixture
def network(folder: Path) -> Iterator[NetworkEngine]:
    engine = or_skip(lambda: start_etcd(folder / "network"))
    yield engine
    engine.stop()


class Clients:
    """The least that a client of each engine does: keep one word, and find it again."""

    def __init__(self, engine: Engine) -> None:
        self.url = engine.url
        imitation = engine.url.startswith("http:")
        self.name = "dynamodb" if imitation else engine.name

    def write(self, word: str) -> None:
        getattr(self, f"{self.name}_write")(word)

    def read(self) -> str:
        return getattr(self, f"{self.name}_read")()

    def postgresql_write(self, word: str) -> None:
        with psycopg.connect(self.url) as connection:
            connection.execute("CREATE TABLE words (word text)")
            connection.execute("INSERT INTO words VALUES (%s)", (word,))

    def postgresql_read(self) -> str:
        with psycopg.connect(self.url) as connection:
            return connection.execute("SELECT word FROM words").fetchall()[0][0]

    def redis_write(self, word: str) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.set("word", word)

    def redis_read(self) -> str:
        with redis.Redis.from_url(self.url) as client:
            return client.get("word").decode()

    def memcached_write(self, word: str) -> None:
        client = Memcached(self.url, default_noreply=False)
        client.set("word", word)
        client.close()

    def memcached_read(self) -> str:
        client = Memcached(self.url, default_noreply=False)
        found = client.get("word")
        client.close()
        return found.decode()

    def etcd_write(self, word: str) -> None:
        put(self.url.partition(",")[0], word)

    def etcd_read(self) -> str:
        return get(self.url.rpartition(",")[2])

    def dynamodb(self) -> boto3.client:
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        return boto3.client("dynamodb", "us-east-1", endpoint_url=self.url, **keys)

    def dynamodb_write(self, word: str) -> None:
        client = self.dynamodb()
        client.create_table(
            TableName="words",
            KeySchema=[{"AttributeName": "word", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "word", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        client.get_waiter("table_exists").wait(TableName="words", WaiterConfig={"Delay": 1})
        client.put_item(TableName="words", Item={"word": {"S": word}})
        client.close()

    def dynamodb_read(self) -> str:
        client = self.dynamodb()
        found = client.scan(TableName="words", ConsistentRead=True)
        client.close()
        return found["Items"][0]["word"]["S"]

    def mongodb_write(self, word: str) -> None:
        with pymongo.MongoClient(self.url) as client:
            client.test.words.insert_one({"word": word})

    def mongodb_read(self) -> str:
        with pymongo.MongoClient(self.url) as client:
            return client.test.words.find_one()["word"]


def ask(endpoint: str, path: str, seconds: float = 10, **body: str) -> dict:
    fields = {name: base64.b64encode(text.encode()).decode() for name, text in body.items()}
    request = urllib.request.Request(f"http://{endpoint}/v3/{path}", json.dumps(fields).encode())
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=seconds) as answer:
        return json.load(answer)


def put(endpoint: str, word: str, seconds: float = 10, key: str = "word") -> None:
    ask(endpoint, "kv/put", seconds, key=key, value=word)


def get(endpoint: str) -> str:
    return base64.b64decode(ask(endpoint, "kv/range", key="word")["kvs"][0]["value"]).decode()


def refuses(member: Member, seconds: float = 10) -> bool:
    """Tell whether a member acknowledges no write, which may be done later all the same."""
    try:
        put(member.endpoint, "word", seconds, key="unacknowledged")
    except urllib.error.HTTPError as error:
        error.close()
    except OSError:
        pass
    else:
        return False
    return True


@pytest.mark.parametrize("name", RECIPES)
def test_an_engine_runs_and_leaves_nothing(
    name: str, running: Callable[[str], Engine], folder: Path
) -> None:
    engine = running(name)
    client = Clients(engine)
    client.write("kept")
    assert client.read() == "kept"
    processes = [member.process for member in engine.members]
    engine.stop()
    assert not any(map(alive, processes))
    assert not (folder / name).exists()


@pytest.mark.parametrize("name", RECIPES)
def test_a_durable_engine_keeps_data_over_its_death(
    name: str, running: Callable[[str], Engine]
) -> None:
    engine = running(name)
    client = Clients(engine)
    client.write("kept")
    before = [member.pid for member in engine.members]
    engine.kill()
    assert not any(member.alive for member in engine.members)
    engine.restart()
    assert not set(before) & {member.pid for member in engine.members}
    if engine.durable:
        assert client.read() == "kept"


def test_etcd_lives_without_one_member_and_refuses_without_two(
    running: Callable[[str], Engine],
) -> None:
    first, second, third = running("etcd").members
    put(first.endpoint, "before")
    first.kill()
    second.wait_until_ready()
    put(second.endpoint, "without one")
    second.kill()
    assert refuses(third)
    second.start()
    first.start()
    assert get(first.endpoint) == "without one"


def test_a_paused_member_answers_when_it_goes_on(running: Callable[[str], Engine]) -> None:
    member = running("redis").members[0]
    member.pause()
    with pytest.raises(Exception, match="did not answer within"):
        member.wait_until_ready(0.1)
    member.resume()
    member.wait_until_ready()


def test_a_member_that_is_cut_off_acknowledges_nothing(network: NetworkEngine) -> None:
    cut, other, _ = network.members
    put(cut.endpoint, "before")
    cut.cut()
    assert refuses(cut)
    other.wait_until_ready()
    put(other.endpoint, "meanwhile")
    cut.heal()
    cut.wait_until_ready()
    assert get(cut.endpoint) == "meanwhile"


def test_clients_are_cut_off_too_if_asked(network: NetworkEngine) -> None:
    cut, other, _ = network.members
    cut.cut(clients=True)
    with pytest.raises(OSError, match=r"timed out|No route to host"):
        put(cut.endpoint, "lost", seconds=1)
    other.wait_until_ready()
    put(other.endpoint, "meanwhile")
    cut.heal()
    cut.wait_until_ready()
    assert get(cut.endpoint) == "meanwhile"


def test_no_network_is_left(network: NetworkEngine) -> None:
    mark = f"w{os.getpid()}n"
    assert mark in told("ip", "netns", "list") + told("ip", "link")
    network.stop()
    assert mark not in told("ip", "netns", "list") + told("ip", "link")


def test_the_tool_starts_tells_and_stops(tmp_path: Path) -> None:
    state = ("--state", str(tmp_path))
    or_skip(lambda: start("redis", tmp_path / "trial")).stop()
    up = told(str(TOOL), "up", *state, "redis", "memcached")
    assert told(str(TOOL), "up", *state, "redis", "memcached") == up
    assert told(str(TOOL), "env", *state) == up
    variables = dict(shlex.split(line)[1].split("=", 1) for line in up.splitlines())
    assert variables.keys() == {"REFSTORE_REDIS_URL", "REFSTORE_MEMCACHED"}
    with redis.Redis.from_url(variables["REFSTORE_REDIS_URL"]) as client:
        assert client.ping()
    shown = json.loads(told(str(TOOL), "status", *state, "--json"))
    assert [(engine["name"], engine["kind"]) for engine in shown] == [
        ("redis", "real"),
        ("memcached", "real"),
    ]
    told(str(TOOL), "down", *state)
    pids = [pid for engine in shown for pid in engine["pids"]]
    assert not any(Path(f"/proc/{pid}/exe").exists() for pid in pids)
    assert told(str(TOOL), "env", *state) == ""


def test_what_was_started_is_stopped_when_the_next_is_missing(tmp_path: Path) -> None:
    or_skip(lambda: start("redis", tmp_path / "trial")).stop()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "redis-server").symlink_to(str(shutil.which("redis-server")))
    state = ("--state", str(tmp_path / "state"))
    done = subprocess.run(
        (sys.executable, str(TOOL), "up", *state, "redis", "etcd"),
        env={"PATH": str(tmp_path / "bin")},
        capture_output=True,
    )
    assert done.returncode == 3
    assert told(str(TOOL), "status", *state) == ""
    assert not (tmp_path / "state" / "redis").exists()


def told(*command: str) -> str:
    if command[0] == str(TOOL):
        command = (sys.executable, *command)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
