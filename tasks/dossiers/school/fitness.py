"""The fitness report of one school: numbers and rates by grade and sex, never a pupil.

Rates of a group of few are left out, for they would tell of single pupils.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tasks.dossiers.notes import write_missing
from tasks.dossiers.report.charts import rates_chart
from tasks.dossiers.report.trend import changed
from tasks.dossiers.report.writer import Report
from tasks.dossiers.school.paper import FITNESS, basis_words, begun, write_blanks, write_state
from tasks.dossiers.school.quality import write_reported
from tasks.dossiers.school.standing import write_unusable
from tasks.dossiers.view import School, View
from tasks.dossiers.word.dossier import Number
from tasks.dossiers.word.tables import CellContent

FILE = "school_fitness"


def school_fitness(view: View, school: School) -> bytes:
    """Return the Word file of the fitness report; without usable data it says why not."""
    report = begun(view, school, FILE)
    report.dossier.paragraph(report.say("inside"), style="center")
    expected = school.return_of(FITNESS)
    if expected is not None and expected.usable:
        report.body("opening.basis", school.subject, **basis_words(view))
        write_state(report)
        _write_participation(report, school)
        _write_results(report, school)
        report.heading("reported")
        if not write_reported(report.dossier, view, school):
            report.body("reported.none")
        report.heading("measures")
        write_blanks(report, "measures", report.part("blanks")["lines"])
    elif expected is None:
        report.body("none")
    else:
        words = {"form": view.form_title(FITNESS), "standing": view.standing(expected)}
        report.body("unusable", **words)
        write_unusable(report.dossier, view, school, FITNESS)
    return view.finished(report.dossier)


def _write_participation(report: Report, school: School) -> None:
    report.heading("participation")
    for name in report.part("participation"):
        _sentence(report, f"participation.{name}", f"{school.subject}.fitness")
    _write_table(report, "participation", _groups(report, school))


def _write_results(report: Report, school: School) -> None:
    report.heading("results")
    own = f"{school.subject}.fitness"
    _write_whole(report, own)
    groups = _groups(report, school)
    _write_table(report, "rates", groups)
    grades = {scope: title for scope, title in groups.items() if scope != own}
    report.chart(rates_chart(report, "grades", _shown(report, grades)))
    sexes = {f"{own}.{code}": row["title"] for code, row in report.view.codes["sexes"].rows.items()}
    _write_table(report, "sexes", sexes)
    report.chart(rates_chart(report, "sexes", _shown(report, sexes)))
    if any(_is_few(report, scope) for scope in (*groups, *sexes)):
        report.note("results.few", fewest=str(report.view.part(FILE, "small_groups")["fewest"]))


def _write_whole(report: Report, own: str) -> None:
    """Append what came out for the whole school; of few pupils only how many."""
    if _is_few(report, own):
        _sentence(report, "results.counts", own)
        return
    _sentence(report, "results.whole", own)
    if said := changed(report, f"{own}.pass_percent"):
        report.pieces(report.say("results.change"), *said)
    _sentence(report, "results.obesity", own)


def _groups(report: Report, school: School) -> dict[str, str]:
    """Return where the facts of each grade and of the school begin, each with its title."""
    view, own = report.view, f"{school.subject}.fitness"
    grades = {
        f"{own}.{grade}": row["title"]
        for grade, row in view.codes["grades"].rows.items()
        if view.has(f"{own}.{grade}.scored")
    }
    return {**grades, own: report.say("words.both")}


def _write_table(report: Report, key: str, groups: Mapping[str, str]) -> None:
    columns = [each for each in report.part(f"tables.{key}")["columns"] if "fact" in each]
    rows: list[list[CellContent]] = []
    known: list[str] = []
    for scope, title in groups.items():
        is_few = _is_few(report, scope)
        row: list[CellContent] = [title]
        for column in columns:
            fact = f"{scope}.{column['fact']}"
            is_rate = fact.endswith("_percent")
            row.append(report.view.no_value if is_few and is_rate else report.view.number(fact))
            known += [] if is_few and is_rate else [fact]
        rows.append(row)
    report.table(key, rows, facts=known)


def _shown(report: Report, groups: Mapping[str, str]) -> dict[str, str]:
    """Return the scope of each group by title, an empty one where it has too few pupils."""
    return {title: "" if _is_few(report, scope) else scope for scope, title in groups.items()}


def _is_few(report: Report, scope: str) -> bool:
    """Tell whether so few pupils of a group have a total that rates would speak of single ones."""
    fewest = Decimal(report.view.part(FILE, "small_groups")["fewest"])
    scored = report.view.fact(f"{scope}.scored").value
    return isinstance(scored, Decimal) and 0 < scored < fewest


def _sentence(report: Report, key: str, subject: str) -> None:
    said = report.sentence(key, subject)
    report.pieces(*said)
    facts = [piece.fact for piece in said if isinstance(piece, Number)]
    write_missing(report.dossier, report.view, facts)
