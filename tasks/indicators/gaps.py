"""What a missing return means: which items could not use which school."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.raw_facts import absence_note
from tasks.model import ExpectedReturn, Gap


def gaps_of(evaluation: Evaluation, expected: Iterable[ExpectedReturn]) -> tuple[Gap, ...]:
    """Return a gap for every return that is owed and cannot be used."""
    needs = evaluation.regime.at("regime.needs")
    return tuple(
        Gap(item.school, item.form, tuple(needs.get(item.form, ())),
            absence_note(evaluation, item.school, item.form))
        for item in expected
        if not item.usable
    )  # fmt: skip


def enter_gaps(evaluation: Evaluation, gaps: tuple[Gap, ...]) -> None:
    """Enter how many returns are missing."""
    evaluation.enter(COUNTY, "missing_returns", Decimal(len(gaps)))
    for form in evaluation.regime.at("regime.needs"):
        count = sum(gap.form == form for gap in gaps)
        spec = evaluation.regime.fact("missing_returns")
        evaluation.enter(COUNTY, f"missing_returns.{form}", Decimal(count), spec=spec)
