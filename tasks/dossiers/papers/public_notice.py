"""公示稿: what the county tells the public of its evaluation. Small groups are hidden in it.

The file carries nothing but what it prints: no sources, no reasons, no numbers below others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tasks.dossiers.regime_report.part import parts_of
from tasks.dossiers.report.writer import Report
from tasks.dossiers.table_outline import Outline
from tasks.dossiers.view import COUNTY, OVERALL, View
from tasks.dossiers.word.dossier import Section
from tasks.dossiers.word.inline import Content
from tasks.dossiers.word.tables import CellContent

FILE = "public_notice"
PUBLIC, ALL = "public", "all"
SEXES = ("male", "female", ALL)
GROUPS = ("migrant", "left_behind", "disabled")
BY_ITEM = ("guarantee", "quality", "vetoes")


def public_notice(view: View) -> bytes:
    """Return the Word file of the notice, for the public to read."""
    title = view.say(FILE, "title.file", county=view.findings.county_name)
    dossier = view.dossier(title, subject=view.text(f"{COUNTY}.name"), section=Section(restart=1))
    report = Report(view, dossier, FILE)
    regime = view.standards["regime"]
    dossier.title(*report.sentence("title.printed", regime=str(regime["title"])))
    report.body("opening", document=str(regime["document"]), number=str(regime["number"]),
                snapshot=view.day(view.snapshot))  # fmt: skip
    for write in (_write_conclusion, _write_resources, _write_balance, _write_items, _write_survey):
        write(report)
    _write_pupils(report)
    report.heading("contact")
    for line in view.sentences(FILE, "contact"):
        dossier.paragraph(*line)
    for text in report.part("signed")["lines"]:
        dossier.paragraph(text, style="right")
    return view.finished(dossier, is_public=True)


def _write_conclusion(report: Report) -> None:
    """Append what every part came to, and the whole; the reasons are not for the public."""
    view = report.view
    report.heading("conclusion")
    rows: list[list[CellContent]] = [
        [part.title, view.standard_of(judgement := view.judgement(COUNTY, part.id)),
         view.cell(f"{COUNTY}.{part.id}.result", judgement)]
        for part in parts_of(view)
    ]  # fmt: skip
    whole = view.judgement(COUNTY, OVERALL)
    rows.append([report.say("words.overall"), view.standard_of(whole),
                 view.cell(f"{COUNTY}.{OVERALL}.result", whole)])  # fmt: skip
    report.table("conclusion", rows)
    report.note("notes.verdicts")


def _write_resources(report: Report) -> None:
    """Append how many schools of each level meet each indicator."""
    view = report.view
    report.heading("resources")
    report.body("resources")
    rows: list[list[CellContent]] = [
        [each.title, *(view.number(f"{COUNTY}.{level}.{each.id}.schools_met_percent")
                       for level in view.levels)]
        for each in view.indicators
    ]  # fmt: skip
    rows.append([report.say("words.school"),
                 *(view.number(f"{COUNTY}.{level}.resources.schools_met_percent")
                   for level in view.levels)])  # fmt: skip
    report.table("resources", rows)


def _write_balance(report: Report) -> None:
    """Append the coefficients of variation, missed ones shaded."""
    view = report.view
    report.heading("balance")
    rows: list[list[CellContent]] = [
        [each.title, *(view.cell(f"{COUNTY}.{level}.{each.id}.cv",
                                 view.judgement(COUNTY, f"{each.id}.cv", level))
                       for level in view.levels)]
        for each in view.indicators
    ]  # fmt: skip
    report.table("balance", rows)
    first = f"{view.indicators[0].id}.cv"
    limits = {f"{level}_standard": view.standard(first, level) or view.no_value
              for level in view.levels}  # fmt: skip
    report.note("notes.balance", **limits)


def _write_items(report: Report) -> None:
    """Append the answer to every single item of the government's work and of quality."""
    view = report.view
    report.heading("items")
    report.body("items")
    rows: list[list[CellContent]] = [
        [part, view.fact(result).title, view.cell(result, view.judgement(COUNTY, item))]
        for part, item in _items(view)
        if view.has(result := f"{COUNTY}.{item}.result")
    ]
    report.table("items", [[str(at), *row] for at, row in enumerate(rows, 1)])


def _items(view: View) -> Iterator[tuple[str, str]]:
    titles = view.standards["wording"]["parts"]
    for sheet in BY_ITEM:
        yield from ((titles[sheet], item) for item in view.standards[sheet])


def _write_survey(report: Report) -> None:
    """Append how satisfied the people who were asked are."""
    report.heading("survey")
    judgement = report.view.judgement(COUNTY, "R")
    report.body("survey", standard=report.view.standard_of(judgement))


def _write_pupils(report: Report) -> None:
    """Append the counts of pupils that may be published, hidden ones as a sign."""
    view = report.view
    report.heading("pupils")
    if not view.enclosures.disclosed.get("schools"):
        report.body("pupils.none")
        return
    report.body("pupils.how", sign=view.say(FILE, "hidden"))
    report.table("grades", list(_grades(view)))
    report.table("groups", list(_groups(view)))
    if fitness := list(_fitness(view)):
        report.table("fitness", fitness, columns=_fitness_columns(view))
    if left_out := view.enclosures.disclosed.get("left_out"):
        report.pieces(
            view.say(FILE, "pupils.left_out"), *view.names_of(left_out), view.say(FILE, "stop")
        )


def _grades(view: View) -> Iterator[list[CellContent]]:
    """Yield a line for each grade, after those of a level the level, at last all of them."""
    grades = view.codes["grades"].rows
    for level, title in view.levels.items():
        for grade, row in grades.items():
            if row["level"] == level:
                yield from _line(view, row["title"], [f"students.{ALL}.{grade}.{x}" for x in SEXES])
        yield from _line(view, title, [f"students.{ALL}.{level}.{x}" for x in SEXES])
    total = view.say(FILE, "words.total")
    yield from _line(view, total, [f"students.{ALL}.{ALL}.{x}" for x in SEXES])


def _groups(view: View) -> Iterator[list[CellContent]]:
    for code in (*view.enclosures.disclosed["schools"], ALL):
        name: Content = view.say(FILE, "words.total") if code == ALL else view.name_of(code)
        cells = [f"students.{code}.{ALL}.{ALL}", *(f"groups.{code}.{group}" for group in GROUPS)]
        yield from _line(view, name, cells)


def _fitness(view: View) -> Iterator[list[CellContent]]:
    ratings = _ratings(view)
    titles = {**{code: view.codes["sexes"].title(code) for code in view.codes["sexes"].codes},
              ALL: view.say(FILE, "words.total")}  # fmt: skip
    for sex in SEXES:
        yield from _line(view, titles[sex], [f"fitness.{ALL}.{sex}.{each}" for each in ratings])


def _fitness_columns(view: View) -> list[Outline]:
    outline = view.part(FILE, "tables.fitness")
    return [*outline["columns"], *outline["ratings"].values()]


def _ratings(view: View) -> Sequence[str]:
    return list(view.part(FILE, "tables.fitness.ratings"))


def _line(view: View, title: Content, cells: Sequence[str]) -> Iterator[list[CellContent]]:
    """Yield the line, nothing where no cell of it counts anybody."""
    shown = [_cell(view, f"{PUBLIC}.{cell}") for cell in cells]
    if any(each != view.no_value for each in shown):
        yield [title, *shown]


def _cell(view: View, fact: str) -> Content:
    """Return a public count, the sign where it is hidden, a dash where nothing is counted."""
    if view.has(fact):
        return view.number(fact)
    is_hidden = fact in view.enclosures.disclosed["hidden"]
    return view.say(FILE, "hidden") if is_hidden else view.no_value
