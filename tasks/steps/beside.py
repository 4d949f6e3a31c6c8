"""What a submission is held against beside its school's other form: last year, and the county."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.model import BUREAU, Submission
from tasks.steps.comparing import Comparison, comparison_of

if TYPE_CHECKING:
    from tasks.steps.seasons import Attempts, Season
    from tasks.store import Store

SCHOOL_FORM, HISTORY_FORM = "school_return", "history_return"


@dataclass(frozen=True)
class Beside:
    """The returns that stood a year ago, by school, and what shows over the whole county."""

    last_season: Season | None
    last_year: Mapping[str, str]
    county: Comparison

    def history(self, submission: Submission, attempts: Attempts) -> str:
        """Return the key of what is known of a school's last year, empty where nothing is.

        That is its own return of that year, else the bureau's table of earlier years.
        """
        if submission.form != SCHOOL_FORM:
            return ""
        by_bureau = attempts.get((BUREAU, HISTORY_FORM), [])
        own = self.last_year.get(submission.school, "")
        return own or (str(by_bureau[-1]) if by_bureau else "")

    def of(self, submission: Submission, attempts: Attempts) -> tuple[str, ...]:
        """Return what the name of a check depends on beside its school's other form."""
        found = (self.history(submission, attempts), self.county.digest(str(submission)))
        return found if any(found) else ()


def beside_of(store: Store, season: Season) -> Beside:
    """Return what the returns of a season are held against, as things stand now."""
    from tasks.steps.cases import earlier_seasons
    from tasks.steps.seasons import standing

    county = comparison_of(store, season.key)
    for earlier in reversed(earlier_seasons(store, season)):
        if int(earlier.edition) == int(season.edition) - 1:
            stood = standing(store, earlier)
            keys = {
                each.school: each.submission
                for each in stood
                if each.form == SCHOOL_FORM and each.usable and each.submission
            }
            return Beside(earlier, keys, county)
    return Beside(None, {}, county)
