"""The register goes out, comes back filled in, survives, and is carried into the next year."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tasks import catalogue, steps
from tasks.intake.blank import write_workbook
from tasks.layouts import Stamp
from tasks.model import BUREAU
from tasks.rectification.problems import Problem, State
from tasks.steps.dossiers.rectification import problem_texts, problems_of, register_files
from tasks.steps.findings.evaluating import current_findings
from tasks.steps.intake import opening
from tasks.steps.returns.standing import standing
from tasks.steps.season.open_seasons import open_season
from tasks.store import open_store
from tests.builders.rectification import OPINIONS, REGISTER, an_opinion_row
from tests.builders.workbooks import blank_wording, edited
from tests.integration.conftest import collect
from tests.integration.test_years import LAST, THIS, described

NAME = "示例县"
FILE, SHEET = "问题整改台账.xlsx", "问题清单"


def key(edition: str) -> str:
    """Return the season of the demo county in one year."""
    (found,) = [each for each in open_store().seasons() if each.startswith(edition)]
    return found


def hand_in(edition: str, folder: Path, monkeypatch, seed: int) -> None:
    """Let a county of four schools hand in everything that it owes."""
    recipe = dict(opening._recipe()) | {"edition": edition}
    with monkeypatch.context() as patch:
        patch.setattr(opening, "_recipe", lambda: recipe)
        steps.write_demo(folder / "intake", schools=4, pupils=300, clean=True, seed=seed)


def evaluated(edition: str) -> tuple[Problem, ...]:
    """Take in what was dropped, evaluate, and return the register."""
    collect(f"{edition}-12-20T09:00:00+08:00")
    steps.evaluate(key(edition))
    store = open_store()
    season = open_season(store, key(edition))
    current = current_findings(store, season)
    return problems_of(store, season, current[1])


def register_of(edition: str, problems) -> bytes:
    (content,) = register_files(open_season(open_store(), key(edition)), problems).values()
    return content


def filled(content: bytes, change: Callable[[Any, dict[str, int]], None]) -> bytes:
    """Return a register after somebody wrote into its sheet; columns are found by title."""

    def write(book: openpyxl.Workbook) -> None:
        sheet = book[SHEET]
        change(sheet, {cell.value: cell.column for cell in sheet[3]})

    return edited(content, write)


def writing(row: int, **texts: str) -> Callable[[Any, dict[str, int]], None]:
    """Return what writes texts into one row of the register."""

    def write(sheet: Any, columns: dict[str, int]) -> None:
        for title, text in texts.items():
            sheet.cell(row, columns[title], text)

    return write


def drop(folder: Path, edition: str, name: str, content: bytes) -> None:
    (folder / "intake" / edition / NAME / "县教育局" / name).write_bytes(content)


def stand(edition: str) -> dict[str, str]:
    """Return what has come of the bureau's forms about problems."""
    store = open_store()
    found = standing(store, open_season(store, key(edition)))
    return {each.form: str(each.status) for each in found if each.school == BUREAU}


@pytest.fixture(scope="module")
def last_year(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, tuple[Problem, ...]]:
    """Return a folder with last year's season and its register; nobody may change it."""
    folder = tmp_path_factory.mktemp("last") / "season"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch, described(folder, patch):
        hand_in(LAST, folder, patch, seed=1)
        return folder, evaluated(LAST)


@pytest.fixture
def last(
    last_year: tuple[Path, tuple[Problem, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Path, tuple[Problem, ...]]]:
    """Return a deployment and the register of last year, as it is first handed out."""
    made, problems = last_year
    folder = Path(shutil.copytree(made, tmp_path / "season"))
    with described(folder, monkeypatch):
        yield folder, problems


def test_a_register_goes_out_comes_back_and_is_carried_into_the_next_year(last, monkeypatch):
    folder, first = last
    of_data = [each for each in first if each.school]
    assert of_data
    assert all(each.state is State.OPEN for each in first)
    at = 4 + first.index(of_data[0])
    content = filled(
        register_of(LAST, first),
        writing(at, 整改措施="扩建运动场", 责任人="某甲", 完成时限="2024-12-31", 办理="整改中"),
    )
    drop(folder, LAST, FILE, content)
    drop(folder, LAST, "督导意见.xlsx", opinions(LAST, of_data[0].school))

    second = evaluated(LAST)

    assert stand(LAST)[REGISTER] == stand(LAST)[OPINIONS] == "accepted"
    kept = next(each for each in second if each.id == of_data[0].id)
    assert (kept.measure, kept.person, kept.state) == ("扩建运动场", "某甲", State.IN_PROGRESS)
    (opinion,) = [each for each in second if each.source == "opinion"]
    assert opinion.description == "仪器账物不符"
    reminded(folder)

    hand_in(THIS, folder, monkeypatch, seed=2)
    third = evaluated(THIS)

    carried = {each.id: each for each in third if each.opened_in == LAST}
    assert set(carried) == {each.id for each in second}
    assert carried[kept.id].measure == "扩建运动场"
    assert carried[opinion.id].state is State.OPEN
    closed = {str(each.verdict) for each in third if each.state is State.CLOSED_BY_DATA}
    assert closed <= {"met"}
    assert "2024" in {each["opened_in"] for each in problem_texts(third)}


def opinions(edition: str, school: str) -> bytes:
    """Return the workbook of a reviewer with one opinion on a school."""
    county = key(edition).split("/")[1]
    stamp = Stamp(OPINIONS, edition, county, NAME, county)
    return write_workbook(
        catalogue.layouts(edition)[OPINIONS], stamp, catalogue.code_lists(),
        wording=blank_wording(), values={OPINIONS: [an_opinion_row(school_code=school)]},
    )  # fmt: skip


def reminded(folder: Path) -> None:
    """Look that the bureau is told what is late, and nobody is told that anything was decided."""
    steps.remind("2025-02-15T09:00:00+08:00")

    path = folder / "intake" / LAST / NAME / "县教育局" / "回执" / "整改催办建议.txt"
    text = path.read_text(encoding="utf-8")
    assert "建议：督办" in text
    assert "已逾期46天" in text


def test_a_register_that_promises_is_sent_back_with_cell_and_words(last):
    folder, first = last
    content = filled(register_of(LAST, first), writing(4, 办理="决定销号"))
    drop(folder, LAST, FILE, content)

    after = evaluated(LAST)

    assert stand(LAST)[REGISTER] == "returned"
    assert all(each.state is State.OPEN for each in after)
    (receipt,) = (folder / "intake" / LAST / NAME / "县教育局" / "回执").glob("*台账*.xlsx")
    book = openpyxl.load_workbook(receipt)
    said = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("选了“决定销号”，没有填写“销号决定日期”" in text for text in said)
    assert any("R4" in text for text in said)
