"""All files of a county: their names, their order, and that LibreOffice can print them."""

from __future__ import annotations

import re

import pytest

from tasks import catalogue
from tasks.dossiers import assemble as module
from tasks.dossiers.word.reading import numbers, plain_text
from tests.builders.dossiers import (
    LEVELS,
    LONG_NAME,
    PRIMARY,
    REGIME,
    a_full_county,
    a_roster,
    findings_of,
    findings_under,
    given,
    regime_of,
)
from tests.office import convert

PLACES = sorted(path.stem for path in (catalogue.STANDARDS / REGIME / "provinces").glob("*.yml"))


@pytest.fixture(scope="module")
def files():
    return module.assemble(**given())


def school_forms(files):
    """Return the paths of the schools' self-assessment forms, in the order they were made."""
    return [path for path in files if path.endswith("_自评表.docx")]


def only_school_forms():
    """Return the regime, asking for nothing but the schools' forms."""
    standards = catalogue.standards(REGIME)
    return {**standards, "regime": {**standards["regime"], "dossiers": ["school_forms"]}}


def test_there_is_a_form_a_report_and_a_file_for_every_school(files):
    forms = school_forms(files)

    assert list(files)[:2] == ["县级/申报表.docx", "县级/自评报告.docx"]
    assert len(forms) == len(LEVELS)
    assert forms[0] == "学校/01_某县第001小学_自评表.docx"
    assert forms[4] == f"学校/05_{LONG_NAME}_自评表.docx"


@pytest.mark.parametrize("place", PLACES)
def test_the_files_of_every_place_with_its_own_rules_can_be_made(place):
    rules = {"findings": findings_under(REGIME, place), "standards": regime_of(REGIME, place).files}

    assert len(school_forms(module.assemble(**given(**rules)))) == len(LEVELS)


def test_a_name_that_no_file_may_have_is_made_safe():
    arguments = given(standards=only_school_forms())
    name = arguments["findings"].facts["s.2113999001.name"]
    changed = type(name)(name.id, name.title, "城东/城西：小学", "城东/城西：小学")
    facts = {**arguments["findings"].facts, name.id: changed}
    findings = type(arguments["findings"])(**{**vars(arguments["findings"]), "facts": facts})

    paths = list(module.assemble(**(arguments | {"findings": findings})))

    assert paths[0] == "学校/01_城东_城西：小学_自评表.docx"


@pytest.mark.parametrize("school_type", ["999", ""])
def test_a_school_of_an_unknown_type_is_shown_without_levels_and_told_why(school_type):
    roster = a_roster()
    for line in roster:
        if line["school_code"] == PRIMARY:
            line["school_type"] = school_type
    findings = findings_of(a_full_county(), roster=roster)
    files = module.assemble(**given(findings=findings, roster=roster))
    form = files["学校/01_某县第001小学_自评表.docx"]
    reason = next(each.reason for each in findings.exclusions if each.school == PRIMARY)

    assert len(school_forms(files)) == len(LEVELS)
    assert reason in plain_text(form)
    assert reason in plain_text(files["县级/自评报告.docx"])
    assert not [fact for fact, _ in numbers(form) if ".primary." in fact]
    assert "各学段学生" not in plain_text(form)
    assert "巩固率" not in plain_text(form).split("A3")[1]


def test_all_files_become_pdf(files, tmp_path):
    words = []
    for number, content in enumerate(files.values()):
        words.append(tmp_path / f"{number}.docx")
        words[-1].write_bytes(content)

    for converted in convert(words, "pdf", tmp_path / "pdf"):
        pdf = converted.read_bytes()
        assert pdf.startswith(b"%PDF")
        assert re.search(rb"/Type\s*/Page\b", pdf)
        assert not [
            font
            for font in re.findall(rb"/FontName\s*/[A-Z]{6}\+([\w-]+)", pdf)
            if b"CJK" not in font
        ]
