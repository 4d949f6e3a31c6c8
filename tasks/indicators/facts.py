"""The book of facts: every number that may be printed is entered once, with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from tasks.errors import CatalogueError
from tasks.model import Fact, Source
from tasks.rounding import printed

ID_LENGTH = 64
"""A content control of Word carries at most this many characters as its tag."""

NO_VALUE = "—"


class FactBook:
    """Collects facts; an id is entered once, and an input must be there before its use."""

    def __init__(self) -> None:
        self._facts: dict[str, Fact] = {}

    def __contains__(self, fact: str) -> bool:
        return fact in self._facts

    def __getitem__(self, fact: str) -> Fact:
        if fact not in self._facts:
            raise CatalogueError(f"there is no fact {fact}")
        return self._facts[fact]

    @property
    def facts(self) -> Mapping[str, Fact]:
        """Return all facts by id, in the order they were entered."""
        return dict(self._facts)

    def number(
        self,
        fact: str,
        title: str,
        value: Decimal | int | None,
        *,
        places: int = 0,
        unit: str = "",
        formula: str = "",
        inputs: Iterable[str] = (),
        sources: Iterable[Source] = (),
        note: str = "",
    ) -> Fact:
        """Enter a number and return its fact; None is printed as a dash and needs a note."""
        if value is None and not note:
            raise ValueError(f"{fact} has no value and no note that says why")
        exact = None if value is None else Decimal(value)
        shown = NO_VALUE if exact is None else printed(exact, places)
        return self._enter(
            Fact(
                fact, title, exact, shown, unit, formula, tuple(inputs), tuple(sources), note,
                places=places,
            )
        )  # fmt: skip

    def text(
        self,
        fact: str,
        title: str,
        value: str,
        *,
        formula: str = "",
        inputs: Iterable[str] = (),
        sources: Iterable[Source] = (),
        note: str = "",
    ) -> Fact:
        """Enter a text, such as an answer in words, and return its fact."""
        return self._enter(
            Fact(fact, title, value, value, "", formula, tuple(inputs), tuple(sources), note)
        )

    def _enter(self, fact: Fact) -> Fact:
        if len(fact.id) > ID_LENGTH:
            raise ValueError(f"{fact.id} is longer than {ID_LENGTH} characters")
        if fact.id in self._facts:
            raise ValueError(f"{fact.id} is entered twice")
        unknown = [name for name in fact.inputs if name not in self._facts]
        if unknown:
            raise ValueError(f"{fact.id} is computed from unknown facts {unknown}")
        self._facts[fact.id] = fact
        return fact
