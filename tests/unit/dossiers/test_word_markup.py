"""What is written as text and parsed at once says what was meant, whatever signs it has."""

from __future__ import annotations

import pytest

from tasks.dossiers.word.dossier import Number
from tasks.dossiers.word.xml import as_markup, name, parsed, quoted, w
from tests.builders.word import a_dossier, a_table, part

ODD = "&<>\"'　]]> 一\u00a0b "


def texts(docx):
    return [each.text for each in part(docx, "word/document.xml").iter(name("w:t"))]


@pytest.mark.parametrize("text", [ODD, " 前后有空格 ", "　", "<w:p/>", "&amp;"])
def test_a_text_is_printed_as_it_is_in_paragraphs_and_cells(text):
    dossier = a_dossier().paragraph(text, Number("a.b", text, title=text))
    table = a_table(rows=[(text, Number("a.c", text))], head=())

    assert texts(dossier.table(table).to_bytes())[:4] == [text] * 4


def test_the_fact_and_title_of_a_number_are_kept_whatever_signs_they_have():
    dossier = a_dossier().paragraph(Number('s."<&>', "1", title='题"<&>'))

    tag, alias = (
        next(part(dossier.to_bytes(), "word/document.xml").iter(name(f"w:{each}")))
        for each in ("tag", "alias")
    )
    assert (tag.get(name("w:val")), alias.get(name("w:val"))) == ('s."<&>', '题"<&>')


def test_breaks_and_tabulators_are_elements_and_control_signs_are_left_out():
    (run,) = part(a_dossier().paragraph("a\nb\tc\x07").to_bytes(), "word/document.xml").iter(
        name("w:r")
    )

    tags = [each.tag for each in run if each.tag != name("w:rPr")]
    assert tags == [name(f"w:{each}") for each in ("t", "br", "t", "tab", "t")]
    assert run[-1].text == "c"


def test_an_element_comes_back_as_it_was_written():
    made = w("p", w("pPr", w("pStyle", val=ODD)))

    assert as_markup(parsed(as_markup(made))) == as_markup(made)


def test_only_special_signs_are_quoted():
    assert quoted("生均4.5㎡") == "生均4.5㎡"
    assert quoted('<"&>\t') == "&#60;&#34;&#38;&#62;&#9;"
