"""A roster that nobody can evaluate by is refused, with a sentence that names the school."""

from __future__ import annotations

import pytest

from tasks import catalogue
from tasks.intake.roster import roster_problems

WORDING = catalogue.read_yaml(catalogue.TEMPLATES / "receipts" / "arrivals.yml")["roster"]


def a_line(code, parent=None, counted="yes"):
    return {
        "school_code": code, "school_name": f"第{code}小学", "folder": f"第{code}小学",
        "counted": counted, "parent_school": parent,
    }  # fmt: skip


def problems(*lines):
    return roster_problems(lines, WORDING, "县教育局")


def test_sites_that_lead_to_a_counted_school_are_fine():
    assert problems(a_line("1"), a_line("2", "1", "no"), a_line("3", "2", "no")) == []


@pytest.mark.parametrize("counted", ["yes", "no"])
def test_a_school_is_not_its_own_parent(counted):
    assert problems(a_line("1", "1", counted)) == ["第1小学的所属学校填的是它自己（1）"]


def test_parents_in_a_circle_are_named_and_only_they():
    found = problems(a_line("1", "2", "no"), a_line("2", "1", "no"), a_line("3", "1", "no"))

    assert [one[:4] for one in found] == ["第1小学", "第2小学"]
    assert all("层层" in one for one in found)


@pytest.mark.parametrize(("parent", "said"), [("9", "不在名录中"), (None, "没有填所属学校")])
def test_a_parent_that_is_unknown_or_missing_is_refused(parent, said):
    assert said in problems(a_line("1"), a_line("2", parent, "no"))[0]
