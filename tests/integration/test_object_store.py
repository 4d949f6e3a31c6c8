"""Intake and lake in an S3 store: the same season as on disk, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from upath import UPath

from tasks import steps
from tasks.errors import StoreError
from tasks.intake.inbox import numbered
from tasks.steps.intake import folders, receiving
from tasks.steps.intake.listing import files_below
from tasks.store import ARRIVAL, ORIGINAL, ConflictError, open_store
from tests.builders.folder import (
    COUNTY,
    SCHOOLS,
    a_roster,
    a_zip,
    attempts,
    lying,
    put,
    receipts,
    taken,
)
from tests.builders.folder import collect as collect_quickly
from tests.builders.object_store import HOST, a_store, free_port, secret_file
from tests.builders.returns import a_school_return
from tests.builders.workbooks import a_stamp, a_workbook
from tests.integration.conftest import MOMENT, collect, deploy, forget_deployment

FIRST, SECOND = "2139901001/school_return/1", "2139901001/school_return/2"
OTHER = "2139901002/school_return/1"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with a_store() as found:
        yield found


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(receiving, "verify_catalogue", lambda: None)
    yield
    forget_deployment()


def in_objects(address: str, bucket: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> UPath:
    """Deploy into buckets of the store; return the county's folder."""
    deploy(folder, monkeypatch)
    monkeypatch.setenv("JUNHENG_INTAKE", f"s3://{bucket}-drops/intake")
    monkeypatch.setenv("JUNHENG_LAKE", f"s3://{bucket}")
    monkeypatch.setenv("JUNHENG_STORE_ENDPOINT", address)
    for name in ("KEY", "SECRET"):
        file = secret_file(folder, name.lower(), f"the {name} of a test")
        monkeypatch.setenv(f"JUNHENG_STORE_{name}_FILE", file)
    forget_deployment()
    return folders.intake() / COUNTY


def on_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> UPath:
    """Deploy on this machine; return the county's folder."""
    deploy(folder, monkeypatch)
    return folders.intake() / COUNTY


def a_return(folder: str, **teachers: int) -> bytes:
    code = SCHOOLS[folder]
    changes = {"school": {"school_name": folder}, "teachers": {"primary": teachers}}
    tables = a_school_return("primary", code=code, **changes)
    return a_workbook("school_return", tables, stamp=a_stamp(school=code, school_name=folder))


@cache
def files() -> dict[str, bytes]:
    """Return what is dropped by path: a roster, returns of two schools, and no return."""
    return {
        "名录.xlsx": a_roster(),
        "一小/期初/报表#1 50%.xlsx": a_return("一小", full_time_teachers=-1),
        "二小/全部.zip": a_zip({"报表.xlsx": a_return("二小")}),
        "二小/信.xlsx": b"no workbook",
    }


def drop(county: UPath, dropped: dict[str, bytes]) -> None:
    for path, content in dropped.items():
        put(county / path, content)


def in_its_place(path: str, number: int = 1) -> str:
    """Return where a dropped file lies once it was taken in, for the first time or again."""
    folder, _, name = path.rpartition("/")
    return taken(folder, numbered(name, number))


def kept(*parts: str) -> dict[str, bytes]:
    """Return what lies in these folders of the lake by path."""
    store = open_store()
    return {
        found.path: store.read(found.place)
        for part in parts
        for found in files_below(store.root / part, store.root)
    }


def receive_and_stage() -> None:
    for batch in steps.receive(MOMENT):
        steps.stage(batch)


def test_a_season_in_objects_is_staged_as_on_disk_and_checked(address, tmp_path, monkeypatch):
    def season(county: UPath, collecting: Callable[[], None]) -> tuple[object, ...]:
        drop(county, files())
        collecting()
        return lying(county), attempts(), kept("seasons", "staged")

    disk = season(on_disk(tmp_path, monkeypatch), receive_and_stage)
    county = in_objects(address, "same", tmp_path, monkeypatch)
    objects = season(county, collect)

    assert objects == disk
    assert objects[1] == [FIRST, OTHER]
    assert receipts(county) == ["回执_第1次_合格_名录.xlsx"]
    assert receipts(county, "一小/期初") == ["回执_第1次_退回_报表#1 50%.xlsx"]
    assert receipts(county, "二小") == [
        "回执_压缩包_全部.txt",
        "回执_第1次_合格_报表.xlsx",
        "回执_退回_信.xlsx",
    ]
    assert sorted(path.split("/")[-4] for path in kept("checked")) == ["2139901001", "2139901002"]


def broken_off(*_: object) -> None:
    raise KeyboardInterrupt


def test_nothing_is_lost_or_counted_twice_when_a_move_breaks_off_and_files_come_again(
    address, tmp_path, monkeypatch
):
    county = in_objects(address, "again", tmp_path, monkeypatch)
    dropped = dict(list(files().items())[:2])
    drop(county, dropped)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(UPath, "unlink", broken_off)
        collect_quickly()
    collect_quickly()
    drop(county, dropped)
    collect_quickly()
    forget_deployment()
    assert steps.waiting() == []

    assert attempts() == [FIRST]
    assert receipts(county, "一小/期初") == [
        "回执_第1次_合格_报表#1 50%.xlsx",
        "回执_重复报送_报表#1 50%.txt",
    ]
    again = [in_its_place(path, number) for path in dropped for number in (1, 2)]
    assert sorted(lying(county)) == sorted(again)
    for path, content in dropped.items():
        assert (county / in_its_place(path, 2)).read_bytes() == content
    original = open_store().received(f"2025/139901/{FIRST}") / ORIGINAL
    assert open_store().read(original) == dropped["一小/期初/报表#1 50%.xlsx"]


def test_other_bytes_are_refused_and_large_ones_kept(address, tmp_path, monkeypatch):
    in_objects(address, "store", tmp_path, monkeypatch)
    store = open_store()
    place = store.root / "checked" / "大.bin"
    large = bytes(range(256)) * 50_000

    assert store.names(store.root / "checked") == []
    assert store.write_once(place, large)
    assert not store.write_once(place, large)
    with pytest.raises(ConflictError):
        store.write_once(place, large[1:])
    assert store.read(place) == large
    assert store.names(store.root / "checked") == ["大.bin"]
    with pytest.raises(FileNotFoundError):
        store.read(store.root / "checked" / "小.bin")


def test_what_was_received_can_be_forgotten(address, tmp_path, monkeypatch):
    in_objects(address, "forgotten", tmp_path, monkeypatch)
    store = open_store()
    folder = store.received(f"2025/139901/{FIRST}")
    for name in (ORIGINAL, ARRIVAL):
        store.keep(folder / name, name.encode())
    assert attempts() == [FIRST]

    assert store.forget(folder / ORIGINAL)

    assert not store.forget(folder / ORIGINAL)
    assert [path.name for path in store.everything()] == [ARRIVAL]
    assert list(store.everything(folder)) == [folder / ARRIVAL]
    assert attempts() == [FIRST]


def test_a_store_that_does_not_answer_is_waited_for(tmp_path, monkeypatch):
    in_objects(f"http://{HOST}:{free_port()}", "gone", tmp_path, monkeypatch)
    store = open_store()

    with pytest.raises(StoreError):
        store.write_once(store.root / "checked" / "a", b"a")
    with pytest.raises(StoreError):
        store.names(store.root / "checked")
    with pytest.raises(StoreError):
        (store.root / "checked" / "a").exists()
