"""What people call the rules: on receipts, and where they are counted."""

from __future__ import annotations

import pytest

from tasks import catalogue
from tasks.steps.findings.rulebook import rule_titles
from tasks.validation.book import WORDING


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        ("fitness-height-range", "体质健康测试，“身高”：80至250"),
        ("conditions-books-plausible", "办学条件，“图书册数”：生均3—200册"),
        (
            "students-cohort-follows",
            "学生，“男生”、“女生”等3项：同一批学生一年间变化不超过15%",
        ),
        ("school-changed-since-last-year", "基本情况，“学校名称”、“办学类型”：与上年一致"),
        ("classes-size-standard-primary", "班级，“学生数”：达到规定的标准"),
        (
            "students-classes-agree",
            "学生，“男生”：请对照“班级”表和“学生”表该年级的数，改正有误的一处",
        ),
    ],
)
def test_a_rule_is_called_by_its_sheet_its_items_and_what_it_asks_for(rule, title):
    assert rule_titles("2025")[rule] == title


def test_every_rule_has_a_title_without_blanks():
    titles = rule_titles("2025")
    rules = {
        entry["rule"]
        for name, suite in catalogue.suites("2025").items()
        if name != WORDING
        for entry in suite["expectations"]
    }

    assert set(titles) == rules
    assert not [title for title in titles.values() if set("{}") & set(title)]
