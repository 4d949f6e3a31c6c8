"""A regime: the standards of one evaluation as its files say them, read once and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from tasks.errors import CatalogueError
from tasks.indicators.entries import entry, wrong
from tasks.indicators.indicator import LEVELS, Indicator, Terms, read_indicator, read_terms
from tasks.indicators.overlay_paths import OVERLAY, refuse_unknown
from tasks.indicators.parts import (
    BALANCE,
    ITEMS,
    RECOGNITION,
    SATISFACTION,
    SCHOOL_STANDARDS,
    Part,
    SchoolRule,
    check_school_rule,
    read_part,
    read_school_rule,
)
from tasks.overlays import laid_on
from tasks.rounding import exact

PERCENT = 100
WITH_INDICATORS = (SCHOOL_STANDARDS, BALANCE)


@dataclass(frozen=True)
class Requirement:
    """One requirement that a school or the county meets or not."""

    id: str
    title: str
    standard: str
    clause: str
    data: Mapping[str, Any]

    def text(self, path: str) -> str:
        """Return what the standard says at `path`, such as `formula.rotated`."""
        return str(entry(self.data, path, self.id))

    def number(self, path: str) -> Decimal:
        """Return the number of the standard at `path`, such as `maximum.primary`."""
        return exact(entry(self.data, path, self.id))

    def names(self, path: str) -> tuple[str, ...]:
        """Return the list of the standard at `path`."""
        return tuple(entry(self.data, path, self.id))

    def terms(self, path: str) -> Terms:
        """Return sums and differences of fields at `path`."""
        return read_terms(entry(self.data, path, self.id))


@dataclass(frozen=True)
class FactSpec:
    """How a computed number is called and printed."""

    title: str
    unit: str
    places: int
    formula: str


@dataclass(frozen=True)
class NotEvaluated:
    """A rule that leaves schools out: of a kind, of an owner, or with too few pupils.

    A rule that names neither kind nor owner is about a school's pupils at one level.
    """

    rule: str
    school_kinds: tuple[str, ...]
    owners: tuple[str, ...]
    students_below: Decimal | None
    reason: str
    clause: str

    @property
    def is_of_schools(self) -> bool:
        """Tell whether the rule names the schools it is about."""
        return bool(self.school_kinds or self.owners)

    def names(self, kind: str, owner: str) -> bool:
        """Tell whether a school of this kind and owner is one the rule is about."""
        return (not self.school_kinds or kind in self.school_kinds) and (
            not self.owners or owner in self.owners
        )


@dataclass(frozen=True)
class Regime:
    """The whole of one regime; `files` are its YAML files by name, the overlay laid on."""

    files: Mapping[str, Mapping[str, Any]]

    def at(self, path: str) -> Any:
        """Return the entry at `path`, whose first step is the file: `regime.balance.clause`."""
        return entry(self.files, path, "regime")

    def has(self, path: str) -> bool:
        """Tell whether there is an entry at `path`."""
        try:
            self.at(path)
        except CatalogueError:
            return False
        return True

    @property
    def id(self) -> str:
        """Return the name of the regime, such as quality_2017."""
        return str(self.at("regime.id"))

    @property
    def number(self) -> str:
        """Return the number of its document, empty where it has none."""
        return str(self.at("regime").get("number", ""))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Return the parts of the evaluation in the order they are judged."""
        return tuple(
            read_part(name, data, self._role(data))
            for name, data in self.at("regime.parts").items()
        )

    def _role(self, data: Mapping[str, Any]) -> str:
        return self.setting(data["role_setting"]) if "role_setting" in data else ""

    def part_of_kind(self, kind: str) -> Part | None:
        """Return the first part of a kind, None where the regime has none."""
        return next((part for part in self.parts if part.kind == kind), None)

    @cached_property
    def sheets(self) -> Mapping[str, tuple[Indicator, ...]]:
        """Return the indicators of each sheet that a part judges school by school."""
        names = dict.fromkeys(part.sheet for part in self.parts if part.kind in WITH_INDICATORS)
        return {
            name: tuple(read_indicator(key, data) for key, data in self.at(name).items())
            for name in names
        }

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Return the indicators of all sheets, each sheet in the order of its form."""
        return tuple(indicator for sheet in self.sheets.values() for indicator in sheet)

    def requirements(self, file: str) -> tuple[Requirement, ...]:
        """Return the requirements of one file: guarantee, quality, vetoes."""
        return tuple(self.requirement(f"{file}.{name}") for name in self.at(file))

    def requirement(self, path: str) -> Requirement:
        """Return one requirement, such as `guarantee.G5`."""
        return self._requirement(path, path.rsplit(".", 1)[-1], "standard")

    def requirement_of(self, path: str, name: str) -> Requirement:
        """Return a rule called `name`, its `formula` printed where it words no `standard`."""
        worded = "standard" in self.at(path)
        return self._requirement(path, name, "standard" if worded else "formula")

    def _requirement(self, path: str, name: str, standard: str) -> Requirement:
        data = self.at(path)
        title, text = (self._filled(str(entry(data, key, path)), data)
                       for key in ("title", standard))  # fmt: skip
        return Requirement(name, title, text, str(entry(data, "clause", path)), data)

    def _filled(self, text: str, data: Mapping[str, Any]) -> str:
        """Return `text` with the numbers of its own entry in the blanks."""
        try:
            return text.format_map({"floor": self.floor_percent, **data})
        except (KeyError, IndexError) as error:
            raise wrong(data, f"unknown blank {error} in: {text}") from error

    @cached_property
    def school_rule(self) -> SchoolRule:
        """Return the rule of the part that holds schools against a sheet, unset without one."""
        part = self.part_of_kind(SCHOOL_STANDARDS)
        return read_school_rule(self.at(part.needed("rule")) if part else {})

    @cached_property
    def floor_percent(self) -> str:
        """Return what percentage of its standard a missed indicator must reach, if any."""
        floor = self.school_rule.floor
        return "" if floor is None else f"{(floor * PERCENT).normalize():f}"

    def setting(self, name: str) -> str:
        """Return how an open question is answered; refuses an answer that is no option."""
        data = self.at(f"regime.settings.{name}")
        if data["value"] not in data["options"]:
            message = f"{name}: {data['value']} is none of {data['options']}"
            raise wrong(data, message, "regime")
        return str(data["value"])

    def is_set(self, name: str, answer: str) -> bool:
        """Tell whether the regime asks this question at all and answers it so."""
        return name in self.at("regime.settings") and self.setting(name) == answer

    def places(self, name: str) -> int:
        """Return the number of decimals that the form prints."""
        return int(self.at(f"regime.printed.{name}"))

    @cached_property
    def not_evaluated(self) -> tuple[NotEvaluated, ...]:
        """Return the rules that leave schools out, in the order they are asked."""
        rules = [*self.at("regime.not_evaluated")]
        for data in self.files["regime"].get("not_evaluated_by_setting", ()):
            if self.setting(entry(data, "setting", "regime")) == entry(data, "when", "regime"):
                rules.append(data)
        return tuple(_not_evaluated(data) for data in rules)

    def split_weights(self, school_type: str, levels: tuple[str, ...]) -> Mapping[str, Decimal]:
        """Return the weight of a student by level; empty where nothing is split."""
        if len(levels) < len(LEVELS):
            return {}
        given = self.at("regime.splitting.weights").get(school_type)
        data = given or self.at("regime.splitting.other_combined_types")
        found = {level: exact(data[level]) for level in data if level in levels}
        return found if len(found) > 1 else {}

    @cached_property
    def _names_of_facts(self) -> Mapping[str, str]:
        """Return for each item with other names of facts whose names it uses."""
        sheets = [self.at(part.sheet) for part in self.parts if part.kind == ITEMS]
        return {
            item: data["facts"]
            for sheet in sheets
            for item, data in sheet.items()
            if "facts" in data
        }

    def fact(self, name: str) -> FactSpec:
        """Return how the computed fact `name` is called and printed.

        An item that says `facts: G11` calls its facts as the item G11 of the terms.
        """
        if name not in self._specs:
            item, dot, rest = name.partition(".")
            known = f"{self._names_of_facts.get(item, item)}{dot}{rest}"
            data = self.at("facts.computed").get(known)
            if data is None:
                raise wrong(self.at("facts"), f"there is no title for the fact {name}", "facts.yml")
            self._specs[name] = self.spec(data)
        return self._specs[name]

    @cached_property
    def _specs(self) -> dict[str, FactSpec]:
        return {}

    def spec(self, data: Mapping[str, Any]) -> FactSpec:
        """Return how an entry with title, unit, places and formula wants its fact printed."""
        places = self.places(data.get("places", "whole"))
        return FactSpec(
            entry(data, "title", "facts"), data.get("unit", ""), places, data.get("formula", "")
        )

    def places_of_unit(self, unit: str) -> int:
        """Return the decimals of a raw value of `unit`."""
        by_unit = self.at("regime.printed.raw")
        return int(by_unit.get(unit, by_unit["other"]))

    def say(self, key: str, **parts: object) -> str:
        """Return a sentence of the wording with its blanks filled in."""
        try:
            return str(self.at(f"wording.{key}")).format(floor=self.floor_percent, **parts)
        except KeyError as error:
            raise CatalogueError(f"{key} has an unknown blank {error}", "wording.yml") from error


def read_regime(
    files: Mapping[str, Mapping[str, Any]], overlay: Mapping[str, Any] | None = None
) -> Regime:
    """Return the regime of the parsed YAML `files`, with the province's `overlay` laid on.

    The overlay names only what differs, by the same path. Raises `CatalogueError` where a
    number that the evaluation needs is missing, or where the overlay names what is not there.
    """
    given = dict(overlay or {})
    refuse_unknown(files, given)
    regime = Regime(laid_on(files, {name: given[name] for name in given if name not in OVERLAY}))
    _check(regime)
    return regime


def _not_evaluated(data: Mapping[str, Any]) -> NotEvaluated:
    below = data.get("students_below")
    if below is None and not data.get("school_kinds") and not data.get("owners"):
        raise wrong(data, "a rule must say which schools it leaves out", "not_evaluated")
    return NotEvaluated(
        rule=entry(data, "rule", "not_evaluated"),
        school_kinds=tuple(data.get("school_kinds", ())),
        owners=tuple(map(str, data.get("owners", ()))),
        students_below=None if below is None else exact(below),
        reason=entry(data, "reason", "not_evaluated"),
        clause=entry(data, "clause", "not_evaluated"),
    )


def _check(regime: Regime) -> None:
    for name in regime.at("regime.settings"):
        regime.setting(name)
    ids = [indicator.id for indicator in regime.indicators]
    if len(set(ids)) < len(ids):
        raise wrong(regime.at("regime.parts"), "two sheets have an indicator of the same name")
    if sum(part.kind == SCHOOL_STANDARDS for part in regime.parts) > 1:
        raise wrong(regime.at("regime.parts"), "there are two parts of kind school_standards")
    for part in regime.parts:
        _check_part(regime, part)


def _check_part(regime: Regime, part: Part) -> None:
    if part.kind == SCHOOL_STANDARDS:
        data = regime.at(part.needed("rule"))
        check_school_rule(regime.school_rule, data, regime.sheets[part.sheet])
        for name, indicator in regime.at(part.sheet).items():
            if not {"minimum", "maximum", "standard_unset"} & set(indicator):
                raise wrong(indicator, f"{name} has neither minimum nor maximum", part.sheet)
    elif part.kind == BALANCE:
        for level in LEVELS:
            exact(regime.at(f"{part.needed('rule')}.maximum.{level}"))
    elif part.kind == ITEMS:
        regime.requirements(part.sheet)
    elif part.kind == SATISFACTION and part.sheet != RECOGNITION:
        raise wrong(part.data, f"{part.id}: the sheet of a survey is {RECOGNITION}", "regime.yml")
    else:
        regime.at(part.sheet)
