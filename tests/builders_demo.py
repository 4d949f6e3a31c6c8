"""Builds demo counties for tests, from the recipe that is committed."""

from __future__ import annotations

import json
from typing import Any

from tasks import catalogue
from tasks.demo.county import DemoCounty, demo_county
from tasks.layouts import Layout, Stamp

EDITION = "2025"
RECIPE = catalogue.ROOT / "data" / "demo" / "recipe.yml"
FITNESS = catalogue.EXPECTATIONS / "standards" / "fitness_2014"


def fitness_tables() -> dict[str, list[dict[str, str]]]:
    """Return the rows of the fitness standard that the demo county is drawn by."""
    names = ("scores", "bmi", "weights", "items")
    return {name: catalogue.read_csv(FITNESS / f"{name}.csv") for name in names}


def a_demo_county(**size: Any) -> DemoCounty:
    """Return the county of the recipe; `size` as in `demo_county`."""
    return demo_county(
        catalogue.read_yaml(RECIPE),
        catalogue.layouts(EDITION),
        catalogue.code_lists(),
        catalogue.season(EDITION),
        fitness_tables(),
        **size,
    )


def as_text(layout: Layout, stamp: Stamp, values: Any, prefill: Any) -> bytes:
    """Stand in for the writer of workbooks: everything that would be written, as text."""
    columns = [field.name for sheet in layout.sheets for field in sheet.fields]
    content = [stamp.items(), columns, values, prefill]
    return json.dumps(content, ensure_ascii=False, default=str).encode()
