"""Whether facts, witness and workbook print the same digits, number by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.model import Fact
from tasks.rounding import printed
from tasks.witness.not_witnessed import reason_for

COUNTY = "county."
SHOWN = 20
"""Disagreements that a message lists; the others are counted."""


@dataclass(frozen=True, order=True)
class Disagreement:
    """One number that is not the same everywhere, as each of the three would print it.

    None stands for no number; `workbook` is empty where no workbook was compared.
    """

    fact: str
    title: str
    system: str | None
    witness: str | None
    workbook: str | None = ""


def compare(
    facts: Mapping[str, Fact],
    witness: Mapping[str, Decimal | None],
    workbook: Mapping[str, Decimal | None] | None = None,
) -> list[Disagreement]:
    """Return every number in which two of the three differ in a printed digit.

    `facts` are those of the findings, `witness` what the second engine computed, `workbook`
    what the formulas of the check workbook give. A computed number of the county must be in all
    of them; one of a school at least in the first two. None against a number is a difference,
    and so is a fact whose printed text is not its own value.
    """
    names = dict.fromkeys([*witness, *(workbook or {}), *_computed(facts)])
    found = [_compared(name, facts.get(name), witness, workbook) for name in names]
    return [each for each in found if each is not None]


def _computed(facts: Mapping[str, Fact]) -> list[str]:
    """Return the numbers of the county that nothing excuses from being computed again."""
    return [
        name
        for name, fact in facts.items()
        if name.startswith(COUNTY)
        and (fact.value is None or isinstance(fact.value, Decimal))
        and not reason_for(fact)
    ]


def _compared(
    name: str,
    fact: Fact | None,
    witness: Mapping[str, Decimal | None],
    workbook: Mapping[str, Decimal | None] | None,
) -> Disagreement | None:
    places = len(fact.printed.partition(".")[2]) if fact else 0
    own = None if fact is None or fact.value is None else fact.printed
    exact = fact.value if fact else None
    seen = [_shown(exact if isinstance(exact, Decimal) else None, places)]
    second = _shown(witness.get(name), places)
    third: str | None = ""
    if name in witness:
        seen.append(second)
    if workbook is not None and (name.startswith(COUNTY) or name in workbook):
        third = _shown(workbook.get(name), places)
        seen.append(third)
    is_lacking = name.startswith(COUNTY) and (
        name not in witness or (workbook is not None and name not in workbook)
    )
    if fact is not None and not is_lacking and all(text == own for text in seen):
        return None
    return Disagreement(name, fact.title if fact else "", own, second, third)


def _shown(value: Decimal | None, places: int) -> str | None:
    if value is None:
        return None
    return printed(value, places) if value.is_finite() else str(value)


def refusal(found: Sequence[Disagreement], words: Mapping[str, Any]) -> str:
    """Return the message with which publishing stops.

    `words` is `agreement` of `templates/delivery/wording.yml`.
    """
    lines = [words["stopped"].format(count=len(found))]
    for each in found[:SHOWN]:
        values = {
            name: words["nothing"] if value is None else value or words["not_compared"]
            for name, value in vars(each).items()
        }
        lines.append(words["one_number"].format(**values))
    if len(found) > SHOWN:
        lines.append(words["more_numbers"].format(count=len(found) - SHOWN))
    return "\n".join(lines)
