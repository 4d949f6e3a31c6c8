"""Builds the intake folder of a small county, and does what `collect` does to it, cheaply."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from upath import UPath

from tasks import steps
from tasks.intake.inbox import RECEIPTS, TAKEN
from tasks.model import Status, Submission
from tasks.settings import load_settings
from tasks.steps import shelf
from tasks.steps.intake import receiving
from tasks.steps.returns.standing import basis
from tasks.steps.season.open_seasons import season_of
from tasks.store import open_store
from tests.builders.workbooks import a_stamp, a_workbook
from tests.integration.conftest import MOMENT, deploy, forget_deployment

SCHOOLS = {"一小": "2139901001", "二小": "2139901002"}
COUNTY = "2025/云岭县"


def a_roster(county: str = "139901") -> bytes:
    """Return the roster of a county of two schools."""
    rows = [
        {
            "school_code": code,
            "school_name": folder,
            "school_type": "211",
            "owner": "7",
            "urban_rural": "121",
            "counted": "yes",
            "folder": folder,
        }
        for folder, code in SCHOOLS.items()
    ]
    return a_workbook(
        "roster", {"roster": rows}, stamp=a_stamp("roster", school=county, county=county)
    )


def a_return(folder: str = "一小", version: int = 1, **stamp: str) -> bytes:
    """Return a school's return; each version is other content."""
    content = a_workbook(stamp=a_stamp(school=SCHOOLS[folder], school_name=folder, **stamp))
    return with_part(content, f"version {version}") if version > 1 else content


def with_part(content: bytes, text: str) -> bytes:
    """Return a workbook with something more in it that no form asks for."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(zipfile.ZipInfo("docProps/note.txt"), text)
    return file.getvalue()


def a_zip(files: dict[str, bytes]) -> bytes:
    """Return an archive of files by path."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path), content)
    return stream.getvalue()


def open_county(folder: Path, monkeypatch: pytest.MonkeyPatch, intake: str = "") -> UPath:
    """Deploy below a folder, with a roster waiting in the intake; return the county's folder."""
    deploy(folder, monkeypatch)
    if intake:
        monkeypatch.setenv("JUNHENG_INTAKE", intake)
        load_settings.cache_clear()
    monkeypatch.setattr(receiving, "verify_catalogue", lambda: None)
    county = UPath(load_settings().intake) / COUNTY
    put(county / "名录.xlsx", a_roster())
    return county


@contextmanager
def deployed_copy(filled: Path, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Deploy a copy of a county's folder, which a test may change."""
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    deploy(folder, patch)
    patch.setattr(receiving, "verify_catalogue", lambda: None)
    yield
    forget_deployment()


def put(place: UPath, content: bytes) -> UPath:
    """Drop a file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


def nothing_wrong(submission: str) -> shelf.CheckResult:
    """Return a check that found nothing."""
    return shelf.CheckResult(submission, Status.ACCEPTED, (), (), 1, 0, (), {})


def collect(moment: str = MOMENT) -> None:
    """Do what `collect` does, each check finding nothing."""
    for batch in steps.receive(moment):
        store = open_store()
        season, attempts = season_of(store, batch)
        for key in batch:
            path = store.checked(key, basis(Submission.parse(key), season, attempts))
            if not path.exists():
                shelf.put_check(store, nothing_wrong(key), path)
        steps.reply(batch, moment)


def lying(county: UPath) -> dict[str, int]:
    """Return the sizes of all files below a county's folder by path, receipts apart."""
    return {
        path: size for path, size in everything(county).items() if RECEIPTS not in path.split("/")
    }


def receipts(county: UPath, school: str = "") -> list[str]:
    """Return the names in the receipts' folder of a school, or of the county."""
    folder = county / school / RECEIPTS if school else county / RECEIPTS
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def everything(county: UPath) -> dict[str, int]:
    """Return the sizes of all files below a county's folder by path."""
    return {
        path.relative_to(county).as_posix(): path.stat().st_size
        for path in county.rglob("*")
        if path.is_file()
    }


def attempts() -> list[str]:
    """Return every attempt that schools have made: school, form, number."""
    found = open_store().submissions("2025", "139901")
    return ["/".join(str(each).split("/")[2:]) for each in found if each.form != "roster"]


def taken(school: str, name: str) -> str:
    """Return where a file of a school lies once it was taken in."""
    return f"{school}/{TAKEN}/{name}" if school else f"{TAKEN}/{name}"


def fill(folder: Path, patch: pytest.MonkeyPatch) -> UPath:
    """Open a county in which a return, half a workbook and an archive came; return its folder.

    What the files are called names pupils, as files of schools do.
    """
    county = open_county(folder, patch)
    put(county / "一小" / "张小明的报表.xlsx", a_return())
    put(county / "一小" / "坏.xlsx", a_return()[:999])
    put(county / "县教育局" / "全县.zip", a_zip({"二小/李小红.xlsx": a_return("二小")}))
    collect()
    return county
