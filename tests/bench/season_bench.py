"""What a whole season costs, from the inbox to the archives, by the size of the county.

`JUNHENG_BENCH_SCHOOLS=50,200,800` names the sizes, `JUNHENG_BENCH_PUPILS=500` the pupils of a
school. Beside ours runs a plain script, on those of the sizes that `JUNHENG_BENCH_PLAIN=50,200`
names.
With `JUNHENG_BENCH_AIRFLOW=1` the smallest county also runs in the embedded Airflow.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

import numpy as np

from tasks import steps
from tests.bench.baseline import papers
from tests.bench.collecting import PARTS, Collected, Spent, collect, collected, step
from tests.bench.measurement import Measurement
from tests.bench.season_inputs import inbox
from tests.bench.season_province import province

PUPILS = int(os.environ.get("JUNHENG_BENCH_PUPILS", "500"))
MEGABYTE = 1_000_000
PAPERS = {
    "Word": "tasks.dossiers.assemble:assemble",
    "page numbers": "tasks.steps.dossiers.assembling:with_page_numbers",
    "review pages": "tasks.review.pages:review_pages",
    "copies without names": "tasks.steps.dossiers.reviewing:enclosed",
    "live formulas": "tasks.steps.dossiers.assembling:witnessed_workbook",
    "reading": PARTS["reading"],
}
"""The parts that are timed where papers are made."""

SHARES = (
    "reading",
    "Great Expectations",
    "marking",
    *(each for each in PAPERS if each != "reading"),
)
PLAIN = "the same, plain script"


def _sizes(name: str, usual: str) -> list[int]:
    return [int(each) for each in os.environ.get(name, usual).split(",") if each.strip()]


def season(pool: Pool, spent: dict[str, Spent]) -> None:
    """Do what the DAGs do, from the inbox to the archives."""
    collect(pool, spent)
    (counties,) = step(pool, spent, "due", [(steps.counties_due,)], {})
    step(pool, spent, "evaluate", [(steps.evaluate, each) for each in counties], {})
    (drafts,) = step(pool, spent, "drafts due", [(steps.drafts_due,)], {})
    made = step(pool, spent, "assemble", [(steps.assemble, each) for each in drafts], PAPERS)
    step(pool, spent, "deliver", [(steps.deliver, each) for each in made], {})
    if not made:
        raise RuntimeError("nothing was delivered: the program may have changed meanwhile")


def measurements() -> Iterator[Measurement]:
    """Yield what each size took, by step and part, its growth, and what a province would."""
    schools = _sizes("JUNHENG_BENCH_SCHOOLS", "50,200,800")
    plain = _sizes("JUNHENG_BENCH_PLAIN", ",".join(map(str, schools[:2])))
    ours: dict[int, Collected] = {}
    for size in schools:
        ours[size] = in_copy(size, partial(measured, size))
        yield from of_size(size, ours[size])
    yield from growth({size: each.processor for size, each in ours.items()})
    for size in plain:
        yield beside(size, ours.get(size))
    if os.environ.get("JUNHENG_BENCH_AIRFLOW"):
        yield in_airflow(schools[0], ours[schools[0]])


def measured(size: int, folder: Path) -> Collected:
    """Return what a season in a folder took; what its papers say is kept for the plain script."""
    found = collected(folder, season)
    said = json.dumps(papers.texts_of(folder / "outbox"), ensure_ascii=False, default=str)
    texts_of(size).write_text(said, encoding="utf-8")
    return found


def texts_of(size: int) -> Path:
    """Return the file that keeps what the papers of a county of some size say."""
    return inbox(size, PUPILS).with_name("papers.json")


def in_copy(size: int, work: Callable[[Path], Any]) -> Any:
    """Return what some work on a copy of a county's inbox returned; the copy is not part of it."""
    kept = inbox(size, PUPILS)
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(kept, Path(name) / "intake")
        return work(Path(name))


def of_size(size: int, found: Collected) -> list[Measurement]:
    """Return what a season took: by step, by part, and in all."""
    told = f"{size} schools × {PUPILS} pupils"
    by_step = [
        Measurement(f"season: {name}", told, each.wall, each.processor)
        for name, each in found.spent.items()
    ]
    parts = [
        Measurement(f"season: in {name}", told, found.part(name), seconds,
                    figure=f"{seconds / found.processor:.0%} of all")
        for name in SHARES
        for seconds in [_processor_of(name, found)]
    ]  # fmt: skip
    memory = f"{found.peak_bytes / MEGABYTE:,.0f} MB at most"
    whole = Measurement("season: end to end", told, found.wall, found.processor, figure=memory)
    return [*by_step, *parts, whole]


def _processor_of(name: str, found: Collected) -> float:
    """Return the processor time of a part; all helping processes but LibreOffice read files."""
    total = sum(each.own.get(name, 0.0) for each in found.spent.values())
    pages = sum(each.helped.get("page numbers", 0.0) for each in found.spent.values())
    if name == "page numbers":
        return total + pages
    if name == "reading":
        return total + sum(each.helpers for each in found.spent.values()) - pages
    return total


def beside(size: int, ours: Collected | None) -> Measurement:
    """Return what a plain script takes for the same returns."""
    script = [sys.executable, "-m", "tests.bench.baseline.plain_season"]
    said = str(texts_of(size))
    wall, processor = in_copy(
        size, lambda folder: _run([*script, str(folder / "intake"), said, str(folder / "out")], {})
    )
    told = f"{size} schools × {PUPILS} pupils"
    figure = f"{processor / ours.processor:.1f} × ours, of processors" if ours else ""
    return Measurement(f"season: {PLAIN}", told, wall, processor, figure=figure)


def in_airflow(size: int, ours: Collected) -> Measurement:
    """Return what the same season takes in the embedded Airflow, and how much more that is."""

    def run(folder: Path) -> tuple[float, float]:
        places = {f"JUNHENG_{name.upper()}": str(folder / name)
                  for name in ("intake", "lake", "outbox")}  # fmt: skip
        home = {"JUNHENG_SETTLE_SECONDS": "0", "AIRFLOW_HOME": str(folder / "airflow")}
        return _run([sys.executable, "-m", "tasks.cli", "run"], {**places, **home})

    wall, processor = in_copy(size, run)
    share = 1 - ours.processor / processor
    told = f"{size} schools × {PUPILS} pupils"
    return Measurement("season: in the embedded Airflow", told, wall, processor,
                       figure=f"{share:.0%} of it Airflow's")  # fmt: skip


def _run(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return the seconds of a program and the processor time of all its processes."""
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, env=os.environ | environment, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - wall, processor


def growth(processor: dict[int, float]) -> list[Measurement]:
    """Return by which power of the schools the cost grows, and what a province would cost."""
    if len(processor) < 2:
        return []
    schools, seconds = np.log(list(processor)), np.log(list(processor.values()))
    power, constant = np.polyfit(schools, seconds, 1)
    largest = max(processor)
    fitted = Measurement(
        "season: growth", f"{min(processor)} to {largest} schools", 0.0, processor[largest],
        figure=f"processor time ~ schools^{power:.2f}",
    )  # fmt: skip
    night = province(lambda size: float(np.exp(constant) * size**power))
    told = f"{night.counties} counties, {night.schools:,} schools"
    needed = f"{night.workers} workers for {night.hours} hours"
    return [fitted, Measurement("season: a province", told, 0.0, night.seconds, figure=needed)]
