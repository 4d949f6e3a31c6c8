"""Pupils with fitness results, and the national standard they are scored by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from tasks import catalogue
from tasks.indicators.fitness.tables import FitnessStandard, read_standard

FOLDER = catalogue.EXPECTATIONS / "standards" / "fitness_2014"
TEXTS = ("grade", "sex", "exemption")
RANGES = {
    "height_cm": (105, 185, 1),
    "weight_kg": (16, 90, 1),
    "vital_capacity_ml": (450, 4400, 0),
    "run_50m_s": (6, 15, 1),
    "sit_and_reach_cm": (-10, 25, 1),
    "rope_skipping_per_min": (0, 210, 0),
    "sit_ups_per_min": (0, 70, 0),
    "shuttle_run_50m_x8_s": (85, 170, 0),
    "pull_ups": (0, 28, 0),
    "standing_long_jump_cm": (110, 260, 0),
    "run_1000m_s": (190, 430, 0),
    "run_800m_s": (160, 350, 0),
}
"""What `many_pupils` draws from: least, most, decimals; a little beyond every table."""


def standard_tables() -> dict[str, str]:
    """Return the CSV texts of the national standard by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.csv")}


def standard_settings() -> dict[str, Any]:
    """Return what `standard.yml` says."""
    settings: dict[str, Any] = catalogue.read_yaml(FOLDER / "standard.yml")
    return settings


@cache
def national_standard() -> FitnessStandard:
    """Return the standard as the catalogue has it."""
    return read_standard(standard_tables(), standard_settings())


def a_boy(**changes: Any) -> dict[str, Any]:
    """Return a boy of the first grade who scores 80 in every item but a BMI of 100."""
    results = {
        "height_cm": 120, "weight_kg": 22.0, "vital_capacity_ml": 1300, "run_50m_s": 10.6,
        "sit_and_reach_cm": 11.0, "rope_skipping_per_min": 87,
    }  # fmt: skip
    return {"grade": "primary_1", "sex": "male"} | results | changes


def a_junior_boy(**changes: Any) -> dict[str, Any]:
    """Return a boy of the seventh grade who scores 100 in every item, without bonus."""
    results = {
        "height_cm": 160, "weight_kg": 50.0, "vital_capacity_ml": 3640, "run_50m_s": 7.8,
        "sit_and_reach_cm": 17.6, "standing_long_jump_cm": 225, "pull_ups": 13,
        "run_1000m_s": 235,
    }  # fmt: skip
    return {"grade": "junior_1", "sex": "male"} | results | changes


def pupils(*rows: Mapping[str, Any]) -> pd.DataFrame:
    """Return the staged frame of these pupils, NA where a row says nothing."""
    texts = {name: pd.Series([row.get(name) for row in rows], dtype="string") for name in TEXTS}
    numbers = {name: pd.Series([row.get(name) for row in rows], dtype="Float64") for name in RANGES}
    return pd.DataFrame(texts | numbers)


def many_pupils(size: int, seed: int) -> pd.DataFrame:
    """Return invented pupils of all grades: every result of every item drawn at random.

    One value in fifty is absent and one pupil in twenty-five has an exemption.
    """
    random = np.random.default_rng(seed)
    standard = national_standard()
    exemptions = random.choice(["", "exempt", "postponed"], size, p=[0.96, 0.02, 0.02])
    columns: dict[str, Any] = {
        "grade": pd.array(random.choice(standard.grades, size), dtype="string"),
        "sex": pd.array(random.choice(standard.sexes, size), dtype="string"),
        "exemption": pd.array(exemptions, dtype="string"),
    }
    for name, (least, most, decimals) in RANGES.items():
        steps = random.integers(least * 10**decimals, most * 10**decimals, size, endpoint=True)
        absent = random.random(size) < 0.02
        columns[name] = pd.arrays.FloatingArray(np.where(absent, 0, steps / 10**decimals), absent)
    return pd.DataFrame(columns)
