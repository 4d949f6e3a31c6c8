"""Numbers that look computed: the same share in every grade, a round number for each pupil."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.model import Returns
from tasks.rounding import printed
from tasks.screening.cells import Cell, cells
from tasks.screening.chance import at_least, chi_square_below
from tasks.screening.signals import Screened, Unscreened, signal

CONSTANT, FIXED = "constant_shares", "fixed_ratios"
STUDENTS, SEXES = "students", ("male", "female")


def constant_shares(returns: Returns, settings: Mapping[str, Any]) -> Screened:
    """Return one signal a school: shares of boarders and others that no grade departs from.

    Counted pupils scatter around a common share at least as chance does (chi-square, lower
    tail). The most constant of the tested fields pays for having been chosen (Bonferroni).
    """
    about = settings["screens"][CONSTANT]
    totals = _totals(returns)
    tests: dict[str, list[tuple[float, dict[str, object], list[Cell]]]] = {}
    for field, title in about["fields"].items():
        for school, found in _by_school(cells(returns, STUDENTS, field, "grade")).items():
            test = _constancy(found, totals.get(school, {}), about)
            if test is not None:
                chance, numbers = test
                numbers = numbers | {"field": title}
                tests.setdefault(school, []).append((chance, numbers, found))
    found_signals, lacking = [], []
    for school in sorted(totals):
        if school not in tests:
            lacking.append(Unscreened(school, CONSTANT, "few_grades"))
            continue
        chance, numbers, found = min(tests[school], key=lambda test: test[0])
        sources = [cell.source(returns) for cell in found]
        found_signals.append(
            signal(school, CONSTANT, chance * len(tests[school]), numbers, sources)
        )
    return Screened(tuple(found_signals), tuple(lacking))


def fixed_ratios(returns: Returns, settings: Mapping[str, Any]) -> Screened:
    """Return one signal a school: amounts that are a round number times its pupils or teachers.

    Between two round multiples lie `step` × people amounts; the chance to meet one is that
    share, and several meetings are independent trials.
    """
    about = settings["screens"][FIXED]
    people = {
        "students": {school: sum(grades.values()) for school, grades in _totals(returns).items()},
        "full_time_teachers": _sums(returns, "teachers", "full_time_teachers"),
    }
    trials: dict[str, list[tuple[float, dict[str, object], list[Cell]]]] = {}
    for pair in about["pairs"]:
        found = _by_school(cells(returns, pair["table"], pair["numerator"]))
        for school, own in found.items():
            count = people[pair["denominator"]].get(school, 0)
            chance = _chance_to_meet(count, pair, about)
            if chance is not None:
                numbers = _met(own, count, pair, about)
                trials.setdefault(school, []).append((chance, numbers, own))
    answers, lacking = [], []
    for school in sorted(people["students"]):
        tried = trials.get(school, [])
        if not tried:
            lacking.append(Unscreened(school, FIXED, "few_values"))
            continue
        hits = [(numbers, own) for _, numbers, own in tried if numbers]
        chance = at_least(len(hits), [chance for chance, _, _ in tried])
        numbers = hits[0][0] | {"ratios": len(hits)} if hits else {}
        sources = [cell.source(returns) for _, own in hits for cell in own]
        answers.append(signal(school, FIXED, chance, numbers, sources))
    return Screened(tuple(answers), tuple(lacking))


def _by_school(found: Any) -> dict[str, list[Cell]]:
    by_school: dict[str, list[Cell]] = {}
    for cell in found:
        by_school.setdefault(cell.school, []).append(cell)
    return by_school


def _totals(returns: Returns) -> dict[str, dict[str, float]]:
    """Return the pupils of each school by grade."""
    found: dict[str, dict[str, float]] = {}
    for sex in SEXES:
        for cell in cells(returns, STUDENTS, sex, "grade"):
            grades = found.setdefault(cell.school, {})
            grades[cell.key] = grades.get(cell.key, 0) + cell.value
    return found


def _sums(returns: Returns, table: str, field: str) -> dict[str, float]:
    return {
        school: sum(cell.value for cell in found)
        for school, found in _by_school(cells(returns, table, field)).items()
    }


def _constancy(
    found: Sequence[Cell], totals: Mapping[str, float], about: Mapping[str, Any]
) -> tuple[float, dict[str, object]] | None:
    """Return the chance of shares as constant; None where there are too few pupils."""
    people = sum(totals.get(cell.key, 0) for cell in found)
    share = sum(cell.value for cell in found) / people if people else 0
    grades = [
        (cell.value, totals[cell.key])
        for cell in found
        if totals.get(cell.key, 0) * min(share, 1 - share) >= about["least_expected"]
    ]
    if len(grades) < about["least_grades"]:
        return None
    share = sum(value for value, _ in grades) / sum(total for _, total in grades)
    if not 0 < share < 1:
        return None
    spread = sum((value - total * share) ** 2 / (total * share) for value, total in grades)
    spread /= 1 - share
    degrees = len(grades) - 1
    numbers = {"grades": len(grades), "percent": printed(spread / degrees * 100, 1)}
    return chi_square_below(spread, degrees), numbers


def _chance_to_meet(
    count: float, pair: Mapping[str, Any], about: Mapping[str, Any]
) -> float | None:
    between = pair["step"] * count
    if between < about["least_step_amount"]:
        return None
    return float(min(1.0, (2 * pair["tolerance"] + 1) / between))


def _met(
    own: Sequence[Cell], count: float, pair: Mapping[str, Any], about: Mapping[str, Any]
) -> dict[str, object]:
    """Return the numbers of an amount that meets a round multiple, empty if it does not."""
    amount = sum(cell.value for cell in own)
    steps = round(amount / (pair["step"] * count))
    if not steps or abs(amount - steps * pair["step"] * count) > pair["tolerance"]:
        return {}
    return {
        "numerator": pair["title"],
        "amount": f"{amount:g}",
        "denominator": about["denominators"][pair["denominator"]],
        "people": f"{count:g}",
        "ratio": f"{steps * pair['step']:g}",
    }
