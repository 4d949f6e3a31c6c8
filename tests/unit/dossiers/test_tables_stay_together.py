"""A small table is not torn, of a long one the head stays with the first row."""

from __future__ import annotations

from tests.builders.word import a_dossier, a_table, part

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def kept_rows(**changes):
    """Return for each row of a table whether it stays with the next one."""
    document = part(a_dossier().table(a_table(**changes)).to_bytes(), "word/document.xml")
    return [row.find(f".//{W}keepNext") is not None for row in document.iter(f"{W}tr")]


def test_all_rows_of_a_small_table_but_the_last_stay_with_the_next():
    assert kept_rows() == [True, True, True, False]


def test_of_a_table_longer_than_half_a_page_only_the_head_does():
    kept = kept_rows(rows=[("某小学", "1")] * 60)

    assert kept == [True] + [False] * 60


def test_long_texts_count_with_the_lines_they_take():
    assert kept_rows(rows=[("某小学" * 200, "1")] * 3) == [True, False, False, False]


def test_no_row_is_split():
    document = part(a_dossier().table(a_table()).to_bytes(), "word/document.xml")

    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in document.iter(f"{W}tr"))
