"""The inbox of a county of any size, made once and kept in `build/bench`."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from pathlib import Path
from typing import Any

from tests.bench.intake_bench import a_workbook_of
from tests.builders.demo import a_demo_county

KEPT = Path(__file__).resolve().parents[2] / "build" / "bench"
WHOLE = "whole"
"""The file that says that an inbox was made to its end."""


def inbox(schools: int, pupils: int) -> Path:
    """Return the folder with all returns of a county, none of them with a mistake.

    Every school has about `pupils` pupils, and all their results lie there. It is made
    by as many processes as there are processors, and found again the next time.
    """
    folder = KEPT / f"{schools}x{pupils}"
    if not (folder / WHOLE).exists():
        shutil.rmtree(folder, ignore_errors=True)
        county = a_demo_county(schools=schools, pupils=schools * pupils, clean=True)
        jobs = [(folder / "intake" / path, given) for path, given in county.files(_given)]
        with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
            pool.starmap(_write, jobs, chunksize=4)
        (folder / WHOLE).touch()
    return folder / "intake"


def _given(*given: Any) -> Any:
    """Return what a workbook is written from, instead of the workbook."""
    return given


def _write(target: Path, given: tuple[Any, ...]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(a_workbook_of(*given))
