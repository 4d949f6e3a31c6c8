"""The phases of one year, as its season file describes them, and where a day lies among them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from tasks.errors import CatalogueError


class When(StrEnum):
    """Where a day lies: before all phases, in one, in a gap between two, after all."""

    BEFORE = "before"
    IN = "in"
    BETWEEN = "between"
    AFTER = "after"


@dataclass(frozen=True)
class Act:
    """What the program does in a phase. It is still done up to the end of the phase `until`."""

    name: str
    until: str


@dataclass(frozen=True)
class Phase:
    """One phase: its days, both included, who acts, and what the program does by itself.

    `source` is the document that its days are from; where there is none they are a `setting`
    of this deployment, which says so.
    """

    name: str
    title: str
    begins: date
    ends: date
    who: str
    task: str
    acts: tuple[Act, ...]
    source: str = ""
    setting: str = ""


@dataclass(frozen=True)
class Place:
    """Where a day lies: in `phase`, behind `last`, before `following`, each None for none."""

    when: When
    phase: Phase | None
    last: Phase | None
    following: Phase | None


def read_phases(entries: Sequence[Mapping[str, Any]], acts: Collection[str]) -> tuple[Phase, ...]:
    """Return the phases that a season file describes, in their order; `acts` are those there are.

    Raises `CatalogueError`, with file and line where they are known, if a phase lacks something,
    names an act or a phase there is not, ends before it begins, or begins before the last one
    has ended.
    """
    names = [str(entry.get("phase", "")) for entry in entries]
    found: list[Phase] = []
    for entry in entries:
        try:
            phase = _phase(entry)
        except (KeyError, TypeError, ValueError) as error:
            raise _wrong(entry, f"a phase lacks or has a wrong {error}") from error
        if phase.ends < phase.begins or (found and phase.begins <= found[-1].ends):
            raise _wrong(entry, f"{phase.name} does not follow the phase before")
        if bool(phase.source) == bool(phase.setting):
            raise _wrong(entry, f"{phase.name} has either a source or a setting")
        for act in phase.acts:
            if act.name not in acts:
                raise _wrong(entry, f"there is no act {act.name}; there are {', '.join(acts)}")
            if act.until not in names[names.index(phase.name) :]:
                raise _wrong(entry, f"no later phase is called {act.until}")
        found.append(phase)
    return tuple(found)


def _phase(entry: Mapping[str, Any]) -> Phase:
    return Phase(
        name=entry["phase"],
        title=entry["title"],
        begins=date.fromisoformat(str(entry["begins"])),
        ends=date.fromisoformat(str(entry["ends"])),
        who=entry["who"],
        task=entry["task"],
        acts=tuple(
            Act(str(act["act"]), str(act.get("until", entry["phase"])))
            for act in entry.get("acts", ())
        ),
        source=entry.get("source", ""),
        setting=entry.get("setting", ""),
    )


def _wrong(entry: Mapping[str, Any], message: str) -> CatalogueError:
    file, line = getattr(entry, "file", "expectations/seasons"), getattr(entry, "line", None)
    return CatalogueError(message, file, line)


def place_of(phases: Sequence[Phase], day: date) -> Place:
    """Return where a day lies among the phases."""
    last = [each for each in phases if each.ends < day]
    coming = [each for each in phases if each.begins > day]
    now = next((each for each in phases if each.begins <= day <= each.ends), None)
    before, after = (last[-1] if last else None), (coming[0] if coming else None)
    if now is not None:
        return Place(When.IN, now, before, after)
    if before is None:
        return Place(When.BEFORE, None, None, after)
    return Place(When.BETWEEN if after else When.AFTER, None, before, after)


def acts_due(
    phases: Sequence[Phase], day: date, done: Collection[tuple[str, str]]
) -> list[tuple[Phase, Act]]:
    """Return what is to be done on a day and was not, the earliest phase first.

    That is what the phase of the day asks for, and what an earlier one asked for, which nobody
    did because the service was down, as long as it still makes sense. In a gap, and after the
    last phase, nothing of a phase that is over is begun.
    """
    place = place_of(phases, day)
    if place.phase is None:
        return []
    at = phases.index(place.phase)
    names = [each.name for each in phases]
    return [
        (phase, act)
        for phase in phases[: at + 1]
        for act in phase.acts
        if names.index(act.until) >= at and (phase.name, act.name) not in done
    ]
