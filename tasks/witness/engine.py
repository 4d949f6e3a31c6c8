"""The second engine: from the rows of the returns to the county's indicators."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tasks.layouts import CodeList
from tasks.witness.county import PUPILS, County, Row, Rows
from tasks.witness.county_facts import county_fact_values
from tasks.witness.fitness import (
    PupilCounts,
    count_pupils,
    fitness_values,
    provisional_fitness,
)
from tasks.witness.fitness_scores import Scorer
from tasks.witness.fractions_of import Value, decimal
from tasks.witness.guarantee import item_values
from tasks.witness.numbers import Numbers
from tasks.witness.parts import Part, parts_of, rules_in_force
from tasks.witness.provisional import provisional_numbers
from tasks.witness.quality import recognition_values
from tasks.witness.reliefs import relief_values, reliefs_granted
from tasks.witness.resources import (
    balance_values,
    evaluated_values,
    school_values,
    shares_met,
)
from tasks.witness.roster_counts import disagreeing, missing_returns, school_counts
from tasks.witness.sampling import sampling_values
from tasks.witness.scheme import scheme_values
from tasks.witness.verdicts import items_met

ITEMS, SCHOOL_STANDARDS, BALANCE, SCORED = "items", "school_standards", "balance", "scored"
COMPOSITE, LEFT_OUT = "composite", "left_out"
FITNESS, FITNESS_TABLES = "fitness", "fitness_tables"
"""Under which names `standards` has the fitness standard and its tables."""

Key = tuple[str, str]
Standards = Mapping[str, Any]
Codes = Mapping[str, CodeList]


def pupil_counts(
    rows: Rows,
    roster: Iterable[Row],
    usable: Collection[Key],
    standards: Standards,
    codes: Codes,
    expected: Collection[Key],
) -> PupilCounts:
    """Return the pupils who were tested, scored one by one and counted by school, grade and sex.

    The arguments are those of `witness`; the pupils are gone through once and not kept.
    """
    county = County(rows, roster, usable, standards, codes)
    scorer = Scorer(standards[FITNESS_TABLES], standards[FITNESS])
    return count_pupils(county, rows.get(PUPILS, ()), scorer, expected)


def witness(
    rows: Rows,
    roster: Iterable[Row],
    usable: Collection[Key],
    standards: Standards,
    codes: Codes,
    snapshot: date | None = None,
    *,
    expected: Collection[Key],
    pupils: PupilCounts,
) -> dict[str, Decimal | None]:
    """Return every county number by the id of its fact, None where it cannot be computed.

    `rows` are those of usable returns only, `usable` names them as (school code, form) and
    `expected` all that are owed; `roster` has a row a school, in the order of the roster;
    `standards` are the regime's files by name, the overlay laid on, with the fitness standard;
    `pupils` is the result of `pupil_counts`. Reliefs are granted by what was in force on
    `snapshot`, the day the data stand for. The indicators of each school stand beside the
    county's.
    """
    county = County(rows, roster, usable, standards, codes)
    regime = standards["regime"]
    parts = parts_of(county, rules_in_force(county), regime["merged_sites"])
    county.reliefs = reliefs_granted(county, parts, snapshot)
    found = evaluated_values(county, parts) | school_counts(county, parts)
    found |= missing_returns(county, expected) | relief_values(county)
    tested = fitness_values(county, pupils, standards[FITNESS], expected)
    found |= county_fact_values(county, standards.get("county_facts", {})) | tested
    if "R" in standards.get("recognition", {}):
        found |= recognition_values(county) | sampling_values(county)
    for name, part in regime["parts"].items():
        found |= _part_values(county, parts, name, part)
    opened = provisional_numbers(
        county, parts, found, provisional_fitness(county, tested, expected)
    )
    for name, part in regime["parts"].items():
        found |= _judged_values(Numbers(county, found, opened), parts, name, part)
    return {name: decimal(value) for name, value in found.items()}


def _judged_values(
    numbers: Numbers, parts: Sequence[Part], name: str, part: Mapping[str, Any]
) -> dict[str, Value]:
    """Return what hangs on verdicts and answers: points, and how many items are met."""
    sheet = numbers.county.standards.get(part["sheet"], {})
    if not sheet and part.get("when_empty") == LEFT_OUT:
        return {}
    if part["kind"] == SCORED:
        return scheme_values(numbers, name, sheet)
    if part["kind"] != ITEMS:
        return {}
    found = disagreeing(numbers.county, sheet)
    if part.get("counted"):
        found[f"county.{name}.items_met"] = items_met(numbers.county, parts, numbers, sheet)
    return found


def _part_values(
    county: County, parts: list[Part], name: str, part: Mapping[str, Any]
) -> dict[str, Value]:
    """Return the numbers of one part of the evaluation."""
    sheet = county.standards.get(part["sheet"], {})
    if part["kind"] == ITEMS:
        return item_values(county, parts, sheet)
    if part["kind"] == SCHOOL_STANDARDS:
        rule = county.at(part["rule"])
        met = shares_met(county, parts, sheet, rule, name)
        return school_values(county, parts, sheet) | met
    if part["kind"] == BALANCE:
        with_exact = part["limit"] == COMPOSITE
        spread = balance_values(county, parts, sheet, with_exact)
        return school_values(county, parts, sheet) | spread
    return {}
