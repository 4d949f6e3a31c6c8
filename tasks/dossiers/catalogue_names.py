"""How the items of a regime are called and what they ask for, as a page prints it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tasks.errors import CatalogueError


@dataclass(frozen=True)
class Indicator:
    """One resource indicator; `amount` is what is divided by the students."""

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
    """One item of 表Ⅳ, 表Ⅴ or 表Ⅵ, or a veto."""

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


def requirements(files: Iterable[Mapping[str, Any]]) -> dict[str, Requirement]:
    """Return the items of the given files by id; entries without a title are no items."""
    return {
        name: Requirement(
            name, str(data["title"]), _text(data, "standard", name), _text(data, "clause", name)
        )
        for file in files
        for name, data in file.items()
        if isinstance(data, Mapping) and "title" in data
    }


def _text(data: Mapping[str, Any], key: str, name: str) -> str:
    if key not in data:
        file, line = getattr(data, "file", "standards"), getattr(data, "line", None)
        raise CatalogueError(f"{name}: {key} is missing", file, line)
    return str(data[key])
