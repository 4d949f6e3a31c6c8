"""Test results drawn so that they score as the recipe wants, by the tables of the standard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Group = tuple[str, str]
"""Grade and sex."""

SECONDS_PER_MINUTE = 60
FULL_SCORE, NEXT_SCORE = 100, 90


@dataclass(frozen=True)
class FitnessTables:
    """What the fitness standard says of each group (grade and sex).

    `scores` gives for an item of a group its scores, rising, with the results that earn
    them; `bmi` the smallest and largest normal BMI; `items` the items a group is tested in;
    `decimals` the precision of each item.
    """

    scores: Mapping[tuple[str, Group], tuple[np.ndarray, np.ndarray]]
    bmi: Mapping[Group, tuple[float, float]]
    items: Mapping[Group, tuple[str, ...]]
    decimals: Mapping[str, int]

    @classmethod
    def of(cls, rows: Mapping[str, Iterable[Mapping[str, str]]]) -> FitnessTables:
        """Return the tables from the rows of `scores`, `bmi`, `weights` and `items`."""
        steps: dict[tuple[str, Group], list[tuple[float, float]]] = {}
        for row in rows["scores"]:
            key = row["item"], (row["grade"], row["sex"])
            steps.setdefault(key, []).append((float(row["score"]), float(row["threshold"])))
        decimals = {row["item"]: int(row["decimals"]) for row in rows["items"]}
        items: dict[Group, tuple[str, ...]] = {}
        for row in rows["weights"]:
            if row["item"] in decimals:
                group = row["grade"], row["sex"]
                items[group] = (*items.get(group, ()), row["item"])
        bmi = {
            (row["grade"], row["sex"]): (float(row["minimum"]), float(row["maximum"]))
            for row in rows["bmi"]
            if row["level"] == "normal"
        }
        arrays = {key: _rising(pairs) for key, pairs in steps.items()}
        return cls(arrays, bmi, items, decimals)

    def results(
        self, item: str, group: Group, scores: np.ndarray, wanted: Mapping[str, Any]
    ) -> np.ndarray:
        """Return results of `item` that earn about `scores`; beyond 100 the bonus begins."""
        earned, results = self.scores[item, group]
        found = np.interp(scores, earned, results)
        step = np.interp(FULL_SCORE, earned, results) - np.interp(NEXT_SCORE, earned, results)
        beyond = np.maximum(scores - FULL_SCORE, 0) / (FULL_SCORE - NEXT_SCORE)
        found = found + beyond * step * wanted["beyond_100"]
        decimals = self.decimals[item]
        return np.round(found, decimals) if decimals else np.rint(found).astype(int)


def _rising(pairs: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(sorted(pairs))
    return table[:, 0], table[:, 1]


def minutes(seconds: float) -> str:
    """Return a time as it is written in the national workbook: minutes ′ seconds ″."""
    whole, rest = divmod(int(seconds), SECONDS_PER_MINUTE)
    return f"{whole}'{rest:02d}\""
