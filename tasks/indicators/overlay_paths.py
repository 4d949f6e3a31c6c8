"""Which entries a province or place may change or add; anything else is a slip of the pen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.indicators.entries import wrong

OVERLAY = ("title", "document", "number", "source", "note", "clause", "confirmed")
"""What an overlay says of itself."""

FREE = (
    "clause", "source", "confirmed", "note", "title", "standard", "formula",
    "points", "points_confirmed", "points_source", "pass_mark",
)  # fmt: skip
"""What every entry may carry, whether or not the national one does."""

OPEN = "province_may_add"
LISTS = ("items", "preconditions", "rule", "rules", "sources")


def refuse_unknown(files: Mapping[str, Any], overlay: Mapping[str, Any]) -> None:
    """Raise `CatalogueError`, with file and line, where `overlay` names what nothing has.

    A whole new entry of a sheet may be added, a new node below `items` of a scored tree, a new
    precondition or source; what else a province may add, the national entry lists under
    `province_may_add`.
    """
    for name, inner in overlay.items():
        if name in OVERLAY:
            continue
        if name not in files:
            raise wrong(overlay, f"there is no file {name} that an overlay could change", name)
        if isinstance(inner, Mapping):
            _refuse(files[name], inner, name, is_open=name not in ("regime", "facts", "wording"))


def _refuse(base: Any, overlay: Mapping[str, Any], path: str, *, is_open: bool) -> None:
    allowed = base.get(OPEN, ()) if isinstance(base, Mapping) else ()
    for name, inner in overlay.items():
        if isinstance(base, Mapping) and name in base:
            if isinstance(inner, Mapping) and isinstance(base[name], Mapping):
                _refuse(base[name], inner, f"{path}.{name}", is_open=name in LISTS)
        elif not (is_open or name in FREE or name in allowed):
            raise wrong(overlay, f"there is no entry {path}.{name} that an overlay could change")
