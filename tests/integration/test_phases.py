"""What each phase of the season does by itself, once, in real folders."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from upath import UPath

from tasks import catalogue, steps
from tasks.cli import main
from tasks.errors import JunhengError
from tasks.intake.inbox import RECEIPTS
from tasks.steps.dossiers import assembling, outbox
from tasks.steps.findings.evaluating import current_findings
from tasks.steps.season import phases
from tasks.steps.season.open_seasons import open_season
from tasks.store import open_store
from tests.builders.folder import a_return, attempts, collect, open_county, put
from tests.integration.conftest import run

SMALL, COUNTY = "2025/139901", "2025/139901"
BEFORE, OPEN, LATER_OPEN = "2025-08-20", "2025-09-02", "2025-09-09"
SELF_CHECK, RECTIFY, MOCK = "2025-10-05", "2025-12-05", "2026-01-10"
FINAL, REVIEW, AFTER = "2026-02-10", "2026-03-10", "2026-08-01"


def at(day: str) -> str:
    return f"{day}T00:30:00+08:00"


def enter(day: str) -> list[str]:
    return [each.removeprefix(f"{COUNTY}/") for each in steps.enter_phases(at(day))]


def everything(folder: Path | UPath) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def county(tmp_path, monkeypatch) -> UPath:
    """Return the folder of a county whose roster was just accepted."""
    folder = open_county(tmp_path, monkeypatch)
    collect()
    return folder


def given(county: Path | UPath, folder: str) -> list[str]:
    return sorted(path.name for path in (county / folder / RECEIPTS).glob("*"))


def test_opening_lays_a_blank_of_each_form_into_each_folder(county):
    assert enter(OPEN) == ["open/blanks"]

    found = given(county, "一小")
    assert "空表_学校报表_一小.xlsx" in found
    assert "年度日程.xlsx" in given(county, "县教育局")
    assert len(found) == len(given(county, "二小"))
    assert not any("问题整改台账" in name for name in given(county, "县教育局"))


def test_a_blank_is_no_return_until_somebody_fills_it_in(county):
    enter(OPEN)
    collect()
    assert attempts() == []
    assert steps.pending()["drops"] == []

    blank = county / "一小" / RECEIPTS / "空表_学校报表_一小.xlsx"
    book = load_workbook(io.BytesIO(blank.read_bytes()))
    book["学生"]["C5"] = 12
    put(county / "一小" / "学校报表.xlsx", _saved(book))
    collect()
    assert attempts() == ["2139901001/school_return/1"]


def _saved(book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_each_phase_does_its_part_once(county):
    assert enter(OPEN) == ["open/blanks"]
    before = everything(county)

    assert enter(LATER_OPEN) == []
    assert everything(county) == before


def test_a_moment_is_meant_in_china(county):
    assert steps.enter_phases("2025-08-31T15:59:00+00:00") == []
    assert steps.enter_phases("2025-08-31T16:01:00+00:00") == [f"{COUNTY}/open/blanks"]


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_before_and_after_the_year_nothing_is_done_but_the_schedule(county, day):
    assert enter(day) == []
    assert given(county, "县教育局") == ["年度日程.xlsx"]
    (now,) = steps.phases_now(at(day))
    assert now.when == ("before" if day == BEFORE else "after")


def test_blanks_that_were_missed_are_made_up_only_for_what_did_not_come(county):
    put(county / "一小" / "报表.xlsx", a_return())
    collect()

    assert enter(SELF_CHECK) == ["open/blanks", "self_check/missing"]
    assert "空表_学校报表_一小.xlsx" not in given(county, "一小")
    assert "空表_学校报表_二小.xlsx" in given(county, "二小")


def test_blanks_that_were_missed_for_good_are_not_laid_out(county):
    assert enter(FINAL) == ["final/final_due"]
    assert not any(name.startswith("空表") for name in given(county, "一小"))


def test_what_cannot_be_done_yet_waits_within_its_time(county):
    assert enter(RECTIFY) == []
    (now,) = steps.phases_now(at(RECTIFY))
    assert now.due == ["发出问题整改台账"]


def test_the_schedule_lists_what_is_missing(county):
    enter(SELF_CHECK)
    book = load_workbook(
        io.BytesIO((county / "县教育局" / RECEIPTS / "年度日程.xlsx").read_bytes())
    )
    lines = list(book["未报清单"].iter_rows(min_row=3, values_only=True))

    assert ("一小", "义务教育学校数据报表", "未报", "2025-10-20") in [line[1:] for line in lines]
    assert "自查自评" in book["目前"]["A2"].value


def test_the_register_is_laid_out_and_the_draft_made(few_schools, monkeypatch):
    monkeypatch.setattr(assembling, "_dossiers", lambda *_: {})
    monkeypatch.setattr(assembling, "_review", lambda *_: {})
    run()
    county = few_schools / "intake" / "2025" / "示例县"
    assert enter(RECTIFY) == ["rectification/register"]
    assert "问题整改台账.xlsx" in given(county, "县教育局")
    assert steps.pending()["drops"] == []

    store = open_store()
    season = open_season(store, SMALL)
    current = current_findings(store, season)
    package = outbox.delivered(store, season, current[0], "draft")
    package.unlink()
    assert enter(MOCK) == ["mock_inspection/drafts"]
    assert package.exists()


def test_nothing_that_a_person_decides_is_done(few_schools):
    county = few_schools / "intake" / "2025" / "示例县"
    assert "final/final_due" in enter(FINAL)

    store = open_store()
    assert not (store.root / "approved").exists()
    text = (county / "县教育局" / RECEIPTS / "提醒_审定终审稿.txt").read_text(encoding="utf-8")
    assert "junheng publish --county 2025/139901 --final --approved-by" in text
    assert enter(REVIEW) == []
    assert "还没有终审稿可以送交" in (
        county / "县教育局" / RECEIPTS / "提醒_送交终审稿.txt"
    ).read_text(encoding="utf-8")


def test_a_year_without_phases_works_as_before(county, monkeypatch):
    bare = {name: value for name, value in catalogue.season("2025").items() if name != "phases"}
    monkeypatch.setattr(catalogue, "season", lambda edition: bare)

    assert steps.enter_phases(at(OPEN)) == []
    assert steps.phases_now(at(OPEN)) == []
    assert given(county, "县教育局") == []


def test_two_seasons_at_once_each_keep_their_own_calendar(county, monkeypatch):
    described, real = catalogue.season("2025"), open_season
    earlier = [
        dict(each, begins=str(each["begins"]).replace("2025", "2024").replace("2026", "2025"),
             ends=str(each["ends"]).replace("2025", "2024").replace("2026", "2025"))
        for each in described["phases"]
    ]  # fmt: skip
    calendars = {"2025": described, "2024": dict(described, phases=earlier)}
    monkeypatch.setattr(catalogue, "season", calendars.__getitem__)
    this = real(open_store(), COUNTY)
    seasons = {COUNTY: this, "2024/139901": replace(this, edition="2024")}
    monkeypatch.setattr(phases, "county_seasons", lambda store: sorted(seasons))
    monkeypatch.setattr(phases, "open_season", lambda store, key: seasons[key])

    found = steps.phases_now("2025-05-20T09:00:00+08:00")
    assert [(each.season, each.when, each.phase) for each in found] == [
        ("2024/139901", "in", "review"), (COUNTY, "before", ""),
    ]  # fmt: skip


def test_one_county_that_fails_does_not_keep_the_others(county, monkeypatch, caplog):
    real = phases._enter

    def enters(store, key, moment):
        if key == "2025/139900":
            raise JunhengError("这个县做不成")
        return real(store, key, moment)

    monkeypatch.setattr(phases, "_enter", enters)
    monkeypatch.setattr(phases, "county_seasons", lambda store: ["2025/139900", COUNTY])
    with caplog.at_level(logging.ERROR):
        assert enter(OPEN) == ["open/blanks"]
    assert "这个县做不成" in caplog.text


def test_the_command_tells_the_phase_and_enters_it_only_when_told(county, capsys):
    assert main(["phase", "--moment", at(OPEN)]) == 0
    said = capsys.readouterr().out
    assert "目前是“布置”阶段，2025-09-01 至 2025-09-20。" in said
    assert given(county, "一小") == []

    assert main(["phase", "--enter", "--json", "--moment", at(OPEN)]) == 0
    note = json.loads(capsys.readouterr().out)
    assert note["done"] == [f"{COUNTY}/open/blanks"]
    assert note["counties"][0]["due"] == []
