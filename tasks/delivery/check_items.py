"""Which numbers of the county's items are computed in the workbook, and by which formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tasks.delivery.check_county import Item
from tasks.delivery.check_data import LEVELS
from tasks.delivery.check_formulas import (
    AmongSizes,
    AmongSmall,
    Formula,
    Given,
    OfAny,
    OfFacts,
    OverColumn,
    percent,
    summed,
)
from tasks.delivery.check_numbers import Numbers
from tasks.delivery.check_reliefs import ANSWERS, AmongRequests

ABOVE_NONE = 'COUNTIF({span},">0")'
COUNTED = 'COUNT({span})+COUNTIF({span},"{none}")'


def _class_size(name: str) -> Item:
    most = "MAX({span})"
    formulas: dict[str, Formula] = {}
    for level in LEVELS:
        formulas |= {
            f"{name}.{level}_over_limit": summed("classes_over_limit", level),
            f"{name}.{level}_largest": OverColumn("largest_class", most, level, of_nobody=""),
        }
    over = OverColumn("classes_over_limit", ABOVE_NONE, always=True)
    limits = [f"maximum.{level}" for level in LEVELS]
    return Item(name, limits, formulas | {f"{name}.schools_over_limit": over})


def _nearby(level: str) -> dict[str, Formula]:
    sums = (f"{level}_nearby", f"{level}_entrants")
    part, whole = (f"G13.{name}" for name in sums)
    columns = {f"G13.{name}": summed(name) for name in sums}
    return {**columns, f"G13.{level}_from_schools_percent": percent(part, whole)}


GUARANTEE: tuple[Item, ...] = (
    Item("G3", ("classes_per_room", "minimum_m2.music", "minimum_m2.art"), {
        "G3.rooms_needed": summed("rooms_needed"),
        "G3.music_rooms": summed("music_rooms"),
        "G3.art_rooms": summed("art_rooms"),
        "G3.schools": OverColumn("rooms_needed", COUNTED, always=True),
        "G3.schools_short": OverColumn("rooms_short", ABOVE_NONE, always=True),
    }),
    Item("G4", ("maximum.primary", "maximum.junior", "maximum.combined"), {
        "G4.primary_over_limit": AmongSizes("primary"),
        "G4.junior_over_limit": AmongSizes("junior"),
        "G4.combined_over_limit": AmongSizes("combined"),
        "G4.over_limit": AmongSizes(),
    }),
    _class_size("G5"),
    Item("G6", ("funded_as",), {
        "G6.schools": AmongSmall("small_school_students", "count"),
        "G6.students": AmongSmall("small_school_students", "sum"),
        "G6.public_funds_yuan": AmongSmall("public_funds_yuan", "sum"),
        "G6.schools_short": AmongSmall("funded_students", "below"),
    }),
    Item("G7", ("minimum_yuan",), {
        "G7.students": summed("special_education_students"),
        "G7.funds_yuan": summed("special_education_funds_yuan"),
        "G7.funds_wan_yuan": OfFacts(("G7.funds_yuan",), "{0}/10000"),
        "G7.per_student_yuan": OfFacts(("G7.funds_yuan", "G7.students"), "{0}/{1}", "{1}"),
    }),
    Item("G9", (), {
        "G9.trained": summed("trained_360h"),
        "G9.teachers": summed("full_time_teachers"),
        "G9.percent": percent("G9.trained", "G9.teachers"),
    }),
    Item("G11", (), {
        "G11.eligible": summed("rotation_eligible"),
        "G11.rotated": summed("rotated"),
        "G11.backbone": summed("rotated_backbone"),
        "G11.percent": percent("G11.rotated", "G11.eligible"),
        "G11.backbone_percent": percent("G11.backbone", "G11.rotated"),
    }),
    Item("G12", (), {
        "G12.certified": summed("certified"),
        "G12.teachers": summed("full_time_teachers"),
        "G12.percent": percent("G12.certified", "G12.teachers"),
    }),
    Item("G13", (), {
        "nearby_primary_percent": Given(),
        "nearby_junior_percent": Given(),
        **_nearby("primary"),
        **_nearby("junior"),
    }),
    Item("G14", (), {
        "good_senior_quota": Given(),
        "good_senior_quota_allotted": Given(),
        "good_senior_quota_rural": Given(),
        "G14.allotted_percent": percent("good_senior_quota_allotted", "good_senior_quota"),
        "G14.rural_percent": percent("good_senior_quota_rural", "good_senior_quota_allotted"),
        "G14.junior_students": summed("students", "junior"),
        "G14.rural_students": summed("rural_students", "junior"),
        "G14.rural_students_percent": percent("G14.rural_students", "G14.junior_students"),
    }),
    Item("G15", (), {
        "migrant_eligible": Given(),
        "migrant_in_public": Given(),
        "migrant_in_bought_places": Given(),
        "G15.migrant_total": OfFacts(("migrant_in_public", "migrant_in_bought_places"), "{0}+{1}"),
        "G15.percent": percent("G15.migrant_total", "migrant_eligible"),
    }),
)  # fmt: skip

COHORT = ("graduates", "intake", "transferred_in", "transferred_out", "died")
PREFIX = "cohort_"
LEVEL = "{level}"
OF_PUPILS = ("boarding", "migrant", "left_behind", "disabled")
OF_SCHOOL = "of_school"
OF_LEVEL = ("schools_evaluated", "evaluated_students", "composite", "composite_exact")
OF_INDICATOR = ("amount", "mean", "sd", "cv", "cv_exact", "schools_met", "schools_met_percent")
"""The numbers of a level, and of each of its indicators, by how their ids end."""

BASIC = ("classes", "students", "full_time_teachers")


def items_of(sheet: Mapping[str, Any], standards: Mapping[str, Any]) -> tuple[Item, ...]:
    """Return the items of a sheet such as education quality that are numbers."""
    found = []
    for name, item in sheet.items():
        kind = item.get("kind")
        if kind == "retention":
            found.append(_retention(name, item, standards))
        if kind == "class_size":
            found.append(_class_size(name))
        if kind == "county_share":
            part, whole = item["part"], item["whole"]
            formulas: dict[str, Formula] = {part: Given(), whole: Given()}
            formulas |= {f"{name}.percent": percent(part, whole)}
            limits = ("minimum_percent",) if OF_SCHOOL in item else ()
            below = {f"{name}.schools_below": summed(f"{name}.below")}
            found.append(Item(name, limits, formulas | (below if limits else {})))
    return tuple(found)


def figures(standards: Mapping[str, Any]) -> tuple[Item, ...]:
    """Return the county's sums over its schools, and what the regime asks for as data."""
    formulas = _basic(standards)
    reliefs = Item("reliefs", (), {name: AmongRequests() for name in ANSWERS})
    found = Item("basic", (), formulas)
    entries = standards.get("county_facts", {})
    asked: dict[str, Formula] = {}
    for name, entry in entries.items():
        for level in entry.get("levels", LEVELS) if LEVEL in name else ("",):
            made, used = _figure(entry, level, standards)
            own = {name.replace(LEVEL, each) for name in entries for each in (*LEVELS, "")}
            given = {fact: Given() for fact in used if fact not in own | set(formulas)}
            asked |= given | {name.replace(LEVEL, level): made}
    return (found, Item("county_facts", (), asked), reliefs) if asked else (found, reliefs)


def of_empty_levels(
    numbers: Numbers, sheets: Mapping[str, Mapping[str, Any]], rules: Iterable[str]
) -> tuple[Item, ...]:
    """Return the numbers of each level that no evaluated school teaches: none, or nought.

    `sheets` are the indicators computed by school, `rules` the names of the school rules.
    """
    names = [f"{name}.{end}" for sheet in sheets.values() for name in sheet for end in OF_INDICATOR]
    names += [f"{rule}.{end}" for rule in rules for end in OF_INDICATOR]
    return tuple(
        Item(NO_SCHOOLS[level], (), {f"{level}.{name}": Given() for name in (*OF_LEVEL, *names)})
        for level in LEVELS
        if sheets and not numbers.schools(level)
    )


NO_SCHOOLS = {"primary": "no_primary", "junior": "no_junior"}
"""What the rows of a level without schools are called in the wording."""


def _basic(standards: Mapping[str, Any]) -> dict[str, Formula]:
    """Return the sums over all schools; what leaves some schools out has columns of its own."""
    asked = standards["regime"]["settings"].get("special_education_in_basic_facts", {})
    own = "basic_" if asked.get("value") == "apart" else ""
    formulas: dict[str, Formula] = {}
    for name in BASIC:
        levels = tuple(f"{level}.{name}" for level in LEVELS)
        formulas |= {fact: summed(f"{own}{name}", fact.split(".")[0]) for fact in levels}
        formulas[name] = OfAny(levels)
    return formulas | {f"students_{name}": summed(name) for name in OF_PUPILS}


def _figure(
    entry: Mapping[str, Any], level: str, standards: Mapping[str, Any]
) -> tuple[Formula, tuple[str, ...]]:
    """Return the formula of one entry of county facts, and the facts it needs."""
    if "sum" in entry:
        return summed(entry["sum"], level), ()
    if "retention" in entry:
        rule, prefix = retention_rule(standards), str(entry["retention"]).replace(LEVEL, level)
        made = retention_formula(rule, lambda field: f"{prefix}.{field}")
        return made, made.facts
    if "part" in entry:
        part, whole = (entry[name].replace(LEVEL, level) for name in ("part", "whole"))
        how = "{0}/{1}*100" if entry.get("unit") == "%" else "{0}/{1}"
        return OfFacts((part, whole), how, "{1}"), (part, whole)
    sign, key = ("+", "add") if "add" in entry else ("-", "difference")
    used = tuple(name.replace(LEVEL, level) for name in entry[key])
    return OfFacts(used, sign.join(f"{{{place}}}" for place in range(len(used)))), used


def columns_of(items: Iterable[Item]) -> dict[str, list[str]]:
    """Return which facts of the county each column of the schools' numbers is for."""
    found: dict[str, list[str]] = {}
    for item in items:
        for fact, formula in item.formulas.items():
            if isinstance(formula, OverColumn):
                found.setdefault(formula.column, []).append(fact)
    return found


def _retention(name: str, item: Mapping[str, Any], standards: Mapping[str, Any]) -> Item:
    formulas: dict[str, Formula] = {
        f"{name}.{field}": summed(f"{PREFIX}{field}", item["level"]) for field in COHORT
    }
    made = retention_formula(
        retention_rule(standards), lambda field: f"{name}.{field.removeprefix(PREFIX)}"
    )
    return Item(name, (), formulas | {f"{name}.percent": made})


def retention_formula(rule: Mapping[str, Any], fact: Callable[[str], str]) -> OfFacts:
    """Return the formula of retention; `fact` gives the id of a field of the cohort."""
    fields = [
        field
        for each in ("numerator", "denominator")
        for verb in ("add", "subtract")
        for field in rule[each].get(verb, ())
    ]
    used = list(dict.fromkeys(fields))
    above, below = (_signed(rule[each], used) for each in ("numerator", "denominator"))
    how = f"({above})/({below})*100"
    if "cap_percent" in rule:
        how = f"MIN({how},{rule['cap_percent']})"
    return OfFacts(tuple(map(fact, used)), how, below)


def retention_rule(standards: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the formula of retention in force."""
    found: Any = standards
    for step in str(standards["regime"]["retention"]["formulas"]).split("."):
        found = found[step]
    rule: Mapping[str, Any] = found[standards["regime"]["settings"]["retention_formula"]["value"]]
    return rule


def _signed(terms: Mapping[str, Any], used: Sequence[str]) -> str:
    added = "+".join(f"{{{used.index(field)}}}" for field in terms["add"])
    return added + "".join(f"-{{{used.index(field)}}}" for field in terms.get("subtract", ()))
