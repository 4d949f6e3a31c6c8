"""Whatever is done to a chain of events, its first broken link is named."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.custody.chain import Broken, append, broken_link
from tasks.custody.events import KINDS, START, Event, hash_of
from tests.builders.custody import a_chain, a_happening, notes, rehashed

LENGTH = 6
EVERY = range(LENGTH)
CHAIN = a_chain(LENGTH)
HEAD = CHAIN[-1].hash


def checked(changed: list[dict[str, Any]]) -> Broken | None:
    """Return what is found where head and length of the true chain are known."""
    return broken_link(changed, HEAD, LENGTH)


def test_a_chain_that_nobody_touched_holds():
    assert checked(notes(CHAIN)) is None
    assert broken_link(notes(CHAIN)) is None
    assert broken_link([], START, 0) is None


@pytest.mark.parametrize("at", EVERY)
def test_a_deleted_event_is_named(at):
    left = notes(CHAIN)
    del left[at]

    assert checked(left) == Broken(at + 1, "deleted")


@pytest.mark.parametrize("at", EVERY)
def test_an_event_deleted_with_all_others_renumbered_still_misses_the_signed_head(at):
    left = notes(CHAIN)
    del left[at]

    found = checked(rehashed(left))

    # The chain fits in itself, so all that is known is that it is shorter than the signed one.
    assert found == Broken(LENGTH, "deleted")


@pytest.mark.parametrize("pair", combinations(EVERY, 2), ids=str)
def test_events_that_changed_places_are_named(pair):
    first, second = pair
    changed = notes(CHAIN)
    changed[first], changed[second] = changed[second], changed[first]

    assert checked(changed) == Broken(first + 1, "reordered")


@pytest.mark.parametrize("pair", combinations(EVERY, 2), ids=str)
def test_events_that_changed_places_and_fit_again_miss_the_signed_head(pair):
    first, second = pair
    changed = notes(CHAIN)
    changed[first], changed[second] = changed[second], changed[first]

    found = checked(rehashed(changed))

    # The later moment now stands before the earlier one.
    assert found == Broken(first + 2, "back_dated")


@pytest.mark.parametrize("at", EVERY)
@pytest.mark.parametrize("name", [name for name in notes(CHAIN)[0] if name != "recorded_at"])
def test_an_edited_event_is_named(at, name):
    changed = notes(CHAIN)
    value = changed[at][name]
    changed[at][name] = {"original": "cd" * 32} if name == "files" else type(value)(f"{value}1")

    assert checked(changed) == Broken(at + 1, "edited")


@pytest.mark.parametrize("at", EVERY)
def test_an_event_that_lost_or_gained_a_field_is_named(at):
    for change in (lambda note: note.pop("why"), lambda note: note.update(note="x")):
        changed = notes(CHAIN)
        change(changed[at])
        assert checked(changed) == Broken(at + 1, "edited")


@pytest.mark.parametrize("at", EVERY)
def test_an_event_edited_with_its_hash_no_longer_fits_the_next_one(at):
    changed = notes(CHAIN)
    changed[at]["who"] = "somebody"
    changed[at]["hash"] = hash_of(changed[at])

    how = "unlinked" if at < LENGTH - 1 else "other_head"
    assert checked(changed) == Broken(at + 1, how)


@pytest.mark.parametrize("at", EVERY)
def test_an_event_edited_with_all_hashes_after_it_misses_the_signed_head(at):
    changed = notes(CHAIN)
    changed[at]["who"] = "somebody"

    assert broken_link(rehashed(changed, at)) is None
    assert checked(changed) == Broken(LENGTH, "other_head")


@pytest.mark.parametrize("at", EVERY[1:])
def test_a_back_dated_event_is_named(at):
    changed = notes(CHAIN)
    changed[at]["recorded_at"] = "2025-10-31T08:00:00+08:00"

    assert checked(changed) == Broken(at + 1, "back_dated")
    assert checked(rehashed(changed, at)) == Broken(at + 1, "back_dated")


@pytest.mark.parametrize("at", EVERY)
def test_a_moment_changed_without_going_back_is_an_edit(at):
    changed = notes(CHAIN)
    changed[at]["recorded_at"] = changed[at]["recorded_at"].replace("08:00:00", "08:00:01")

    assert checked(changed) == Broken(at + 1, "edited")


@pytest.mark.parametrize("at", range(LENGTH + 1))
def test_an_event_put_in_is_named(at):
    changed = notes(CHAIN)
    changed.insert(at, dict(changed[min(at, LENGTH - 1)]))

    assert checked(changed) == Broken(at + 2 if at < LENGTH else at + 1, "added")


def test_an_event_behind_the_signed_head_is_named():
    more = append(CHAIN[-1], [a_happening(9)], "2025-12-01T08:00:00+08:00")

    assert broken_link(notes([*CHAIN, *more])) is None
    assert checked(notes([*CHAIN, *more])) == Broken(LENGTH + 1, "added")


@pytest.mark.parametrize("at", EVERY)
@pytest.mark.parametrize("junk", [None, 3, "x", [], {}, {"number": 1}, {"recorded_at": "x"}])
def test_what_is_no_event_is_named_and_breaks_nothing(at, junk):
    changed = notes(CHAIN)
    changed[at] = junk

    assert checked(changed) == Broken(at + 1, "edited")


@given(st.data())
def test_no_change_of_one_sign_goes_unseen(data):
    at = data.draw(st.sampled_from(EVERY))
    changed = notes(CHAIN)
    names = [name for name, value in changed[at].items() if isinstance(value, str) and value]
    name = data.draw(st.sampled_from(sorted(names)))
    place = data.draw(st.integers(0, len(changed[at][name]) - 1))
    sign = data.draw(st.characters().filter(lambda each: each != changed[at][name][place]))
    changed[at][name] = changed[at][name][:place] + sign + changed[at][name][place + 1 :]

    found = checked(changed)
    assert found is not None and found.number == at + 1


def test_events_of_one_moment_are_told_in_the_order_of_their_kinds():
    same = {"happened_at": "2025-10-18T16:00:00+08:00"}
    happenings = [a_happening(at, **same) for at in range(len(KINDS))]

    made = append(None, reversed(happenings), "2025-10-18T16:00:00+08:00")

    assert [event.kind for event in made] == list(KINDS)
    assert [event.number for event in made] == [*range(1, len(KINDS) + 1)]


def test_a_clock_that_goes_back_stands_still_and_time_zones_are_understood():
    first = append(None, [a_happening(1)], "2025-10-18T16:00:00+08:00")[-1]

    (second,) = append(first, [a_happening(2)], "2025-10-18T07:59:59+00:00")
    (third,) = append(first, [a_happening(2)], "2025-10-18T08:00:01+00:00")

    assert second.recorded_at == first.recorded_at
    assert third.recorded_at == "2025-10-18T08:00:01+00:00"
    assert broken_link(notes([first, third])) is None


def test_the_same_happenings_make_the_same_chain():
    assert a_chain() == a_chain()
    assert isinstance(a_chain()[0], Event)
