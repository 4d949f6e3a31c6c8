"""The application form of 2012 says what the findings say, table by table."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import cache

import pytest

from tasks.dossiers.assemble import assemble
from tasks.dossiers.balance_application.form import balance_application
from tasks.dossiers.word.reading import numbers, page_marks, plain_text
from tasks.model import BUREAU, Verdict
from tests.approval import assert_approved
from tests.builders.dossiers import (
    APPROVAL,
    NINE_YEAR,
    TWELVE_YEAR,
    a_full_county,
    a_scores_return,
    a_view_under,
    findings_of,
    findings_under,
    given,
    regime_of,
)
from tests.builders.papers import known_to
from tests.printed_numbers import loose_numbers, untrue_numbers

REGIME, TEN = "balance_2012", "ten_indicator_sheet"
PROVINCES = ("", TEN, "fujian", "hebei", "points_example", "scored_sheet", "county_table_17_items")
DARK = 'w:fill="D0CECE"'


@cache
def form_of(province: str = "") -> bytes:
    """Return the form of the county by the rules of a province."""
    return balance_application(a_view_under(REGIME, province))


@cache
def text_of(province: str = "") -> str:
    """Return the text of the form."""
    return plain_text(form_of(province))


def a_form_without(*absent: str) -> str:
    """Return the text of the form of a county some of whose own returns never came."""
    values = {**a_full_county(), (BUREAU, "scores_return"): a_scores_return()}
    values = {name: value for name, value in values.items() if name[1] not in absent}
    findings = findings_of(values, regime_of(REGIME))
    return plain_text(balance_application(a_view_under(REGIME, findings=findings)))


def test_the_text_is_as_approved():
    assert_approved("balance_application", text_of(TEN))


@pytest.mark.parametrize("province", PROVINCES)
def test_every_number_is_its_fact_and_none_stands_alone(province):
    view = a_view_under(REGIME, province)
    form = balance_application(view)

    assert len(numbers(form)) > 150
    assert untrue_numbers(form, known_to(view)) == []
    assert loose_numbers(form) == []


def test_the_seven_tables_stand_in_their_order():
    titles = re.findall(r"^表(Ⅰ|Ⅱ-1|Ⅱ-2|Ⅲ|Ⅳ|Ⅴ|Ⅵ|Ⅶ)　", text_of(TEN), re.MULTILINE)

    assert titles == ["Ⅰ", "Ⅱ-1", "Ⅱ-2", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ"]


def test_the_basic_facts_have_all_their_labels():
    text = text_of()
    table = text[text.index("表Ⅰ") : text.index("“—”：年人均国内生产总值")]

    assert re.findall(r"L\d+", table) == [f"L{number}" for number in range(1, 23)]


def test_without_standards_of_the_province_both_tables_say_so():
    text, reason = text_of(), "由省级人民政府教育督导机构确定，未判定。"

    assert text.count(f"本省义务教育学校办学基本标准尚未录入，{reason}") == 2
    assert "指标值 | 省级评 / 估标准" not in text


def test_each_value_stands_beside_the_standard_of_the_province():
    printed = [fact for fact, _ in numbers(form_of(TEN))]
    at = printed.index(f"s.{NINE_YEAR}.primary.C1")

    assert printed[at : at + 4] == [
        f"s.{NINE_YEAR}.primary.C1", "standard.primary.C1",
        f"s.{NINE_YEAR}.primary.C2", "standard.primary.C2",
    ]  # fmt: skip


def test_a_failed_value_has_a_dark_background_and_its_standard_has_not():
    with zipfile.ZipFile(io.BytesIO(form_of(TEN))) as package:
        xml = package.read("word/document.xml").decode()
    dark = {
        tag
        for cell in re.findall(r"<w:tc>.*?</w:tc>", xml, re.DOTALL)
        if DARK in cell
        for tag in re.findall(r'<w:tag w:val="([^"]+)"', cell)
    }
    missed = {
        f"s.{each.subject}.{each.level}.{each.item}"
        for each in findings_under(REGIME, TEN).judgements
        if each.verdict is Verdict.NOT_MET and re.fullmatch(r"C\d+", each.item)
    }

    assert missed
    assert {fact for fact in dark if re.search(r"\.C\d+$", fact)} == missed


def test_each_part_of_a_combined_school_has_a_row_of_its_own():
    text = text_of(TEN)
    table = text[text.index("表Ⅱ-2") : text.index("表Ⅲ")]
    names = re.findall(r"^\d+ \| (某县第003\S+)", table, re.MULTILINE)

    assert set(names) == {"某县第003九年一贯制学校（小学部）", "某县第003九年一贯制学校（初中部）"}


def test_a_private_school_is_left_out_and_told_why():
    text = text_of(TEN)
    table = text[text.index("表Ⅱ-2") : text.index("表Ⅲ")]

    assert f"s.{TWELVE_YEAR}.primary.C1" not in dict(numbers(form_of(TEN)))
    assert "十二年一贯制东校区" not in table
    assert "民办学校不参加" in text


def test_only_the_composite_is_judged():
    findings, text = findings_under(REGIME), text_of()
    standard = next(x.standard for x in findings.judgements if x.item == "composite")

    assert f"标准：小学{standard}、初中" in text
    assert ("county.primary.composite", findings.facts["county.primary.composite"].printed) in (
        numbers(form_of())
    )


def test_the_seventeen_items_stand_under_their_four_groups():
    found = re.findall(r"(?:^|\| )(W\d+) \| ", text_of(), re.MULTILINE)

    assert found == [f"W{number}" for number in range(1, 18)]
    assert [name for name in ("入学机会 |", "保障机制 |", "教师队伍 |", "质量与管理 |")
            if name not in text_of()] == []  # fmt: skip


def test_points_are_printed_where_the_province_has_set_them():
    assert "没有规定分值" in text_of()
    assert "没有规定分值" not in text_of("points_example")
    assert "county.government.score" in dict(numbers(form_of("points_example")))


def test_funds_are_those_of_the_two_latest_years_with_their_growth():
    text = text_of()

    assert "项目 | 单位 | 2023年 | 2024年 | 比上年增长 / （%）" in text
    assert "义务教育预算内经费拨款 | 千元 | 454230.00 | 476941.50 | 5.0" in text
    assert "地方财政经常性收入 | 千元 | 1039682.00 | 1070872.46 | 3.0" in text
    assert "教职工年人均工资 | 元 | 96542 | 99438 | 3.0" in text


def test_what_no_return_carries_is_a_dash_with_its_reason():
    text = text_of()

    assert "义务教育经费占财政支出比例 | % | — | — | —" in text
    assert "“—”：义务教育经费占财政支出比例，报表没有收集财政支出总额" in text


def test_funds_that_never_came_are_dashes_and_told():
    text = a_form_without("county_return")

    assert "义务教育预算内经费拨款 | 千元 | — | — | —" in text
    assert "教职工年人均工资，县级数据报表没有报来或者不能使用。" in text


def test_a_county_without_survey_says_what_is_missing():
    text = a_form_without("survey_return")

    assert "公众满意度：未核查。" in text
    assert "计 | — | — | — | — | — | — | —" in text


def test_a_single_year_of_funds_leaves_the_earlier_column_empty():
    values = a_full_county()
    county = dict(values[BUREAU, "county_return"])
    county["three_year_funds"] = county["three_year_funds"][-1:]
    findings = findings_of({**values, (BUREAU, "county_return"): county}, regime_of(REGIME))
    text = plain_text(balance_application(a_view_under(REGIME, findings=findings)))

    assert "项目 | 单位 | 前一年 | 2024年 |" in text
    assert "义务教育预算内经费拨款 | 千元 | — | 476941.50 | —" in text
    assert "没有填满两个年度" in text


def test_the_county_has_room_for_its_own_words_its_seal_and_the_date():
    text = text_of()
    end = text[text.index("表Ⅶ") : text.index("编报说明\n一、")]

    assert "主要措施" in end
    assert "成效" in end
    assert "人民政府（盖章）" in end


def test_the_regime_asks_for_it():
    files = assemble(**given(findings=findings_under(REGIME), standards=regime_of(REGIME).files))

    assert next(iter(files)) == "县级/基本均衡申报表.docx"


def test_a_number_that_is_not_its_fact_is_found():
    findings = findings_under(REGIME)
    changed = replace(findings.facts["county.funds.2024.pay_per_teacher_yuan"], printed="1")
    view = a_view_under(
        REGIME, findings=replace(findings, facts={**findings.facts, changed.id: changed})
    )

    assert (changed.id, "1") in untrue_numbers(balance_application(view), findings)


def test_every_page_says_draft_or_who_approved():
    final = balance_application(a_view_under(REGIME, approval=APPROVAL))

    assert all("未经审定" in mark[0] for mark in page_marks(form_of()))
    assert all(APPROVAL["approved_by"] in "".join(mark) for mark in page_marks(final))


def test_the_same_findings_give_the_same_bytes():
    assert balance_application(a_view_under(REGIME)) == form_of()
