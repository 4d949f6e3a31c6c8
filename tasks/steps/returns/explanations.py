"""Steps: explanations kept as schools give them, and what the county has made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.layouts import Stamp
from tasks.model import (
    BUREAU,
    Decision,
    ExpectedReturn,
    Explanation,
    Issue,
    RuleOutcome,
    Submission,
)
from tasks.steps import shelf
from tasks.steps.discretion import blotter_of
from tasks.steps.findings import rulebook
from tasks.steps.findings.recipe import SHORT, fingerprint
from tasks.steps.returns.reading import staged_of
from tasks.steps.returns.standing import basis, standing
from tasks.steps.season.open_seasons import earlier_seasons
from tasks.steps.season.seasons import Attempts, Season, attempts_of
from tasks.steps.wording import receipt_wording, workbook_wording
from tasks.store import ARRIVAL, Store, to_json

if TYPE_CHECKING:
    from tasks.explanations.conventions import Conventions
    from tasks.explanations.decisions import Decided
    from tasks.explanations.memory import Remembered
    from tasks.intake.opened import Opened
    from tasks.steps.shelf import CheckResult

DECISIONS = "explanation_decisions"
"""The bureau's form, and its only table."""


@dataclass(frozen=True)
class Memory:
    """Every explanation of a county, of this year and the years before, with what was decided.

    `by_school` has them by school code, the oldest first; `unmatched` are rows of this
    year's form of decisions that fit none.
    """

    by_school: Mapping[str, tuple[Explanation, ...]]
    unmatched: tuple[Decided, ...] = ()

    def of(self, submission: str, issues: Iterable[Issue]) -> tuple[Remembered, ...]:
        """Return for each query among the issues of a submission what has been said to it."""
        from tasks.explanations.memory import remember

        school = Submission.parse(submission).school
        return remember(issues, self.by_school.get(school, ()), conventions=conventions())

    def fingerprint(self, submission: Submission) -> str:
        """Return what names all that was said to the queries of a form, empty for nothing."""
        own = [
            repr(each)
            for each in self.by_school.get(submission.school, ())
            if Submission.parse(each.given_in).form == submission.form
        ]
        return fingerprint(*own) if own else ""


def open_memory(store: Store, season: Season) -> Memory:
    """Return all that was explained in a county up to this season."""
    from tasks.explanations.decisions import with_decisions

    by_school: dict[str, list[Explanation]] = {}
    unmatched: list[Decided] = []
    for each in (*earlier_seasons(store, season), season):
        given = _given(store, each.key)
        found, unmatched = with_decisions(given, _decisions(store, each))
        for explanation in found:
            by_school.setdefault(explanation.school, []).append(explanation)
    return Memory({code: tuple(found) for code, found in by_school.items()}, tuple(unmatched))


def take_answers(store: Store, key: str, book: Opened, sha256: str, moment: str) -> int:
    """Keep what an opened file says to the queries of submission `key`; see `keep_answers`.

    Raises `Refused` where the file cannot be read.
    """
    from tasks.receipts.answers import answers_in

    answers = answers_in(book, receipt_wording(), kind_titles())
    return keep_answers(store, key, answers, sha256, moment)


def keep_answers(
    store: Store, key: str, answers: Iterable[Explanation], sha256: str, moment: str
) -> int:
    """Keep what a file says to the queries of submission `key`; return how many answers are new.

    `sha256` is the file's own, `moment` when it arrived. A file is asked once: what was kept
    is never changed, and what says nothing new is not kept.
    """
    from tasks.explanations.answers import new_answers

    path = store.explained(key) / f"{sha256[:SHORT]}.json"
    if path.exists():
        return 0
    school = "/".join(key.split("/")[:3])
    clean = _without_names(answers, blotter_of(store, key))
    new = new_answers(clean, key, _given(store, school), conventions())
    if new:
        note = {"sha256": sha256, "moment": moment, "answers": [asdict(each) for each in new]}
        store.write_once(path, to_json(note))
    return len(new)


def _without_names(
    answers: Iterable[Explanation], blotted: Callable[[str], str]
) -> list[Explanation]:
    return [
        replace(
            each,
            text=blotted(each.text),
            author=blotted(each.author),
            evidence=blotted(each.evidence),
            item=blotted(each.item),
            found=blotted(each.found),
        )
        for each in answers
    ]


def answer_basis(memory: Memory, submission: Submission, season: Season, attempts: Attempts) -> str:
    """Return the name of a receipt: that of its check, and of what has been said to it since.

    Only the attempt that came last is answered anew when an explanation is given or decided.
    """
    checked = basis(submission, season, attempts)
    latest = attempts[submission.school, submission.form][-1]
    said = memory.fingerprint(submission) if submission == latest else ""
    return fingerprint(checked, said) if said else checked


def memory_digest(memory: Memory) -> str:
    """Return what names all that was explained and decided in a county, empty for nothing."""
    known = [repr(each) for found in memory.by_school.values() for each in found]
    return fingerprint(*known) if known else ""


@dataclass(frozen=True)
class Explained:
    """What schools say to all queries of a county's standing returns, in the roster's order."""

    remembered: tuple[Remembered, ...]
    outcomes: tuple[RuleOutcome, ...]
    unmatched: tuple[Decided, ...]

    def accepted(self) -> dict[str, list[tuple[Issue, Explanation]]]:
        """Return by school the queries that an accepted explanation has answered, with it."""
        from tasks.explanations.memory import State

        found: dict[str, list[tuple[Issue, Explanation]]] = {}
        for each in self.remembered:
            if each.state is State.ACCEPTED and each.explanation:
                school = Submission.parse(each.query.submission).school
                found.setdefault(school, []).append((each.query, each.explanation))
        return found

    def tally_text(self) -> str:
        """Return how many queries there are, how many are explained and accepted, in words."""
        return tally_text(self.remembered)


def explained(
    store: Store,
    season: Season,
    expected: Sequence[ExpectedReturn],
    checks: Mapping[str, CheckResult] | None = None,
) -> Explained:
    """Return what is said to the queries of the attempts that `expected` names.

    `checks` are those of these attempts, by submission, where they were read before.
    """
    memory, attempts = open_memory(store, season), attempts_of(store, season.key)
    order = {code: at for at, code in enumerate(season.roster["school_code"])}
    remembered: list[Remembered] = []
    outcomes: list[RuleOutcome] = []
    for each in sorted(expected, key=lambda one: (order.get(one.school, len(order)), one.form)):
        if checks is None:
            result = _check_of(store, season, attempts, each)
        else:
            result = checks.get(each.submission or "")
        if result is not None:
            remembered += memory.of(result.submission, result.issues)
            outcomes += result.outcomes
    return Explained(tuple(remembered), tuple(outcomes), memory.unmatched)


def explained_now(store: Store, season: Season) -> Explained:
    """Return what is said to the queries of what stands now."""
    return explained(store, season, standing(store, season))


def tally_text(remembered: Iterable[Remembered]) -> str:
    """Return how many queries there are, how many are explained and accepted, in words."""
    from tasks.explanations import counts

    return counts.tally_text(counts.tally(remembered), wording()["tally"])


def explanation_files(season: Season, found: Explained) -> dict[str, bytes]:
    """Return the files that are the bureau's alone: what was explained, and the form to decide.

    The form is left out where there is nothing to decide.
    """
    from tasks.explanations.decisions import decision_rows

    names, words = _school_names(season), wording()
    files = {words["workbook"]["file"]: _statistics(season, found, names)}
    rows = decision_rows(found.remembered, names, conventions(), words["details"])
    if rows:
        files[words["decisions"]["file"]] = _decision_form(season, rows)
    return files


@cache
def conventions() -> Conventions:
    """Return what an explanation must say, and how long it is remembered."""
    from tasks.explanations.conventions import read_conventions

    data = catalogue.notebook("explanations")["memory"]
    return read_conventions(data, catalogue.code_lists()["explanation_kinds"])


def kind_titles() -> dict[str, str]:
    """Return what a school chooses from: the title of each kind of explanation by its code."""
    return {code: row["title"] for code, row in conventions().kinds.rows.items()}


def evidence_kinds() -> tuple[str, ...]:
    """Return the titles of the kinds of explanation that say nothing without evidence."""
    kinds = conventions().kinds.rows.values()
    return tuple(row["title"] for row in kinds if row["needs_evidence"] == "yes")


def wording() -> Mapping[str, Any]:
    """Return the sentences about explanations."""
    return rulebook.template("explanations")


def _given(store: Store, place: str) -> list[Explanation]:
    """Return what was explained under `edition/county` or the beginning of a longer key.

    The oldest comes first; nobody has decided anything yet.
    """
    notes = [store.read_json(store.explained(path)) for path in _notes(store, place)]
    notes.sort(key=lambda note: (datetime.fromisoformat(note["moment"]), note["sha256"]))
    return [_explanation(answer) for note in notes for answer in note["answers"]]


def _notes(store: Store, place: str) -> list[str]:
    """Return the paths, below the folder of explanations, of all notes of a place."""
    found = []
    for name in store.names(store.explained(place)):
        path = f"{place}/{name}"
        found += [path] if name.endswith(".json") else _notes(store, path)
    return found


def _explanation(note: Mapping[str, Any]) -> Explanation:
    return Explanation(**{**note, "decision": Decision(note["decision"])})


def _decisions(store: Store, season: Season) -> list[Decided]:
    """Return what the county decided by form or without one, in the order it counts."""
    from tasks.explanations.decisions import Decided

    found = _decisions_by_form(store, season)
    for note in store.decisions(season.key):
        decided = Decided(note["reference"], Decision(note["decision"]), note["comment"])
        found.append((datetime.fromisoformat(note["moment"]), decided))
    return [each for _, each in sorted(found, key=lambda timed: timed[0])]


def _decisions_by_form(store: Store, season: Season) -> list[tuple[datetime, Decided]]:
    """Return the rows of the bureau's form that decide something, each with its moment.

    An attempt that counts again counts no earlier than those before it.
    """
    attempts = attempts_of(store, season.key)
    found: list[tuple[datetime, Decided]] = []
    for submission in attempts.get((BUREAU, DECISIONS), []):
        path = store.checked(str(submission), basis(submission, season, attempts))
        if path.exists() and _is_usable(shelf.get_check(store, path)):
            arrival = store.read_json(store.received(str(submission)) / ARRIVAL)
            moment = datetime.fromisoformat(arrival["moment"])
            moment = max(moment, found[-1][0]) if found else moment
            table = staged_of(str(submission), season).tables.get(DECISIONS)
            found += [(moment, each) for each in _decided(table.frame)] if table else []
    return found


def _is_usable(result: CheckResult) -> bool:
    return ExpectedReturn("", "", status=result.status).usable


def _decided(frame: Any) -> list[Decided]:
    from tasks.explanations.decisions import Decided

    rows = frame[frame["decision"].notna()].fillna({"comment": ""}).to_dict("records")
    return [
        Decided(row["reference"], Decision(row["decision"]), row["comment"], int(row["_row"]))
        for row in rows
    ]


def _check_of(
    store: Store, season: Season, attempts: Attempts, expected: ExpectedReturn
) -> CheckResult | None:
    if expected.submission is None:
        return None
    submission = Submission.parse(expected.submission)
    path = store.checked(str(submission), basis(submission, season, attempts))
    return shelf.get_check(store, path) if path.exists() else None


def _school_names(season: Season) -> dict[str, str]:
    names = zip(season.roster["school_code"], season.roster["school_name"], strict=True)
    return {**dict(names), BUREAU: season.school_name(BUREAU)}


def _statistics(season: Season, found: Explained, names: Mapping[str, str]) -> bytes:
    from tasks.explanations.counts import count_rules
    from tasks.explanations.workbook import Names, explanations_workbook

    layouts = catalogue.layouts(season.edition)
    called = Names(
        county=season.county_name,
        rules=rulebook.rule_titles(season.edition),
        schools=names,
        forms={form: layout.title for form, layout in layouts.items()},
        decisions=catalogue.code_lists()["explanation_decisions"],
    )
    counts = count_rules(found.remembered, found.outcomes, conventions())
    return explanations_workbook(
        counts, found.remembered, found.unmatched, called, conventions(), wording()
    )


def _decision_form(season: Season, rows: Sequence[Mapping[str, object]]) -> bytes:
    from tasks.intake.blank import write_workbook

    return write_workbook(
        catalogue.layouts(season.edition)[DECISIONS],
        Stamp(DECISIONS, season.edition, season.county, season.county_name, season.county),
        catalogue.code_lists(),
        wording=workbook_wording(),
        values={DECISIONS: rows},
        guidance=rulebook.field_guidance(season.edition).get(DECISIONS, {}),
        prefill={"school_year": season.calendar["school_year"]},
        due=str(season.calendar["forms"][DECISIONS]["due"]),
    )
