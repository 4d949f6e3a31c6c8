"""Many write at once while `collect` runs on: one receipt a file. `make soak` takes longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.intake.inbox import RECEIPTS, TAKEN
from tests.bench.soak_bench import faults_in, soaked, summed
from tests.soak.plan import QUICK, Dropped, plan


@pytest.fixture(scope="module")
def soak(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Dropped]]:
    """Return a folder in which a short soak has ended well, and what was dropped there."""
    folder = tmp_path_factory.mktemp("soak")
    found = soaked(folder, QUICK)

    assert (found.faults, found.receipts >= QUICK.files) == ((), True)
    again = folder / "again"
    again.mkdir()
    return folder, plan(again, QUICK)


def test_every_file_has_one_receipt_and_none_is_lost(soak):
    folder, dropped = soak

    assert faults_in(folder, dropped) == []


@pytest.mark.parametrize("where", [RECEIPTS, TAKEN])
def test_a_file_without_its_receipt_or_its_original_is_seen(soak, where):
    folder, dropped = soak
    gone = next(path for path in sorted((folder / "intake").rglob(f"{where}/*00*")))
    content = gone.read_bytes()
    gone.unlink()
    try:
        assert len(faults_in(folder, dropped)) == 1
    finally:
        gone.write_bytes(content)


def test_a_second_receipt_and_a_file_that_was_forgotten_are_seen(soak):
    folder, dropped = soak
    receipt = next(iter(sorted((folder / "intake").rglob(f"{RECEIPTS}/*报表00*"))))
    strays = [receipt.with_name(f"再_{receipt.name}"), receipt.parent.parent / "忘了.xlsx"]
    for stray in strays:
        stray.write_bytes(b"once more")
    try:
        assert len(faults_in(folder, dropped)) == 2
    finally:
        for stray in strays:
            stray.unlink()


def test_growth_is_told_of_a_process_that_is_warm():
    notes = [
        {"files": 10, "rss": rss, "readers_rss": 0, "seconds": 1.0, "processor_seconds": 1.0}
        for rss in (1e6, 100e6, 101e6, 102e6, 103e6)
    ]
    found = summed([Dropped(0, 0, "", "", "", "", ("1",))] * 50, notes, 9.0, [])

    assert (found.warm_mb, found.end_mb, round(found.growth_mb)) == (100, 103, 100)
