"""One broken fitness return for every rule on it."""

from __future__ import annotations

from typing import Any

from tests.builders.broken import Broken, fitness, school, without
from tests.builders.returns import a_fitness_return, a_school_return

SHEET = "体质健康测试"
RANGES = {
    "height": ("J2", "height_cm", 251.0),
    "weight": ("K2", "weight_kg", 13.9),
    "vital-capacity": ("L2", "vital_capacity_ml", 499.0),
    "run-50m": ("M2", "run_50m_s", 4.9),
    "sit-and-reach": ("N2", "sit_and_reach_cm", 41.0),
    "rope-skipping": ("O2", "rope_skipping_per_min", 301.0),
    "sit-ups": ("P2", "sit_ups_per_min", 100.0),
    "shuttle-run": ("Q2", "shuttle_run_50m_x8_s", 44.0),
    "pull-ups": ("R2", "pull_ups", 100.0),
    "run-400m": ("S2", "run_400m_s", 241.0),
    "long-jump": ("T2", "standing_long_jump_cm", 49.0),
    "run-1000m": ("U2", "run_1000m_s", 541.0),
    "run-800m": ("V2", "run_800m_s", 119.0),
}


def _too_few_tested() -> Broken:
    """Return fitness rows that are not as many as the pupils of the school's own return."""
    return Broken(
        "fitness_return",
        a_fitness_return(pupils={"primary_1": {"male": 41, "female": 38}}),
        f"{SHEET}!A2",
        frozenset({"fitness-tested-agree"}),
        sibling=a_school_return(),
    )


def _counted_otherwise() -> Broken:
    """Return fitness rows of which one pupil was not counted by the school's own return."""
    counts = {"primary": {"fitness_tested": 479, "fitness_good": 479}}
    return Broken(
        "fitness_return",
        a_fitness_return(),
        f"{SHEET}!A2",
        sibling=a_school_return(fitness_counts=counts),
    )


def of_ranges() -> dict[str, Broken]:
    """Return what lies just outside the range of each item."""
    return {
        f"fitness-{name}-range": fitness(f"{SHEET}!{cell}", **{column: value})
        for name, (cell, column, value) in RANGES.items()
    }


def of_fitness() -> dict[str, Broken]:
    """Return what breaks all other rules of the fitness return."""
    junior = ("junior",)
    return {
        "fitness-listed": without(fitness(f"{SHEET}!A2"), "fitness"),
        "fitness-filled": fitness(f"{SHEET}!D2", pupil=None),
        "fitness-grade-known": fitness(f"{SHEET}!A2", grade="senior_1"),
        "fitness-grade-not-taught": fitness(f"{SHEET}!A2", levels=junior, grade="primary_1"),
        "fitness-sex-known": fitness(f"{SHEET}!G2", sex="unknown"),
        "fitness-pupil-unique": fitness(f"{SHEET}!D3", at=1, pupil="p-primary_1-male-001"),
        "fitness-boys-items": fitness(f"{SHEET}!V2", levels=junior, run_800m_s=200.0),
        "fitness-girls-items": fitness(f"{SHEET}!R4", levels=junior, at=2, pull_ups=3.0),
        "fitness-exemption-known": fitness(f"{SHEET}!AC2", exemption="ill"),
        "fitness-items-measured": fitness(f"{SHEET}!O3", at=1, rope_skipping_per_min=None),
        "fitness-body-mass-plausible": fitness(f"{SHEET}!K2", weight_kg=90.0),
        "fitness-pupils-agree": _too_few_tested(),
        "fitness-tested-agree": _counted_otherwise(),
    }


def of_counts() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 体质健康统计."""

    def counted(cell: str, *also: str, level: str = "primary", **change: Any) -> Broken:
        return school(f"体质健康统计!{cell}", *also, fitness_counts={level: change})

    return {
        "fitness-counts-filled": counted("F4", fitness_failed=None),
        "fitness-counts-not-taught": counted("C5", level="junior", fitness_excellent=3),
        "fitness-counts-not-negative": counted("F4", fitness_failed=-1, fitness_good=481),
        "fitness-counts-sum": counted("B4", fitness_good=479),
        "fitness-counts-within-pupils": counted("B4", fitness_tested=481, fitness_good=481),
    }
