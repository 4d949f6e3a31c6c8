"""The verdict on each part of the evaluation and on the county, with all the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from tasks.indicators.evaluation import COUNTY, Evaluation, combined
from tasks.indicators.parts import REFERENCE, Part
from tasks.model import Judgement, Verdict

OVERALL = "overall"


def judge_parts(evaluation: Evaluation, judged: Mapping[str, Sequence[Judgement]]) -> None:
    """Judge each part by its pieces, and the county by the parts that are a condition.

    `judged` has the pieces of every part that is judged at all. A part that its own engine
    has judged is taken as it is.
    """
    parts = [part for part in evaluation.regime.parts if part.id in judged]
    for part in parts:
        if part.option("counted"):
            _enter_met(evaluation, part.id, judged[part.id])
    whole = [_of_part(evaluation, part, judged[part.id]) for part in parts]
    deciding = [
        judgement for part, judgement in zip(parts, whole, strict=True) if part.role != REFERENCE
    ]
    judge_together(evaluation, OVERALL, deciding)


def _of_part(evaluation: Evaluation, part: Part, pieces: Sequence[Judgement]) -> Judgement:
    own = [piece for piece in pieces if (piece.subject, piece.item) == (COUNTY, part.id)]
    if own and not own[-1].level:
        return own[-1]
    return judge_together(evaluation, part.id, pieces, role=part.role)


def _enter_met(evaluation: Evaluation, part: str, judged: Sequence[Judgement]) -> None:
    met = sum(judgement.verdict is Verdict.MET for judgement in judged)
    results = [f"{COUNTY}.{judgement.item}.result" for judgement in judged]
    evaluation.enter(COUNTY, f"{part}.items_met", Decimal(met), inputs=results)


def judge_together(
    evaluation: Evaluation,
    item: str,
    judged: Sequence[Judgement],
    level: str = "",
    *,
    role: str = "",
) -> Judgement:
    """Judge `item` by its pieces, which must all be met, and say what each lacks.

    What has the role of a reference says so beside its standard.
    """
    say = evaluation.regime.say
    title, standard = say(f"parts.{item}"), say(f"part_standards.{item}")
    if role == REFERENCE:
        standard = say("reference", standard=standard)
    verdict = combined(judgement.verdict for judgement in judged)
    reasons = [
        reason_line(evaluation, piece) for piece in judged if piece.verdict is not Verdict.MET
    ]
    results = [result for piece in judged if (result := _result(piece)) in evaluation.book]
    prefix = ".".join(filter(None, (COUNTY, level, item)))
    judgement = Judgement(
        COUNTY, level, item, verdict, f"{prefix}.result", standard,
        evaluation.regime.number, say("join").join(reasons),
    )  # fmt: skip
    if not judged:
        judgement = replace(judgement, reason=say("no_schools"))
    evaluation.judgements.append(judgement)
    evaluation.conclude(prefix, title, judgement, results)
    return judgement


def _result(judgement: Judgement) -> str:
    parts = (COUNTY, judgement.level, judgement.item, "result")
    return ".".join(filter(None, parts))


def reason_line(evaluation: Evaluation, judgement: Judgement) -> str:
    """Return one line: which requirement, its answer, and why."""
    say = evaluation.regime.say
    level = evaluation.codes["levels"].title(judgement.level) if judgement.level else ""
    title = evaluation.book[_result(judgement)].title
    return say(
        "reasons.one_item" if judgement.reason else "reasons.one_item_without_reason",
        level=level, title=title, verdict=say(f"verdicts.{judgement.verdict}"),
        reason=judgement.reason,
    )  # fmt: skip
