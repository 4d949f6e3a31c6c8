"""What the blank workbooks say about each field: the help of the suites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.layouts import Layout
from tasks.validation.book import WORDING


def guidance(
    suites: Mapping[str, Any], layouts: Mapping[str, Layout]
) -> dict[str, dict[str, dict[str, str]]]:
    """Return, by form and table, the sentence that helps to fill in each field."""
    fields: dict[str, Mapping[str, str]] = {}
    for name, suite in suites.items():
        if name != WORDING:
            fields[suite["table"]] = suite.get("fields", {})
    return {
        form: {table: dict(fields[table]) for table in layout.by_table if table in fields}
        for form, layout in layouts.items()
    }
