"""Numbers of the county that a regime asks for as data: sums, quotients, cohorts by level."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tasks.indicators import arithmetic
from tasks.indicators.entries import entry, wrong
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.indicator import LEVELS
from tasks.indicators.regime import FactSpec
from tasks.indicators.retention import retention_of
from tasks.indicators.school_sums import retention

FILE = "county_facts"
LEVEL = "{level}"


def enter_county_facts(evaluation: Evaluation) -> None:
    """Enter every number that the regime's file of county facts describes, in its order.

    An entry has title, unit, places and formula of its fact and one of: `sum`, a field of the
    schools by level; `add`, facts that are added; `part` and `whole` of a quotient;
    `difference`, two facts; `retention`, a level. What has {level} in it is entered for each
    of its `levels`. Raises `CatalogueError` where it names what no form asks for.
    """
    if not evaluation.regime.has(FILE):
        return
    for name, data in evaluation.regime.at(FILE).items():
        kinds = [kind for kind in _KINDS if kind in data]
        if len(kinds) != 1:
            raise wrong(data, f"{name} needs one of {', '.join(_KINDS)}", FILE)
        for level in data.get("levels", LEVELS) if LEVEL in name else ("",):
            _KINDS[kinds[0]](evaluation, name.replace(LEVEL, level), data, level)


def _facts(
    evaluation: Evaluation, data: Mapping[str, Any], names: list[str], level: str
) -> list[str]:
    found = [f"{COUNTY}.{name.replace(LEVEL, level)}" for name in names]
    for fact in found:
        if fact not in evaluation.book:
            raise wrong(data, f"there is no fact {fact}", FILE)
    return found


def _spec(evaluation: Evaluation, data: Mapping[str, Any], level: str) -> FactSpec:
    spec = evaluation.regime.spec(data)
    title = evaluation.codes["levels"].title(level) if level else ""
    return replace(spec, title=spec.title.replace(LEVEL, title))


def _sum(evaluation: Evaluation, name: str, data: Mapping[str, Any], level: str) -> None:
    """Enter the sum of a field over the schools that teach the level, or any of `levels`."""
    levels = (level,) if level else tuple(data.get("levels", LEVELS))
    inputs = [
        f"{school.scope}.{each}.{data['sum']}"
        for school in evaluation.schools
        for each in levels
        if each in school.levels
    ]
    unknown = [fact for fact in inputs if fact not in evaluation.book]
    if unknown:
        raise wrong(data, f"no form asks for {data['sum']}", FILE)
    evaluation.total(COUNTY, name, inputs, spec=_spec(evaluation, data, level))


def _add(evaluation: Evaluation, name: str, data: Mapping[str, Any], level: str) -> None:
    inputs = _facts(evaluation, data, list(data["add"]), level)

    def compute(*values: Decimal) -> Decimal:
        return arithmetic.total(values)

    evaluation.derive(COUNTY, name, inputs, compute, spec=_spec(evaluation, data, level))


def _quotient(evaluation: Evaluation, name: str, data: Mapping[str, Any], level: str) -> None:
    inputs = _facts(evaluation, data, [data["part"], entry(data, "whole", name)], level)
    times = arithmetic.PERCENT if data.get("unit") == "%" else 1
    evaluation.derive(
        COUNTY, name, inputs, lambda part, whole: arithmetic.quotient(part, whole, times),
        spec=_spec(evaluation, data, level),
    )  # fmt: skip


def _difference(evaluation: Evaluation, name: str, data: Mapping[str, Any], level: str) -> None:
    inputs = _facts(evaluation, data, list(data["difference"]), level)
    evaluation.derive(
        COUNTY, name, inputs, lambda now, before: arithmetic.total([now, -before]),
        spec=_spec(evaluation, data, level),
    )  # fmt: skip


def _retention(evaluation: Evaluation, name: str, data: Mapping[str, Any], level: str) -> None:
    """Enter retention by the formula in force, from cohort figures entered before it."""
    fields = retention_of(evaluation.regime).fields
    prefix = str(data["retention"])
    ids = dict(
        zip(fields, _facts(evaluation, data, [f"{prefix}.{f}" for f in fields], level), strict=True)
    )
    retention(evaluation, COUNTY, ids, name, spec=_spec(evaluation, data, level))


_KINDS: Mapping[str, Callable[[Evaluation, str, Mapping[str, Any], str], None]] = {
    "sum": _sum,
    "add": _add,
    "part": _quotient,
    "difference": _difference,
    "retention": _retention,
}
