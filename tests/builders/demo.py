"""Builds demo counties for tests, from the recipe that is committed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from tasks import catalogue
from tasks.demo.county import DemoCounty, demo_county
from tasks.indicators.fitness.scores import score
from tasks.layouts import Layout, Stamp
from tasks.staging.run_times import seconds_of
from tests.builders.fitness import national_standard

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
        levels_of=fitness_levels,
        **size,
    )


def fitness_levels(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the level of each fitness row, as the scoring of the evaluation has it."""
    if not rows:
        return []
    fields = catalogue.layouts(EDITION)["fitness_return"].by_table["fitness"].fields
    times = [field.name for field in fields if field.type == "run_time"]
    numbers = [*times, *(field.name for field in fields if field.type == "decimal")]
    typed = [
        {**row, **{name: seconds_of(row[name]) for name in times if row.get(name)}} for row in rows
    ]
    pupils = pd.DataFrame(typed).reindex(columns=["grade", "sex", "exemption", *numbers])
    pupils[numbers] = pupils[numbers].astype("Float64")
    return score(pupils, national_standard())["level"].fillna("").tolist()


def as_text(layout: Layout, stamp: Stamp, values: Any, prefill: Any) -> bytes:
    """Stand in for the writer of workbooks: everything that would be written, as text."""
    columns = [field.name for sheet in layout.sheets for field in sheet.fields]
    content = [stamp.items(), columns, values, prefill]
    return json.dumps(content, ensure_ascii=False, default=str).encode()
