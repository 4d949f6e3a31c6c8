"""A scored part: the points of every item by its rule, added up group by group, and the verdict.

What cannot be told yet is worth nothing at least and all its points at most. Between these
two the part stays open, unless even the most is below the pass mark or the least reaches it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.indicators import arithmetic
from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.regime import FactSpec, Requirement
from tasks.indicators.scoring_entered import BODIES, EnteredScore, enter_entered, sum_entered
from tasks.indicators.scoring_rule_data import JUDGED
from tasks.indicators.scoring_rules import Finding, findings_of, inputs_of, plain
from tasks.indicators.scoring_tree import Item, Tree, read_tree
from tasks.indicators.scoring_words import rule_words
from tasks.indicators.standard_facts import SCOPE as STANDARD
from tasks.model import Judgement
from tasks.rounding import printed

SCORE, LEAST, MOST = "score", "least_score", "most_score"
ZERO = Decimal(0)
POINTS_BLANK = "{points}"
"""What a standard in words says of all points, which are not always set."""


@dataclass(frozen=True)
class Outcome:
    """What an item came to: its points, at least and at most, and what was lost or is open.

    `score` is None where it cannot be told, however near it may be; all three are where no
    points are set. `is_met` is None where it cannot be told.
    """

    inputs: tuple[str, ...]
    score: Decimal | None
    least: Decimal | None
    most: Decimal | None
    is_met: bool | None
    reason: str = ""
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether anything could still change the points."""
        return self.score is None or self.least != self.most


def enter_scored(
    evaluation: Evaluation,
    part_id: str,
    tree: Mapping[str, Any],
    entered: Mapping[str, EnteredScore],
) -> Judgement:
    """Enter and judge all items of a scored part and the part; return the part's judgement.

    `tree` is the file of the scheme, `entered` what people entered by item. Facts are
    `county.<id>.score` of items, groups and the part, beside them the scores of the three
    bodies, `standard.<id>.points`, and what the part comes to at least and at most. Raises
    `CatalogueError` where the scheme contradicts itself or names a fact that is not there.
    """
    scheme = read_tree(part_id, tree)
    _enter_standards(evaluation, scheme)
    outcomes = {
        leaf.id: _enter_leaf(evaluation, scheme, leaf, entered.get(leaf.id))
        for leaf in scheme.whole.leaves
    }
    for group in scheme.whole.items:
        _enter_groups(evaluation, scheme, group, outcomes)
    unknown = [name for name in entered if name not in outcomes]
    _enter_sum(evaluation, scheme, scheme.whole, outcomes, _unknown_note(evaluation, unknown))
    return _judge_part(evaluation, scheme, outcomes)


def _enter_standards(evaluation: Evaluation, scheme: Tree) -> None:
    say = evaluation.regime.say
    for item in scheme.whole.walk():
        if item.points is not None:
            spec = _spec(evaluation, scheme, "points", item)
            evaluation.enter(
                STANDARD, f"{item.id}.points", item.points, spec=spec, note=item.clause
            )
        if item.evidence:
            evaluation.book.text(
                f"{STANDARD}.{item.id}.evidence", say("scoring.titles.wanted", title=item.title),
                say("list_join").join(item.evidence), note=item.clause,
            )  # fmt: skip
    whole = scheme.whole
    spec = FactSpec(
        say("scoring.titles.pass_mark", title=whole.title), say("scoring.unit"),
        len(plain(scheme.pass_mark).partition(".")[2]), "",
    )  # fmt: skip
    evaluation.enter(
        STANDARD, f"{whole.id}.pass_mark", scheme.pass_mark, spec=spec, note=whole.clause
    )


def _spec(
    evaluation: Evaluation, scheme: Tree, name: str, item: Item, formula: str = ""
) -> FactSpec:
    say = evaluation.regime.say
    title = say(f"scoring.titles.{name}", title=item.title)
    return FactSpec(title, say("scoring.unit"), scheme.places, formula)


# Items


def _enter_leaf(
    evaluation: Evaluation, scheme: Tree, leaf: Item, entered: EnteredScore | None
) -> Outcome:
    assert leaf.rule is not None
    enter_entered(evaluation, leaf, entered, scheme.places)
    if leaf.rule.kind == JUDGED:
        outcome = _judged(evaluation, leaf, entered)
    else:
        findings = findings_of(evaluation, leaf.id, leaf.rule)
        outcome = _computed(evaluation, leaf, findings)
    words = rule_words(evaluation, leaf.rule)
    notes = [outcome.note, _above(evaluation, leaf, outcome, entered, scheme.places)]
    fact = evaluation.enter(
        COUNTY, f"{leaf.id}.{SCORE}", outcome.score, inputs=outcome.inputs,
        spec=_spec(evaluation, scheme, SCORE, leaf, words),
        note=evaluation.regime.say("join").join(filter(None, notes)),
    )  # fmt: skip
    if outcome.is_open:
        evaluation.incomplete.add(fact.id)
    requirement = Requirement(leaf.id, leaf.title, leaf.standard or words, leaf.clause, {})
    evaluation.judge(
        COUNTY, "", requirement, _rests_on(outcome, fact.id), outcome.is_met, fact=fact.id,
        reason=outcome.reason,
    )  # fmt: skip
    return outcome


def _rests_on(outcome: Outcome, score: str) -> list[str]:
    """Return what a verdict rests on; without points the score says nothing."""
    return [score] if outcome.score is not None or outcome.is_met is None else [*outcome.inputs]


def _judged(evaluation: Evaluation, leaf: Item, entered: EnteredScore | None) -> Outcome:
    """Return the points that people gave: those of the highest body that gave any."""
    say = evaluation.regime.say
    if leaf.points is None:
        return Outcome((), None, None, None, None, note=say("scoring.no_points"))
    body = next((name for name in reversed(BODIES) if entered and entered.scores.get(name)
                 is not None), "")  # fmt: skip
    if entered is None or not body:
        return Outcome((), None, ZERO, leaf.points, None, note=say("scoring.not_judged"))
    given, inputs = entered.scores[body], (f"{COUNTY}.{leaf.id}.{body}",)
    assert given is not None
    if not 0 <= given <= leaf.points:
        note = say("scoring.out_of_range", value=plain(given), points=plain(leaf.points))
        return Outcome(inputs, None, ZERO, leaf.points, None, note=note)
    is_met = given >= arithmetic.product(leaf.points, leaf.pass_share)
    reason = say("scoring.reasons.given", value=plain(given), points=plain(leaf.points))
    return Outcome(inputs, given, given, given, is_met, "" if is_met else reason)


def _computed(evaluation: Evaluation, leaf: Item, findings: Sequence[Finding]) -> Outcome:
    join = evaluation.regime.say("join")
    inputs = inputs_of(findings)
    reason = join.join(each.reason for each in findings if each.missed and each.reason)
    note = join.join(
        dict.fromkeys(
            each.reason for each in findings if each.is_open and not each.is_firm and each.reason
        )
    )
    if leaf.points is None:
        note = join.join(filter(None, [evaluation.regime.say("scoring.no_points"), note]))
        return Outcome(inputs, None, None, None, _held(findings), reason, note)
    least, most = _bounds(leaf.points, findings)
    score = most if least == most else None
    if score is None and not note:
        note = join.join(dict.fromkeys(each.reason for each in findings if each.is_open))
    limit = arithmetic.product(leaf.points, leaf.pass_share)
    is_met = True if least >= limit else False if most < limit else None
    if is_met:
        reason = ""
    return Outcome(inputs, score, least, most, is_met, reason, note)


def _held(findings: Sequence[Finding]) -> bool | None:
    """Tell whether nothing was missed, whatever the points."""
    if any(each.is_firm for each in findings):
        return False
    return None if any(each.is_open for each in findings) else True


def _bounds(points: Decimal, findings: Sequence[Finding]) -> tuple[Decimal, Decimal]:
    """Return what the item is worth at least and at most."""
    most = _left(points, [each for each in findings if each.is_firm])
    is_open = any(each.is_open for each in findings)
    return (ZERO if is_open else _left(points, findings)), most


def _left(points: Decimal, findings: Sequence[Finding]) -> Decimal:
    missed = [each for each in findings if each.missed]
    off = arithmetic.total(points if each.off is None else each.off for each in missed)
    return max(points - off, ZERO)


def _above(
    evaluation: Evaluation,
    leaf: Item,
    outcome: Outcome,
    entered: EnteredScore | None,
    places: int,
) -> str:
    """Return the sentence that a self-score is above what was computed, if it is."""
    own = entered.scores.get(BODIES[0]) if entered else None
    assert leaf.rule is not None
    if own is None or outcome.score is None or leaf.rule.kind == JUDGED or own <= outcome.score:
        return ""
    return evaluation.regime.say(
        "scoring.self_above", own=plain(own), points=printed(outcome.score, places)
    )


# Groups and the part


def _enter_groups(
    evaluation: Evaluation, scheme: Tree, group: Item, outcomes: Mapping[str, Outcome]
) -> None:
    if group.rule is not None:
        return
    for item in group.items:
        _enter_groups(evaluation, scheme, item, outcomes)
    _enter_sum(evaluation, scheme, group, outcomes)


def _enter_sum(
    evaluation: Evaluation,
    scheme: Tree,
    group: Item,
    outcomes: Mapping[str, Outcome],
    note: str = "",
) -> None:
    say = evaluation.regime.say
    inputs = [f"{COUNTY}.{item.id}.{SCORE}" for item in group.items]
    opened = [leaf for leaf in group.leaves if outcomes[leaf.id].is_open]
    known = evaluation.known(inputs)
    spec = _spec(evaluation, scheme, SCORE, group, say("scoring.formulas.sum"))
    if opened and group.points is not None:
        note = say("join").join(filter(None, [_open_note(evaluation, opened), note]))
    if group.points is None:
        note = say("join").join(filter(None, [say("scoring.no_points"), note]))
    fact = evaluation.enter(
        COUNTY, f"{group.id}.{SCORE}", arithmetic.total(known) if known else None, spec=spec,
        inputs=inputs, note=note,
    )  # fmt: skip
    if opened:
        evaluation.incomplete.add(fact.id)
    sum_entered(evaluation, group, scheme.places)


def _open_note(evaluation: Evaluation, opened: Sequence[Item]) -> str:
    say = evaluation.regime.say
    return say(
        "scoring.open", count=len(opened), names=say("list_join").join(item.id for item in opened)
    )


def _unknown_note(evaluation: Evaluation, unknown: Sequence[str]) -> str:
    say = evaluation.regime.say
    return say("scoring.unknown_items", names=say("list_join").join(unknown)) if unknown else ""


def _judge_part(evaluation: Evaluation, scheme: Tree, outcomes: Mapping[str, Outcome]) -> Judgement:
    whole, mark = scheme.whole, scheme.pass_mark
    score = f"{COUNTY}.{whole.id}.{SCORE}"
    inputs, is_met, reason, distance = [score], None, "", None
    if whole.points is not None:
        least = _enter_bound(evaluation, scheme, LEAST, [each.least for each in outcomes.values()])
        most = _enter_bound(evaluation, scheme, MOST, [each.most for each in outcomes.values()])
        lowest, highest = evaluation.value(least), evaluation.value(most)
        assert lowest is not None
        assert highest is not None
        is_met = True if lowest >= mark else False if highest < mark else None
        distance = mark - highest
        if is_met is not None:
            inputs = [least] if is_met else [most]
        name = "at_most" if lowest != highest else "total"
        reason = evaluation.regime.say(
            f"scoring.reasons.part_{name}", value=evaluation.show_beside(most, mark),
            pass_mark=plain(mark),
        )  # fmt: skip
    return evaluation.judge(
        COUNTY, "", _requirement(evaluation, scheme), inputs, is_met, fact=score, reason=reason,
        distance=distance,
    )  # fmt: skip


def _enter_bound(
    evaluation: Evaluation, scheme: Tree, name: str, values: Sequence[Decimal | None]
) -> str:
    """Enter what the whole part comes to at least or at most."""
    whole = scheme.whole
    inputs = [f"{COUNTY}.{leaf.id}.{SCORE}" for leaf in whole.leaves]
    formula = evaluation.regime.say(f"scoring.formulas.{name}")
    total = arithmetic.total(value for value in values if value is not None)
    spec = _spec(evaluation, scheme, name, whole, formula)
    return evaluation.enter(COUNTY, f"{whole.id}.{name}", total, spec=spec, inputs=inputs).id


def _requirement(evaluation: Evaluation, scheme: Tree) -> Requirement:
    whole = scheme.whole
    blanks = {"pass_mark": plain(scheme.pass_mark)}
    standard, name = whole.standard, "standard_without_points"
    if whole.points is not None:
        blanks["points"], name = plain(whole.points), "standard"
    elif POINTS_BLANK in standard:
        standard = ""
    standard = standard or str(evaluation.regime.at(f"wording.scoring.{name}"))
    return Requirement(whole.id, whole.title, standard.format_map(blanks), whole.clause, {})
