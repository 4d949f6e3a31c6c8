"""Workbooks of the national statistics that stand in for a school return, and their remainder.

What the statistics do not have is asked for in a short form that names the attempt it
completes; both files together are one return, and every value keeps the file it is from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.layouts import Layout, Stamp
from tasks.model import StagedSubmission
from tasks.steps.intake.arrival_note import NATIONAL, OF_SCHOOL
from tasks.steps.returns.books import open_book
from tasks.steps.season.seasons import Season
from tasks.steps.wording import national_wording, receipt_wording
from tasks.store import ARRIVAL, Store, sha256_of

if TYPE_CHECKING:
    from tasks.intake.opened import Opened
    from tasks.staging.national.county import Exported
    from tasks.staging.national.forms import Statistics
    from tasks.staging.national.recognition import National

SCHOOL_RETURN = "school_return"
"""The form that the statistics stand in for."""


@dataclass(frozen=True)
class Recognised:
    """A workbook of the statistics: what it is, and the schools of a county's export."""

    national: National
    schools: tuple[Exported, ...]

    @property
    def year(self) -> str:
        """Return the year its school year begins, empty where it does not say."""
        return self.national.year

    @property
    def is_of_county(self) -> bool:
        """Tell whether it has a line for each school of a county."""
        return self.national.is_of_county

    def stamp(self, edition: str) -> Stamp:
        """Return the stamp of the return that the workbook of a school stands in for."""
        return Stamp(
            form=SCHOOL_RETURN,
            edition=edition,
            county="",
            county_name="",
            school=self.national.school_code,
            school_name=self.national.school_name,
        )

    def level_of(self, school: str, name: str) -> str | None:
        """Return the level at which a school stands in an export, None where it does not."""
        expected = {"school_code": school, "school_name": name}
        found = (each.level for each in self.schools if each.counted and each.is_meant(expected))
        return next(found, None)


def recognised(content: bytes, name: str) -> Recognised | None:
    """Return what a file is if it is a workbook of the statistics, None if it is none."""
    from tasks.staging.national.county import schools_in
    from tasks.staging.national.recognition import recognise

    book = open_book(content, name)
    national = recognise(book, _statistics(), catalogue.code_lists(), name)
    if national is None:
        return None
    return Recognised(national, schools_in(book, national, _statistics(), catalogue.code_lists()))


def read_statistics(
    key: str, content: bytes, name: str, prefilled: Mapping[str, str]
) -> StagedSubmission:
    """Return the tables of the school return with what a workbook of the statistics supplies."""
    from tasks.staging.national.reading import staged_from_statistics
    from tasks.staging.national.recognition import recognise

    book = open_book(content, name)
    codes = catalogue.code_lists()
    national = recognise(book, _statistics(), codes, name)
    assert national is not None, f"{key} was taken for a statistics workbook"
    return staged_from_statistics(
        key, sha256_of(content), book, national, form_of(key), _statistics(), codes,
        wording=_reading_words(), prefilled=prefilled,
    )  # fmt: skip


def layout_of_remainder(key: str, book: Opened) -> Layout:
    """Return the part of the school return that a remainder form asks for."""
    from tasks.staging.national.remainder import remainder_in

    return remainder_in(book, form_of(key))


def completed(base: StagedSubmission, other: StagedSubmission) -> StagedSubmission:
    """Return one return made of two files, under the key of the second."""
    from tasks.staging.national.remainder import completed as joined

    codes = catalogue.code_lists()
    return joined(base, other, form_of(other.submission), codes, _reading_words())


def other_level(store: Store, season: Season, school: str, level: str) -> str:
    """Return the latest attempt that brought another level of a combined school, or nothing.

    Primary and junior stand in exports of their own and make one return.
    """
    form = f"{season.key}/{school}/{SCHOOL_RETURN}"
    for attempt in reversed(store.attempts(form)):
        key = f"{form}/{attempt}"
        arrival = store.read_json(store.received(key) / ARRIVAL) if store.has_arrived(key) else {}
        if arrival.get(NATIONAL, level) not in (level, OF_SCHOOL):
            return key
    return ""


def base_of(stamp: Stamp, season: Season) -> str:
    """Return the attempt that a remainder form completes, empty for any other file."""
    return stamp.base if stamp.base.startswith(f"{season.key}/{stamp.school}/") else ""


def form_of(key: str) -> Layout:
    """Return the form of a submission that statistics stand in for."""
    return catalogue.layouts(key.split("/")[0])[SCHOOL_RETURN]


@cache
def _statistics() -> Statistics:
    from tasks.staging.national.forms import statistics_of

    return statistics_of(catalogue.statistics_files())


def _reading_words() -> dict[str, Any]:
    return receipt_wording()["reading"] | national_wording()["reading"]
