"""How often the screens raise what was planted, and how often a county of pure chance."""

from __future__ import annotations

from functools import cache

import pytest

from tasks.screening.county import screen_county
from tasks.screening.ranking import Rank, rank_schools
from tests.builders.planted import COPIED_FROM, PLANTED, SUSPECT
from tests.builders.screening import (
    CLASS_LIMITS,
    PASS_MARK_TENTHS,
    SCREENS,
    County,
    a_screened_county,
    changed,
)
from tests.sizes import sample

CLEAN_SEEDS = sample(range(12), 6)
PLANTED_SEEDS = range(5000, 5004)


def ranked(county: County) -> tuple[Rank, ...]:
    """Return the schools of a county, ranked over all screens."""
    screened = screen_county(
        county.returns,
        county.scored,
        None,
        SCREENS,
        pass_mark_tenths=PASS_MARK_TENTHS,
        class_limits=CLASS_LIMITS,
    )
    schools = list(county.returns.roster["school_code"])
    return rank_schools(schools, screened.signals, SCREENS)


@cache
def clean(seed: int) -> County:
    """Return a clean county, made once."""
    return a_screened_county(seed)


def screens_raised(ranks: tuple[Rank, ...], school: str) -> set[str]:
    """Return the screens that raised a school."""
    return {
        raised.signal.screen for rank in ranks if rank.school == school for raised in rank.raised
    }


def test_clean_counties_are_left_alone():
    raised = [seed for seed in CLEAN_SEEDS if any(rank.raised for rank in ranked(clean(seed)))]
    assert len(raised) <= 1


def test_permuted_pupils_are_left_alone():
    county = clean(3)
    fitness = county.returns.tables["fitness"]
    order = fitness.groupby(["grade", "sex"])["height_cm"].sample(frac=1, random_state=7).index
    by_peers = fitness.sort_values(["grade", "sex"], kind="stable").index
    shuffled = fitness.copy()
    measures = list(fitness.columns[3:9])
    shuffled.loc[by_peers, measures] = fitness.loc[order, measures].set_axis(by_peers)
    planted = PLANTED["narrow_spread"](county, 1)

    assert screens_raised(ranked(planted), SUSPECT) >= {"narrow_spread"}
    assert not any(rank.raised for rank in ranked(changed(county, "fitness", shuffled)))


LEAST_DETECTED = {"full_classes": 0.25, "pass_pile": 0.5, "constant_shares": 0.5}
"""What is planted there is small against chance; everything else is always found."""


@pytest.mark.parametrize("screen", PLANTED)
def test_what_is_planted_is_raised_and_nobody_else(screen):
    found, others = 0, 0
    for seed in PLANTED_SEEDS:
        ranks = ranked(PLANTED[screen](clean(seed), seed))
        found += screen in screens_raised(ranks, SUSPECT)
        others += any(rank.raised for rank in ranks if rank.school not in (SUSPECT, COPIED_FROM))
    assert found >= LEAST_DETECTED.get(screen, 1) * len(PLANTED_SEEDS)
    assert others <= 1
