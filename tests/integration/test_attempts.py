"""A school hands in again and again: every attempt is kept, one of them counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks import cli, steps
from tasks.errors import JunhengError
from tasks.intake.inbox import RECEIPTS
from tasks.model import Status
from tasks.steps.findings.evaluating import findings_key
from tasks.steps.intake.folders import county_folder
from tasks.steps.returns.standing import standing
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import Season
from tasks.store import ORIGINAL, open_store
from tests.builders.workbooks import edited
from tests.integration.conftest import collect

LATER = "2025-12-22T09:00:00+08:00"
LATEST = "2025-12-23T09:00:00+08:00"
BOOKS = "C9"


def the_season() -> Season:
    (key,) = open_store().seasons()
    season = open_season(open_store(), key)
    assert season is not None
    return season


def an_accepted_return(season: Season) -> str:
    return next(
        each.submission
        for each in standing(open_store(), season)
        if each.form == "school_return" and each.status is Status.ACCEPTED and each.submission
    )


def folder_of(season: Season, school: str) -> Path:
    root = county_folder(open_store(), season.key)
    assert root is not None
    names = {code: name for name, code in season.folders.items()}
    return Path(str(root)) / names[school]


def hand_in(season: Season, key: str, name: str, more_books: int, moment: str) -> None:
    """Drop a return once more, with another number of books, and collect it."""
    drop(season, key, name, more_books)
    collect(moment)


def drop(season: Season, key: str, name: str, more_books: int) -> None:
    """Drop a return once more, with another number of books."""
    content = open_store().read(open_store().received(key) / ORIGINAL)

    def change(workbook: object) -> None:
        cell = workbook["办学条件"][BOOKS]  # type: ignore[index]
        cell.value += more_books

    (folder_of(season, key.split("/")[2]) / name).write_bytes(edited(content, change))


def counts(season: Season, key: str) -> str | None:
    form = key.rpartition("/")[0]
    found = (each.submission or "" for each in standing(open_store(), season))
    return next(each for each in found if each.startswith(f"{form}/"))


def key_of_findings(season: Season) -> str:
    return findings_key(open_store(), season, standing(open_store(), season))


def test_an_earlier_attempt_counts_again_until_a_later_one_is_accepted(few_schools: Path):
    county = the_season()
    first = an_accepted_return(county)
    school = first.split("/")[2]
    evaluated = key_of_findings(county)
    second, third = (f"{first.rpartition('/')[0]}/{number}" for number in (2, 3))

    hand_in(county, first, "改正.xlsx", 1, LATER)
    assert counts(county, first) == second

    found = steps.attempts(county.key, school, "school_return")
    assert [(each.number, each.stands) for each in found] == [(1, False), (2, True)]
    (change,) = found[1].changes
    assert (change.sheet, change.cell) == ("办学条件", BOOKS)
    assert int(change.after) == int(change.before) + 1

    assert key_of_findings(county) != evaluated
    steps.restore(first, "第2次填错了册数", "张三", LATER)
    assert counts(county, first) == first
    assert key_of_findings(county) == evaluated
    notes = [path.name for path in (folder_of(county, school) / RECEIPTS).glob("*恢复*")]
    assert len(notes) == 1
    assert "第2次填错了册数" in steps.attempts(county.key, school, "school_return")[0].restored[0]

    with pytest.raises(JunhengError):
        steps.restore(first, "再来一次", "张三", LATER)

    hand_in(county, first, "再改正.xlsx", 2, LATEST)
    assert counts(county, first) == third


def test_after_an_attempt_was_restored_what_stands_beside_it_is_checked_again(few_schools: Path):
    county = the_season()
    first = an_accepted_return(county)
    form, school = first.rpartition("/")[0], first.split("/")[2]
    beside = f"{county.key}/{school}/fitness_return/1"
    drop(county, first, "甲.xlsx", 1)
    drop(county, first, "乙.xlsx", 2)
    collect(LATER)
    assert counts(county, first) == f"{form}/3", "nothing was ever held against the second one"

    options = ["--reason", "第3次填错了册数", "--by", "张三", "--moment", LATEST]
    assert cli.main(["restore", f"{form}/2", *options]) == 0

    assert counts(county, first) == f"{form}/2"
    assert steps.pending()["due"] == []
    stands = {each.submission: each.status for each in standing(open_store(), county)}
    assert stands[beside] is not None


def test_a_draft_is_not_made_of_what_has_to_be_checked_again(few_schools: Path):
    county = the_season()
    first = an_accepted_return(county)
    form = first.rpartition("/")[0]
    drop(county, first, "甲.xlsx", 1)
    drop(county, first, "乙.xlsx", 2)
    collect(LATER)
    (findings,) = [steps.evaluate(county) for county in steps.counties_due()]
    steps.restore(f"{form}/2", "第3次填错了册数", "张三", LATEST)

    with pytest.raises(JunhengError, match="junheng collect"):
        steps.assemble(findings)


def test_what_was_returned_cannot_be_made_to_count(season: Path):
    county = the_season()
    refused = next(
        each.submission
        for each in standing(open_store(), county)
        if each.status is Status.RETURNED and each.submission
    )

    with pytest.raises(JunhengError):
        steps.restore(refused, "将就", "张三", LATER)
    assert open_store().restorations(county.key) == []


def test_a_school_is_known_by_its_name_its_code_and_its_folder(few_schools: Path):
    county = the_season()
    school = an_accepted_return(county).split("/")[2]
    folder = folder_of(county, school).name

    found = {
        tuple(each.submission for each in steps.attempts(county.key, named))
        for named in (school, county.school_name(school), folder)
    }

    assert len(found) == 1
    with pytest.raises(JunhengError):
        steps.attempts(county.key, "没有这所学校")
