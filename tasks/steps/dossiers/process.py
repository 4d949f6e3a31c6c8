"""Step: the counts of the work itself, with the lines they were counted from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.steps import shelf
from tasks.steps.dossiers.checks_counted import checks_of
from tasks.steps.dossiers.evidence import points_asked
from tasks.steps.dossiers.making import Making
from tasks.store import to_json

if TYPE_CHECKING:
    from tasks.dossiers.enclosures import Enclosures

OF_PROBLEM = ("id", "party", "state", "opened_in", "deadline", "fact")


def process_data(making: Making, enclosed: Enclosures) -> bytes:
    """Return the facts that are counted beside the findings, and what they count, as JSON.

    `facts` are written as in the book of facts. `lines` has a line for each problem of the
    register, each outcome of a check, each return with its attempts and each accepted
    explanation, the points that documents are asked for, and the texts that are quoted
    without a cell.
    """
    note = {
        "facts": shelf.facts_note(enclosed.facts.values()),
        "lines": {
            "edition": making.season.edition,
            "day": making.approval.moment[:10] if making.approval else "",
            "problems": [{name: each[name] for name in OF_PROBLEM} for each in enclosed.problems],
            **_checks(making),
            "points": _points(making),
            "texts": _texts(making, enclosed),
        },
    }
    return to_json(note)


def _checks(making: Making) -> dict[str, Any]:
    from tasks.dossiers.papers.check_counts import is_check

    checks = checks_of(making.store, making.season, making.expected, making.accepted)
    return {
        "checks": [
            [each.submission, each.rule, each.verdict, each.failures]
            for each in checks.outcomes
            if is_check(checks, each.rule)
        ],
        "returns": [
            [each.school, each.form, checks.attempts.get((each.school, each.form), 0)]
            for each in making.expected
        ],
        "explained": sorted(query.rule for found in making.accepted.values() for query, _ in found),
    }


def _points(making: Making) -> dict[str, list[dict[str, Any]]]:
    """Return by regime the points that documents are asked for."""
    from tasks.dossiers.papers.evidence import points_of

    return {
        rules.regime: [
            {"item": each.item, "place": each.place, "by": list(each.by)}
            for each in points_of(points_asked(rules))
        ]
        for rules in making.findings
    }


def _texts(making: Making, enclosed: Enclosures) -> list[str]:
    """Return the texts of rules and issues whose numbers are quoted without a cell."""
    from tasks.dossiers.quoted import ISSUE, said_beside

    said = (each for found in making.findings.values() for each in said_beside(enclosed, found))
    return sorted({each.text for each in said if each.kind == ISSUE and not each.sources})


__all__ = ["process_data"]
