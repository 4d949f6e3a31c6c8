"""A season has phases: each does its part once, and what was missed is made up while it helps."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from tasks import catalogue
from tasks.errors import CatalogueError
from tasks.phases.calendar import When, acts_due, place_of, read_phases
from tasks.phases.workbook import now_lines, schedule_workbook
from tasks.steps.season.phases import ACTS

WORDS = catalogue.read_yaml(catalogue.TEMPLATES / "phases" / "wording.yml")
KNOWN = ("blanks", "drafts")


def an_entry(name, begins, ends, *acts, **changes):
    return {
        "phase": name, "title": f"{name}阶段", "begins": begins, "ends": ends, "who": "县教育局",
        "task": f"做{name}", "acts": list(acts), "setting": "本地",
    } | changes  # fmt: skip


ENTRIES = [
    an_entry("open", "2025-09-01", "2025-09-20", {"act": "blanks", "until": "check"}),
    an_entry("check", "2025-09-21", "2025-11-30"),
    an_entry("mock", "2026-01-01", "2026-01-31", {"act": "drafts"}),
]


def phases(*entries):
    return read_phases(entries or ENTRIES, KNOWN)


def due(day, done=()):
    return [(phase.name, act.name) for phase, act in acts_due(phases(), day, set(done))]


@pytest.mark.parametrize(
    ("day", "when", "phase"),
    [
        (date(2025, 8, 31), When.BEFORE, ""),
        (date(2025, 9, 1), When.IN, "open"),
        (date(2025, 9, 20), When.IN, "open"),
        (date(2025, 9, 21), When.IN, "check"),
        (date(2025, 12, 1), When.BETWEEN, ""),
        (date(2026, 1, 31), When.IN, "mock"),
        (date(2026, 2, 1), When.AFTER, ""),
    ],
)
def test_a_day_lies_in_a_phase_with_both_its_ends(day, when, phase):
    found = place_of(phases(), day)
    assert (found.when, found.phase.name if found.phase else "") == (when, phase)


def test_each_act_is_due_once():
    assert due(date(2025, 9, 5)) == [("open", "blanks")]
    assert due(date(2025, 9, 5), [("open", "blanks")]) == []


def test_what_was_missed_is_made_up_only_while_it_helps():
    assert due(date(2025, 10, 5)) == [("open", "blanks")]
    assert due(date(2026, 1, 5)) == [("mock", "drafts")]


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2025, 12, 5), date(2026, 5, 1)])
def test_nothing_is_begun_outside_the_phases(day):
    assert due(day) == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (an_entry("x", "2026-01-15", "2026-03-01"), "does not follow"),
        (an_entry("x", "2026-03-02", "2026-03-01"), "does not follow"),
        (an_entry("x", "2026-03-01", "2026-03-02", {"act": "decide"}), "no act decide"),
        (an_entry("x", "2026-03-01", "2026-03-02", {"act": "drafts", "until": "open"}), "later"),
        (an_entry("x", "2026-03-01", "2026-03-02", source="文件"), "either"),
        (an_entry("x", "soon", "2026-03-02"), "lacks"),
        ({"phase": "x"}, "lacks"),
    ],
)
def test_a_calendar_that_cannot_be_kept_is_refused(entry, said):
    with pytest.raises(CatalogueError, match=said):
        phases(*ENTRIES, entry)


@pytest.mark.parametrize("edition", catalogue.editions())
def test_the_phases_of_every_edition_can_be_kept(edition):
    entries = catalogue.season(edition).get("phases", [])
    found = read_phases(entries, tuple(ACTS))
    names = ["open", "self_check", "rectification", "mock_inspection", "final", "review"]
    assert [each.name for each in found] == (names if entries else [])


def a_schedule(day, done=None, missing=()):
    return schedule_workbook(phases(), day, done or {}, missing, "示例县", WORDS)


def test_the_schedule_tells_what_is_now_and_what_is_missing():
    content = a_schedule(
        date(2025, 10, 1),
        {("open", "blanks"): "2025-09-02"},
        [["一小", "报表", "未报", "2025-10-20"]],
    )
    book = load_workbook(io.BytesIO(content))
    rows = list(book["年度日程"].iter_rows(min_row=3, values_only=True))

    assert [row[4] for row in rows] == ["已过", "进行中", "未到"]
    assert "空白表发到各校：2025-09-02" in rows[0][7]
    assert "生成初稿：还没有做" in rows[2][7]
    told = [row[0] for row in book["目前"].iter_rows(min_row=2, values_only=True)]
    assert any("2025-09-21 至 2025-11-30" in line for line in told)
    assert book["未报清单"]["B3"].value == "一小"


def test_a_day_on_which_nothing_changes_changes_no_byte():
    assert a_schedule(date(2025, 10, 1)) == a_schedule(date(2025, 10, 2))
    assert a_schedule(date(2025, 10, 1)) != a_schedule(date(2026, 1, 2))


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2025, 12, 5), date(2026, 5, 1)])
def test_before_between_and_after_have_words(day):
    lines = now_lines(place_of(phases(), day), WORDS)
    assert lines
    assert all("{" not in line for line in lines)
