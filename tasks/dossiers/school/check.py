"""The self-check report of one school: what it has, what it reaches, what only it can write."""

from __future__ import annotations

from tasks.dossiers.last_year import PREFIX
from tasks.dossiers.notes import write_missing
from tasks.dossiers.report.trend import changed
from tasks.dossiers.report.writer import Report
from tasks.dossiers.school.findings import write_measures, write_problems
from tasks.dossiers.school.guarantee import rooms_of
from tasks.dossiers.school.paper import (
    BLANK,
    RETURN,
    basis_words,
    begun,
    write_blanks,
    write_state,
)
from tasks.dossiers.school.results import write_results
from tasks.dossiers.school.standing import FORM, write_unusable
from tasks.dossiers.table_outline import outlined
from tasks.dossiers.view import School, View
from tasks.dossiers.word.dossier import Cell, Number
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent

FILE = "school_check"
FROM_RETURN = ("conditions", "teachers", "pupils", "results")
"""The chapters that rest on the return of the school, in their order."""


def school_check(view: View, school: School) -> bytes:
    """Return the Word file of the self-check report, also of a school without any return.

    Every number is a fact. What no return carries — who prepared it, the school's history, its
    features and measures — is a shaded cell for the school.
    """
    report = begun(view, school, FILE)
    is_reported = school.can_use(RETURN)
    report.body("opening.basis", school.subject, **basis_words(view))
    if not is_reported:
        report.body("opening.unreported")
        write_unusable(report.dossier, view, school, RETURN)
    write_state(report)
    _write_basis(report, school)
    blanks = report.part("blanks")
    report.heading("preparation")
    write_blanks(report, "preparation", blanks["lines"])
    report.heading("situation")
    if is_reported:
        _write_situation(report, school)
    write_blanks(report, "background", blanks["lines"])
    if is_reported:
        _write_conditions(report, school)
        _write_teachers(report, school)
        _write_pupils(report, school)
        write_results(report, school)
    else:
        for chapter in FROM_RETURN:
            report.heading(chapter)
            report.body("opening.chapter_missing")
    report.heading("features")
    write_blanks(report, "features", blanks["tall"])
    write_problems(report, school, is_reported)
    write_measures(report, school)
    *lines, last = view.sentences(FILE, "closing")
    for line in lines:
        report.dossier.paragraph(*line, style="signature")
    report.dossier.paragraph(*last, style="right")
    return view.finished(report.dossier)


def _write_basis(report: Report, school: School) -> None:
    view = report.view
    report.heading("basis")
    documents = [
        report.say(f"basis.documents.{name}", **basis_words(view))
        for name in report.part("basis.documents")
    ]
    returns = [
        report.say("basis.returns", form=view.form_title(each.form), standing=view.standing(each))
        for each in school.returns
    ]
    rows: list[list[CellContent]] = [[text] for text in (*documents, *returns)]
    rows.append([Cell(report.say("tables.basis.more"), shade=BLANK)])
    report.table("basis", [[str(at), *row] for at, row in enumerate(rows, 1)])


def _write_situation(report: Report, school: School) -> None:
    view, subject = report.view, school.subject
    _sentence(report, "situation.school", subject)
    pupils = report.sentence("situation.pupils", subject)
    report.pieces(*pupils, *_were(report, [f"{subject}.students"]))
    write_missing(report.dossier, view, _facts(pupils))
    if view.fact(f"{subject}.senior_students").value:
        report.body("situation.senior", subject)
    if school.levels:
        write_levels(report, school)


def _were(report: Report, facts: list[str]) -> list[Piece]:
    """Return sentences with what facts were last year, as far as that is known."""
    pieces: list[Piece] = []
    for fact in facts:
        if report.view.has(PREFIX + fact):
            title = report.view.fact(fact).title
            pieces += report.sentence("situation.was", PREFIX + fact, title=title)
    return pieces


def write_levels(report: Report, school: School) -> None:
    """Append the table of the form with grades, classes and pupils of each level."""
    view, outline = report.view, report.view.part(FORM, "pupils")
    names = [column["fact"] for column in outline["columns"] if "fact" in column]
    facts = [[f"{school.subject}.{level}.{name}" for name in names] for level in school.levels]
    rows: list[list[CellContent]] = [
        [view.levels[level], *map(view.number, numbers)]
        for level, numbers in zip(school.levels, facts, strict=True)
    ]
    report.dossier.caption(outline["caption"]).table(outlined(outline, rows))
    write_missing(report.dossier, view, [fact for row in facts for fact in row])


def _write_conditions(report: Report, school: School) -> None:
    report.heading("conditions")
    for name in report.part("conditions"):
        _sentence(report, f"conditions.{name}", school.subject)
    rooms = rooms_of(report.view, school)
    if rooms:
        pieces: list[Piece] = []
        for room in rooms:
            pieces += [report.view.enumerated(["", ""]), *report.sentence("rooms.room", room)]
        before, after = report.say("rooms.line").split("\f")
        report.pieces(before, *pieces[1:], after)


def _write_teachers(report: Report, school: School) -> None:
    view = report.view
    report.heading("teachers")
    for name in ("training", "certificates", "rotation"):
        said = view.sentence(FORM, f"guarantee.says.{name}", school.subject)
        report.pieces(*said)
    names = [each["fact"] for each in report.part("tables.teachers")["columns"] if "fact" in each]
    facts = [[f"{school.subject}.{level}.{name}" for name in names] for level in school.levels]
    rows: list[list[CellContent]] = [
        [view.levels[level], *map(view.number, numbers)]
        for level, numbers in zip(school.levels, facts, strict=True)
    ]
    if rows:
        report.table("teachers", rows, facts=[fact for row in facts for fact in row])


def _write_pupils(report: Report, school: School) -> None:
    view = report.view
    report.heading("pupils")
    _sentence(report, "pupils.nearby", school.subject)
    entry = view.part(FORM, "quality.retention")["entry"]
    for level in school.levels:
        own, words = f"{school.subject}.{level}", {"level": view.levels[level]}
        _sentence(report, "pupils.changes", own, **words)
        _sentence(report, "pupils.retention", own, entry=entry[level], **words)
        if said := changed(report, f"{own}.retention_percent"):
            report.pieces(*said)


def _sentence(report: Report, key: str, subject: str, **words: str) -> None:
    """Append a paragraph and below it why any of its numbers is missing."""
    said = report.sentence(key, subject, **words)
    report.pieces(*said)
    write_missing(report.dossier, report.view, _facts(said))


def _facts(pieces: list[Piece]) -> list[str]:
    return [piece.fact for piece in pieces if isinstance(piece, Number)]
