"""The demo county: the same every time, consistent, and wrong only where it should be."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tasks import catalogue
from tasks.demo.chance import apportion, split_evenly
from tasks.demo.county import DemoCounty
from tasks.demo.fitness_values import minutes
from tasks.demo.mistakes import Mistake, with_mistake
from tasks.errors import CatalogueError
from tasks.model import BUREAU
from tests.builders.demo import EDITION, RECIPE, a_demo_county, as_text, fitness_levels

LEVELS = ("primary", "junior")
QUALIFICATIONS = ("doctorate", "master", "bachelor", "junior_college", "below_junior_college")
TITLES = (
    "title_full_senior",
    "title_associate_senior",
    "title_intermediate",
    "title_junior_or_none",
)
FITNESS_LEVELS = {
    "excellent": "fitness_excellent",
    "good": "fitness_good",
    "pass": "fitness_passed",
    "fail": "fitness_failed",
}
INCREASES = ("enrolled", "resumed", "transferred_in", "other_increase")
DECREASES = (
    "graduated",
    "completed",
    "suspended",
    "withdrawn",
    "died",
    "transferred_out",
    "other_decrease",
)


@pytest.fixture(scope="module")
def clean() -> DemoCounty:
    return a_demo_county(clean=True)


@pytest.fixture(scope="module")
def county() -> DemoCounty:
    return a_demo_county()


def returns(county: DemoCounty, form: str = "school_return") -> dict[str, Any]:
    return {school: tables for (school, name), tables in county.values.items() if name == form}


def code_of(county: DemoCounty, name: str) -> str:
    return next(row["school_code"] for row in county.roster if row["school_name"] == name)


def total(tables: Any, table: str, *fields: str) -> Any:
    return sum(row[field] for row in tables[table] for field in fields)


def test_the_county_has_the_schools_that_the_recipe_lists(county):
    types = Counter(row["school_type"] for row in county.roster)

    assert types == {"211": 10, "218": 3, "311": 5, "312": 3, "345": 1, "341": 1, "514": 1}
    assert len({row["school_code"] for row in county.roster}) == 24
    assert len({row["folder"] for row in county.roster}) == 24
    assert [row["owner"] for row in county.roster].count("10") == 1
    assert 8500 <= county.pupils <= 9500


def test_one_teaching_point_is_not_counted_and_belongs_to_a_school_of_the_roster(county):
    [point] = [row for row in county.roster if row["counted"] == "no"]

    assert point["school_type"] == "218"
    assert point["parent_school"] in {row["school_code"] for row in county.roster}
    assert [row for row in county.roster if row["parent_school"]] == [point]


def test_teaching_points_lie_on_both_sides_of_fifty_pupils(clean):
    points = [row["school_code"] for row in clean.roster if row["school_type"] == "218"]
    sizes = [total(returns(clean)[code], "classes", "students") for code in points]

    assert min(sizes) < 50 < max(sizes)


def test_everybody_hands_in_what_the_season_asks_for(county):
    handed_in = {(item.school, item.form) for item in county.handed_in}
    special = code_of(county, "示例县特殊教育学校")

    assert {form for school, form in handed_in if school == BUREAU} == {
        "roster",
        "county_return",
        "survey_return",
        "scores_return",
        "history_return",
        "plan_return",
        "evidence_return",
    }
    for row in county.roster:
        forms = {form for school, form in handed_in if school == row["school_code"]}
        only = {"school_return"}
        owed = only if row["school_code"] == special else {*only, "fitness_return"}
        assert forms - {"evidence_return"} == owed
    assert 0 < len({school for school, form in handed_in if form == "evidence_return"}) < 5


def test_every_value_stands_in_a_field_of_its_form(county):
    layouts = catalogue.layouts(EDITION)
    for (_, form), tables in county.values.items():
        assert list(tables) == [sheet.table for sheet in layouts[form].sheets]
        for table, rows in tables.items():
            sheet = layouts[form].by_table[table]
            known = set(sheet.columns) | set(sheet.by_name)
            assert all(set(row) <= known for row in rows)


def test_no_required_cell_of_a_clean_county_is_empty(clean):
    layouts = catalogue.layouts(EDITION)
    for (school, form), tables in clean.values.items():
        for sheet in layouts[form].sheets:
            required = [f.name for f in sheet.fields if f.required and not f.computed]
            required = [name for name in required if name != "senior_students"]
            for row in tables[sheet.table]:
                missing = [name for name in required if row.get(name) is None]
                assert not missing, (school, form, sheet.table)


def test_classes_add_up_to_the_pupils_by_grade(clean):
    for school, tables in returns(clean).items():
        classes = Counter()
        for row in tables["classes"]:
            classes[row["grade"]] += row["students"]
        for row in tables["students"]:
            assert row["male"] + row["female"] == classes[row["grade"]], (school, row["grade"])


def test_pupil_changes_balance_and_agree_with_last_year(clean):
    levels = catalogue.code_lists()["grades"].rows
    for school, tables in returns(clean).items():
        [basic] = tables["school"]
        for row in tables["changes"]:
            grown = row["start"] + sum(row[name] for name in INCREASES)
            grades = [s for s in tables["students"] if levels[s["grade"]]["level"] == row["level"]]
            assert grown - sum(row[name] for name in DECREASES) == row["end"], school
            assert row["end"] == sum(s["male"] + s["female"] for s in grades)
            assert row["enrolled"] == grades[0]["last_year"]
            assert min(value for value in row.values() if value != row["level"]) >= 0
        assert basic["last_year_students"] == total(tables, "changes", "start")
        assert basic["entrants"] == total(tables, "changes", "enrolled")
        assert basic["service_area_entrants"] <= basic["entrants"]


def test_cohorts_graduate_as_many_as_left(clean):
    for tables in returns(clean).values():
        for cohort, change in zip(tables["cohorts"], tables["changes"], strict=True):
            assert cohort["cohort_graduates"] == change["graduated"]
            assert min(cohort["cohort_intake"], cohort["cohort_transferred_in"]) >= 0


def test_teachers_add_up(clean):
    for school, tables in returns(clean).items():
        for row in tables["teachers"]:
            teachers = row["full_time_teachers"]
            assert sum(row[name] for name in QUALIFICATIONS) == teachers, school
            assert sum(row[name] for name in TITLES) == teachers
            arts = row["pe_teachers"] + row["music_teachers"] + row["fine_art_teachers"]
            assert max(arts, row["backbone"], row["certified"], row["trained_360h"]) <= teachers
            assert row["rotated_backbone"] <= row["rotated"] <= row["rotation_eligible"]
            assert row["rotated_backbone"] <= row["backbone"]
            assert min(value for name, value in row.items() if name != "level") >= 0


def test_areas_lie_within_each_other(clean):
    for tables in returns(clean).values():
        [row] = tables["conditions"]
        assert row["indoor_sports_area_m2"] < row["teaching_area_m2"] < row["site_area_m2"]
        assert row["sports_ground_area_m2"] < row["site_area_m2"]


def test_fitness_rows_are_the_pupils_by_grade_and_sex(clean):
    schools = returns(clean)
    for school, tables in returns(clean, "fitness_return").items():
        rows = Counter((row["grade"], row["sex"]) for row in tables["fitness"])
        for row in schools[school]["students"]:
            found = rows[row["grade"], "male"], rows[row["grade"], "female"]
            assert found == (row["male"], row["female"]), school


def test_no_pupil_number_stands_twice_and_none_is_of_a_real_region(clean):
    rows = [
        row for tables in returns(clean, "fitness_return").values() for row in tables["fitness"]
    ]
    numbers = [row["pupil"] for row in rows]

    assert len(numbers) > 8500
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 19 and number.startswith("G99") for number in numbers)


def test_pupils_are_tested_in_the_items_of_their_grade_and_sex(clean):
    tables = returns(clean, "fitness_return")[code_of(clean, "示例县育新九年一贯制学校")]
    for row in tables["fitness"]:
        junior = row["grade"].startswith("junior")
        assert ("pull_ups" in row) == (junior and row["sex"] == "male")
        assert ("run_800m_s" in row) == (junior and row["sex"] == "female")
        assert ("rope_skipping_per_min" in row) == (not junior)


def test_schools_count_their_fitness_tests_as_they_score(clean):
    schools = returns(clean)
    levels = catalogue.code_lists()["grades"].rows
    for school, tables in returns(clean, "fitness_return").items():
        scored = zip(tables["fitness"], fitness_levels(tables["fitness"]), strict=True)
        found = Counter((levels[row["grade"]]["level"], level) for row, level in scored)
        for row in schools[school]["fitness_counts"]:
            told = [row[name] for name in FITNESS_LEVELS.values()]
            assert told == [found[row["level"], level] for level in FITNESS_LEVELS]
            assert row["fitness_tested"] == sum(told)
    special = schools[code_of(clean, "示例县特殊教育学校")]
    assert total(special, "fitness_counts", "fitness_tested") == 0


def test_the_county_return_adds_up_the_schools(clean):
    tables = clean.values[BUREAU, "county_return"]
    schools = returns(clean).values()
    [guarantee], [quality], [county] = tables["guarantee"], tables["quality"], tables["county"]

    migrant = sum(total(each, "students", "migrant") for each in schools)
    assert guarantee["migrant_in_public"] + guarantee["migrant_in_bought_places"] == migrant
    assert guarantee["migrant_eligible"] >= migrant
    special = returns(clean)[code_of(clean, "示例县特殊教育学校")]
    assert quality["disabled_in_special_schools"] == total(special, "students", "male", "female")
    in_classes = sum(total(each, "students", "disabled") for each in schools)
    assert quality["disabled_enrolled"] == quality["disabled_in_special_schools"] + in_classes
    teachers = sum(total(each, "teachers", "full_time_teachers") for each in schools)
    assert county["staff_primary"] + county["staff_junior"] >= teachers


def test_the_same_seed_gives_the_same_files_and_another_seed_does_not():
    one = list(a_demo_county(schools=4).files(as_text))

    assert one == list(a_demo_county(schools=4).files(as_text))
    assert one != list(a_demo_county(schools=4, seed=7).files(as_text))


def test_a_school_is_the_same_in_a_larger_county():
    small, large = a_demo_county(schools=5, clean=True), a_demo_county(schools=40, clean=True)

    for name, tables in returns(small).items():
        assert large.values[name, "school_return"] == tables


@pytest.mark.parametrize(("schools", "pupils"), [(3, 120), (3, 4000), (24, 2000), (60, 30000)])
def test_a_scaled_county_has_the_size_that_was_asked_for(schools, pupils):
    scaled = a_demo_county(schools=schools, pupils=pupils, clean=True)
    largest = max(
        row["students"] for tables in returns(scaled).values() for row in tables["classes"]
    )

    assert len(scaled.roster) == schools
    assert len({row["school_name"] for row in scaled.roster}) == schools
    assert scaled.pupils == pupils
    assert sum(total(t, "classes", "students") for t in returns(scaled).values()) == pupils
    assert largest <= 50
    parents = {row["parent_school"] for row in scaled.roster} - {None}
    assert parents <= {row["school_code"] for row in scaled.roster}


def test_a_double_county_has_twice_the_schools_of_each_type():
    types = Counter(row["school_type"] for row in a_demo_county(schools=48).roster)

    assert types == {"211": 20, "218": 6, "311": 10, "312": 6, "345": 2, "341": 2, "514": 2}


def test_a_county_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="3 schools"):
        a_demo_county(schools=2)
    with pytest.raises(ValueError, match="cannot be shared"):
        a_demo_county(schools=3, pupils=5)


def test_a_clean_county_has_no_mistakes_and_every_file_in_its_own_folder(clean):
    folders = {row["school_code"]: row["folder"] for row in clean.roster}

    assert not clean.mistakes
    for item in clean.handed_in:
        assert len(item.paths) == 1
        assert not item.late
        assert not item.dropped
        if item.school != BUREAU:
            assert item.paths[0].startswith(f"2025/示例县/{folders[item.school]}/")


def test_all_mistakes_of_the_recipe_are_made(county):
    listed = catalogue.read_yaml(RECIPE)["mistakes"]
    schools = {
        status: {each.school for each in county.mistakes.values() if each.expect == status}
        for status in ("returned", "queried", "missing")
    }

    assert len(county.mistakes) == len(listed)
    assert [len(names) for names in schools.values()] == [3, 2, 2]


def test_every_edit_of_a_mistake_changes_something(clean, county):
    for name, mistake in county.mistakes.items():
        for edit in mistake.edits:
            one = Mistake(mistake.school, mistake.form, mistake.expect, "", (edit,))
            changed = with_mistake(clean.values[name], one)
            assert changed[edit["table"]] != clean.values[name][edit["table"]], edit


def test_only_returns_with_a_mistake_differ_from_the_clean_county(clean, county):
    for name, tables in county.values.items():
        edited = bool(county.mistakes[name].edits) if name in county.mistakes else False
        assert (tables != clean.values[name]) == edited, name


def test_the_late_return_comes_later(county):
    [late] = [path for path, _ in county.late_files(as_text)]

    assert late == "2025/示例县/柳泉乡中心小学/学校报表_柳泉乡中心小学.xlsx"
    assert late not in [path for path, _ in county.files(as_text)]


def test_the_same_file_lies_there_twice_under_two_names(county):
    files = dict(county.files(as_text))
    copies = [path for path in files if list(files.values()).count(files[path]) > 1]

    assert copies == [
        "2025/示例县/城东小学/学校报表_城东小学.xlsx",
        "2025/示例县/城东小学/学校报表_城东小学（副本）.xlsx",
    ]


def test_one_return_lies_in_the_folder_of_another_school(county):
    files = dict(county.files(as_text))
    stray = files["2025/示例县/育新九年一贯制学校/学校报表_禾丰乡九年一贯制学校.xlsx"]

    assert code_of(county, "示例县禾丰乡九年一贯制学校").encode() in stray
    assert "2025/示例县/禾丰乡九年一贯制学校/学校报表_禾丰乡九年一贯制学校.xlsx" not in files


def test_a_dropped_column_is_neither_in_the_form_nor_in_the_values(county):
    files = dict(county.files(as_text))

    assert b"class_number" not in files["2025/示例县/松岭镇初级中学/体质健康_松岭镇初级中学.xlsx"]
    assert b"class_number" in files["2025/示例县/启明学校/体质健康_启明学校.xlsx"]


def test_an_edit_that_says_nothing_is_an_error_of_the_recipe():
    wrong = Mistake("x", "school_return", "returned", "", ({"table": "funds", "field": "a"},))

    with pytest.raises(CatalogueError, match="says nothing"):
        with_mistake({"funds": [{"a": 1}]}, wrong)


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        ({"set": "约300"}, "约300"),
        ({"add": -8}, 1226),
        ({"written": "full_width"}, "１２３４"),
        ({"written": "thousands"}, "1,234"),
        ({"written": "spaced"}, " 1234 "),
        ({"written": "percent"}, "1234%"),
    ],
)
def test_an_edit_changes_one_value(edit, found):
    mistake = Mistake("x", "f", "returned", "", ({"table": "t", "field": "a", **edit},))

    assert with_mistake({"t": [{"a": 1234}]}, mistake) == {"t": [{"a": found}]}


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        ({"where": {"k": "x"}, "nth": 1, "merge_into": 0}, [("x", 30), ("y", 50)]),
        ({"where": {"k": "x"}, "nth": 1, "copy": 0}, [("x", 10), ("x", 10), ("y", 50)]),
        ({"where": {"k": "y"}, "to": {"k": "x"}, "move_percent": 40}, [30, 20, 30]),
        ({"where": {"k": "x"}, "nth": 2, "set": 0}, [10, 20, 50]),
        ({"where": {"k": "z"}, "set": 0}, [10, 20, 50]),
    ],
)
def test_an_edit_finds_its_row_in_a_list(edit, found):
    rows = [{"k": "x", "a": 10}, {"k": "x", "a": 20}, {"k": "y", "a": 50}]
    mistake = Mistake("s", "f", "returned", "", ({"table": "t", "field": "a", **edit},))

    changed = with_mistake({"t": rows}, mistake)["t"]

    by_key = isinstance(found[0], tuple)
    assert [(row["k"], row["a"]) if by_key else row["a"] for row in changed] == found
    assert [row["a"] for row in rows] == [10, 20, 50]


def test_numbers_are_shared_out_to_the_last_one():
    assert apportion([1, 1, 2], 11) == [3, 3, 5]
    assert apportion([5.5, 0.01], 100) == [99, 1]
    assert split_evenly(11, 3) == [4, 4, 3]


def test_times_are_written_as_minutes_and_seconds():
    assert [minutes(125), minutes(59)] == ["2'05\"", "0'59\""]
