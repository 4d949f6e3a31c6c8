"""Tracked changes: accepting all gives the new text, rejecting all the old one."""

from __future__ import annotations

import io
import random
import re
import time
import zipfile
from decimal import Decimal

import pytest
from lxml import etree

from tasks.dossiers.word.charts import Series
from tasks.dossiers.word.dossier import Cell, Column, Number, Table
from tasks.redline.settled import accept_all
from tests.builders.redline import MOMENT, compared, made_up, said, settled
from tests.builders.word import a_chart, a_dossier

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CAUSE = {"county.area": ("面积：4.51 → 4.60", "某小学《报表》，第1次报送 → 第2次报送：")}


def part(docx, name="word/document.xml"):
    """Return one part of a Word file, parsed."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return etree.fromstring(package.read(name))


def a_sentence(area="4.51", words="平方米，"):
    return a_dossier().paragraph("生均", Number("county.area", area), words, "达标。").to_bytes()


def rows(*schools, value="1.00"):
    columns = (Column(60), Column(0))
    cells = [(Number(f"s.{at}.name", f"第{at}小学"), Number(f"s.{at}.L1", value)) for at in schools]
    return a_dossier().table(Table(columns, cells, (("学校", "面积"),))).to_bytes()


def texts(docx, tag):
    return ["".join(each.itertext()) for each in part(docx).iter(f"{W}{tag}")]


@pytest.mark.parametrize("seed", range(60))
def test_accepting_gives_the_new_text_and_rejecting_the_old(seed):
    chance = random.Random(seed)
    old = made_up(chance)
    before, after = old.docx(), old.changed(chance).docx()

    assert settled(compared(before, after)) == (said(before), said(after))


@pytest.mark.parametrize("seed", range(10))
def test_two_files_that_share_nothing_can_be_compared(seed):
    before, after = (made_up(random.Random(seed + part)).docx() for part in (100, 200))

    assert settled(compared(before, after)) == (said(before), said(after))


def test_a_changed_number_is_one_deletion_and_one_insertion_in_its_control():
    found = compared(a_sentence(), a_sentence("4.60"))

    (control,) = part(found.docx).iter(f"{W}sdt")
    inside = control.find(f"{W}sdtContent")
    assert [child.tag.removeprefix(W) for child in inside] == ["del", "ins"]
    assert (texts(found.docx, "del"), texts(found.docx, "ins")) == (["4.51"], ["4.60"])
    assert control.find(f"{W}sdtPr/{W}tag").get(f"{W}val") == "county.area"


def test_the_comment_on_a_changed_number_says_the_cause():
    found = compared(a_sentence(), a_sentence("4.60"), CAUSE)

    comments = part(found.docx, "word/comments.xml")
    lines = ["".join(each.itertext()) for each in comments.iter(f"{W}p")]
    assert lines == list(CAUSE["county.area"])
    (control,) = part(found.docx).iter(f"{W}sdt")
    assert control.getprevious().tag == f"{W}commentRangeStart"
    assert control.getnext().tag == f"{W}commentRangeEnd"


def test_a_number_that_stayed_has_no_comment():
    found = compared(a_sentence(), a_sentence(words="㎡，"), CAUSE)

    assert (found.comments, texts(found.docx, "del")) == (0, ["平方米"])


def test_a_file_that_says_the_same_is_returned_as_it_is():
    found = compared(a_sentence(), a_sentence())

    assert (found.docx, found.changes) == (a_sentence(), 0)


def test_a_school_that_left_is_one_deleted_row():
    found = compared(rows(1, 2, 3), rows(1, 3))

    marked = [row for row in part(found.docx).iter(f"{W}tr")
              if row.find(f"{W}trPr/{W}del") is not None]  # fmt: skip
    assert ["".join(row.itertext()) for row in marked] == ["第2小学1.00"]
    assert texts(found.docx, "ins") == []


def test_changed_numbers_do_not_part_the_rows_of_a_school():
    found = compared(rows(1, 2, 3), rows(3, 4, 1, 2, value="2.00"))

    changed = [row for row in part(found.docx).iter(f"{W}tr") if row.find(f"{W}trPr/{W}ins") is None
               and row.find(f"{W}trPr/{W}del") is None]  # fmt: skip
    assert ["".join(row.itertext()) for row in changed][1:] == [
        "第1小学1.002.00",
        "第2小学1.002.00",
    ]


def test_no_table_follows_another_one():
    old, new = (
        a_dossier().caption("表").table(Table(tuple(Column(0) for _ in range(width)),
                                             [["甲"] * width])).to_bytes()
        for width in (2, 3)
    )  # fmt: skip
    tables = list(part(compared(old, new).docx).iter(f"{W}tbl"))

    assert len(tables) == 2
    assert tables[0].getnext().tag == f"{W}p"


def test_the_old_shade_of_a_cell_is_kept():
    old, new = (
        a_dossier()
        .table(Table((Column(0), Column(0)), [["结论", Cell(text, shade=shade)]]))
        .to_bytes()
        for text, shade in (("未达标", "failed"), ("达标", ""))
    )
    (change,) = part(compared(old, new).docx).iter(f"{W}tcPrChange")

    assert change.find(f"{W}tcPr/{W}shd") is not None


def test_a_changed_chart_stands_beside_the_old_one_and_its_points_are_told():
    series = (Series("生均面积", (Decimal("4.51"), Decimal("4.70"), Decimal("3.90"))),)
    old, new = (a_dossier().chart(a_chart(**each)).to_bytes() for each in ({}, {"series": series}))
    found = compared(old, new)

    lines = ["".join(each.itertext()) for each in part(found.docx, "word/comments.xml")[0]]
    assert lines[1:] == ["生均面积　清河乡中心小学：— → 4.70"]
    assert settled(found) == (said(old), said(new))
    with zipfile.ZipFile(io.BytesIO(found.docx)) as package:
        assert package.testzip() is None
        assert "word/charts/before_chart1.xml" in package.namelist()


def test_numbers_of_marks_are_unique_and_marks_stand_where_the_format_wants_them():
    chance = random.Random(7)
    old = made_up(chance)
    found = compared(old.docx(), old.changed(chance).docx())
    root = part(found.docx)

    kinds = [f"{W}{tag}" for tag in ("ins", "del", "tcPrChange", "bookmarkStart")]
    marks = [each.get(f"{W}id") for each in root.iter(*kinds)]
    controls = [each.get(f"{W}val") for each in root.iter(f"{W}id")]
    assert len(set(marks)) == len(marks)
    assert len(set(controls)) == len(controls)
    for properties in root.iter(f"{W}pPr"):
        order = [child.tag.removeprefix(W) for child in properties]
        last = [tag for tag in ("rPr", "sectPr") if tag in order]
        assert order[len(order) - len(last) :] == last
    for row in root.iter(f"{W}trPr"):
        kinds = [child.tag.removeprefix(W) in ("ins", "del") for child in row]
        assert kinds == sorted(kinds)
    for gone in root.iter(f"{W}del"):
        assert not list(gone.iter(f"{W}t"))


def test_author_and_moment_are_those_that_were_given():
    found = compared(a_sentence(), a_sentence("4.60"))

    signed = {(each.get(f"{W}author"), each.get(f"{W}date"))
              for tag in ("ins", "del") for each in part(found.docx).iter(f"{W}{tag}")}  # fmt: skip
    assert signed == {("均衡", f"{MOMENT:%Y-%m-%dT%H:%M:%S}Z")}


def test_the_same_two_files_give_the_same_bytes():
    assert compared(rows(1, 2), rows(2, 3)).docx == compared(rows(1, 2), rows(2, 3)).docx


def test_many_rows_cost_no_more_than_reading_them():
    before, after = rows(*range(500)), rows(*range(0, 250), *range(251, 520), value="1.01")
    start = time.process_time()
    found = compared(before, after)
    taken = time.process_time() - start

    assert said(accept_all(found.docx)) == said(after)
    assert taken < 5, f"{taken:.1f} s"


def test_every_relation_leads_to_a_part():
    found = compared(*(a_dossier().chart(a_chart(description=text)).to_bytes() for text in "甲乙"))

    with zipfile.ZipFile(io.BytesIO(found.docx)) as package:
        names = set(package.namelist())
        targets = re.findall(
            r'Target="([^"]+)"', package.read("word/_rels/document.xml.rels").decode()
        )
    assert {f"word/{each}" for each in targets if not each.startswith("..")} <= names
