"""The verdict on each part of the evaluation and on the county, with all the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from tasks.indicators.evaluation import COUNTY, Evaluation, combined
from tasks.indicators.regime import LEVELS
from tasks.indicators.resources import RESOURCES
from tasks.model import Judgement, Verdict

BALANCE = "balance"
OVERALL = "overall"
COUNTED_PARTS = ("guarantee", "quality")


def judge_parts(evaluation: Evaluation, levels: Sequence[str]) -> None:
    """Judge resources, balance, guarantee, quality, recognition, vetoes, and the whole.

    `levels` are those that any evaluated school teaches.
    """
    coefficients = [f"{indicator.id}.cv" for indicator in evaluation.regime.indicators]
    for level in LEVELS:
        _judge(evaluation, BALANCE, _of(evaluation, coefficients, (level,)), level)
    parts = {
        RESOURCES: _of(evaluation, [RESOURCES], levels),
        BALANCE: _of(evaluation, [BALANCE], levels),
    }
    for file in ("guarantee", "quality", "recognition", "vetoes"):
        items = [name for name in evaluation.regime.at(file) if name != "sample"]
        parts[file] = _of(evaluation, items, ("",))
    for part in COUNTED_PARTS:
        _enter_met(evaluation, part, parts[part])
    whole = [_judge(evaluation, part, judged) for part, judged in parts.items()]
    _judge(evaluation, OVERALL, whole)


def _of(evaluation: Evaluation, items: Sequence[str], levels: Sequence[str]) -> list[Judgement]:
    return [
        judgement
        for judgement in evaluation.judgements
        if judgement.subject == COUNTY and judgement.item in items and judgement.level in levels
    ]


def _enter_met(evaluation: Evaluation, part: str, judged: Sequence[Judgement]) -> None:
    met = sum(judgement.verdict is Verdict.MET for judgement in judged)
    results = [f"{COUNTY}.{judgement.item}.result" for judgement in judged]
    evaluation.enter(COUNTY, f"{part}.items_met", Decimal(met), inputs=results)


def _judge(
    evaluation: Evaluation, item: str, judged: Sequence[Judgement], level: str = ""
) -> Judgement:
    """Judge a part by its pieces, which must all be met, and say what each lacks."""
    say = evaluation.regime.say
    title = say(f"parts.{item}")
    verdict = combined(judgement.verdict for judgement in judged)
    reasons = [
        reason_line(evaluation, piece) for piece in judged if piece.verdict is not Verdict.MET
    ]
    results = [_result(piece) for piece in judged]
    prefix = ".".join(filter(None, (COUNTY, level, item)))
    judgement = Judgement(
        COUNTY, level, item, verdict, f"{prefix}.result", say(f"part_standards.{item}"),
        evaluation.regime.at("regime.number"), say("join").join(reasons),
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
