"""The county report says what the findings say, in words that change with the verdicts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from lxml import etree

from tasks import catalogue
from tasks.dossiers.application.form import application_form
from tasks.dossiers.facts_part import NAMESPACE
from tasks.dossiers.problem_list import responsible
from tasks.dossiers.report.county_report import county_report
from tasks.dossiers.word.reading import attachments, numbers, page_marks, plain_text
from tasks.errors import CatalogueError
from tasks.indicators.evaluate import evaluate
from tasks.indicators.regime import read_regime
from tasks.model import BUREAU, ExpectedReturn, Findings, Status, Verdict
from tests.approval import assert_approved
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.dossiers import (
    APPROVAL,
    MISSING,
    NINE_YEAR,
    PRIMARY,
    REGIME,
    RETURNED,
    a_view,
    a_view_under,
    dossier_wording,
    findings_with_history,
    some_findings,
    with_facts,
)
from tests.builders.fitness import national_standard
from tests.builders.returns import (
    a_county,
    a_county_return,
    a_roster_row,
    a_school_return,
    a_survey_return,
)
from tests.office import convert
from tests.printed_numbers import answers, loose_numbers, said_by, untrue_numbers

A_PRIMARY, A_JUNIOR = "2113999001", "3113999002"
CHARTS = re.compile(r"word/charts/chart\d+[.]xml")
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def report():
    return county_report(a_view())


def findings_of(
    roster: list[dict[str, Any]], values: dict[tuple[str, str], Any], missing: tuple[str, ...] = ()
) -> Findings:
    """Return the findings of a county all of whose returns but those of `missing` are there."""
    expected = tuple(
        ExpectedReturn(school, form) if school in missing
        else ExpectedReturn(school, form, f"{EDITION}/{COUNTY}/{school}/{form}/1", Status.ACCEPTED)
        for school, form in values
    )  # fmt: skip
    used = {key: tables for key, tables in values.items() if key[0] not in missing}
    return evaluate(
        returns_of(roster, used), expected, read_regime(catalogue.standards(REGIME)),
        national_standard(), catalogue.code_lists(), catalogue.layouts(EDITION),
        edition=EDITION, county=COUNTY, county_name="示例县",
    )  # fmt: skip


def text_of(change: Callable[[dict[tuple[str, str], Any]], None], *missing: str) -> str:
    """Return the text of the report on a clean county of three schools after a change."""
    roster, values = a_county()
    change(values)
    return text_about(roster, findings_of(roster, values, missing))


def text_about(roster: list[dict[str, Any]], findings: Findings) -> str:
    """Return the text of the report on some findings."""
    rows = [{name: "" if x is None else x for name, x in row.items()} for row in roster]
    return plain_text(county_report(a_view(findings=findings, roster=rows, issues={})))


@cache
def clean_text() -> str:
    """Return the text of the report on a county that meets everything."""
    return text_of(lambda values: None)


def test_the_text_is_as_approved(report):
    assert_approved("county_report", plain_text(report))


# Numbers


def test_every_number_is_its_fact(report):
    assert len(numbers(report)) > 300
    assert untrue_numbers(report, some_findings()) == []


def test_no_cell_holds_a_number_without_a_fact(report):
    formula = some_findings().facts["county.fitness.participation_percent"].formula
    standards = catalogue.standards(REGIME)
    asked = [setting["title"] for setting in standards["regime"]["settings"].values()]
    allowed = [*said_by(some_findings()), *answers(standards), *asked, formula]

    assert loose_numbers(report, allowed) == []


def test_a_number_that_is_not_its_fact_is_found():
    changed = replace(some_findings().facts["county.townships"], printed="13")
    view = a_view(findings=with_facts(some_findings(), [changed]))

    assert untrue_numbers(county_report(view), some_findings()) == [("county.townships", "13")]


def test_it_prints_the_numbers_of_the_application_form(report):
    form = dict(numbers(application_form(a_view())))
    shared = {fact: text for fact, text in numbers(report) if fact in form}

    assert len(shared) > 150
    assert shared == {fact: form[fact] for fact in shared}


def test_the_facts_travel_with_the_file(report):
    (part,) = [each for each in attachments(report) if NAMESPACE.encode() in each]

    assert {fact for fact, _ in numbers(report)} < set(
        re.findall(r'<fact id="([^"]+)"', part.decode())
    )


def test_a_missing_number_is_a_dash_with_its_reason(report):
    fact = some_findings().facts["county.gdp_per_capita_yuan"]

    assert ("county.gdp_per_capita_yuan", "—") in numbers(report)
    assert f"“—”：{fact.title}，{fact.note}。" in plain_text(report)


# Charts


def charts_of(docx: bytes) -> list[list[Decimal]]:
    """Return the values that each chart of a Word file shows."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        names = sorted(name for name in package.namelist() if CHARTS.fullmatch(name))
        roots = [etree.fromstring(package.read(name)) for name in names]
    return [
        [Decimal(point.text) for val in root.iter(f"{C}val") for point in val.iter(f"{C}v")]
        for root in roots
    ]


def test_every_chart_shows_facts_and_standards_only(report):
    known = {each.value for each in some_findings().facts.values()}
    limits = catalogue.standards(REGIME)
    known |= {Decimal(str(x)) for x in limits["regime"]["balance"]["maximum"].values()}
    known |= {
        Decimal(str(x)) for each in limits["resources"].values() for x in each["minimum"].values()
    }
    charts = charts_of(report)

    assert len(charts) >= 7
    assert all(charts)
    assert [value for chart in charts for value in chart if value not in known] == []


def test_every_chart_has_a_caption_and_is_described(report):
    lines = plain_text(report).splitlines()
    at = [number for number, line in enumerate(lines) if line.startswith("〔图〕")]

    assert all(len(lines[number]) > len("〔图〕") for number in at)
    assert [lines[number + 1].split("　")[0] for number in at] == [
        f"图{number}" for number in range(1, len(at) + 1)
    ]


def test_without_fitness_data_there_is_no_empty_chart():
    roster, values = a_county()
    findings = findings_of(roster, {key: x for key, x in values.items() if "fitness" not in key[1]})
    text = text_about(roster, findings)

    assert "没有可用的体质健康数据" in text
    assert "各年级体质健康" not in text


def test_many_schools_are_shown_by_rank():
    wording = {**dossier_wording(), "county_report": _with_names_up_to(2)}
    text = plain_text(county_report(a_view(wording=wording)))

    assert "条形图：小学各校" not in text
    assert "柱形图：小学各校" in text


def _with_names_up_to(schools: int) -> dict[str, Any]:
    tree = dict(dossier_wording()["county_report"])
    spread = {**tree["charts"]["spread"], "names_up_to": schools, "rank_every": 1}
    return {**tree, "charts": {**tree["charts"], "spread": spread}}


# Fitness, survey, earlier years


def test_pupils_of_the_school_returns_stand_beside_the_rows_that_were_uploaded(report):
    facts = some_findings().facts
    printed = dict(numbers(report))

    for name in ("students", "enrolled", "tested_of_students_percent"):
        assert printed[f"county.fitness.{name}"] == facts[f"county.fitness.{name}"].printed
    assert f"注：参测率＝{facts['county.fitness.participation_percent'].formula}。" in plain_text(
        report
    )


def test_boys_and_girls_of_every_grade_have_their_rates(report):
    printed = dict(numbers(report))
    grades = catalogue.code_lists()["grades"].codes

    for sex in ("male", "female"):
        assert f"county.junior.fitness.{sex}.scored" in printed
        assert all(f"county.fitness.{grade}.{sex}.pass_percent" in printed for grade in grades)


def test_a_school_whose_fitness_counts_differ_is_listed_with_both_numbers(report):
    name = some_findings().facts[f"s.{NINE_YEAR}.name"].printed
    said = "优秀：填报 2 人，计算 0 人 / 良好：填报 268 人，计算 270 人"

    assert f"1 | {name} | 初中 | {said}" in plain_text(report)
    assert (f"s.{NINE_YEAR}.junior.fitness_excellent", "2") in numbers(report)


def test_where_all_fitness_counts_agree_nothing_is_listed():
    assert "一致的 3 所，不一致的 0 所，未核对的 0 所" in clean_text()
    assert "填报与计算不一致" not in clean_text()


def test_the_sampling_plan_stands_beside_what_came_back(report):
    text = plain_text(report)

    assert "家长 | 300 | 320 | 320" in text
    assert "合计 | 600 | 620 | 620" in text
    assert "有效问卷不少于问卷总数的70%：符合。" in text


def test_a_sample_that_is_too_small_is_a_hint_with_its_reason():
    def few(values: dict[tuple[str, str], Any]) -> None:
        values[BUREAU, "survey_return"] = {"survey": a_survey_return()["survey"][:100]}

    text = text_of(few)

    assert "问卷总数不少于抽样计划：提示（100份，少于600份）。" in text
    assert "自评结论：达标。" in text


def test_every_group_has_its_rate_of_every_question(report):
    printed = dict(numbers(report))

    for group in catalogue.code_lists()["respondents"].codes:
        assert f"county.R.{group}.school_choice_percent" in printed


def test_without_earlier_years_the_report_says_so(report):
    assert "历年核对\n没有可用的历年数据" in plain_text(report)


@cache
def report_with_history() -> bytes:
    """Return the report on the county with earlier years."""
    return county_report(a_view(findings=findings_with_history()))


def test_earlier_years_stand_beside_what_was_reported():
    found, text = findings_with_history(), plain_text(report_with_history())
    facts = found.facts
    fact = facts[f"s.{NINE_YEAR}.junior.history.intake"]
    name = facts[f"s.{NINE_YEAR}.name"].printed

    whole = facts["county.history.primary.intake"]
    assert f"小学 | 入学人数（人） | — | {whole.printed} | {whole.note}" in text
    assert f"初中 | 入学人数（人） | {facts['county.Q1.intake'].printed} | " in text
    assert f"{name} | 初中 | 入学人数（人） | 90 | {fact.printed} | {fact.note}" in text
    assert f"{facts[f's.{A_JUNIOR}.name'].printed} | 初中 | 入学人数" not in text
    assert untrue_numbers(report_with_history(), found) == []


def test_schools_that_no_earlier_year_knows_are_named_with_the_reason():
    facts = findings_with_history().facts
    name = facts[f"s.{MISSING}.name"].printed
    note = facts[f"s.{MISSING}.primary.history.retention_percent"].note

    assert re.search(rf"{name}.*未能核对：{re.escape(note)}。", plain_text(report_with_history()))


# Sentences that change with the verdict

BALANCE = ("balance", *(f"L{number}.cv" for number in range(1, 8)))


def test_a_county_that_meets_everything_says_so():
    text = clean_text()

    assert "自评结论：达标。" in text
    assert "小学参加评估 2 所，各项指标均达到标准，学校综合评估全部达标。" in text
    assert "小学各项指标的差异系数均不高于限值（≤0.50），且有余量，校际均衡达标。" in text
    assert "没有发现未达标的指标。" in text
    assert "应报的报表均已报送，没有待说明的问题。" in text
    assert "没有因缺报而不能计算的项目。" in text
    assert "未达标指标清单" not in text


def test_a_school_that_misses_two_indicators_is_listed_with_its_distance():
    def poor(values: dict[tuple[str, str], Any]) -> None:
        values[A_PRIMARY, "school_return"] = a_school_return(
            "primary", code=A_PRIMARY, conditions={"books": 1, "multimedia_rooms": 4},
            teachers={"primary": {"backbone": 0}},
        )  # fmt: skip

    text = text_of(poor)

    assert "自评结论：未达标。没有达到标准的部分：资源配置" in text
    assert "学校综合评估达标 1 所，占 50.0%，未达标。" in text
    assert "1 | 某县第001小学 | 骨干教师 | 0.00 | ≥1人/百名学生 | 5人 | 未达标 | 未达标" in text
    assert "小学各校均达到标准的指标：高于规定学历教师" in text
    assert "小学网络多媒体教室低于标准 | 某县第001小学 | 县教育局、县财政局" in text
    assert "网络多媒体教室 0.83，尚缺 7.04 间" in text


def test_a_county_whose_schools_rely_on_the_floor_has_just_met():
    def near(values: dict[tuple[str, str], Any]) -> None:
        values[A_PRIMARY, "school_return"] = a_school_return(
            "primary", code=A_PRIMARY, conditions={"multimedia_rooms": 10}
        )

    text = text_of(near)

    assert "小学参加评估 2 所，学校综合评估全部达标。部分学校有指标低于标准" in text
    assert "自评结论：达标。" in text


def test_a_coefficient_close_to_its_limit_is_named():
    roster, values = a_county()
    findings = findings_of(roster, values)
    fact = findings.facts["county.primary.L4.cv"]
    close = replace(fact, value=Decimal("0.49"), printed="0.490")
    text = text_about(roster, with_facts(findings, [close]))

    assert "其中教学及辅助用房差异系数接近限值" in text
    assert "接近限值" not in clean_text()


def test_a_coefficient_above_its_limit_is_a_problem_of_the_county():
    def uneven(values: dict[tuple[str, str], Any]) -> None:
        values[A_PRIMARY, "school_return"] = a_school_return(
            "primary", code=A_PRIMARY, conditions={"equipment_value_wan_yuan": 2000.0}
        )

    text = text_of(uneven)

    assert "小学差异系数的标准是≤0.50，高于限值的有教学仪器设备值差异系数，校际均衡未达标。" in text
    assert "小学教学仪器设备值差异系数高于限值 | 示例县 | 县教育局、县财政局" in text


def test_a_missing_return_is_never_a_pass():
    text = text_of(lambda values: None, A_JUNIOR)

    assert "自评结论：未核查。" in text
    assert "初中未能核查的学校：某县第002初级中学。" in text
    assert "按已收数据暂算没有高于限值的指标，但数据不全，校际均衡未核查。" in text
    assert "某县第002初级中学的义务教育学校数据报表未报或已退回，" in text
    assert "1 | 某县第002初级中学 | 义务教育学校数据报表 | 未报 | 没有收到，数据缺" in text


def test_a_coefficient_that_is_above_its_limit_only_so_far_is_named_and_left_open():
    roster, values = a_county()
    findings = findings_of(roster, values)
    judgements = tuple(
        replace(each, verdict=Verdict.NOT_CHECKED, distance=distance)
        if each.subject == "county" and each.level == "primary" and each.item in BALANCE
        else each
        for each in findings.judgements
        for distance in (Decimal("0.08") if each.item == "L2.cv" else None,)
    )
    text = text_about(roster, replace(findings, judgements=judgements))

    assert "按已收数据暂算，高于限值的有骨干教师差异系数；缺报的学校可能改变结果" in text


@pytest.mark.parametrize(
    ("satisfied", "sentence"),
    [
        (620, "高于标准（社会认可度≥85%），达标。"),
        (530, "达到标准（社会认可度≥85%）但余量不大，达标。"),
        (400, "低于标准（社会认可度≥85%），未达标。"),
    ],
)
def test_satisfaction_is_put_into_fitting_words(satisfied, sentence):
    def survey(values: dict[tuple[str, str], Any]) -> None:
        rows = a_survey_return()["survey"]
        asked = [row for row in rows if row["method"] == "questionnaire"]
        for row in asked[satisfied:]:
            row["overall"] = "dissatisfied"
        values[BUREAU, "survey_return"] = {"survey": rows}

    assert sentence in text_of(survey)


def test_without_a_survey_recognition_is_not_checked():
    roster, values = a_county()
    findings = findings_of(roster, {key: x for key, x in values.items() if "survey" not in key[1]})

    assert "没有可用的调查数据，未核查。" in text_about(roster, findings)


def test_a_veto_is_said_first_and_named():
    def fraud(values: dict[tuple[str, str], Any]) -> None:
        values[BUREAU, "county_return"] = a_county_return(vetoes={"fraud": "yes"})

    text = text_of(fraud)

    assert "存在否决事项（第6项），按规定不予认定" in text
    assert "不予认定情形第6项：有弄虚作假行为 | 示例县" in text


def test_what_is_not_checked_is_said_beside_what_is_not_met(report):
    assert "资源配置、校际均衡、否决事项因数据不全尚未核查，不等于达标" in plain_text(report)


def test_a_missed_item_names_the_schools_behind_it(report):
    lines = plain_text(report).splitlines()
    said = {line.split("没有达到")[0]: line for line in lines if "项没有达到“" in line}

    assert said["表Ⅳ第5项"].endswith("。涉及学校：某县第001小学。")
    assert said["表Ⅴ第3项"].endswith("。自查与此不一致的学校：某县第001小学。")


def test_every_item_that_can_be_missed_has_somebody_responsible():
    """Whatever the evaluation judges, the regime says who must act."""
    known = {*catalogue.standards(REGIME)["responsibility"]["items"], *a_view().summaries}

    assert {each.item for each in some_findings().judgements} <= known


def test_an_item_that_the_regime_does_not_list_is_everybodys():
    standards = catalogue.standards(REGIME)
    others = {**standards["responsibility"], "items": {}}
    view = a_view(standards={**standards, "responsibility": others})

    assert responsible(view, "G5") == others["other"]
    assert county_report(view)[:2] == b"PK"


def test_every_variant_of_a_sentence_names_facts_that_exist():
    path = catalogue.TEMPLATES / "dossiers" / "county_report.yml"
    named = set(re.findall(r"\{(county\.[^{}]+)\}", path.read_text(encoding="utf-8")))

    assert len(named) > 30
    assert sorted(named - set(some_findings().facts)) == []


# Data quality


def test_what_was_not_handed_in_and_what_follows_is_listed(report):
    text = plain_text(report)
    names = {code: some_findings().facts[f"s.{code}.name"].printed for code in (MISSING, RETURNED)}

    assert re.search(rf"{names[MISSING]} \| 义务教育学校数据报表 \| 未报 \| 没有收到", text)
    assert re.search(rf"{names[RETURNED]} \| 义务教育学校数据报表 \| 退回 \| 有须改正的错误", text)
    for each in some_findings().exclusions:
        assert f"{each.reason} | {each.clause}" in text


def test_every_open_question_says_how_it_was_answered(report):
    text = plain_text(report)

    for setting in catalogue.standards(REGIME)["regime"]["settings"].values():
        assert f"| {setting['title']} | " in text


def test_an_answer_is_the_default_or_what_the_province_chose():
    text = plain_text(county_report(a_view_under(REGIME, "shenyang")))

    assert re.search(r"特殊教育生均公用经费的计算范围 \| [^|]+ \| 省级取法 / 已有依据", text)
    assert re.search(r"综合满意度取哪一题 \| [^|]+ \| 默认取法 / 待主管部门确认", text)


def test_the_first_option_of_every_open_question_is_the_default():
    for regime in catalogue.regimes():
        for setting in catalogue.standards(regime)["regime"]["settings"].values():
            assert setting["value"] == setting["options"][0], setting["title"]


def test_every_answer_to_an_open_question_has_words():
    for regime in catalogue.regimes():
        standards = catalogue.standards(regime)
        for name, setting in standards["regime"]["settings"].items():
            assert set(setting["options"]) <= set(standards["wording"]["answers"][name])


# The whole file


def test_a_county_of_one_level_has_no_empty_tables_or_charts():
    roster = [a_roster_row("primary", code=PRIMARY)]
    values = {(PRIMARY, "school_return"): a_school_return("primary", code=PRIMARY)}
    values[BUREAU, "county_return"] = a_county_return()
    text = text_about(roster, findings_of(roster, values))

    assert "没有参加评估的初中。" in text
    assert "初中校际差异系数" not in text


def test_a_draft_says_so_on_every_page(report):
    assert all("初稿" in mark and "未经审定" in mark[0] for mark in page_marks(report))
    assert "本报告为初稿" in plain_text(report)


def test_a_final_version_names_who_approved_it():
    final = county_report(a_view(approval=APPROVAL))

    assert all("审定人：示例县教育局督导室" in "".join(mark) for mark in page_marks(final))
    assert "本报告的数据已由示例县教育局督导室于2025年12月20日09:30审定。" in plain_text(final)


def test_the_same_findings_give_the_same_bytes(report):
    assert county_report(a_view()) == report


def test_an_unknown_blank_is_an_error_with_file_and_line(tmp_path):
    path = catalogue.TEMPLATES / "dossiers" / "county_report.yml"
    text = path.read_text(encoding="utf-8")
    broken = tmp_path / "county_report.yml"
    broken.write_text(text.replace("{county.villages}", "{county.vilages}"), encoding="utf-8")
    wording = {**dossier_wording(), "county_report": catalogue.read_yaml(broken)}

    with pytest.raises(CatalogueError, match=r"county\.vilages") as error:
        county_report(a_view(wording=wording))

    assert error.value.file == "templates/dossiers/county_report.yml"
    assert error.value.line


def test_it_becomes_a_pdf_with_chinese_fonts_and_bookmarks(report, tmp_path):
    word = tmp_path / "report.docx"
    word.write_bytes(report)
    (converted,) = convert([word], "pdf", tmp_path / "pdf")
    pdf = converted.read_bytes()
    used = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([\w-]+)", pdf))
    titles = {
        bytes.fromhex(found.decode()).decode("utf-16")
        for found in re.findall(rb"/Title\s*<(FEFF[0-9A-F]+)>", pdf)
    }

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 10
    assert used
    assert all(b"CJK" in font for font in used), used
    assert {"一、基本情况", "（二）校际均衡", "六、数据质量说明"} <= titles


A_PLAN = {
    "outcome": "found",
    "summary": ["推演，不是评估数据", "采取下列1项措施，共需8000元"],
    "measures": [
        {"school": "示例县长岗村小学", "level": "小学", "measure": "调入骨干教师", "amount": "1",
         "unit": "人", "cost": "8000", "why": "骨干教师达到标准"},
    ],
    "costs": [],
    "coefficients": [
        {"level": "小学", "indicator": "骨干教师", "before": "0.582", "after": "0.469",
         "limit": "0.50", "verdict": "达标"},
    ],
}  # fmt: skip


def test_a_plan_stands_under_its_mark_and_is_no_fact():
    written = county_report(a_view(plan=A_PLAN))
    text = plain_text(written)
    assert "达标推演（供参考，不是评估数据）" in text
    assert "推演，不是评估数据" in text
    assert "8000" in text
    without = county_report(a_view())
    assert "达标推演" not in plain_text(without)
    more = {fact for fact, _ in numbers(written)} - {fact for fact, _ in numbers(without)}
    assert more
    assert not more & set(some_findings().facts)


def test_what_a_province_adds_has_its_own_part_and_answer():
    text = plain_text(county_report(a_view_under("quality_2017", "jiangsu_type_city")))
    plain = plain_text(county_report(a_view()))
    title = catalogue.standards("quality_2017")["wording"]["parts"]["provincial"]
    assert f"（八）{title}" in text
    assert f"（八）{title}" not in plain
