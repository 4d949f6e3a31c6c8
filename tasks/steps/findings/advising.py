"""Step: what the bureau alone is told: visits, earlier years, plans, what schools explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.model import Findings
from tasks.steps.dossiers.rectification import problems_of, register_files
from tasks.steps.findings import rulebook
from tasks.steps.findings.cases import Case
from tasks.steps.findings.disclosing import public_files
from tasks.steps.findings.planning import plan_workbook
from tasks.steps.findings.rulebook import Rules
from tasks.steps.returns.explanations import explained, explanation_files
from tasks.store import open_store

if TYPE_CHECKING:
    import pandas as pd

    from tasks.history.changes import YearOnYear
    from tasks.planning.plan import Plan
    from tasks.screening.ranking import Rank
    from tasks.screening.signals import Screened

PASS = "pass"
"""The level of the fitness standard from which on a pupil has passed."""


def advice(
    case: Case, rules: Rules, findings: Findings, last_year: Findings | None, plan: Plan | None
) -> dict[str, bytes]:
    """Return the files that are the bureau's alone, by path.

    `last_year` are the findings of the county's season before, None where there are none;
    `plan` is None where the regime plans no resources.
    """
    return {
        **site_visits(case, rules, findings),
        **earlier_years(case, rules, findings, last_year),
        **(plan_workbook(plan, findings, rules) if plan else {}),
        **public_files(case),
        **register_files(case.season, problems_of(open_store(), case.season, findings)),
        **explanation_files(case.season, explained(open_store(), case.season, case.expected)),
    }


def earlier_years(
    case: Case, rules: Rules, findings: Findings, last_year: Findings | None
) -> dict[str, bytes]:
    """Return the workbook of what earlier years ask and what changed since last year."""
    from tasks.history.changes import changes_between
    from tasks.history.queries import COUNTY
    from tasks.history.workbook import Names, history_workbook

    back = case.look_back(findings, rules)
    changes: YearOnYear | None = None
    years: tuple[str, ...] = ()
    if last_year is not None:
        changes = changes_between(last_year, findings, back.lineage, rulebook.history_rules())
        years = (last_year.edition, findings.edition)
    roster = case.season.roster
    subjects = dict(zip(roster["school_code"], roster["school_name"], strict=True))
    levels = {code: row["title"] for code, row in catalogue.code_lists()["levels"].rows.items()}
    names = Names({COUNTY: case.season.county_name, **subjects}, levels)
    words = rulebook.template("history")["workbook"]
    content = history_workbook(back.queries, changes, findings, names, words, years)
    return {words["file"]: content}


def site_visits(case: Case, rules: Rules, findings: Findings) -> dict[str, bytes]:
    """Return the workbook that proposes the schools to visit, by its path.

    It asks and proposes only, and is the bureau's alone.
    """
    from tasks.screening.design import schools_to_sample
    from tasks.screening.draw import seed_of, site_sample
    from tasks.screening.workbook import screening_workbook

    book = catalogue.notebook("screening")
    wording = rulebook.template("screening")
    screened = _screened(case, rules, findings)
    ranks = _ranks(case, screened)
    schools = schools_to_sample(
        case.season.roster.fillna("").to_dict("records"), catalogue.code_lists()
    )
    plan = book["site_sample"]
    seed = seed_of(plan, str(case.season.calendar["site_sample_date"]), case.season.county)
    sample = site_sample(schools, ranks, plan, seed)
    content = screening_workbook(
        sample, ranks, screened.unscreened, book["screens"], plan, wording, case.season.county_name
    )
    return {wording["file"]: content}


def _screened(case: Case, rules: Rules, findings: Findings) -> Screened:
    from tasks.screening.county import screen_county

    standard = rulebook.fitness_standard()
    marks = {level.code: level.minimum_tenths for level in standard.levels}
    mark = marks[PASS]
    assert mark is not None
    return screen_county(
        case.returns,
        _scored(case),
        findings,
        catalogue.notebook("screening")["screens"],
        pass_mark_tenths=mark,
        class_limits=_class_limits(rules),
        earlier=case.past[max(case.past)] if case.past else None,
    )


def _ranks(case: Case, screened: Screened) -> tuple[Rank, ...]:
    from tasks.screening.ranking import rank_schools

    codes = case.season.roster["school_code"].tolist()
    return rank_schools(codes, screened.signals, catalogue.notebook("screening")["screens"])


def _scored(case: Case) -> pd.DataFrame:
    """Return one row a pupil with school, class, grade, sex and the total in tenths."""
    import pandas as pd

    names = ["school_code", "class", "grade", "sex", "total_tenths"]
    if case.scored is None:
        return pd.DataFrame(columns=names)
    return case.scored.rename(columns={"class_name": "class"})[names]


def _class_limits(rules: Rules) -> dict[str, Any]:
    """Return the largest class by level, nothing where the regime has no such standard."""
    regime = rulebook.regime(rules)
    if not regime.has("regime.class_size.standard"):
        return {}
    return dict(regime.at(regime.at("regime.class_size.standard")))
