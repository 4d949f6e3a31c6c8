"""The standing service of docker-compose.yml on this machine, without containers."""

from __future__ import annotations

import base64
import json
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tasks.embedded.rest import Api, ApiError
from tests.builders.object_store import HOST, free_port
from tests.distributed import composed
from tests.distributed.processes import Processes, own_environment, wait_until
from tests.distributed.servers import Broker, Database, Metrics, UnreliableStore

USER = "admin"
WORKERS = ("worker-1", "worker-2")
READY_SECONDS = 600
FINISHED = ("success", "failed")
WORKING = ("collect", "evaluate", "publish")

SOONER = {
    "AIRFLOW__CORE__MIN_SERIALIZED_DAG_UPDATE_INTERVAL": "0",
    "AIRFLOW__API__WORKERS": "1",
    "AIRFLOW__API__MAXIMUM_PAGE_LIMIT": "1000",
    "AIRFLOW__CELERY__SYNC_PARALLELISM": "1",
    "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "15",
    "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "2",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "60",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "5",
    "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
    "AIRFLOW__WORKERS__EXECUTION_API_RETRY_WAIT_MAX": "5",
    "AIRFLOW__WORKERS__MAX_FAILED_HEARTBEATS": "30",
}
"""What a test does not wait as long for as the service does; nothing else differs."""


@dataclass(frozen=True)
class Unreliability:
    """The share of requests that the store fails, and the seed of the chance."""

    share: float = 0.0
    seed: int = 1


class StandingService:
    """Every service of docker-compose.yml as processes of this machine, below `folder`."""

    def __init__(self, folder: Path, unreliability: Unreliability) -> None:
        self.folder = folder
        self.processes = Processes(folder)
        password = secrets.token_hex(16)
        self.database = Database(self.processes, password)
        self.broker = Broker(self.processes, folder / "redis", password)
        share, seed = unreliability.share, unreliability.seed
        self.store = UnreliableStore(self.processes, folder, share, seed)
        self.metrics = Metrics()
        self.password = secrets.token_urlsafe(12)
        self.port = free_port()
        self.api = Api(f"http://{HOST}:{self.port}")

    def start(self) -> None:
        """Do what `docker compose up` does, and wait until every DAG was read."""
        self._write_secrets()
        self.processes.finish("migrate", *self._command("migrate", "migrate"))
        for service in ("apiserver", "scheduler", "dag-processor", "triggerer"):
            self.processes.start(service, *self._command(service, service), again=True)
        for name in WORKERS:
            command, variables = self._command("worker", name)
            command += ["--celery-hostname", f"{name}@%h"]
            self.processes.start(name, command, variables, again=True)
        wait_until(self._is_ready, READY_SECONDS, "Airflow answers and has read its DAGs")

    def environment(self, service: str, home: str) -> dict[str, str]:
        """Return the whole environment of a service, its home being a folder of its own."""
        places = {
            "/run/secrets": str(self.folder / "secrets"),
            "/opt/junheng": str(composed.CHECKOUT),
            "/opt/airflow": str(self.folder / "homes" / home),
            "/srv/junheng": str(self.folder),
            "http://apiserver:8080": self.api.address,
            "http://store:9000": self.store.address,
            "http://localhost:8080": self.api.address,
            "0.0.0.0": HOST,
        }
        logs = {"AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(self.folder / "tasks")}
        return {
            **own_environment(),
            **composed.environment(service, places),
            **SOONER,
            **logs,
            "AIRFLOW__API__HOST": HOST,
            "AIRFLOW__API__PORT": str(self.port),
            "AIRFLOW__METRICS__STATSD_ON": "True",
            "AIRFLOW__METRICS__STATSD_HOST": HOST,
            "AIRFLOW__METRICS__STATSD_PORT": str(self.metrics.port),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(free_port()),
            "AIRFLOW_HOME": places["/opt/airflow"],
            "PYTHONPATH": str(composed.CHECKOUT),
            "NO_PROXY": f"{HOST},localhost",
            "no_proxy": f"{HOST},localhost",
            "GX_ANALYTICS_ENABLED": "False",
            "JUNHENG_CLOCK": "off",
            "JUNHENG_PAGE_SECONDS": "0",
            "JUNHENG_SETTLE_SECONDS": "0",
        }

    def secret(self, name: str) -> str:
        """Return a secret as its file gives it."""
        return (self.folder / "secrets" / name).read_text().strip()

    def holds_a_task(self, worker: str) -> bool:
        """Tell whether a worker works: one of the processes of its pool has a child."""
        pool = {each.pid for each in self._pool(worker)}
        return any(_parent(each) in pool for each in self.processes.descendants(worker))

    def runs(self) -> list[dict[str, Any]]:
        """Return every run of a DAG, as the REST API tells it."""
        found: list[dict[str, Any]] = self.ask("/api/v2/dags/~/dagRuns?limit=1000")["dag_runs"]
        return found

    def tasks(self) -> list[dict[str, Any]]:
        """Return every task of every run, as the REST API tells it."""
        path = "/api/v2/dags/~/dagRuns/~/taskInstances?limit=1000"
        found: list[dict[str, Any]] = self.ask(path)["task_instances"]
        return found

    def ask(self, path: str, seconds: float = 60) -> Any:
        """Return an answer of the REST API, asked again for a while if there is none."""
        end = time.monotonic() + seconds
        while True:
            try:
                return self.api._ask("GET", path)
            except ApiError as error:
                if time.monotonic() > end or not error.passing:
                    raise
                time.sleep(1)

    def is_idle(self) -> bool:
        """Tell whether no run waits or works, but those that wait for a person."""
        working = [run for run in self.runs() if run["dag_id"] in WORKING]
        return all(run["state"] in FINISHED for run in working)

    def end(self) -> None:
        """End every process, and remove what lies outside of the folder."""
        self.processes.end()
        self.metrics.end()
        self.database.remove()

    def _pool(self, worker: str) -> list[psutil.Process]:
        family = self.processes.descendants(worker)
        pids = {each.pid for each in family}
        return [each for each in family if _parent(each) not in pids]

    def _command(self, service: str, home: str) -> tuple[list[str], dict[str, str]]:
        command = [sys.executable, "-m", composed.module(service), *composed.command(service)]
        if service in ("scheduler", "triggerer", "worker"):
            command.append("--skip-serve-logs")
        return command, self.environment(service, home)

    def _write_secrets(self) -> None:
        names = composed.services()["worker"]["secrets"]
        made = {
            **{name: secrets.token_hex(32) for name in names},
            "database_url": self.database.url,
            "result_url": f"db+{self.database.url}",
            "broker_url": self.broker.url,
            "fernet_key": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        folder = self.folder / "secrets"
        folder.mkdir(mode=0o700)
        for name, text in made.items():
            (folder / name).write_text(f"{text}\n")
        passwords = self.folder / "homes" / "apiserver" / "passwords.json"
        passwords.parent.mkdir(parents=True)
        passwords.write_text(json.dumps({USER: self.password}))

    def _is_ready(self) -> bool:
        try:
            if not self.api.signed_in:
                self.api.sign_in(USER, self.password)
                self.api.warm_up()
            errors = self.api.import_errors()
            assert not errors, errors
            return set(self.api.parsed_dags()) >= set(WORKING) and len(self._waiting_workers()) == 2
        except ApiError:
            return False

    def _waiting_workers(self) -> list[str]:
        return [name for name in WORKERS if "ready." in self.processes.tail(name)]


def _parent(process: psutil.Process) -> int:
    try:
        return int(process.ppid())
    except psutil.Error:
        return 0


@contextmanager
def a_standing_service(unreliability: Unreliability) -> Iterator[StandingService]:
    """Give a standing service that has started; it is ended in any case."""
    with tempfile.TemporaryDirectory(prefix="junheng-service-") as name:
        for each in ("intake", "outbox"):
            (Path(name) / each).mkdir()
        service = StandingService(Path(name), unreliability)
        try:
            service.start()
            yield service
        finally:
            service.end()
