"""What is handed in unasked in the demo county: scores, costs of a plan, documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.model import BUREAU

Rows = list[dict[str, Any]]


def scores_rows(recipe: Mapping[str, Any]) -> Rows:
    """Return one row an item of the scored part, with the scores people gave."""
    wanted = recipe["scores"]
    return [
        {"item": item, "self_score": score, "evidence": wanted["evidence"]}
        | wanted["further"].get(item, {})
        for item, score in wanted["self_score"].items()
    ]


def plan_tables(recipe: Mapping[str, Any], codes: Mapping[str, str]) -> dict[str, Rows]:
    """Return unit costs and bounds; `codes` gives the school code by name."""
    wanted = recipe["plan"]
    return {
        "unit_costs": [{"resource": name, **costs} for name, costs in wanted["unit_costs"].items()],
        "plan_bounds": of_schools(wanted["bounds"], codes),
    }


def evidence_rows(recipe: Mapping[str, Any], codes: Mapping[str, str]) -> dict[str, Rows]:
    """Return the documents that the bureau and some schools name, by school code or `BUREAU`."""
    wanted = recipe["evidence"]
    found: dict[str, Rows] = {BUREAU: [dict(row) for row in wanted["bureau"]]}
    for row in of_schools(wanted["schools"], codes):
        school = row.pop("school_code")
        found.setdefault(school, []).append(row)
    return found


def of_schools(rows: Rows, codes: Mapping[str, str]) -> Rows:
    """Return the rows whose `school` there is, with its code in place of its name."""
    return [
        {"school_code": codes[row["school"]]}
        | {name: value for name, value in row.items() if name != "school"}
        for row in rows
        if row["school"] in codes
    ]
