"""Following a season through Airflow: from run to run along the asset events."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tasks import errors
from tasks.embedded.processes import Deadline
from tasks.embedded.rest import Api, ApiError, TaskLog, TaskState
from tasks.embedded.wording import dag_title, say, task_title, text

POLL_SECONDS = 0.7
SILENT_SECONDS = 60
FAILED_RUN = "failed"
ASKING = "awaiting_input"
SETTLED = {None, "success", "skipped", ASKING}
WAITING = {None, ASKING, "scheduled", "queued", "deferred", "up_for_reschedule", "restarting"}


@dataclass
class Progress:
    """What has been said already about one run."""

    dag_id: str
    run_id: str
    county: str = ""
    began: float = field(default_factory=time.monotonic)
    task_began: dict[str, float] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    tasks: tuple[TaskState, ...] = ()
    nothing_to_do: bool = False

    @property
    def title(self) -> str:
        """What the run is called, with what it is for."""
        return " ".join(filter(None, (dag_title(self.dag_id), self.county)))

    @property
    def asks(self) -> bool:
        """Tell whether all that is left of the run waits for a person."""
        states = {task.state for task in self.tasks}
        return ASKING in states and states <= SETTLED

    @property
    def seconds(self) -> int:
        """How long we have been following the run."""
        return round(time.monotonic() - self.began)

    def update(self, tasks: list[TaskState]) -> bool:
        """Print what is new in `tasks`; return whether anything was."""
        moved = tuple(tasks) != self.tasks
        self.tasks = tuple(tasks)
        for name in dict.fromkeys(task.task for task in tasks):
            self._report(name, [task.state for task in tasks if task.task == name])
        return moved

    def _report(self, name: str, states: list[str | None]) -> None:
        if all(state in WAITING for state in states):
            return
        began = self.task_began.setdefault(name, time.monotonic())
        sentence, counts = describe(states)
        key = f"{sentence} {counts}"
        skipped_before = sentence == "task_skipped" and self.nothing_to_do
        self.nothing_to_do |= sentence == "task_skipped"
        if sentence and self.said.get(name) != key and not skipped_before:
            self.said[name] = key
            seconds = round(time.monotonic() - began)
            titles = {"dag": self.title, "task": task_title(name)}
            say(sentence, **titles, **counts, seconds=seconds)


def describe(states: list[str | None]) -> tuple[str, dict[str, int]]:
    """Return which sentence says how far a task is, and the numbers in it.

    `states` has one entry for each mapped copy. The sentence is empty while there is
    nothing to say.
    """
    if any(state == "up_for_retry" for state in states):
        return "task_retrying", {}
    if all(state == "skipped" for state in states):
        return "task_skipped", {}
    done = sum(state == "success" for state in states)
    if len(states) == 1:
        return ("task_done", {}) if done else ("", {})
    return ("task_progress", {"done": done, "total": len(states)}) if done else ("", {})


class Follower:
    """Follows a first run and every run that its asset events start, until all are done.

    A run that only waits for a person counts as done: the answer may take days.
    """

    def __init__(self, api: Api) -> None:
        self.api = api
        self.open: list[Progress] = []
        self.finished: list[Progress] = []
        self.exit_code = 0
        self._seen: set[tuple[str, str]] = set()
        self._consumers: dict[int, bool] = {}

    def add(self, dag_id: str, run_id: str) -> None:
        """Follow one more run."""
        if (dag_id, run_id) not in self._seen:
            run = Progress(dag_id, run_id, self.api.partition(dag_id, run_id))
            self._seen.add((dag_id, run_id))
            self.open.append(run)
            say("run_started", dag=run.title)

    def step(self) -> bool:
        """Look once at all open runs; return whether anything has moved."""
        moved = False
        for run in list(self.open):
            state = self.api.run_state(run.dag_id, run.run_id)
            moved |= run.update(self.api.task_states(run.dag_id, run.run_id))
            if state in ("success", FAILED_RUN) or run.asks:
                self._close(run, state)
                moved = True
        for run in list(self.finished):
            if self._hand_over(run):
                self.finished.remove(run)
                moved = True
        return moved

    @property
    def done(self) -> bool:
        """Tell whether every run has ended and every event has started its runs."""
        return not self.open and not self.finished

    def _close(self, run: Progress, state: str) -> None:
        self.open.remove(run)
        self.finished.append(run)
        if state == FAILED_RUN:
            self._explain(run)
            say("run_failed", dag=run.title)
        elif run.asks:
            say("run_asks", dag=run.title)
        else:
            say("run_succeeded", dag=run.title, seconds=run.seconds)

    def _hand_over(self, run: Progress) -> bool:
        """Follow what the events of a finished run have started; False if some is to come."""
        events = self.api.asset_events(run.dag_id, run.run_id)
        awaited = [started for asset, started in events if self._is_consumed(asset)]
        for started in awaited:
            for dag_id, run_id in started:
                self.add(dag_id, run_id)
        return all(awaited)

    def _is_consumed(self, asset: int) -> bool:
        if asset not in self._consumers:
            self._consumers[asset] = bool(self.api.consumers(asset))
        return self._consumers[asset]

    def _explain(self, run: Progress) -> None:
        """Print the end of the log of each failed task once; remember the exit code."""
        self.exit_code = max(self.exit_code, 1)
        failed = {task.task: task for task in run.tasks if task.state == "failed"}
        for task in failed.values():
            say("task_failed", dag=run.title, task=task_title(task.task))
            log = self._log(run, task)
            for line in log.lines or (text("log_missing"),):
                print(f"    {line}", flush=True)
            self.exit_code = max(self.exit_code, exit_code_of(log.exception))

    def _log(self, run: Progress, task: TaskState) -> TaskLog:
        try:
            return self.api.task_log(run.dag_id, run.run_id, task)
        except ApiError:
            return TaskLog(())


def exit_code_of(exception: str) -> int:
    """Return the exit code of the class named `exception`; 1 for all that are not ours."""
    known = getattr(errors, exception, errors.JunhengError) if exception else errors.JunhengError
    return int(getattr(known, "exit_code", 1))


def follow(api: Api, first: tuple[str, str], watch: Callable[[bool], None]) -> int:
    """Follow the run `first` and all that comes of it; return the exit code.

    `watch` is called after every look, with whether anything moved; it raises to give up.
    Raises `ApiError` when Airflow has not answered properly for a while.
    """
    follower = Follower(api)
    follower.add(*first)
    answering = Deadline(SILENT_SECONDS)
    while not follower.done:
        try:
            watch(follower.step())
            answering.renew()
        except ApiError as error:
            watch(False)
            if answering.expired or not error.passing:
                raise
        if not follower.done:
            time.sleep(POLL_SECONDS)
    return follower.exit_code
