"""The answer for every part and for the whole, each with its own reason in a few words."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.dossiers.regime_report.part import Part
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY, OVERALL
from tasks.dossiers.word.tables import CellContent
from tasks.model import Judgement, Verdict


def write_conclusion(report: Report, parts: Sequence[Part]) -> None:
    """Append the table of the parts, below them the whole, which only names parts."""
    view = report.view
    rows: list[list[CellContent]] = []
    for part in parts:
        judgement = view.judgement(COUNTY, part.id)
        role = report.say(f"roles.{part.role}") if part.role else ""
        rows.append([part.title + role, view.standard_of(judgement),
                     view.cell(f"{COUNTY}.{part.id}.result", judgement), _reason(report, part)]
        )  # fmt: skip
    whole = view.judgement(COUNTY, OVERALL)
    rows.append([report.say("words.overall"), view.standard_of(whole),
                 view.cell(f"{COUNTY}.{OVERALL}.result", whole), _whole(report, parts)]
    )  # fmt: skip
    report.table("conclusion", rows)


def _reason(report: Report, part: Part) -> str:
    """Return why a part is not met: what its levels say of themselves, else its own reason."""
    levels: dict[str, list[str]] = {}
    for level in report.view.levels:
        judgement = report.view.judgement(COUNTY, part.id, level)
        if judgement is not None and judgement.reason:
            levels.setdefault(judgement.reason, []).append(report.view.levels[level])
    said = [_of_levels(report, reason, titles) for reason, titles in levels.items()]
    judgement = report.view.judgement(COUNTY, part.id)
    own = judgement.reason if judgement is not None else report.view.no_value
    return report.say("conclusion.between").join(said) or own


def _of_levels(report: Report, reason: str, titles: Sequence[str]) -> str:
    if reason.startswith(titles[0]):
        return reason
    levels = report.view.enumerated(titles)
    return report.say("conclusion.of_levels", levels=levels, reason=reason)


def _whole(report: Report, parts: Sequence[Part]) -> str:
    view = report.view
    judged = [(part, view.judgement(COUNTY, part.id)) for part in parts if not part.role]
    said = []
    for verdict in (Verdict.NOT_MET, Verdict.NOT_CHECKED):
        titles = [part.title for part, found in judged if _is(found, verdict)]
        if titles:
            said.append(report.say(f"conclusion.whole.{verdict}", parts=view.enumerated(titles)))
    return report.say("conclusion.between").join(said)


def _is(judgement: Judgement | None, verdict: Verdict) -> bool:
    return judgement is not None and judgement.verdict is verdict
