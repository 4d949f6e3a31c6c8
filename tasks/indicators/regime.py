"""A regime: the standards of one evaluation as its files say them, read once and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from tasks.errors import CatalogueError
from tasks.overlays import laid_on
from tasks.rounding import exact

LEVELS = ("primary", "junior")
PERCENT = 100


@dataclass(frozen=True)
class Terms:
    """Which staged fields are added and which subtracted."""

    add: tuple[str, ...]
    subtract: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Return every field, the added ones first."""
        return self.add + self.subtract


@dataclass(frozen=True)
class Indicator:
    """One of the resource indicators of a school at one level."""

    id: str
    title: str
    short: str
    unit: str
    amount_title: str
    amount_unit: str
    amount_places: int
    table: str
    numerator: Mapping[str, Terms]
    scale: Decimal
    per_students: Decimal
    minimum: Mapping[str, Decimal]
    split: bool
    formula: str
    clause: str


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
        return str(_at(self.data, path, self.id))

    def number(self, path: str) -> Decimal:
        """Return the number of the standard at `path`, such as `maximum.primary`."""
        return exact(_at(self.data, path, self.id))

    def names(self, path: str) -> tuple[str, ...]:
        """Return the list of the standard at `path`."""
        return tuple(_at(self.data, path, self.id))

    def terms(self, path: str) -> Terms:
        """Return sums and differences of fields at `path`."""
        return read_terms(_at(self.data, path, self.id))


@dataclass(frozen=True)
class FactSpec:
    """How a computed number is called and printed."""

    title: str
    unit: str
    places: int
    formula: str


@dataclass(frozen=True)
class NotEvaluated:
    """A rule that leaves a school or a level of it out of the resource indicators."""

    rule: str
    school_kinds: tuple[str, ...]
    students_below: Decimal | None
    reason: str
    clause: str


@dataclass(frozen=True)
class Regime:
    """The whole of one regime; `files` are its YAML files by name, the overlay laid on."""

    files: Mapping[str, Mapping[str, Any]]

    def at(self, path: str) -> Any:
        """Return the entry at `path`, whose first step is the file: `regime.balance.clause`."""
        return _at(self.files, path, "regime")

    @property
    def id(self) -> str:
        """Return the name of the regime, such as quality_2017."""
        return str(self.at("regime.id"))

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Return the resource indicators in the order of the form."""
        return tuple(_indicator(name, data) for name, data in self.at("resources").items())

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
        title, text = (self._filled(str(_at(data, key, path)), data) for key in ("title", standard))
        return Requirement(name, title, text, str(_at(data, "clause", path)), data)

    def _filled(self, text: str, data: Mapping[str, Any]) -> str:
        """Return `text` with the numbers of its own entry in the blanks."""
        try:
            return text.format_map({"floor": self.floor_percent, **data})
        except (KeyError, IndexError) as error:
            raise CatalogueError(f"unknown blank {error} in: {text}", "", None) from error

    @property
    def floor_percent(self) -> str:
        """Return what percentage of the standard the weakest indicator must reach."""
        share = exact(self.at("regime.school_rule.rest_not_below"))
        return f"{(share * PERCENT).normalize():f}"

    def setting(self, name: str) -> str:
        """Return how an open question is answered; refuses an answer that is no option."""
        data = self.at(f"regime.settings.{name}")
        if data["value"] not in data["options"]:
            raise CatalogueError(f"{name}: {data['value']} is none of {data['options']}", "regime")
        return str(data["value"])

    def places(self, name: str) -> int:
        """Return the number of decimals that the form prints."""
        return int(self.at(f"regime.printed.{name}"))

    @cached_property
    def not_evaluated(self) -> tuple[NotEvaluated, ...]:
        """Return the rules that leave schools out, in the order they are asked."""
        return tuple(_not_evaluated(data) for data in self.at("regime.not_evaluated"))

    def split_weights(self, school_type: str, levels: tuple[str, ...]) -> Mapping[str, Decimal]:
        """Return the weight of a student by level; empty where nothing is split."""
        if len(levels) < len(LEVELS):
            return {}
        given = self.at("regime.splitting.weights").get(school_type)
        data = given or self.at("regime.splitting.other_combined_types")
        return {level: exact(weight) for level, weight in data.items()}

    def fact(self, name: str) -> FactSpec:
        """Return how the computed fact `name` is called and printed."""
        data = self.at("facts.computed").get(name)
        if data is None:
            raise CatalogueError(f"there is no title for the fact {name}", "facts.yml")
        places = data.get("places", "whole")
        return FactSpec(
            data["title"], data.get("unit", ""), self.places(places), data.get("formula", "")
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
    number that the evaluation needs is missing.
    """
    known = {name: value for name, value in dict(overlay or {}).items() if name in files}
    regime = Regime(laid_on(files, known))
    _check(regime)
    return regime


def _at(data: Any, path: str, where: str) -> Any:
    found, file, line = data, where, None
    for step in path.split("."):
        file, line = getattr(found, "file", file), getattr(found, "line", line)
        if not isinstance(found, Mapping) or step not in found:
            raise CatalogueError(f"there is no standard {path}", file, line)
        found = found[step]
    return found


def read_terms(data: Mapping[str, Any]) -> Terms:
    """Return the sums and differences that an entry with `add` and `subtract` asks for."""
    return Terms(tuple(data["add"]), tuple(data.get("subtract", ())))


def _indicator(name: str, data: Mapping[str, Any]) -> Indicator:
    return Indicator(
        id=name,
        title=_at(data, "title", name),
        short=_at(data, "short", name),
        unit=_at(data, "unit", name),
        amount_title=_at(data, "amount.title", name),
        amount_unit=_at(data, "amount.unit", name),
        amount_places=int(_at(data, "amount.places", name)),
        table=_at(data, "table", name),
        numerator={level: read_terms(_at(data, f"numerator.{level}", name)) for level in LEVELS},
        scale=exact(_at(data, "scale", name)),
        per_students=exact(_at(data, "per_students", name)),
        minimum={level: exact(_at(data, f"minimum.{level}", name)) for level in LEVELS},
        split=bool(_at(data, "split", name)),
        formula=_at(data, "formula", name),
        clause=_at(data, "clause", name),
    )


def _not_evaluated(data: Mapping[str, Any]) -> NotEvaluated:
    below = data.get("students_below")
    return NotEvaluated(
        rule=_at(data, "rule", "not_evaluated"),
        school_kinds=tuple(data.get("school_kinds", ())),
        students_below=None if below is None else exact(below),
        reason=_at(data, "reason", "not_evaluated"),
        clause=_at(data, "clause", "not_evaluated"),
    )


def _check(regime: Regime) -> None:
    rule = regime.at("regime.school_rule")
    if int(rule["of"]) != len(regime.indicators):
        raise CatalogueError("school_rule.of is not the number of indicators", "regime.yml")
    for name in regime.at("regime.settings"):
        regime.setting(name)
    for file in ("guarantee", "quality", "vetoes"):
        regime.requirements(file)
    for level in LEVELS:
        exact(regime.at(f"regime.balance.maximum.{level}"))
