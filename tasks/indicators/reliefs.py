"""Requests for relief: which are granted, which are not and why; none is granted silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.indicator import Indicator
from tasks.indicators.raw_facts import COUNTY_RETURN, absence_note, enter_value, number_of
from tasks.indicators.readings import Row
from tasks.indicators.relief_clauses import (
    FILE,
    Case,
    Clause,
    Granted,
    Terms,
    limits_of,
    read_clauses,
    read_relief_terms,
)
from tasks.indicators.relief_conditions import Asking, unmet
from tasks.indicators.schools import School
from tasks.indicators.sites import Unit
from tasks.layouts import Sheet
from tasks.model import BUREAU

TEXTS = ("reason", "plan", "deadline", "evidence")
LONGEST_CODE = 10
COMBINED = "combined"
GRANTED, REFUSED = "granted", "refused"


@dataclass(frozen=True)
class _Request:
    """One row of the sheet. School and clause are None where there is no such thing."""

    row: Row
    prefix: str
    school: School | None
    clause: Clause | None
    level: str


def enter_reliefs(evaluation: Evaluation, units: Sequence[Unit]) -> None:
    """Enter every request with its answer, keep those granted, and count both.

    Facts begin with `s.<code>.relief.<clause>[.<level>]`; of a row that names no school or
    clause with `county.relief.row_<number>`. A regime without relief clauses enters nothing.
    """
    if not evaluation.regime.has(FILE):
        return
    clauses = read_clauses(evaluation.regime.at(FILE))
    terms = read_relief_terms(evaluation.regime.at(FILE))
    answers: dict[str, list[str]] = {GRANTED: [], REFUSED: []}
    for request in _requests(evaluation, clauses):
        _enter_texts(evaluation, request)
        reasons, granted, inputs = _answer(evaluation, terms, request, units)
        if granted is not None:
            inputs += _enter_limits(evaluation, granted)
            evaluation.granted.append(granted)
        answers[REFUSED if reasons else GRANTED].append(
            _enter_result(evaluation, request, reasons, inputs)
        )
    absence = absence_note(evaluation, BUREAU, COUNTY_RETURN)
    for name, results in answers.items():
        count = None if absence else Decimal(len(results))
        evaluation.enter(COUNTY, f"reliefs.{name}", count, inputs=results, note=absence)


def _requests(evaluation: Evaluation, clauses: Mapping[str, Clause]) -> list[_Request]:
    schools = {school.code: school for school in evaluation.schools}
    found: list[_Request] = []
    taken: dict[str, int] = {}
    for number, row in enumerate(evaluation.readings.rows(BUREAU, FILE), 1):
        code, clause, level = (str(row[name] or "") for name in ("school_code", "clause", "level"))
        prefix = f"{COUNTY}.relief.row_{number}"
        if clause in clauses and 0 < len(code) <= LONGEST_CODE:
            prefix = ".".join(filter(None, ("s", code, "relief", clause, level)))
            taken[prefix] = taken.get(prefix, 0) + 1
            if taken[prefix] > 1:
                prefix = f"{prefix}.{taken[prefix]}"
        found.append(_Request(row, prefix, schools.get(code), clauses.get(clause), level))
    return found


def _sheet(evaluation: Evaluation) -> Sheet:
    return evaluation.layouts[COUNTY_RETURN].by_table[FILE]


def _enter_texts(evaluation: Evaluation, request: _Request) -> None:
    """Enter what the row says, each with its cell."""
    fields = _sheet(evaluation).by_name
    for name in TEXTS:
        enter_value(evaluation, f"{request.prefix}.{name}", fields[name], request.row, "")
    if request.clause is None or request.clause.adds:
        _enter_amount(evaluation, request)


def _enter_amount(evaluation: Evaluation, request: _Request) -> None:
    field = _sheet(evaluation).by_name["counted_amount"]
    fact, value = f"{request.prefix}.counted_amount", request.row["counted_amount"]
    codes = evaluation.codes["relief_clauses"].rows
    unit = codes.get(request.clause.id, {}).get("unit", "") if request.clause else ""
    if value is None:
        enter_value(evaluation, fact, replace(field, unit=unit), request.row, "")
        return
    number = number_of(value)
    given = max(0, -int(number.normalize().as_tuple().exponent))
    least = evaluation.regime.places_of_unit(unit) if given else 0
    evaluation.book.number(
        fact, field.title, number, places=max(given, least), unit=unit,
        sources=(evaluation.readings.source(request.row, "counted_amount"),),
    )  # fmt: skip


def _answer(
    evaluation: Evaluation, terms: Terms, request: _Request, units: Sequence[Unit]
) -> tuple[list[str], Granted | None, list[str]]:
    """Return why the request is refused, what is granted if it is not, and the facts used."""
    says = evaluation.regime.say
    reasons = _out_of_date(evaluation, terms) + _unsaid(evaluation, terms, request)
    if request.school is None:
        return [says("reliefs.refusals.unknown_school"), *reasons], None, []
    if request.clause is None:
        return [says("reliefs.refusals.unknown_clause"), *reasons], None, []
    mine = [unit for unit in units if unit.school.code == request.school.code]
    asking = Asking(evaluation, request.school, mine, request.prefix)
    levels, misplaced = _levels(evaluation, request, request.clause, mine)
    if misplaced:
        return [misplaced, *reasons], None, []
    reasons += _amount_wrong(evaluation, request, request.clause)
    case, missed = _case(asking, request.clause)
    reasons += missed or _twice(evaluation, request, request.clause, levels)
    if reasons or case is None:
        return reasons, None, list(asking.inputs)
    granted = Granted(request.clause, case, request.school.code, levels, request.prefix)
    limits = limits_of(case, [unit.level for unit in mine], COMBINED)
    return [], replace(granted, limits=limits), list(asking.inputs)


def _out_of_date(evaluation: Evaluation, terms: Terms) -> list[str]:
    """Return why no request is heard at the day the data stand for."""
    say, snapshot = evaluation.regime.say, evaluation.snapshot
    if snapshot is None:
        return [say("reliefs.refusals.no_date")]
    if terms.valid_from <= snapshot <= terms.valid_until:
        return []
    return [
        say("reliefs.refusals.out_of_date", snapshot=snapshot, valid_from=terms.valid_from,
            valid_until=terms.valid_until)
    ]  # fmt: skip


def _unsaid(evaluation: Evaluation, terms: Terms, request: _Request) -> list[str]:
    """Return what the request does not say, and whether its plan ends in time."""
    say, fields = evaluation.regime.say, _sheet(evaluation).by_name
    lacking = [fields[name].title for name in terms.needs if not request.row[name]]
    reasons = []
    if lacking:
        names = say("list_join").join(lacking)
        reasons.append(say("reliefs.refusals.unsaid", names=names))
    snapshot, deadline = evaluation.snapshot, _day(request.row["deadline"])
    if snapshot is None or not request.row["deadline"]:
        return reasons
    if deadline is None:
        given = request.row["deadline"]
        return [*reasons, say("reliefs.refusals.no_day", deadline=given)]
    latest = terms.latest(snapshot)
    if not snapshot <= deadline <= latest:
        name = "late" if deadline > latest else "past"
        reasons.append(
            say(f"reliefs.refusals.{name}", deadline=deadline, latest=latest, snapshot=snapshot,
                years=terms.deadline_years)
        )  # fmt: skip
    return reasons


def _day(given: object) -> date | None:
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        return None


def _levels(
    evaluation: Evaluation, request: _Request, clause: Clause, mine: Sequence[Unit]
) -> tuple[tuple[str, ...], str]:
    """Return the levels a request is about, or why it is about none that is evaluated."""
    say = evaluation.regime.say
    evaluated = tuple(unit.level for unit in mine)
    if not evaluated or (request.level and request.level not in evaluated):
        codes = evaluation.codes["levels"]
        level = codes.title(request.level) if request.level in codes.rows else request.level
        return (), say("reliefs.refusals.not_evaluated", level=level)
    if not clause.adds:
        is_partial = request.level and len(evaluated) > 1
        return (), say("reliefs.refusals.whole_school") if is_partial else ""
    if request.level:
        return (request.level,), ""
    indicator = _indicator(evaluation, clause)
    if len(evaluated) > 1 and not indicator.split:
        return (), say("reliefs.refusals.level_missing")
    return evaluated, ""


def _indicator(evaluation: Evaluation, clause: Clause) -> Indicator:
    return next(each for each in evaluation.regime.indicators if each.id == clause.item)


def _amount_wrong(evaluation: Evaluation, request: _Request, clause: Clause) -> list[str]:
    """Return what is wrong with the amount that is to be counted, where one is."""
    if not clause.adds:
        return []
    say, fact = evaluation.regime.say, f"{request.prefix}.counted_amount"
    amount = evaluation.value(fact)
    if amount is None:
        return [say("reliefs.refusals.no_amount")]
    if amount <= 0:
        return [say("reliefs.refusals.amount_not_positive", value=evaluation.show(fact))]
    if _indicator(evaluation, clause).amount_places == 0 and amount != amount.to_integral_value():
        return [say("reliefs.refusals.amount_not_whole", value=evaluation.show(fact))]
    return []


def _case(asking: Asking, clause: Clause) -> tuple[Case | None, list[str]]:
    """Return the first case whose conditions hold; without one, why no case does."""
    missed: list[str] = []
    for case in clause.cases:
        reasons = unmet(asking, case)
        if not reasons:
            return case, []
        missed += reasons
    return None, list(dict.fromkeys(missed))


def _twice(
    evaluation: Evaluation, request: _Request, clause: Clause, levels: Sequence[str]
) -> list[str]:
    """Refuse what was granted already, for the school or for one of the levels."""
    for each in evaluation.granted:
        is_same = (each.school, each.clause.id) == (request.row["school_code"], clause.id)
        if is_same and (set(each.levels) & set(levels) or not levels):
            return [evaluation.regime.say("reliefs.refusals.twice")]
    return []


def _enter_limits(evaluation: Evaluation, granted: Granted) -> list[str]:
    """Enter the relaxed limits of the school, and return their facts."""
    clause = granted.clause
    return [
        evaluation.enter(
            granted.prefix, name, limit, spec=evaluation.regime.fact(f"relief.{name}"),
            formula=clause.text, note=clause.clause,
        ).id
        for name, limit in granted.limits.items()
    ]  # fmt: skip


def _enter_result(
    evaluation: Evaluation, request: _Request, reasons: Sequence[str], inputs: Sequence[str]
) -> str:
    """Enter whether the clause applies, and why not, or what people still have to look at."""
    say, clause = evaluation.regime.say, request.clause
    note = say("join").join(dict.fromkeys(reasons))
    if not reasons and clause is not None:
        note = say("reliefs.to_verify", what=clause.to_verify)
    amount = f"{request.prefix}.counted_amount"
    known = [*inputs, amount] if amount in evaluation.book else inputs
    title = say("reliefs.title", title=clause.title) if clause else say("reliefs.unknown_title")
    return evaluation.book.text(
        f"{request.prefix}.result", title, say(f"reliefs.{REFUSED if reasons else GRANTED}"),
        formula=clause.text if clause else "", inputs=dict.fromkeys(known), note=note,
        sources=(evaluation.readings.source(request.row, "clause"),),
    ).id  # fmt: skip
