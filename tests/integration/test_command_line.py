"""The command line as people and programs use it: words, JSON and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tasks import catalogue, cli
from tasks.errors import CatalogueError


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return exit code, output and complaint of one command."""
    code = cli.main(arguments)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def school_return(season: Path, school: str) -> str:
    return str(next((season / "intake/2025/示例县" / school).glob("学校报表*.xlsx")))


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
    assert len(files) == 49
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

    notices = {Path(path).parts[-3]: Path(path) for path in json.loads(out)}
    assert code == 0
    assert {"柳泉乡中心小学", "松岭镇初级中学", "县教育局"} <= set(notices)
    assert "实验小学" not in notices
    text = notices["柳泉乡中心小学"].read_text(encoding="utf-8")
    assert "未报，2025-10-20截止，已逾期2天" in text


def test_a_broken_catalogue_ends_with_the_maintainers_code(season, capsys, monkeypatch):
    def broken(*_: object) -> None:
        raise CatalogueError("unknown column", "suites/2025/classes.yml", 12)

    monkeypatch.setattr(catalogue, "code_lists", broken)

    code, _, complaint = answer(capsys, "evaluate")

    assert code == 3
    assert "suites/2025/classes.yml:12" in complaint
