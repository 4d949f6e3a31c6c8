"""The sampling plan of the survey: how many questionnaires, to whom, and whether it was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from tasks.indicators import arithmetic
from tasks.indicators.entries import entry
from tasks.indicators.evaluation import COUNTY, Evaluation, verdict_of
from tasks.indicators.parts import RECOGNITION
from tasks.indicators.regime import Requirement
from tasks.layouts import CodeList
from tasks.model import Fact, Judgement
from tasks.rounding import exact

PEOPLE_OF_WAN = Decimal("10000")
THOUSAND = Decimal("1000")
SAMPLE = f"{RECOGNITION}.sample"
POPULATION = f"{COUNTY}.population_wan"
PLAN, TOTAL = "R.plan", "total"
CONDITION = "condition"
HINTS = "survey.hints"
CHECKS = ("size", "valid", "parents")


def questionnaires_needed(
    population_wan: Decimal, permille: Decimal, small_below_wan: Decimal, small_number: int
) -> int:
    """Return how many questionnaires a county of so many people (万人) needs.

    A county below `small_below_wan` needs `small_number`; no larger one needs fewer. A part
    of a questionnaire is a whole one.
    """
    if population_wan < small_below_wan:
        return small_number
    asked = population_wan * PEOPLE_OF_WAN * permille / THOUSAND
    return max(small_number, int(asked.to_integral_value(ROUND_CEILING)))


def shares_of(
    total: int, groups: Sequence[str], first: str, first_percent: Decimal
) -> dict[str, int]:
    """Return how many questionnaires go to each group, together `total`.

    `first` gets its percentage, rounded up; the others get equal shares of the rest, and
    those named earlier one more where it does not divide.
    """
    own = int((total * first_percent / arithmetic.PERCENT).to_integral_value(ROUND_CEILING))
    others = [group for group in groups if group != first]
    each, left = divmod(total - own, len(others)) if others else (0, 0)
    shares = {group: each + (place < left) for place, group in enumerate(others)}
    return {group: own if group == first else shares[group] for group in groups}


def enter_plan(evaluation: Evaluation) -> None:
    """Enter how many questionnaires are to be sent, in all and to each group of respondents."""
    say, data = evaluation.regime.say, evaluation.regime.at(SAMPLE)
    permille = exact(evaluation.regime.setting("survey_sample"))
    below, least = exact(data["small_county_below_wan"]), int(data["small_county_questionnaires"])
    formula = say("survey.plan_total", permille=permille, below=below, least=least)
    total = evaluation.derive(
        COUNTY, f"{PLAN}.{TOTAL}", [POPULATION],
        lambda wan: Decimal(questionnaires_needed(wan, permille, below, least)), formula=formula,
    )  # fmt: skip
    for group in evaluation.codes["respondents"].codes:
        _enter_share(evaluation, data, group, total)


def _enter_share(
    evaluation: Evaluation, data: Mapping[str, object], group: str, total: Fact
) -> None:
    say, respondents = evaluation.regime.say, evaluation.codes["respondents"]
    first, percent = str(data["first_group"]), exact(str(data["parents_at_least_percent"]))
    spec = evaluation.regime.fact(f"{PLAN}.group")
    title = say("titles.of", whole=respondents.title(group), part=spec.title)
    name = "plan_first" if group == first else "plan_other"
    formula = say(
        f"survey.{name}", group=respondents.title(first), percent=percent,
        others=len(respondents.codes) - 1,
    )  # fmt: skip
    evaluation.derive(
        COUNTY, f"{PLAN}.{group}", [total.id],
        lambda number: Decimal(shares_of(int(number), respondents.codes, first, percent)[group]),
        spec=replace(spec, title=title), formula=formula,
    )  # fmt: skip


def sampling_plan(facts: Mapping[str, Fact], respondents: CodeList) -> list[tuple[str, Fact]]:
    """Return the rows of the plan for a document: each group's title and its number as a fact."""
    named = [(respondents.title(group), f"{COUNTY}.{PLAN}.{group}") for group in respondents.codes]
    return [(title, facts[fact]) for title, fact in named if fact in facts]


def check_sample(evaluation: Evaluation) -> list[Judgement]:
    """Enter whether the survey kept to the plan: its size, its valid share, the parents' share.

    The results are hints, `county.R.sample.size.result` and so on, and no judgements, unless
    the setting makes them a condition; then they are judged and returned.
    """
    role = evaluation.regime.setting("survey_sample_role")
    judged = [_check(evaluation, name, role) for name in CHECKS]
    return judged if role == CONDITION else []


def _check(evaluation: Evaluation, name: str, role: str) -> Judgement:
    requirement = _requirement(evaluation, name)
    facts, limit = _held_against(evaluation, name)
    found = evaluation.value(facts[0])
    is_met, reason, distance = None, "", None
    if found is not None and limit is not None:
        is_met, distance = found >= limit, limit - found
        reason = evaluation.regime.say(
            "survey.fewer", value=evaluation.show_beside(facts[0], limit), limit=limit,
            unit=evaluation.book[facts[0]].unit,
        )  # fmt: skip
    if role == CONDITION:
        return evaluation.judge(
            COUNTY, "", requirement, facts, is_met, reason=reason, distance=distance
        )
    return _hint(evaluation, requirement, facts, is_met, reason)


def _held_against(evaluation: Evaluation, name: str) -> tuple[list[str], Decimal | None]:
    """Return the facts a check looks at, and what the first must reach."""
    if name == "size":
        total = f"{COUNTY}.{PLAN}.{TOTAL}"
        return [f"{COUNTY}.R.questionnaires", total], evaluation.value(total)
    percent = evaluation.regime.at(f"{SAMPLE}.{name}_at_least_percent")
    return [f"{COUNTY}.R.{name}_percent"], exact(percent)


def _hint(
    evaluation: Evaluation,
    requirement: Requirement,
    facts: Sequence[str],
    is_met: bool | None,
    reason: str,
) -> Judgement:
    """Enter an answer in words that decides nothing."""
    open_notes = [evaluation.book[fact].note for fact in facts if evaluation.value(fact) is None]
    hint = Judgement(
        COUNTY, "", requirement.id, verdict_of(is_met, evaluation.is_complete(facts)), facts[0],
        requirement.standard, requirement.clause,
        open_notes[0] if open_notes else reason if is_met is False else "",
    )  # fmt: skip
    evaluation.conclude(f"{COUNTY}.{requirement.id}", requirement.title, hint, facts, HINTS)
    return hint


def _requirement(evaluation: Evaluation, name: str) -> Requirement:
    sample = evaluation.regime.at(SAMPLE)
    check = evaluation.regime.at(f"{SAMPLE}.checks.{name}")
    standard = str(entry(check, "standard", name)).format_map(sample)
    title, clause = (str(entry(data, key, name)) for data, key in
                     ((check, "title"), (sample, "clause")))  # fmt: skip
    return Requirement(f"R.sample.{name}", title, standard, clause, check)
