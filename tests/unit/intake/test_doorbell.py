"""The doorbell rings when something new lies in the intake, and harms nobody if it is not heard."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tasks import doorbell
from tasks.doorbell import Bell, IntakeTrigger
from tasks.errors import StoreError


def rung(looks: list[object], monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return what the trigger yields while the intake looks so, one look after the other."""
    waiting: Iterator[object] = iter(looks)

    def look() -> object:
        found = next(waiting, None)
        if found is None:
            raise KeyboardInterrupt
        if isinstance(found, Exception):
            raise found
        return found

    async def listen() -> list[object]:
        heard = []
        try:
            async for event in IntakeTrigger(look_every=0).run():
                heard.append(event.payload["files"])
        except KeyboardInterrupt:
            pass
        return heard

    async def at_once(function):
        return function()

    monkeypatch.setattr(doorbell, "_waiting", look)
    monkeypatch.setattr(asyncio, "to_thread", at_once)
    return asyncio.run(listen())


def test_it_rings_once_for_what_lies_there_and_again_for_more(monkeypatch):
    assert rung([[], ["a"], ["a"], ["a", "b"], [], ["a"]], monkeypatch) == [1, 2, 1]


def test_a_store_that_does_not_answer_is_asked_again(monkeypatch):
    assert rung([StoreError("no"), OSError("no"), ["a"]], monkeypatch) == [1]


def test_an_error_of_ours_is_not_hidden(monkeypatch):
    with pytest.raises(ValueError, match="a bug"):
        rung([ValueError("a bug")], monkeypatch)


def test_it_rings_again_after_a_while_for_what_was_not_heard():
    now = [0.0]
    bell = Bell(300, lambda: now[0])

    assert bell.rings(["a"])
    now[0] = 299.0
    assert not bell.rings(["a"])
    now[0] = 300.0
    assert bell.rings(["a"])


def test_airflow_makes_the_same_trigger_anew():
    classpath, arguments = IntakeTrigger(look_every=5, ring_again=50).serialize()

    assert classpath == "tasks.doorbell.IntakeTrigger"
    assert IntakeTrigger(**arguments).serialize() == (classpath, arguments)
