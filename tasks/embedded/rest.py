"""Airflow's REST API, as far as the embedded default needs it."""

from __future__ import annotations

import contextlib
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ANSWER_SECONDS = 20
LOG_LINES = 30
FOLDING = ("::group::", "::endgroup::")
INSTALLED = "site-packages"


class ApiError(Exception):
    """Airflow answered something else than asked for; `status` is 0 if it did not answer."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status} {detail}" if status else detail)
        self.status = status

    @property
    def passing(self) -> bool:
        """Tell whether the same question may be answered later.

        Airflow 3.3.2 answers 500 for an asset event whose run is queued but not started.
        """
        return self.status == 0 or self.status >= 500


@dataclass(frozen=True)
class TaskState:
    """One task of a run, or one of its mapped copies."""

    task: str
    map_index: int
    try_number: int
    state: str | None


@dataclass(frozen=True)
class TaskLog:
    """The end of what a task wrote, and the class of the exception that ended it."""

    lines: tuple[str, ...]
    exception: str = ""


class Api:
    """A signed-in client of one Airflow on the loopback."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._token = ""
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    @property
    def signed_in(self) -> bool:
        """Tell whether `sign_in` has succeeded."""
        return bool(self._token)

    def sign_in(self, user: str, password: str) -> None:
        """Fetch a token of the simple auth manager and use it from now on."""
        answer = self._ask("POST", "/auth/token", {"username": user, "password": password})
        self._token = answer["access_token"]

    def warm_up(self) -> None:
        """Ask the part of the server that tasks speak to; its first answer takes seconds."""
        with contextlib.suppress(ApiError):
            self._ask("GET", "/execution/health")

    def parsed_dags(self) -> dict[str, str]:
        """Return of every DAG when it was last read, as ISO text in UTC."""
        answer = self._ask("GET", "/api/v2/dags?limit=100&exclude_stale=true")
        return {dag["dag_id"]: dag["last_parsed_time"] or "" for dag in answer["dags"]}

    def import_errors(self) -> dict[str, str]:
        """Return of every DAG file that cannot be read the reason."""
        answer = self._ask("GET", "/api/v2/importErrors")
        return {error["filename"]: error["stack_trace"] for error in answer["import_errors"]}

    def trigger(self, dag_id: str, conf: dict[str, str]) -> str:
        """Start a run of `dag_id` with `conf` and return its id."""
        body = {"logical_date": None, "conf": conf}
        answer = self._ask("POST", f"/api/v2/dags/{dag_id}/dagRuns", body)
        return str(answer["dag_run_id"])

    def run_state(self, dag_id: str, run_id: str) -> str:
        """Return `queued`, `running`, `success` or `failed`."""
        return str(self._ask("GET", _run(dag_id, run_id))["state"])

    def partition(self, dag_id: str, run_id: str) -> str:
        """Return what a run is for, such as `2025/130999`; nothing where it is for everything."""
        return str(self._ask("GET", _run(dag_id, run_id))["partition_key"] or "")

    def fail_run(self, dag_id: str, run_id: str) -> None:
        """Mark a run as failed, so that it does not block the next one."""
        self._ask("PATCH", _run(dag_id, run_id), {"state": "failed"})

    def unfinished_runs(self, queued_before: str) -> list[tuple[str, str]]:
        """Return the DAG and id of every run that waits or works since `queued_before`.

        The moment is ISO text in UTC.
        """
        answer = self._ask("GET", "/api/v2/dags/~/dagRuns?state=queued&state=running&limit=1000")
        return [
            (run["dag_id"], run["dag_run_id"])
            for run in answer["dag_runs"]
            if (run["queued_at"] or "") < queued_before
        ]

    def task_states(self, dag_id: str, run_id: str) -> list[TaskState]:
        """Return the state of every task of a run."""
        answer = self._ask("GET", f"{_run(dag_id, run_id)}/taskInstances?limit=1000")
        return [
            TaskState(task["task_id"], task["map_index"], task["try_number"], task["state"])
            for task in answer["task_instances"]
        ]

    def asset_events(self, dag_id: str, run_id: str) -> list[tuple[int, list[tuple[str, str]]]]:
        """Return for every asset event of a run the asset and the runs that it started."""
        asked = urllib.parse.urlencode({"source_dag_id": dag_id, "source_run_id": run_id})
        answer = self._ask("GET", f"/api/v2/assets/events?{asked}&limit=1000")
        return [
            (
                event["asset_id"],
                [(run["dag_id"], run["run_id"]) for run in event["created_dagruns"]],
            )
            for event in answer["asset_events"]
        ]

    def consumers(self, asset: int) -> list[str]:
        """Return the DAGs that an event of the asset starts."""
        answer = self._ask("GET", f"/api/v2/assets/{asset}")
        return [dag["dag_id"] for dag in answer["scheduled_dags"]]

    def task_log(self, dag_id: str, run_id: str, task: TaskState) -> TaskLog:
        """Return the end of the log of the task's latest try."""
        path = f"{_run(dag_id, run_id)}/taskInstances/{task.task}/logs/{task.try_number}"
        answer = self._ask("GET", f"{path}?map_index={task.map_index}&full_content=true")
        return read_log(answer["content"])

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            self.address + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json"},
        )
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with self._open(request, timeout=ANSWER_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            detail = error.read().decode(errors="replace")[:500]
            raise ApiError(error.code, f"{method} {path}: {detail}") from error
        except (OSError, ValueError) as error:
            raise ApiError(0, f"{method} {path}: {error}") from error


def read_log(content: list[Any]) -> TaskLog:
    """Return the last lines of a task's log, as the API hands it out.

    Every entry is a text or a record with `event`; a record of a failure also has
    `error_detail`, a list of exceptions with their frames. Of the frames, only those of
    the project are kept.
    """
    lines: list[str] = []
    exception = ""
    for entry in content:
        record: dict[str, Any] = entry if isinstance(entry, dict) else {"event": str(entry)}
        event = str(record.get("event", ""))
        lines += [] if event.startswith(FOLDING) else event.splitlines()
        for detail in record.get("error_detail") or []:
            exception = detail["exc_type"]
            lines += _traceback(detail)
    return TaskLog(tuple(lines[-LOG_LINES:]), exception)


def _traceback(detail: dict[str, Any]) -> Iterator[str]:
    for frame in detail.get("frames") or []:
        if INSTALLED in frame["filename"]:
            continue
        yield f"  {frame['filename']}:{frame['lineno']} {frame['name']}"
    yield f"{detail['exc_type']}: {detail['exc_value']}"


def _run(dag_id: str, run_id: str) -> str:
    return f"/api/v2/dags/{dag_id}/dagRuns/{urllib.parse.quote(run_id, safe='')}"
