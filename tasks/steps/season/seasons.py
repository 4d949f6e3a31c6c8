"""A county's season: its roster, who owes what, and which attempt of each return stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tasks import catalogue
from tasks.model import BUREAU, Submission
from tasks.store import Store

if TYPE_CHECKING:
    import pandas as pd


TIME_ZONE = ZoneInfo("Asia/Shanghai")
ROSTER = "roster"
COUNTY_LIST = "county_list"
OPENING = (ROSTER, COUNTY_LIST)
"""The forms that open a folder of the intake: for one county, or for all counties of a province."""

SIBLING = {"fitness_return": "school_return"}
"""The form that a form is held against in cross-form rules."""

Attempts = Mapping[tuple[str, str], list[Submission]]


@dataclass(frozen=True, eq=False)
class Season:
    """One county in one year. `roster` has one row a school, in the order of all tables."""

    edition: str
    county: str
    county_name: str
    roster_key: str
    roster: pd.DataFrame

    @property
    def key(self) -> str:
        """Return `edition/county`."""
        return f"{self.edition}/{self.county}"

    @property
    def calendar(self) -> Mapping[str, Any]:
        """Return the dates and forms of the year."""
        return catalogue.season(self.edition)

    @property
    def snapshot(self) -> date:
        """Return the day that the numbers of the year speak of."""
        return date.fromisoformat(str(self.calendar["snapshot_date"]))

    @cached_property
    def folders(self) -> Mapping[str, str]:
        """Return the school code by the name of its intake folder; the bureau has one too."""
        schools = dict(zip(self.roster["folder"], self.roster["school_code"], strict=True))
        return schools | {self.calendar["bureau_folder"]: BUREAU}

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the row of the roster by school code, the first one where a code stands twice."""
        rows = reversed(self.roster.to_dict("records"))
        return {str(row["school_code"]): row for row in rows}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """Return the name of each school of the roster by its code."""
        codes, names = self.roster["school_code"], self.roster["school_name"]
        return {str(code): str(name) for code, name in zip(codes, names, strict=True)}

    def prefilled(self, school: str) -> dict[str, str]:
        """Return what stood in the blank form of a school, by prefill name."""
        row = self._rows.get(school, {})
        known = {name: str(row[name]) for name in ("school_name", "school_type") if row}
        return {"school_year": str(self.calendar["school_year"]), **known}

    def school_name(self, school: str) -> str:
        """Return the name of a school, the county's bureau having the folder's name."""
        if school == BUREAU:
            return str(self.calendar["bureau_folder"])
        return self._names.get(school, school)

    def school_type(self, school: str) -> str:
        """Return the code of the type of a school, empty where the roster does not know it."""
        types = dict(zip(self.roster["school_code"], self.roster["school_type"], strict=True))
        return str(types.get(school, ""))


def by_county(keys: Sequence[str]) -> dict[str, list[str]]:
    """Return submission keys by their `edition/county`, each in the order given."""
    found: dict[str, list[str]] = {}
    for key in keys:
        found.setdefault("/".join(key.split("/")[:2]), []).append(key)
    return found


def attempts_of(store: Store, key: str) -> Attempts:
    """Return the submissions of a county by school and form, in the order in which they count.

    That is the order in which they came; an attempt that was restored goes behind all those
    that were there by then, so that only a later one counts before it.
    """
    edition, county = key.split("/")
    found: dict[tuple[str, str], list[Submission]] = {}
    for submission in store.submissions(edition, county):
        found.setdefault((submission.school, submission.form), []).append(submission)
    for note in store.restorations(key):
        restored = Submission.parse(note["submission"])
        attempts = found[restored.school, restored.form]
        attempts.remove(restored)
        later = [each for each in attempts if each.attempt > note["latest"]]
        attempts.insert(len(attempts) - len(later), restored)
    return found


def is_province(store: Store, season: str) -> bool:
    """Tell whether `edition/code` is of a province, whose list of counties was accepted."""
    return bool(store.attempts(f"{season}/{BUREAU}/{COUNTY_LIST}"))


def county_seasons(store: Store) -> list[str]:
    """Return `edition/county` of every county whose roster was accepted."""
    return [key for key in store.seasons() if store.attempts(f"{key}/{BUREAU}/{ROSTER}")]


def owed(season: Season) -> list[tuple[str, str]]:
    """Return school and form of every return that must come, in the order of the roster."""
    forms = season.calendar["forms"]
    return [pair for pair in welcome(season) if not forms[pair[1]].get("optional")]


@lru_cache(maxsize=2)
def welcome(season: Season) -> tuple[tuple[str, str], ...]:
    """Return school and form of every return of the season, those nobody must file as well."""
    kinds = catalogue.code_lists()["school_types"].rows
    found = []
    for school, school_type in zip(
        season.roster["school_code"], season.roster["school_type"], strict=True
    ):
        for form, terms in season.calendar["forms"].items():
            if kinds[school_type]["kind"] in terms["owed_by"].get("school_kinds", ()):
                found.append((str(school), form))
    bureau = [
        (BUREAU, form)
        for form, terms in season.calendar["forms"].items()
        if terms["owed_by"].get("bureau")
    ]
    return (*found, *bureau)
