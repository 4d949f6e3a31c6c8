"""What a measurement is, and how a piece of work is timed."""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil


@dataclass(frozen=True)
class Measurement:
    """The median seconds of some work, and the processor time of the same runs.

    On a machine that does other work too, the processor time says more. `ratio` is the
    median against that of the measurement named in `against`. The processor time of a part of
    some work is not known. `figure` is what was reckoned from the times.
    """

    name: str
    size: str
    seconds: float
    processor_seconds: float | None
    runs: int = 1
    ratio: float | None = None
    against: str = ""
    figure: str = ""


def measured(name: str, size: str, work: Callable[[], Any], runs: int = 1) -> Measurement:
    """Return the medians of doing some work `runs` times."""
    walls, processors = [], []
    for _ in range(runs):
        wall, processor = time.perf_counter(), processor_seconds()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(processor_seconds() - processor)
    return Measurement(name, size, statistics.median(walls), statistics.median(processors), runs)


def processor_seconds() -> float:
    """Return the processor time of this process so far, and of those that work for it."""
    total = time.process_time()
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            used = child.cpu_times()
            total += used.user + used.system
    return total
