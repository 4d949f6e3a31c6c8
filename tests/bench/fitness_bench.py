"""How long the scoring of a million invented pupils takes."""

from __future__ import annotations

from tasks.indicators.fitness.scores import score
from tests.bench.measurement import Measurement, measured
from tests.builders_fitness import many_pupils, national_standard

PUPILS = 1_000_000
RUNS = 3


def measurements() -> list[Measurement]:
    """Return the time of scoring all pupils, drawn from one seed."""
    frame, standard = many_pupils(PUPILS, seed=1), national_standard()
    size = f"{PUPILS:,} pupils"
    return [measured("fitness scores", size, lambda: score(frame, standard), RUNS)]
