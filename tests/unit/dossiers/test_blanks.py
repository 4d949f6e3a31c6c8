"""A wording file whose blanks no fact can fill is refused, with file and line."""

from __future__ import annotations

import pytest

from tasks.catalogue import read_yaml
from tasks.dossiers.blanks import verify_blanks
from tasks.errors import CatalogueError

FACTS = ("county.students", "s.0000000001.primary.L4")


@pytest.mark.parametrize(
    "sentence",
    ["共 {county.students} 人", "{*.primary.L4}", "{*}", "{=word}", "{{x}}", "{*.area_m2}"],
)
def test_a_blank_that_can_be_filled_is_fine(sentence):
    verify_blanks({"report": {"a": [sentence]}}, FACTS, ("area_m2",))


@pytest.mark.parametrize("sentence", ["{county.pupils}", "{*.primary.L9}", "{students}"])
def test_a_blank_without_a_fact_is_named_with_its_place(tmp_path, sentence):
    file = tmp_path / "report.yml"
    file.write_text(f'title: 报告\npart:\n  good: 好\n  bad: "{sentence}"\n', encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"report\.yml:3: there is no fact") as error:
        verify_blanks({"report": read_yaml(file)}, FACTS, ())
    assert sentence in str(error.value)


@pytest.mark.parametrize("sentence", ["共 {} 人", "共 {county.students 人", "共 } 人"])
def test_a_brace_that_encloses_nothing_is_named_with_its_place(tmp_path, sentence):
    file = tmp_path / "report.yml"
    file.write_text(f'title: 报告\npart:\n  bad: "{sentence}"\n', encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"report\.yml:3: a brace stands alone"):
        verify_blanks({"report": read_yaml(file)}, FACTS, ())
