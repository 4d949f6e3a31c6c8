"""The second engine: from the rows of the returns to the county's indicators."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tasks.layouts import CodeList
from tasks.witness.county import County, Row, Rows
from tasks.witness.county_facts import county_fact_values
from tasks.witness.fractions_of import Value, decimal
from tasks.witness.guarantee import item_values
from tasks.witness.parts import Part, parts_of, rules_in_force
from tasks.witness.quality import recognition_values
from tasks.witness.reliefs import relief_values, reliefs_granted
from tasks.witness.resources import (
    balance_values,
    evaluated_values,
    school_values,
    shares_met,
)

ITEMS, SCHOOL_STANDARDS, BALANCE = "items", "school_standards", "balance"
COMPOSITE = "composite"


def witness(
    rows: Rows,
    roster: Iterable[Row],
    usable: Collection[tuple[str, str]],
    standards: Mapping[str, Any],
    codes: Mapping[str, CodeList],
    snapshot: date | None = None,
) -> dict[str, Decimal | None]:
    """Return every county indicator by the id of its fact, None where it cannot be computed.

    `rows` are those of usable returns only, `usable` names them as (school code, form);
    `roster` has a row a school, in the order of the roster; `standards` are the regime's files
    by name, the overlay laid on. Reliefs are granted by what was in force on `snapshot`, the day
    the data stand for. The indicators of each school stand beside the county's.
    """
    county = County(rows, roster, usable, standards, codes)
    regime = standards["regime"]
    parts = parts_of(county, rules_in_force(county), regime["merged_sites"])
    county.reliefs = reliefs_granted(county, parts, snapshot)
    kinds = {part["kind"] for part in regime["parts"].values()}
    found = evaluated_values(county, parts) if kinds & {SCHOOL_STANDARDS, BALANCE} else {}
    found |= relief_values(county)
    found |= county_fact_values(county, standards.get("county_facts", {}))
    for name, part in regime["parts"].items():
        found |= _part_values(county, parts, name, part)
    if "R" in standards.get("recognition", {}):
        found |= recognition_values(county)
    return {name: decimal(value) for name, value in found.items()}


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
