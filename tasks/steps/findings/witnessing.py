"""Step: every county number once more by another engine and by the workbook's formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.errors import JunhengError
from tasks.model import Findings, Submission
from tasks.steps.findings import rulebook
from tasks.steps.findings.cases import Case
from tasks.steps.findings.rulebook import Rules
from tasks.steps.wording import delivery_wording

if TYPE_CHECKING:
    import pandas as pd

    from tasks.layouts import CodeList
    from tasks.witness.fitness import PupilCounts

NOT_WITNESSED = ("history_students", "successions", "unit_costs", "plan_bounds")
"""Tables the second engine has no use for."""

PUPILS = "fitness"
PUPIL_FIELDS = ("grade", "sex", "exemption", "height_cm", "weight_kg")
PUPILS_AT_ONCE = 8192
FITNESS_TABLES = ("items", "weights", "scores", "bonus", "bmi")

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Told:
    """What the second engine is told of a county, its pupils only as counts.

    `tables` has the rows by table, `usable` and `expected` name returns by school and form.
    """

    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    roster: Sequence[Mapping[str, Any]]
    usable: Sequence[tuple[str, str]]
    codes: Mapping[str, CodeList]
    expected: Sequence[tuple[str, str]]
    pupils: PupilCounts


def witnessed_workbook(case: Case, rules: Rules, findings: Findings) -> bytes:
    """Return the workbook of live formulas, after all three computations were found to agree.

    Raises `JunhengError` with the sentence that names every number on which the findings, the
    second engine and the workbook's own formulas differ in a printed digit.
    """
    from tasks.delivery.check_values import workbook_values
    from tasks.delivery.check_workbook import check_workbook
    from tasks.witness.agreement import compare, refusal
    from tasks.witness.engine import witness
    from tasks.witness.examples import worked_examples

    wording, standards = delivery_wording(), standards_of(rules)
    told = case.told
    values = witness(
        told.tables, told.roster, told.usable, standards, told.codes, case.season.snapshot,
        expected=told.expected, pupils=told.pupils,
    )  # fmt: skip
    examples = worked_examples(findings, wording["examples"], standards)
    content = check_workbook(
        findings, wording, standards, values, examples, codes=told.codes, pupils=told.pupils
    )
    found = compare(findings.facts, values, workbook_values(content, wording))
    if found:
        raise JunhengError(refusal(found, wording["agreement"]))
    return content


def tell(case: Case) -> Told:
    """Return what the second engine is told of a county; its pupils are gone through once."""
    from tasks.witness.engine import pupil_counts

    roster = case.season.roster.fillna("").to_dict("records")
    usable = [(each.school, each.form) for each in case.expected if each.usable]
    expected = [(each.school, each.form) for each in case.expected]
    codes, standards = catalogue.code_lists(), _fitness_standards()
    tables = {
        name: list(_rows(frame))
        for name, frame in case.returns.tables.items()
        if name not in (PUPILS, *NOT_WITNESSED)
    }
    pupils = case.returns.tables.get(PUPILS)
    tested = {} if pupils is None else {PUPILS: _pupils(pupils, standards)}
    counts = pupil_counts({**tables, **tested}, roster, usable, standards, codes, expected)
    return Told(tables, roster, usable, codes, expected, counts)


def standards_of(rules: Rules) -> Mapping[str, Any]:
    """Return the files of the regime, and the fitness standard with its tables."""
    return {**rulebook.standards(rules), **_fitness_standards()}


def _fitness_standards() -> dict[str, Any]:
    return {
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
