"""A county's season: its roster, who owes what, and which attempt of each return stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tasks import catalogue
from tasks.model import BUREAU, ExpectedReturn, Status, Submission
from tasks.steps import shelf
from tasks.steps.reading import staged
from tasks.steps.recipe import fingerprint, recipe
from tasks.steps.wording import problem
from tasks.store import ARRIVAL, Store, open_store

if TYPE_CHECKING:
    import pandas as pd

    from tasks.steps.beside import Beside

TIME_ZONE = ZoneInfo("Asia/Shanghai")
ROSTER = "roster"
SIBLING = {"fitness_return": "school_return"}
"""The form that a form is held against in cross-form rules."""

Attempts = Mapping[tuple[str, str], list[Submission]]


@dataclass(frozen=True)
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
    def beside(self) -> Beside:
        """Return what the returns of this season are held against, as things stood at first."""
        from tasks.steps.beside import beside_of

        return beside_of(open_store(), self)

    def school_name(self, school: str) -> str:
        """Return the name of a school, the county's bureau having the folder's name."""
        if school == BUREAU:
            return str(self.calendar["bureau_folder"])
        names = dict(zip(self.roster["school_code"], self.roster["school_name"], strict=True))
        return str(names.get(school, school))

    def school_type(self, school: str) -> str:
        """Return the code of the type of a school, empty where the roster does not know it."""
        types = dict(zip(self.roster["school_code"], self.roster["school_type"], strict=True))
        return str(types.get(school, ""))


def open_season(store: Store, key: str) -> Season | None:
    """Return the season `edition/county`, None while no roster was accepted."""
    from tasks.staging.returns import roster_of

    edition, county = key.split("/")
    rosters = attempts_of(store, key).get((BUREAU, ROSTER), [])
    if not rosters:
        return None
    latest = str(rosters[-1])
    arrival = store.read_json(store.received(latest) / ARRIVAL)
    return Season(
        edition=edition,
        county=county,
        county_name=arrival["county_name"],
        roster_key=latest,
        roster=roster_of(staged(latest, recipe(), {})),
    )


def season_of_key(store: Store, key: str) -> Season:
    """Return the season that a key such as that of findings begins with.

    Raises `JunhengError` where no roster was accepted for it.
    """
    county = "/".join(key.split("/")[:2])
    season = open_season(store, county)
    if season is None:
        raise problem("no_roster", county=county)
    return season


def season_of(store: Store, batch: Sequence[str]) -> tuple[Season, Attempts]:
    """Return the season of a batch of submissions of one county, and all its attempts."""
    (county,) = by_county(batch)
    season = open_season(store, county)
    assert season is not None, f"{county} has submissions and no roster"
    return season, attempts_of(store, county)


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


def against(submission: Submission, attempts: Attempts) -> str:
    """Return the key of the return that a submission is held against, empty for none."""
    sibling = SIBLING.get(submission.form, "")
    others = attempts.get((submission.school, sibling), [])
    return str(others[-1]) if others else ""


def basis(submission: Submission, season: Season, attempts: Attempts) -> str:
    """Return the name of a check: what it was made with, and held against."""
    held_against = (against(submission, attempts), *season.beside.of(submission, attempts))
    return fingerprint(recipe(), season.roster_key, *held_against)


def owed(season: Season) -> list[tuple[str, str]]:
    """Return school and form of every return that must come, in the order of the roster."""
    forms = season.calendar["forms"]
    return [pair for pair in welcome(season) if not forms[pair[1]].get("optional")]


def welcome(season: Season) -> list[tuple[str, str]]:
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
    return found + bureau


def standing(store: Store, season: Season) -> tuple[ExpectedReturn, ...]:
    """Return for every return that is owed, or came unasked, what has come of it.

    What a school handed in before the roster changed and it no longer owes is left out.
    """
    attempts, must = attempts_of(store, season.key), set(owed(season))
    asked = [pair for pair in welcome(season) if pair in must or pair in attempts]
    return tuple(_standing(store, season, attempts, *pair) for pair in asked)


def _standing(
    store: Store, season: Season, attempts: Attempts, school: str, form: str
) -> ExpectedReturn:
    """Return the latest attempt that was not returned, else the latest there is.

    An attempt that this program has not checked yet has no status.
    """
    found = [
        ExpectedReturn(school, form, str(each), _status(store, season, attempts, each))
        for each in reversed(attempts.get((school, form), []))
    ]
    usable = (each for each in found if each.usable)
    return next(usable, found[0] if found else ExpectedReturn(school, form))


def _status(
    store: Store, season: Season, attempts: Attempts, submission: Submission
) -> Status | None:
    path = store.checked(str(submission), basis(submission, season, attempts))
    return shelf.get_check(store, path).status if path.exists() else None
