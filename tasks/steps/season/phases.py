"""Step: what the phase of the season asks for, done once, and the schedule of each county."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.errors import JunhengError, StoreError
from tasks.model import Status
from tasks.steps.dossiers.assembling import assemble
from tasks.steps.dossiers.outbox import delivered
from tasks.steps.dossiers.publishing import deliver
from tasks.steps.dossiers.rectification import problems_of, register_files
from tasks.steps.dossiers.versions import DRAFT
from tasks.steps.findings import rulebook
from tasks.steps.findings.evaluating import current_findings
from tasks.steps.intake import folders
from tasks.steps.intake.blanks import blank_form
from tasks.steps.province.county_packages import latest
from tasks.steps.returns.standing import standing
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import TIME_ZONE, Season, county_seasons, owed, welcome
from tasks.store import Store, open_store, to_json

if TYPE_CHECKING:
    from tasks.phases.calendar import Phase

log = logging.getLogger(__name__)

PHASES = "phases"
MISSING, RETURNED = "missing", "returned"


@dataclass(frozen=True)
class PhaseNow:
    """Where a county stands in its year. `when` is `before`, `in`, `between` or `after`.

    `lines` say in words which phase it is, since when, what to do, who, and until when; `due`
    are the acts that the program has not done yet.
    """

    season: str
    county_name: str
    when: str
    phase: str
    title: str
    begins: str
    ends: str
    lines: list[str]
    due: list[str]


@dataclass(frozen=True)
class _Turn:
    """One county on one day."""

    store: Store
    season: Season
    phases: tuple[Phase, ...]
    moment: str

    @property
    def day(self) -> date:
        """Return the day in China."""
        return datetime.fromisoformat(self.moment).astimezone(TIME_ZONE).date()

    def done(self) -> dict[tuple[str, str], str]:
        """Return on which day each act of each phase was done."""
        found = {}
        for phase in self.phases:
            for act in phase.acts:
                note = self.store.phase(self.season.key, phase.name, act.name)
                if note.exists():
                    found[phase.name, act.name] = str(self.store.read_json(note)["day"])
        return found

    def put(self, folder: str, name: str, content: bytes) -> bool:
        """Put a file of ours into the 回执 folder of a school, or of the bureau."""
        county = folders.county_folder(self.store, self.season.key)
        if county is None:
            return False
        path = f"{county.parent.name}/{county.name}/{folder}/{name}"
        return folders.hand_out(path, name, content)

    @property
    def bureau(self) -> str:
        """Return the name of the bureau's folder."""
        return str(self.season.calendar["bureau_folder"])


def enter_phases(moment: str) -> list[str]:
    """Do, for every open county, what the phase of `moment` asks for and was not done yet.

    Returns `edition/county/phase/act` for everything that was done. What belonged to a phase
    that nobody saw because the service was down is made up while it still makes sense. Nothing
    is decided here: a final version is only asked for. Doing it again does nothing again.
    """
    store = open_store()
    found: list[str] = []
    for key in county_seasons(store):
        try:
            found += _enter(store, key, moment)
        except StoreError:
            raise
        except JunhengError as error:
            # One county whose papers cannot be made must not keep the others from theirs.
            log.error("%s: %s", key, error)
    return found


def phases_now(moment: str, county: str = "") -> list[PhaseNow]:
    """Return where every county, or the one `edition/county`, stands in its year.

    A county whose season describes no phases is left out.
    """
    store = open_store()
    turns = (_turn(store, key, moment) for key in county_seasons(store) if county in ("", key))
    return [_phase_now(turn) for turn in turns if turn is not None]


def _turn(store: Store, key: str, moment: str) -> _Turn | None:
    from tasks.phases.calendar import read_phases

    season = open_season(store, key)
    entries = season.calendar.get(PHASES) if season else None
    if season is None or not entries:
        return None
    return _Turn(store, season, read_phases(entries, tuple(ACTS)), moment)


def _phase_now(turn: _Turn) -> PhaseNow:
    from tasks.phases.calendar import acts_due, place_of
    from tasks.phases.workbook import now_lines

    words, place = _words(), place_of(turn.phases, turn.day)
    known = place.phase or place.following or place.last
    due = acts_due(turn.phases, turn.day, turn.done())
    return PhaseNow(
        season=turn.season.key,
        county_name=turn.season.county_name,
        when=str(place.when),
        phase=place.phase.name if place.phase else "",
        title=known.title if known else "",
        begins=known.begins.isoformat() if known else "",
        ends=known.ends.isoformat() if known else "",
        lines=now_lines(place, words),
        due=[words["acts"][act.name] for _, act in due],
    )


def _enter(store: Store, key: str, moment: str) -> list[str]:
    from tasks.phases.calendar import acts_due

    turn = _turn(store, key, moment)
    if turn is None:
        return []
    found = []
    for phase, act in acts_due(turn.phases, turn.day, turn.done()):
        if ACTS[act.name](turn, phase):
            note = {"moment": moment, "day": turn.day.isoformat()}
            store.write_once(store.phase(key, phase.name, act.name), to_json(note))
            found.append(f"{key}/{phase.name}/{act.name}")
    _lay_schedule(turn)
    return found


def _lay_schedule(turn: _Turn) -> None:
    """Put the schedule of the year into the bureau's folder, where it is another one now."""
    from tasks.phases.workbook import schedule_workbook

    words = _words()
    content = schedule_workbook(
        turn.phases, turn.day, turn.done(), _missing(turn), turn.season.county_name, words
    )
    turn.put(turn.bureau, words["file"], content)


def _missing(turn: _Turn) -> list[list[str]]:
    """Return a line for each return that is missing or was sent back, in the roster's order."""
    words, season = _words(), turn.season
    must, layouts = set(owed(season)), catalogue.layouts(season.edition)
    lines = []
    for each in standing(turn.store, season):
        state = MISSING if each.submission is None else ""
        state = RETURNED if each.status is Status.RETURNED else state
        if state and (each.school, each.form) in must:
            due = season.calendar["forms"][each.form]["due"]
            lines.append(
                [season.school_name(each.school), layouts[each.form].title,
                 words["returns"][state], str(due)]
            )  # fmt: skip
    return lines


def _blanks(turn: _Turn, phase: Phase) -> bool:
    """Lay an empty workbook of each form into the folder of each school that has filed none."""
    words, season, done = _words(), turn.season, True
    names = {school: name for name, school in season.folders.items()}
    for school, form in welcome(season):
        terms = season.calendar["forms"][form]
        came = turn.store.attempts(f"{season.key}/{school}/{form}")
        if terms.get("prefilled") or came:
            continue
        called = catalogue.layouts(season.edition)[form].file_name
        name = words["blank_file"].format(form=called, folder=names[school])
        done = turn.put(names[school], name, blank_form(season, school, form)) and done
    return done


def _missing_list(turn: _Turn, phase: Phase) -> bool:
    """Tell the bureau what is missing; the schedule, laid out after it, has the list."""
    return True


def _register(turn: _Turn, phase: Phase) -> bool:
    """Lay the register of problems into the bureau's folder, once the county was evaluated."""
    current = current_findings(turn.store, turn.season)
    if current is None:
        return False
    problems = problems_of(turn.store, turn.season, current[1])
    files = register_files(turn.season, problems)
    return all(turn.put(turn.bureau, name, content) for name, content in files.items())


def _drafts(turn: _Turn, phase: Phase) -> bool:
    """Make the draft of what stands now, if it is not there, once the county was evaluated."""
    current = current_findings(turn.store, turn.season)
    if current is None:
        return False
    if delivered(turn.store, turn.season, current[0], DRAFT) is None:
        deliver(assemble(current[0]))
    return True


def _final_due(turn: _Turn, phase: Phase) -> bool:
    """Remind the bureau that a person must release the final version of what stands now."""
    current = current_findings(turn.store, turn.season)
    if current is not None and turn.store.approval(current[0]).exists():
        return True
    return _notice(turn, phase, "final_due")


def _hand_over(turn: _Turn, phase: Phase) -> bool:
    """Remind the bureau to hand the final version over, or that there is none."""
    found = latest(turn.store, turn.season)
    if found is None or found[1] == DRAFT:
        _notice(turn, phase, "hand_over", "hand_over_nothing")
        return False
    return _notice(turn, phase, "hand_over", package=found[2].name)


def _notice(turn: _Turn, phase: Phase, name: str, said: str = "", **blanks: str) -> bool:
    notices = _words()["notices"]
    text = str(notices[said] if said else notices[name]["text"]).format(
        county_name=turn.season.county_name, season=turn.season.key, title=phase.title,
        ends=phase.ends.isoformat(), **blanks,
    )  # fmt: skip
    return turn.put(turn.bureau, notices[name]["file"], text.encode())


def _words() -> Mapping[str, Any]:
    return rulebook.template(PHASES)


ACTS: Mapping[str, Callable[[_Turn, Any], bool]] = {
    "blanks": _blanks,
    "missing": _missing_list,
    "register": _register,
    "drafts": _drafts,
    "final_due": _final_due,
    "hand_over": _hand_over,
}
"""What the program can do by itself in a phase; each tells whether it is done for good."""
