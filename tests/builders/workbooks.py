"""Builds workbooks with the writer that schools' blanks come from, and reads them back."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import openpyxl

from tasks import catalogue
from tasks.intake.blank import write_workbook
from tasks.intake.opened import Opened
from tasks.layouts import Stamp
from tasks.model import StagedSubmission
from tasks.staging.pseudonym import pseudonyms
from tasks.staging.tables import stage

EDITION = "2025"
COUNTY = "139901"
SCHOOL = "2113990001"
SCHOOL_YEAR = "2025—2026学年"
KEY = b"a key for tests"


@cache
def blank_wording() -> Mapping[str, Any]:
    return catalogue.read_yaml(catalogue.TEMPLATES / "workbooks" / "wording.yml")


@cache
def receipt_wording() -> Mapping[str, Any]:
    return catalogue.read_yaml(catalogue.TEMPLATES / "receipts" / "wording.yml")


def a_stamp(form: str = "school_return", **changes: str) -> Stamp:
    parts = {
        "form": form,
        "edition": EDITION,
        "county": COUNTY,
        "county_name": "云岭县",
        "school": SCHOOL,
        "school_name": "云岭县第一小学",
    }
    return Stamp(**(parts | changes))


def a_workbook(
    form: str = "school_return",
    values: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
    *,
    school_type: str = "312",
    stamp: Stamp | None = None,
    guidance: Mapping[str, Mapping[str, str]] | None = None,
    due: str = "",
) -> bytes:
    """Return the workbook of a form; what nothing is filled into is written only once."""
    stamp = stamp or a_stamp(form)
    if values is None and guidance is None:
        return a_blank(form, school_type, stamp, due)
    return _written(form, school_type, stamp, due, values=values, guidance=guidance)


@cache
def a_blank(form: str, school_type: str, stamp: Stamp, due: str) -> bytes:
    return _written(form, school_type, stamp, due)


def _written(form: str, school_type: str, stamp: Stamp, due: str, **filled: Any) -> bytes:
    return write_workbook(
        catalogue.layouts(EDITION)[form],
        stamp,
        catalogue.code_lists(),
        wording=blank_wording(),
        prefill={"school_type": school_type, "school_year": SCHOOL_YEAR},
        due=due,
        **filled,
    )


def a_pupil(number: int = 1, **changes: object) -> dict[str, object]:
    """Return a boy of grade three; name only what the test is about."""
    return {
        "grade": "primary_3",
        "class_number": "0301",
        "class_name": "三年级1班",
        "pupil": f"G13990120160302{number:04d}",
        "ethnic_group": "01",
        "name": "某某",
        "sex": "male",
        "birth_date": "2016-03-02",
        "height_cm": 130.5,
        "weight_kg": 28.2,
        "vital_capacity_ml": 1500,
    } | changes


def loaded(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def edited(content: bytes, change: Callable[[openpyxl.Workbook], object]) -> bytes:
    """Return the workbook after somebody changed something in it."""
    workbook = loaded(content)
    change(workbook)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def staged(
    content: bytes | Opened, form: str = "school_return", prefilled: Mapping[str, str] | None = None
) -> StagedSubmission:
    return stage(
        f"{EDITION}/{COUNTY}/{SCHOOL}/{form}/1",
        "0" * 64,
        content if isinstance(content, Opened) else Opened(content),
        catalogue.layouts(EDITION)[form],
        catalogue.code_lists(),
        pseudonyms(KEY),
        wording=receipt_wording()["reading"],
        prefilled=prefilled,
    )
