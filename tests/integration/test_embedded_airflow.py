"""A season through the real embedded Airflow, with an intake that holds nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tasks.embedded.environment import MARK

CHECKOUT = Path(__file__).resolve().parents[2]
CODE = """
import sys
from pathlib import Path
from tasks.embedded import run_season
sys.exit(run_season(home=Path(sys.argv[1])))
"""
PATIENCE_SECONDS = 500


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """The finished run of an empty season, and Airflow's home."""
    folder = tmp_path_factory.mktemp("season")
    folders = {name: str(folder / name) for name in ("intake", "lake", "outbox")}
    for path in folders.values():
        Path(path).mkdir()
    variables = {f"JUNHENG_{name.upper()}": path for name, path in folders.items()}
    home = folder / "airflow"
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(home)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
        cwd=CHECKOUT,
        env={**os.environ, **variables},
    )
    return done, home


@pytest.mark.slow
def test_an_empty_season_ends_well_and_starts_no_evaluation(season):
    done, _ = season
    assert done.returncode == 0, done.stdout + done.stderr
    assert "收表：完成" in done.stdout
    assert "没有要做的" in done.stdout
    assert "评估" not in done.stdout


@pytest.mark.slow
def test_no_process_is_left_behind(season):
    _, home = season
    left = [process.pid for process in psutil.process_iter() if belongs_to(process, home)]
    assert left == []


@pytest.mark.slow
def test_what_airflow_keeps_is_for_its_owner_only(season):
    _, home = season
    assert home.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (home / "secrets").iterdir()} == {0o600}


def belongs_to(process: psutil.Process, home: Path) -> bool:
    try:
        return process.environ().get(MARK) == str(home)
    except psutil.Error:
        return False
