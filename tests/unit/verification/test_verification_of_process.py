"""What is held against more than cells: counts of the work, last year's numbers, a seal."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal

import pytest

from tasks import catalogue
from tasks.dossiers.last_year import with_last_year
from tasks.layouts import CodeList
from tasks.model import Fact, Source
from tasks.steps.dossiers.verification import wording
from tasks.verification.answers import Answer, Checked, Depth, FactCheck
from tasks.verification.document import BODY
from tasks.verification.evidence import Evidence
from tasks.verification.facts import FactBook, FactsPart, KnownFact
from tasks.verification.lines import lines
from tasks.verification.package import to_verify, verify
from tasks.verification.process import Process, recounted
from tasks.verification.published import document_counts, public_counts
from tests.builders.custody import a_sealed_package
from tests.builders.dossiers import dossier_wording
from tests.builders.verification import a_docx, evidence, findings, with_part

LINES = {
    "edition": "2025",
    "day": "2025-12-20",
    "problems": [
        {"id": "p1", "party": "school", "state": "open", "opened_in": "2025",
         "deadline": "2025-12-01", "fact": ""},
        {"id": "p2", "party": "county", "state": "reopened", "opened_in": "2024",
         "deadline": "", "fact": ""},
        {"id": "p3", "party": "county", "state": "closed_by_data", "opened_in": "2024",
         "deadline": "", "fact": ""},
    ],
    "checks": [
        ["a", "sum", "met", 0], ["b", "sum", "not_met", 3],
        ["a", "range", "not_checked", 4], ["b", "range", "met", 0],
    ],
    "returns": [["1", "school_return", 2], ["2", "school_return", 0]],
    "explained": ["sum"],
    "points": {},
    "texts": ["不超过45人"],
}  # fmt: skip
OPEN = "county.rectification.all.open"


def known(fact: str, printed: str, **changes: object) -> KnownFact:
    """Return a counted fact as a Word file carries it."""
    return KnownFact(fact, "", printed, Decimal(printed), formula="台账中的", **changes)


def answer(fact: KnownFact, data: object = LINES, book: bool = True) -> Checked:
    """Return what is said of a fact beside such lines."""
    notes = [{"id": fact.id, "title": "", "printed": fact.printed, "value": fact.printed,
              "is_number": True, "unit": "", "formula": fact.formula, "note": "",
              "inputs": [], "sources": []}]  # fmt: skip
    process = Process({"facts": notes if book else [], "lines": data})
    part = FactsPart("2025", "139901", "quality_2017", {fact.id: fact})
    check = FactCheck(part, Evidence({}), FactBook(process.facts), process=process)
    return check.check(fact.id)


@pytest.mark.parametrize(
    ("fact", "count"),
    [
        ("county.rectification.all.found", 3),
        (OPEN, 2),
        ("county.rectification.school.open", 1),
        ("county.rectification.both.found", 0),
        ("county.rectification.county.closed_by_data", 1),
        ("county.rectification.all.carried_over", 2),
        ("county.rectification.p1.days_overdue", 19),
        ("county.checks.returns", 2),
        ("county.checks.rules", 2),
        ("county.checks.run", 3),
        ("county.checks.passed", 2),
        ("county.checks.not_run", 1),
        ("county.checks.explained", 1),
        ("county.checks.sum.failures", 3),
        ("county.checks.range.not_run", 1),
        ("county.checks.range.failures", 0),
        ("county.attempts.school_return.owed", 2),
        ("county.attempts.school_return.came", 1),
        ("county.attempts.school_return.attempts", 2),
    ],
)
def test_counts_of_the_work_are_counted_once_more(fact, count):
    assert recounted(LINES)[fact] == count


def test_a_count_that_its_lines_do_not_give_is_told():
    assert answer(known(OPEN, "2")) == Checked(Answer.AGREES, depth=Depth.LISTED)
    assert answer(known(OPEN, "3")).reason == "lines_differ"
    fewer = deepcopy(LINES) | {"problems": LINES["problems"][1:]}
    assert answer(known(OPEN, "2"), fewer).answer is Answer.EDITED


def test_a_count_that_no_book_has_and_no_line_gives_is_not_called_recomputed():
    assert answer(known("county.other", "2"), book=True).depth is Depth.COUNTED
    assert answer(known("county.other", "2", inputs=("x",)), book=False).answer is Answer.BASELESS


@pytest.mark.parametrize(
    ("text", "expected"), [("不超过45人", "agrees"), ("不超过46人", "baseless")]
)
def test_a_text_quoted_without_a_cell_must_be_listed(text, expected):
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    fact = replace(known(f"issue.{digest}.3", text[3:5]), formula=text)

    assert answer(fact).answer.value == expected


def codes() -> dict[str, CodeList]:
    return catalogue.code_lists()


def row(school: str, grade: str, male: int | None, female: int, migrant: int = 0) -> dict:
    return {"school_code": school, "grade": grade, "male": male, "female": female,
            "migrant": migrant, "left_behind": 0, "disabled": 0}  # fmt: skip


def test_public_counts_are_those_of_the_schools_that_give_all_their_pupils():
    rows = [row("1", "primary_1", 20, 30, 4), row("1", "junior_1", 5, 6),
            row("2", "primary_1", 7, 8), row("3", "primary_1", None, 9),
            row("4", "primary_1", 1, 1, 3)]  # fmt: skip
    levels = {"excellent": 3, "good": 4, "passed": 5, "failed": 1}
    pupils = [("1", "primary_1", "male", levels), ("3", "primary_1", "male", levels)]
    found = public_counts(rows, pupils, codes())

    assert found["public.students.1.all.all"] == 61
    assert found["public.students.all.primary_1.all"] == 65
    assert found["public.students.all.junior.female"] == 6
    assert found["public.groups.all.migrant"] == 4
    assert found["public.fitness.primary_1.male.pass"] == 5
    assert found["public.fitness.all.all.other"] == 27 - 13
    assert not [name for name in found if name.startswith(("public.students.3", "public.groups.4"))]


def test_points_with_documents_are_counted():
    points = [{"item": "L1", "place": 1, "by": ["school"]},
              {"item": "G1", "place": 1, "by": ["bureau"]}]  # fmt: skip
    rows = [{"school_code": "1", "item": "L1", "point": "1"},
            {"school_code": "1", "item": "L1", "point": "1"},
            {"school_code": "bureau", "item": "G1", "point": "1"}]  # fmt: skip
    found = document_counts(rows, points, ["1", "2"])

    assert (found["s.1.evidence.given"], found["s.2.evidence.missing"]) == (1, 1)
    assert (found["county.evidence.points"], found["county.evidence.given"]) == (1, 1)
    assert found["county.evidence.L1.1.schools"] == 1


LAST = b"item,count\nlast year,38\n"
BEFORE = Source("2024/139901/2113999001/school_return/1", hashlib.sha256(LAST).hexdigest(),
                "学生", "B2")  # fmt: skip


def of_last_year() -> dict[str, Fact]:
    """Return last year's fact, computed from one that is not taken over."""
    return {
        "s.2113999001.students": Fact("s.2113999001.students", "在校生数", Decimal(38), "38", "人",
                                      sources=(BEFORE,), places=0),
        "county.mean": Fact("county.mean", "校均在校生数", Decimal(38), "38.00", "人", "÷",
                            ("s.2113999001.students",), places=2),
    }  # fmt: skip


def with_last() -> bytes:
    """Return a Word file that prints a number of last year."""
    from tasks.dossiers.word.inline import Number

    words = deepcopy(dict(dossier_wording()))
    words["reports"]["compared"]["plain"] = ["mean"]
    found = with_last_year(findings(), of_last_year(), words)
    printed = Number("last.county.mean", "38.00")
    return a_docx(lambda dossier: dossier.paragraph("上年 ", printed), found)


def test_a_number_of_last_year_agrees_where_its_files_are():
    report = verify({"a.docx": with_last()}, {**evidence(), "上年/表.csv": LAST})

    assert report.agrees, list(lines(report, wording()))


def test_a_number_of_last_year_is_not_checked_where_its_files_are_not():
    report = verify({"a.docx": with_last()}, evidence())
    (told,) = [each for each in report.numbers if each.answer is not Answer.AGREES]

    assert (told.fact, told.answer, told.reason) == (
        "last.county.mean", Answer.UNCHECKED, "last_year_absent",
    )  # fmt: skip
    assert told.blanks == (BEFORE.submission, BEFORE.sheet, BEFORE.cell)
    assert not report.disagrees


def test_this_years_return_is_not_taken_for_last_years():
    """Its stamp says the same school and form, but another year."""
    from tests.builders.workbooks import a_stamp, a_workbook

    files = {"别处/表.xlsx": a_workbook(stamp=a_stamp())}
    held = Evidence(files)
    stamp = held._stamp("别处/表.xlsx")

    assert stamp is not None
    edition, school, form = stamp
    assert held.find(f"{edition}/139901/{school}/{form}/1", "x").path == "别处/表.xlsx"
    assert held.find(f"{int(edition) - 1}/139901/{school}/{form}/1", "x").path == ""


def test_a_number_of_last_year_changed_by_hand_is_told():
    docx = with_part(with_last(), BODY, ">38.00<", ">39.00<")
    report = verify({"a.docx": docx}, {**evidence(), "上年/表.csv": LAST})

    assert [each.reason for each in report.numbers if each.answer is Answer.EDITED] == [
        "print_edited"
    ]


def test_redlines_are_passed_over_and_nothing_else_is():
    folder = wording()["passed_over"]
    paths = [f"{folder}/县级/报告.docx", "县级/报告.docx", f"{folder}.docx", "学校/a.docx"]

    assert sorted(to_verify(dict.fromkeys(paths, b""), folder)) == sorted(paths[1:])


def test_a_seal_that_holds_is_told_and_one_that_does_not_is_wrong():
    sealed = a_sealed_package()
    good = verify({"a.docx": a_docx()}, evidence(), sealed=sealed)
    changed = {**sealed, "数据/facts.json": b"[ ]"}
    bad = verify({"a.docx": a_docx()}, evidence(), sealed=changed)
    plain = verify({"a.docx": a_docx()}, evidence(), sealed={"a": b""})

    assert good.agrees and len(good.seal) == 5
    assert not bad.agrees and bad.disagrees
    assert any("数据/facts.json" in line for line in lines(bad, wording()))
    assert plain.seal == () and plain.agrees


def test_the_note_of_a_report_tells_of_the_seal():
    from tasks.verification.lines import as_note

    note = as_note(verify({}, {}, sealed=a_sealed_package()), wording())
    assert json.loads(json.dumps(note, ensure_ascii=False))["seal"]
