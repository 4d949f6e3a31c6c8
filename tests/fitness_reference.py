"""The national fitness standard once more: one pupil at a time, with decimals, as printed.

It is written from the text of the standard and reads the printed tables itself, so that it
shares nothing with the program it is held against. Values are texts, as a person types them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

TABLES = Path(__file__).resolve().parents[1] / "expectations" / "standards" / "fitness_2014"
BODY = "bmi"
TENTH = Decimal("0.1")
MOST_BONUS = Decimal(20)
LEVELS = ((Decimal(90), "excellent"), (Decimal(80), "good"), (Decimal(60), "pass"))
FAILED = "fail"
NO_EXEMPTION = ("", None)


@dataclass
class Report:
    """What one pupil gets; `total` and `level` are None unless every item was measured."""

    status: str
    missing: list[str] = field(default_factory=list)
    bmi: Decimal | None = None
    bmi_level: str | None = None
    scores: dict[str, int] = field(default_factory=dict)
    bonuses: dict[str, int] = field(default_factory=dict)
    standard_score: Decimal | None = None
    bonus: Decimal | None = None
    exact_total: Decimal | None = None
    total: Decimal | None = None
    level: str | None = None


class Reference:
    """The tables of the standard, and the rules around them."""

    def __init__(self, folder: Path = TABLES) -> None:
        self.lower = {r["item"]: r["direction"] == "lower" for r in _lines(folder / "items.csv")}
        self.decimals = {r["item"]: int(r["decimals"]) for r in _lines(folder / "items.csv")}
        self.weights: dict[tuple[str, str], dict[str, int]] = {}
        for row in _lines(folder / "weights.csv"):
            mine = self.weights.setdefault((row["grade"], row["sex"]), {})
            mine[row["item"]] = int(row["weight_percent"])
        self.scores = _steps(folder / "scores.csv", "score")
        self.bonuses = _steps(folder / "bonus.csv", "bonus")
        self.bands: dict[tuple[str, str], list[dict[str, str]]] = {}
        for row in _lines(folder / "bmi.csv"):
            self.bands.setdefault((row["grade"], row["sex"]), []).append(row)
        self.grades = {grade for grade, _ in self.weights}
        self.sexes = {sex for _, sex in self.weights}

    def report(self, pupil: Mapping[str, str | None]) -> Report:
        """Return what the standard gives one pupil."""
        if pupil["exemption"] not in NO_EXEMPTION:
            return Report(str(pupil["exemption"]))
        unknown = [
            name
            for name, known in (("grade", self.grades), ("sex", self.sexes))
            if pupil[name] not in known
        ]
        if unknown:
            return Report("incomplete", unknown)
        found = Report("scored")
        self._weigh(found, pupil)
        for item in self.lower:
            self._measure(found, item, pupil)
        if found.missing:
            found.status = "incomplete"
        else:
            self._sum_up(found, self.weights[_group(pupil)])
        return found

    def _weigh(self, found: Report, pupil: Mapping[str, str | None]) -> None:
        height, weight = (_number(pupil[name]) for name in ("height_cm", "weight_kg"))
        if height is None or weight is None or height <= 0 or weight <= 0:
            found.missing.append(BODY)
            return
        with localcontext() as context:
            context.prec = 60
            metres = height / 100
            found.bmi = (weight / (metres * metres)).quantize(TENTH, rounding=ROUND_HALF_UP)
        for band in self.bands[_group(pupil)]:
            above = not band["minimum"] or found.bmi >= Decimal(band["minimum"])
            below = not band["maximum"] or found.bmi <= Decimal(band["maximum"])
            if above and below:
                assert found.bmi_level is None, "two bands hold the same value"
                found.bmi_level, found.scores[BODY] = band["level"], int(band["score"])
        assert found.bmi_level is not None, "no band holds the value"

    def _measure(self, found: Report, item: str, pupil: Mapping[str, str | None]) -> None:
        if item not in self.weights[_group(pupil)]:
            return
        value = _number(pupil[item])
        if value is None:
            found.missing.append(item)
            return
        key = (item, *_group(pupil))
        found.scores[item] = self._best(self.scores[key], item, value)
        if key in self.bonuses:
            found.bonuses[item] = self._best(self.bonuses[key], item, value)

    def _best(self, steps: list[tuple[Decimal, int]], item: str, value: Decimal) -> int:
        reached = [0]
        for threshold, points in steps:
            if value <= threshold if self.lower[item] else value >= threshold:
                reached.append(points)
        return max(reached)

    def _sum_up(self, found: Report, weights: Mapping[str, int]) -> None:
        shares = (Decimal(found.scores[item] * percent) / 100 for item, percent in weights.items())
        found.standard_score = sum(shares, Decimal(0))
        found.bonus = min(Decimal(sum(found.bonuses.values())), MOST_BONUS)
        found.exact_total = found.standard_score + found.bonus
        found.total = found.exact_total.quantize(TENTH, rounding=ROUND_HALF_UP)
        reached = [level for minimum, level in LEVELS if found.total >= minimum]
        found.level = reached[0] if reached else FAILED


def _group(pupil: Mapping[str, str | None]) -> tuple[str, str]:
    return str(pupil["grade"]), str(pupil["sex"])


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _lines(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in text if not line.startswith("#")))


def _steps(path: Path, points: str) -> dict[tuple[str, str, str], list[tuple[Decimal, int]]]:
    found: dict[tuple[str, str, str], list[tuple[Decimal, int]]] = {}
    for row in _lines(path):
        key = (row["item"], row["grade"], row["sex"])
        found.setdefault(key, []).append((Decimal(row["threshold"]), int(row[points])))
    return found
