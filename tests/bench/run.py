"""Measure the slow parts and print a table: `make bench`, or with names of some of them.

`build/bench.json` keeps the same figures with the machine and the versions they hold for.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.bench import (
    board_bench,
    fitness_bench,
    intake_bench,
    notices_bench,
    planning_bench,
    reading_bench,
    season_bench,
    validation_bench,
    word_bench,
)
from tests.bench.measurement import Measurement

RESULTS = Path(__file__).resolve().parents[2] / "build" / "bench.json"
LIBRARIES = ("great-expectations", "openpyxl", "pandas", "python-calamine", "python-docx")
BENCHES: Mapping[str, Callable[[], Iterable[Measurement]]] = {
    "validation": validation_bench.measurements,
    "reading": reading_bench.measurements,
    "word": word_bench.measurements,
    "fitness": fitness_bench.measurements,
    "planning": planning_bench.measurements,
    "season": season_bench.measurements,
    "intake": intake_bench.measurements,
    "board": board_bench.measurements,
    "notices": notices_bench.measurements,
}
LINE = "{:<34}{:<32}{:>9}{:>11}{:>6}  {}"


def machine() -> dict[str, object]:
    """Return what the figures hold for."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processors": os.cpu_count(),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
    }


def as_line(one: Measurement) -> str:
    """Return a line of the table."""
    ratio = f"{one.ratio:.1f} × {one.against}" if one.ratio else one.figure
    wall = f"{one.seconds:.2f} s"
    processor = "" if one.processor_seconds is None else f"{one.processor_seconds:.2f} s"
    return LINE.format(one.name, one.size, wall, processor, one.runs, ratio).rstrip()


def main(names: Sequence[str]) -> None:
    """Run the benches named, print the medians, and write them down."""
    found: list[Measurement] = []
    print(LINE.format("what", "how much", "median", "processor", "runs", "ratio"), flush=True)
    for name in names:
        for one in BENCHES[name]():
            print(as_line(one), flush=True)
            found.append(one)
    RESULTS.parent.mkdir(exist_ok=True)
    note = machine() | {"measurements": [asdict(one) for one in found]}
    RESULTS.write_text(json.dumps(note, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(BENCHES)}; all if none is named")
    asked = parser.parse_args().names
    if unknown := set(asked) - set(BENCHES):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    main(asked or list(BENCHES))
