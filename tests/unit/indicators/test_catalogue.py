"""A wrong data file is refused with its name and line, before anything is computed with it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tasks import catalogue
from tasks.errors import CatalogueError

LAYOUT = """\
form: school_return
title: 学校报表
edition: "2025"
filled_by: 学校
file_name: 学校报表
sheets:
  - sheet: 班级
    table: classes
    kind: list
    one_row_is: 一个教学班
    fields:
      - {field: grade, title: 年级, type: code, codes: grades}
      - {field: students, title: 学生数, type: count, unit: 人}
"""


@pytest.fixture
def write(tmp_path):
    """Return a function that writes one file and returns its path."""

    def _write(text: str, name: str = "file.yml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return _write


def error_of(action, *arguments) -> CatalogueError:
    """Return the error that an action ends with."""
    with pytest.raises(CatalogueError) as caught:
        action(*arguments)
    return caught.value


def test_a_mapping_remembers_file_and_line(write):
    path = write("a: 1\nb:\n  c: 2\n")

    found = catalogue.read_yaml(path)

    assert found == {"a": 1, "b": {"c": 2}}
    assert (found["b"].file, found["b"].line) == (str(path), 3)


def test_a_key_written_twice_is_refused(write):
    path = write("a: 1\nb: 2\na: 3\n")

    error = error_of(catalogue.read_yaml, path)

    assert (error.file, error.line) == (str(path), 3)
    assert str(error) == f"{path}:3: a is written twice"


def test_broken_yaml_is_refused_with_its_line(write):
    path = write("a: 1\nb: [1, 2\nc: 3\n")

    error = error_of(catalogue.read_yaml, path)

    assert error.file == str(path)
    assert error.line == 3


def test_a_missing_file_is_named(tmp_path):
    for read in (catalogue.read_yaml, catalogue.read_csv):
        error = error_of(read, tmp_path / "gone")
        assert str(error) == f"{tmp_path / 'gone'}: the file is missing"


def test_a_layout_is_read(write):
    layout = catalogue.read_layout(write(LAYOUT))

    sheet = layout.by_table["classes"]
    assert (layout.form, layout.edition) == ("school_return", "2025")
    assert [field.name for field in sheet.fields] == ["grade", "students"]
    assert sheet.by_name["grade"].codes == "grades"
    assert sheet.by_name["students"].line == 13


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("unit: 人}", "units: 人}", 13, "units is not known here"),
        ("type: count", "type: number", 13, "type number is none of"),
        ("codes: grades", "codes: grade", 12, "there is no list of codes called grade"),
        (", codes: grades", "", 12, "there is no list of codes called None"),
        ("field: students", "field: grade", 7, "a field stands twice"),
        ("kind: list", "kind: table", 7, "kind table is none of record, rows, list"),
        ("one_row_is: 一个教学班", "rows: 一个教学班", 7, "rows is not known here"),
        ("filled_by: 学校\n", "", 1, "filled_by is missing"),
    ],
)
def test_a_wrong_layout_is_refused_with_its_line(write, old, new, line, message):
    path = write(LAYOUT.replace(old, new))

    error = error_of(catalogue.read_layout, path)

    assert error.file == str(path)
    assert error.line == line
    assert message in str(error)


@pytest.fixture
def seasons(tmp_path, monkeypatch):
    """Return a function that describes a year, as somebody would who adds a file."""
    described = (catalogue.SEASONS / "2025.yml").read_text(encoding="utf-8")
    monkeypatch.setattr(catalogue, "SEASONS", tmp_path)
    cached = (catalogue.season, catalogue.layouts, catalogue.suites)

    def _describe(edition: str, workbooks: str = "2025") -> None:
        text = described.replace('edition: "2025"', f'edition: "{edition}"')
        text = text.replace('workbooks: "2025"', f'workbooks: "{workbooks}"')
        (tmp_path / f"{edition}.yml").write_text(text, encoding="utf-8")

    for function in cached:
        function.cache_clear()
    yield _describe
    for function in cached:
        function.cache_clear()


def test_a_new_year_is_one_new_file(seasons):
    seasons("2031")
    assert catalogue.editions() == ("2031",)
    layouts = catalogue.layouts("2031")
    assert layouts["school_return"].edition == "2031"
    assert "enrolment" in catalogue.suites("2031")


def test_a_year_nobody_described_is_refused():
    assert "1999.yml" in str(error_of(catalogue.layouts, "1999"))


def test_an_edition_without_layouts_is_refused(seasons):
    seasons("2031", workbooks="1999")
    assert "no layouts of edition 2031" in str(error_of(catalogue.layouts, "2031"))


def test_notes_in_a_table_are_passed_over(write):
    path = write("# 说明\ncode,title\n\n1,一\n# 另一条\n2,二\n", "list.csv")

    assert catalogue.read_csv(path) == [
        {"code": "1", "title": "一"},
        {"code": "2", "title": "二"},
    ]


def test_a_code_that_stands_twice_is_refused(write, tmp_path, monkeypatch):
    path = write("code,title\n1,一\n1,二\n", "codes/numbers.csv")
    monkeypatch.setattr(catalogue, "EXPECTATIONS", tmp_path)

    error = error_of(catalogue.code_lists.__wrapped__)

    assert str(error) == f"{path}: a code stands twice"


def test_a_standard_is_found_by_its_path():
    assert catalogue.standard("quality_2017", "guarantee.G5.maximum.primary") == 45


@pytest.mark.parametrize("path", ["guarantee.G99", "nothing.G5", "guarantee.G5.maximum.primary.x"])
def test_an_unknown_standard_is_refused(path):
    assert f"quality_2017 has no standard {path}" in str(
        error_of(catalogue.standard, "quality_2017", path)
    )


def test_an_unknown_regime_is_refused():
    assert "there is no regime quality_1999" in str(error_of(catalogue.standards, "quality_1999"))


def test_the_fingerprint_changes_with_any_data_file(write, tmp_path, monkeypatch):
    write("a: 1\n", "expectations/a.yml")
    write("b: 1\n", "templates/b.yml")
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "EXPECTATIONS", tmp_path / "expectations")
    monkeypatch.setattr(catalogue, "TEMPLATES", tmp_path / "templates")
    digest = catalogue.digest.__wrapped__

    before = digest()
    assert digest() == before
    write("b: 2\n", "templates/b.yml")
    changed = digest()
    (tmp_path / "templates" / "b.yml").rename(tmp_path / "templates" / "c.yml")

    assert len({before, changed, digest()}) == 3
