"""How the items of a regime are called in tables and in enumerations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.dossiers.sentences import SHARED, Sentences
from tasks.errors import CatalogueError

DECLARATION = "declaration"
CV = "cv"
ALL, ALL_CVS = "all", "all_cvs"


@dataclass(frozen=True)
class Indicator:
    """One resource indicator; its amount is what is divided by the students.

    `not_collected` says why nobody is asked for what it is computed from, empty where all are.
    """

    id: str
    title: str
    short: str
    unit: str
    amount_title: str
    amount_unit: str
    is_split: bool
    formula: str
    clause: str
    not_collected: str


@dataclass(frozen=True)
class Requirement:
    """One item of 表Ⅳ, 表Ⅴ or 表Ⅵ, or a veto, as it was judged."""

    id: str
    title: str
    standard: str
    clause: str


def indicators(resources: Mapping[str, Any]) -> tuple[Indicator, ...]:
    """Return the indicators of a sheet such as `resources.yml` in the order of the form."""
    return tuple(_indicator(name, data) for name, data in resources.items())


def _indicator(name: str, data: Mapping[str, Any]) -> Indicator:
    amount = data.get("amount", {})
    return Indicator(
        id=name,
        title=_text(data, "title", name),
        short=_text(data, "short", name),
        unit=_text(data, "unit", name),
        amount_title=str(amount.get("title", "")),
        amount_unit=str(amount.get("unit", "")),
        is_split=bool(data.get("split", False)),
        formula=str(data.get("formula", "")),
        clause=_text(data, "clause", name),
        not_collected=str(data.get("not_collected", "")),
    )


@dataclass(frozen=True)
class ItemNames:
    """Calls items by name; many of one kind are called together.

    `sheets` are the indicators by sheet; `given` is what the regime calls all indicators of a
    sheet (`all`), all their coefficients (`all_cvs`), numbered items (`numbered`) and single
    items (`named`). `results` gives what judged items are called, `declarations` the
    self-checks.
    """

    sentences: Sentences
    sheets: Mapping[str, Sequence[Indicator]]
    given: Mapping[str, Mapping[str, str]]
    results: Mapping[str, str]
    declarations: Mapping[str, Mapping[str, str]]

    def title(self, item: str) -> str:
        """Return what one item of a judgement or a gap is called."""
        return self.titles([item])

    def titles(self, items: Iterable[str]) -> str:
        """Return an enumeration: all indicators as one, numbered items by their numbers."""
        return self.sentences.enumerated(self._names(list(dict.fromkeys(items))))

    def _names(self, items: Sequence[str]) -> Iterator[str]:
        wholes = self._wholes()
        named: set[str] = set()
        for item in items:
            if item in named:
                continue
            name = next((name for name, whole in wholes if item in whole <= set(items)), "")
            if name:
                named.update(*(whole for known, whole in wholes if known == name))
                yield name
            elif item[0] in self.given.get("numbered", {}) and item[1:].isdigit():
                alike = [each for each in items if each[0] == item[0] and each[1:].isdigit()]
                named.update(alike)
                numbers = self.sentences.ranged(int(each[1:]) for each in alike)
                yield self.given["numbered"][item[0]].format(numbers=numbers)
            else:
                yield self._name(item)

    def _wholes(self) -> list[tuple[str, set[str]]]:
        """Return the kinds of items that have one name when all of them are meant."""
        found = []
        for sheet, each in self.sheets.items():
            for kind, end in ((ALL, ""), (ALL_CVS, f".{CV}")):
                if name := self.given.get(kind, {}).get(sheet):
                    found.append((name, {f"{indicator.id}{end}" for indicator in each}))
        declared = {f"{DECLARATION}.{code}" for code in self.declarations}
        return [*found, (self._say("all_declarations"), declared)]

    def _name(self, item: str) -> str:
        head, _, rest = item.partition(".")
        short = {each.id: each.short for sheet in self.sheets.values() for each in sheet}
        if head in short:
            return self._say(CV, title=short[head]) if rest else short[head]
        if head == DECLARATION:
            return self.declarations[rest]["title"]
        known = {**self.results, **self.given.get("named", {})}
        return known[item] if item in known else self._say(item)

    def _say(self, key: str, **words: str) -> str:
        return self.sentences.say(SHARED, f"items.{key}", **words)


def _text(data: Mapping[str, Any], key: str, name: str) -> str:
    if key not in data:
        file, line = getattr(data, "file", "standards"), getattr(data, "line", None)
        raise CatalogueError(f"{name}: {key} is missing", file, line)
    return str(data[key])
