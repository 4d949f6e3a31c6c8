"""Step: every county number once more by another engine and by the workbook's formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
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

NOT_WITNESSED = ("fitness", "history_students", "successions", "unit_costs", "plan_bounds")
"""Tables the second engine has no use for; pupils' rows have a reference of their own."""


def witnessed_workbook(case: Case, rules: Rules, findings: Findings) -> bytes:
    """Return the workbook of live formulas, after all three computations were found to agree.

    Raises `JunhengError` with the sentence that names every number on which the findings, the
    second engine and the workbook's own formulas differ in a printed digit.
    """
    from tasks.delivery.check_values import workbook_values
    from tasks.delivery.check_workbook import check_workbook
    from tasks.witness.agreement import compare, refusal
    from tasks.witness.examples import worked_examples

    wording, standards = delivery_wording(), rulebook.standards(rules)
    values = _witness(case, standards)
    examples = worked_examples(findings, wording["examples"], standards)
    content = check_workbook(findings, wording, standards, values, examples)
    found = compare(findings.facts, values, workbook_values(content, wording))
    if found:
        raise JunhengError(refusal(found, wording["agreement"]))
    return content


def _witness(case: Case, standards: Mapping[str, Any]) -> Mapping[str, Decimal | None]:
    from tasks.witness.engine import witness

    tables = {
        name: _rows(frame)
        for name, frame in case.returns.tables.items()
        if name not in NOT_WITNESSED
    }
    usable = [(each.school, each.form) for each in case.expected if each.usable]
    roster = case.season.roster.fillna("").to_dict("records")
    return witness(tables, roster, usable, standards, catalogue.code_lists(), case.season.snapshot)


def _rows(frame: pd.DataFrame) -> Sequence[Mapping[str, Any]]:
    """Return the rows as plain values, each with the code of whoever filed it.

    `named_school` is the school that a row of the bureau itself names.
    """
    plain = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [
        {str(name): value for name, value in row.items()}
        | {
            "named_school": row.get("school_code"),
            "school_code": Submission.parse(row["_submission"]).school,
        }
        for row in plain
    ]
