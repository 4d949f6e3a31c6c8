"""What is owed is counted by one function, and what comes of free will is owed by nobody."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from tasks import catalogue
from tasks.model import ExpectedReturn, Status
from tasks.notices.summary import Stand, summary
from tasks.steps.season.seasons import Season
from tasks.steps.season.tally import Tally, counted
from tests.builders.notices import CHINA, SCHOOL, TERMS, WORDING, a_return

FREE = "evidence_return"
SEASON = Season("2025", "139901", "示例县", "2025/139901/bureau/roster/1", pd.DataFrame())
NOW = datetime(2025, 10, 18, 16, tzinfo=CHINA)


def came(form: str, status: Status | None) -> ExpectedReturn:
    return ExpectedReturn(SCHOOL, form, f"2025/139901/{SCHOOL}/{form}/1", status)


def test_every_owed_return_is_counted_once_and_a_voluntary_one_apart():
    found = counted(
        SEASON,
        [
            came("school_return", Status.QUERIED),
            came("fitness_return", None),
            ExpectedReturn("2", "school_return"),
            came(FREE, Status.RETURNED),
        ],
    )
    assert found == Tally(
        expected=3, received=2, accepted=0, queried=1, returned=0, unchecked=1, missing=1, unasked=1
    )


def test_the_form_that_is_taken_for_voluntary_is_so():
    forms = catalogue.season("2025")["forms"]
    assert forms[FREE]["optional"] and not forms["school_return"].get("optional")


def counts_told(*returns) -> str:
    stand = Stand("示例县", NOW, NOW, {SCHOOL: "一小"}, returns)
    sections = {each.title: each.lines for each in summary(stand, WORDING, TERMS).sections}
    return sections[WORDING["summary"]["titles"]["counts"]][0]


def test_the_summary_of_the_day_counts_the_same():
    free = a_return("accepted", form=FREE, is_asked=False)
    told = counts_told(a_return(), a_return("accepted"), free)
    assert told.startswith("应报 2 份，已收 1 份：合格 1 份")
    assert told.endswith("另收自愿报送 1 份")
    assert "自愿" not in counts_told(a_return())
