"""Step: every county number once more by another engine and by the workbook's formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.errors import JunhengError
from tasks.model import Findings, Submission
from tasks.steps import rulebook
from tasks.steps.cases import Case
from tasks.steps.rulebook import Rules
from tasks.steps.wording import delivery_wording

if TYPE_CHECKING:
    import pandas as pd

NOT_WITNESSED = ("history_students", "successions", "unit_costs", "plan_bounds")
"""Tables the second engine has no use for."""

PUPILS = "fitness"
PUPIL_FIELDS = ("grade", "sex", "exemption", "height_cm", "weight_kg")
PUPILS_AT_ONCE = 8192
FITNESS_TABLES = ("items", "weights", "scores", "bonus", "bmi")

Rows = Iterable[Mapping[str, Any]]


def witnessed_workbook(case: Case, rules: Rules, findings: Findings) -> bytes:
    """Return the workbook of live formulas, after all three computations were found to agree.

    Raises `JunhengError` with the sentence that names every number on which the findings, the
    second engine and the workbook's own formulas differ in a printed digit.
    """
    from tasks.delivery.check_values import workbook_values
    from tasks.delivery.check_workbook import check_workbook
    from tasks.witness.agreement import compare, refusal
    from tasks.witness.engine import pupil_counts, witness
    from tasks.witness.examples import worked_examples

    wording, standards = delivery_wording(), standards_of(rules)
    given, expected = given_to_witness(case, standards)
    codes = given[-1]
    pupils = pupil_counts(*given, expected)
    values = witness(*given, case.season.snapshot, expected=expected, pupils=pupils)
    examples = worked_examples(findings, wording["examples"], standards)
    content = check_workbook(
        findings, wording, standards, values, examples, codes=codes, pupils=pupils
    )
    found = compare(findings.facts, values, workbook_values(content, wording))
    if found:
        raise JunhengError(refusal(found, wording["agreement"]))
    return content


def given_to_witness(
    case: Case, standards: Mapping[str, Any]
) -> tuple[tuple[Any, Any, Any, Any, Any], list[tuple[str, str]]]:
    """Return the first arguments of the second engine, and which returns are owed by whom.

    They are the rows by table, the roster, the usable returns, the standards and the codes.
    The rows of pupils can be gone through once.
    """
    expected = [(each.school, each.form) for each in case.expected]
    usable = [(each.school, each.form) for each in case.expected if each.usable]
    tables = {
        name: _pupils(frame, standards) if name == PUPILS else list(_rows(frame))
        for name, frame in case.returns.tables.items()
        if name not in NOT_WITNESSED
    }
    roster = case.season.roster.fillna("").to_dict("records")
    return (tables, roster, usable, standards, catalogue.code_lists()), expected


def standards_of(rules: Rules) -> Mapping[str, Any]:
    """Return the files of the regime, and the fitness standard with its tables."""
    return {
        **rulebook.standards(rules),
        "fitness": catalogue.standards(rulebook.FITNESS)["standard"],
        "fitness_tables": {
            name: rulebook.standard_rows(f"{rulebook.FITNESS}/{name}") for name in FITNESS_TABLES
        },
    }


def _pupils(frame: pd.DataFrame, standards: Mapping[str, Any]) -> Rows:
    """Yield what a pupil is scored by, some thousands of pupils at a time in memory."""
    items = [line["item"] for line in standards["fitness_tables"]["items"]]
    names = [name for name in (*PUPIL_FIELDS, *items) if name in frame]
    owners = {key: Submission.parse(key).school for key in frame["_submission"].unique()}
    for start in range(0, len(frame), PUPILS_AT_ONCE):
        some = frame.iloc[start : start + PUPILS_AT_ONCE]
        columns = [some[name].to_numpy(dtype=object, na_value=None) for name in names]
        schools = some["_submission"].map(owners)
        for school, *values in zip(schools, *columns, strict=True):
            yield {"school_code": school, **dict(zip(names, values, strict=True))}


def _rows(frame: pd.DataFrame) -> Rows:
    """Yield the rows as plain values, each with the code of whoever filed it.

    `named_school` is the school that a row of the bureau itself names.
    """
    for row in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        yield {
            **{str(name): value for name, value in row.items()},
            "named_school": row.get("school_code"),
            "school_code": Submission.parse(row["_submission"]).school,
        }
