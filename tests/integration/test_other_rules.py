"""The same returns under other rules, and what the bureau alone is told."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tasks import catalogue, steps
from tasks.cli import main
from tasks.console import printing
from tasks.errors import JunhengError
from tasks.model import Verdict
from tasks.steps.findings import evaluating, rulebook, witnessing
from tasks.steps.findings.cases import open_case
from tasks.steps.findings.rulebook import Rules
from tasks.steps.returns.standing import standing
from tasks.steps.season.open_seasons import open_season
from tasks.store import open_store

COUNTY = "2025/139901"


def test_a_county_is_seen_by_every_regime_its_season_names(season: Path):
    store = open_store()
    (key,) = [
        evaluating.findings_key(store, found, standing(store, found))
        for found in [open_season(store, COUNTY)]
    ]
    regimes = [rules.regime for rules, _ in evaluating.findings_by_rules(store, key)]
    assert regimes == ["quality_2017", "balance_2012"]
    packaged = zipfile.ZipFile(next((season / "outbox").rglob("*.zip"))).namelist()
    title = catalogue.standards("balance_2012")["regime"]["title"]
    assert f"县级/{title}结果报告.docx" in packaged
    assert f"县级/{title}核算表.xlsx" in packaged


def test_another_regime_answers_otherwise_and_leaves_nothing_behind(season: Path):
    before = sorted((season / "lake").rglob("*"))
    found = steps.replay(COUNTY, regime="balance_2012")

    assert sorted((season / "lake").rglob("*")) == before
    assert found.overall_before == "未达标"
    assert found.overall_after == "未核查"
    whole = [line for line in found.flips if line.title_after.endswith("（基本均衡）")]
    assert [(line.before, line.after) for line in whole] == [(Verdict.NOT_MET, Verdict.NOT_CHECKED)]


def test_a_province_that_tightens_turns_what_was_met(season: Path, capsys):
    found = steps.replay(COUNTY, province="jiangsu_type_city")
    printing.print_replay(found)

    shown = capsys.readouterr().out
    assert all(text in shown for text in ("达标 → 未达标", "标准：", "原因："))
    assert found.flips
    assert {(line.before, line.after) for line in found.flips} == {(Verdict.MET, Verdict.NOT_MET)}
    assert all("40" in line.standard_after for line in found.flips)


def test_the_same_rules_flip_nothing(season: Path):
    found = steps.replay(COUNTY)

    assert (found.flips, found.only_before, found.only_after) == ((), 0, 0)
    assert found.same > 600


def test_dossiers_by_other_rules_are_written_where_they_are_asked_for(season: Path, tmp_path: Path):
    found = steps.replay(COUNTY, regime="strong_county_example", folder=tmp_path)

    (path,) = found.files
    assert path.is_relative_to(tmp_path)
    assert path.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--regime", "quality_1999"], "没有叫 quality_1999 的评估办法"),
        (["--answer", "judged_cv=guessed"], "judged_cv 不能取 guessed"),
        (["--answer", "nothing=1"], "没有叫 nothing 的待定事项"),
        (["--province", "hebie"], "没有叫 hebie 的省级规定"),
        (["--edition", "1999"], "没有 1999 年度的设定"),
    ],
)
def test_rules_that_there_are_not_are_refused(season: Path, capsys, arguments, said):
    assert main(["replay", *arguments]) == JunhengError.exit_code
    assert said in capsys.readouterr().err


def test_what_is_the_bureaus_alone_is_in_no_package(season: Path):
    (inside,) = (season / "outbox").rglob("*_县内参考")
    own = sorted(path.name for path in inside.iterdir())
    assert set(own) == {
        "公示数据.xlsx",
        "历年核对.xlsx",
        "抽样核查建议.xlsx",
        "规则说明统计.xlsx",
        "达标推演.xlsx",
        "问题整改台账.xlsx",
    }
    (county,) = steps.summary()
    assert [Path(path).name for path in county.inside] == own
    archive = zipfile.ZipFile(next((season / "outbox").rglob("*.zip")))
    manifest = json.loads(archive.read("manifest.json"))
    packaged = [*archive.namelist(), *(each["path"] for each in manifest["files"])]
    assert [name for name in packaged if Path(name).name in own] == []


def test_the_history_of_the_demo_county_raises_no_question(season: Path):
    (path,) = (season / "outbox").rglob("历年核对.xlsx")
    book = openpyxl.load_workbook(path)
    assert "没有需要核实的事项" in str(book["待核实"]["A3"].value)
    assert "未比较" in str(book["年度变化"]["A3"].value)


def test_nothing_is_delivered_where_a_second_computation_differs(season: Path, monkeypatch):
    store = open_store()
    found = open_season(store, COUNTY)
    assert found is not None
    case = open_case(store, found, standing(store, found))
    rules = rulebook.rules_of("2025")[0]
    findings = case.findings(rules)
    assert witnessing.witnessed_workbook(case, rules, findings).startswith(b"PK")

    wrong = case.findings(Rules("quality_2017", answers=(("mostly_satisfied", "counts_not"),)))
    with pytest.raises(JunhengError, match=r"county\.R\.percent"):
        witnessing.witnessed_workbook(case, rules, wrong)


def test_a_number_is_explained_with_this_countys_numbers(season: Path, capsys):
    assert main(["explain", "county.primary.L4.cv"]) == 0
    shown = capsys.readouterr().out
    assert "算例：" in shown
    facts = evaluating.current_findings(open_store(), open_season(open_store(), COUNTY))[1].facts
    for name in ("mean", "sd"):
        assert facts[f"county.primary.L4.{name}"].printed in shown


def test_the_check_workbook_shows_three_values_for_every_number(season: Path):
    archive = zipfile.ZipFile(next((season / "outbox").rglob("*.zip")))
    book = openpyxl.load_workbook(io.BytesIO(archive.read("县级/差异系数核算表.xlsx")))
    assert book["逐项核对"].max_row > 100
    assert book["算例"].max_row > 100


def test_a_plan_is_found_for_the_county_and_written_where_it_is_asked_for(
    season: Path, tmp_path: Path, capsys
):
    assert main(["plan", "--folder", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("推演，不是评估数据")
    assert "各校措施：" in shown
    book = openpyxl.load_workbook(tmp_path / "达标推演.xlsx")
    assert all("推演，不是评估数据" in str(sheet["A2"].value) for sheet in book)


def test_where_nothing_can_be_planned_it_is_said(season: Path, capsys):
    assert main(["plan", "--regime", "strong_county_example"]) == JunhengError.exit_code
    assert "没有可以推演的资源指标" in capsys.readouterr().err
