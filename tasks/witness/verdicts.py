"""How many items of a sheet are met: by what is known, and with nothing missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tasks.model import BUREAU
from tasks.witness.county import SCHOOL_RETURN, County, School
from tasks.witness.fields import field_of, retention_formula
from tasks.witness.fractions_of import PERCENT, Value, fraction
from tasks.witness.numbers import Numbers, answer_of
from tasks.witness.parts import Part
from tasks.witness.roster_counts import declared

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Bench:
    """What a verdict on an item is made from: the county, its parts, its numbers."""

    county: County
    parts: Sequence[Part]
    numbers: Numbers

    def number(self, item: str, name: str) -> Value:
        """Return a number of an item."""
        return self.numbers.number(f"county.{item}.{name}")

    def reaches(self, value: Value, least: Any) -> bool:
        """Tell whether a number is known and not below `least`."""
        limit = fraction(least)
        return value is not None and limit is not None and value >= limit

    def said(self, item: Item, field: str = "") -> bool:
        """Tell whether the county gave the answer that is expected."""
        return answer_of(self.county, field or str(item["field"])) == item["expected"]

    def agreed(self, item: str) -> bool:
        """Tell whether every school that is asked says what the item asks for."""
        return all(declared(self.county, item) or ())

    def has_all(self, fields: Sequence[str], schools: Sequence[School] | None = None) -> bool:
        """Tell whether every level of every school has these numbers."""
        return all(
            field_of(self.county, school, field, level) is not None
            for school in (self.county.schools if schools is None else schools)
            for level in school.levels
            for field in fields
        )


def items_met(
    county: County, parts: Sequence[Part], numbers: Numbers, sheet: Mapping[str, Item]
) -> Fraction:
    """Return how many items of a sheet are met."""
    bench = Bench(county, parts, numbers)
    met = (MET[item.get("kind", "answer")](bench, name, item) for name, item in sheet.items())
    return Fraction(sum(1 for is_met in met if is_met))


def _answer(bench: Bench, name: str, item: Item) -> bool:
    return bench.said(item) and bench.agreed(name)


def _rating(bench: Bench, name: str, item: Item) -> bool:
    ratings = bench.county.codes["ratings"].rows
    given = answer_of(bench.county, str(item["field"]))
    least = int(ratings[item["at_least"]]["number"])
    return given is not None and int(ratings[given]["number"]) >= least and bench.agreed(name)


def _limits(bench: Bench, _: str, item: Item) -> bool:
    """Tell whether numbers of the county are each on their side of a limit, nothing missing."""
    for key, sign in (("minimum", 1), ("maximum", -1)):
        for fact, limit in item.get(key, {}).items():
            value, bound = bench.numbers.number(f"county.{fact}"), fraction(limit)
            if bench.numbers.is_open(f"county.{fact}") or value is None or bound is None:
                return False
            if value * sign < bound * sign:
                return False
    return True


def _county_share(bench: Bench, name: str, item: Item) -> bool:
    enough = bench.reaches(bench.number(name, "percent"), item["minimum_percent"])
    if "of_school" not in item:
        whole = bench.numbers.number(f"county.{item['whole']}")
        return enough or bool(item.get("nobody_is_met") and whole == 0)
    if not bench.county.is_set(str(item["of_school"]["setting"]), "each_school"):
        return enough
    percents = [
        bench.numbers.values[f"{school.scope}.{name}.percent"] for school in bench.county.schools
    ]
    return enough and all(bench.reaches(each, item["minimum_percent"]) for each in percents)


def _retention(bench: Bench, name: str, item: Item) -> bool:
    rule, level = retention_formula(bench.county), item["level"]
    fields = [field for part in ("numerator", "denominator") for verb in ("add", "subtract")
              for field in rule[part].get(verb, ())]  # fmt: skip
    is_whole = all(
        bench.county.number("cohorts", school.code, field, level) is not None
        for school in bench.county.schools
        if level in school.levels
        for field in fields
    )
    percent = bench.number(name, "percent")
    is_credible = percent is not None and percent <= PERCENT
    return is_whole and is_credible and bench.reaches(percent, item["minimum_percent"])


def _monitoring(bench: Bench, _: str, item: Item) -> bool:
    rows = {row.get("subject"): row for row in reversed(bench.county.rows("monitoring", BUREAU))}
    levels = bench.county.codes["monitoring_levels"].rows
    for subject in bench.county.codes["monitored_subjects"].codes:
        row = rows.get(subject, {})
        level, rate = row.get("level"), fraction(row.get("between_school_rate"))
        if level is None or rate is None:
            return False
        is_even = rate < Fraction(str(item["between_school_rate_below"]))
        if not is_even or not bench.reaches(fraction(levels[level]["number"]),
                                            item["minimum_level"]):  # fmt: skip
            return False
    return True


def _nearby(bench: Bench, _: str, item: Item) -> bool:
    return all(
        bench.reaches(bench.numbers.number(f"county.nearby_{level}_percent"), least)
        for level, least in item["minimum_percent"].items()
    )


def _quota(bench: Bench, name: str, item: Item) -> bool:
    return bench.reaches(bench.number(name, "allotted_percent"), item["minimum_percent"])


def _care(bench: Bench, name: str, item: Item) -> bool:
    nobody = bench.numbers.number("county.migrant_eligible") == 0
    enough = nobody or bench.reaches(bench.number(name, "percent"), item["minimum_percent"])
    return enough and bench.said(item, "left_behind_system") and bench.agreed(name)


def _pay(bench: Bench, _: str, item: Item) -> bool:
    teachers, servants = (
        bench.numbers.number(f"county.{who}_pay_yuan") for who in ("teacher", "civil_servant")
    )
    if teachers is None or servants is None or teachers < servants:
        return False
    return bench.said(item, "performance_pay_approved")


def _share(bench: Bench, name: str, item: Item) -> bool:
    enough = bench.reaches(bench.number(name, "percent"), item["minimum_percent"])
    return enough and bench.has_all([item["part"], item["whole"]])


def _rotation(bench: Bench, name: str, item: Item) -> bool:
    least = item["minimum_percent"]
    return (
        bench.has_all(["rotation_eligible", "rotated", "rotated_backbone"])
        and bench.reaches(bench.number(name, "percent"), least["rotated"])
        and bench.reaches(bench.number(name, "backbone_percent"), least["backbone"])
    )


def _rooms(bench: Bench, name: str, _: Item) -> bool:
    members = {(member, part.level) for part in bench.parts for member in part.members}
    is_whole = all(
        bench.county.has(member.code, SCHOOL_RETURN)
        and bench.county.classes(member, level) is not None
        for member, level in members
    )
    return is_whole and bench.number(name, "schools_short") == 0


def _school_size(bench: Bench, name: str, _: Item) -> bool:
    is_added = bench.county.setting("size_of_merged_sites") == "added"
    sizes = [
        part.students(bench.county) if is_added else bench.county.students(part.school, part.level)
        for part in bench.parts
    ]
    return None not in sizes and bench.number(name, "over_limit") == 0


def _class_size(bench: Bench, _: str, item: Item) -> bool:
    schools = [s for s in bench.county.schools if s.kind in item["school_kinds"]]
    over = [
        field_of(bench.county, school, "classes_over_limit", level)
        for school in schools
        for level in school.levels
    ]
    return all(count == 0 for count in over)


def _small_schools(bench: Bench, _: str, item: Item) -> bool:
    """Tell whether each small school is funded, and of none it is unknown whether it is small."""
    for school in bench.county.schools:
        if school.kind not in item["school_kinds"]:
            continue
        if school.senior and not item["schools_with_senior_stage"]:
            continue
        size = bench.county.all_students(school)
        funded = bench.county.number("funds", school.code, "funded_students")
        is_large = size is not None and not 0 < size < Fraction(item["funded_as"])
        if size is None or not (is_large or bench.reaches(funded, item["funded_as"])):
            return False
    return True


def _special_education(bench: Bench, name: str, item: Item) -> bool:
    county = bench.county
    special = [school for school in county.schools if school.kind in item["school_kinds"]]
    is_only = county.setting("special_education_funds") == "special_schools"
    asked = special if is_only else county.schools
    students, yuan = (
        {
            s.code: county.number("funds", s.code, f"special_education_{name}")
            for s in county.schools
        }
        for name in ("students", "funds_yuan")
    )
    has_pupils = all(students[school.code] is not None for school in asked)
    if has_pupils and bench.number(name, "students") == 0:
        return True
    is_whole = has_pupils and all(yuan[school.code] is not None for school in asked)
    least = Fraction(item["minimum_yuan"])
    falls_short = any(
        (money := yuan[s.code]) is not None and (heads := students[s.code])
        and money < heads * least
        for s in special
    )  # fmt: skip
    return is_whole and not falls_short and bench.reaches(
        bench.number(name, "per_student_yuan"), item["minimum_yuan"]
    )  # fmt: skip


MET: Mapping[str, Callable[[Bench, str, Item], bool]] = {
    "answer": _answer,
    "care": _care,
    "class_size": _class_size,
    "county_share": _county_share,
    "limits": _limits,
    "monitoring": _monitoring,
    "nearby": _nearby,
    "outside": lambda *_: False,
    "pay": _pay,
    "quota": _quota,
    "rating": _rating,
    "retention": _retention,
    "rooms": _rooms,
    "rotation": _rotation,
    "school_size": _school_size,
    "share": _share,
    "small_schools": _small_schools,
    "special_education": _special_education,
}
"""Whether an item is met, by its kind."""
