"""A province rolled up: waiting, the minimum, a correction, a package tampered with."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tasks import steps
from tasks.cli import main
from tasks.delivery.package import manifest, package
from tasks.errors import JunhengError
from tasks.steps.dossiers import assembling
from tasks.steps.intake import opening
from tasks.steps.season.open_seasons import open_season
from tasks.store import open_store
from tests.builders.province import a_list, a_row
from tests.integration.conftest import MOMENT, deploy, forget_deployment, run

FIRST, SECOND = "2025/139901", "2025/139902"
BY, APPROVED, LATER = "示例县督导室", "2026-03-01T09:00:00+08:00", "2026-03-09T09:00:00+08:00"
ROWS = (
    a_row("139901", "示例县"), a_row("139902", "例乙县"), a_row("139903", "例丙县"),
    a_row("139904", "例丁县", "no"),
)  # fmt: skip
ENDED = {"县级/说明.txt": "只有一份文书的成果包".encode()}


@pytest.fixture(scope="module")
def made(small_season: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return two counties with drafts that hold hardly any papers."""
    folder = tmp_path_factory.mktemp("province") / "season"
    shutil.copytree(small_season, folder)
    with pytest.MonkeyPatch.context() as patch:
        deploy(folder, patch)
        _with_few_papers(patch)
        recipe = dict(opening._recipe())
        county = dict(recipe["county"]) | {"code": "139902", "name": "例乙县"}
        with patch.context() as other:
            other.setattr(opening, "_recipe", lambda: recipe | {"county": county})
            steps.write_demo(folder / "intake", schools=3, pupils=200, clean=True, seed=2)
        run()
        steps.record(MOMENT)
    forget_deployment()
    return folder


def _with_few_papers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(assembling, "_dossiers", lambda *_: dict(ENDED))
    patch.setattr(assembling, "_review", lambda *_: {})


@pytest.fixture
def province(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of them, in a deployment of its own, without a list of counties yet."""
    folder = tmp_path / "season"
    shutil.copytree(made, folder)
    deploy(folder, monkeypatch)
    _with_few_papers(monkeypatch)
    yield folder
    forget_deployment()


def put_list(folder: Path, *rows, name: str = "县名单.xlsx", **requirements) -> None:
    """Drop a list of counties into the folder of the province, and take it in."""
    place = folder / "intake" / "2025" / "示例省"
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(a_list(*(rows or ROWS), **requirements))
    steps.receive(MOMENT)


def roll(moment: str = APPROVED) -> str | None:
    return steps.roll_up("2025", "13", moment)


def release(*counties: str) -> None:
    for county in counties:
        steps.publish_final(county, BY, APPROVED)
    steps.record(APPROVED)


def missing(moment: str = APPROVED) -> dict[str, str]:
    state = steps.province_state("2025", "13", moment)
    return {each["county"]: each["state"] for each in state.missing}


def files(path: str | None) -> dict[str, bytes]:
    assert path is not None
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheets(content: bytes) -> dict[str, list[tuple]]:
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def receipts(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "intake/2025/示例省/回执").glob("*"))


def test_a_list_is_taken_in_and_opens_no_county(province):
    put_list(province)

    assert steps.provinces() == ["2025/13"]
    assert steps.seasons() == [FIRST, SECOND]
    assert receipts(province) == ["回执_第1次_合格_县名单.xlsx"]
    assert steps.pending()["drops"] == []
    assert steps.unopened() == []


def test_a_wrong_list_is_refused_with_a_reason(province):
    put_list(province, a_row("149901", "外省县"))

    assert steps.provinces() == []
    (name,) = receipts(province)
    book = load_workbook(province / "intake/2025/示例省/回执" / name)
    said = [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert any("149901 不是本省的县代码" in text for text in said)
    with pytest.raises(JunhengError, match="还没有可用的县名单"):
        roll()


def test_a_list_in_the_folder_of_a_county_or_a_school_is_refused(province):
    county = province / "intake" / "2025" / "示例县"
    school = next(each for each in county.iterdir() if each.is_dir() and each.name != "回执")
    for place in (county, school):
        (place / "县名单.xlsx").write_bytes(a_list(*ROWS))
    steps.receive(MOMENT)

    assert steps.provinces() == []
    assert [(place / "回执" / "回执_退回_县名单.xlsx").exists() for place in (county, school)] == [
        True, True,
    ]  # fmt: skip
    assert steps.seasons() == [FIRST, SECOND]


def test_a_roster_does_not_turn_a_province_into_a_county(province):
    put_list(province)
    roster = next((province / "intake/2025/示例县").rglob("学校名录.xlsx"))
    shutil.copy(roster, province / "intake/2025/示例省/学校名录.xlsx")
    steps.receive(MOMENT)

    assert "回执_退回_学校名录.xlsx" in receipts(province)
    assert steps.provinces() == ["2025/13"]


def test_it_waits_for_all_and_names_each_that_is_missing(province):
    put_list(province)

    assert roll() is None
    assert missing() == {"示例县": "draft", "例乙县": "draft", "例丙县": "no_roster"}
    progress = (province / "intake/2025/示例省/回执/汇总进度.txt").read_text(encoding="utf-8")
    assert "例丙县（139903）：未交学校名录" in progress
    assert "例丁县" not in progress
    assert not (province / "outbox/2025/示例省").exists()

    release(FIRST, SECOND)
    assert roll() is None
    assert missing() == {"例丙县": "no_roster"}
    put_list(province, *ROWS[:2])
    assert roll() is not None


def test_the_minimum_is_enough_and_drafts_stay_visible(province):
    put_list(province, minimum="1")
    release(FIRST)
    found = files(roll())

    assert sorted(found) == ["manifest.json", "全省汇总.docx", "全省汇总.xlsx"]
    rows = sheets(found["全省汇总.xlsx"])
    assert [row[4:6] for row in rows["各县结论"][2:]] == [
        ("终审稿", "终审稿第1次"), ("初稿，待审定", "初稿第1次"), ("未交学校名录", "—"),
        ("本年不评估", "—"),
    ]  # fmt: skip
    assert [row[2] for row in rows["未完成的县"][2:]] == ["例乙县", "例丙县"]
    texts = "".join(each.text for each in Document(io.BytesIO(found["全省汇总.docx"])).paragraphs)
    assert "不计入达标县数" in texts


def test_until_the_deadline_the_minimum_is_not_enough(province):
    put_list(province, minimum="1", deadline="2026-03-05")
    release(FIRST)

    assert roll(APPROVED) is None
    assert roll(LATER) is not None


def test_the_figures_are_those_of_the_package_and_name_it(province):
    put_list(province, minimum="2")
    release(FIRST, SECOND)
    sources = sheets(files(roll())["全省汇总.xlsx"])["数据出处"][2:]
    (zipped,) = (province / "outbox/2025/示例县").glob("*终审稿*.zip")
    facts = {each["id"]: each for each in json.loads(files(str(zipped))["数据/facts.json"])}
    content = json.loads(files(roll())["manifest.json"])["counties"][0]["content"]

    told = [row for row in sources if row[2] == "示例县" and not row[7].startswith("s.*")]
    assert len(told) > 15
    assert {row[5] for row in told} == {zipped.name}
    assert {row[6] for row in told} == {content}
    assert [row[4] for row in told] == [facts[row[7]]["printed"] for row in told]


def test_with_nothing_new_there_is_no_new_file_and_no_new_byte(province):
    put_list(province, minimum="1")
    release(FIRST)
    path = roll(APPROVED)
    before = everything(province / "outbox")

    assert roll(LATER) == path
    assert everything(province / "outbox") == before


def test_a_roll_up_that_was_broken_off_is_ended_with_the_same_bytes(province):
    put_list(province, minimum="1")
    release(FIRST)
    path = roll(APPROVED)
    before = everything(province / "outbox" / "2025" / "示例省")
    shutil.rmtree(province / "outbox" / "2025" / "示例省")

    assert roll(LATER) == path
    assert everything(province / "outbox" / "2025" / "示例省") == before


def test_a_correction_of_one_county_makes_the_next_roll_up_and_keeps_the_first(province):
    put_list(province, minimum="2")
    release(FIRST, SECOND)
    first = roll()
    before = everything(Path(str(first)).with_suffix(""))

    _correct(province / "intake/2025/示例县")
    run()
    assert missing() == {"例丙县": "no_roster"}
    changed = sheets(files(roll(LATER))["全省汇总.xlsx"])["各县结论"]
    assert changed[2][5] == "终审稿第1次（报表已变）"

    release(FIRST)
    last = files(roll(LATER))
    assert sheets(last["全省汇总.xlsx"])["各县结论"][2][5] == "终审稿第2次"
    assert json.loads(last["manifest.json"])["number"] == 3
    assert everything(Path(str(first)).with_suffix("")) == before


def _correct(county: Path) -> None:
    """Hand the county's own return in again with another number of its population."""
    (lying,) = (path for path in county.rglob("已接收/*.xlsx") if path.name.startswith("县级报表"))
    book = load_workbook(lying)
    book["县情"]["C4"] = 23.45
    book.save(county / "县教育局" / "县级报表_改.xlsx")


def _tamper(zipped: Path, *, and_manifest: bool) -> None:
    found = files(str(zipped))
    about = json.loads(found.pop("manifest.json"))
    found["数据/facts.json"] = found["数据/facts.json"].replace(b'"0.', b'"1.', 1)
    del about["files"]
    remade = manifest(found, **about)
    kept = files(str(zipped))["manifest.json"]
    zipped.write_bytes(package(found | {"manifest.json": remade if and_manifest else kept}))


@pytest.mark.parametrize(
    ("and_manifest", "said"), [(False, "数据/facts.json 与清单不符"), (True, "成稿时的不同")]
)
def test_a_package_that_was_tampered_with_is_not_used(province, and_manifest, said):
    put_list(province, minimum="1")
    release(FIRST, SECOND)
    (zipped,) = (province / "outbox/2025/示例县").glob("*终审稿*.zip")
    _tamper(zipped, and_manifest=and_manifest)

    assert missing() == {"示例县": "refused", "例丙县": "no_roster"}
    rows = sheets(files(roll())["全省汇总.xlsx"])
    assert said in rows["未完成的县"][2][4]
    assert {row[2] for row in rows["数据出处"][2:]} == {"例乙县"}


def test_facts_that_are_not_those_of_the_evaluation_are_not_used(province):
    """Nobody has told the chain of the package yet, and its manifest was made anew."""
    put_list(province, minimum="1")
    steps.publish_final(FIRST, BY, APPROVED)
    (zipped,) = (province / "outbox/2025/示例县").glob("*终审稿*.zip")
    _tamper(zipped, and_manifest=True)

    state = steps.province_state("2025", "13", APPROVED)
    assert "系统存档的评估结果不同" in state.missing[0]["detail"]


def test_a_sealed_version_counts_as_one(province):
    put_list(province, *ROWS[:1])
    release(FIRST)
    steps.seal(FIRST, BY, APPROVED)

    rows = sheets(files(roll())["全省汇总.xlsx"])["各县结论"]
    assert rows[2][4:6] == ("封存版", "封存版第1次")


def test_the_command_says_what_it_waits_for(province, capsys):
    put_list(province)
    assert main(["rollup", "2025/13", "--moment", APPROVED]) == 1
    said = capsys.readouterr().out
    assert "例丙县（139903）：未交学校名录" in said

    assert main(["rollup", "2025/13", "--json", "--moment", APPROVED]) == 1
    note = json.loads(capsys.readouterr().out)
    assert (note["needed"], note["released"], note["path"]) == (3, 0, None)


def test_no_school_is_named_and_no_pupil_counted(province):
    put_list(province, minimum="1")
    release(FIRST)
    found = files(roll())
    store = open_store()
    season = open_season(store, FIRST)
    names = set(season.roster["school_name"])

    told = str(sheets(found["全省汇总.xlsx"]))
    assert not [name for name in names if name in told]
    assert "students" not in told.replace("evaluated_students", "")
