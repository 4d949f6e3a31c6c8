"""How long Word files take: a large table, the papers of a school, and the same by others.

The document that all three make has one table of many rows. Ours tags every number with its
fact; python-docx, and docxtpl which fills a template with it, only print it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from docx import Document
from docxtpl import DocxTemplate

from tasks.dossiers.report.county_report import county_report
from tasks.dossiers.school.check import school_check
from tasks.dossiers.school.fitness import school_fitness
from tasks.dossiers.school.form import school_form
from tasks.dossiers.view import View
from tasks.dossiers.word.dossier import Column, Number
from tests.bench.measurement import Measurement, measured
from tests.builders.dossiers import NINE_YEAR, a_view
from tests.builders.many_schools import a_view_of_many
from tests.builders.word import a_dossier, a_table

ROWS, COLUMNS = 500, 12
RUNS = 5
COUNTIES, LEVELS = (120, 250), 2
"""How many schools the counties have whose reports are made, each school of two levels."""
TEXT = "1.00"
LOOP = ("{%tr for row in rows %}", "{%tr endfor %}")
SCHOOL_PAPERS = (school_form, school_check, school_fitness)


def measurements() -> list[Measurement]:
    """Return the times of one large table by three writers, and of our papers."""
    ours = _timed("Word table, every cell tagged", _write_tagged)
    template = _template()
    others = (
        _timed("the same, docxtpl", lambda: _fill(template)),
        _timed("the same, plain python-docx", _write_plainly),
    )
    compared = [replace(ours, ratio=ours.seconds / each.seconds, against=each.name)
                for each in others]  # fmt: skip
    return [*compared, *others, *_papers()]


def _write_tagged() -> bytes:
    row = [Number(f"s.{column}", TEXT) for column in range(COLUMNS)]
    table = a_table(columns=[Column()] * COLUMNS, head=(), rows=[row] * ROWS)
    return a_dossier().table(table).to_bytes()


def _write_plainly() -> bytes:
    document = Document()
    table = document.add_table(rows=ROWS, cols=COLUMNS)
    for row in table.rows:
        for cell in row.cells:
            cell.text = TEXT
    return _saved(document)


def _template() -> bytes:
    """Return a template whose one row docxtpl repeats."""
    document = Document()
    table = document.add_table(rows=3, cols=COLUMNS)
    table.cell(0, 0).text, table.cell(2, 0).text = LOOP
    for column, cell in enumerate(table.rows[1].cells):
        cell.text = f"{{{{ row[{column}] }}}}"
    return _saved(document)


def _fill(template: bytes) -> bytes:
    made = DocxTemplate(io.BytesIO(template))
    made.render({"rows": [[TEXT] * COLUMNS] * ROWS})
    return _saved(made)


def _saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _papers() -> list[Measurement]:
    view = a_view()
    school = next(each for each in view.schools if each.code == NINE_YEAR)
    counties = {each: a_view_of_many(each) for each in COUNTIES}

    def papers() -> None:
        for make in SCHOOL_PAPERS:
            make(view, school)

    papers()
    return [
        measured("papers of a school", f"{len(SCHOOL_PAPERS)} files", papers, RUNS),
        *(_report(many, schools) for schools, many in counties.items()),
    ]


def _report(county: View, schools: int) -> Measurement:
    """Return the time of a county report: schools of two levels have two rows of a table each."""
    county_report(county)
    size = f"{LEVELS * schools} rows, {schools} schools"
    return measured("county report", size, lambda: county_report(county), RUNS)


def _timed(name: str, work: Callable[[], bytes]) -> Measurement:
    work()
    return measured(name, f"{ROWS} × {COLUMNS} cells", work, RUNS)
