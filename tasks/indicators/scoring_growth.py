"""Growth from year to year: each year's rate as a fact, and whether it was one of decline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from tasks.indicators import arithmetic
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.regime import FactSpec
from tasks.indicators.scoring_rule_data import YEAR, Measure, Rule

GROWN, THAN_GROWN = "growth", "than_growth"


@dataclass(frozen=True)
class Shrinking:
    """One year of a series: whether it shrank, None where it cannot be told, and the words.

    A series that must grow faster than another shrank where it did not.
    """

    inputs: tuple[str, ...]
    shrank: bool | None
    words: str


def shrinkings(
    evaluation: Evaluation, prefix: str, rule: Rule, measure: Measure
) -> Iterator[Shrinking]:
    """Yield each of the last years that `rule` asks about; enters every rate of growth."""
    years = years_of(evaluation, rule, measure.fact)[-rule.increases - 1 :]
    series = tuple(measure.fact.replace(YEAR, str(year)) for year in years)
    both = set(years_of(evaluation, rule, rule.than)) if rule.than else set(years)
    is_whole = len(years) > rule.increases and years[-1] - years[0] == rule.increases
    if not is_whole or not both.issuperset(years):
        note = evaluation.regime.say(
            "scoring.reasons.years_missing", needed=rule.increases + 1, count=len(both & set(years))
        )
        yield Shrinking(series, None, note)
        return
    name = ".".join(filter(None, (prefix, measure.level)))
    for before, year in pairwise(years):
        grown = _growth(evaluation, f"{name}.{GROWN}", measure.fact, before, year)
        if rule.than:
            other = _growth(evaluation, f"{name}.{THAN_GROWN}", rule.than, before, year)
            yield _against(evaluation, grown, other)
        else:
            yield _alone(evaluation, grown)


def years_of(evaluation: Evaluation, rule: Rule, series: str) -> list[int]:
    """Return the years for which a series has facts, oldest first.

    Raises `CatalogueError` where other facts of these years are there and this one is not.
    """
    before, _, after = series.partition(YEAR)
    begun = [fact for fact in evaluation.book.facts if fact.startswith(before)]
    ended = [fact for fact in begun if fact.endswith(after)]
    if begun and not ended:
        raise rule.wrong(f"there is no fact {series}")
    middles = (fact[len(before) : len(fact) - len(after)] for fact in ended)
    return sorted(int(middle) for middle in middles if middle.isdigit())


def _growth(evaluation: Evaluation, name: str, series: str, before: int, year: int) -> str:
    old, new = (series.replace(YEAR, str(each)) for each in (before, year))
    say, title = evaluation.regime.say, evaluation.book[new].title
    spec = FactSpec(
        say("scoring.titles.growth", title=title, year=year), "%",
        evaluation.regime.places("percent"), say("scoring.formulas.growth", title=title),
    )  # fmt: skip
    return evaluation.derive(COUNTY, f"{name}.{year}", [new, old], _rate, spec=spec).id


def _rate(new: Decimal, old: Decimal) -> Decimal | None:
    return arithmetic.percent(new - old, old)


def _alone(evaluation: Evaluation, grown: str) -> Shrinking:
    found = evaluation.value(grown)
    if found is None:
        return _unknown(evaluation, (grown,), grown)
    fact = evaluation.book[grown]
    words = evaluation.regime.say(
        "scoring.reasons.shrank", title=fact.title,
        value=evaluation.show_beside(grown, Decimal(0)), unit=fact.unit,
    )  # fmt: skip
    return Shrinking((grown,), found < 0, words)


def _against(evaluation: Evaluation, grown: str, other: str) -> Shrinking:
    found, limit = evaluation.value(grown), evaluation.value(other)
    if found is None or limit is None:
        return _unknown(evaluation, (grown, other), grown if found is None else other)
    fact, beside = evaluation.book[grown], evaluation.book[other]
    words = evaluation.regime.say(
        "scoring.reasons.slower", title=fact.title, value=fact.printed, unit=fact.unit,
        other=beside.title, limit=beside.printed,
    )  # fmt: skip
    return Shrinking((grown, other), found <= limit, words)


def _unknown(evaluation: Evaluation, inputs: tuple[str, ...], fact: str) -> Shrinking:
    found = evaluation.book[fact]
    words = evaluation.regime.say("scoring.reasons.unknown", title=found.title, note=found.note)
    return Shrinking(inputs, None, words)
