"""Rules that Great Expectations cannot say, by the name a suite calls them with.

Each takes the batch and the rule's `with` arguments and returns one row a failure:
`submission`, `table`, `row` (NA in a record), `column`, `found`, and any further columns,
which the rule's sentences may name. They compute; severities and sentences are the suite's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from tasks.validation.batch import Batch
from tasks.validation.rules.applicability import (
    differs_from_roster,
    is_for_another_school,
    row_count,
)
from tasks.validation.rules.classes import classes_match_grade, rooms_per_class
from tasks.validation.rules.county_wide import (
    county_moves_balance,
    county_total,
    pupil_elsewhere,
)
from tasks.validation.rules.fitness_rows import (
    body_mass_between,
    items_measured,
    pupils_tested,
    tested_agree,
)
from tasks.validation.rules.growth import falls_behind, years_follow
from tasks.validation.rules.last_year import (
    as_returned,
    changed_much,
    cohort_follows,
    differs_from_last_year,
)
from tasks.validation.rules.listed import (
    any_filled,
    level_of_school,
    school_known,
    shares_are_whole,
    year_within,
)
from tasks.validation.rules.problems import item_known, problem_id_fits
from tasks.validation.rules.ratings import code_at_least
from tasks.validation.rules.ratios import per_student_between, share_between
from tasks.validation.rules.retention import retention_between
from tasks.validation.rules.roll_forward import roll_forward
from tasks.validation.rules.sizes import school_size, small_school_funding
from tasks.validation.rules.sums import sum_at_most, sum_equals, totals_agree
from tasks.validation.rules.survey import enough_questionnaires, share_of_rows

Check = Callable[[Batch, Mapping[str, Any]], pd.DataFrame]

CHECKS: Mapping[str, Check] = {
    "any-filled": any_filled,
    "as-returned": as_returned,
    "body-mass-between": body_mass_between,
    "changed-much": changed_much,
    "classes-match-grade": classes_match_grade,
    "code-at-least": code_at_least,
    "cohort-follows": cohort_follows,
    "county-moves-balance": county_moves_balance,
    "county-total": county_total,
    "differs-from-last-year": differs_from_last_year,
    "differs-from-roster": differs_from_roster,
    "enough-questionnaires": enough_questionnaires,
    "falls-behind": falls_behind,
    "is-for-another-school": is_for_another_school,
    "item-known": item_known,
    "items-measured": items_measured,
    "level-of-school": level_of_school,
    "per-student-between": per_student_between,
    "problem-id-fits": problem_id_fits,
    "pupil-elsewhere": pupil_elsewhere,
    "pupils-tested": pupils_tested,
    "retention-between": retention_between,
    "roll-forward": roll_forward,
    "rooms-per-class": rooms_per_class,
    "row-count": row_count,
    "school-known": school_known,
    "school-size": school_size,
    "share-between": share_between,
    "share-of-rows": share_of_rows,
    "shares-are-whole": shares_are_whole,
    "small-school-funding": small_school_funding,
    "sum-at-most": sum_at_most,
    "sum-equals": sum_equals,
    "tested-agree": tested_agree,
    "totals-agree": totals_agree,
    "year-within": year_within,
    "years-follow": years_follow,
}
