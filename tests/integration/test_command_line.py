"""The command line as people and programs use it: words, JSON and exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tasks import catalogue, cli, steps
from tasks.errors import CatalogueError
from tasks.intake.inbox import RECEIPTS, TAKEN
from tests.builders.workbooks import a_stamp, a_workbook, loaded
from tests.integration.conftest import deploy


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return exit code, output and complaint of one command."""
    code = cli.main(arguments)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def school_return(season: Path, school: str) -> str:
    return str(next((season / "intake/2025/示例县" / school / TAKEN).glob("学校报表*.xlsx")))


def test_check_says_what_is_wrong_in_which_cell(season, capsys):
    code, out, _ = answer(capsys, "check", school_return(season, "松岭镇初级中学"))

    assert code == 2
    assert out.startswith("退回：必须改")
    assert "基本情况!C8" in out


def test_check_of_a_sound_file_ends_well_and_reads_all_rows(season, capsys):
    code, out, _ = answer(capsys, "check", "--json", school_return(season, "实验小学"))

    found = json.loads(out)
    assert code == 0
    assert found["status"] == "accepted"
    assert found["rows_read"] > 0
    assert found["rows_refused"] == 0


def test_check_of_what_is_no_form_says_so_in_words(tmp_path, capsys):
    letter = tmp_path / "信.xlsx"
    letter.write_text("无关内容", encoding="utf-8")

    code, _, complaint = answer(capsys, "check", str(letter))

    assert code == 2
    assert "这不是电子表格文件" in complaint


def test_a_file_that_is_not_there_is_named(capsys):
    code, _, complaint = answer(capsys, "check", "没有.xlsx")

    assert code == 1
    assert "没有.xlsx" in complaint


def test_explain_leads_to_file_sheet_and_cell(season, capsys):
    code, out, _ = answer(capsys, "explain", "county.primary.L4.cv")
    assert code == 0
    assert "公式" in out

    code, out, _ = answer(capsys, "explain", "s.2113990001.teaching_area_m2", "--json")
    (source,) = json.loads(out)["fact"]["sources"]
    assert code == 0
    assert source["sheet"] == "办学条件"
    assert source["cell"] == "C5"


def test_an_unknown_fact_names_those_near_it(season, capsys):
    code, _, complaint = answer(capsys, "explain", "county.primary.L4.cvv")

    assert code == 1
    assert "county.primary.L4.cv" in complaint


def test_status_can_be_read_by_programs(season, capsys):
    code, out, _ = answer(capsys, "status", "--json")

    (county,) = json.loads(out)
    assert code == 0
    assert county["season"] == "2025/139901"
    assert county["verdict"] == "not_met"


def test_blanks_are_written_for_every_school_and_pass_as_our_forms(season, tmp_path, capsys):
    code, out, _ = answer(capsys, "blank", "--folder", str(tmp_path / "blank"), "--json")
    files = [Path(file) for file in json.loads(out)]
    assert code == 0
    assert len(files) == 78
    assert all(file.is_file() for file in files)

    code, out, _ = answer(capsys, "check", str(files[0]))
    assert code == 2
    assert "没有填写" in out


def test_a_first_season_begins_with_an_empty_roster(tmp_path, capsys):
    arguments = ("--roster-for", "某县", "--folder", str(tmp_path))
    code, _, complaint = answer(capsys, "blank", *arguments)
    assert code == 1
    assert "--county" in complaint

    code, _, _ = answer(capsys, "blank", *arguments, "--county", "2025/139902")
    assert code == 0
    assert (tmp_path / "学校名录.xlsx").is_file()


def test_a_final_version_needs_a_name(season, capsys):
    code, _, complaint = answer(capsys, "publish", "--final")

    assert code == 1
    assert "--approved-by" in complaint


def test_notices_name_what_is_missing_and_by_when(season, capsys):
    code, out, _ = answer(capsys, "remind", "--moment", "2025-10-22T08:00:00+08:00", "--json")

    asked = [Path(path) for path in json.loads(out) if "催报" in Path(path).name]
    notices = {path.parts[-3]: path for path in asked}
    assert code == 0
    assert {"柳泉乡中心小学", "松岭镇初级中学", "县教育局"} <= set(notices)
    assert "实验小学" not in notices
    text = notices["柳泉乡中心小学"].read_text(encoding="utf-8")
    assert "未报，2025-10-20截止，已逾期2天" in text


def test_a_return_that_waits_for_its_check_is_not_asked_for(season, capsys):
    later = "2025-10-22T08:00:00+08:00"
    steps.write_demo(season / "intake", late=True)
    steps.receive(later)

    _, out, _ = answer(capsys, "remind", "--moment", later, "--json")

    asked = {Path(path).parts[-3] for path in json.loads(out)}
    assert "松岭镇初级中学" in asked
    assert "柳泉乡中心小学" not in asked


def test_a_broken_catalogue_ends_with_the_maintainers_code(season, capsys, monkeypatch):
    def broken(*_: object) -> None:
        raise CatalogueError("unknown column", "suites/2025/classes.yml", 12)

    monkeypatch.setattr(catalogue, "code_lists", broken)

    code, _, complaint = answer(capsys, "evaluate")

    assert code == 3
    assert "suites/2025/classes.yml:12" in complaint


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        ("实验小学", "学校报表"),
        ("实验小学", "体质健康"),
        ("县教育局", "社会认可度"),
        (".", "学校名录"),
    ],
)
def test_every_form_can_be_checked_alone(season, capsys, folder, file):
    path = next((season / "intake/2025/示例县" / folder / TAKEN).glob(f"{file}*.xlsx"))

    code, out, _ = answer(capsys, "check", str(path))

    assert code == 0
    assert out.startswith("合格")
    assert "fitness-" not in out


def test_explain_follows_a_county_number_down_to_the_cells(season, capsys):
    code, out, _ = answer(capsys, "explain", "county.primary.L4.cv")

    assert code == 0
    assert "2025/示例县/实验小学/学校报表_实验小学.xlsx  办学条件!C5、C6" in out


@pytest.mark.parametrize(
    "typed",
    [
        ("nothing",),
        ("blank", "--folder", "x", "--county", "139901"),
        ("collect", "--moment", "yesterday"),
        ("demo", "--schools", "0"),
    ],
)
def test_what_is_typed_wrong_is_no_task_for_a_school(typed, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(typed)

    assert left.value.code == 1
    assert "命令写得不对" in capsys.readouterr().err


@pytest.mark.parametrize(
    "typed",
    [
        ("blank", "--folder", "x", "--county", "2025/000000"),
        ("explain", "county.primary.L4.cv", "--county", "2025/000000"),
        ("publish", "--final", "--approved-by", "某人", "--county", "2025/000000"),
        ("explain", "neither.this.nor.that"),
        ("demo", "--pupils", "5"),
    ],
)
def test_what_cannot_be_done_is_said_in_chinese(season, capsys, typed):
    code, out, complaint = answer(capsys, *typed)

    assert code == 1
    assert not out
    assert re.search("[一-鿿]", complaint)


def test_a_place_that_cannot_be_written_to_is_named(tmp_path, capsys):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")

    code, _, complaint = answer(capsys, "demo", "--folder", str(tmp_path / "taken"))

    assert code == 4
    assert "taken" in complaint


def test_a_final_version_keeps_the_name_of_who_approved_it(few_schools, capsys):
    assert answer(capsys, "publish", "--final", "--approved-by", "甲")[0] == 0
    assert answer(capsys, "publish", "--final", "--approved-by", "甲")[0] == 0

    code, _, complaint = answer(capsys, "publish", "--final", "--approved-by", "乙")

    assert code == 1
    assert "甲" in complaint


def test_files_without_a_roster_are_named_and_are_no_work(tmp_path, monkeypatch, capsys):
    deploy(tmp_path, monkeypatch)
    places = {
        "2025/甲县/某校/报表.xlsx": "没有学校名录",
        "年报/乙县/报表.xlsx": "没有“年报”这一年度的表样",
        "报表.xlsx": "不在任何县的文件夹里",
    }
    for place in places:
        path = tmp_path / "intake" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"anything")

    _, out, _ = answer(capsys, "status")

    assert all(sentence in out for sentence in places.values())
    assert not any(steps.pending().values())
    code, out, _ = answer(capsys, "status", "--json")
    assert code == 0
    assert json.loads(out) == []


def a_roster(*folders: str, **stamp: str) -> bytes:
    rows = [
        {
            "school_code": f"21399010{number:02d}",
            "school_name": f"第{number}小学",
            "school_type": "211",
            "owner": "7",
            "urban_rural": "121",
            "counted": "yes",
            "folder": folder,
        }
        for number, folder in enumerate(folders, 1)
    ]
    stamped = a_stamp("roster", school="139901", school_name="", **stamp)
    return a_workbook("roster", {"roster": rows}, stamp=stamped)


@pytest.fixture
def county(tmp_path, monkeypatch) -> Path:
    """Return the empty intake folder of a county in a deployment of its own."""
    deploy(tmp_path, monkeypatch)
    folder = tmp_path / "intake/2025/云岭县"
    folder.mkdir(parents=True)
    return folder


def said_in(receipt: Path) -> str:
    book = loaded(receipt.read_bytes())
    return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)


def test_a_roster_gets_a_receipt_with_its_rows(county, capsys):
    (county / "名录.xlsx").write_bytes(a_roster("一", "二"))

    answer(capsys, "collect")

    assert "读取 2 行 = 接收 2 行 + 退回 0 行" in said_in(
        county / RECEIPTS / "回执_第1次_合格_名录.xlsx"
    )
    assert "未报 6 份" in answer(capsys, "status")[1]


@pytest.mark.parametrize(
    ("folder", "sentence"), [("县教育局", "另有用处"), ("a/b", "不能作文件夹的名称")]
)
def test_a_roster_with_a_folder_nobody_can_use_is_refused(county, capsys, folder, sentence):
    (county / "名录.xlsx").write_bytes(a_roster("一", folder))

    answer(capsys, "collect")

    assert sentence in said_in(county / RECEIPTS / "回执_退回_名录.xlsx")
    assert "学校名录没有采用" in answer(capsys, "status")[1]
    assert not any(steps.pending().values())


def test_a_roster_that_is_not_for_this_folder_stops_nothing(county, capsys):
    (county / "a.xlsx").write_bytes(a_roster("一"))
    (county / "b.xlsx").write_bytes(a_roster("一", county="139902", county_name="邻县"))
    second = county.with_name("云岭县（副本）")
    second.mkdir()
    (second / "名录.xlsx").write_bytes(a_roster("一", "二"))

    code, _, _ = answer(capsys, "collect")

    assert code == 0
    assert "这是邻县的学校名录" in said_in(county / RECEIPTS / "回执_退回_b.xlsx")
    assert "已经用文件夹“云岭县”收表" in said_in(second / RECEIPTS / "回执_退回_名录.xlsx")
    assert steps.seasons() == ["2025/139901"]


def test_a_renamed_county_folder_is_opened_anew(county, capsys):
    (county / "名录.xlsx").write_bytes(a_roster("一"))
    answer(capsys, "collect")
    renamed = county.rename(county.with_name("云岭县教育"))
    (renamed / "一").mkdir()
    (renamed / "一" / "信.xlsx").write_bytes(b"no workbook")

    answer(capsys, "collect")

    assert (renamed / "一" / RECEIPTS / "回执_退回_信.xlsx").is_file()


def test_a_return_outside_the_folders_of_schools_is_told_where_to_go(county, capsys):
    (county / "名录.xlsx").write_bytes(a_roster("一"))
    (county / "报表.xlsx").write_bytes(a_workbook(stamp=a_stamp(school="2139901001")))

    answer(capsys, "collect")

    assert "移到填报单位的收件文件夹" in said_in(county / RECEIPTS / "回执_退回_报表.xlsx")
