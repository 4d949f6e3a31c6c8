"""All screens over the returns of one county, and how often they are right.

Measured on invented counties of 24 schools and 10,080 pupils (tests/builders/screening.py),
each screen together with all others and adjusted for all tests, as it is used:

* clean: of 200 counties (seeds 0 to 199) one had one school raised, by `constant_shares`;
  that is 0.5 % of the counties and 0.02 % of the schools, at a promised 1 % of the counties.
* planted in one school (tests/builders/planted.py, seeds 5000 to 5019), raised by the screen
  it was meant for: 20 of 20 for `last_digits`, `round_counts`, `identical_blocks`,
  `even_classes`, `narrow_spread`, `repeated_values`, `fixed_ratios`, `retention_exact`;
  17 for `constant_shares`, 16 for `pass_pile`, 7 for `full_classes`. No third school was raised.
* clean demo counties with scored pupils: of 10 (the recipe's seed and 1001 to 1009) one had a
  school raised, by `constant_shares`; shares are drawn there, and scatter less than counts.

What all schools of a county do alike is its habit to these screens and is not raised.
A county of 60,000 pupils takes about a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from tasks.model import Findings, Returns
from tasks.screening.even_classes import even_classes
from tasks.screening.identical_blocks import identical_blocks
from tasks.screening.last_digits import last_digits
from tasks.screening.limits import at_limit, full_classes, retention_exact
from tasks.screening.pass_pile import pass_pile
from tasks.screening.pupils import Pupils, pupils_of
from tasks.screening.round_counts import round_counts
from tasks.screening.shares import constant_shares, fixed_ratios
from tasks.screening.signals import Screened, together
from tasks.screening.spread import narrow_spread, repeated_values


def screen_county(
    returns: Returns,
    scored: pd.DataFrame,
    findings: Findings | None,
    settings: Mapping[str, Any],
    *,
    pass_mark_tenths: int,
    class_limits: Mapping[str, float],
    earlier: Returns | None = None,
) -> Screened:
    """Return what every screen answers of every school it could test.

    `scored` has one row a pupil with `school_code`, `class`, `grade`, `sex` and
    `total_tenths` (NA where there is none); `settings` is expectations/screening/screens.yml;
    `class_limits` the largest class by level; `earlier` has the fitness sheets of earlier
    years. Without `findings` the indicators are not looked at.
    """
    pupils = pupils_of(returns, settings["measures"])
    before = pupils_of(earlier, settings["measures"]) if earlier is not None else None
    parts = [
        last_digits(pupils, settings),
        round_counts(returns, settings),
        _with_cells(pass_pile(scored, pass_mark_tenths, settings), pupils),
        identical_blocks(pupils, settings, before),
        _with_cells(even_classes(scored, settings), pupils),
        narrow_spread(pupils, settings),
        repeated_values(pupils, settings),
        constant_shares(returns, settings),
        fixed_ratios(returns, settings),
        retention_exact(returns, settings),
        full_classes(returns, class_limits, settings),
    ]
    if findings is not None:
        parts.append(at_limit(findings, settings))
    return together(parts)


def _with_cells(screened: Screened, pupils: Pupils) -> Screened:
    """Return the answers with the cells from which the totals of the school were made."""
    columns, places = list(pupils.units), {name: at for at, name in enumerate(pupils.schools)}
    signals = tuple(
        replace(each, sources=pupils.span(places[each.school], columns[0], columns[-1]))
        if each.school in places
        else each
        for each in screened.signals
    )
    return Screened(signals, screened.unscreened)
