"""Page numbers are written into the contents of a made file, and nothing else changes."""

from __future__ import annotations

from tasks.dossiers.word.contents import Heading, heading_pages
from tasks.dossiers.word.numbering import (
    contents_stand_apart,
    headings_of,
    numbered,
    with_frames,
)
from tasks.dossiers.word.reading import plain_text
from tests.builders.word import a_dossier, parts


def a_report():
    dossier = a_dossier().contents("目　录").section(restart=1)
    return dossier.heading("一、基本情况").paragraph("略").heading("（一）学校", 2).to_bytes()


def test_headings_are_read_from_the_contents():
    assert [each.text for each in headings_of(a_report())] == ["一、基本情况", "（一）学校"]
    assert headings_of(a_dossier().heading("一、基本情况").to_bytes()) == []


def test_the_contents_say_the_page_of_each_heading():
    report = a_report()
    first, second = (each.bookmark for each in headings_of(report))

    text = plain_text(numbered(report, {first: 3, second: 12}))

    assert "一、基本情况\t3\n（一）学校\t12\n" in text


def test_a_heading_whose_page_is_not_known_has_no_number():
    report = a_report()
    first, _ = (each.bookmark for each in headings_of(report))

    assert "一、基本情况\t3\n（一）学校\n" in plain_text(numbered(report, {first: 3}))


def test_numbers_are_replaced_when_written_again_and_bytes_repeat():
    report = a_report()
    marks = [each.bookmark for each in headings_of(report)]
    twice = numbered(numbered(report, dict.fromkeys(marks, 88)), dict.fromkeys(marks, 3))

    assert twice == numbered(report, dict.fromkeys(marks, 3))
    assert [each.bookmark for each in headings_of(twice)] == marks


def test_only_the_document_itself_changes():
    report = a_report()
    before, after = parts(report), parts(numbered(report, {"_Toc00000001": 1}))

    assert {path for path in before if before[path] != after[path]} == {"word/document.xml"}


def test_a_heading_over_several_lines_is_found():
    heading = Heading("附件　各校指标热力表和各项指标的分布", 1, "_Toc1")
    pages = [
        "目录\n附件　各校指标热力表和各项指标的分布 7\n",
        "附件　各校指标热力表和\n各项指标的分布\n— 7 —\n",
    ]

    assert heading_pages([heading], pages) == [7]


def test_contents_stand_apart_where_the_next_section_counts_anew():
    def begun(restart):
        dossier = a_dossier().contents("目　录").section(restart=restart)
        return dossier.heading("一、基本情况").to_bytes()

    assert contents_stand_apart(a_report())
    assert contents_stand_apart(begun(1))
    assert not contents_stand_apart(begun(None))
    assert not contents_stand_apart(
        a_dossier().contents("目　录").heading("一、基本情况").to_bytes()
    )


def test_a_file_without_charts_is_laid_out_as_it_is():
    report = a_report()

    assert parts(with_frames(report)).keys() == parts(report).keys()
    assert plain_text(with_frames(report)) == plain_text(report)
