"""Time the scoring of a million invented pupils: `python -m tests.bench.fitness_bench`."""

from __future__ import annotations

import statistics
import sys
import time

from tasks.indicators.fitness.scores import score
from tests.builders_fitness import many_pupils, national_standard

PUPILS = 1_000_000
RUNS = 3


def main(pupils: int = PUPILS) -> None:
    """Print the median seconds of scoring `pupils` rows, drawn from one seed."""
    frame, standard = many_pupils(pupils, seed=1), national_standard()
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        scored = score(frame, standard)
        seconds.append(time.perf_counter() - start)
    complete = int((scored["status"] == "scored").sum())
    print(f"{statistics.median(seconds):.2f} s for {len(frame)} pupils, {complete} with a total")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
