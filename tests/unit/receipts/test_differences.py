"""What one attempt says differently from the one before, value by value."""

from tasks import catalogue
from tasks.attempts.differences import Change, Kind, differences
from tests.builders.workbooks import EDITION, a_pupil, a_stamp, a_workbook, staged


def changes(before, after, form="school_return"):
    layout = catalogue.layouts(EDITION)[form]
    first, second = (
        staged(a_workbook(form, values, stamp=a_stamp(form)), form=form)
        for values in (before, after)
    )
    return differences(first, second, layout, catalogue.code_lists())


def test_equal_attempts_have_no_differences():
    values = {"students": [{"grade": "primary_1", "male": 21}], "conditions": [{"books": 5}]}

    assert changes(values, values) == []


def test_a_changed_value_is_named_with_its_cell_and_both_values():
    found = changes({"conditions": [{"books": 15000}]}, {"conditions": [{"books": 1500}]})

    assert found == [Change(Kind.CHANGED, "办学条件", "C9", "", "图书册数", "15000", "1500")]


def test_a_value_that_came_or_went_stands_against_nothing():
    came = changes({"conditions": [{}]}, {"conditions": [{"books": 0}]})
    went = changes({"conditions": [{"books": 0}]}, {"conditions": [{}]})

    assert [(each.before, each.after) for each in (*came, *went)] == [("", "0"), ("0", "")]


def test_a_row_of_a_given_sheet_is_named_by_its_key():
    before, after = ({"students": [{"grade": "primary_2", "male": males}]} for males in (20, 21))

    (found,) = changes(before, after)

    assert found.row_title == catalogue.code_lists()["grades"].title("primary_2")
    assert (found.cell, found.before, found.after) == ("B5", "20", "21")


def a_class(name, students):
    return {"grade": "primary_1", "class_name": name, "students": students}


def test_a_row_put_in_between_is_one_difference_and_moves_nothing_else():
    before = {"classes": [a_class("一1班", 40), a_class("一3班", 42)]}
    after = {"classes": [a_class("一1班", 40), a_class("一2班", 41), a_class("一3班", 42)]}

    assert [(each.kind, each.cell) for each in changes(before, after)] == [(Kind.ADDED, "A5")]
    assert [(each.kind, each.cell) for each in changes(after, before)] == [(Kind.REMOVED, "A5")]


def test_a_row_under_another_name_is_still_the_same_row():
    before, after = ({"classes": [a_class(name, 40)]} for name in ("一1班", "一（1）班"))

    assert [(each.before, each.after) for each in changes(before, after)] == [
        ("一1班", "一（1）班")
    ]


def test_pupils_are_known_by_their_pseudonym_wherever_they_stand_and_never_shown():
    pupils = [a_pupil(number, vital_capacity_ml=2000 + number) for number in range(3)]
    moved = [pupils[2], pupils[0] | {"vital_capacity_ml": 3000, "sex": "female"}, pupils[1]]

    found = changes({"fitness": pupils}, {"fitness": moved}, form="fitness_return")

    assert [(each.title, each.before, each.after) for each in found] == [
        ("性别", "1", "2"),
        ("肺活量", "2000", "3000"),
    ]
    assert {each.cell[1:] for each in found} == {"3"}
    assert not any(pupils[0]["pupil"] in str(each) for each in found)
