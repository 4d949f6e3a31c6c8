"""The report of any regime says every part that the regime lists, with its numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from tasks import catalogue
from tasks.dossiers.assemble import assemble
from tasks.dossiers.regime_report.report import regime_report
from tasks.dossiers.word.reading import numbers, page_marks, plain_text
from tasks.errors import CatalogueError
from tasks.model import Verdict
from tests.approval import assert_approved
from tests.builders.dossiers import (
    APPROVAL,
    a_view_under,
    findings_under,
    findings_with_history,
    given,
    regime_of,
)
from tests.office import convert
from tests.printed_numbers import answers, loose_numbers, said_by, untrue_numbers

BALANCE, SCORED = "balance_2012", "strong_county_example"
TEN, POINTS = (BALANCE, "ten_indicator_sheet"), (BALANCE, "points_example")
CASES = [(BALANCE, ""), TEN, (BALANCE, "fujian"), (BALANCE, "hebei"), POINTS, (SCORED, "")]
NUMERALS = "一二三四五六七八九"
SCORED_COLUMNS = 9


@cache
def report_of(regime: str, province: str = "") -> bytes:
    """Return the report on the county under a regime."""
    return regime_report(a_view_under(regime, province))


@cache
def text_of(regime: str, province: str = "") -> str:
    """Return the text of the report on the county under a regime."""
    return plain_text(report_of(regime, province))


def titles_in(tree):
    for name, item in tree["items"].items():
        yield name
        yield str(item["title"])
        if "items" in item:
            yield from titles_in(item)


def quoted(regime: str, province: str) -> list[str]:
    """Return the texts a report may quote beside its facts: of findings and of standards."""
    findings, files = findings_under(regime, province), regime_of(regime, province).files
    trees = [files[part["sheet"]] for part in files["regime"]["parts"].values()]
    titles = [title for tree in trees if "items" in tree for title in titles_in(tree)]
    formula = findings.facts["county.fitness.participation_percent"].formula
    settings = [each["title"] for each in files["regime"]["settings"].values()]
    notes = [fact.note for fact in findings.facts.values()]
    left_out = [each.items for each in findings.exclusions]
    return [*said_by(findings), *answers(files), *titles, *settings, *notes, *left_out, formula]


@pytest.mark.parametrize(("regime", "province"), [TEN, (SCORED, "")])
def test_the_text_is_as_approved(regime, province):
    assert_approved(f"regime_report_{regime}", text_of(regime, province))


@pytest.mark.parametrize(("regime", "province"), CASES)
def test_every_number_is_its_fact_and_none_stands_alone(regime, province):
    report, findings = report_of(regime, province), findings_under(regime, province)

    assert len(numbers(report)) > 70
    assert untrue_numbers(report, findings) == []
    assert loose_numbers(report, quoted(regime, province)) == []


@pytest.mark.parametrize(("regime", "province"), CASES)
def test_every_part_has_its_chapter_in_the_order_of_the_regime(regime, province):
    files = regime_of(regime, province).files
    filled = [
        name
        for name, part in files["regime"]["parts"].items()
        if files[part["sheet"]] or part.get("when_empty") != "left_out"
    ]
    chapters = re.findall(rf"^[{NUMERALS}]、(.+)$", text_of(regime, province), re.MULTILINE)

    titles = [files["wording"]["parts"][name] for name in filled]
    assert chapters == [*titles, "数据质量说明"]


def test_a_part_that_the_province_fills_gets_its_chapter():
    assert "省级另设指标" not in text_of(BALANCE)
    assert "、省级另设指标\n" in text_of(BALANCE, "hebei")
    assert "小学巩固率" in text_of(BALANCE, "hebei")


def test_a_basic_standard_that_nobody_has_entered_says_so_and_has_no_table():
    text = text_of(BALANCE)

    assert "本省义务教育学校办学基本标准尚未录入" in text
    assert "办学基本标准：小学各校指标值" not in text


def test_what_no_form_collects_is_named_and_in_no_table():
    text = text_of(*TEN)

    assert "未列入下表的指标：第七项（名称未见）、" in text
    assert "10项指标中至少8项达到标准" in text
    assert not [line for line in text.splitlines() if " | " in line and line.startswith("第七项")]


def test_a_value_below_its_standard_is_shaded_and_others_are_not():
    findings = findings_under(*TEN)
    missed = [
        each
        for each in findings.judgements
        if each.verdict is Verdict.NOT_MET and re.fullmatch(r"C\d+", each.item)
    ]

    assert missed
    printed = {fact for fact, _ in numbers(report_of(*TEN))}
    assert {f"s.{each.subject}.{each.level}.{each.item}" for each in missed} <= printed


def test_a_scored_scheme_has_a_line_for_every_node_in_the_order_of_its_tree():
    tree = regime_of(SCORED).files["scheme"]
    names = [each for each in titles_in(tree) if re.fullmatch(r"[A-C]\d+", each)]
    lines = text_of(SCORED).splitlines()
    rows = [line.split(" | ") for line in lines if re.match(r"[A-C]\d+ \| ", line)]
    found = [cells[0] for cells in rows if len(cells) == SCORED_COLUMNS]

    assert len(names) == 31
    assert found == names


def test_points_scores_and_what_the_county_gave_itself_stand_side_by_side():
    findings, printed = findings_under(*POINTS), dict(numbers(report_of(*POINTS)))

    for fact in ("standard.W6.points", "county.W6.score", "county.W6.self_score"):
        assert printed[fact] == findings.facts[fact].printed
    assert printed["county.government.score"] == findings.facts["county.government.score"].printed
    assert "佐证：自评材料" in text_of(*POINTS)
    assert ("county.C3.self_score", "2.0") in numbers(report_of(SCORED))


def test_without_points_no_total_is_claimed():
    assert "本办法没有规定分值" in text_of(BALANCE)
    assert "按规则计算得" not in text_of(BALANCE)
    assert "按规则计算得" in text_of(*POINTS)


def test_the_conclusion_says_each_reason_once_and_the_whole_only_names_parts():
    lines = text_of(*TEN).splitlines()
    rows = lines[lines.index("部分 | 标准 | 结论 | 说明") + 1 :][:6]

    assert not [row for row in rows if "））" in row]
    assert rows[1].endswith("小学综合差异系数：未核查（缺2项数据，按已收数据暂算）")
    assert rows[-1].endswith(
        "未核查的部分：办学基本标准、校际均衡、县级政府推进义务教育均衡发展工作"
    )


def test_what_was_given_without_points_is_printed_as_it_was_given():
    printed = dict(numbers(report_of(BALANCE)))

    assert printed["county.W1.self_score"] == "5"
    assert printed["county.A1.self_score"] == "20"


def test_rates_of_growth_stand_below_the_scheme_a_year_a_column():
    findings, text = findings_under(*TEN), text_of(*TEN)
    rates = [fact for fact in findings.facts if re.search(r"growth\.\d+$", fact)]
    printed = dict(numbers(report_of(*TEN)))

    assert len(rates) > 10
    assert {fact: printed.get(fact) for fact in rates} == {
        fact: findings.facts[fact].printed for fact in rates
    }
    assert "编号 | 项目 | 2022年 | 2023年 | 2024年\n" in text
    assert "W6 | 义务教育预算内经费拨款 | 5.0 | 5.0 | 5.0\nW6 | 对照：地方财政经常性收入" in text


def test_a_series_that_lacks_a_year_keeps_its_columns_in_order():
    findings = findings_under(*TEN)
    facts = {id: fact for id, fact in findings.facts.items() if id != "county.W6.pay.growth.2023"}
    view = a_view_under(*TEN, findings=replace(findings, facts=facts))

    assert "W6 | 教职工年人均工资 | 3.0 | — | 3.0" in plain_text(regime_report(view))


def test_without_rates_of_growth_there_is_no_table_of_them():
    findings = findings_under(*TEN)
    facts = {id: fact for id, fact in findings.facts.items() if "growth." not in id}
    view = a_view_under(*TEN, findings=replace(findings, facts=facts))

    assert "比上年增长" in text_of(*TEN)
    assert "比上年增长" not in plain_text(regime_report(view))


def test_relief_clauses_are_unknown_to_a_regime_without_them():
    assert "放宽" not in text_of(*TEN)


def test_a_part_that_is_only_a_reference_says_so():
    text = text_of(BALANCE, "gansu")

    assert "公众满意度（供参考，不作判定） | " in text
    assert "公众满意度（供参考" not in text_of(BALANCE)


def test_earlier_years_get_a_chapter_where_they_were_looked_at():
    view = a_view_under(BALANCE, findings=findings_with_history(BALANCE))

    assert "、历年核对\n" in plain_text(regime_report(view))
    assert "历年核对" not in text_of(BALANCE)


def test_the_regime_chooses_its_dossiers():
    asked = {"findings": findings_under(SCORED), "standards": regime_of(SCORED).files}

    assert list(assemble(**given(**asked))) == ["县级/教育强县评分方案（示例，虚构）结果报告.docx"]


def test_a_dossier_that_nobody_can_make_is_an_error():
    files = regime_of(SCORED).files
    asked = {**files, "regime": {**files["regime"], "dossiers": ["poster"]}}

    with pytest.raises(CatalogueError, match="poster"):
        assemble(**given(findings=findings_under(SCORED), standards=asked))


def test_a_part_of_a_kind_that_nobody_can_write_is_an_error():
    files = regime_of(SCORED).files
    parts = {"scheme": {"kind": "sung", "sheet": "scheme"}}
    asked = {**files, "regime": {**files["regime"], "parts": parts}}

    with pytest.raises(CatalogueError, match="sung"):
        regime_report(a_view_under(SCORED, standards=asked))


def test_a_number_that_is_not_its_fact_is_found():
    findings = findings_under(SCORED)
    changed = replace(findings.facts["county.C1.score"], printed="99")
    view = a_view_under(
        SCORED, findings=replace(findings, facts={**findings.facts, changed.id: changed})
    )

    assert untrue_numbers(regime_report(view), findings) == [("county.C1.score", "99")]


def test_every_page_says_draft_or_who_approved():
    final = regime_report(a_view_under(SCORED, approval=APPROVAL))

    assert all("未经审定" in mark[0] for mark in page_marks(report_of(SCORED)))
    assert all(APPROVAL["approved_by"] in "".join(mark) for mark in page_marks(final))


def test_the_same_findings_give_the_same_bytes():
    assert regime_report(a_view_under(SCORED)) == report_of(SCORED)


def test_every_regime_that_asks_for_it_can_have_it():
    asking = [
        name
        for name in catalogue.regimes()
        if "regime_report" in regime_of(name).files["regime"]["dossiers"]
    ]

    assert {BALANCE, SCORED} <= set(asking)


def test_they_become_pdfs_with_chinese_fonts_and_bookmarks(tmp_path):
    words = []
    for at, case in enumerate((TEN, (SCORED, ""))):
        words.append(tmp_path / f"{at}.docx")
        words[-1].write_bytes(report_of(*case))

    for converted in convert(words, "pdf", tmp_path / "pdf"):
        pdf = converted.read_bytes()
        used = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([\w-]+)", pdf))
        titles = [
            bytes.fromhex(found.decode()).decode("utf-16")
            for found in re.findall(rb"/Title\s*<(FEFF[0-9A-F]+)>", pdf)
        ]

        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 5
        assert used
        assert all(b"CJK" in font for font in used), used
        assert any(title.endswith("、数据质量说明") for title in titles)
