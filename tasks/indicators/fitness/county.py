"""Fitness of the pupils: scored here, counted by school, level, grade and sex, as facts."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import pandas as pd

from tasks.indicators import arithmetic
from tasks.indicators.evaluation import Evaluation
from tasks.indicators.fitness.groups import Group, county_groups, school_groups
from tasks.indicators.fitness.pupils import STUDENTS, scored_pupils, students_of
from tasks.indicators.fitness.rate_rules import Rate
from tasks.indicators.fitness.rates import counts
from tasks.indicators.fitness.reported import enter_reported
from tasks.indicators.fitness.spans import Spans, spans_of
from tasks.indicators.fitness.tables import FitnessStandard
from tasks.indicators.raw_facts import SCHOOL_RETURN, absence_note
from tasks.indicators.schools import School
from tasks.model import Source

FITNESS_RETURN = "fitness_return"
TOOK_PART = ("enrolled", "exempt", "postponed", "incomplete", "scored")
COUNTS = (
    *TOOK_PART, "excellent", "good", "passed", "failed", "with_bmi", "obese",
    "rounded_up_at_half", "level_by_rounding",
)  # fmt: skip
OUT_OF = dict.fromkeys(("enrolled", "with_bmi", "obese"), "enrolled")
"""The count that another one is taken out of; every other one is out of `scored`."""

Row = Mapping[str, object]


@dataclass
class Counted:
    """The scored pupils and the pupils of the schools, counted by any columns on demand."""

    scored: pd.DataFrame | None
    students: pd.DataFrame
    _tables: dict[tuple[str, ...], dict[tuple[str, ...], Row]] = field(default_factory=dict)

    def row(self, group: Group) -> Row | None:
        """Return the counts of a group, None where there is nobody to count."""
        if self.scored is None:
            return None
        if group.by not in self._tables:
            found = counts(self.scored, group.by, self.students)
            self._tables[group.by] = {
                tuple(str(row[name]) for name in group.by): row for row in found.to_dict("records")
            }
        return self._tables[group.by].get(tuple(group.key.values()))

    def unknown(self, group: Group) -> int:
        """Return how many schools do not say how many pupils of the group they have."""
        return len({
            row["school_code"]
            for row in self._unknown
            if all(row[name] == value for name, value in group.key.items())
        })  # fmt: skip

    @cached_property
    def _unknown(self) -> list[dict[Hashable, Any]]:
        return self.students[self.students[STUDENTS].isna()].to_dict("records")


@dataclass(frozen=True)
class Entered:
    """A group while its facts are made: `note` says why nothing, or not all, is counted."""

    group: Group
    row: Row | None
    note: str = ""
    no_students: str = ""
    sources: tuple[Source, ...] = ()
    students_sources: tuple[Source, ...] = ()
    students_inputs: tuple[str, ...] = ()

    def value(self, name: str) -> Decimal | None:
        """Return one count."""
        if self.row is None or pd.isna(self.row[name]):
            return None
        return Decimal(int(str(self.row[name])))


def enter_fitness(evaluation: Evaluation, standard: FitnessStandard) -> None:
    """Score every pupil and enter counts and rates of each school and of the county.

    What the schools report of themselves is set against what was counted.
    """
    owing = [s for s in evaluation.schools if evaluation.readings.owes(s.code, FITNESS_RETURN)]
    counted = _counted(evaluation, standard, owing)
    spans = spans_of(evaluation.readings)
    for school in owing:
        for one in _of_school(evaluation, counted, school, spans):
            _enter(evaluation, standard, one)
    for one in _of_county(evaluation, counted, owing):
        _enter(evaluation, standard, one)
    enter_reported(evaluation, owing)


def _counted(evaluation: Evaluation, standard: FitnessStandard, owing: Sequence[School]) -> Counted:
    """Return what can be counted; the pupils of schools without a fitness row are left out."""
    scored = scored_pupils(evaluation.readings, evaluation.codes, standard)
    listed = set() if scored is None else set(scored["school_code"])
    mine = [school for school in owing if school.code in listed]
    students = students_of(evaluation.readings, mine, evaluation.codes)
    return Counted(scored, students)


def _of_school(
    evaluation: Evaluation, counted: Counted, school: School, spans: Spans
) -> Iterator[Entered]:
    absence = absence_note(evaluation, school.code, FITNESS_RETURN)
    unsaid = absence_note(evaluation, school.code, SCHOOL_RETURN)
    unsaid = unsaid or evaluation.regime.say("absence.blank")
    for group in school_groups(evaluation, school):
        row = counted.row(group)
        sources = spans.of(school.code, group.key.get("grade", ""))
        total = f"{group.scope.removesuffix('.fitness')}.{STUDENTS}"
        one = Entered(group, row, absence, unsaid, sources)
        if total in evaluation.book:
            yield replace(one, students_inputs=(total,))
        else:
            yield replace(one, students_sources=_students_cells(evaluation, school, group))


def _students_cells(evaluation: Evaluation, school: School, group: Group) -> tuple[Source, ...]:
    """Return the cells of a grade or of a sex in the school's own return."""
    grades = [group.key["grade"]] if "grade" in group.key else evaluation.codes["grades"].codes
    first, last = (group.key["sex"],) * 2 if "sex" in group.key else ("male", "female")
    rows = [
        row
        for row in evaluation.readings.rows(school.code, STUDENTS)
        if row["grade"] in grades and row[first] is not None
    ]
    return evaluation.readings.spans(rows, first, last) if rows else ()


def _of_county(
    evaluation: Evaluation, counted: Counted, owing: Sequence[School]
) -> Iterator[Entered]:
    missing = sum(not evaluation.readings.has(s.code, FITNESS_RETURN) for s in owing)
    note = evaluation.regime.say("partial", count=missing) if missing else ""
    for group in county_groups(evaluation, owing):
        row = counted.row(group)
        unknown = counted.unknown(group)
        unsaid = evaluation.regime.say("fitness.students_unknown", count=unknown) if unknown else ""
        if row is not None and note:
            evaluation.incomplete.update(f"{group.scope}.{name}" for name in (STUDENTS, *COUNTS))
        yield Entered(group, row, note, unsaid)


def _enter(evaluation: Evaluation, standard: FitnessStandard, one: Entered) -> None:
    nobody = one.note or evaluation.regime.say("absence.no_pupils")
    _enter_count(evaluation, one, STUDENTS, one.no_students if one.row is not None else nobody)
    for name in TOOK_PART if one.group.brief else COUNTS:
        _enter_count(evaluation, one, name, nobody)
    for rate in standard.rates:
        _enter_rate(evaluation, one, rate, one.no_students if one.row is not None else nobody)


def _enter_count(evaluation: Evaluation, one: Entered, name: str, absence: str) -> None:
    value = one.value(name)
    inputs = _inputs(evaluation, one, name)
    sources = one.students_sources if name == STUDENTS else one.sources
    evaluation.enter(
        one.group.scope, name, value, inputs=inputs, sources=() if inputs else sources,
        note=(absence or one.note) if value is None else one.note,
        spec=evaluation.regime.fact(f"fitness.{name}"),
    )  # fmt: skip


def _inputs(evaluation: Evaluation, one: Entered, name: str) -> tuple[str, ...]:
    """Return the facts that a count sums up, or the one it is taken out of."""
    scope, group = one.group.scope, one.group
    if name == STUDENTS and one.students_inputs:
        return one.students_inputs
    if group.whole:
        return (f"{group.whole}.{name}",)
    summed = tuple(f"{part}.{name}" for part in group.parts)
    if all(fact in evaluation.book for fact in summed):
        return summed
    return (f"{scope}.{OUT_OF.get(name, 'scored')}",)


def _enter_rate(evaluation: Evaluation, one: Entered, rate: Rate, absence: str) -> None:
    scope, names = one.group.scope, rate.counts
    values = ((name, one.value(name)) for name in names)
    known = {name: value for name, value in values if value is not None}
    facts = [f"{scope}.{name}" for name in names if f"{scope}.{name}" in evaluation.book]
    percent = None
    if len(known) == len(names):
        percent = arithmetic.percent(_sum(rate.numerator, known), _sum(rate.denominator, known))
    is_open = any(fact in evaluation.incomplete for fact in facts)
    notes = [one.note] if is_open else []
    if len(known) < len(names):
        notes = [absence]
    elif percent is not None and percent > arithmetic.PERCENT:
        notes.append(evaluation.regime.say("fitness.more_than_students"))
    spec = evaluation.regime.fact(f"fitness.{rate.code}_percent")
    fact = evaluation.enter(
        scope, f"{rate.code}_percent", percent, inputs=facts,
        sources=one.sources if len(facts) < len(names) else (),
        note=evaluation.regime.say("join").join(filter(None, notes)),
        spec=replace(spec, formula=rate.formula),
    )  # fmt: skip
    if is_open:
        evaluation.incomplete.add(fact.id)


def _sum(signs: Mapping[str, int], values: Mapping[str, Decimal]) -> Decimal:
    return arithmetic.total(values[name] * sign for name, sign in signs.items())
