"""How much is drawn: a sample in every run, all of it where somebody has the time.

`make thorough` sets JUNHENG_THOROUGH and draws all.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")
THOROUGH = bool(os.environ.get("JUNHENG_THOROUGH"))


def sample(cases: Sequence[Case], at_least: int = 1) -> Sequence[Case]:
    """Return the first `at_least` cases of drawn ones, or all of them in a thorough run."""
    return cases if THOROUGH else cases[:at_least]
