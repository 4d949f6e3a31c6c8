"""What a sheet of a level holds, and where the columns of one indicator stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter

from tasks.rounding import exact

FIRST_ROW = 5
FIXED = ("number", "school", "code", "students", "students_source")
OF_INDICATOR = ("amount", "source", "value", "met")
MET_ROWS = ("schools_met", "schools_met_percent")
SPREAD_ROWS = (
    "total", "mean", "sd", "cv", "cv_printed", "limit", "verdict", "system_mean", "system_cv",
    "check", *MET_ROWS, "composite", "composite_limit", "composite_verdict",
)  # fmt: skip
SCHOOL_STANDARDS, BALANCE = "school_standards", "balance"
PRIMARY, JUNIOR = "primary", "junior"


@dataclass(frozen=True)
class Rule:
    """The rule that a school is held against; `name` is what its facts are called after.

    `allowed` is None where no rule is set, `floor` where what is missed may be anything.
    """

    name: str
    allowed: int | None
    floor: Decimal | None


@dataclass(frozen=True)
class LevelSheet:
    """The indicators of one sheet of the standards, and what is asked of them.

    `limits` has the most a coefficient may be by level, None where spread is not looked at;
    `of_composite` says that it holds for their mean alone.
    """

    indicators: Mapping[str, Mapping[str, Any]]
    limits: Mapping[str, Decimal] | None
    of_composite: bool
    rule: Rule | None

    @property
    def rows(self) -> tuple[str, ...]:
        """Return the names of the rows of results."""
        return MET_ROWS if self.limits is None else SPREAD_ROWS


def sheets_of(standards: Mapping[str, Any]) -> dict[str, LevelSheet]:
    """Return the sheets whose indicators are computed by school, by their name."""
    parts = standards["regime"]["parts"]
    found = {}
    for name in _names(parts.values()):
        mine = {data["kind"]: (part, data) for part, data in parts.items()
                if data.get("sheet") == name}  # fmt: skip
        indicators = standards.get(name, {})
        balance, rule = mine.get(BALANCE), mine.get(SCHOOL_STANDARDS)
        limits = _at(standards, balance[1]["rule"])["maximum"] if balance else None
        found[name] = LevelSheet(
            indicators,
            {level: exact(limit) for level, limit in limits.items()} if limits else None,
            balance is not None and balance[1]["limit"] == "composite",
            _rule(rule[0], _at(standards, rule[1]["rule"]), len(indicators)) if rule else None,
        )
    return found


def _names(parts: Iterable[Mapping[str, Any]]) -> list[str]:
    names = [part["sheet"] for part in parts if part["kind"] in (SCHOOL_STANDARDS, BALANCE)]
    return list(dict.fromkeys(names))


def _at(standards: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    found: Any = standards
    for step in path.split("."):
        found = found[step]
    return dict(found)


def _rule(name: str, data: Mapping[str, Any], indicators: int) -> Rule:
    allowed = []
    if data.get("at_most_missed") is not None:
        allowed.append(int(data["at_most_missed"]))
    if data.get("at_least") is not None:
        allowed.append(int(data.get("of") or indicators) - int(data["at_least"]))
    floor = data.get("rest_not_below")
    return Rule(name, min(allowed, default=None), None if floor is None else exact(floor))


@dataclass(frozen=True)
class Block:
    """The columns of one indicator, the rows of the schools and those of the results."""

    indicator: str
    level: str
    column: int
    last_row: int
    data: Mapping[str, Any]
    rows: tuple[str, ...]

    @property
    def scope(self) -> str:
        """Return how the ids of the county's facts on the indicator begin."""
        return f"county.{self.level}.{self.indicator}"

    @property
    def limit(self) -> Decimal | None:
        """Return the standard a school's value is held against, None where none is set."""
        if self.level in self.data.get("standard_unset", ()):
            return None
        limits = self.data.get("minimum", self.data.get("maximum", {}))
        return exact(limits[self.level]) if self.level in limits else None

    @property
    def is_most(self) -> bool:
        """Tell whether the standard is the most a value may be."""
        return "maximum" in self.data

    @property
    def times(self) -> Decimal:
        """Return by what a ratio is multiplied, such as 100 for each hundred pupils."""
        return exact(self.data.get("per_students", self.data.get("times", 1)))

    def letter(self, name: str) -> str:
        """Return the letters of one of the block's columns."""
        return get_column_letter(self.column + OF_INDICATOR.index(name))

    def span(self, name: str) -> str:
        """Return the cells of all schools in one of the block's columns."""
        return span_of(self.letter(name), self.last_row)

    @property
    def students(self) -> str:
        """Return the cells of all schools' students."""
        return span_of(get_column_letter(FIXED.index("students") + 1), self.last_row)

    def row(self, name: str) -> int:
        """Return the row of one of the results."""
        return self.last_row + 1 + self.rows.index(name)

    def cell(self, name: str) -> str:
        """Return the cell of one of the results."""
        return f"{self.letter('amount' if name == 'total' else 'value')}{self.row(name)}"


def span_of(letter: str, last_row: int) -> str:
    """Return the cells of all schools in one column."""
    return f"{letter}${FIRST_ROW}:{letter}${last_row}"
