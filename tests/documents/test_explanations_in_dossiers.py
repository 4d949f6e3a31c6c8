"""What a school has explained and the county accepted stands in the notes, and is open no more."""

from __future__ import annotations

import pytest

from tasks.dossiers.assemble import assemble
from tasks.dossiers.report.county_report import county_report
from tasks.dossiers.school.form import school_form
from tasks.dossiers.word.reading import plain_text
from tasks.model import BUREAU, Decision, ExpectedReturn, Explanation, Status
from tests.builders.dossiers import ISSUES, PRIMARY, a_view, given, some_findings

QUERY = ISSUES[PRIMARY][1]
OF_BUREAU = ISSUES[BUREAU][0]
TEXT = "九月转入男生6人，均有学籍变动记录"


def explained(query, **changes):
    """Return the query with an accepted explanation."""
    parts = {
        "school": query.submission.split("/")[2], "rule": query.rule, "item": query.item,
        "found": query.found, "kind": "pupils_moved", "text": TEXT, "author": "教务处",
        "evidence": "转入学生名册", "given_in": query.submission, "decision": Decision.ACCEPTED,
    }  # fmt: skip
    return query, Explanation(**(parts | changes))


GIVEN = {
    PRIMARY: [explained(QUERY)],
    BUREAU: [explained(OF_BUREAU, kind="way_of_counting", text="统计局口径未公布", evidence="")],
}


def view_with(explanations, **changes):
    return a_view(explanations=explanations, **changes)


def form_of(view, code=PRIMARY):
    return plain_text(school_form(view, next(each for each in view.schools if each.code == code)))


def after(text, heading):
    return text[text.rindex(heading) :]


def test_an_answered_query_is_no_more_to_do_and_stands_in_the_notes():
    text = form_of(view_with(GIVEN))
    to_do, notes = after(text, "A4").split("已采纳的说明")

    assert QUERY.message not in to_do
    assert ISSUES[PRIMARY][0].message in to_do
    assert QUERY.message in notes
    assert f"学生转入转出：{TEXT}" in notes
    assert "转入学生名册" in notes


@pytest.mark.parametrize("explanations", [{}, {PRIMARY: []}])
def test_without_an_accepted_explanation_nothing_changes(explanations):
    assert form_of(view_with(explanations)) == form_of(a_view())
    assert QUERY.message in after(form_of(a_view()), "A4")


def test_the_report_lists_every_accepted_explanation_the_bureaus_last():
    text = plain_text(county_report(view_with(GIVEN)))
    part = after(text, "（一）报表报送情况").split("（二）")[0]

    assert "县教育局采纳，有关数据照用" in part
    assert part.index(TEXT) < part.index("统计局口径未公布")
    assert "已采纳的说明" not in plain_text(county_report(a_view()))


def with_queried_return():
    findings = some_findings()
    queried = tuple(
        ExpectedReturn(each.school, each.form, each.submission, Status.QUERIED)
        if each.submission == QUERY.submission
        else each
        for each in findings.expected
    )
    return type(findings)(**{**vars(findings), "expected": queried})


def test_a_return_whose_queries_are_all_answered_is_said_to_be_so():
    changed = with_queried_return()
    with_it = plain_text(county_report(view_with(GIVEN, findings=changed)))
    without = plain_text(county_report(view_with({}, findings=changed)))

    assert "问题均已说明，县教育局已采纳，数据照用" in with_it
    assert "问题均已说明" not in without
    assert "有待说明的问题，数据照用" in without


def test_the_bureaus_own_query_leaves_the_remarks_of_the_application_form():
    files = assemble(**given(explanations=GIVEN))
    plain = assemble(**given())
    name = next(path for path in files if "申报表" in path)

    assert OF_BUREAU.message in plain_text(plain[name])
    assert OF_BUREAU.message not in plain_text(files[name])
