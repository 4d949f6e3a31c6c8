"""What the returns themselves say, cell by cell, as facts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.readings import Row
from tasks.indicators.schools import School
from tasks.layouts import CodeList, Field, Sheet
from tasks.model import BUREAU
from tasks.rounding import exact

SCHOOL_RETURN = "school_return"
COUNTY_RETURN = "county_return"
BY_LEVEL = ("changes", "cohorts", "teachers", "fitness_counts")
RECORDS_OF_SCHOOL = ("school", "conditions", "funds")
RECORDS_OF_COUNTY = ("county", "guarantee", "quality", "vetoes", "government")
SENIOR = "senior"
WHOLE_TYPES = ("count", "year")


def enter_school(evaluation: Evaluation, school: School) -> None:
    """Enter every single value of one school: roster, record sheets, levels, self-checks."""
    _roster(evaluation, school)
    sheets = evaluation.layouts[SCHOOL_RETURN].by_table
    absence = _absence(evaluation, school.code, SCHOOL_RETURN)
    for table in RECORDS_OF_SCHOOL:
        row = evaluation.readings.row(school.code, table)
        _enter_row(evaluation, school.scope, sheets[table], row, absence, school)
    for table in BY_LEVEL:
        for level in school.levels:
            row = evaluation.readings.row(school.code, table, level=level)
            scope = f"{school.scope}.{level}"
            _enter_row(evaluation, scope, sheets[table], row, absence, school)
    _declarations(evaluation, school, sheets["declarations"], absence)


def enter_county(evaluation: Evaluation, county_name: str) -> None:
    """Enter every single value of the county return."""
    evaluation.book.text(f"{COUNTY}.name", evaluation.regime.say("titles.county_name"), county_name)
    sheets = evaluation.layouts[COUNTY_RETURN].by_table
    absence = _absence(evaluation, BUREAU, COUNTY_RETURN)
    for table in RECORDS_OF_COUNTY:
        row = evaluation.readings.row(BUREAU, table)
        _enter_row(evaluation, COUNTY, sheets[table], row, absence, None)
    for row in evaluation.readings.rows(BUREAU, "three_year_funds"):
        if row["year"] is not None:
            scope = f"{COUNTY}.funds.{int(row['year'])}"
            _enter_row(evaluation, scope, sheets["three_year_funds"], row, "", None)


def absence_note(evaluation: Evaluation, school: str, form: str) -> str:
    """Return the sentence that says why a form gives nothing; empty where it is usable."""
    return _absence(evaluation, school, form)


def _absence(evaluation: Evaluation, school: str, form: str) -> str:
    if evaluation.readings.has(school, form):
        return ""
    key = evaluation.readings.absence(school, form)
    return evaluation.regime.say(f"absence.{key}", form=evaluation.layouts[form].title)


def _roster(evaluation: Evaluation, school: School) -> None:
    names = {other.code: other.name for other in evaluation.schools}
    title = evaluation.codes
    texts = {
        "name": school.name,
        "type": _title(title["school_types"], school.type),
        "owner": _title(title["owners"], school.owner),
        "owner_code": school.owner,
        "urban_rural": _title(title["urban_rural"], school.urban_rural),
        "counted": title["yes_no"].title("yes" if school.counted else "no"),
        "parent": names.get(school.parent, school.parent),
    }
    for name, text in texts.items():
        evaluation.book.text(
            f"{school.scope}.{name}", evaluation.regime.say(f"titles.{name}"), text,
            note=evaluation.regime.say("from_roster"),
        )  # fmt: skip


def _title(codes: CodeList, code: str) -> str:
    """Return the title of a code; what is no code stands for itself."""
    return codes.title(code) if code in codes.rows else code


def _enter_row(
    evaluation: Evaluation,
    scope: str,
    sheet: Sheet,
    row: Row | None,
    absence: str,
    school: School | None,
) -> None:
    for field in sheet.fields:
        if field.is_staged and not field.prefill:
            unfit = field.applies_to == SENIOR and school is not None and not school.senior
            note = evaluation.regime.say("absence.not_applicable") if unfit else absence
            enter_value(evaluation, f"{scope}.{field.name}", field, row, note)


def enter_value(
    evaluation: Evaluation, fact: str, field: Field, row: Row | None, absence: str
) -> None:
    """Enter one value of one row; `absence` says why there is no row."""
    value = row[field.name] if row is not None else None
    if row is None or value is None:
        note = absence or _blank(evaluation, row, field)
        sources = () if row is None else (evaluation.readings.source(row, field.name),)
        evaluation.book.number(fact, field.title, None, unit=field.unit, sources=sources, note=note)
        return
    source = (evaluation.readings.source(row, field.name),)
    if field.type in ("text", "date", "code", "pseudonym"):
        shown = evaluation.codes[field.codes].title(str(value)) if field.codes else str(value)
        evaluation.book.text(fact, field.title, shown, sources=source)
        return
    evaluation.book.number(
        fact, field.title, number_of(value), places=_places(evaluation, field), unit=field.unit,
        sources=source,
    )  # fmt: skip


def number_of(value: object) -> Decimal:
    """Return a staged number as the decimal that stood in the cell; 120.0 is 120."""
    found = exact(value)  # type: ignore[arg-type]
    return found.to_integral_value() if found == found.to_integral_value() else found


def _places(evaluation: Evaluation, field: Field) -> int:
    if field.type in WHOLE_TYPES:
        return evaluation.regime.places("whole")
    return evaluation.regime.places_of_unit(field.unit)


def _blank(evaluation: Evaluation, row: Row | None, field: Field) -> str:
    mark = evaluation.readings.mark(row, field.name) if row is not None else ""
    if mark:
        return evaluation.regime.say("absence.marked", text=mark)
    return evaluation.regime.say("absence.blank")


def _declarations(evaluation: Evaluation, school: School, sheet: Sheet, absence: str) -> None:
    for code, line in evaluation.codes["declarations"].rows.items():
        row = evaluation.readings.row(school.code, "declarations", item=code)
        fact = f"{school.scope}.declaration.{code}"
        answer = replace(sheet.by_name["answer"], title=line["title"])
        enter_value(evaluation, fact, answer, row, absence)
        enter_value(evaluation, f"{fact}.evidence", sheet.by_name["evidence"], row, absence)
