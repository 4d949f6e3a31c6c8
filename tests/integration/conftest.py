"""A deployment of one's own for every test: intake, lake and outbox in a temporary folder."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tasks import settings, steps, store
from tests.office import tool

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOMENT = "2025-12-20T09:00:00+08:00"


def deploy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point intake, lake and outbox below `folder`, and make this process read that."""
    for name in ("intake", "lake", "outbox"):
        monkeypatch.setenv(f"JUNHENG_{name.upper()}", str(folder / name))
    monkeypatch.setenv("JUNHENG_SETTLE_SECONDS", "0")
    monkeypatch.setenv("JUNHENG_PSEUDONYM_KEY", "the same for all tests")
    forget_deployment()


def forget_deployment() -> None:
    """Make this process read its settings anew."""
    settings.load_settings.cache_clear()
    store.open_store.cache_clear()


def collect(moment: str = MOMENT) -> None:
    """Do once what the first DAG does: from the intake folders to the receipts."""
    staged = [steps.stage(batch) for batch in steps.receive(moment)]
    for batch in steps.compare(staged):
        steps.reply(steps.check(batch), moment)


def run(moment: str = MOMENT) -> list[str]:
    """Do once what the three DAGs do; return the packages that were delivered."""
    collect(moment)
    for county in steps.counties_due():
        steps.evaluate(county)
    return [steps.deliver(steps.assemble(key)) for key in steps.drafts_due()]


@pytest.fixture(scope="session")
def demo_season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the demo county has been run once; nobody may change it."""
    return _shared_season(tmp_path_factory, "demo-season")


@pytest.fixture(scope="session")
def small_season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which a county of four sound schools has been run once.

    Nobody may change it. It is for what is proved of any county and asks for no errors.
    """
    return _shared_season(tmp_path_factory, "small-season", schools=4, pupils=300, clean=True)


def _shared_season(factory: pytest.TempPathFactory, name: str, **size: Any) -> Path:
    """Return a season that test processes side by side share: the first makes it, others wait."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            _make_season(folder, size)
            (folder / "made").touch()
    return folder


def _make_season(folder: Path, size: Mapping[str, Any]) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        deploy(folder, monkeypatch)
        steps.write_demo(folder / "intake", **size)
        run()
    forget_deployment()


@pytest.fixture
def season(demo_season: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of the demo county's season that a test may change."""
    yield from _a_copy(demo_season, tmp_path, monkeypatch)


@pytest.fixture
def few_schools(
    small_season: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Return a copy of the small county's season that a test may change."""
    yield from _a_copy(small_season, tmp_path, monkeypatch)


def _a_copy(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "season"
    shutil.copytree(made, folder)
    deploy(folder, monkeypatch)
    yield folder
    forget_deployment()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=tool("chromium"), args=["--no-sandbox"])
        yield found
        found.close()
