"""One broken return for every rule of every suite."""

from __future__ import annotations

from tests.builders.broken import Broken
from tests.builders.broken_bureau import (
    of_county,
    of_government,
    of_guarantee,
    of_monitoring,
    of_quality,
    of_survey,
    of_vetoes,
    of_years,
)
from tests.builders.broken_fitness import of_counts, of_fitness, of_ranges
from tests.builders.broken_optional import (
    of_history,
    of_plan,
    of_reliefs,
    of_scores,
    of_successions,
)
from tests.builders.broken_pupils import of_changes, of_classes, of_cohorts, of_pupils, of_school
from tests.builders.broken_resources import (
    of_conditions,
    of_declarations,
    of_funds,
    of_rooms,
    of_teachers,
)
from tests.builders.evidence import of_evidence
from tests.builders.explanations import of_decisions
from tests.builders.last_year import of_last_year
from tests.builders.rectification import of_rectification

OF_SHEETS = (
    *(of_school, of_classes, of_pupils, of_changes, of_cohorts),
    *(of_teachers, of_conditions, of_rooms, of_funds, of_declarations),
    *(of_ranges, of_fitness, of_counts),
    *(of_county, of_guarantee, of_quality, of_monitoring, of_vetoes, of_years, of_survey),
    of_last_year,
    *(of_government, of_reliefs, of_scores, of_history, of_successions, of_plan),
    of_decisions,
    of_rectification,
    of_evidence,
)


def every_broken_return() -> dict[str, Broken]:
    """Return by rule the return that breaks it."""
    return {rule: broken for of_sheet in OF_SHEETS for rule, broken in of_sheet().items()}
