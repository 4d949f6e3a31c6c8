"""Explanations hold as long as their value does, are decided by the county, and are counted."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from tasks import catalogue
from tasks.explanations.answers import HIDDEN, new_answers
from tasks.explanations.counts import count_rules, tally, tally_text
from tasks.explanations.decisions import Decided, decision_rows, reference, with_decisions
from tasks.explanations.memory import State, remember
from tasks.explanations.workbook import Names, explanation_text, explanations_workbook
from tasks.model import Decision, Severity, Verdict
from tests.builders.explanations import (
    FORM,
    RULE,
    SCHOOL,
    a_query,
    an_explanation,
    conventions,
    outcomes,
    remembered,
    submission,
)
from tests.builders.workbooks import a_stamp, a_workbook, staged

WORDING = catalogue.read_yaml(catalogue.TEMPLATES / "explanations" / "wording.yml")
FORMULAS = ("=cmd|'/c calc'!A1", "+1", "@x", "-1")


def accepted(**changes):
    return an_explanation(decision=Decision.ACCEPTED, **changes)


# What is remembered


def test_a_query_that_nobody_answered_is_unexplained():
    found = remembered()
    assert (found.state, found.explanation) == (State.UNEXPLAINED, None)


def test_only_queries_ask_for_an_explanation():
    issues = [a_query(severity=severity) for severity in Severity]
    found = remember(issues, [an_explanation()], conventions=conventions())
    assert [each.query.severity for each in found] == [Severity.WARNING]


def test_an_explanation_stays_while_the_value_does_wherever_the_row_now_stands():
    later = a_query(attempt=3, cell="C9", message="一年级1班有46人")
    found = remembered(an_explanation(attempt=1), query=later)
    assert found.state is State.EXPLAINED
    assert found.is_explained


@pytest.mark.parametrize(
    "change",
    [{"rule": "other"}, {"item": "classes.students.primary_2_1"}, {"school": "2113999002"}],
)
def test_an_explanation_of_something_else_explains_nothing(change):
    assert remembered(an_explanation(**change)).state is State.UNEXPLAINED


def test_a_changed_value_lets_an_explanation_lapse_and_both_values_are_told():
    found = remembered(accepted(), query=a_query(attempt=2, found="52"))

    assert found.state is State.LAPSED
    assert explanation_text(found, WORDING["details"]) == "原数值46，现为52；原说明：九月转入2人"


def test_the_first_value_again_lets_it_hold_again():
    other = an_explanation(attempt=2, found="52", text="另一原因")
    assert remembered(accepted(), other, query=a_query(attempt=3)).state is State.ACCEPTED


def test_the_latest_words_count_and_need_a_decision_of_their_own():
    sent_back = an_explanation(decision=Decision.SENT_BACK, comment="请写明人数")
    again = an_explanation(attempt=2, text="九月转入2人，转出1人")

    assert remembered(sent_back).state is State.SENT_BACK
    assert remembered(sent_back, again).state is State.EXPLAINED
    assert remembered(sent_back, again).explanation == again


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"kind": ""}, ("kind",)),
        ({"kind": "属实"}, ("kind",)),
        ({"text": ""}, ("text",)),
        ({"author": ""}, ("author",)),
        ({"kind": "special_situation"}, ("evidence",)),
    ],
)
def test_half_an_explanation_says_what_it_lacks(change, missing):
    found = remembered(an_explanation(**change))
    assert (found.state, found.missing) == (State.INCOMPLETE, missing)


def test_half_an_explanation_takes_no_whole_one_back():
    found = remembered(accepted(), an_explanation(attempt=2, text=""))
    assert found.state is State.ACCEPTED


def test_an_explanation_can_be_taken_back():
    back = an_explanation(attempt=2, kind="withdrawn", text="", author="")
    assert remembered(an_explanation(), back).state is State.UNEXPLAINED
    assert remembered(an_explanation(), back, query=a_query(found="52")).state is State.UNEXPLAINED


# From one year to the next


def test_last_years_accepted_explanation_is_offered_and_not_counted():
    found = remembered(accepted(edition="2024"))
    assert (found.state, found.since) == (State.OFFERED, "2024")
    assert not found.is_explained


def test_it_counts_at_once_where_the_county_wants_that():
    assert remembered(accepted(edition="2024"), counts="at_once").state is State.ACCEPTED


def test_it_counts_once_the_school_drops_it_back():
    last_year, confirmed = accepted(edition="2024"), an_explanation()
    found = remembered(last_year, confirmed)

    assert (found.state, found.since) == (State.ACCEPTED, "2024")
    assert found.explanation.decision is Decision.ACCEPTED
    assert remembered(last_year, replace(confirmed, text="别的")).state is State.EXPLAINED


def test_the_county_may_send_back_what_it_accepted_last_year():
    again = an_explanation(decision=Decision.SENT_BACK)
    assert remembered(accepted(edition="2024"), again).state is State.SENT_BACK


@pytest.mark.parametrize("decision", [Decision.OPEN, Decision.SENT_BACK])
def test_only_what_was_accepted_is_offered(decision):
    found = remembered(an_explanation(edition="2024", decision=decision))
    assert found.state is State.UNEXPLAINED


def test_the_year_before_last_is_forgotten_and_a_later_year_is_not_looked_at():
    assert remembered(accepted(edition="2023")).state is State.UNEXPLAINED
    assert remembered(accepted(edition="2026")).state is State.UNEXPLAINED


def test_last_years_explanation_lapses_with_its_value():
    assert remembered(accepted(edition="2024", found="45")).state is State.LAPSED


# What a school answers


def kept(*answers, known=()):
    return new_answers(answers, submission(attempt=2), known, conventions())


def test_an_answer_is_signed_with_the_school_and_the_file():
    (found,) = kept(an_explanation(school="", given_in="", text=" 九月转入2人\n"))
    assert (found.school, found.given_in) == (SCHOOL, submission(attempt=2))
    assert found.text == "九月转入2人"


def test_a_blank_row_and_a_repetition_are_no_answer():
    blank = an_explanation(kind="", text=" ", evidence="", author="教务处")
    assert kept(blank) == ()
    assert kept(an_explanation(), known=[an_explanation()]) == ()


def test_what_was_said_before_the_last_words_and_last_year_is_new():
    said = [an_explanation(), an_explanation(text="另一原因")]
    assert len(kept(an_explanation(), known=said)) == 1
    assert len(kept(an_explanation(), known=[accepted(edition="2024")])) == 1


@pytest.mark.parametrize(
    "number", ["139901201603020011", "13990120160302001X", "G139901201603020011", "13800138000"]
)
def test_numbers_of_people_are_blotted_out(number):
    (found,) = kept(an_explanation(text=f"学生{number}转入", evidence=number, author=number))
    assert found.text == f"学生{HIDDEN * len(number)}转入"
    assert number not in repr(found)


def test_other_numbers_stay():
    text = "2025年9月转入12人，面积由14400改为15200.5平方米，文号〔2025〕138号"
    assert kept(an_explanation(text=text))[0].text == text


# What the county decides


def test_a_decision_goes_with_the_words_and_the_value():
    said = [an_explanation(), an_explanation(text="另一原因"), an_explanation(found="52")]
    decided = Decided(reference(said[0]).lower(), Decision.ACCEPTED)

    found, unmatched = with_decisions(said, [decided])

    assert [each.decision for each in found] == [Decision.ACCEPTED, Decision.OPEN, Decision.OPEN]
    assert unmatched == []


def test_the_latest_decision_counts_and_one_that_fits_nothing_is_told():
    name = reference(an_explanation())
    first, last = Decided(name, Decision.ACCEPTED), Decided(name, Decision.SENT_BACK, "理由不足")
    stray = Decided("S0000000000", Decision.ACCEPTED, row=9)

    (found,), unmatched = with_decisions([an_explanation()], [first, stray, last])

    assert (found.decision, found.comment) == (Decision.SENT_BACK, "理由不足")
    assert unmatched == [stray]


def test_the_same_words_in_the_next_attempt_need_no_second_decision():
    assert reference(an_explanation(attempt=1)) == reference(an_explanation(attempt=2, author="甲"))


def rows_of(*found, schools=("2113999001", "2113999002")):
    names = {code: f"某县{code[-1]}校" for code in schools}
    return decision_rows(found, names, conventions(), WORDING["details"])


def test_the_form_has_what_waits_first_in_the_order_of_the_roster():
    other = "2113999002"
    done = remembered(accepted())
    waiting = remembered(an_explanation(other), query=a_query(other))
    nothing = [remembered(), remembered(accepted(edition="2024"))]

    rows = rows_of(done, waiting, *nothing)

    assert [row["school_name"] for row in rows] == ["某县2校", "某县1校"]
    assert [row["decision"] for row in rows] == [None, "accepted"]
    assert rows[0]["kind"] == "学生转入转出"
    assert set(rows[0]) == set(catalogue.layouts("2025")[FORM].by_table[FORM].by_name)


def test_one_explanation_of_two_cells_is_decided_once():
    again = remembered(an_explanation(), query=a_query(cell="D9"))
    assert len(rows_of(remembered(an_explanation()), again)) == 1


@pytest.mark.parametrize("text", FORMULAS)
def test_a_schools_words_are_never_a_formula_in_the_form(text):
    rows = rows_of(remembered(an_explanation(text=text, evidence=text, author=text)))
    book = openpyxl.load_workbook(
        io.BytesIO(a_workbook(FORM, {FORM: rows}, stamp=a_stamp(FORM, school="139901")))
    )

    cells = [cell for row in book["说明核定"].iter_rows(min_row=4) for cell in row]

    assert [cell.value for cell in cells].count(text) == 3
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_the_form_is_read_back_as_the_county_filled_it_in():
    rows = rows_of(remembered(an_explanation(text="=A1")))
    rows[0] |= {"decision": "sent_back", "comment": "请写明人数"}

    read = staged(a_workbook(FORM, {FORM: rows}, stamp=a_stamp(FORM, school="139901")), FORM)

    row = read.tables[FORM].frame.iloc[0]
    assert read.issues == ()
    assert row["reference"] == reference(an_explanation(text="=A1"))
    assert (row["decision"], row["comment"]) == ("sent_back", "请写明人数")


# How many


def a_county(schools, is_accepted):
    """Return one query of each school, each explained, the first ones accepted."""
    found = []
    for number in range(1, schools + 1):
        code = f"21139990{number:02}"
        decision = Decision.ACCEPTED if number <= is_accepted else Decision.OPEN
        said = an_explanation(code, decision=decision)
        found.append(remembered(said, query=a_query(code)))
    return found


def test_the_counts_say_how_many_are_explained_and_accepted():
    found = tally([*a_county(3, 1), remembered(), remembered(accepted(found="45"))])

    assert (found.queries, found.explained, found.accepted, found.lapsed) == (5, 3, 1, 1)
    assert found.open == 4
    words = "需说明5处，其中已说明3处、已采纳1处；数值已改、原说明失效1处"
    assert tally_text(found, WORDING["tally"]) == words
    assert tally_text(tally([]), WORDING["tally"]) == "没有需说明的事项"


@pytest.mark.parametrize(
    ("schools", "is_accepted", "is_raised"),
    [(5, 4, True), (5, 3, False), (3, 3, True), (2, 2, False)],
)
def test_a_rule_that_everybody_explains_away_is_raised(schools, is_accepted, is_raised):
    (count,) = count_rules(a_county(schools, is_accepted), outcomes(8), conventions())
    assert count.is_raised is is_raised
    assert (count.checked, count.schools, count.queries) == (8, schools, schools)


def test_the_counts_of_a_rule_add_up():
    sent_back = remembered(an_explanation(decision=Decision.SENT_BACK))
    lapsed = remembered(accepted(found="45"))
    found = [*a_county(2, 1), remembered(), sent_back, lapsed]

    (count,) = count_rules(found, outcomes(2), conventions())

    assert count.unexplained + count.explained + count.sent_back + count.lapsed == count.queries
    assert count.explained_percent == Decimal(40)


def test_a_rule_that_was_not_run_is_not_counted_as_checked():
    not_run = replace(outcomes(1)[0], verdict=Verdict.NOT_CHECKED)
    (count,) = count_rules(a_county(1, 0), [*outcomes(2), not_run], conventions())
    assert count.checked == 2


def test_what_is_to_be_looked_at_stands_first():
    many = [remembered(query=a_query(rule="often", item=str(number))) for number in range(9)]
    counts = count_rules([*many, *a_county(4, 4)], outcomes(4), conventions())
    assert [count.rule for count in counts] == [RULE, "often"]


def a_statistics_workbook(found, unmatched=()):
    counts = count_rules(found, outcomes(8), conventions())
    names = Names(
        county="某县",
        rules={RULE: "班级：班额"},
        schools={SCHOOL: "某县一小"},
        forms={"school_return": "义务教育学校数据报表"},
        decisions=catalogue.code_lists()["explanation_decisions"],
    )
    return explanations_workbook(counts, found, unmatched, names, conventions(), WORDING)


def test_the_workbook_has_a_row_a_rule_and_a_row_a_query():
    found = [*a_county(4, 4), remembered()]
    content = a_statistics_workbook(found, [Decided("S1", Decision.SENT_BACK, "无此条", 7)])
    book = openpyxl.load_workbook(io.BytesIO(content))

    rules = [[cell.value for cell in row] for row in book["规则统计"].iter_rows(min_row=3)]
    assert rules == [[1, "班级：班额", 8, 4, 5, 4, 4, 0, 0, 1, 80, 80, "请复核此规则"]]
    assert book["说明明细"].max_row == 2 + len(found)
    assert [cell.value for cell in book["未对上的核定"][3]] == [1, 7, "S1", "退回", "无此条"]
    assert content == a_statistics_workbook(found, [Decided("S1", Decision.SENT_BACK, "无此条", 7)])


def test_a_county_without_queries_is_told_so():
    book = openpyxl.load_workbook(io.BytesIO(a_statistics_workbook([])))
    assert book.sheetnames == ["规则统计", "说明明细", "读法"]
    assert book["规则统计"]["A3"].value == "各校报表没有需说明的事项。"


@pytest.mark.parametrize("text", FORMULAS)
def test_a_schools_words_are_never_a_formula_in_the_statistics(text):
    found = [remembered(an_explanation(text=text, author=text, evidence=text))]
    book = openpyxl.load_workbook(io.BytesIO(a_statistics_workbook(found)))
    cells = [cell for row in book["说明明细"].iter_rows(min_row=3) for cell in row]
    assert [cell.value for cell in cells].count(text) == 3
    assert "f" not in {cell.data_type for cell in cells}
