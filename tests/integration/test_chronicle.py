"""The chain of events follows what the stages wrote, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from upath import UPath

from tasks import steps
from tasks.custody.chain import broken_link
from tasks.settings import load_settings
from tasks.steps import shelf
from tasks.steps.dossiers.chronicle import chronicle
from tasks.store import ConflictError, Store, open_store, sha256_of, to_json
from tests.builders.folder import a_return, collect, deployed_copy, fill, open_county, put
from tests.integration.conftest import MOMENT, forget_deployment

SEASON = "2025/139901"
FIRST = f"{SEASON}/2139901001/school_return/1"
SECOND = f"{SEASON}/2139901002/school_return/1"
ROSTER = f"{SEASON}/bureau/roster/1"
FINDINGS = f"{SEASON}/0b2a7c7d0ece"
LATER = "2026-01-05T09:00:00+08:00"
PURGED = "2030-01-05T09:00:00+08:00"


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """Return a county of which two returns and a broken file have come and were answered."""
    folder = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        fill(folder, patch)
    forget_deployment()
    return folder


@pytest.fixture
def store(filled, tmp_path, monkeypatch) -> Iterator[Store]:
    """Return the store of a copy of it that a test may change."""
    with deployed_copy(filled, tmp_path, monkeypatch):
        yield open_store()


def told(store: Store) -> list[tuple[str, str]]:
    """Return kind and subject of every event, after a look whether the chain holds."""
    chain = store.chain(SEASON)
    assert broken_link(chain) is None
    return [(event["kind"], event["subject"]) for event in chain]


def the_rest(store: Store) -> None:
    """Write what the later stages write, in a few bytes."""
    store.write_once(store.findings(FINDINGS) / shelf.FACTS, b"[]")
    store.write_once(store.findings(FINDINGS) / shelf.FINDINGS, b"{}")
    approval = {"approved_by": "督导室", "moment": LATER, "reason": "更正后重出"}
    store.write_once(store.approval(FINDINGS), to_json(approval))
    note = {"submission": FIRST, "by": "科长", "reason": "误传", "moment": LATER, "latest": 1}
    store.write_once(store.restoration(SEASON, 1), to_json(note))
    said = {"sha256": "ab" * 32, "moment": LATER, "answers": []}
    store.write_once(store.explained(FIRST) / "abababababab.json", to_json(said))
    seal = {"sealed_by": "督导室", "sealed_at": LATER}
    store.write_once(store.sealing(FINDINGS), to_json(seal))
    package = Path(load_settings().outbox) / "2025" / "云岭县" / "云岭县_终审稿_第1次.zip"
    put(UPath(package), b"zip")
    number = store.issue_number(SEASON, "final", FINDINGS)
    store.write_once(number, to_json({"number": 1}))


def test_what_came_and_was_answered_is_told(store):
    added = chronicle(store, SEASON, MOMENT)

    found = told(store)
    assert added == len(found)
    assert {subject for kind, subject in found if kind == "received"} == {FIRST, SECOND, ROSTER}
    answered = [subject for kind, subject in found if kind == "receipted"]
    assert [subject.rpartition("/")[0] for subject in answered] == [FIRST, SECOND]
    accepted = [subject for kind, subject in found if kind == "accepted"]
    assert [subject.rpartition("/")[0] for subject in accepted] == [FIRST, SECOND]
    event = next(each for each in store.chain(SEASON) if each["subject"] == FIRST)
    content = store.read(store.received(FIRST) / "original")
    assert event["files"] == {"original": sha256_of(content)}
    assert event["happened_at"] == event["recorded_at"] == MOMENT


def test_what_the_later_stages_did_is_told_with_who_and_why(store):
    chronicle(store, SEASON, MOMENT)
    before = told(store)
    the_rest(store)

    chronicle(store, SEASON, LATER)

    events = store.chain(SEASON)[len(before) :]
    assert [(each["kind"], each["subject"], each["who"], each["why"]) for each in events] == [
        ("explained", f"{FIRST}/abababababab", "", ""),
        ("evaluated", FINDINGS, "", ""),
        ("approved", FINDINGS, "督导室", "更正后重出"),
        ("generated", f"{FINDINGS}/final", "", ""),
        ("sealed", FINDINGS, "督导室", ""),
        ("reopened", FINDINGS, "督导室", "更正后重出"),
        ("reopened", f"{FIRST}/0001", "科长", "误传"),
    ]
    assert broken_link(store.chain(SEASON)) is None
    generated = next(each for each in events if each["kind"] == "generated")
    assert generated["files"] == {"package": sha256_of(b"zip")}


def test_nothing_is_told_twice_or_read_twice(store, monkeypatch):
    the_rest(store)
    chronicle(store, SEASON, LATER)
    found, read = told(store), []

    def watched(self, path):
        read.append(path.path)
        return reading(self, path)

    reading = Store.read
    monkeypatch.setattr(Store, "read", watched)

    assert chronicle(store, SEASON, LATER) == 0
    assert told(store) == found
    assert all("/events/" in path or "/restored/" in path for path in read), read


def test_a_package_not_in_the_outbox_was_not_generated(store):
    store.write_once(store.issue_number(SEASON, "draft", FINDINGS), to_json({"number": 1}))

    chronicle(store, SEASON, MOMENT)

    assert "generated" not in {kind for kind, _ in told(store)}


def test_an_unfinished_evaluation_was_not_made(store):
    store.write_once(store.findings(FINDINGS) / shelf.FACTS, b"[]")

    chronicle(store, SEASON, MOMENT)

    assert "evaluated" not in {kind for kind, _ in told(store)}


def test_a_check_is_looked_at_once_however_it_ended(store):
    """A query is no acceptance, and its check is not read again with the next receipt."""
    basis = store.names(store.checked(FIRST, "x").parent)[0].removesuffix(".json")
    queried = store.read_json(store.checked(FIRST, basis)) | {"status": "queried"}
    store.write_once(store.checked(FIRST, "fff"), to_json(queried))
    store.write_once(store.replied(FIRST, "fff"), to_json({"moment": MOMENT}))
    chronicle(store, SEASON, MOMENT)
    store.write_once(store.replied(FIRST, "ggg"), to_json({"moment": LATER}))

    chronicle(store, SEASON, LATER)

    of_first = [each for each in told(store) if each[1].startswith(f"{FIRST}/")]
    assert sorted(kind for kind, _ in of_first) == ["accepted", *["receipted"] * 3]
    assert store.chain(SEASON)[-1]["files"] == {}


def test_no_event_names_a_file_or_what_is_in_it(store):
    the_rest(store)
    chronicle(store, SEASON, LATER)

    written = b"".join(
        store.read(path) for path in store.everything(store.events(SEASON, 1).parent)
    )
    for name in ("张小明", "李小红", "坏", "xlsx"):
        assert name.encode() not in written


@pytest.mark.parametrize("whole", [False, True])
def test_a_run_killed_at_its_write_is_made_good_by_the_next(store, monkeypatch, whole):
    def dying(self, path, content, mode=None):
        if whole:
            writing(self, path, content, mode)
        raise KeyboardInterrupt

    writing = Store.write_once
    with monkeypatch.context() as patch:
        patch.setattr(Store, "write_once", dying)
        with pytest.raises(KeyboardInterrupt):
            chronicle(store, SEASON, MOMENT)

    added = chronicle(store, SEASON, MOMENT)

    assert (added == 0) is whole
    assert len(told(store)) == len(set(told(store))) == 7


@pytest.mark.parametrize("after", range(0, 24, 3))
def test_a_collection_killed_anywhere_is_told_in_the_end(tmp_path, monkeypatch, after):
    county = open_county(tmp_path, monkeypatch)
    put(county / "一小" / "表.xlsx", a_return())
    put(county / "二小" / "表.xlsx", a_return("二小"))
    calls = count()

    def dying(self, path, content, mode=None):
        if next(calls) == after:
            raise KeyboardInterrupt
        return writing(self, path, content, mode)

    writing = Store.write_once
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Store, "write_once", dying)
        collect()
        raise AssertionError("collect has fewer writes than this test believes")
    store = open_store()
    chronicle(store, SEASON, MOMENT)
    collect(LATER)
    chronicle(store, SEASON, LATER)

    kinds = sorted(kind for kind, _ in told(store))
    assert kinds == [*["accepted"] * 2, *["receipted"] * 2, *["received"] * 3]
    forget_deployment()


def test_where_two_write_at_once_the_slower_adds_what_is_left(store, monkeypatch):
    def overtaken(self, path, content, mode=None):
        if not others:
            others.append(1)
            chronicle(store, SEASON, MOMENT)
            the_rest(store)
            raise ConflictError("taken")
        return writing(self, path, content, mode)

    others, writing = [], Store.write_once
    monkeypatch.setattr(Store, "write_once", overtaken)

    assert chronicle(store, SEASON, LATER) == 7
    assert len(told(store)) == len(set(told(store))) == 14


def test_a_chain_half_written_by_a_killed_process_is_passed_over(store):
    chronicle(store, SEASON, MOMENT)
    put(store.events(SEASON, 8).with_name(".000008.json.1234abcd"), b"[{")

    assert chronicle(store, SEASON, MOMENT) == 0


def test_a_purge_leaves_the_chain_as_it_is(store):
    chronicle(store, SEASON, MOMENT)
    before = store.chain(SEASON)

    done = steps.purge(SEASON, "档案管理员", PURGED)
    chronicle(store, SEASON, PURGED)

    assert done.removed and not done.left
    assert store.chain(SEASON)[: len(before)] == before
    assert broken_link(store.chain(SEASON)) is None


def test_what_was_purged_before_anybody_told_it_is_told(store):
    steps.purge(SEASON, "档案管理员", PURGED)

    chronicle(store, SEASON, PURGED)

    received = [subject for kind, subject in told(store) if kind == "received"]
    assert received == sorted([ROSTER, FIRST, SECOND])
