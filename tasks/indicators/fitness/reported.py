"""What a school reports of its own fitness tests against what was computed from its pupils.

A difference asks for an answer of the school. It is no verdict of the evaluation.
"""

from __future__ import annotations

from collections.abc import Sequence

from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.schools import School
from tasks.model import Fact, Verdict

COMPUTED = {
    "tested": "scored",
    "excellent": "excellent",
    "good": "good",
    "passed": "passed",
    "failed": "failed",
}
"""The count that a reported one is set against."""

REPORTED = "fitness_reported"
ANSWERS = {
    Verdict.MET: "schools_agreeing",
    Verdict.NOT_MET: "schools_disagreeing",
    Verdict.NOT_CHECKED: "schools_not_compared",
}


def enter_reported(evaluation: Evaluation, schools: Sequence[School]) -> None:
    """Enter each difference, what follows for each school and level, and how many disagree."""
    answers = {
        school.code: {level: _enter_level(evaluation, school, level) for level in school.levels}
        for school in schools
    }
    levels = evaluation.codes["levels"].codes
    _enter_schools(evaluation, f"{COUNTY}.fitness", answers, levels)
    for level in levels:
        _enter_schools(evaluation, f"{COUNTY}.{level}.fitness", answers, (level,))


def _enter_level(evaluation: Evaluation, school: School, level: str) -> Verdict:
    scope = f"{school.scope}.{level}"
    pairs = [
        (f"{scope}.fitness_{name}", f"{scope}.fitness.{count}") for name, count in COMPUTED.items()
    ]
    asked = [pair for pair in pairs if pair[0] in evaluation.book]
    differences = [
        evaluation.derive(
            f"{scope}.fitness", f"{reported.rsplit('_', 1)[-1]}_difference", [reported, computed],
            lambda said, found: said - found, spec=evaluation.regime.fact("fitness.difference"),
        )
        for reported, computed in asked
    ]  # fmt: skip
    verdict = _verdict(differences)
    evaluation.book.text(
        f"{scope}.{REPORTED}", evaluation.regime.say("fitness.reported.title"),
        evaluation.regime.say(f"fitness.reported.{verdict}"),
        formula=evaluation.regime.say("fitness.reported.formula"),
        inputs=[fact.id for fact in differences], note=_reason(evaluation, differences),
    )  # fmt: skip
    return verdict


def _verdict(differences: Sequence[Fact]) -> Verdict:
    values = [fact.value for fact in differences]
    if any(values):
        return Verdict.NOT_MET
    return Verdict.MET if values and None not in values else Verdict.NOT_CHECKED


def _reason(evaluation: Evaluation, differences: Sequence[Fact]) -> str:
    """Return both numbers wherever they differ, else why something was not compared."""
    regime, join = evaluation.regime, evaluation.regime.say("join")
    if not differences:
        return regime.say("fitness.reported.not_asked")
    different = [
        regime.say(
            "fitness.reported.different", title=evaluation.book[fact.inputs[1]].title,
            reported=evaluation.show(fact.inputs[0]), computed=evaluation.show(fact.inputs[1]),
        )
        for fact in differences
        if fact.value
    ]  # fmt: skip
    return join.join(different or dict.fromkeys(fact.note for fact in differences if fact.note))


def _enter_schools(
    evaluation: Evaluation,
    scope: str,
    answers: dict[str, dict[str, Verdict]],
    levels: Sequence[str],
) -> None:
    """Enter how many schools agree with what was computed at all of `levels` they teach."""
    mine = {
        code: [verdict for level, verdict in by_level.items() if level in levels]
        for code, by_level in answers.items()
    }
    inputs = [
        f"s.{code}.{level}.{REPORTED}"
        for code in mine
        for level in answers[code]
        if level in levels
    ]
    whole = [_of_school(verdicts) for verdicts in mine.values() if verdicts]
    for verdict, name in ANSWERS.items():
        evaluation.enter(
            scope, name, whole.count(verdict), inputs=inputs,
            spec=evaluation.regime.fact(f"fitness.{name}"),
        )  # fmt: skip


def _of_school(verdicts: Sequence[Verdict]) -> Verdict:
    for verdict in (Verdict.NOT_MET, Verdict.NOT_CHECKED):
        if verdict in verdicts:
            return verdict
    return Verdict.MET
