"""What the checks of the cohorts leave behind: facts to print, and queries to ask."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.history.cohorts import CohortCheck, places_of, shown
from tasks.history.queries import Query
from tasks.history.rules import Rules
from tasks.model import Fact, Findings, Source, Verdict


def facts_of(checks: Iterable[CohortCheck], rules: Rules) -> tuple[Fact, ...]:
    """Return the computed figures as facts, inputs before their use.

    One that could not be computed has no value, a dash as its print and a note that says why.
    """
    return tuple(_fact(check, rules) for check in checks)


def _fact(check: CohortCheck, rules: Rules) -> Fact:
    words, value = rules.words(f"facts.{check.figure}"), check.from_years
    return Fact(
        id=check.id,
        title=words["title"],
        value=value,
        printed=rules.say("no_value") if value is None else shown(value, check.figure, rules),
        unit=words["unit"],
        formula=check.formula,
        inputs=tuple(dict.fromkeys(check.inputs)),
        sources=tuple(dict.fromkeys(check.sources)),
        note=check.reason,
        places=None if value is None else places_of(value, check.figure, rules),
    )


def queries_of(checks: Iterable[CohortCheck], findings: Findings) -> tuple[Query, ...]:
    """Return a query for each figure that differs, with the cells of both numbers."""
    return tuple(
        Query(
            check.school, check.level, f"cohort-{check.figure.removesuffix('_percent')}",
            check.reason, (*check.reported_inputs, check.id),
            tuple(dict.fromkeys((*check.sources, *_cells(check.reported_inputs, findings)))),
        )
        for check in checks
        if check.verdict is Verdict.NOT_MET
    )  # fmt: skip


def _cells(ids: Iterable[str], findings: Findings) -> list[Source]:
    return [
        source for name in ids if name in findings.facts for source in findings.facts[name].sources
    ]
