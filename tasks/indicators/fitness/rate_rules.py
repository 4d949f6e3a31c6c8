"""Which counts of pupils make a rate; no official text says it, so the standard's file does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tasks.errors import CatalogueError

RATE_COUNTS = (
    "students", "enrolled", "exempt", "postponed", "incomplete", "scored",
    "excellent", "good", "passed", "failed", "with_bmi", "obese",
)  # fmt: skip
"""The counts that a rate may be made of, see `tasks.indicators.fitness.rates.rates`."""

FILE = "standard.yml"


@dataclass(frozen=True)
class Rate:
    """One rate of a group of pupils: `RATE_COUNTS` with +1 or -1, added up.

    `formula` is the same in words; `confirmed` tells whether an official text says it.
    """

    code: str
    title: str
    formula: str
    numerator: Mapping[str, int]
    denominator: Mapping[str, int]
    confirmed: bool

    @property
    def counts(self) -> tuple[str, ...]:
        """Return every count that the rate is made of, once."""
        return tuple(dict.fromkeys((*self.numerator, *self.denominator)))


def read_rates(settings: Mapping[str, Any]) -> tuple[Rate, ...]:
    """Return the rates of a parsed `standard.yml`, in its order.

    One that depends on an open question is computed as the rate that the answer chooses.
    """
    given = settings["rates"]
    return tuple(_rate(code, entry, given, settings) for code, entry in given.items())


def _rate(
    code: str,
    entry: Mapping[str, Any],
    given: Mapping[str, Mapping[str, Any]],
    settings: Mapping[str, Any],
) -> Rate:
    title, confirmed = entry["title"], bool(entry["confirmed"])
    if "by_setting" in entry:
        entry = given[entry["choices"][_answer(settings, entry["by_setting"])]]
    numerator, denominator = _signs(entry["numerator"]), _signs(entry["denominator"])
    return Rate(code, title, entry["formula"], numerator, denominator, confirmed)


def _answer(settings: Mapping[str, Any], name: str) -> str:
    """Return how an open question is answered; refuses an answer that is no option."""
    data = settings["settings"][name]
    if data["value"] not in data["options"]:
        raise CatalogueError(f"{name}: {data['value']} is none of {data['options']}", FILE)
    return str(data["value"])


def _signs(terms: Mapping[str, list[str]]) -> dict[str, int]:
    signs = dict.fromkeys(terms["add"], 1) | dict.fromkeys(terms.get("subtract", ()), -1)
    unknown = sorted(set(signs) - set(RATE_COUNTS))
    if unknown:
        raise CatalogueError(f"rates of unknown counts: {', '.join(unknown)}", FILE)
    return signs
