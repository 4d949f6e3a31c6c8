"""Workbooks of the national statistics in the intake folder, in place of school returns."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from upath import UPath

from tasks import catalogue
from tasks.intake.blank import write_workbook
from tasks.intake.inbox import RECEIPTS
from tasks.model import Severity, Status, Submission, Verdict
from tasks.settings import load_settings
from tasks.staging.national.remainder import missing, remainder_layout, remainder_values
from tasks.steps import shelf
from tasks.steps.intake import receiving
from tasks.steps.returns.reading import staged_of
from tasks.steps.returns.standing import basis
from tasks.steps.season.open_seasons import open_season, season_of
from tasks.steps.season.seasons import Season
from tasks.store import open_store
from tests.builders.folder import attempts, put, receipts
from tests.builders.national import (
    NAME,
    a_school_workbook,
    all_answers,
    an_export,
    layout,
    national_wording,
    saved,
)
from tests.builders.workbooks import (
    SCHOOL,
    SCHOOL_YEAR,
    a_stamp,
    a_workbook,
    blank_wording,
    edited,
    loaded,
)
from tests.integration.conftest import collect, deploy

OTHER, OTHER_NAME = "2113990002", "云岭县第二学校"
FORM = f"2025/139901/{SCHOOL}/school_return"


def a_school(code: str, name: str, folder: str) -> dict[str, object]:
    return {
        "school_code": code, "school_name": name, "school_type": "312", "owner": "7",
        "urban_rural": "121", "counted": "yes", "folder": folder,
    }  # fmt: skip


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> UPath:
    deploy(tmp_path, monkeypatch)
    monkeypatch.setattr(receiving, "verify_catalogue", lambda: None)
    folder = UPath(load_settings().intake) / "2025" / "云岭县"
    schools = [a_school(SCHOOL, NAME, "云水"), a_school(OTHER, OTHER_NAME, "二校")]
    roster = a_workbook("roster", {"roster": schools}, stamp=a_stamp("roster", school="139901"))
    put(folder / "名录.xlsx", roster)
    return folder


def the_season() -> Season:
    season = open_season(open_store(), "2025/139901")
    assert season is not None
    return season


def result_of(key: str) -> shelf.CheckResult:
    store = open_store()
    season, found = season_of(store, [key])
    return shelf.get_check(store, store.checked(key, basis(Submission.parse(key), season, found)))


def the_remainder(key: str) -> bytes:
    """Return the form that an attempt was answered with, everything in it filled in."""
    staged, codes = staged_of(key, the_season()), catalogue.code_lists()
    form = remainder_layout(layout(), missing(staged, layout(), codes, "312"), national_wording())
    return write_workbook(
        form,
        a_stamp(base=key, school_name=NAME),
        codes,
        wording=blank_wording(),
        values={**remainder_values(staged, form), **all_answers(form)},
        prefill={"school_type": "312", "school_year": SCHOOL_YEAR},
    )


def test_statistics_and_the_form_for_the_rest_are_one_return(county: UPath):
    put(county / "云水" / "教基报表.xlsx", saved(a_school_workbook()))
    collect()

    first, second = f"{FORM}/1", f"{FORM}/2"
    asked = result_of(first)
    assert asked.status is Status.RETURNED
    assert [issue.rule for issue in asked.issues] == ["reading-national-remainder"]
    assert [name for name in receipts(county, "云水") if "补充表" in name]

    put(county / "云水" / "补充表.xlsx", the_remainder(first))
    collect()

    whole = result_of(second)
    assert whole.outcomes, "a whole return is checked by the suites"
    elsewhere = {issue.sheet for issue in whole.issues if "教基" in issue.sheet}
    assert elsewhere
    assert all(sheet.endswith("（第1次报送的统计表）") for sheet in elsewhere)
    assert "reading-national-remainder" not in {issue.rule for issue in whole.issues}
    tables = staged_of(second, the_season()).tables
    books = tables["conditions"].origin.source("books")
    assert (books.submission, books.sheet) == (first, "教基5176_九年一贯制学校")
    assert tables["classes"].frame["_row"].notna().all()
    origin, row = tables["classes"].origin, int(tables["classes"].frame["_row"].iloc[0])
    assert origin.source("class_name", row).submission == second


def test_statistics_that_wait_for_their_remainder_are_not_called_checked(county: UPath):
    put(county / "云水" / "教基报表.xlsx", saved(a_school_workbook()))
    collect()

    outcomes = result_of(f"{FORM}/1").outcomes
    assert outcomes and {each.verdict for each in outcomes} == {Verdict.NOT_CHECKED}
    assert [name for name in receipts(county, "云水") if name.endswith("_第1次.xlsx")]
    put(county / "云水" / "教基报表.xlsx", saved(a_school_workbook(change=_another_book)))
    collect()
    told = loaded((county / "云水" / RECEIPTS / "回执_第2次_退回_教基报表.xlsx").read_bytes())
    texts = [cell.value for row in told["读取情况"] for cell in row]
    assert "与上次提交相比有变化的单元格" not in texts, "what the remainder asks for is no change"


def _another_book(book: Workbook) -> None:
    book["封面"]["A2"] = "改"


def test_what_a_remainder_leaves_open_is_told_in_its_own_cells(county: UPath):
    put(county / "云水" / "教基报表.xlsx", saved(a_school_workbook()))
    collect()

    def spoil(book: Workbook) -> None:
        book["基本情况"]["C5"], book["经费"]["C4"] = "从前", None

    put(county / "云水" / "补充表.xlsx", edited(the_remainder(f"{FORM}/1"), spoil))
    collect()

    issues = result_of(f"{FORM}/2").issues
    assert "reading-national-remainder" not in {issue.rule for issue in issues}
    cells = {(issue.sheet, issue.cell) for issue in issues if issue.severity is Severity.CRITICAL}
    assert {("基本情况", "C5"), ("经费", "C4")} <= cells
    assert len([name for name in receipts(county, "云水") if name.endswith("第1次.xlsx")]) == 1
    assert not [name for name in receipts(county, "云水") if name.endswith("第2次.xlsx")]


def test_a_remainder_that_completes_nothing_is_refused(county: UPath):
    collect()
    put(county / "云水" / "补充表.xlsx", a_workbook(stamp=a_stamp(base=f"{FORM}/7")))
    collect()

    assert attempts() == []
    assert receipts(county, "云水") == ["回执_退回_补充表.xlsx"]


def test_an_export_of_the_county_is_a_return_of_each_school_in_it(county: UPath):
    schools = [{"name": NAME}, {"name": OTHER_NAME, "pupils": 300}, {"name": "别县的学校"}]
    put(county / "县教育局" / "小学.xlsx", saved(an_export("小学", schools)))
    collect()

    assert attempts() == [f"{code}/school_return/1" for code in (SCHOOL, OTHER)]
    told = (county / "县教育局" / RECEIPTS / "回执_县级统计导出_小学.txt").read_text()
    assert "收下 2 所学校" in told
    for folder in ("云水", "二校"):
        assert len([name for name in receipts(county, folder) if "补充表" in name]) == 1

    put(county / "县教育局" / "初中.xlsx", saved(an_export("初中", schools[:1])))
    collect()

    joined = staged_of(f"{FORM}/2", the_season()).tables["teachers"]
    levels = joined.frame.set_index("level")["full_time_teachers"]
    assert levels[["primary", "junior"]].notna().all()
    sources = {joined.origin.source("full_time_teachers", int(row)).submission for row in (4, 5)}
    assert sources == {f"{FORM}/1", f"{FORM}/2"}


def test_the_statistics_of_another_year_are_refused(county: UPath):
    def of_last_year(book):
        book["封面"]["A3"] = "2024/2025学年初"

    put(county / "云水" / "旧.xlsx", saved(a_school_workbook(change=of_last_year)))
    collect()

    assert attempts() == []
    assert receipts(county, "云水") == ["回执_退回_旧.xlsx"]
