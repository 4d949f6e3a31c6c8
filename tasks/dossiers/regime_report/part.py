"""The parts of a regime as a report speaks of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tasks.dossiers.view import View

FILE = "regime_report"
REFERENCE, LEFT_OUT = "reference", "left_out"


@dataclass(frozen=True)
class Part:
    """One part of the evaluation; `sheet` names the file of its indicators or items.

    `role` is empty where the part decides, and reference where it is only printed.
    """

    id: str
    kind: str
    sheet: str
    title: str
    role: str


def parts_of(view: View) -> tuple[Part, ...]:
    """Return the parts of the regime in its order, without those nobody has filled."""
    titles = view.standards["wording"]["parts"]
    return tuple(
        Part(name, data["kind"], data["sheet"], titles[name], _role(view, data))
        for name, data in view.standards["regime"]["parts"].items()
        if view.standards[data["sheet"]] or data.get("when_empty") != LEFT_OUT
    )


def _role(view: View, data: Mapping[str, Any]) -> str:
    asked = data.get("role_setting")
    if asked is None:
        return ""
    answer = view.standards["regime"]["settings"][asked]["value"]
    return REFERENCE if answer == REFERENCE else ""
