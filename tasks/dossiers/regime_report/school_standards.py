"""Each school held against the standards of a sheet, and how many schools meet each."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.dossiers.items import Indicator
from tasks.dossiers.regime_report.part import Part
from tasks.dossiers.regime_report.schools import titled, write_values
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.inline import Content
from tasks.dossiers.word.tables import CellContent

SHARES = ("schools_met", "schools_met_percent")


def write_school_standards(report: Report, part: Part) -> None:
    """Append the rule, the county's shares, and at each level every school's values."""
    view = report.view
    judged = view.judgements(item=part.id)
    of_schools = [each for each in judged if each.subject != COUNTY]
    indicators = view.sheet(part.sheet)
    if not indicators:
        report.body("school_standards.unset", reason=judged[0].reason if judged else view.no_value)
        return
    if of_schools:
        report.body("school_standards.rule", rule=of_schools[0].standard)
    _write_not_collected(report, indicators)
    for level in view.levels:
        if view.evaluated(level):
            _write_shares(report, part, indicators, level)
            write_values(report, part, indicators, level, judged=True)


def _write_not_collected(report: Report, indicators: Sequence[Indicator]) -> None:
    """Append, for each reason, the indicators that no form asks for; they are in no table."""
    reasons: dict[str, list[str]] = {}
    for each in indicators:
        if each.not_collected:
            reasons.setdefault(each.not_collected, []).append(each.title)
    for reason, titles in reasons.items():
        words = {"titles": report.view.enumerated(titles), "reason": reason}
        report.body("school_standards.not_collected", **words)


def _write_shares(report: Report, part: Part, indicators: Sequence[Indicator], level: str) -> None:
    view, scope = report.view, f"{COUNTY}.{level}"
    rows: list[list[CellContent]] = [
        [
            titled(report, each.title, each.unit),
            view.standard(each.id, level) or view.no_value,
            *(_number(report, f"{scope}.{each.id}.{name}") for name in SHARES),
        ]
        for each in indicators
        if not each.not_collected
    ]
    whole = view.judgement(COUNTY, part.id, level)
    rows.append(
        [report.say("words.school"), view.standard_of(whole),
         view.number(f"{scope}.{part.id}.schools_met"),
         view.cell(f"{scope}.{part.id}.schools_met_percent", whole)]
    )  # fmt: skip
    facts = [f"{scope}.{part.id}.schools_met"]
    report.table("shares", rows, facts=facts, level=view.levels[level], part=part.title)


def _number(report: Report, fact: str) -> Content:
    """Return how many schools meet an indicator; a dash where it has no standard."""
    return report.view.number(fact) if report.view.has(fact) else report.view.no_value
