"""A deployment of one's own for every test: intake, lake and outbox in a temporary folder."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks import settings, steps, store

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
    """Return a folder in which the demo county has been run once; nobody may change it.

    Test processes side by side share it: the first one makes it, the others wait.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "demo-season"
    with (shared / "demo-season.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            _make_season(folder)
            (folder / "made").touch()
    return folder


def _make_season(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        deploy(folder, monkeypatch)
        steps.write_demo(folder / "intake")
        run()
    forget_deployment()


@pytest.fixture
def season(demo_season: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of the demo county's season that a test may change."""
    folder = tmp_path / "season"
    shutil.copytree(demo_season, folder)
    deploy(folder, monkeypatch)
    yield folder
    forget_deployment()
