"""A small scored scheme, and an evaluation that has a few facts to score it by."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from tasks import catalogue
from tasks.indicators.evaluation import Evaluation
from tasks.indicators.readings import Readings
from tasks.indicators.regime import Regime
from tasks.indicators.scoring import enter_scored
from tasks.indicators.scoring_entered import EnteredScore
from tasks.model import Judgement, Returns, Verdict
from tasks.rounding import exact
from tests.builders import EDITION

PART = "scheme"
ORIGIN = {"clause": "示例方案", "source": "project", "confirmed": True}


def an_evaluation(facts: Mapping[str, Any] | None = None) -> Evaluation:
    """Return an evaluation without returns that has these facts of the county.

    A text is an answer, None a number that is not known, and a pair a number to which
    something is missing.
    """
    readings = Readings(Returns(pd.DataFrame(), {}, {}), ())
    evaluation = Evaluation(
        Regime(catalogue.standards("quality_2017")), catalogue.code_lists(),
        catalogue.layouts(EDITION), readings, (),
    )  # fmt: skip
    for name, value in (facts or {}).items():
        _enter(evaluation, name, value)
    return evaluation


def _enter(evaluation: Evaluation, name: str, value: Any) -> None:
    title = name.split(".")[-1]
    if isinstance(value, str):
        evaluation.book.text(f"county.{name}", title, value)
        return
    number = value[0] if isinstance(value, tuple) else value
    fact = evaluation.book.number(
        f"county.{name}", title, None if number is None else exact(number), places=1, unit="%",
        note="" if number is not None and value is number else "缺1项数据",
    )  # fmt: skip
    if value is None or isinstance(value, tuple):
        evaluation.incomplete.add(fact.id)


def a_scheme(*rules: Mapping[str, Any], pass_mark: float = 8, **root: Any) -> dict[str, Any]:
    """Return a scheme of ten points: one group, an item of equal points for each rule."""
    each = 10 / len(rules)
    items = {
        f"C{number}": {"title": f"第{number}项", "points": each, "rule": rule}
        for number, rule in enumerate(rules, 1)
    }
    group = {"title": "第一组", "points": 10, "items": items}
    head = {"title": "示例方案", "points": 10, "pass_mark": pass_mark, **ORIGIN}
    return head | root | {"items": {"A1": group}}


def scored(
    facts: Mapping[str, Any], scheme: Mapping[str, Any], **entered: EnteredScore
) -> Evaluation:
    """Return the evaluation after the scheme was scored."""
    evaluation = an_evaluation(facts)
    enter_scored(evaluation, PART, scheme, entered)
    return evaluation


def gave(**scores: float) -> EnteredScore:
    """Return a line of the score sheet, such as `gave(self_score=4.5)`."""
    return EnteredScore({f"{name}": exact(value) for name, value in scores.items()})


def points(evaluation: Evaluation, item: str = "C1") -> Decimal | None:
    """Return what an item, a group or the scheme came to."""
    return evaluation.value(f"county.{item}.score")


def judgement(evaluation: Evaluation, item: str = "C1") -> Judgement:
    """Return the one judgement on an item or on the scheme."""
    found = [each for each in evaluation.judgements if each.item == item]
    assert len(found) == 1, found
    return found[0]


def verdict(evaluation: Evaluation, item: str = "C1") -> Verdict:
    """Return the answer to an item or to the scheme."""
    return judgement(evaluation, item).verdict
