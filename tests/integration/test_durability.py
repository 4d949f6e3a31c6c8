"""A `collect` that is killed anywhere, and run again, ends as one that was not."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from upath import UPath

from tasks import store as stores
from tasks.errors import StoreError
from tasks.intake.inbox import RECEIPTS
from tasks.receipts import unmarking
from tasks.steps.intake import arrivals, placing
from tasks.steps.returns import replying
from tasks.steps.returns.marking import Answer
from tests.builders.folder import (
    COUNTY,
    a_return,
    a_zip,
    attempts,
    collect,
    everything,
    lying,
    open_county,
    put,
)
from tests.integration.conftest import deploy

EVERY_WRITE = ((stores, "_write_whole"), (placing, "_write"), (placing, "_rename"))


def after_every_write(do: Callable[[], None]) -> None:
    """Do what `collect` does, and something after each of its writes."""

    def followed(write: Callable[..., Any]) -> Callable[..., Any]:
        def written(*arguments: Any) -> Any:
            done = write(*arguments)
            do()
            return done

        return written

    with pytest.MonkeyPatch.context() as patch:
        for module, name in EVERY_WRITE:
            patch.setattr(module, name, followed(getattr(module, name)))
        collect()


@pytest.fixture(scope="module")
def cheap() -> Iterator[None]:
    """Let no time be lost by what is pure: what a workbook says, and how a receipt looks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrivals, "stamp_of", cache(arrivals.stamp_of))
        patch.setattr(unmarking, "content_key", cache(unmarking.content_key))
        patch.setattr(import_module("tasks.steps.returns.attempts"), "changes_of", lambda *_: None)
        patch.setattr(replying, "answer_to", _short_answer)
        patch.setattr(
            "tasks.receipts.marking.receipt_workbook", lambda receipt, *_: _short(receipt)
        )
        yield


def _short(receipt: Any) -> bytes:
    return f"{receipt.file_name} {receipt.attempt} {receipt.status}".encode()


def _short_answer(_: bytes, receipt: Any) -> Answer:
    return Answer(_short(receipt), "xlsx", _short(receipt))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, cheap: None) -> Iterator[Path]:
    """Return a small county that was opened, with every kind of file dropped since."""
    folder = tmp_path_factory.mktemp("before")
    with pytest.MonkeyPatch.context() as patch:
        county = open_county(folder, patch)
        put(county / "一小" / "a.xlsx", a_return())
        collect()
        drop_everything(county)
        yield folder


def drop_everything(county: UPath) -> None:
    """Drop a second attempt, the same again twice, what is refused, and an archive."""
    put(county / "一小" / "a.xlsx", a_return())
    put(county / "一小" / "b.xlsx", a_return(version=2))
    put(county / "一小" / "坏.xlsx", a_return()[:999])
    members = {
        "二小/表.xlsx": a_return("二小"),
        "二小/信.docx": b"a letter",
        "一小/c.xlsx": a_return(),
    }
    put(county / "县教育局" / "全县.zip", a_zip(members))


def state(folder: Path) -> tuple[Any, ...]:
    """Return all that a school and the evaluation see in the end."""
    county = UPath(folder / "intake" / COUNTY)
    answers = {
        path: (county / path).read_bytes()
        for path in everything(county)
        if RECEIPTS in path.split("/")
    }
    lake = folder / "lake"
    originals = [*lake.glob("received/**/original"), *lake.glob("refused/*/*/*")]
    kept = Counter(path.read_bytes() for path in originals)
    replied = sorted(path.parent.name for path in (lake / "replied").rglob("*.json"))
    return attempts(), lying(county), answers, kept, replied


def copied(before: Path, folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Deploy a copy of a folder."""
    shutil.copytree(before, folder)
    deploy(folder, patch)
    return folder


@pytest.fixture(scope="module")
def killed(before: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Any]:
    """Return what a kill after each write would leave, and the end of a run without one."""
    root = tmp_path_factory.mktemp("killed")
    with pytest.MonkeyPatch.context() as patch:
        folder = copied(before, root / "whole", patch)
        left: list[Path] = []

        def keep() -> None:
            left.append(Path(shutil.copytree(folder, root / str(len(left)))))

        after_every_write(keep)
        return left, state(folder)


def test_nothing_is_lost_and_every_file_is_answered_once(killed):
    _, (found, files, answers, kept, _) = killed

    assert found == [
        "2139901001/school_return/1",
        "2139901001/school_return/2",
        "2139901002/school_return/1",
    ]
    assert all("已接收" in path for path in files)
    assert len(files) == len(["名录", "a", "a", "b", "坏", "全县"])
    assert len(answers) == len(["名录", "a", "a again", "b", "坏", "表", "信", "c again", "全县"])
    assert set(kept.values()) == {1}


def test_killed_after_any_write_and_run_again_it_ends_the_same(killed):
    left, expected = killed
    assert len(left) > 40
    with pytest.MonkeyPatch.context() as patch:
        for number, folder in enumerate(left, 1):
            deploy(folder, patch)
            collect()
            assert state(folder) == expected, f"killed after write {number}"


def test_a_full_disk_is_an_error_of_the_store_and_leaves_no_scratch_file(before, tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        folder = copied(before, tmp_path / "season", patch)
        files = everything(UPath(folder / "intake" / COUNTY))

        def full(*_: object) -> None:
            raise OSError(28, "no space left on device")

        with pytest.MonkeyPatch.context() as disk:
            disk.setattr(Path, "replace", full)
            with pytest.raises(StoreError, match="no space left"):
                collect()

        assert everything(UPath(folder / "intake" / COUNTY)) == files
        assert list((folder / "lake").rglob(".*")) == []
        collect()
        assert len(attempts()) == 3
