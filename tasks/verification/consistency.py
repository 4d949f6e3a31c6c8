"""What Word files say together: the same fact with one value, schools in one order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tasks.verification.document import SchoolList

FEW = 2
NAMED = 3
"""Files that a conflict names; the others are left out."""


@dataclass(frozen=True)
class Conflict:
    """Something that is wrong beside the single numbers; `kind` names its sentence."""

    kind: str
    blanks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One number as one file shows it."""

    file: str
    regime: str
    fact: str
    text: str


def value_conflicts(shown: Iterable[Shown]) -> Iterator[Conflict]:
    """Yield every fact that is shown with two values, in one file or in several."""
    found: dict[tuple[str, str], dict[str, dict[str, None]]] = {}
    for each in shown:
        texts = found.setdefault((each.regime, each.fact), {})
        texts.setdefault(each.text, {})[each.file] = None
    for (_, fact), texts in found.items():
        if len(texts) > 1:
            said = "；".join(
                f"“{text}”（{'、'.join(list(files)[:NAMED])}）" for text, files in texts.items()
            )
            yield Conflict("two_values", (fact, said))


def order_conflicts(
    lists: Mapping[str, Sequence[SchoolList]], order: Sequence[str] = ()
) -> Iterator[Conflict]:
    """Yield every table whose schools do not stand in the order of all the others.

    `order` is that of the roster; without it the longest list of all files gives it.
    """
    every = [(path, each) for path, found in lists.items() for each in found]
    longest = max((each.schools for _, each in every), key=len, default=())
    places = {school: at for at, school in enumerate(order or longest)}
    for path, each in every:
        known = [school for school in each.schools if school in places]
        wrong = next(
            ((first, second) for first, second in pairwise(known)
             if places[first] > places[second]),
            None,
        )  # fmt: skip
        if wrong and len(known) >= FEW:
            yield Conflict("order", (path, str(each.table), *wrong))
