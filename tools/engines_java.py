# SPDX-License-Identifier: Apache-2.0
"""Two engines in Java, started by main classes of ours, which Java compiles at each start.

Their own main classes do not do: that of DynamoDB Local listens on all interfaces. That of
mongo-java-server takes no port, and each version that it can claim has a number of the protocol
that clients of today refuse as too old; so ours claims MongoDB 4.4, the oldest that they accept.
"""

from __future__ import annotations

from pathlib import Path

import engines_ready
from engines_install import from_maven
from engines_plan import HOST, Plan, Planned, data_folder, find, free_port
from engines_process import Launch

PACKAGE = "the Debian package default-jdk-headless (Java 17 or later, with its compiler)"

DYNAMODB_VERSION = "2.6.1"
DYNAMODB = """
import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

public class Serve {
    public static void main(String[] arguments) throws Exception {
        var local = ServerRunner.createServerFromCommandLineArgs(arguments);
        var field = local.getClass().getDeclaredField("server");
        field.setAccessible(true);
        for (var connector : ((Server) field.get(local)).getConnectors()) {
            ((ServerConnector) connector).setHost("127.0.0.1");
        }
        local.start();
        local.join();
    }
}
"""

MONGODB_VERSION = "1.47.0"
MONGODB = """
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.util.List;

public class Serve implements MongoVersion {
    public List<Integer> getVersionArray() {
        return List.of(4, 4, 0);
    }

    public int getWireVersion() {
        return 9;
    }

    public static void main(String[] arguments) {
        var backend = new H2Backend(arguments[0]).version(new Serve());
        new MongoServer(backend).bind("127.0.0.1", Integer.parseInt(arguments[1]));
    }
}
"""


def dynamodb_local(folder: Path, cache: Path) -> Plan:
    """Plan a DynamoDB Local with its data in SQLite, the same for all keys and regions."""
    find("javac", PACKAGE)
    jars = from_maven(cache, f"com.amazonaws:DynamoDBLocal:{DYNAMODB_VERSION}")
    data, port = data_folder(folder), free_port()
    command = (
        *_java(jars, data, DYNAMODB),
        *("-dbPath", str(data), "-sharedDb", "-port", str(port), "-disableTelemetry"),
    )
    return Plan(
        kind="emulator",
        version=DYNAMODB_VERSION,
        url=f"http://{HOST}:{port}",
        durable=True,
        members=(Planned(Launch(command, data), port),),
        ready=engines_ready.dynamodb,
    )


def mongodb(folder: Path, cache: Path) -> Plan:
    """Plan a mongo-java-server with its data in H2, which writes it out once a second or so."""
    find("javac", PACKAGE)
    backend = f"de.bwaldvogel:mongo-java-server-h2-backend:{MONGODB_VERSION}"
    jars = from_maven(cache, backend)
    data, port = data_folder(folder), free_port()
    command = (*_java(jars, data, MONGODB), str(data / "db"), str(port))
    return Plan(
        kind="emulator",
        version=MONGODB_VERSION,
        url=f"mongodb://{HOST}:{port}",
        durable=False,
        members=(Planned(Launch(command, data), port),),
        ready=engines_ready.mongodb,
    )


def _java(jars: Path, data: Path, source: str) -> tuple[str, ...]:
    main = data / "Serve.java"
    main.write_text(source, encoding="ascii")
    # The JVM would leave a file about its performance in a folder that all users share.
    options = ("-XX:-UsePerfData", f"-Djava.library.path={jars}", "-cp", f"{jars}/*")
    return (find("java", PACKAGE), *options, str(main))
