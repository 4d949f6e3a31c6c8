"""How fast the returns of a county come from their folders to their receipts, and in what memory.

200 school returns and as many fitness returns, of 500 pupils each on average, lie in the intake
at once; every fifth school has made mistakes. `JUNHENG_BENCH_SCHOOLS=20` makes a quick run of it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from tasks import catalogue
from tasks.demo.county import FITNESS_FORM, SCHOOL_FORM, DemoCounty
from tasks.intake.blank import write_workbook
from tasks.intake.inbox import RECEIPTS
from tasks.layouts import Layout, Stamp
from tasks.steps.findings import rulebook
from tests.bench.collecting import PARTS, Collected, collected
from tests.bench.measurement import Measurement
from tests.builders.demo import a_demo_county
from tests.builders.workbooks import blank_wording

SCHOOLS = int(os.environ.get("JUNHENG_BENCH_SCHOOLS", "200").partition(",")[0])
"""How many fitness returns there are. A special school files a school return alone."""

PUPILS = 500
MISTAKEN = 5
MISTAKEN_CLASS, MISTAKEN_HEIGHT_CM = 66, 999
MEGABYTE = 1_000_000


def a_county_with(schools: int) -> DemoCounty:
    """Return a county in which so many schools hand in fitness results, some with mistakes."""
    size = schools
    while True:
        county = a_demo_county(schools=size, pupils=size * PUPILS, clean=True)
        tested = sum(form == FITNESS_FORM for _, form in county.values)
        if tested >= schools:
            _make_mistakes(county)
            return county
        size += schools - tested


def _make_mistakes(county: DemoCounty) -> None:
    for row in county.roster[::MISTAKEN]:
        code = row["school_code"]
        said = county.values[code, SCHOOL_FORM]
        said["conditions"][0]["books"] = 0
        said["classes"][0]["students"] = MISTAKEN_CLASS
        for pupil in county.values.get((code, FITNESS_FORM), {}).get("fitness", ())[:MISTAKEN]:
            pupil["height_cm"] = MISTAKEN_HEIGHT_CM


def write_returns(intake: Path, schools: int) -> int:
    """Drop the roster and all returns of such a county; return how many files there are."""
    number = 0
    for path, content in a_county_with(schools).files(a_workbook_of):
        target = intake / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        number += 1
    return number


def a_workbook_of(layout: Layout, stamp: Stamp, values: Any, prefill: Any) -> bytes:
    guidance = rulebook.field_guidance(layout.edition).get(layout.form, {})
    codes = catalogue.code_lists()
    return write_workbook(
        layout, stamp, codes, wording=blank_wording(), values=values, guidance=guidance,
        prefill=prefill,
    )  # fmt: skip


def measurements() -> list[Measurement]:
    """Return the time from the intake to the receipts, by step and by part."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write_returns(folder / "intake", SCHOOLS)
        found = collected(folder)
        receipts = len(list((folder / "intake").rglob(f"{RECEIPTS}/*")))
    if receipts != files:
        raise RuntimeError(f"{files} files and {receipts} receipts")
    return measurements_of(found, files)


def measurements_of(found: Collected, files: int) -> list[Measurement]:
    """Return what one `collect` took in each step, in some parts of the steps, and in all.

    The parts of two tasks at a time are added up, so that they may take longer than all did.
    """
    steps = [
        Measurement(f"intake: {name}", "", each.wall, each.processor)
        for name, each in found.spent.items()
    ]
    within = [Measurement(f"intake: in {name}", "", found.part(name), None) for name in PARTS]
    speed, memory = files / found.wall, found.peak_bytes / MEGABYTE
    size = f"{files} files, {speed:.1f}/s, {memory:,.0f} MB"
    return [*steps, *within, Measurement("intake: end to end", size, found.wall, found.processor)]
