"""How the survey was sampled, and what each group of respondents said to each question."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.dossiers.report.writer import REPORTS, Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.dossier import Cell
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent

TOTAL = "total"


def write_sample(report: Report) -> None:
    """Append the sampling plan beside what came back, and whether the plan was kept to."""
    report, view = report.speaking(REPORTS), report.view
    rows: list[list[CellContent]] = []
    facts: list[str] = []
    for group, title in _groups(report).items():
        given = f"{COUNTY}.R" if group == TOTAL else f"{COUNTY}.R.{group}"
        mine = [f"{COUNTY}.R.plan.{group}", f"{given}.questionnaires", f"{given}.valid"]
        shade = TOTAL if group == TOTAL else ""
        rows.append([Cell(title, shade=shade), *(Cell(view.number(x), shade=shade) for x in mine)])
        facts += mine
    report.table("survey_plan", rows, facts=facts)
    _write_checks(report)


def _write_checks(report: Report) -> None:
    """Append what was asked of the sample and how it came out; it is a hint and no verdict."""
    pieces: list[Piece] = [report.say("survey.checks")]
    for name in report.view.standards["recognition"]["sample"]["checks"]:
        subject = f"{COUNTY}.R.sample.{name}"
        fact = report.view.fact(f"{subject}.result")
        said = "with_reason" if fact.note else "plain"
        pieces += report.sentence(
            f"survey.check.{said}", subject, standard=fact.formula, reason=fact.note
        )
    report.pieces(*pieces)


def write_groups(report: Report) -> None:
    """Append the satisfaction of each group with each question."""
    report, view = report.speaking(REPORTS), report.view
    questions = report.part("tables.survey_groups")["questions"]
    rows: list[list[CellContent]] = []
    facts: list[str] = []
    for group, title in _groups(report).items():
        subject = f"{COUNTY}.R" if group == TOTAL else f"{COUNTY}.R.{group}"
        mine = [f"{subject}.{question}_percent" for question in questions]
        shade = TOTAL if group == TOTAL else ""
        rows.append([Cell(title, shade=shade), *(Cell(view.number(x), shade=shade) for x in mine)])
        facts += mine
    report.table("survey_groups", rows, facts=facts)


def _groups(report: Report) -> Mapping[str, str]:
    """Return the title of each group of respondents, at the end of all together."""
    rows = report.view.codes["respondents"].rows
    titles = {code: row["title"] for code, row in rows.items()}
    return {**titles, TOTAL: report.say("words.total")}
