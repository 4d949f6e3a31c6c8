"""The settings of the embedded Airflow: environment variables and secrets, nothing else."""

from __future__ import annotations

import base64
import importlib.metadata
import json
import os
import secrets
import socket
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
PREFERRED_PORT = 8080
USER = "admin"
PASSWORDS = "passwords.json"

MARK = "JUNHENG_EMBEDDED"
"""The variable by which a child, and whatever it starts, is known as ours."""

NOT_INHERITED = ("AIRFLOW__", "AIRFLOW_", "PYTHONDONTWRITEBYTECODE")
INHERITED = ("AIRFLOW__OPENLINEAGE__",)
"""Airflow tells a catalogue of data what it does, once one is named by these; by default none."""


def airflow_environment(home: Path, port: int = PREFERRED_PORT) -> dict[str, str]:
    """Return every `AIRFLOW_…` variable of the embedded default, with Airflow's home at `home`.

    Secrets are made at the first call and kept under `home`, readable by the owner only.
    """
    return {
        "AIRFLOW_HOME": str(home),
        **_core(home, port),
        **_api(home, port),
        **_scheduler(),
        **_logging(home),
    }


def child_environment(home: Path, port: int, parent: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment of a child process that is started from `parent`.

    Airflow settings of the surrounding shell are left out, so that they cannot change the
    embedded default by accident.
    """
    kept = {
        name: value
        for name, value in parent.items()
        if name.startswith(INHERITED) or not name.startswith(NOT_INHERITED)
    }
    path = os.pathsep.join(_import_paths(kept.get("PYTHONPATH", "")))
    loopback = ",".join(filter(None, [kept.get("NO_PROXY", ""), HOST, "localhost"]))
    return {
        **kept,
        **airflow_environment(home, port),
        MARK: str(home),
        "SPT_NOENV": "1",  # setproctitle would write its titles over the mark
        "PYTHONPATH": path,
        "PYTHONSAFEPATH": "1",
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": loopback,
        "no_proxy": loopback,
        "GX_ANALYTICS_ENABLED": "False",
    }


def free_port(preferred: int = PREFERRED_PORT) -> int:
    """Return `preferred` if nothing listens there on the loopback, else any free port."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"no free port on {HOST}")


def password(home: Path) -> str:
    """Return the password of `USER`, made at the first call."""
    kept = _kept_secret(home / PASSWORDS, lambda: json.dumps({USER: secrets.token_urlsafe(12)}))
    return str(json.loads(kept)[USER])


def _import_paths(inherited: str) -> list[str]:
    """Return where a child looks for modules first: here, unless we are installed from here.

    Airflow 3.3.2 stops loading the plugins of a task at the first that it meets twice. A checkout
    on the path is met beside its own installation, and the plugins after ours were left out.
    """
    paths = [path for path in inherited.split(os.pathsep) if path and Path(path) != CHECKOUT]
    return paths if _is_installed_from_here() else [str(CHECKOUT), *paths]


def _is_installed_from_here() -> bool:
    told = [each.read_text("direct_url.json") for each in _installed("junheng")]
    return CHECKOUT.as_uri() in [json.loads(text)["url"] for text in told if text]


def _installed(name: str) -> Iterable[importlib.metadata.Distribution]:
    return importlib.metadata.distributions(name=name)


def _core(home: Path, port: int) -> dict[str, str]:
    return {
        "AIRFLOW__CORE__DAGS_FOLDER": str(CHECKOUT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(home / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "tasks.local_executor.LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": str((os.cpu_count() or 1) + 1),
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__MIN_SERIALIZED_DAG_UPDATE_INTERVAL": "0",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://{HOST}:{port}/execution/",
        "AIRFLOW__CORE__FERNET_KEY": _kept_secret(home / "secrets" / "fernet_key", _fernet_key),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / PASSWORDS),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
    }


def _api(home: Path, port: int) -> dict[str, str]:
    return {
        "AIRFLOW__API__HOST": HOST,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://{HOST}:{port}",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__MAXIMUM_PAGE_LIMIT": "1000",
        "AIRFLOW__API__INSTANCE_NAME": "均衡 Junheng",
        "AIRFLOW__API__SECRET_KEY": _kept_secret(home / "secrets" / "api_secret", _token),
        "AIRFLOW__API_AUTH__JWT_SECRET": _kept_secret(home / "secrets" / "jwt_secret", _token),
    }


def _scheduler() -> dict[str, str]:
    forking = {"AIRFLOW__SCHEDULER__MP_START_METHOD": "fork"} if sys.platform == "linux" else {}
    return {
        **forking,
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "False",
        # A finished task holds its worker until the next heartbeat; by default that is 5 s.
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "60",
        "AIRFLOW__DAG_PROCESSOR__PRINT_STATS_INTERVAL": "0",
        "AIRFLOW__METRICS__STATSD_ON": "False",
        "AIRFLOW__TRACES__OTEL_ON": "False",
    }


def _logging(home: Path) -> dict[str, str]:
    return {
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG": "False",
        "AIRFLOW__LOGGING__UVICORN_LOGGING_LEVEL": "WARNING",
        "AIRFLOW__LOGGING__NAMESPACE_LEVELS": "great_expectations=WARNING",
    }


def _kept_secret(file: Path, make: Callable[[], str]) -> str:
    """Return what `file` holds; if there is no such file yet, fill it with `make()` first."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(make())
    return file.read_text(encoding="ascii")


def _token() -> str:
    return secrets.token_urlsafe(32)


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
