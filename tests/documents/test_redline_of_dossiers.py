"""Tracked changes of every dossier of a county after a corrected return, and their comments."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import cache

import pytest
from lxml import etree

from tasks.dossiers.assemble import assemble
from tasks.dossiers.word.reading import plain_text
from tasks.redline.carried import carried_by
from tasks.redline.causes import Causes, Programs
from tasks.redline.reasons import Reasons
from tasks.redline.redline import redline
from tasks.redline.settled import accept_all, reject_all
from tests.builders.causes import comment_words
from tests.builders.dossiers import (
    COMPLETE,
    LEVELS,
    PRIMARY,
    a_full_county,
    a_roster,
    findings_of,
    given,
)
from tests.builders.redline import MOMENT, compared, redline_wording, said, settled
from tests.builders.returns import a_school_return
from tests.commented_numbers import commented_numbers
from tests.office import convert

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORSE = {"primary": {"books": 3000, "teaching_area_m2": 1000.0}}


@cache
def findings(what):
    """Return what is found before, after a correction and a return less, without a school."""
    values, roster = a_full_county(), a_roster()
    if what == "missing":
        values[PRIMARY, "school_return"] = a_school_return(
            *LEVELS[PRIMARY], code=PRIMARY, conditions=WORSE
        )
        del values[COMPLETE, "school_return"]
    if what == "gone":
        roster = [row for row in roster if row["school_code"] != COMPLETE]
        values = {key: each for key, each in values.items() if key[0] != COMPLETE}
    found = findings_of(values, roster=roster)
    if what == "gone":
        owed, gaps = (
            tuple(each for each in kind if each.school != COMPLETE)
            for kind in (found.expected, found.gaps)
        )
        found = replace(found, expected=owed, gaps=gaps)
    return found, roster


@cache
def files(what):
    """Return the Word files made from it."""
    found, roster = findings(what)
    return assemble(**given(findings=found, roster=roster))


@cache
def marked(what, path):
    """Return the tracked changes of one file against that of the county before."""
    causes = Causes(findings("before")[0], findings(what)[0], comment_words(), Programs())
    old, new = files("before")[path], files(what)[path]
    return redline(
        old, new, Reasons(causes, carried_by(old), carried_by(new)), redline_wording()["charts"],
        author="均衡", moment=MOMENT, most_points=6,
    )  # fmt: skip


def shared(what):
    """Return the paths of the files that differ."""
    before, after = files("before"), files(what)
    return [path for path in after if path in before and before[path] != after[path]]


@pytest.mark.parametrize("what", ["missing", "gone"])
def test_every_dossier_can_be_accepted_and_rejected(what):
    changed = shared(what)

    assert changed
    for path in changed:
        want = (said(files("before")[path]), said(files(what)[path]))
        assert settled(marked(what, path)) == want, path


@pytest.mark.parametrize("what", ["missing", "gone"])
def test_every_number_that_changed_came_or_went_has_a_comment_with_both_values(what):
    found = [(path, each) for path in shared(what)
             for each in commented_numbers(marked(what, path).docx)]  # fmt: skip

    assert found
    assert [each for each in found if not each[1].comment] == []
    for path, each in found:
        assert each.before in each.comment or not each.after, (path, each)
        assert each.after in each.comment or not each.before, (path, each)


def test_numbers_that_are_quoted_from_a_text_are_among_those_with_a_comment():
    found = [each for path in shared("missing")
             for each in commented_numbers(marked("missing", path).docx)]  # fmt: skip

    assert any(each.fact.startswith("said.") for each in found)


def test_a_file_marked_by_somebody_who_knows_no_causes_is_found_out():
    path = next(path for path in files("missing") if path.endswith("自评报告.docx"))
    found = compared(files("before")[path], files("missing")[path])

    assert {each.comment for each in commented_numbers(found.docx)} == {""}


def test_a_school_that_nothing_changed_for_has_no_changes():
    untouched = [path for path in files("missing") if path.startswith("学校/02")]

    assert untouched
    assert [marked("missing", path).changes for path in untouched] == [0] * len(untouched)


def test_a_comment_names_school_attempt_cell_and_verdicts():
    path = next(path for path in files("missing") if path.endswith("自评报告.docx"))
    with zipfile.ZipFile(io.BytesIO(marked("missing", path).docx)) as package:
        root = etree.fromstring(package.read("word/comments.xml"))
    comments = ["\n".join("".join(p.itertext()) for p in each) for each in root]

    about = next(each for each in comments if "学校资源配置综合评估”达标 → 未核查" in each)
    assert about.startswith("达标学校总数：4所 → 3所")
    assert "某县第004完全中学《义务教育学校数据报表》，第1次报送 → 没有可用的报送：" in about
    assert "教师!E5 学历：本科：21人 → —" in about


def test_libreoffice_keeps_tracked_changes_and_comments(tmp_path):
    path = next(path for path in files("missing") if path.endswith("申报表.docx"))
    found = marked("missing", path)
    file = tmp_path / "form.docx"
    file.write_bytes(found.docx)

    (saved,) = (each.read_bytes() for each in convert([file], "docx", tmp_path / "saved"))

    for part, settle in (("before", reject_all), ("missing", accept_all)):
        assert words(settle(saved)) == words(files(part)[path]), part
    with zipfile.ZipFile(io.BytesIO(saved)) as package:
        assert package.read("word/comments.xml").count(b"<w:comment ") == found.comments


def words(docx):
    """Return the signs of a file that are no blanks and no bars between cells."""
    return "".join(plain_text(docx).replace("|", "").replace("/", "").split())
