"""The data files agree: what one names, another has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tasks import catalogue
from tasks.errors import CatalogueError
from tasks.layouts import Field, Layout

EDITIONS = catalogue.editions()
SEASONS = catalogue.editions()
REGIMES = sorted({catalogue.season(edition)["regime"] for edition in SEASONS})
ENGLISH = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_SHEET_NAME = 31
"""A spreadsheet program cuts longer names off."""

UNIT_ENDS = {"㎡": "_m2", "元": "_yuan", "万元": "_wan_yuan", "千元": "_qian_yuan", "%": "_percent"}
"""The unit ends the name of a field; counts of people and things need none."""

FIELD_LISTS = ("add", "subtract", "field", "note_field", "part", "whole")


def wrong_names(layout: Layout) -> list[str]:
    """Return what is wrong with the names in a layout."""
    found = [name for name in _english_names(layout) if not ENGLISH.fullmatch(name)]
    found += [sheet.title for sheet in layout.sheets if len(sheet.title) > LONGEST_SHEET_NAME]
    fields = [field for sheet in layout.sheets for field in sheet.fields]
    found += [
        field.name for field in fields if not field.name.endswith(UNIT_ENDS.get(field.unit, ""))
    ]
    found += [name for sheet in layout.sheets for name in _unknown_in_formulas(sheet.fields)]
    counted = Counter(sheet.title for sheet in layout.sheets)
    return found + [title for title, times in counted.items() if times > 1]


def _english_names(layout: Layout) -> Iterator[str]:
    yield layout.form
    for sheet in layout.sheets:
        yield sheet.table
        yield from (field.name for field in sheet.fields)


def _unknown_in_formulas(fields: tuple[Field, ...]) -> Iterator[str]:
    known = {field.name for field in fields}
    for field in fields:
        for names in field.computed.values():
            yield from (name for name in names if name not in known)


def fields_named(data: Any) -> Iterator[str]:
    """Yield every field of a form that a standard computes with."""
    if isinstance(data, Mapping):
        for name, inner in data.items():
            if name in FIELD_LISTS:
                given = inner if isinstance(inner, list) else [inner]
                yield from (each for each in given if isinstance(each, str))
            else:
                yield from fields_named(inner)
    elif isinstance(data, list):
        for inner in data:
            yield from fields_named(inner)


DATA_FILES = [
    path
    for folder in (catalogue.EXPECTATIONS, catalogue.TEMPLATES, catalogue.ROOT / "data" / "demo")
    for path in sorted(folder.rglob("*"))
    if path.suffix in (".yml", ".csv")
]


def unreadable(paths: Iterable[Path]) -> list[str]:
    """Return what is wrong with the data files that cannot be read."""
    found = []
    for path in paths:
        try:
            catalogue.read_yaml(path) if path.suffix == ".yml" else catalogue.read_csv(path)
        except CatalogueError as error:
            found.append(str(error))
    return found


def test_every_data_file_can_be_read():
    assert DATA_FILES
    assert unreadable(DATA_FILES) == []


def test_an_unreadable_data_file_is_found(tmp_path):
    path = tmp_path / "wording.yml"
    path.write_text("when: {before: {days}天}\n", encoding="utf-8")
    assert len(unreadable([path])) == 1


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_layouts_of_an_edition_are_named_well(edition):
    layouts = catalogue.layouts(edition)
    assert [name for layout in layouts.values() for name in wrong_names(layout)] == []
    assert {layout.edition for layout in layouts.values()} == {edition}
    tables = Counter(sheet.table for layout in layouts.values() for sheet in layout.sheets)
    assert [table for table, times in tables.items() if times > 1] == []


def test_a_badly_named_field_is_found():
    layout = catalogue.layouts(EDITIONS[0])["county_return"]
    sheet = layout.sheets[0]
    bad = (Field("area", "面积", unit="㎡"), Field("Total", "计", computed={"add": ("x",)}))
    broken = replace(layout, sheets=(replace(sheet, fields=bad),))
    assert wrong_names(broken) == ["Total", "area", "x"]


@pytest.mark.parametrize("name", catalogue.code_lists())
def test_a_list_of_codes_has_a_title_for_every_code(name):
    codes = catalogue.code_lists()[name]
    assert codes.codes
    assert [code for code, row in codes.rows.items() if not code or not row["title"]] == []
    head = (catalogue.EXPECTATIONS / "codes" / f"{name}.csv").read_text(encoding="utf-8")
    assert head.startswith("# ")


@pytest.mark.parametrize("edition", SEASONS)
def test_a_season_names_forms_regime_and_kinds_that_exist(edition):
    season = catalogue.season(edition)
    kinds = {row["kind"] for row in catalogue.code_lists()["school_types"].rows.values()}
    owing = {
        kind
        for terms in season["forms"].values()
        for kind in terms["owed_by"].get("school_kinds", ())
    }
    assert set(season["forms"]) <= set(catalogue.layouts(edition))
    assert owing <= kinds
    assert catalogue.standards(season["regime"])
    folder = catalogue.EXPECTATIONS / "standards" / season["regime"] / "provinces"
    assert (folder / f"{season['province']}.yml").exists()


@pytest.mark.parametrize("regime", REGIMES)
def test_a_standard_computes_with_fields_that_a_form_asks_for(regime):
    asked = {
        field.name
        for edition in EDITIONS
        for layout in catalogue.layouts(edition).values()
        for sheet in layout.sheets
        for field in sheet.fields
    }
    named = set(fields_named(dict(catalogue.standards(regime))))
    assert "teaching_area_m2" in named
    assert sorted(named - asked) == []


@pytest.mark.parametrize("regime", REGIMES)
def test_every_item_needs_a_form_and_every_declaration_speaks_to_an_item(regime):
    files = catalogue.standards(regime)
    items = {
        item for name in ("resources", "guarantee", "quality", "vetoes") for item in files[name]
    }
    items |= {"R", "fitness"}
    needed = [item for given in files["regime"]["needs"].values() for item in given]
    declared = {row["item"] for row in catalogue.code_lists()["declarations"].rows.values()}
    assert sorted(set(needed)) == sorted(items)
    assert declared - {""} <= items


def test_the_fields_of_a_standard_are_found_at_any_depth():
    data = {"L1": {"numerator": {"primary": {"add": ["a"], "subtract": ["b"]}}, "field": "c"}}
    assert sorted(fields_named(data)) == ["a", "b", "c"]
