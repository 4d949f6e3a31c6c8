"""Steps as the scheduler runs them: tasks forked from one process, two at a time."""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import pkgutil
import resource
import time
from collections.abc import Callable, Iterator, Mapping
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
    "marking": "tasks.steps.returns.replying:answer_to",
}
"""The parts that are timed within the steps."""

Work = Callable[[Pool, "dict[str, Spent]"], None]
"""Some steps in their order; what each took is noted by its name."""


@dataclass
class Spent:
    """Seconds of a step: on the clock, of processors, and in each of its parts.

    `processor` is that of the tasks and of their helping processes, which `helpers` has alone;
    `parts` is on the clock, `own` and `helped` say how much the task itself and helping
    processes that ended within a part worked for it.
    """

    wall: float = 0.0
    processor: float = 0.0
    helpers: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)
    own: dict[str, float] = field(default_factory=dict)
    helped: dict[str, float] = field(default_factory=dict)

    def add(self, other: Spent) -> None:
        """Add what a task of the step took."""
        self.processor += other.processor
        self.helpers += other.helpers
        for mine, theirs in (
            (self.parts, other.parts), (self.own, other.own), (self.helped, other.helped)
        ):  # fmt: skip
            for name, seconds in theirs.items():
                mine[name] = mine.get(name, 0.0) + seconds


@dataclass
class Collected:
    """What some steps took, by step, and the most memory all of their processes had at once."""

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


def collected(folder: Path, work: Work | None = None) -> Collected:
    """Collect what lies in `folder / "intake"`, or do other work on it; return what it took.

    That is done in a process of its own, so that nothing of the measurement is in its memory.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        scheduler = psutil.Process(apart.submit(os.getpid).result())
        running: Future[dict[str, Spent]] = apart.submit(_run, folder, work or collect)
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


def _run(folder: Path, work: Work) -> dict[str, Spent]:
    _deploy(folder)
    for name in LIBRARIES:
        importlib.import_module(name)
    spent: dict[str, Spent] = {}
    with multiprocessing.get_context("fork").Pool(WORKERS, maxtasksperchild=1) as pool:
        work(pool, spent)
    return spent


def collect(pool: Pool, spent: dict[str, Spent]) -> None:
    """Do the steps of `collect`: from the intake folders to the receipts."""
    (batches,) = step(pool, spent, "receive", [(steps.receive, MOMENT)])
    staged = step(pool, spent, "stage", [(steps.stage, batch) for batch in batches])
    (compared,) = step(pool, spent, "compare", [(steps.compare, staged)])
    step(pool, spent, "check", [(steps.check, batch) for batch in compared])
    step(pool, spent, "reply", [(steps.reply, batch, MOMENT) for batch in compared])


def _deploy(folder: Path) -> None:
    for name in ("intake", "lake", "outbox"):
        os.environ[f"JUNHENG_{name.upper()}"] = str(folder / name)
    os.environ["JUNHENG_SETTLE_SECONDS"] = "0"


def step(
    pool: Pool,
    spent: dict[str, Spent],
    name: str,
    tasks: list[tuple[Any, ...]],
    parts: Mapping[str, str] = PARTS,
) -> list[Any]:
    """Do the tasks of a step side by side; return their answers, and note what they took."""
    begun = time.perf_counter()
    answers = pool.starmap(_task, [(parts, *task) for task in tasks], chunksize=1)
    spent[name] = Spent(time.perf_counter() - begun)
    for _, each in answers:
        spent[name].add(each)
    return [answer for answer, _ in answers]


def _task(parts: Mapping[str, str], work: Callable[..., Any], *given: Any) -> tuple[Any, Spent]:
    """Do the work of one task; return its answer, and what it took."""
    from tasks.intake.reader.process import close_readers

    spent = Spent()
    with _timed_parts(parts, spent):
        answer = work(*given)
    close_readers()
    own, spent.helpers = _used()
    spent.processor = own + spent.helpers
    return answer, spent


def _used() -> tuple[float, float]:
    """Return the processor time of this process, and of the processes it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, others = (each.ru_utime + each.ru_stime for each in used)
    return own, others


@contextlib.contextmanager
def _timed_parts(parts: Mapping[str, str], spent: Spent) -> Iterator[None]:
    with contextlib.ExitStack() as patches:
        for name, place in parts.items():
            work = pkgutil.resolve_name(place)
            timed = _timed(work, spent, name)
            patches.enter_context(mock.patch(place.replace(":", "."), timed))
        yield


def _timed(work: Callable[..., Any], spent: Spent, name: str) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        begun, (own, helped) = time.perf_counter(), _used()
        try:
            return work(*given, **named)
        finally:
            ended = _used()
            took = Spent(
                parts={name: time.perf_counter() - begun},
                own={name: ended[0] - own}, helped={name: ended[1] - helped},
            )  # fmt: skip
            spent.add(took)

    return timed
