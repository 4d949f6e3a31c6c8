"""The coefficient of variation worked out in words, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from tasks.model import Fact
from tasks.rounding import DIGITS
from tasks.witness.wording_of import Words, shown

SPREAD = ("mean", "sd", "cv", "cv_exact")
FIRST = 3


@dataclass(frozen=True)
class Term:
    """What one school adds to the spread."""

    name: str
    amount: Decimal
    students: Decimal
    value: Decimal

    def square(self, mean: Decimal) -> Decimal:
        """Return pupils times the square of the difference from the mean."""
        with localcontext() as context:
            context.prec = DIGITS
            return self.students * (self.value - mean) ** 2


def spread_lines(facts: Mapping[str, Fact], name: str, say: Words) -> tuple[str, ...]:
    """Return the steps to a mean, a standard deviation or a coefficient of the county."""
    scope, last = name.rsplit(".", 1)
    terms, missing = _terms(facts, scope)
    mean = _value(facts, f"{scope}.mean")
    title = facts[f"{scope}.mean"].title
    lines = [say("spread_formula" if last != "mean" else "mean_formula", title=title)]
    if missing:
        lines.append(say("left_out", count=missing))
    lines.append(_mean_line(facts, scope, terms, mean, say))
    if last != "mean":
        lines += _deviation_lines(facts, scope, terms, mean, say)
    if last.startswith("cv"):
        sd, cv = _value(facts, f"{scope}.sd"), _value(facts, name)
        lines.append(
            say("coefficient", sd=shown(sd), mean=shown(mean), cv=shown(cv),
                printed=facts[name].printed)
        )  # fmt: skip
    return tuple(lines)


def _value(facts: Mapping[str, Fact], name: str) -> Decimal:
    found = facts[name].value
    assert isinstance(found, Decimal)
    return found


def _terms(facts: Mapping[str, Fact], scope: str) -> tuple[list[Term], int]:
    """Return the terms of the schools that have a value, and how many have none."""
    indicator = scope.rsplit(".", 1)[-1]
    names = [each for each in facts[f"{scope}.mean"].inputs if each.endswith(f".{indicator}")]
    found, missing = [], 0
    for name in names:
        unit = name.rsplit(".", 1)[0]
        parts = [facts[each].value for each in (f"{name}.amount", f"{unit}.evaluated_students")]
        value = facts[name].value
        if not isinstance(value, Decimal):
            missing += 1
            continue
        amount, students = (each for each in parts if isinstance(each, Decimal))
        found.append(Term(facts[f"s.{unit.split('.')[1]}.name"].printed, amount, students, value))
    return found, missing


def _mean_line(
    facts: Mapping[str, Fact], scope: str, terms: list[Term], mean: Decimal, say: Words
) -> str:
    amount = facts[f"{scope}.amount"]
    per = facts[f"standard.{scope.rsplit('.', 1)[-1]}.per_students"].printed
    total = sum((term.amount for term in terms), Decimal(0))
    students = sum((term.students for term in terms), Decimal(0))
    return say(
        "mean", count=len(terms), title=amount.title, total=shown(total), unit=amount.unit,
        students=shown(students), per=per, mean=shown(mean),
        printed=facts[f"{scope}.mean"].printed,
    )  # fmt: skip


def _deviation_lines(
    facts: Mapping[str, Fact], scope: str, terms: list[Term], mean: Decimal, say: Words
) -> list[str]:
    lines = [say("deviation")]
    for term in terms[:FIRST]:
        lines.append(
            say("one_school", name=term.name, students=shown(term.students),
                value=shown(term.value), mean=shown(mean), square=shown(term.square(mean)))
        )  # fmt: skip
    squares = sum((term.square(mean) for term in terms), Decimal(0))
    students = sum((term.students for term in terms), Decimal(0))
    variance = squares / students
    sd = facts[f"{scope}.sd"]
    lines.append(
        say("all_schools", count=len(terms), squares=shown(squares), students=shown(students),
            variance=shown(variance), sd=shown(_value(facts, sd.id)), printed=sd.printed)
    )  # fmt: skip
    return lines
