"""What is sealed can be read by those who have the key, and says so to those who have not."""

from __future__ import annotations

import pytest

from tasks.seal import MAGIC, Seal, SealError

KEY, OTHER = "a1" * 32, "b2" * 32
CONTENT = b"PK\x03\x04 a workbook"


def test_what_is_sealed_is_unreadable_and_comes_back_whole():
    seal = Seal.read(KEY)
    kept = seal.close(CONTENT)

    assert CONTENT not in kept
    assert seal.open(kept, "x") == CONTENT


def test_the_same_content_is_never_sealed_to_the_same_bytes():
    seal = Seal.read(KEY)
    assert seal.close(CONTENT) != seal.close(CONTENT)


def test_without_a_key_content_is_kept_as_it_is():
    assert Seal().close(CONTENT) == CONTENT


def test_what_was_kept_before_there_was_a_key_stays_readable():
    assert Seal.read(KEY).open(CONTENT, "x") == CONTENT


def test_a_file_that_looks_sealed_is_taken_for_what_it_is():
    pretended = MAGIC + b"12345678" + bytes(40)
    assert Seal().open(Seal().close(pretended), "x") == pretended
    assert Seal.read(KEY).open(Seal.read(KEY).close(pretended), "x") == pretended


@pytest.mark.parametrize("keys", ["", OTHER])
def test_a_missing_or_another_key_is_told_to_who_operates_the_deployment(keys):
    kept = Seal.read(KEY).close(CONTENT)
    with pytest.raises(SealError, match="whoever operates it must add that key") as error:
        Seal.read(keys).open(kept, "received/1/original")
    assert "received/1/original" in str(error.value)
    assert KEY not in str(error.value)


def test_an_earlier_key_still_reads_after_a_new_one():
    kept = Seal.read(OTHER).close(CONTENT)
    seal = Seal.read(f"{KEY}, {OTHER}")

    assert seal.open(kept, "x") == CONTENT
    with pytest.raises(SealError):
        Seal.read(OTHER).open(seal.close(CONTENT), "x")


@pytest.mark.parametrize(
    "damage", [lambda kept: kept[:-1], lambda kept: kept[:-1] + b"\0", lambda kept: kept[:20]]
)
def test_a_file_that_was_changed_is_not_read(damage):
    kept = Seal.read(KEY).close(CONTENT)
    with pytest.raises(SealError, match="backup"):
        Seal.read(KEY).open(damage(kept), "x")


@pytest.mark.parametrize("text", ["secret", "a1" * 31, "zz" * 32, f"{KEY},1"])
def test_a_key_that_is_none_is_refused(text):
    with pytest.raises(SealError, match="openssl rand -hex 32") as error:
        Seal.read(text)
    assert text not in str(error.value)
