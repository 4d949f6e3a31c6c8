"""A season of three counties: its files, the run of it in one process, and what came of it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tasks import steps
from tasks.steps.intake import opening
from tests.integration.conftest import forget_deployment, run

MOMENT = "2025-10-18T16:00:00+08:00"
COUNTIES = {"139901": "示例县", "139902": "云岭县", "139903": "松川县"}
SCHOOLS, PUPILS = 3, 150


def write_season(intake: Path) -> None:
    """Put the returns of three counties into an intake folder, mistakes among them."""
    recipe = opening._recipe()
    for number, (code, name) in enumerate(COUNTIES.items()):
        county = {**recipe["county"], "code": code, "name": name}
        other = {**recipe, "county": county, "seed": recipe["seed"] + number}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(opening, "_recipe", lambda other=other: other)
            steps.write_demo(intake, schools=SCHOOLS, pupils=PUPILS, clean=number > 0)


def run_plainly(folder: Path, dropped: Path, secrets: Mapping[str, str], ended: str) -> None:
    """Run the season of the files in `dropped` in this process, with a lake on disk.

    The notices in the folders are brought up to `ended`, when the last run was due.
    """
    with deployed(folder, {"JUNHENG_LAKE": str(folder / "lake"), **secrets}):
        shutil.copytree(dropped, folder / "intake")
        run(MOMENT)
        steps.notices(ended)


@contextmanager
def deployed(folder: Path, variables: Mapping[str, str]) -> Iterator[None]:
    """Let this process work on intake and outbox below `folder`, and the lake in `variables`."""
    given = {
        "JUNHENG_INTAKE": str(folder / "intake"),
        "JUNHENG_OUTBOX": str(folder / "outbox"),
        "JUNHENG_SETTLE_SECONDS": "0",
        "JUNHENG_PAGE_SECONDS": "0",
        **variables,
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(name, value)
        forget_deployment()
        try:
            yield
        finally:
            forget_deployment()


def content_of(folder: Path) -> dict[str, str]:
    """Return the hash of every file below a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
