"""Files dropped by many writers for minutes while `collect` runs on: `make soak`.

Each file must have exactly one receipt in the end, and the one process that collects all of
them must not grow. `--quick` is a run of seconds. `build/soak.json` keeps the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.run import machine
from tests.soak import writer
from tests.soak.ending import faults
from tests.soak.plan import FULL, QUICK, ROSTER, Dropped, Size, plan, written

RESULTS = Path(__file__).resolve().parents[2] / "build" / "soak.json"
MEGABYTE = 1_000_000
WARM_SHARE = 0.25
"""The share of all files after which everything was loaded that is loaded once."""

MOST_GROWTH_MB = 30.0
"""What the process may grow over a thousand files, once it is warm: small caches go on filling."""

PATIENCE_SECONDS = 7200
LINE = "{:<34}{:>12}"


@dataclass(frozen=True)
class Soaked:
    """What a soak came to.

    `growth_mb` is by how much the process that collects grows over a thousand files once it
    is warm, by least squares; `faults` are the files that did not end as they must.
    """

    files: int
    receipts: int
    seconds: float
    processor_seconds: float
    rounds: int
    longest_round: float
    warm_mb: float
    end_mb: float
    peak_mb: float
    growth_mb: float
    readers_mb: float
    faults: tuple[str, ...]


def soaked(folder: Path, size: Size) -> Soaked:
    """Let the writers write and the collector collect below `folder`; return how it ended."""
    (folder / "plan").mkdir(parents=True)
    dropped = plan(folder / "plan", size)
    (folder / "plan.json").write_text(written(dropped), encoding="utf-8")
    county = folder.joinpath("intake", *Path(dropped[0].target).parts[:2])
    county.mkdir(parents=True)
    (county / "名录.xlsx").write_bytes((folder / "plan" / ROSTER).read_bytes())
    environment = _deployment(folder, size)
    begun = time.monotonic()
    collector = _collector(folder, environment)
    try:
        _let_write(folder, size, collector)
        (folder / "done").touch()
        code = collector.wait(PATIENCE_SECONDS)
    finally:
        collector.kill()
        collector.wait()
    seconds = time.monotonic() - begun
    notes = (folder / "rounds").read_text(encoding="utf-8").splitlines()
    wrong = [] if code == 0 else [f"collect ended with {code}: see {folder / 'log'}"]
    return summed(
        dropped, list(map(json.loads, notes)), seconds, wrong + faults_in(folder, dropped)
    )


def _deployment(folder: Path, size: Size) -> dict[str, str]:
    places = {
        f"JUNHENG_{name.upper()}": str(folder / name) for name in ("intake", "lake", "outbox")
    }
    return {
        **os.environ,
        **places,
        "JUNHENG_SETTLE_SECONDS": str(size.settle_seconds),
        "JUNHENG_PSEUDONYM_KEY": "of the soak",
    }


def _collector(folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.soak.collector", folder / "rounds", folder / "done"],
            env=environment,
            stdout=log,
            stderr=log,
        )


def _let_write(folder: Path, size: Size, collector: subprocess.Popen[bytes]) -> None:
    """Start the writers once the folder is open, and wait until they have dropped all."""
    while not (folder / "rounds").exists() or not (folder / "rounds").stat().st_size:
        if collector.poll() is not None:
            return
        time.sleep(0.2)
    given = (folder / "plan.json", folder / "intake")
    writers = [
        subprocess.Popen([sys.executable, writer.__file__, *given, str(number)])
        for number in range(size.writers)
    ]
    try:
        for each in writers:
            each.wait(PATIENCE_SECONDS)
    finally:
        for each in writers:
            each.kill()


def faults_in(folder: Path, dropped: Sequence[Dropped]) -> list[str]:
    """Return what is not as it must be, read with the settings of the soak."""
    from tasks import settings, store

    before = {name: os.environ.get(name) for name in ("JUNHENG_INTAKE", "JUNHENG_LAKE")}
    os.environ.update(
        {f"JUNHENG_{name}": str(folder / name.lower()) for name in ("INTAKE", "LAKE")}
    )
    try:
        for cached in (settings.load_settings, store.open_store):
            cached.cache_clear()
        return faults(folder / "intake", folder / "lake", dropped)
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        for cached in (settings.load_settings, store.open_store):
            cached.cache_clear()


def summed(
    dropped: Sequence[Dropped], notes: Sequence[Mapping[str, Any]], seconds: float, wrong: list[str]
) -> Soaked:
    warm = _warm(notes, WARM_SHARE * len(dropped))
    memory = [note["rss"] / MEGABYTE for note in notes]
    return Soaked(
        files=len(dropped),
        receipts=sum(len(each.numbers) for each in dropped),
        seconds=seconds,
        processor_seconds=notes[-1]["processor_seconds"],
        rounds=len(notes),
        longest_round=max(note["seconds"] for note in notes),
        warm_mb=warm[0][1],
        end_mb=memory[-1],
        peak_mb=max(memory),
        growth_mb=_slope(warm) * 1000,
        readers_mb=max(note["readers_rss"] for note in notes) / MEGABYTE,
        faults=tuple(wrong),
    )


def _warm(notes: Sequence[Mapping[str, Any]], files: float) -> list[tuple[float, float]]:
    """Return how many files had come, and the memory in MB, of each round of a warm process."""
    found, came = [], 0
    for note in notes:
        came += note["files"]
        if came >= files:
            found.append((float(came), note["rss"] / MEGABYTE))
    return found or [(float(came), notes[-1]["rss"] / MEGABYTE)]


def _slope(points: Sequence[tuple[float, float]]) -> float:
    files = [each for each, _ in points]
    if len(set(files)) < 2:
        return 0.0
    return statistics.linear_regression(files, [memory for _, memory in points]).slope


def main(size: Size) -> int:
    """Run a soak, print its table, keep its figures; return how much ended wrong."""
    with tempfile.TemporaryDirectory() as name:
        found = soaked(Path(name), size)
    for key, value in asdict(found).items():
        if key != "faults":
            print(LINE.format(key.replace("_", " "), f"{value:,.1f}".removesuffix(".0")))
    print("\n".join(found.faults[:50]) or "every file has its receipt")
    RESULTS.parent.mkdir(exist_ok=True)
    note = machine() | {"size": asdict(size), "soak": asdict(found)}
    RESULTS.write_text(json.dumps(note, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    grows = found.growth_mb > MOST_GROWTH_MB
    print("the process grows" if grows else "the process does not grow with the files")
    return len(found.faults) + grows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="48 files in 12 seconds")
    sys.exit(main(QUICK if parser.parse_args().quick else FULL) > 0)
