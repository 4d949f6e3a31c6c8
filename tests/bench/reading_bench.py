"""What reading a large fitness workbook into typed rows costs beside calamine alone."""

from __future__ import annotations

import io
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import openpyxl
import python_calamine

from tasks import catalogue
from tasks.intake.identify import identify
from tasks.intake.opened import Opened
from tasks.layouts import Field, Sheet
from tests.bench.measurement import Measurement, measured
from tests.builders.fitness import many_pupils
from tests.builders.workbooks import EDITION, a_pupil, staged

PUPILS = 20_000
RUNS = 5
TIMES = ("seconds", "processor_seconds")
FORM = "fitness_return"
MINUTE = 60


def fitness_sheet() -> Sheet:
    """Return the sheet of the national fitness workbook."""
    (sheet,) = catalogue.layouts(EDITION)[FORM].sheets
    return sheet


def national_workbook(pupils: int) -> bytes:
    """Return a workbook as the national system exports it: no stamp, a header, a row a pupil."""
    sheet = fitness_sheet()
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(sheet.title)
    page.append([field.title for field in sheet.fields])
    results = many_pupils(pupils, seed=1).drop(columns="exemption").astype(object)
    rows = results.where(results.notna(), None).to_dict("records")
    for number, result in enumerate(rows):
        row = a_pupil(number, address="某县某街道", **result)
        page.append([_shown(field, row.get(field.name)) for field in sheet.fields])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _shown(field: Field, value: Any) -> Any:
    """Return a value as the national workbook writes it."""
    if value is None:
        return None
    if field.type == "code":
        return catalogue.code_lists()[field.codes].shown(str(value), field.code_column)
    if field.type == "run_time":
        minutes, seconds = divmod(int(value), MINUTE)
        return f"{minutes}′{seconds:02d}″"
    return float(value) if isinstance(value, np.floating) else value


def calamine_alone(content: bytes) -> list[list[Any]]:
    """Return the cells of the sheet as calamine gives them."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_name(fitness_sheet().title).to_python(skip_empty_area=False)


def read_cells(content: bytes) -> int:
    """Return how many rows were read in the process that reads, every cell handed over."""
    opened = Opened(content)
    return sum(len(opened.rows(title)) for title in opened.titles)


def recognised(content: bytes) -> str:
    """Return the form that a workbook is, of which only the first rows are read."""
    return identify(Opened(content), {EDITION: catalogue.layouts(EDITION)}).form


def read_by_layout(content: bytes) -> int:
    """Return how many rows were read: recognised, typed, every value with its cell."""
    opened = Opened(content)
    identify(opened, {EDITION: catalogue.layouts(EDITION)})
    return staged(opened, FORM).rows_read


def measurements() -> list[Measurement]:
    """Return the time of calamine alone, and of what reading by the layout adds to it."""
    content = national_workbook(PUPILS)
    if read_by_layout(content) != PUPILS:
        raise RuntimeError("not every row was read")
    size = f"{PUPILS:,} × {len(fitness_sheet().fields)} cells"
    works: dict[str, Callable[[bytes], Any]] = {
        "calamine alone": calamine_alone,
        "recognising": recognised,
        "reading": read_cells,
        "reading by layout": read_by_layout,
    }
    runs = [
        {
            name: measured(name, size, lambda work=work: work(content))
            for name, work in works.items()
        }
        for _ in range(RUNS)
    ]
    return [found for name in works for found in _medians(name, runs)]


def _medians(name: str, runs: Sequence[Mapping[str, Measurement]]) -> Iterator[Measurement]:
    """Yield the medians of one work over runs in turn, also of its ratio in the same run.

    The second ratio, of processor time, tells as much on a machine that does other work too.
    """
    alone = "calamine alone"
    walls, processors = ([getattr(run[name], each) for run in runs] for each in TIMES)
    found = replace(
        runs[0][name],
        seconds=statistics.median(walls),
        processor_seconds=statistics.median(processors),
        runs=len(runs),
    )
    if name == alone:
        yield found
        return
    for each, against in zip(TIMES, (alone, f"{alone}, processor"), strict=True):
        ratio = statistics.median(
            getattr(run[name], each) / getattr(run[alone], each) for run in runs
        )
        yield replace(found, ratio=ratio, against=against)
