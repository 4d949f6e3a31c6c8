"""Which numbers of the county are counts of rows, and by which formula each is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tasks.delivery.check_county import Item
from tasks.delivery.check_formulas import Formula, OverColumn, summed
from tasks.delivery.check_numbers import LEVELS, Numbers
from tasks.delivery.check_pupils import AT_LEVEL, OF_SCHOOL
from tasks.delivery.check_rows import (
    ANSWERS,
    COUNTED,
    EVALUATED,
    FORM,
    KIND,
    OWNER,
    PART,
    PUPILS,
    RETURNS,
    SCHOOLS,
    SENIOR,
    TEACHES,
    USABLE,
    VERDICT,
    VERDICTS,
)
from tasks.delivery.check_tally import Criteria, Tally, TallyOfKnown, fits, tallies

ORDINARY, TEACHING_POINT = "ordinary", "teaching_point"
SPECIAL_EDUCATION = "special_education"
DISAGREEING, ITEMS_MET = ".schools_disagreeing", ".items_met"
KNOWN = 'COUNT({span})+COUNTIF({span},"{none}")'
EVALUATED_STUDENTS = "evaluated_students"
FITNESS_LEVELS = "fitness_levels"
ANSWERS_OF_FITNESS = {
    "schools_agreeing": "same",
    "schools_disagreeing": "differs",
    "schools_not_compared": "not_checked",
}
"""What the workbook calls each answer to whether a school reports what was counted."""


def items_of_counts(
    numbers: Numbers, words: Mapping[str, Any], standards: Mapping[str, Any], has_levels: bool
) -> tuple[Item, ...]:
    """Return the county's counts of schools, self-checks, returns and verdicts, as items.

    `words` is `check` of the wording; `has_levels` tells whether sheets of a level count the
    evaluated schools already.
    """
    found = [
        Item("composition", (), _of_schools(words, standards)),
        _told_apart(
            Item("evaluated", (), _of_levels(words) | ({} if has_levels else _evaluated())), words
        ),
        _of_answers(numbers),
    ]
    found = found if numbers.lists else found[1:2] if not has_levels else []
    reported = _told_apart(Item("reported", (), _of_reported(numbers, words)), words)
    return (*found, _of_returns(words, standards), _of_verdicts(numbers, words), reported)


def _told_apart(item: Item, words: Mapping[str, Any]) -> Item:
    """Return an item that says of which level each of its facts is."""
    levels = {name: name.partition(".")[0] for name in item.formulas}
    return replace(item, of={name: words["levels"][level] for name, level in levels.items()
                             if level in LEVELS})  # fmt: skip


def _of_schools(words: Mapping[str, Any], standards: Mapping[str, Any]) -> dict[str, Formula]:
    yes, no, kinds = words["yes"], words["no"], words["school_kinds"]

    def ordinary(primary: bool, junior: bool, senior: bool | None) -> Criteria:
        """Return what an ordinary school must teach and not; None where it does not matter."""
        taught = (("primary", primary), ("junior", junior), (SENIOR, senior))
        levels = [(f"{TEACHES}{level}", yes if does else no) for level, does in taught
                  if does is not None]  # fmt: skip
        return ((COUNTED, yes), (KIND, kinds[ORDINARY]), *levels)

    point: Criteria = ((KIND, kinds[TEACHING_POINT]),)
    found: dict[str, Formula] = dict(
        tallies(SCHOOLS, {
            "schools.primary": ordinary(True, False, None),
            "schools.nine_year": ordinary(True, True, False),
            "schools.junior": ordinary(False, True, False),
            "schools.complete_secondary": ordinary(False, True, True),
            "schools.twelve_year": ordinary(True, True, True),
            "schools.special_education": ((COUNTED, yes), (KIND, kinds[SPECIAL_EDUCATION])),
            "schools.private": ((COUNTED, yes), (OWNER, yes)),
            "schools.all": ((COUNTED, yes),),
            "schools.teaching_points": point,
        })
    )  # fmt: skip
    for least in _smallest_points(standards)[:1]:
        large = Tally(SCHOOLS, fits(*point, (PUPILS, f">={least}")))
        found["schools.teaching_points_50"] = TallyOfKnown(large, Tally(SCHOOLS, fits(*point)),
                                                           PUPILS)  # fmt: skip
    return found


def _smallest_points(standards: Mapping[str, Any]) -> list[Any]:
    """Return how many pupils a teaching point must have to be evaluated, where a rule says so."""
    return [
        rule["students_below"]
        for rule in standards["regime"].get("not_evaluated", ())
        if TEACHING_POINT in rule.get("school_kinds", ()) and "students_below" in rule
    ]


def _of_levels(words: Mapping[str, Any]) -> dict[str, Formula]:
    yes, no, kinds = words["yes"], words["no"], words["school_kinds"]
    primary, junior = (((f"{EVALUATED}{level}", yes),) for level in LEVELS)
    both = tuple((f"{TEACHES}{level}", yes) for level in LEVELS)
    return dict(
        tallies(SCHOOLS, {
            "primary.schools_combined": (*primary, *both),
            "primary.schools_teaching_points": (*primary, (KIND, kinds[TEACHING_POINT])),
            "junior.schools_combined": (*junior, *both),
            "junior.schools_complete_secondary": (
                *junior, (f"{TEACHES}{SENIOR}", yes), (f"{TEACHES}primary", no),
            ),
        })
    )  # fmt: skip


def _evaluated() -> dict[str, Formula]:
    found: dict[str, Formula] = {}
    for level in LEVELS:
        counted = OverColumn(EVALUATED_STUDENTS, KNOWN, level, always=True)
        found[f"{level}.schools_evaluated"] = counted
        found[f"{level}.{EVALUATED_STUDENTS}"] = summed(EVALUATED_STUDENTS, level)
    return found


def _of_answers(numbers: Numbers) -> Item:
    """Return how many answers of schools deny what each item asks for."""
    answers = numbers.lists["yes_no"].rows if numbers.lists else {}
    lines = numbers.lists["declarations"].rows if numbers.lists else {}
    found: dict[str, Formula] = {}
    for fact in numbers.of_county(DISAGREEING):
        name = fact.removeprefix("county.")
        item = name.removesuffix(DISAGREEING)
        wrong = [
            ((line, answer["title"]),)
            for line, row in lines.items()
            if row["item"] == item
            for code, answer in answers.items()
            if code != row["expected"]
        ]
        if wrong:
            found[name] = Tally(ANSWERS, tuple(wrong))
    of = {name: name.removesuffix(DISAGREEING) for name in found}
    return Item("self_checks", (), found, of)


def _of_returns(words: Mapping[str, Any], standards: Mapping[str, Any]) -> Item:
    missing = (USABLE, words["no"])
    by_fact: dict[str, Criteria] = {"missing_returns": (missing,)}
    titles = {form: words["forms"].get(form, form) for form in standards["regime"]["needs"]}
    for form, title in titles.items():
        by_fact[f"missing_returns.{form}"] = ((FORM, title), missing)
    of = {f"missing_returns.{form}": title for form, title in titles.items()}
    return Item("returns", (), dict(tallies(RETURNS, by_fact)), of)


def counted_results(numbers: Numbers) -> dict[str, list[str]]:
    """Return by part the ids of the results that its number of met requirements counts."""
    facts = {fact: fact.removeprefix("county.") for fact in numbers.of_county(ITEMS_MET)}
    return {
        name.removesuffix(ITEMS_MET): [each for each in numbers.fact(fact).inputs
                                       if each in numbers.verdicts]
        for fact, name in facts.items()
    }  # fmt: skip


def _of_verdicts(numbers: Numbers, words: Mapping[str, Any]) -> Item:
    by_fact: dict[str, Criteria] = {
        f"{part}{ITEMS_MET}": (
            (PART, numbers.text_title(f"county.{part}.result")), (VERDICT, words["met"]),
        )
        for part in counted_results(numbers)
    }  # fmt: skip
    return Item("verdicts", (), dict(tallies(VERDICTS, by_fact)))


def _of_reported(numbers: Numbers, words: Mapping[str, Any]) -> dict[str, Formula]:
    """Return how many schools report of their pupils what was counted, in all and by level."""
    found: dict[str, Formula] = {}
    for name, verdict in ANSWERS_OF_FITNESS.items():
        fits_all = fits((OF_SCHOOL, words[verdict]))
        found[f"fitness.{name}"] = Tally(FITNESS_LEVELS, fits_all)
        for level in LEVELS:
            at_level = fits((AT_LEVEL, words[verdict]))
            found[f"{level}.fitness.{name}"] = Tally(FITNESS_LEVELS, at_level, level)
    return found if f"county.{next(iter(found))}" in numbers else {}
