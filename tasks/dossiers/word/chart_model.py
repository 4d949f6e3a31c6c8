"""What a chart shows, free of how it looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

KINDS = ("columns", "bars", "lines", "dots", "histogram")
Value = Decimal | float | int | None


class Known(Decimal):
    """A value of a chart that is a fact, and knows which; what is computed from it does not."""

    fact: str

    def __new__(cls, value: Decimal, fact: str) -> Known:
        """Return the exact value of a fact."""
        made = super().__new__(cls, value)
        made.fact = fact
        return made


@dataclass(frozen=True)
class Point:
    """Where the value of a fact stands in a chart: the column and row of its data sheet."""

    chart: int
    series: int
    place: int
    fact: str


@dataclass(frozen=True)
class Series:
    """One row of values, one for each category; None where there is none."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True)
class Threshold:
    """A standard drawn as a line across the chart, with the name readers see."""

    value: Decimal | float | int
    name: str


@dataclass(frozen=True)
class Chart:
    """A chart; sizes of 0 are chosen by the house. `highlighted` are category positions.

    Raises `ValueError` for an unknown kind, no series, or a series whose values are not
    as many as the categories.
    """

    kind: str
    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    description: str = ""
    category_title: str = ""
    value_title: str = ""
    number_format: str = "0.00"
    thresholds: Sequence[Threshold] = ()
    highlighted: frozenset[int] = frozenset()
    labels: bool = False
    minimum: Value = None
    maximum: Value = None
    width_mm: float = 0
    height_mm: float = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no chart of kind {self.kind!r}; there are {', '.join(KINDS)}")
        if not self.series or not self.categories:
            raise ValueError(f"chart {self.title!r} has nothing to show")
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(f"series {series.name!r} does not have one value a category")

    @property
    def is_lying(self) -> bool:
        """Tell whether values run from left to right."""
        return self.kind == "bars"

    def points(self, chart: int) -> Iterator[Point]:
        """Yield where the facts of this chart stand, `chart` being its number in the file."""
        for series, column in enumerate(self.columns):
            for place, value in enumerate(column.values):
                if isinstance(value, Known):
                    yield Point(chart, series, place, value.fact)

    @property
    def columns(self) -> tuple[Series, ...]:
        """Return the series and the thresholds as series: the columns of the data sheet."""
        lines = tuple(
            Series(threshold.name, (threshold.value,) * len(self.categories))
            for threshold in self.thresholds
        )
        return (*self.series, *lines)


def shown(value: Value) -> str:
    """Return a value as XML holds it, exact and never in powers of ten."""
    return f"{value:f}" if isinstance(value, Decimal) else f"{Decimal(repr(value)):f}"


def value_ceiling(chart: Chart) -> Decimal:
    """Return a round number above every value and threshold, where the axis ends."""
    if chart.maximum is not None:
        return Decimal(shown(chart.maximum))
    values = [
        Decimal(shown(value))
        for series in chart.columns
        for value in series.values
        if value is not None
    ]
    highest = max([*values, Decimal(0)]) * Decimal("1.08")
    if highest <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(highest.adjusted())
    steps = ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10")
    return next(power * Decimal(step) for step in steps if power * Decimal(step) >= highest)
