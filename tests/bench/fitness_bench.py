"""How long a million invented pupils take: their scores, and the rates of every class."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from tasks.indicators.fitness.rates import rates
from tasks.indicators.fitness.scores import score
from tests.bench.measurement import Measurement, measured
from tests.builders.fitness import many_pupils, national_standard

PUPILS = 1_000_000
SCHOOLS = 1_000
CLASSES_OF_A_GRADE = 4
RUNS = 3
BY = {
    "schools": ["school_code"],
    "grades and sexes": ["school_code", "grade", "sex"],
    "classes": ["school_code", "grade", "class_number"],
}


def measurements() -> list[Measurement]:
    """Return the time of scoring all pupils, drawn from one seed, and of their rates."""
    frame, standard = many_pupils(PUPILS, seed=1), national_standard()
    size = f"{PUPILS:,} pupils"
    found = [measured("fitness scores", size, lambda: score(frame, standard), RUNS)]
    scored = pd.concat([_groups(frame), score(frame, standard)], axis=1)
    for name, by in BY.items():
        groups = len(rates(scored, by, standard))
        work = _rates_of(scored, by)
        found.append(measured(f"fitness rates of {name}", f"{size}, {groups:,} groups", work))
    return found


def _groups(frame: pd.DataFrame) -> pd.DataFrame:
    random = np.random.default_rng(2)
    return frame[["grade", "sex"]].assign(
        school_code=pd.array(random.integers(SCHOOLS, size=len(frame)), dtype="string"),
        class_number=pd.array(random.integers(CLASSES_OF_A_GRADE, size=len(frame)), dtype="string"),
    )


def _rates_of(scored: pd.DataFrame, by: list[str]) -> Callable[[], pd.DataFrame]:
    return lambda: rates(scored, by, national_standard())
