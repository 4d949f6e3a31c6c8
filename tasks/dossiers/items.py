"""How the items of a regime are called in tables and in enumerations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.dossiers.sentences import SHARED, Sentences
from tasks.errors import CatalogueError

DECLARATION = "declaration"
CV = "cv"


@dataclass(frozen=True)
class Indicator:
    """One resource indicator; its amount is what is divided by the students."""

    id: str
    title: str
    short: str
    unit: str
    amount_title: str
    amount_unit: str
    is_split: bool
    formula: str
    clause: str


@dataclass(frozen=True)
class Requirement:
    """One item of 表Ⅳ, 表Ⅴ or 表Ⅵ, or a veto, as it was judged."""

    id: str
    title: str
    standard: str
    clause: str


def indicators(resources: Mapping[str, Any]) -> tuple[Indicator, ...]:
    """Return the indicators of `resources.yml` in the order of the form."""
    return tuple(
        Indicator(
            id=name,
            title=_text(data, "title", name),
            short=_text(data, "short", name),
            unit=_text(data, "unit", name),
            amount_title=_text(data["amount"], "title", name),
            amount_unit=_text(data["amount"], "unit", name),
            is_split=bool(data["split"]),
            formula=_text(data, "formula", name),
            clause=_text(data, "clause", name),
        )
        for name, data in resources.items()
    )


@dataclass(frozen=True)
class ItemNames:
    """Calls items by name; many of one kind are called together."""

    sentences: Sentences
    indicators: Sequence[Indicator]
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
            kind = next((kind for kind, all_of_it in wholes.items() if item in all_of_it), "")
            if kind and set(wholes[kind]) <= set(items):
                named.update(wholes[kind])
                yield self._say(kind)
            elif item[1:].isdigit() and not kind:
                together = [each for each in items if each[0] == item[0] and each[1:].isdigit()]
                named.update(together)
                numbers = self.sentences.enumerated(each[1:] for each in together)
                yield self._say(item[0], numbers=numbers)
            else:
                yield self._name(item)

    def _wholes(self) -> dict[str, list[str]]:
        """Return the kinds of items that have one name when all of them are meant."""
        return {
            "all_indicators": [each.id for each in self.indicators],
            "all_cvs": [f"{each.id}.{CV}" for each in self.indicators],
            "all_declarations": [f"{DECLARATION}.{code}" for code in self.declarations],
        }

    def _name(self, item: str) -> str:
        head, _, rest = item.partition(".")
        short = {each.id: each.short for each in self.indicators}
        if head in short:
            return self._say(CV, title=short[head]) if rest else short[head]
        if head == DECLARATION:
            return self.declarations[rest]["title"]
        return self._say(item)

    def _say(self, key: str, **words: str) -> str:
        return self.sentences.say(SHARED, f"items.{key}", **words)


def _text(data: Mapping[str, Any], key: str, name: str) -> str:
    if key not in data:
        file, line = getattr(data, "file", "standards"), getattr(data, "line", None)
        raise CatalogueError(f"{name}: {key} is missing", file, line)
    return str(data[key])
