"""The application form says what the findings say, in the layout of the national form."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest

from tasks import catalogue
from tasks.dossiers.application.form import application_form
from tasks.dossiers.facts_part import NAMESPACE
from tasks.dossiers.word.dossier import Column, Number, Table
from tasks.dossiers.word.reading import attachments, numbers, page_marks, plain_text
from tasks.errors import CatalogueError
from tests.approval import assert_approved
from tests.builders.dossiers import (
    APPROVAL,
    COMPLETE,
    JUNIOR,
    LONG_NAME,
    MISSING,
    NINE_YEAR,
    POINT,
    PRIMARY,
    RETURNED,
    TWELVE_YEAR,
    a_full_county,
    a_view,
    dossier_wording,
    findings_of,
    some_findings,
    with_facts,
)
from tests.builders.word import a_dossier
from tests.printed_numbers import loose_numbers, said_by, untrue_numbers


@pytest.fixture(scope="module")
def form():
    return application_form(a_view())


@pytest.fixture(scope="module")
def xml(form):
    with zipfile.ZipFile(io.BytesIO(form)) as package:
        return package.read("word/document.xml").decode()


def test_the_text_is_as_approved(form):
    assert_approved("application_form", plain_text(form))


def test_every_number_is_its_fact(form):
    assert len(numbers(form)) > 200
    assert untrue_numbers(form, some_findings()) == []


def test_a_number_that_is_not_its_fact_is_found():
    changed = replace(some_findings().facts["county.townships"], printed="13")
    view = a_view(findings=with_facts(some_findings(), [changed]))

    assert untrue_numbers(application_form(view), some_findings()) == [("county.townships", "13")]


def test_no_cell_holds_a_number_without_a_fact(form):
    assert loose_numbers(form, [*said_by(some_findings()), "C8"]) == []


def test_a_number_without_a_fact_is_found():
    rows = [["1", "共18所", ["共", Number("county.townships", "12"), "个"]]]
    word = a_dossier().table(Table([Column()] * 3, rows)).to_bytes()

    assert loose_numbers(word, []) == ["共18所"]
    assert loose_numbers(word, ["共18所"]) == []


@pytest.mark.parametrize(
    ("level", "schools"),
    [
        ("primary", [PRIMARY, NINE_YEAR, TWELVE_YEAR, MISSING, RETURNED]),
        ("junior", [JUNIOR, NINE_YEAR, COMPLETE, TWELVE_YEAR]),
    ],
)
def test_schools_stand_in_the_order_of_the_roster(form, level, schools):
    tags = [fact for fact, _ in numbers(form)]

    assert [tag for tag in tags if tag.endswith(f".{level}.L4") and tag.startswith("s.")] == [
        f"s.{code}.{level}.L4" for code in schools
    ]


def test_each_block_is_numbered_from_one(form):
    lines = plain_text(form).splitlines()
    first = [line for line in lines if line.startswith("1 | 某县第00")]

    assert [line.split(" | ")[1] for line in first[:2]] == ["某县第001小学", "某县第002初级中学"]


def test_a_missed_standard_has_a_shade(xml):
    cells = [cell for cell in re.findall(r"<w:tc>.*?</w:tc>", xml) if 'w:fill="D0CECE"' in cell]
    tags = [tag for cell in cells for tag in re.findall(r'<w:tag w:val="([^"]+)"', cell)]

    assert "county.G5.result" in tags
    assert "county.G1.result" not in tags


def test_schools_lie_across_the_page_and_heads_repeat(xml):
    assert 'w:orient="landscape"' in xml
    assert xml.count("<w:tblHeader/>") > xml.count("<w:tbl>")


def test_a_missing_value_is_a_dash_with_its_reason(form):
    fact = some_findings().facts["county.gdp_per_capita_yuan"]

    assert ("county.gdp_per_capita_yuan", "—") in numbers(form)
    assert f"“—”：{fact.title}，{fact.note}。" in plain_text(form)


def test_a_sum_without_a_missing_return_is_said_to_be_provisional(form):
    text = plain_text(form)

    assert "L17、L19、L22：缺2项数据，按已收数据暂算。" in text
    assert text.count("小学：缺2项数据，按已收数据暂算。") == len(["表Ⅱ-1", "表Ⅲ"])
    assert "初中：缺" not in text
    assert "表Ⅳ第3—6、9、11、12、15项：缺2项数据，按已收数据暂算。" in text


def test_who_is_left_out_is_listed_with_the_reason(form):
    text = plain_text(form)

    for exclusion in some_findings().exclusions:
        assert exclusion.reason in text
    assert "柳树沟教学点 | 小学 | L1—L7" in text
    assert f"s.{POINT}.primary.L4" not in dict(numbers(form))


def test_missing_and_returned_forms_are_told_apart(form):
    text = plain_text(form)

    assert re.search(r"某县第009小学 \| 义务教育学校数据报表 \| 未报", text)
    assert re.search(r"某县第010小学 \| 义务教育学校数据报表 \| 退回", text)
    assert LONG_NAME in text


def test_open_issues_of_the_bureau_stand_with_sheet_and_cell(form):
    assert "1 | 需说明 | 县情 | C8 | 年人均国内生产总值未填 | 补填，或者写明原因" in plain_text(
        form
    )


def test_a_county_without_holes_says_so():
    findings = replace(some_findings(), exclusions=(), gaps=(), judgements=tuple(
        each for each in some_findings().judgements if each.verdict != "not_checked"
    ))  # fmt: skip
    judged = {each.item for each in findings.judgements if each.subject == "county"}
    view = a_view(findings=findings)
    kept = {name: view.standards[name] for name in view.standards}
    for name in ("guarantee", "quality", "vetoes"):
        kept[name] = {item: data for item, data in kept[name].items() if item in judged}

    text = plain_text(application_form(a_view(findings=findings, standards=kept, issues={})))

    assert "名录中的学校均参加了资源配置七项指标的计算。" in text
    assert "应报的报表均已报送，可以使用。" in text
    assert "各项均已核查。" in text
    assert "县级报表没有待办事项。" in text


def test_a_county_that_handed_in_almost_nothing_still_gets_a_form():
    values = {key: a_full_county()[key] for key in [(PRIMARY, "school_return")]}
    findings = findings_of(values)

    form = application_form(a_view(findings=findings))

    assert untrue_numbers(form, findings) == []
    assert dict(numbers(form))["county.G8.result"] == "未核查"
    assert "县教育局 | 县级数据报表 | 未报" in plain_text(form)


def test_a_draft_says_so_on_every_page(form):
    marks = page_marks(form)

    assert marks
    assert all("初稿" in mark and "未经审定" in mark[0] for mark in marks)


def test_a_final_version_names_who_approved_it_and_when():
    marks = page_marks(application_form(a_view(approval=APPROVAL)))

    assert marks
    assert all("审定人：示例县教育局督导室" in "".join(mark) for mark in marks)
    assert all("2025年12月20日09:30" in "".join(mark) for mark in marks)
    assert not any("初稿" in "".join(mark) for mark in marks)


def test_the_same_findings_give_the_same_bytes(form):
    assert application_form(a_view()) == form


def test_the_facts_travel_with_the_file(form):
    (part,) = [each for each in attachments(form) if NAMESPACE.encode() in each]

    assert {fact for fact, _ in numbers(form)} < set(
        re.findall(r'<fact id="([^"]+)"', part.decode())
    )
    assert 'submission="2025/139901/bureau/county_return/1"' in part.decode()


def test_an_unknown_blank_is_an_error_with_file_and_line(tmp_path):
    path = catalogue.TEMPLATES / "dossiers" / "application_form.yml"
    text = path.read_text(encoding="utf-8")
    broken = tmp_path / "application_form.yml"
    broken.write_text(text.replace("{county.G9.trained}", "{county.G9.traned}"), encoding="utf-8")
    wording = {**dossier_wording(), "application_form": catalogue.read_yaml(broken)}

    with pytest.raises(CatalogueError, match=r"county\.G9\.traned") as error:
        application_form(a_view(wording=wording))

    assert error.value.file == "templates/dossiers/application_form.yml"
    assert text.splitlines()[error.value.line - 1].strip().startswith("G1:")


def test_an_unknown_fact_is_an_error():
    with pytest.raises(CatalogueError, match=r"county\.no_such_fact"):
        a_view().number("county.no_such_fact")
