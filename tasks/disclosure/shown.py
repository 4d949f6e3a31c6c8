"""What may be published of a county's counts, cell by cell, for papers of any kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.disclosure.suppression import suppressed
from tasks.disclosure.tables import REST, Counts, Tables, public_tables


def hidden_cells(tables: Tables, limits: Mapping[str, Any]) -> frozenset[str]:
    """Return the cells that must not be published under the limits of `small_groups`."""
    return suppressed(
        tables.cells,
        tables.sums,
        limits["least"]["value"],
        hide_zeros=limits["hide_zeros"]["value"],
    )


def shown_counts(counts: Counts, limits: Mapping[str, Any]) -> dict[str, int | None]:
    """Return every cell that is printed with its count, None where it must not be published.

    The tables are hidden together, so that any of them may be published beside the others.
    """
    tables = public_tables(counts)
    hidden = hidden_cells(tables, limits)
    return {
        cell: None if cell in hidden else count
        for cell, count in tables.cells.items()
        if f"/{REST}-" not in cell
    }
