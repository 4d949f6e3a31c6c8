"""The county as a plan sees it: who teaches how many, who has how much of what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tasks.model import Findings, Verdict
from tasks.planning.coefficients import ratio
from tasks.planning.resources import Resource
from tasks.planning.rules import LEVELS, Indicator, Rules


@dataclass(frozen=True)
class Unit:
    """One school at one level, with its sites.

    `amounts` are by indicator, None where a return is missing; `share` is the part of what the
    school owns in common that belongs to this level. Only a unit that `is_planned` gets or
    gives anything. `beyond` are the indicators it misses that no resource changes.
    """

    school: str
    level: str
    students: Decimal
    amounts: Mapping[str, Decimal | None]
    share: Decimal
    is_planned: bool
    beyond: tuple[str, ...] = ()

    def part_of(self, indicator: Indicator) -> Decimal:
        """Return which part of an addition to the school reaches this level."""
        return self.share if indicator.split else Decimal(1)

    def value(self, indicator: Indicator, added: Decimal = Decimal(0)) -> Decimal | None:
        """Return the indicator, with something added to its amount."""
        amount = self.amounts.get(indicator.id)
        if amount is None:
            return None
        return ratio(amount + added, self.students, indicator.per_students)


@dataclass(frozen=True, order=True)
class LeftOut:
    """A school, or a level of it, that no plan was made for, and why."""

    school: str
    level: str
    reason: str


@dataclass(frozen=True)
class County:
    """Schools in the order of the roster. `own` is what a school's own return says.

    `own` is by school, level (empty where the table has one row a school) and field.
    """

    code: str
    name: str
    edition: str
    regime: str
    names: Mapping[str, str]
    units: tuple[Unit, ...]
    own: Mapping[tuple[str, str, str], Decimal]
    left_out: tuple[LeftOut, ...]

    def at(self, level: str) -> list[Unit]:
        """Return the units of one level."""
        return [unit for unit in self.units if unit.level == level]

    def of(self, school: str) -> list[Unit]:
        """Return the units of one school that are planned for."""
        return [unit for unit in self.units if unit.school == school and unit.is_planned]


def read_county(findings: Findings, rules: Rules, resources: Iterable[Resource]) -> County:
    """Return what the facts say of each evaluated school.

    A school whose return is missing, or lacks a number, stays as it is and is listed.
    """
    reader = _Facts(findings, rules)
    codes = [name.split(".")[1] for name in findings.facts if _is_name(name)]
    units, left_out = [], []
    for level in LEVELS:
        for code in codes:
            scope = f"s.{code}.{level}"
            mine = [name for name in rules.indicators if f"{scope}.{name}.amount" in findings.facts]
            if not mine:
                continue
            unit = reader.unit(code, level, mine)
            if not unit.is_planned:
                left_out.append(LeftOut(code, level, reader.reason(scope, mine)))
            if unit.students:
                units.append(unit)
    own = reader.own({unit.school for unit in units}, resources)
    return County(
        findings.county, findings.county_name, findings.edition, findings.regime,
        {code: reader.text(f"s.{code}.name") for code in codes}, tuple(units), own,
        tuple(left_out),
    )  # fmt: skip


def _is_name(fact: str) -> bool:
    parts = fact.split(".")
    return parts[0] == "s" and parts[2:] == ["name"]


class _Facts:
    def __init__(self, findings: Findings, rules: Rules) -> None:
        self.facts = findings.facts
        self.missed: dict[tuple[str, str], list[str]] = {}
        ruled = {name for rule in rules.schools for name in rule.indicators}
        for judgement in findings.judgements:
            if judgement.item in ruled and judgement.verdict is Verdict.NOT_MET:
                place = (judgement.subject, judgement.level)
                self.missed.setdefault(place, []).append(judgement.item)

    def number(self, fact: str) -> Decimal | None:
        found = self.facts[fact].value if fact in self.facts else None
        return found if isinstance(found, Decimal) else None

    def text(self, fact: str) -> str:
        return self.facts[fact].printed

    def unit(self, code: str, level: str, indicators: list[str]) -> Unit:
        scope = f"s.{code}.{level}"
        amounts = {name: self.number(f"{scope}.{name}.amount") for name in indicators}
        students = self.number(f"{scope}.evaluated_students")
        is_split = f"{scope}.share" in self.facts
        share = self.number(f"{scope}.share") if is_split else Decimal(1)
        complete = None not in (students, share, *amounts.values())
        return Unit(
            code, level, students or Decimal(0), amounts, share or Decimal(0), complete,
            tuple(item for item in self.missed.get((code, level), ()) if item not in amounts),
        )  # fmt: skip

    def reason(self, scope: str, indicators: list[str]) -> str:
        asked = ["evaluated_students", *(f"{name}.amount" for name in indicators), "share"]
        facts = [self.facts[f"{scope}.{name}"] for name in asked if f"{scope}.{name}" in self.facts]
        return next((fact.note for fact in facts if fact.value is None), "")

    def own(
        self, schools: set[str], resources: Iterable[Resource]
    ) -> dict[tuple[str, str, str], Decimal]:
        found = {}
        for resource in resources:
            fields = {field for group in resource.buy + resource.move for field in group}
            for field in sorted(fields | {resource.among} - {""}):
                for school in sorted(schools):
                    for level in LEVELS if resource.by_level else ("",):
                        scope = ".".join(filter(None, ("s", school, level)))
                        value = self.number(f"{scope}.{field}")
                        if value is not None:
                            found[school, level, field] = value
        return found
