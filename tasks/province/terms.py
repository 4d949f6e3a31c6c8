"""What a province asks of its roll-up: which counties, how many at least, until when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

COUNTY = re.compile(r"\d{6}")
PAIR = "00"
"""Two digits of a code that name nothing: 130000 is a province, 130100 one of its cities."""

CODE_DIGITS = 6


@dataclass(frozen=True)
class Listed:
    """One county of the list; `evaluated` tells whether it is evaluated this year."""

    code: str
    name: str
    evaluated: bool = True


@dataclass(frozen=True)
class Terms:
    """The list of a province. `minimum` is None where all counties are to be waited for.

    Until `deadline`, if there is one, all are waited for; from the day after it on the
    minimum is enough.
    """

    code: str
    name: str
    counties: tuple[Listed, ...]
    minimum: int | None = None
    deadline: date | None = None

    @cached_property
    def asked(self) -> tuple[Listed, ...]:
        """Return the counties that are evaluated this year."""
        return tuple(each for each in self.counties if each.evaluated)

    def needed(self, day: date) -> int:
        """Return how many counties must have a final version before there is a roll-up."""
        waits_for_all = self.deadline is not None and day <= self.deadline
        if self.minimum is None or waits_for_all:
            return len(self.asked)
        return self.minimum


def terms_of(
    code: str,
    name: str,
    rows: Sequence[Mapping[str, Any]],
    requirements: Mapping[str, Any],
    words: Mapping[str, Any],
) -> Terms:
    """Return what a list of counties says; it must have no `list_problems`."""
    counties = tuple(
        Listed(str(row["county"]), str(row["county_name"]), row["evaluated"] != "no")
        for row in rows
    )
    minimum = _text(requirements.get("minimum"))
    deadline = requirements.get("deadline")
    return Terms(
        code=code,
        name=name,
        counties=counties,
        minimum=None if minimum in ("", words["all"]) else int(minimum),
        deadline=date.fromisoformat(str(deadline)[:10]) if _text(deadline) else None,
    )


def list_problems(
    code: str,
    rows: Sequence[Mapping[str, Any]],
    requirements: Mapping[str, Any],
    words: Mapping[str, Any],
) -> list[str]:
    """Return a sentence for everything that makes a list of counties unusable.

    `code` is that of the province, whose first digits the code of each county must have.
    """
    if not code.endswith(PAIR):
        return [words["not_a_province"].format(value=code)]
    problems = [] if any(row["evaluated"] != "no" for row in rows) else [words["empty"]]
    counts = Counter(str(row["county"]) for row in rows)
    problems += [words["twice"].format(value=value) for value, n in counts.items() if n > 1]
    names = Counter(str(row["county_name"]) for row in rows)
    problems += [words["name_twice"].format(value=value) for value, n in names.items() if n > 1]
    problems += [
        words["no_county"].format(value=value)
        for value in counts
        if not COUNTY.fullmatch(value) or value.endswith(PAIR) or not value.startswith(stem(code))
    ]
    minimum = _text(requirements.get("minimum"))
    if minimum not in ("", words["all"]):
        asked = sum(row["evaluated"] != "no" for row in rows)
        if not minimum.isdecimal() or not 1 <= int(minimum) <= max(asked, 1):
            problems.append(words["minimum"].format(value=minimum, most=asked))
    return problems


def stem(code: str) -> str:
    """Return the digits that all counties of a province, or of a city, have in common."""
    while code.endswith(PAIR):
        code = code.removesuffix(PAIR)
    return code


def full_code(typed: str) -> str:
    """Return the six digits of a province that was named by its first two, or of a city."""
    return typed.ljust(CODE_DIGITS, "0")


def _text(value: object) -> str:
    """Return a cell of a frame as text, an absent one as nothing."""
    if isinstance(value, date):
        return value.isoformat()
    return value.strip() if isinstance(value, str) else ""
