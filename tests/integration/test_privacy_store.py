"""What schools handed in is for the owner of the deployment only, sealed if there is a key."""

from __future__ import annotations

from pathlib import Path

import pytest
from upath import UPath

from tasks import store as stores
from tasks.seal import Seal, SealError
from tasks.store import ConflictError, Store, open_store

KEY, OTHER = "0f" * 32, "1e" * 32
SUBMISSION = "2025/139901/2113990001/fitness_return/1"


@pytest.fixture
def sealed(tmp_path):
    return Store(UPath(tmp_path / "lake"), Seal.read(KEY))


def private_files(store: Store):
    return {
        "original": store.received(SUBMISSION) / "original",
        "refused": store.refused("2025/139901", "ab" * 32),
        "ledger": store.ledger("2025", "示例县") / "1.json",
        "handed_out": store.handed_out("2025/139901") / "1",
    }


@pytest.mark.parametrize("name", ["original", "refused", "ledger", "handed_out"])
def test_a_private_file_is_sealed_and_for_its_owner_only(sealed, name):
    path = private_files(sealed)[name]
    sealed.write_once(path, b"the name of a pupil")

    on_disk = Path(path.path)
    assert b"pupil" not in on_disk.read_bytes()
    assert sealed.read(path) == b"the name of a pupil"
    assert on_disk.stat().st_mode & 0o777 == 0o600
    folders = [each for each in on_disk.parents if Path(sealed.root.path) in each.parents]
    assert folders
    assert {each.stat().st_mode & 0o777 for each in folders} == {0o700}


def test_a_folder_that_was_open_before_is_closed(sealed):
    path = private_files(sealed)["original"]
    top = Path(sealed.root.path) / "received"
    top.mkdir(parents=True)
    top.chmod(0o755)
    sealed.write_once(path, b"x")
    assert top.stat().st_mode & 0o777 == 0o700


def test_the_same_bytes_again_are_no_conflict_although_they_are_sealed_anew(sealed):
    path = private_files(sealed)["original"]
    sealed.keep(path, b"the same")

    assert not sealed.write_once(path, b"the same")
    with pytest.raises(ConflictError):
        sealed.write_once(path, b"other")


def test_what_is_not_private_is_not_sealed(sealed):
    path = sealed.checked(SUBMISSION, "x")
    sealed.write_once(path, b"{}")
    assert Path(path.path).read_bytes() == b"{}"


@pytest.mark.parametrize("keys", ["", OTHER])
def test_another_key_ends_in_an_error_and_writes_nothing(sealed, keys):
    path = private_files(sealed)["original"]
    sealed.keep(path, b"content")
    kept = Path(path.path).read_bytes()
    other = Store(sealed.root, Seal.read(keys))

    with pytest.raises(SealError, match="JUNHENG_RECEIVED_KEY"):
        other.read(path)
    with pytest.raises(SealError):
        other.write_once(path, b"content")
    assert Path(path.path).read_bytes() == kept


def test_the_key_comes_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_LAKE", str(tmp_path))
    monkeypatch.setenv("JUNHENG_RECEIVED_KEY", KEY)
    stores.load_settings.cache_clear()
    open_store.cache_clear()
    try:
        path = open_store().received(SUBMISSION) / "original"
        open_store().keep(path, b"content")
        assert b"content" not in Path(path.path).read_bytes()
    finally:
        stores.load_settings.cache_clear()
        open_store.cache_clear()


def test_only_private_files_can_be_forgotten(sealed):
    private, findings = private_files(sealed)["original"], sealed.checked(SUBMISSION, "x")
    sealed.keep(private, b"content")
    sealed.write_once(findings, b"{}")

    assert sealed.forget(private)
    assert not sealed.forget(private)
    with pytest.raises(ConflictError):
        sealed.forget(findings)
    assert not private.exists()
    assert findings.exists()


def test_it_works_in_object_storage_too():
    store = Store(UPath("memory://privacy/lake"), Seal.read(KEY))
    path = private_files(store)["original"]
    store.keep(path, b"content")
    assert b"content" not in path.read_bytes()
    assert store.read(path) == b"content"
    assert path in list(store.everything())
