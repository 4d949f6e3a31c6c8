"""Step: what it would take to reach every standard, and what it would cost (达标推演)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.model import Findings
from tasks.steps.findings import rulebook
from tasks.steps.findings.cases import Case, standing_case
from tasks.steps.findings.rulebook import Rules
from tasks.steps.wording import problem

if TYPE_CHECKING:
    from tasks.planning.plan import Plan

RowTexts = list[dict[str, str]]


@dataclass(frozen=True)
class PlanTexts:
    """A plan in words: none of its numbers is a fact, and no form takes one.

    `summary` says what came out and what it rests on; `measures` has a row a measure,
    `costs` a row a resource, `coefficients` a row a coefficient, before and after.
    """

    outcome: str
    summary: list[str]
    measures: RowTexts
    costs: RowTexts
    coefficients: RowTexts


def plan(
    county: str, *, regime: str = "", province: str = "", folder: Path | None = None
) -> tuple[PlanTexts, list[Path]]:
    """Return the cheapest plan for what stands in `edition/county`, and the workbook's path.

    `regime` and `province` plan for other standards than those that decide. The workbook is
    written into `folder`, where one is given. Raises `JunhengError` where nothing stands, or
    the regime has no resources that could be planned.
    """
    case = standing_case(county)
    deciding = rulebook.rules_of(case.season.edition)[0]
    rules = rulebook.changed(deciding, regime, province)
    findings = case.findings(rules)
    made = plan_of(case, rules, findings)
    if made is None:
        raise problem("nothing_to_plan", regime=rulebook.standards(rules)["regime"]["title"])
    written = []
    if folder is not None:
        for name, content in plan_workbook(made, findings, rules).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            written.append(path)
    return plan_texts(made), written


def plan_of(case: Case, rules: Rules, findings: Findings) -> Plan | None:
    """Return the cheapest plan under `rules`, None where the regime plans no resources.

    Unit costs and bounds are the bureau's where it has handed them in, else the examples.
    """
    from tasks.planning.plan import make_plan
    from tasks.planning.resources import read_prices
    from tasks.planning.rules import has_plan

    standards = rulebook.standards(rules)
    if not has_plan(standards):
        return None
    book, tables = catalogue.notebook("planning"), case.returns.tables
    prices = read_prices(book["costs"], tables.get("unit_costs"), tables.get("plan_bounds"))
    with _solver_silenced():
        return make_plan(findings, standards, book["resources"], prices, book["search"])


@contextmanager
def _solver_silenced() -> Iterator[None]:
    """Send away what the solver's own code writes past Python to the standard output."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)


def plan_texts(made: Plan) -> PlanTexts:
    """Return a plan in words."""
    from tasks.planning import tables

    words = rulebook.template("planning")
    return PlanTexts(
        outcome=str(made.outcome),
        summary=tables.summary(made, words),
        measures=tables.texts(tables.plan_rows(made, words)),
        costs=tables.texts(tables.cost_rows(made, words)),
        coefficients=tables.texts(tables.coefficient_rows(made, words)),
    )


def plan_workbook(made: Plan, findings: Findings, rules: Rules) -> dict[str, bytes]:
    """Return the workbook of a plan by its path."""
    from tasks.planning.distances import distances, other_distances
    from tasks.planning.influence import influences
    from tasks.planning.workbook import workbook

    words: Any = rulebook.template("planning")
    content = workbook(
        made,
        influences(made.county, made.rules),
        distances(made.county, made.rules, made.resources, made.prices),
        other_distances(findings, rulebook.standards(rules)),
        words,
    )
    return {words["file"]: content}
