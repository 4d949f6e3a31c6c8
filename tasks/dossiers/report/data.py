"""What the numbers rest on: returns, gaps, exclusions, open questions, rounding, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.dossiers.report.explanations import write_explanations
from tasks.dossiers.report.writer import REPORTS, Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent
from tasks.model import ExpectedReturn, Judgement, Status, Verdict

SCHOOL_FORMS = "school_forms"
"""The dossiers of a regime that say of each school what was not checked."""


def write_data_quality(report: Report) -> None:
    """Append what the numbers rest on, under the heading that the report has written."""
    report = report.speaking(REPORTS)
    _write_returns(report)
    _write_gaps(report)
    _write_unchecked(report)
    _write_exclusions(report)
    _write_settings(report)
    _write_sentences(report, "rounding", _places(report))
    _write_sentences(report, "sources", {})


def _write_returns(report: Report) -> None:
    """Append what became of the returns; those without any question are not listed."""
    view = report.view
    report.heading("data_returns", 2)
    for key, forms in _forms(report).items():
        if forms:
            report.body(f"data.returns.{key}", forms=view.enumerated(map(view.form_title, forms)))
    listed = [each for each in view.expected if each.status is not Status.ACCEPTED]
    if not listed:
        report.body("data.returns.all_accepted")
    else:
        report.body("data.returns.some")
        report.table("returns", _numbered(_return_rows(report, listed)))
    write_explanations(report)


def _forms(report: Report) -> dict[str, list[str]]:
    """Return the forms that are owed, and those that came without being owed, in order."""
    asked = report.view.season["forms"]
    found: dict[str, list[str]] = {"expected": [], "optional": []}
    for form in dict.fromkeys(each.form for each in report.view.expected):
        found["optional" if asked.get(form, {}).get("optional") else "expected"].append(form)
    return found


def _return_rows(report: Report, listed: Sequence[ExpectedReturn]) -> list[list[CellContent]]:
    view = report.view
    return [
        [
            view.name_of(each.school),
            view.form_title(each.form),
            view.standing(each),
            report.say(f"data.returns.meaning.{_meaning(report, each)}"),
        ]
        for each in listed
    ]


def _meaning(report: Report, expected: ExpectedReturn) -> str:
    """Return the key of what follows from where a return stands."""
    kinds = {None: "missing", Status.RETURNED: "returned", Status.QUERIED: "queried"}
    if expected.status is Status.QUERIED and report.view.is_explained(expected):
        return "explained"
    return kinds[expected.status]


def _write_gaps(report: Report) -> None:
    """Append which items cannot use which school."""
    view = report.view
    report.heading("data_gaps", 2)
    if not view.gaps:
        report.body("data.gaps.none")
        return
    report.body("data.gaps.some")
    schools: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for each in view.gaps:
        schools.setdefault((each.items, each.reason), []).append(each.school)
    rows: list[list[CellContent]] = [
        [report.names(found), reason, view.item_titles(items)]
        for (items, reason), found in schools.items()
    ]
    report.table("gaps", _numbered(rows))


def _write_unchecked(report: Report) -> None:
    """Append what was not checked: the county's items, and the schools' by reason."""
    view = report.view
    together: dict[tuple[str, str, str], list[Judgement]] = {}
    for each in view.judgements(subject=COUNTY, verdict=Verdict.NOT_CHECKED):
        if each.item not in report.view.summaries:
            together.setdefault((each.level, each.reason, each.subject), []).append(each)
    rows: list[list[CellContent]] = [
        [view.level_title(level) or view.no_value, view.item_titles(x.item for x in found), reason]
        for (level, reason, _), found in together.items()
    ]
    if rows:
        report.table("unchecked", _numbered(rows))
        has_forms = SCHOOL_FORMS in view.standards["regime"]["dossiers"]
        report.note(f"notes.unchecked{'' if has_forms else '_without_forms'}")


def _write_exclusions(report: Report) -> None:
    """Append who is left out of a calculation, why, and by which clause."""
    view = report.view
    report.heading("data_exclusions", 2)
    if not view.exclusions:
        report.body("data.exclusions.none")
        return
    report.body("data.exclusions.some")
    levels: dict[tuple[str, ...], list[str]] = {}
    for each in view.exclusions:
        key = (each.school, each.items, each.reason, each.clause)
        title = view.level_title(each.level) or report.say("words.all_levels")
        levels.setdefault(key, []).append(title)
    rows: list[list[CellContent]] = [
        [view.name_of(school), view.enumerated(titles), items, reason, clause]
        for (school, items, reason, clause), titles in levels.items()
    ]
    report.table("exclusions", _numbered(rows))


def _write_settings(report: Report) -> None:
    """Append how the questions were answered that the official text leaves open."""
    report.heading("data_settings", 2)
    report.body("data.settings.how")
    standards = report.view.standards
    settings, answers = standards["regime"]["settings"], standards["wording"]["answers"]
    rows: list[list[CellContent]] = [
        [
            data["title"],
            answers[name][data["value"]],
            _standing(report, data),
        ]
        for name, data in settings.items()
    ]
    report.table("settings", _numbered([*rows, *_settings_of_formulas(report)]))


def _standing(report: Report, setting: Mapping[str, Any]) -> str:
    """Return whether an answer is the default, and whether it rests on anything.

    The default is the first of the options.
    """
    chosen = "default" if setting["value"] == setting["options"][0] else "province"
    known = "confirmed" if setting["confirmed"] else "open"
    return "\n".join(report.say(f"data.settings.{key}") for key in (chosen, known))


def _settings_of_formulas(report: Report) -> list[list[CellContent]]:
    """Return the open questions whose answer is the formula of a fact."""
    view, asked = report.view, report.part("data.settings.formulas")
    return [
        [title, view.fact(fact).formula, report.say("data.settings.open")]
        for fact, title in asked.items()
        if view.has(fact)
    ]


def _places(report: Report) -> dict[str, str]:
    """Return the number of decimals that each kind of number is printed with."""
    printed = report.view.standards["regime"]["printed"]
    return {name: str(places) for name, places in printed.items()}


def _write_sentences(report: Report, name: str, words: Mapping[str, str]) -> None:
    report.heading(f"data_{name}", 2)
    for sentence in report.view.wording(report.file).sentences(
        f"data.{name}", report.view.facts, words=words
    ):
        pieces: list[Piece] = sentence
        report.pieces(*pieces)


def _numbered(rows: Sequence[Sequence[CellContent]]) -> list[list[CellContent]]:
    return [[str(at), *row] for at, row in enumerate(rows, 1)]
