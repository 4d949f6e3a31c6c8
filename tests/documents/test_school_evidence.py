"""The school's evidence index: its points, its documents, and what is not provided."""

from __future__ import annotations

import pytest

from tasks.dossiers.papers.evidence import evidence_lines
from tasks.dossiers.school.evidence import school_evidence
from tasks.dossiers.word.reading import numbers, plain_text
from tests.approval import assert_approved
from tests.builders.dossiers import LEVELS, LONG_NAME, MISSING, PRIMARY, TWELVE_YEAR
from tests.builders.papers import a_view_with_evidence
from tests.printed_numbers import untrue_numbers


def index_of(code):
    view = a_view_with_evidence()
    return school_evidence(view, next(school for school in view.schools if school.code == code))


def test_the_text_is_as_approved():
    assert_approved("school_evidence_primary", plain_text(index_of(PRIMARY)))


@pytest.mark.parametrize("code", LEVELS)
def test_every_point_stands_there_and_what_has_no_document_is_not_provided(code):
    view = a_view_with_evidence()
    lines = evidence_lines(view, code)
    text = plain_text(index_of(code))

    assert lines
    assert all(f"| {line.number} |" in text for line in lines)
    assert text.count("未提供\n") == sum(1 for line in lines if not line.documents)


def test_a_school_that_named_nothing_is_told_so():
    assert "本校尚未报送佐证材料目录，各要点均列为未提供" in plain_text(index_of(MISSING))


def test_counts_are_facts():
    docx = index_of(PRIMARY)

    assert untrue_numbers(docx, a_view_with_evidence().findings) == []
    assert f"s.{PRIMARY}.evidence.missing" in dict(numbers(docx))


def test_a_name_of_forty_characters_stands_whole():
    assert LONG_NAME in plain_text(index_of(TWELVE_YEAR))
