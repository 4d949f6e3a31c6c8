"""One `collect` as the scheduler runs it: tasks forked from one process, two at a time."""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import pkgutil
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any
from unittest import mock

import psutil

from tasks import steps
from tasks.embedded.preloaded import LIBRARIES
from tests.integration.conftest import MOMENT

WORKERS = 2
LOOK_SECONDS = 0.5
PARTS = {
    "reading": "tasks.intake.reader.process:Reader.ask",
    "Great Expectations": "tasks.validation.suites:run",
    "marking": "tasks.steps.replying:answer_to",
}
"""The parts that are timed within the steps."""


@dataclass
class Spent:
    """Seconds of a step: on the clock, of processors, and on the clock in each of its parts."""

    wall: float = 0.0
    processor: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)

    def add(self, other: Spent) -> None:
        """Add what a task of the step took."""
        self.processor += other.processor
        for name, seconds in other.parts.items():
            self.parts[name] = self.parts.get(name, 0.0) + seconds


@dataclass
class Collected:
    """What one `collect` took, by step, and the most memory all of its processes had at once."""

    spent: dict[str, Spent]
    peak_bytes: int = 0

    @property
    def wall(self) -> float:
        """Return the seconds from the first step to the last."""
        return sum(each.wall for each in self.spent.values())

    @property
    def processor(self) -> float:
        """Return the processor seconds of all steps."""
        return sum(each.processor for each in self.spent.values())

    def part(self, name: str) -> float:
        """Return the seconds that a part took in all tasks."""
        return sum(each.parts.get(name, 0.0) for each in self.spent.values())


def collected(folder: Path) -> Collected:
    """Collect what lies in `folder / "intake"`, and return what it took.

    That is done in a process of its own, so that nothing of the measurement is in its memory.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        scheduler = psutil.Process(apart.submit(os.getpid).result())
        running: Future[dict[str, Spent]] = apart.submit(_run, folder)
        peak = 0
        while not running.done():
            peak = max(peak, _bytes_of(scheduler))
            wait([running], LOOK_SECONDS)
        return Collected(running.result(), peak)


def _bytes_of(process: psutil.Process) -> int:
    """Return the memory of a process and all below it, what they share being counted once."""
    total = 0
    for each in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.Error):
            memory = each.memory_full_info()
            total += getattr(memory, "pss", memory.uss)
    return total


def _run(folder: Path) -> dict[str, Spent]:
    _deploy(folder)
    for name in LIBRARIES:
        importlib.import_module(name)
    spent: dict[str, Spent] = {}
    with multiprocessing.get_context("fork").Pool(WORKERS, maxtasksperchild=1) as pool:
        (batches,) = _step(pool, spent, "receive", [(steps.receive, MOMENT)])
        staged = _step(pool, spent, "stage", [(steps.stage, batch) for batch in batches])
        (compared,) = _step(pool, spent, "compare", [(steps.compare, staged)])
        _step(pool, spent, "check", [(steps.check, batch) for batch in compared])
        _step(pool, spent, "reply", [(steps.reply, batch, MOMENT) for batch in compared])
    return spent


def _deploy(folder: Path) -> None:
    for name in ("intake", "lake", "outbox"):
        os.environ[f"JUNHENG_{name.upper()}"] = str(folder / name)
    os.environ["JUNHENG_SETTLE_SECONDS"] = "0"


def _step(
    pool: Pool, spent: dict[str, Spent], name: str, tasks: list[tuple[Any, ...]]
) -> list[Any]:
    begun = time.perf_counter()
    answers = pool.starmap(_task, tasks, chunksize=1)
    spent[name] = Spent(time.perf_counter() - begun)
    for _, each in answers:
        spent[name].add(each)
    return [answer for answer, _ in answers]


def _task(work: Callable[..., Any], *given: Any) -> tuple[Any, Spent]:
    """Do the work of one task; return its answer, and what it took."""
    from tasks.intake.reader.process import close_readers

    spent = Spent()
    with _timed_parts(spent.parts):
        answer = work(*given)
    close_readers()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    spent.processor = sum(each.ru_utime + each.ru_stime for each in used)
    return answer, spent


@contextlib.contextmanager
def _timed_parts(parts: dict[str, float]) -> Iterator[None]:
    with contextlib.ExitStack() as patches:
        for name, place in PARTS.items():
            work = pkgutil.resolve_name(place)
            timed = _timed(work, parts, name)
            patches.enter_context(mock.patch(place.replace(":", "."), timed))
        yield


def _timed(work: Callable[..., Any], parts: dict[str, float], name: str) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        try:
            return work(*given, **named)
        finally:
            parts[name] = parts.get(name, 0.0) + time.perf_counter() - begun

    return timed
