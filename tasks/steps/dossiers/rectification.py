"""Steps: the register of problems of a county, handed out, taken back, and printed."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.layouts import Stamp
from tasks.model import Fact, Findings
from tasks.steps.dossiers.registers import REGISTER, given_in
from tasks.steps.findings import rulebook
from tasks.steps.findings.evaluating import current_findings, deciding_rules
from tasks.steps.season.open_seasons import earlier_seasons
from tasks.steps.season.seasons import Season
from tasks.steps.wording import workbook_wording
from tasks.store import Store

if TYPE_CHECKING:
    from tasks.rectification.problems import Problem

CONVENTIONS = "rectification"
"""The folder of conventions, and that of the wording."""


def problems_of(store: Store, season: Season, findings: Findings) -> tuple[Problem, ...]:
    """Return every problem of a county under the findings of its deciding rules.

    Last year's are settled by what was found last year; while last year has no findings of
    this program, its register alone says what was open.
    """
    from tasks.rectification.raising import Ground
    from tasks.rectification.register import register

    rules = deciding_rules(season.key)
    ground = Ground(
        findings,
        rulebook.standards(rules),
        catalogue.code_lists(),
        _schools(season),
        wording(),
    )
    return register(ground, given_in(store, season), _last_year(store, season))


def problem_texts(
    problems: Sequence[Problem], day: date | None = None
) -> tuple[Mapping[str, str], ...]:
    """Return the problems as texts for the dossiers; see `Enclosures.problems`.

    What is overdue on `day` is proposed; without a day nothing is.
    """
    from tasks.rectification import texts
    from tasks.rectification.overdue import proposals

    proposed = proposals(problems, day, overdue_rules()) if day else ()
    return tuple(texts.problem_texts(problems, proposed, catalogue.code_lists(), wording()))


def problem_facts(
    problems: Sequence[Problem],
    edition: str,
    known: Container[str],
    day: date | None = None,
) -> dict[str, Fact]:
    """Return by id how many problems stand where, and on `day` how long what is overdue is.

    A fact that is not `known` this year is not named as what a count rests on.
    """
    from tasks.rectification.counting import count_facts, overdue_facts
    from tasks.rectification.overdue import proposals

    words = wording()["facts"]
    found = count_facts(problems, edition, words)
    if day:
        found += overdue_facts(proposals(problems, day, overdue_rules()), day, words)
    return {
        fact.id: replace(fact, inputs=tuple(each for each in fact.inputs if each in known))
        for fact in found
    }


def register_files(season: Season, problems: Sequence[Problem]) -> dict[str, bytes]:
    """Return the register that the bureau fills in, by path; none where there is no problem."""
    from tasks.intake.blank import write_workbook
    from tasks.rectification.register import register_rows

    rows = register_rows(problems, _schools(season), season.county_name)
    if not rows or REGISTER not in season.calendar["forms"]:
        return {}
    content = write_workbook(
        catalogue.layouts(season.edition)[REGISTER],
        Stamp(REGISTER, season.edition, season.county, season.county_name, season.county),
        catalogue.code_lists(),
        wording=workbook_wording(),
        values={REGISTER: rows},
        guidance=rulebook.field_guidance(season.edition).get(REGISTER, {}),
        prefill={"school_year": season.calendar["school_year"]},
        due=str(season.calendar["forms"][REGISTER]["due"]),
    )
    return {wording()["file"]: content}


def overdue_notice(store: Store, season: Season, day: date) -> tuple[str, str]:
    """Return file name and text of what is proposed on `day`, two empty texts for nothing.

    A county whose standing returns are not evaluated yet is told nothing.
    """
    from tasks.rectification import texts
    from tasks.rectification.overdue import proposals

    current = current_findings(store, season) if _sets_deadlines(store, season) else None
    if current is None:
        return "", ""
    rules = overdue_rules()
    proposed = proposals(problems_of(store, season, current[1]), day, rules)
    if not proposed:
        return "", ""
    text = texts.overdue_notice(
        proposed, day, season.county_name, _schools(season), rules, wording()
    )
    return wording()["notice"]["file"], text


def _sets_deadlines(store: Store, season: Season) -> bool:
    """Tell whether anybody has written a deadline: without one nothing is overdue.

    It spares reading all findings of a county, every morning, before there is a register.
    """
    years = (given_in(store, each) for each in (season, *earlier_seasons(store, season)))
    return any(
        any(each.deadline for each in given.rows) or any(each.deadline for each in given.opinions)
        for given in years
    )


def overdue_rules() -> Mapping[str, Any]:
    """Return from how many days on what is proposed."""
    found: Mapping[str, Any] = catalogue.notebook(CONVENTIONS)["overdue"]
    return found


def wording() -> Mapping[str, Any]:
    """Return the sentences about problems."""
    return rulebook.template(CONVENTIONS)


def _last_year(store: Store, season: Season) -> Sequence[Problem]:
    earlier = earlier_seasons(store, season)
    if not earlier:
        return ()
    current = current_findings(store, earlier[-1])
    if current is None:
        return given_in(store, earlier[-1]).rows
    return problems_of(store, earlier[-1], current[1])


def _schools(season: Season) -> dict[str, str]:
    return dict(zip(season.roster["school_code"], season.roster["school_name"], strict=True))
