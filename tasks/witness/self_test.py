"""The published worked example, computed by both engines before anything else is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tasks.errors import CatalogueError
from tasks.rounding import printed
from tasks.witness.fractions_of import decimal, fraction
from tasks.witness.resources import Spread, spread_of

Coefficient = Callable[[Iterable[Decimal], Iterable[Decimal]], Decimal | None]
"""The main engine's coefficient: values by school and pupils by school."""


def self_test(example: Mapping[str, Any], coefficient: Coefficient) -> None:
    """Compute the published example with the witness and with the main engine's `coefficient`.

    `example` is the parsed `expectations/witness/published_example.yml`. Raises
    `CatalogueError` where one of them does not print what was published.
    """
    amounts = [_given(value) for value in example["amounts"]]
    students = [_given(value) for value in example["students"]]
    spread = spread_of(list(zip(amounts, students, strict=True)))
    values = [
        _decimal(amount / count) for amount, count in zip(amounts, students, strict=True)
    ]  # fmt: skip
    main = coefficient(values, [_decimal(count) for count in students])
    wanted = [(name, text) for part in ("published", "full_precision")
              for name, text in example[part].items()]  # fmt: skip
    for name, text in wanted:
        _expect(example, f"witness {name}", _of(spread, name), text)
        if name == "cv":
            _expect(example, f"main engine {name}", main, text)


def _given(value: Any) -> Fraction:
    found = fraction(value)
    assert found is not None
    return found


def _decimal(value: Fraction) -> Decimal:
    found = decimal(value)
    assert found is not None
    return found


def _of(spread: Spread, name: str) -> Decimal | None:
    value = {"mean": spread.mean, "sd": spread.sd, "cv": spread.cv}[name]
    return decimal(value)


def _expect(example: Mapping[str, Any], what: str, value: Decimal | None, wanted: str) -> None:
    """Raise unless `value` prints as `wanted`."""
    places = len(wanted.partition(".")[2])
    found = "none" if value is None else printed(value, places)
    if found != wanted:
        raise CatalogueError(
            f"self-test failed: {what} of the published example is {found}, not {wanted}",
            getattr(example, "file", ""),
            getattr(example, "line", None),
        )
