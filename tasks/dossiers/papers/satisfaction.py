"""社会认可度调查结果: who was asked, what they said to each question, what it comes to."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.dossiers.report.answers import answer_to, is_recognition_close
from tasks.dossiers.report.charts import outlined_chart, value_of
from tasks.dossiers.report.survey import write_groups, write_sample
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.chart_model import Value
from tasks.dossiers.word.charts import Chart, Series
from tasks.dossiers.word.dossier import Section
from tasks.dossiers.word.tables import CellContent

FILE = "satisfaction"
SURVEY = "R"
ONE_PLACE = "0.0"
CHOSE = ("chose_satisfied", "chose_mostly_satisfied", "chose_dissatisfied", "answered", "percent")
SETTINGS = ("mostly_satisfied", "satisfaction_question")


def satisfaction_result(view: View) -> bytes:
    """Return the Word file of what the survey found."""
    title = view.say(FILE, "title.file", county=view.findings.county_name)
    dossier = view.dossier(title, subject=view.text(f"{COUNTY}.name"), section=Section(restart=1))
    report = Report(view, dossier, FILE)
    dossier.title(*report.sentence("title.printed"))
    report.body("opening")
    report.heading("sample")
    report.body("sample")
    write_sample(report)
    report.heading("result")
    _write_result(report)
    report.heading("questions")
    _write_questions(report)
    report.heading("groups")
    write_groups(report)
    report.chart(_groups_chart(report))
    report.heading("counting")
    _write_settings(report)
    return view.finished(dossier)


def _write_result(report: Report) -> None:
    """Append the answer, and the numbers of all people asked and of parents."""
    view = report.view
    judgement = view.judgement(COUNTY, SURVEY)
    answer = answer_to(judgement, is_close=is_recognition_close(view))
    report.body(f"answers.{answer}", standard=view.standard_of(judgement))
    outline = report.part("tables.result")
    rows: list[list[CellContent]] = []
    facts: list[str] = []
    for row in outline["rows"]:
        mine = [f"{row['subject']}.{column['fact']}" for column in outline["columns"][1:]]
        rows.append([row["title"], *map(view.number, mine)])
        facts += mine
    report.table("result", rows, facts=facts)


def _write_questions(report: Report) -> None:
    """Append how many chose each option of each question, and the chart of satisfaction."""
    view = report.view
    rows: list[list[CellContent]] = []
    facts: list[str] = []
    for question, title in report.part("questions").items():
        mine = [f"{COUNTY}.{SURVEY}.{question}_{name}" for name in CHOSE]
        rows.append([title, *map(view.number, mine)])
        facts += mine
    report.table("questions", rows, facts=facts)
    report.chart(_questions_chart(report))


def _questions_chart(report: Report) -> Chart | None:
    questions = report.part("questions")
    values = [value_of(report.view, f"{COUNTY}.{SURVEY}.{each}_percent") for each in questions]
    return _bars(report, "questions", [str(title) for title in questions.values()], values)


def _groups_chart(report: Report) -> Chart | None:
    groups = report.view.codes["respondents"]
    facts = [f"{COUNTY}.{SURVEY}.{code}.percent" for code in groups.codes]
    values = [value_of(report.view, fact) for fact in facts]
    return _bars(report, "groups", [groups.title(code) for code in groups.codes], values)


def _bars(report: Report, key: str, titles: list[str], values: Sequence[Value]) -> Chart | None:
    series = [Series(report.say("words.satisfied"), values)]
    return outlined_chart(report, key, "bars", titles, series, ONE_PLACE, ceiling="hundred")


def _write_settings(report: Report) -> None:
    """Append how the questions were settled that the official text leaves open."""
    standards = report.view.standards
    settings, answers = standards["regime"]["settings"], standards["wording"]["answers"]
    for name in SETTINGS:
        chosen = answers[name][settings[name]["value"]]
        report.body("setting", title=str(settings[name]["title"]), answer=str(chosen))
