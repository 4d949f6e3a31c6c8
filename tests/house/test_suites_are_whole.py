"""The suites explain every field a form asks for, and type no standard a second time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tasks import catalogue
from tasks.model import Severity
from tests.house.test_numbers_of_standards import TRIVIAL, numbers_in

WORDING = "wording"
NAME = re.compile(r"[a-z][a-z0-9-]*")
BY_ROSTER = {"roster", "county_list"}
"""Forms that are filled in before a season is open; no suite speaks of them."""

SENTENCES = ("message", "guidance")


def suites(edition: str) -> dict[str, Any]:
    """Return the suites of an edition by the name of their file."""
    return {name: suite for name, suite in catalogue.suites(edition).items() if name != WORDING}


def entries(edition: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Return every rule of an edition with the name of its suite."""
    found = suites(edition).items()
    return [(name, entry) for name, suite in found for entry in suite.get("expectations", ())]


def without_guidance(explained: Mapping[str, Mapping[str, str]], edition: str) -> Iterator[str]:
    """Yield every field that a form of the edition asks for and no suite explains."""
    for form, layout in catalogue.layouts(edition).items():
        for sheet in layout.sheets if form not in BY_ROSTER else ():
            for field in sheet.fields:
                if field.is_staged and not explained.get(sheet.table, {}).get(field.name):
                    yield f"{sheet.table}.{field.name}"


def unknown_fields(explained: Mapping[str, Mapping[str, str]], edition: str) -> Iterator[str]:
    """Yield every explanation of a field that no form of the edition has."""
    asked = {
        (sheet.table, name)
        for layout in catalogue.layouts(edition).values()
        for sheet in layout.sheets
        for name in (*sheet.by_name, *([sheet.key.name] if sheet.key else []))
    }
    for table, fields in explained.items():
        yield from (f"{table}.{name}" for name in fields if (table, name) not in asked)


def explained_fields(edition: str) -> dict[str, dict[str, str]]:
    """Return the guidance of an edition by table and field."""
    found: dict[str, dict[str, str]] = {}
    for suite in suites(edition).values():
        if "fields" in suite:
            found.setdefault(suite["table"], {}).update(suite["fields"])
    return found


def typed_standards(entry: Mapping[str, Any]) -> list[float]:
    """Return the numbers that a finding types instead of pointing at the standard."""
    return (
        [number for number in numbers_in(entry) if number not in TRIVIAL]
        if _is_finding(entry)
        else []
    )


def _is_finding(entry: Mapping[str, Any]) -> bool:
    return entry["severity"] == Severity.INFO


def _refers(data: Any) -> bool:
    """Tell whether some data points at an entry of a standard."""
    if isinstance(data, Mapping):
        return "standard" in data or any(map(_refers, data.values()))
    return isinstance(data, list) and any(map(_refers, data))


EDITIONS = catalogue.editions()


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_field_is_explained(edition):
    assert list(without_guidance(explained_fields(edition), edition)) == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_only_fields_of_the_forms_are_explained(edition):
    assert list(unknown_fields(explained_fields(edition), edition)) == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_rule_has_a_name_of_its_own_a_severity_and_its_sentences(edition):
    rules = entries(edition)
    names = Counter(entry["rule"] for _, entry in rules)
    assert rules
    assert [name for name, times in names.items() if times > 1 or not NAME.fullmatch(name)] == []
    assert {entry["severity"] for _, entry in rules} <= set(map(str, Severity))
    assert [entry["rule"] for _, entry in rules if not all(map(entry.get, SENTENCES))] == []
    assert [entry["rule"] for _, entry in rules if ("type" in entry) == ("check" in entry)] == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_finding_points_at_its_standard(edition):
    findings = [entry for _, entry in entries(edition) if _is_finding(entry)]
    assert findings
    assert [
        (entry["rule"], typed_standards(entry)) for entry in findings if typed_standards(entry)
    ] == []
    assert [entry["rule"] for entry in findings if _refers(entry) and "clause" not in entry] == []


def test_a_field_without_guidance_is_found():
    edition = EDITIONS[-1]
    explained = {"classes": {"grade": "年级", "students": "人数", "teacher": "班主任"}}

    missing = set(without_guidance(explained, edition))

    assert "classes.class_name" in missing
    assert "classes.grade" not in missing
    assert "fitness.name" not in missing
    assert list(unknown_fields(explained, edition)) == ["classes.teacher"]


def test_a_typed_standard_is_found():
    rule = {"severity": "info", "max_value": 45}
    assert typed_standards(rule) == [45]
    assert typed_standards(rule | {"severity": "warning"}) == []
    assert typed_standards(rule | {"max_value": {"standard": "guarantee.G5"}}) == []
    assert _refers({"with": [{"minimum": {"standard": "guarantee.G5"}}]})
    assert not _refers(rule)
