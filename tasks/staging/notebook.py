"""Collects what is noticed while one submission is read: issues, repairs and marks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from tasks.layouts import CodeList, Field, Sheet
from tasks.model import Issue, Mark, Repair, Severity, StagedSubmission, StagedTable
from tasks.spelling import plain_number

LONGEST_QUOTE = 40
LONGEST_MEASUREMENT = 10
MOST_CODES = 12


class Notebook:
    """The notes on one submission. `wording` has an entry for each thing that may be noted.

    Nothing that may be a pupil's name or number is ever quoted: on a sheet with one row a
    pupil only texts that look like a measurement are.
    """

    def __init__(
        self, submission: str, codes: Mapping[str, CodeList], wording: Mapping[str, Any]
    ) -> None:
        self.submission = submission
        self.issues: list[Issue] = []
        self.repairs: list[Repair] = []
        self.marks: list[Mark] = []
        self._codes = codes
        self._wording = wording

    def can_say(self, key: str) -> bool:
        """Tell whether the wording has an entry for something."""
        return key in self._wording

    @property
    def value_header(self) -> str:
        """Return the header over the values of a record."""
        return str(self._known.get("value_header", ""))

    @cached_property
    def totals(self) -> frozenset[str]:
        """Return the texts that name a row of totals."""
        return frozenset(self._known.get("totals", ()))

    @cached_property
    def own_sheets(self) -> frozenset[str]:
        """Return the titles of the sheets that we write and never read."""
        return frozenset(self._known.get("own_sheets", ()))

    @property
    def _known(self) -> Mapping[str, Any]:
        return self._wording.get("known", {})

    def issue(self, sheet: str, cell: str, key: str, found: object = "", **parts: object) -> None:
        """Note that something about a sheet must be corrected before it can be read."""
        words = self._wording[key]
        parts["sheet"] = sheet
        self.issues.append(
            Issue(
                submission=self.submission,
                sheet=sheet,
                cell=cell,
                rule=f"reading-{key.replace('_', '-')}",
                severity=Severity.CRITICAL,
                message=words["message"].format(**parts),
                found=quoted(found),
                expected=words.get("expected", "").format(**parts),
                guidance=words.get("guidance", "").format(**parts),
            )
        )

    def misunderstood(
        self, sheet: Sheet, cell: str, field: Field, problem: str, raw: object
    ) -> None:
        """Note a cell that does not say a value of the type of its field."""
        listed = ""
        if field.codes:
            codes = self._codes[field.codes]
            shown = [codes.shown(code, field.code_column) for code in codes.codes]
            more = "……" if len(shown) > MOST_CODES else ""
            listed = "、".join(shown[:MOST_CODES]) + more
        found = raw if may_be_quoted(sheet, field, raw) else ""
        self.issue(
            sheet.title,
            cell,
            problem,
            found,
            title=field.title,
            unit=field.unit,
            codes=listed,
            help=field.help,
        )

    def repair(self, sheet: Sheet, cell: str, field: Field, raw: object, read_as: str) -> None:
        """Note a cell that was understood although it was not written as asked."""
        if may_be_quoted(sheet, field, raw):
            self.repairs.append(Repair(sheet.title, cell, quoted(raw), read_as))
        else:
            self.repairs.append(Repair(sheet.title, cell, "", ""))

    def remark(self, sheet: Sheet | None, cell: str, key: str, **parts: object) -> None:
        """Note how something was read that did not stand as it was given out."""
        words = self._wording["noted"][key]
        found = quoted(words["found"].format(**parts))
        read_as = words["read_as"].format(**parts)
        self.repairs.append(Repair(sheet.title if sheet else "", cell, found, read_as))

    def mark(self, sheet: Sheet, row: int | None, field: Field, text: str) -> None:
        """Note what stood in a cell that has no value; a blank cell is not noted."""
        self.marks.append(Mark(sheet.table, row, field.name, text))

    def staged(
        self, tables: Mapping[str, StagedTable], rows_read: int, rows_refused: int
    ) -> StagedSubmission:
        """Return the submission as it was read, with everything that was noticed."""
        return StagedSubmission(
            submission=self.submission,
            tables=tables,
            issues=tuple(self.issues),
            repairs=tuple(self.repairs),
            marks=tuple(self.marks),
            rows_read=rows_read,
            rows_refused=rows_refused,
        )


def has_pupils(sheet: Sheet) -> bool:
    """Tell whether a sheet has one row a pupil."""
    return any(field.type == "pseudonym" for field in sheet.fields)


def may_be_quoted(sheet: Sheet, field: Field, raw: object) -> bool:
    """Tell whether the text of a cell may stand in a receipt."""
    if field.type in ("private", "pseudonym"):
        return False
    if not has_pupils(sheet):
        return True
    text = quoted(raw)
    letters = any(character.isalpha() for character in text)
    return field.type != "text" and not letters and len(text) <= LONGEST_MEASUREMENT


def quoted(raw: object) -> str:
    """Return the text of a cell as its reader would recognise it, cut where it is long."""
    is_number = isinstance(raw, (int, float)) and not isinstance(raw, bool)
    text = plain_number(raw) if is_number else str(raw)  # type: ignore[arg-type]
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}……"
