"""A season through the real embedded Airflow: one return came, and it must be corrected.

Its pupils are named in the wrong columns as well; nothing that Airflow keeps may say them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from tasks.embedded.environment import MARK
from tasks.intake.inbox import RECEIPTS
from tests.builders_folder import COUNTY, a_roster
from tests.builders_workbooks import a_pupil, a_stamp, a_workbook, edited

CHECKOUT = Path(__file__).resolve().parents[2]
CODE = """
import sys
from pathlib import Path
from tasks.embedded import run_season
sys.exit(run_season(home=Path(sys.argv[1])))
"""
PATIENCE_SECONDS = 500

NAME, ADDRESS, IDENTITY = "诸葛测珩", "望湖里七弄三号", "139901201203047731"
SEEDS = (NAME, ADDRESS, IDENTITY)


def a_return_that_names_pupils() -> bytes:
    """Return a fitness return whose pupils stand in columns that are not for names."""
    named = {"name": NAME, "address": ADDRESS, "pupil": f"G{IDENTITY}"}
    content = a_workbook(
        "fitness_return",
        {"fitness": [a_pupil(number, **named) for number in (1, 2)]},
        stamp=a_stamp("fitness_return", school="2139901001", school_name="一小"),
    )

    def misplace(book: Any) -> None:
        sheet = book.worksheets[0]
        at = {cell.value: cell.column for cell in sheet[1]}
        for title, text in (("性别", NAME), ("身高", IDENTITY), ("班级名称", f"{NAME}班")):
            sheet.cell(2, at[title], text)

    return edited(content, misplace)


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """The finished run of a season with one return, and Airflow's home."""
    folder = tmp_path_factory.mktemp("season")
    folders = {name: str(folder / name) for name in ("intake", "lake", "outbox")}
    for path in folders.values():
        Path(path).mkdir()
    school = folder / "intake" / COUNTY / "一小"
    school.mkdir(parents=True)
    (school.parent / "名录.xlsx").write_bytes(a_roster())
    (school / f"体质健康_{NAME}.xlsx").write_bytes(a_return_that_names_pupils())
    (school / f"{NAME}.docx").write_bytes(b"a letter")
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
def test_a_season_without_a_usable_return_ends_well_and_makes_no_dossiers(season):
    done, home = season
    assert done.returncode == 0, done.stdout + done.stderr
    assert "收表：完成" in done.stdout
    assert "没有要做的" in done.stdout
    assert "成稿：" not in done.stdout
    assert list((home.parent / "intake" / COUNTY / "一小" / RECEIPTS).glob("*第1次_退回*"))


@pytest.mark.slow
def test_nothing_that_airflow_keeps_or_prints_names_a_pupil(season):
    done, home = season
    lake = home.parent / "lake"
    kept = [path for path in (*home.rglob("*"), *lake.rglob("*")) if path.is_file()]
    searched = [path for path in kept if not {"received", "refused"} & set(path.parts)]
    said = {str(path.name): path.read_bytes() for path in searched}
    said |= {"output": done.stdout.encode(), "errors": done.stderr.encode()}
    assert any(name.endswith(".db") for name in said)
    assert any(name.endswith(".log") for name in said)
    escaped = [each.encode("unicode_escape") for each in SEEDS]
    seeds = [*(each.encode() for each in SEEDS), *escaped]
    assert [name for name, content in said.items() if any(s in content for s in seeds)] == []


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
