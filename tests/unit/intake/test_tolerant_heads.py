"""Headers and labels that do not stand where they were given out; nothing is guessed silently."""

from __future__ import annotations

import pytest

from tasks import catalogue
from tasks.model import Repair
from tasks.staging.cells import bare
from tests.builders.tolerant import a_book, grid_of, rules_of, staged_grids

STUDENTS = [{"grade": "primary_1", "male": 21, "female": 19, "disabled": 2}]
CLASSES = [
    {"grade": "primary_1", "class_name": "一1班", "students": 40},
    {"grade": "primary_2", "class_name": "二1班", "students": 38},
]
CHANGES = [{"level": "primary", "start": 300, "enrolled": 52, "other_increase": 1, "end": 290}]
CONDITIONS = [{"site_area_m2": 14400.5, "books": 15000}]
PUPILS = "fitness_return"


def students(change):
    found = staged_grids({"学生": change(grid_of("students", STUDENTS))})
    return found, found.tables["students"]


def value(table, name, row=0):
    return table.frame[name].iloc[row]


def cell(table, name, row=0):
    number = table.frame["_row"].iloc[row]
    return table.origin.cell(name, None if number is None else int(number))


def remarks(found):
    return [(each.sheet, each.cell, each.found) for each in found.repairs]


def test_a_table_as_it_was_given_out_is_read_without_a_remark():
    found, table = students(lambda grid: grid)

    assert (value(table, "male"), cell(table, "male")) == (21, "B4")
    assert (found.issues, found.repairs) == ((), ())


def test_a_table_shifted_down_is_read_and_keeps_its_real_cells():
    found, table = students(lambda grid: [[], ["教育局通知"], *grid])

    assert (value(table, "male"), cell(table, "male")) == (21, "B6")
    assert found.issues == ()
    assert found.repairs == (
        Repair("学生", "A5", "标题在第5行（下发时在第3行）", "按标题读取"),
    )  # fmt: skip


def test_a_table_shifted_up_is_read_and_keeps_its_real_cells():
    _, table = students(lambda grid: grid[2:])

    assert (value(table, "female"), cell(table, "female")) == (19, "C2")


def test_a_table_shifted_right_is_read_with_its_key():
    found, table = students(lambda grid: [["", "", *row] for row in grid])

    assert (value(table, "male"), cell(table, "male")) == (21, "D4")
    assert table.origin.cells["grade"] == "C"
    assert found.issues == ()
    assert [each.read_as for each in found.repairs] == ["按标题读取，不看位置"]


def test_columns_in_another_order_are_read_by_their_headers():
    def swap(grid):
        return [[row[0], row[2], row[1], *row[3:]] for row in grid]

    found, table = students(swap)

    assert (value(table, "male"), cell(table, "male")) == (21, "C4")
    assert (value(table, "female"), cell(table, "female")) == (19, "B4")
    assert found.issues == () and len(found.repairs) == 1


def test_a_further_column_is_named_and_not_read():
    def widen(grid):
        return [[*row[:2], text, *row[2:]] for row, text in zip(grid, COLUMN, strict=True)]

    found, table = students(widen)

    assert value(table, "female") == 19
    assert ("学生", "C3", "C列：备注") in remarks(found)
    assert found.issues == ()


COLUMN = ["", "", "备注", *["某"] * 9]


def test_a_column_that_lost_its_header_is_an_issue_and_not_believed():
    def rename(grid):
        grid[2][1] = "女生"
        return grid

    found, table = students(rename)

    assert rules_of(found) == [("reading-head-changed", "B3")]
    assert table.frame["male"].isna().all()
    assert value(table, "female") == 19


def test_a_missing_column_of_a_shifted_table_is_an_issue():
    found, table = students(lambda grid: [[], *[[row[0], *row[2:]] for row in grid]])

    assert rules_of(found) == [("reading-column-missing", "A4")]
    assert "男生" in found.issues[0].message
    assert value(table, "female") == 19 and table.frame["male"].isna().all()


def test_a_table_without_its_key_column_is_not_read():
    found, table = students(lambda grid: [row[1:] for row in grid])

    assert rules_of(found) == [("reading-column-missing", "A3")]
    assert table.frame.empty


def test_two_tables_of_another_order_are_not_read():
    def second(grid):
        other = [[row[0], row[2], row[1], *row[3:]] for row in grid[2:5]]
        return [[], *other, *grid[2:]]

    found, table = students(second)

    assert rules_of(found) == [("reading-head-twice", "A2")]
    assert table.frame.empty


def test_a_sheet_with_few_of_its_headers_is_not_read():
    found, table = students(lambda grid: [["年级", "男生", "甲"], ["一年级", 21, 3]])

    assert rules_of(found) == [("reading-head-missing", "A3")]
    assert table.frame.empty


def in_two_rows(grid):
    """Return a table whose header has groups in merged cells, as schools' own tables have."""
    upper, lower, seen = [], [], ""
    for text in grid[2]:
        group, _, rest = str(text).partition("：")
        upper.append("" if rest and group == seen else group)
        lower.append(rest)
        seen = group
    return [*grid[:2], upper, lower, *grid[3:]]


def test_a_header_in_two_rows_is_read_as_one():
    found = staged_grids({"学生变动": in_two_rows(grid_of("changes", CHANGES))})

    table = found.tables["changes"]
    assert value(table, "enrolled") == 52 and value(table, "other_increase") == 1
    assert (value(table, "end"), cell(table, "end")) == (290, "N5")
    assert found.issues == ()
    assert [each.found for each in found.repairs] == ["标题占第3—4行"]


def test_a_header_in_three_rows_is_read_as_one():
    def three(grid):
        upper, lower = in_two_rows(grid)[2:4]
        return [*grid[:2], ["", "学生人数", *[""] * 12], upper, lower, *grid[3:]]

    found = staged_grids({"学生变动": three(grid_of("changes", CHANGES))})

    table = found.tables["changes"]
    assert (value(table, "enrolled"), cell(table, "enrolled")) == (52, "C6")
    assert found.issues == ()


def test_a_column_known_by_a_part_of_its_header_is_said():
    def grouped(grid):
        upper = ["年级", "在校生", *[""] * 2, *grid[2][4:]]
        lower = ["", "男生", "女生", "合计", *[""] * 5]
        return [*grid[:2], upper, lower, *grid[3:]]

    found, table = students(grouped)

    assert value(table, "male") == 21
    assert found.issues == ()
    assert Repair("学生", "B4", "在校生／男生", "男生") in found.repairs


def test_a_row_of_units_under_the_header_is_no_data():
    found, table = students(lambda g: [*g[:3], ["", "（人）", "人", "（人）"], *g[3:]])

    assert (value(table, "male"), cell(table, "male")) == (21, "B5")
    assert found.issues == ()


def test_a_record_with_inserted_rows_and_columns_is_read_by_its_labels():
    def change(grid):
        return [["", *row] for row in [*grid[:4], [], *grid[4:]]]

    found = staged_grids({"办学条件": change(grid_of("conditions", CONDITIONS))})

    table = found.tables["conditions"]
    assert value(table, "site_area_m2") == 14400.5
    assert (value(table, "books"), table.origin.cell("books")) == (15000, "D10")
    assert found.issues == ()
    assert remarks(found) == [("办学条件", "C4", "项目的位置与下发时不同")]


def test_a_column_between_labels_and_values_does_not_make_them_blank():
    def last_year(grid):
        return [[*row[:2], "去年" if n == 2 else 1, *row[2:]] for n, row in enumerate(grid)]

    found = staged_grids({"办学条件": last_year(grid_of("conditions", CONDITIONS))})

    table = found.tables["conditions"]
    assert (value(table, "books"), table.origin.cell("books")) == (15000, "D9")


def test_a_shifted_record_without_the_header_of_its_values_is_not_read():
    def change(grid):
        return [["", *row] for row in grid[3:]]

    found = staged_grids({"办学条件": change(grid_of("conditions", CONDITIONS))})

    assert rules_of(found) == [("reading-labels-moved", "B4")]
    assert found.tables["conditions"].frame.loc[0].isna().all()


def test_a_record_with_two_columns_of_values_is_not_read():
    def copied(grid):
        return [[*row[:3], *row[2:]] for row in grid]

    found = staged_grids({"办学条件": copied(grid_of("conditions", CONDITIONS))})

    assert rules_of(found) == [("reading-labels-moved", "B4")]


def test_a_label_that_is_there_twice_is_an_issue_and_not_read():
    def change(grid):
        return [*grid, ["", "图书册数", 99]]

    found = staged_grids({"办学条件": change(grid_of("conditions", CONDITIONS))})

    assert rules_of(found) == [("reading-label-twice", "B12")]
    assert found.tables["conditions"].frame["books"].isna().all()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda grid: grid[8].__setitem__(1, "藏书"), ("reading-label-changed", "B9")),
        (lambda grid: grid.pop(8), ("reading-label-missing", "B4")),
    ],
)
def test_a_label_that_is_not_there_is_an_issue(change, rule):
    grid = grid_of("conditions", CONDITIONS)
    change(grid)

    found = staged_grids({"办学条件": grid})

    assert rules_of(found) == [rule]
    assert found.tables["conditions"].frame["books"].isna().all()
    assert value(found.tables["conditions"], "site_area_m2") == 14400.5


def test_a_further_row_of_a_record_is_named_and_not_read():
    found = staged_grids(
        {"办学条件": [*grid_of("conditions", CONDITIONS), ["", "校车数", 3], ["", "制表", ""]]}
    )

    assert found.issues == ()
    assert remarks(found) == [("办学条件", "B12", "校车数")]


def test_no_header_of_a_sheet_with_pupils_is_quoted():
    book = a_book({"体质健康测试": grid_of("fitness", [{"height_cm": 130.5}], PUPILS)})
    for number, row in enumerate(book.grids["体质健康测试"]):
        row.insert(3, "欧阳某某" if number == 0 else "x")

    found = staged_grids(book, PUPILS)

    assert [(each.cell, each.found) for each in found.repairs] == [("D1", "多出 1 列（D）")]
    assert "某某" not in repr((found.issues, found.repairs, found.marks))


def test_the_national_fitness_header_may_stand_in_two_rows():
    grid = grid_of("fitness", [{"sex": "1", "height_cm": 130.5}], PUPILS)
    upper, lower = list(grid[0]), [""] * len(grid[0])
    for index in range(9, 22):
        upper[index], lower[index] = "测试成绩" if index == 9 else "", upper[index]

    found = staged_grids({"体质健康测试": [upper, lower, *grid[1:]]}, PUPILS)

    table = found.tables["fitness"]
    assert (value(table, "height_cm"), cell(table, "height_cm")) == (130.5, "J3")
    assert all(each.rule != "reading-column-missing" for each in found.issues)


def test_no_two_headers_of_a_sheet_look_alike():
    for edition in ("2025",):
        for layout in catalogue.layouts(edition).values():
            for sheet in layout.sheets:
                titles = [bare(field.title) for field in sheet.fields]
                titles += [bare(sheet.key.title)] if sheet.key else []
                assert len(titles) == len(set(titles)), sheet.title
                assert "" not in titles
