"""A province waits for its counties, names the missing, and says where every figure is from."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from tasks.dossiers.province_report import province_report
from tasks.dossiers.word.dossier import Styles
from tasks.dossiers.word.reading import numbers
from tasks.model import Findings
from tasks.province.paper import paper_tables
from tasks.province.standings import State, is_due, missing
from tasks.province.tables import progress
from tasks.province.terms import Listed, Terms, full_code, list_problems, stem, terms_of
from tasks.province.workbook import workbook
from tasks.steps.findings.rulebook import dossier_wording
from tests.builders.province import (
    BLANKS,
    DAY,
    WORDS,
    a_package,
    a_row,
    a_standing,
    figures,
)
from tests.builders.province import findings as county_findings

BEFORE, AFTER = date(2026, 2, 1), date(2026, 2, 2)
ROWS = [a_row("139901", "第一县"), a_row("139902", "第二县"), a_row("139903", "第三县", "no")]


def problems(*rows, code="130000", **requirements):
    return list_problems(code, rows, requirements, WORDS["list"])


def terms(**requirements):
    return terms_of("130000", "示例省", ROWS, requirements, WORDS["list"])


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}


def test_a_list_without_faults_is_taken():
    assert problems(*ROWS, minimum="2", deadline="2026-02-01") == []
    assert problems(*ROWS, minimum="全部") == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rows": [a_row("139901", "甲", "no")]}, "没有本年要评估的县"),
        ({"rows": [*ROWS, a_row("139901", "另一县")]}, "139901 出现了不止一次"),
        ({"rows": [*ROWS, a_row("139909", "第一县")]}, "第一县"),
        ({"rows": [*ROWS, a_row("149901", "外省县")]}, "149901 不是本省的县代码"),
        ({"rows": [*ROWS, a_row("130100", "市")]}, "130100 不是本省的县代码"),
        ({"code": "139901"}, "应当以 00 结尾"),
        ({"minimum": "3"}, "1 到 2 的整数"),
        ({"minimum": "0"}, "1 到 2 的整数"),
        ({"minimum": "一半"}, "一半"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(changes, said):
    rows = changes.pop("rows", ROWS)
    (found,) = problems(*rows, **changes)
    assert said in found


def test_a_city_has_a_list_of_its_own():
    assert (stem("130000"), stem("130100"), full_code("13")) == ("13", "1301", "130000")
    assert problems(a_row("130121", "甲县"), code="130100") == []
    assert len(problems(a_row("130221", "乙县"), code="130100")) == 1


def test_all_are_waited_for_unless_the_list_says_how_many():
    assert terms().needed(AFTER) == 2
    assert terms(minimum="全部").needed(AFTER) == 2
    assert terms(minimum="1").needed(AFTER) == 1


def test_until_the_deadline_all_are_waited_for():
    found = terms(minimum="1", deadline="2026-02-01")
    assert [found.needed(day) for day in (BEFORE, AFTER)] == [2, 1]


def test_a_draft_and_a_county_that_is_not_asked_do_not_count():
    asked = Terms("130000", "示例省", (Listed("139901", "甲"), Listed("139902", "乙")))
    draft = a_standing("139902", State.DRAFT)

    assert not is_due(asked, [a_standing("139901"), draft], DAY)
    assert is_due(asked, [a_standing("139901"), a_standing("139902", State.SEALED)], DAY)
    assert [each.state for each in missing([a_standing(), draft])] == [State.DRAFT]


def test_the_missing_are_named_with_how_far_they_are():
    found = figures(
        a_standing("139901"),
        a_standing("139902", State.NO_ROSTER),
        a_standing("139903", State.RETURNS_MISSING, owing=7),
        a_standing("139904", State.REFUSED, wrong="县级/申报表.docx 与清单不符"),
    )
    lines = sheets(workbook(found, BLANKS))["未完成的县"]

    assert [line[1:] for line in lines[2:]] == [
        ["139902", "第2县", "未交学校名录", "—"],
        ["139903", "第3县", "报表未收齐", "未报或退回 7 份"],
        ["139904", "第4县", "成果包与存档不符，不采用", "县级/申报表.docx 与清单不符"],
    ]
    text = progress(found, "2025")
    assert "1. 第2县（139902）：未交学校名录" in text
    assert "已有终审稿 1 个，需有 4 个" in text


def test_every_figure_of_the_workbook_names_its_source():
    found = sheets(workbook(figures(a_standing(), a_standing("139902", State.DRAFT)), BLANKS))
    sources = found["数据出处"][2:]
    places = {(line[0], line[1]): line for line in sources}

    figures_there = 0
    for title, rows in found.items():
        for row, line in enumerate(rows[2:], 3) if title not in ("数据出处", "说明") else ():
            for column, value in enumerate(line):
                if isinstance(value, int | float | Decimal):
                    figures_there += 1
                    source = places[title, f"{chr(ord('A') + column)}{row}"]
                    assert Decimal(str(value)) == Decimal(source[4])
                    assert source[6] == "c" * 64
                    assert source[7].startswith(("county.", "standard.", "s.*."))
    assert figures_there == len(sources) > 30


def test_a_coefficient_is_the_county_s_own_to_the_printed_place():
    rows = sheets(workbook(figures(a_standing()), BLANKS))
    (name,) = (title for title in rows if title.startswith("差异系数"))
    facts = county_findings().facts
    printed = [facts[f"county.primary.L{at}.cv"].printed for at in range(1, 8)]

    assert [Decimal(str(value)) for value in rows[name][2][4:11]] == list(map(Decimal, printed))
    assert rows[name][2][3] == float(facts["standard.primary.cv"].printed)


def test_schools_that_miss_the_standard_are_counted():
    found = figures(a_standing())
    failing = [
        each.subject for each in county_findings().judgements
        if (each.item, each.level, str(each.verdict)) == ("resources", "primary", "not_met")
        and each.subject != "county"
    ]  # fmt: skip
    fact = found.facts["p.139901.primary.schools_not_met"]

    assert failing
    assert (fact.value, fact.printed) == (len(failing), str(len(failing)))


def test_drafts_are_told_from_finals_and_counted_apart():
    found = figures(a_standing(), a_standing("139902", State.DRAFT))
    rows = sheets(workbook(found, BLANKS))["各县结论"]

    assert [line[5] for line in rows[2:]] == ["终审稿第1次", "初稿第1次"]
    counts = {name: found.facts[f"province.{name}"].printed
              for name in ("asked", "released", "drafts", "missing")}  # fmt: skip
    assert counts == {"asked": "2", "released": "1", "drafts": "1", "missing": "1"}
    verdicts = [found.facts[f"province.{name}"].value for name in ("met", "not_met", "not_checked")]
    assert sum(verdicts) == 1


def test_counties_of_two_regimes_have_sheets_of_their_own():
    other = a_package(regime_title="基本均衡")
    rows = sheets(workbook(figures(a_standing(), a_standing("139902", package=other)), BLANKS))

    assert len([title for title in rows if title.startswith("差异系数")]) == 2


def test_the_same_figures_are_the_same_bytes():
    made = [workbook(figures(a_standing()), BLANKS) for _ in range(2)]
    assert made[0] == made[1]


def the_report(*standings) -> bytes:
    from datetime import datetime

    found = figures(*standings)
    facts = Findings("2025", "130000", "示例省", "province", found.facts, (), (), (), ())
    return province_report(
        Styles.read(dossier_wording()["styles"], "styles.yml"), WORDS["report"],
        paper_tables(found), findings=facts, blanks=BLANKS, moment=datetime(2026, 3, 1),
    )  # fmt: skip


def test_every_number_of_the_report_is_tagged_and_its_fact_travels_with_it():
    one = the_report(a_standing(), a_standing("139902", State.DRAFT))
    known = figures(a_standing(), a_standing("139902", State.DRAFT)).facts
    printed = dict(numbers(one))

    assert {"province.asked", "p.139901.primary.L4.cv", "p.139902.overall.result"} <= set(printed)
    assert all(known[fact].printed == text for fact, text in printed.items())
    assert one == the_report(a_standing(), a_standing("139902", State.DRAFT))


def test_a_report_with_nobody_missing_says_so():
    tables = paper_tables(figures(a_standing()))
    assert (tables.missing, tables.has_drafts) == ([], False)
