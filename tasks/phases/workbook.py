"""年度日程.xlsx: the phases of a county's year, the one it is in, and what is asked of whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import PatternFill

from tasks.phases.calendar import Phase, Place, When, place_of
from tasks.worksheets import Page, workbook_bytes

NOW = PatternFill("solid", fgColor="FFF2CC")
FIRST_ROW = 3
PHASES = {
    "number": 6, "phase": 14, "begins": 12, "ends": 12, "state": 10, "who": 24, "task": 56,
    "done": 36, "basis": 50,
}  # fmt: skip
MISSING = {"number": 6, "school": 36, "form": 30, "state": 14, "due": 12}
READING_WIDTH = 110


def schedule_workbook(
    phases: Sequence[Phase],
    day: date,
    done: Mapping[tuple[str, str], str],
    missing: Sequence[Sequence[str]],
    county_name: str,
    words: Mapping[str, Any],
) -> bytes:
    """Return the schedule as an xlsx file.

    `done` has the day on which an act of a phase was done; `missing` a line for each return that
    is missing or was sent back: school, form, state, due date. The day itself does not stand in
    it, so that a day on which nothing changes changes no byte.
    """
    place = place_of(phases, day)
    book = Workbook()
    book.remove(book.active)
    sheet = book.create_sheet(words["sheets"]["phases"])
    page = Page(sheet, words)
    page.title(words["titles"]["phases"].format(county_name=county_name), len(PHASES))
    page.table(PHASES, [_line(at, each, place, done, words)
                        for at, each in enumerate(phases, 1)])  # fmt: skip
    if place.phase is not None:
        row = FIRST_ROW + list(phases).index(place.phase)
        for column in range(1, len(PHASES) + 1):
            sheet.cell(row, column).fill = NOW
    page = Page(book.create_sheet(words["sheets"]["now"]), words)
    page.title(words["titles"]["now"].format(county_name=county_name), 1)
    page.lines([*now_lines(place, words), _missing_text(missing, words)], READING_WIDTH)
    page = Page(book.create_sheet(words["sheets"]["missing"]), words)
    page.title(words["titles"]["missing"].format(county_name=county_name), len(MISSING))
    lines = [[str(at), *line] for at, line in enumerate(missing, 1)]
    page.table(MISSING, lines, words["no_missing"])
    return workbook_bytes(book)


def now_lines(place: Place, words: Mapping[str, Any]) -> list[str]:
    """Return which phase it is, since when, what to do now, who, and until when."""
    phase = place.phase
    told = words["now"][place.when]
    if phase is not None:
        return [text.format(**_blanks(phase)) for text in told]
    known = place.following or place.last
    return [text.format(**_blanks(known)) for text in told] if known else []


def _blanks(phase: Phase) -> dict[str, str]:
    return {
        "title": phase.title, "begins": phase.begins.isoformat(),
        "ends": phase.ends.isoformat(), "who": phase.who, "task": phase.task,
    }  # fmt: skip


def _line(
    number: int,
    phase: Phase,
    place: Place,
    done: Mapping[tuple[str, str], str],
    words: Mapping[str, Any],
) -> list[str]:
    said = [
        words["done"].format(act=words["acts"][act.name], day=done[phase.name, act.name])
        if (phase.name, act.name) in done
        else words["not_done"].format(act=words["acts"][act.name])
        for act in phase.acts
    ]
    basis = phase.source or words["setting"].format(setting=phase.setting)
    return [
        str(number), phase.title, phase.begins.isoformat(), phase.ends.isoformat(),
        words["states"][_state(phase, place)], phase.who, phase.task,
        "\n".join(said) or words["none"], basis,
    ]  # fmt: skip


def _state(phase: Phase, place: Place) -> str:
    if phase == place.phase:
        return "now"
    is_over = place.last is not None and phase.ends <= place.last.ends
    return "over" if is_over and place.when is not When.BEFORE else "to_come"


def _missing_text(missing: Sequence[Sequence[str]], words: Mapping[str, Any]) -> str:
    return str(words["missing"].format(count=len(missing)) if missing else words["no_missing"])
