"""PostgreSQL and Redis of this machine and an S3 store, each a server of a test's own."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from tests.builders.object_store import HOST, free_port
from tests.distributed.processes import Processes, own_environment, wait_until

READY_SECONDS = 90
POSTGRES_USER = "postgres"
PACKET_BYTES = 65536


class Database:
    """A PostgreSQL with an empty database `airflow`, in a temporary folder of its own."""

    def __init__(self, processes: Processes, password: str) -> None:
        self.port = free_port()
        self._processes = processes
        self._programs = _folder_of("postgres", *Path("/usr/lib/postgresql").glob("*/bin"))
        self._folder = Path(tempfile.mkdtemp(prefix="junheng-postgres-"))
        self._become = _become_postgres(self._folder)
        self.url = f"postgresql+psycopg2://airflow:{password}@{HOST}:{self.port}/airflow"
        word = self._folder / "password"
        word.write_text(password)
        word.chmod(0o644)
        self._password = password
        self._run("initdb", "--pgdata", self._data, "--username=airflow", "--auth=scram-sha-256",
                  "--pwfile", str(word), "--encoding=UTF8", "--no-locale", "--no-sync")  # fmt: skip
        self.start()
        self._ask("createdb", "airflow")

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = ("-p", str(self.port), "-c", f"listen_addresses={HOST}", "-c", "fsync=off",
                   "-c", f"unix_socket_directories={self._folder}")  # fmt: skip
        command = [*self._become, str(self._programs / "postgres"), "-D", self._data, *options]
        self._processes.start("postgres", command, own_environment())
        wait_until(self._answers, READY_SECONDS, "PostgreSQL answers")

    def break_off(self) -> None:
        """Let it end at once, breaking off every connection and transaction."""
        self._processes.tell("postgres", signal.SIGQUIT)

    def restored_elsewhere(self, question: str) -> str:
        """Return the answer to a question in SQL of a copy made by `pg_dump` and `pg_restore`."""
        dump = str(self._folder / "airflow.dump")
        self._ask("pg_dump", "--format=custom", "--file", dump, "airflow")
        self._ask("createdb", "restored")
        self._ask("pg_restore", "--dbname=restored", "--clean", "--if-exists", dump)
        return self._ask("psql", "--tuples-only", "--no-align", "--command", question, "restored")

    def remove(self) -> None:
        """Remove its folder, once it has ended."""
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _answers(self) -> bool:
        command = [str(self._programs / "pg_isready"), "--host", HOST, "--port", str(self.port)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def _ask(self, program: str, *arguments: str) -> str:
        place = ("--host", HOST, "--port", str(self.port), "--username=airflow")
        return self._run(program, *place, *arguments).strip()

    def _run(self, program: str, *arguments: str) -> str:
        variables = own_environment() | {"PGPASSWORD": self._password, "LC_ALL": "C"}
        done = subprocess.run(
            [*self._become, str(self._programs / program), *arguments],
            capture_output=True, text=True, check=False, env=variables, cwd=self._folder,
        )  # fmt: skip
        assert done.returncode == 0, f"{program} failed:\n{done.stdout}{done.stderr}"
        return done.stdout


class Broker:
    """A Redis that writes down what it holds, as the one of docker-compose.yml."""

    def __init__(self, processes: Processes, folder: Path, password: str) -> None:
        self.port = free_port()
        self.url = f"redis://:{password}@{HOST}:{self.port}/0"
        self._processes = processes
        program = str(_folder_of("redis-server", Path("/usr/bin")) / "redis-server")
        folder.mkdir()
        self._command = [program, "--bind", HOST, "--port", str(self.port), "--dir", str(folder),
                         "--appendonly", "yes", "--requirepass", password]  # fmt: skip
        self.start()

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        self._processes.start("redis", self._command, own_environment())
        wait_until(lambda: _is_open(self.port), READY_SECONDS, "Redis answers")

    def break_off(self) -> None:
        """Let it end at once, breaking off every connection."""
        self._processes.kill("redis")


class UnreliableStore:
    """An S3 store that fails a share of the requests; the same `seed`, the same failures."""

    def __init__(self, processes: Processes, folder: Path, share: float, seed: int) -> None:
        port = free_port()
        self.address = f"http://{HOST}:{port}"
        self._told = folder / "failures.txt"
        python = Path(sys.prefix) / "store" / "bin" / "python"
        assert python.exists(), (
            "the store for tests is missing; `make test-distributed` installs it"
        )
        script = Path(__file__).with_name("unreliable_store.py")
        command = [
            str(python),
            str(script),
            HOST,
            str(port),
            str(share),
            str(seed),
            str(self._told),
        ]
        processes.start("store", command, own_environment())
        wait_until(lambda: _is_open(port), READY_SECONDS, "the store answers")

    def failures(self) -> list[str]:
        """Return how each failed request failed."""
        return self._told.read_text().split() if self._told.exists() else []


class Metrics:
    """What listens where the service `metrics` would, and keeps what Airflow tells it."""

    def __init__(self) -> None:
        self.last: dict[str, float] = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((HOST, 0))
        self.port = int(self._socket.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    def of(self, beginning: str) -> dict[str, float]:
        """Return the last value of each metric with such a name, by the rest of its name."""
        found = {**self.last}
        return {
            name.removeprefix(beginning): value
            for name, value in sorted(found.items())
            if name.startswith(beginning)
        }

    def end(self) -> None:
        """Stop listening."""
        self._socket.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                for line in self._socket.recv(PACKET_BYTES).decode().splitlines():
                    name, _, told = line.partition(":")
                    self.last[name] = float(told.partition("|")[0])


def _folder_of(program: str, *folders: Path) -> Path:
    """Return the folder that has a program of Debian; where there are several, the newest."""
    for folder in sorted(folders, reverse=True):
        if (folder / program).exists():
            return folder
    package = {"postgres": "postgresql", "redis-server": "redis-server"}[program]
    raise AssertionError(f"{program} is not installed; Debian and Ubuntu: apt install {package}")


def _become_postgres(folder: Path) -> Sequence[str]:
    """Return what goes before a command of PostgreSQL, which refuses to run as root."""
    if os.geteuid() != 0:
        return ()
    try:
        user = pwd.getpwnam(POSTGRES_USER)
    except KeyError:
        raise AssertionError(
            "PostgreSQL does not run as root, and there is no user postgres; "
            "Debian and Ubuntu: apt install postgresql"
        ) from None
    os.chown(folder, user.pw_uid, user.pw_gid)
    ids = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    return ("setpriv", *ids, "--")


def _is_open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False
