"""The conditions of relief clauses: whether a school is one that a clause is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tasks.indicators import arithmetic
from tasks.indicators.entries import wrong
from tasks.indicators.evaluation import Evaluation
from tasks.indicators.relief_clauses import FILE, Case
from tasks.indicators.schools import School
from tasks.indicators.sites import Unit
from tasks.rounding import exact

ADDED = "added"


@dataclass
class Asking:
    """A school that asks for relief, with its evaluated levels, and what was looked at.

    `inputs` collects the facts the conditions were held against.
    """

    evaluation: Evaluation
    school: School
    units: Sequence[Unit]
    prefix: str
    inputs: dict[str, None] = field(default_factory=dict)

    def say(self, key: str, **blanks: object) -> str:
        """Return a sentence of the reliefs' wording."""
        return self.evaluation.regime.say(f"reliefs.{key}", **blanks)

    def facts(self, name: str) -> list[str]:
        """Return the same number of each level, with that of merged sites where they count."""
        added = self.evaluation.regime.setting("size_of_merged_sites") == ADDED
        found = [
            fact
            for unit in self.units
            for fact in (unit.of_members(name) if added else [f"{unit.scope}.{name}"])
        ]
        self.inputs.update(dict.fromkeys(found))
        return found

    def number(
        self, name: str, together: Callable[[list[Decimal]], Decimal]
    ) -> tuple[Decimal | None, str]:
        """Return a number of the whole school, or why it is not known."""
        facts = self.facts(name)
        lacking = [fact for fact in facts if self.evaluation.value(fact) is None]
        if lacking:
            book = self.evaluation.book
            note = self.say("unknown", title=book[lacking[0]].title, note=book[lacking[0]].note)
            return None, note
        return together(self.evaluation.known(facts)), ""


def unmet(asking: Asking, case: Case) -> list[str]:
    """Return why a school is not one the case is about, a sentence for each condition missed.

    Raises `CatalogueError` where the case has a condition of no known kind.
    """
    unknown = [kind for kind in case.conditions if kind not in CONDITIONS]
    if unknown:
        raise wrong(case.conditions, f"there is no condition {unknown[0]}", FILE)
    reasons = [CONDITIONS[kind](asking, wanted) for kind, wanted in case.conditions.items()]
    return [reason for reason in reasons if reason]


def _students_between(asking: Asking, wanted: Sequence[int]) -> str:
    students, unknown = asking.number("students", arithmetic.total)
    least, most = map(exact, wanted)
    if students is None or least <= students <= most:
        return unknown
    return asking.say("refusals.students_between", value=students, least=least, most=most)


def _students_below(asking: Asking, wanted: int) -> str:
    students, unknown = asking.number("students", arithmetic.total)
    if students is None or students < exact(wanted):
        return unknown
    return asking.say("refusals.students_below", value=students, limit=wanted)


def _located(asking: Asking, wanted: Mapping[str, Sequence[str]]) -> str:
    """Ask for a school in one of the areas, or of one of the kinds."""
    names = ("urban_rural", "type")
    facts = [f"{asking.school.scope}.{name}" for name in names]
    asking.inputs.update(dict.fromkeys(facts))
    if asking.school.area in wanted.get("areas", ()):
        return ""
    if asking.school.kind in wanted.get("school_kinds", ()):
        return ""
    area, kind = map(asking.evaluation.show, facts)
    return asking.say("refusals.located", area=area, type=kind)


def _urban_rural(asking: Asking, wanted: Sequence[str]) -> str:
    fact = f"{asking.school.scope}.urban_rural"
    asking.inputs[fact] = None
    if asking.school.urban_rural in wanted:
        return ""
    codes = asking.evaluation.codes["urban_rural"]
    titles = asking.evaluation.regime.say("list_join").join(map(codes.title, wanted))
    return asking.say("refusals.urban_rural", area=asking.evaluation.show(fact), wanted=titles)


def _built_until(asking: Asking, wanted: int) -> str:
    fact = f"{asking.school.scope}.built_year"
    asking.inputs[fact] = None
    built, found = asking.evaluation.value(fact), asking.evaluation.book[fact]
    if built is None:
        return asking.say("unknown", title=found.title, note=found.note)
    if built <= exact(wanted):
        return ""
    return asking.say("refusals.built_until", value=built, limit=wanted)


def _largest_class_below(asking: Asking, wanted: int) -> str:
    largest, unknown = asking.number("largest_class", max)
    if largest is None or largest < exact(wanted):
        return unknown
    return asking.say("refusals.largest_class_below", value=largest, limit=wanted)


def _migrant_percent_over(asking: Asking, wanted: int) -> str:
    """Enter the share of migrant children of the whole school, and ask for more than a limit."""
    names = ("migrant", "students")
    numbers = [asking.number(name, arithmetic.total) for name in names]
    note = next((note for _, note in numbers if note), "")
    fact = f"{asking.prefix}.migrant_percent"
    if fact not in asking.evaluation.book:
        inputs = [fact for name in names for fact in asking.facts(name)]
        migrant, students = (number for number, _ in numbers)
        share = None
        if migrant is not None and students is not None:
            share = arithmetic.percent(migrant, students)
        asking.evaluation.enter(
            asking.prefix, "migrant_percent", share, inputs=inputs, note=note,
            spec=asking.evaluation.regime.fact("relief.migrant_percent"),
        )  # fmt: skip
    asking.inputs[fact] = None
    found = asking.evaluation.value(fact)
    if found is None:
        return note or asking.evaluation.book[fact].note
    if found > exact(wanted):
        return ""
    shown = asking.evaluation.show_beside(fact, exact(wanted))
    return asking.say("refusals.migrant_percent_over", value=shown, limit=wanted)


CONDITIONS: Mapping[str, Callable[[Asking, Any], str]] = {
    "students_between": _students_between,
    "students_below": _students_below,
    "located": _located,
    "urban_rural": _urban_rural,
    "built_until": _built_until,
    "largest_class_below": _largest_class_below,
    "migrant_percent_over": _migrant_percent_over,
}
"""Each returns why it is not met, or nothing."""
