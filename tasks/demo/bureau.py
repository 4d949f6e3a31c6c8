"""The returns of the demo county's education bureau: county data and the survey."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tasks.demo.chance import Chance
from tasks.demo.extras import of_schools
from tasks.layouts import Layout

STREAM = 1_000_000
"""Lies beyond the number of any school."""

Rows = list[dict[str, Any]]
SchoolTables = Mapping[str, Mapping[str, Rows]]
"""The tables of the school return by school code."""

PRIVATE_OWNERS = ("10",)
VETO_ANSWER, DUTY_ANSWER = "no", "yes"


def county_tables(
    recipe: Mapping[str, Any],
    layout: Layout,
    roster: Sequence[Mapping[str, Any]],
    schools: SchoolTables,
    special: Sequence[str],
) -> dict[str, Rows]:
    """Return the rows of the county return; its sums agree with those of the schools.

    `special` are the codes of the special-education schools.
    """
    wanted = recipe["bureau"]
    names = {row["school_name"]: row["school_code"] for row in roster}
    return {
        "county": [_county(wanted, layout, schools)],
        "guarantee": [_guarantee(wanted, layout, roster, schools)],
        "quality": [_quality(wanted, layout, schools, special)],
        "monitoring": [
            {"subject": subject, "level": level, "between_school_rate": rate}
            for subject, (level, rate) in wanted["monitoring"].items()
        ],
        "vetoes": [dict.fromkeys(layout.by_table["vetoes"].by_name, VETO_ANSWER)],
        "three_year_funds": [dict(row) for row in wanted["three_year_funds"]],
        "government": [dict(wanted["government"])],
        "reliefs": of_schools(wanted["reliefs"], names),
    }


def _county(wanted: Mapping[str, Any], layout: Layout, schools: SchoolTables) -> dict[str, Any]:
    found = {name: wanted[name] for name in layout.by_table["county"].by_name if name in wanted}
    for level in ("primary", "junior"):
        teachers = _total(schools, "teachers", "full_time_teachers", level=level)
        found[f"staff_{level}"] = teachers + round(teachers * wanted["other_staff_share"])
    return found


def _guarantee(
    wanted: Mapping[str, Any],
    layout: Layout,
    roster: Sequence[Mapping[str, Any]],
    schools: SchoolTables,
) -> dict[str, Any]:
    sheet = layout.by_table["guarantee"]
    found = {name: wanted[name] for name in sheet.by_name if name in wanted} | wanted["notes"]
    found |= {
        field.name: DUTY_ANSWER for field in sheet.fields if field.codes and field.name not in found
    }
    private = {row["school_code"] for row in roster if row["owner"] in PRIVATE_OWNERS}
    bought = _total(_only(schools, private), "students", "migrant")
    everyone = _total(schools, "students", "migrant")
    return found | {
        "migrant_eligible": everyone + round(everyone * wanted["migrant_eligible_more"]),
        "migrant_in_public": everyone - bought,
        "migrant_in_bought_places": bought,
    }


def _quality(
    wanted: Mapping[str, Any], layout: Layout, schools: SchoolTables, special: Sequence[str]
) -> dict[str, Any]:
    in_classes = _total(schools, "students", "disabled")
    special_schools = _only(schools, special)
    in_special = sum(_total(special_schools, "students", sex) for sex in ("male", "female"))
    ratings = {"moral_education": "good"}
    found = {
        field.name: ratings.get(field.name, DUTY_ANSWER)
        for field in layout.by_table["quality"].fields
        if field.codes
    }
    return found | {
        "disabled_children": in_classes + in_special + wanted["disabled_not_enrolled"],
        "disabled_enrolled": in_classes + in_special,
        "disabled_in_special_schools": in_special,
        "training_funds_yuan": round(_total(schools, "funds", "training_funds_yuan"), 2),
        "public_funds_budget_yuan": round(_total(schools, "funds", "public_funds_yuan"), 2),
    }


def _only(schools: SchoolTables, codes: Collection[str]) -> SchoolTables:
    return {code: tables for code, tables in schools.items() if code in codes}


def _total(schools: SchoolTables, table: str, field: str, **where: str) -> Any:
    return sum(
        row[field]
        for tables in schools.values()
        for row in tables[table]
        if all(row[name] == value for name, value in where.items())
    )


def survey_rows(recipe: Mapping[str, Any], seed: int) -> Rows:
    """Return one row a questionnaire or visit, numbered in the order they were counted."""
    chance = Chance(seed, STREAM)
    wanted = recipe["survey"]
    rows: Rows = []
    for method in ("questionnaire", "visit"):
        for respondent, number in wanted[method].items():
            for _ in range(number):
                valid = method == "visit" or chance.hits(1, wanted["invalid_share"]) == 0
                row = {
                    "questionnaire_number": f"{len(rows) + 1:05d}",
                    "method": method,
                    "respondent": respondent,
                    "valid": "yes" if valid else "no",
                }
                rows.append(row | (_answers(wanted, chance) if valid else {}))
    return rows


def _answers(wanted: Mapping[str, Any], chance: Chance) -> dict[str, str]:
    found = {}
    for item, satisfied in wanted["satisfied_share"].items():
        luck = chance.between((0, 1))
        if luck < satisfied:
            found[item] = "satisfied"
        elif luck < 1 - wanted["dissatisfied_share"][item]:
            found[item] = "mostly_satisfied"
        else:
            found[item] = "dissatisfied"
    return found
