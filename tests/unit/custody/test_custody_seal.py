"""Whatever is done to a sealed package, the check of its seal says what and where."""

from __future__ import annotations

import builtins
import inspect
import json
import sys

import pytest
import yaml
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tasks import catalogue
from tasks.custody import check as checking
from tasks.custody.chain import (
    ADDED,
    BACK_DATED,
    DELETED,
    EDITED,
    OTHER_HEAD,
    REORDERED,
    UNLINKED,
)
from tasks.custody.check import BROKEN, INTACT, NOT_CHECKED, check_seal, is_sealed
from tasks.custody.code import short_code
from tasks.custody.seal import KEY, LEDGER, NOTE, content_hash, hashes_of, readable, signed_part
from tasks.custody.signature import is_signed, public_key, sign
from tests.builders.custody import (
    FINDINGS,
    OTHER_SEED,
    PACKAGE,
    SEED,
    a_chain,
    a_sealed_package,
    notes,
    rehashed,
    with_json,
)

SEALED = a_sealed_package()
TRUSTED = public_key(SEED)
WORDING = yaml.safe_load((catalogue.TEMPLATES / "custody" / "wording.yml").read_text("utf-8"))


def faults(files, trusted=TRUSTED):
    """Return part, kind and place of everything that is not as it should be."""
    found = [each for each in check_seal(files, trusted) if each.state != "intact"]
    return [(each.part, each.how, each.where) for each in found]


def test_a_seal_that_nobody_touched_holds():
    assert faults(SEALED) == []
    assert [each.part for each in check_seal(SEALED)] == list(WORDING["parts"])[:5]
    assert is_sealed(SEALED)
    assert not is_sealed(PACKAGE)


def test_the_same_package_has_the_same_seal():
    assert a_sealed_package() == SEALED


def test_the_note_says_what_was_sealed():
    note = json.loads(SEALED[NOTE])

    assert note["files"] == hashes_of(PACKAGE)
    assert note["content"] == content_hash(note["files"])
    assert note["code"] == short_code("0b2a7c7d0ece", "final")
    assert note["findings"] == FINDINGS
    assert note["chain"]["length"] == 6


def test_who_sealed_is_only_known_where_the_key_is_known_from_elsewhere():
    assert faults(SEALED, trusted="") == [("key", "nobody_says", public_key(SEED))]
    assert faults(a_sealed_package(seed=OTHER_SEED)) == [
        ("key", "not_trusted", public_key(OTHER_SEED))
    ]
    assert faults(SEALED, trusted=public_key(SEED).upper()) == []


@pytest.mark.parametrize("path", PACKAGE)
def test_every_file_of_the_package_is_watched(path):
    without = {each: content for each, content in SEALED.items() if each != path}

    assert faults(without) == [("files", "missing", path)]
    assert faults({**SEALED, path: SEALED[path] + b" "}) == [("files", "changed", path)]
    assert faults({**without, f"{path}x": SEALED[path]})[0][:2] == ("files", "missing")


def test_a_file_put_into_the_package_is_named():
    assert faults({**SEALED, "学校/多出.docx": b""}) == [("files", "added", "学校/多出.docx")]


@pytest.mark.parametrize("left", ["Thumbs.db", "县级/.DS_Store", "学校/~$01_自评表.docx"])
def test_what_a_computer_leaves_in_a_folder_breaks_no_seal(left):
    assert faults({**SEALED, left: b"anything"}) == []


@pytest.mark.parametrize("at", range(6))
def test_the_chain_in_the_package_is_watched(at):
    def without(events):
        del events[at]
        return events

    def edited(events):
        events[at]["subject"] += "0"
        return events

    place = str(at + 1)
    assert faults(with_json(SEALED, LEDGER, without, readable)) == [("chain", "deleted", place)]
    assert faults(with_json(SEALED, LEDGER, edited, readable)) == [("chain", "edited", place)]


def test_a_chain_written_anew_is_not_the_signed_one():
    def anew(events):
        events[2]["why"] = "nothing"
        return rehashed(events, 2)

    assert faults(with_json(SEALED, LEDGER, anew, readable)) == [("chain", "other_head", "6")]


def test_a_file_that_says_the_same_in_other_bytes_is_named():
    assert faults({**SEALED, LEDGER: SEALED[LEDGER] + b"\n"}) == [("chain", "rewritten", LEDGER)]
    assert faults({**SEALED, NOTE: SEALED[NOTE] + b"\n"}) == [("note", "rewritten", NOTE)]
    twice = SEALED[NOTE].replace(b'"sealed_by": ', b'"sealed_by": "x",\n "sealed_by": ')
    assert faults({**SEALED, NOTE: twice}) == [("note", "rewritten", NOTE)]


@pytest.mark.parametrize("name", [*json.loads(SEALED[NOTE])])
def test_every_word_of_the_note_is_signed(name):
    def edited(note):
        value = note[name]
        if isinstance(value, str):
            # A hash, a key and a moment stay what they are, with another digit.
            note[name] = value.replace("1", "2", 1) if "1" in value else f"{value}x"
        elif name == "chain":
            note[name]["head"] = "0" * 64
        else:
            note[name]["manifest.json"] = "0" * 64
        return note

    found = faults(with_json(SEALED, NOTE, edited, readable))

    parts = {part for part, _, _ in found}
    assert parts & {"signature", "note"}
    assert "signature" in parts or found[0][:2] == ("note", "unreadable")


def test_a_package_changed_with_all_its_hashes_has_a_wrong_signature():
    changed = {**SEALED, "数据/facts.json": b"[1]"}

    def fitting(note):
        note["files"] = hashes_of(changed)
        note["content"] = content_hash(note["files"])
        return note

    assert faults(with_json(changed, NOTE, fitting, readable)) == [("signature", "wrong", NOTE)]


@pytest.mark.parametrize("name", ["content", "code", "version"])
def test_a_note_whose_parts_contradict_each_other_is_named_even_if_signed(name):
    def contradicting(note):
        note[name] = "draft"
        note["signature"] = sign(SEED, signed_part(note))
        return note

    assert faults(with_json(SEALED, NOTE, contradicting, readable)) == [("note", "edited", NOTE)]


def test_a_package_sealed_again_by_another_is_known_by_the_key():
    changed = {**PACKAGE, "数据/facts.json": b"[1]"}
    again = a_sealed_package(changed, OTHER_SEED)

    assert faults(again) == [("key", "not_trusted", public_key(OTHER_SEED))]
    with_old_key = {**again, KEY: SEALED[KEY]}
    assert ("key", "changed", KEY) in faults(with_old_key)


def test_a_seal_dated_before_the_chain_ends_is_named():
    def early(note):
        note["sealed_at"] = "2025-11-01T08:00:00+08:00"
        note["signature"] = sign(SEED, signed_part(note))
        return note

    assert faults(with_json(SEALED, NOTE, early, readable)) == [("chain", "sealed_early", NOTE)]


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        (NOTE, ("note", "missing", NOTE)),
        (LEDGER, ("chain", "missing", LEDGER)),
        (KEY, ("key", "missing", KEY)),
    ],
)
def test_a_part_of_the_seal_that_is_gone_is_named(path, fault):
    left = {each: content for each, content in SEALED.items() if each != path}

    assert faults(left) == [fault]
    assert is_sealed(left)


@pytest.mark.parametrize("junk", [b"", b"\xff", b"[]", b"3", b"{}", b'"x"', b"[" * 9999, b"NaN"])
def test_junk_breaks_nothing(junk):
    assert faults({**SEALED, NOTE: junk}) == [("note", "unreadable", NOTE)]
    assert faults({**SEALED, LEDGER: junk})[0][0] == "chain"
    assert faults({**SEALED, KEY: junk}) == [("key", "changed", KEY)]


def test_a_name_that_no_file_can_carry_breaks_nothing():
    changed = SEALED[NOTE].replace("督导室".encode(), rb"\ud800")

    assert faults({**SEALED, NOTE: changed}) == [("note", "unreadable", NOTE)]


def test_without_the_library_the_rest_is_checked_and_the_signature_is_not(monkeypatch):
    def without(name, *rest, **named):
        if name.startswith("tasks.custody.signature"):
            raise ImportError(name)
        return known(name, *rest, **named)

    known = builtins.__import__
    monkeypatch.delitem(sys.modules, "tasks.custody.signature", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    changed = {**SEALED, "manifest.json": b"x"}

    assert faults(SEALED) == [("signature", "no_library", "")]
    assert faults(changed) == [
        ("files", "changed", "manifest.json"),
        ("signature", "no_library", ""),
    ]


def test_a_signature_is_of_one_key_and_one_content():
    signature = sign(SEED, b"content")

    assert is_signed(public_key(SEED), signature, b"content")
    assert not is_signed(public_key(SEED), signature, b"other")
    assert not is_signed(public_key(OTHER_SEED), signature, b"content")
    assert not is_signed(public_key(SEED), "zz", b"content")
    assert not is_signed("00", signature, b"content")


def test_the_key_is_a_file_that_other_programs_read():
    key = load_pem_public_key(SEALED[KEY])

    assert key.public_bytes_raw().hex() == public_key(SEED)


def test_every_answer_has_its_sentence():
    source = inspect.getsource(checking)
    hows = {EDITED, BACK_DATED, DELETED, REORDERED, ADDED, UNLINKED, OTHER_HEAD}

    assert hows <= set(WORDING["findings"]["chain"])
    assert set(WORDING["states"]) == {INTACT, BROKEN, NOT_CHECKED}
    for part, sentences in WORDING["findings"].items():
        for how, sentence in sentences.items():
            assert f'"{part}"' in source
            assert f'"{how}"' in source or how in hows
            assert sentence.format(where="x")


def test_the_chain_of_a_package_is_the_one_that_was_signed():
    events = json.loads(SEALED[LEDGER])

    assert events == notes(a_chain(6))
    assert json.loads(SEALED[NOTE])["chain"]["head"] == events[-1]["hash"]
