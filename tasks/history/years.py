"""Looking back from one season: everything earlier years say about it, in one call."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from tasks.history.cohort_facts import facts_of, queries_of
from tasks.history.cohorts import CohortCheck, check_cohorts
from tasks.history.formula import formula_of
from tasks.history.pedigree import lineage_of
from tasks.history.pupils import History, bureau_counts, history_of, names_of, own_counts
from tasks.history.queries import Query, without_twins
from tasks.history.rules import Rules
from tasks.history.successions import Lineage, read_successions
from tasks.history.unexplained import unexplained
from tasks.model import Fact, Findings, Returns


@dataclass(frozen=True)
class LookBack:
    """What earlier years say: the pupils, the lineage, the checks, and what must be asked."""

    history: History
    lineage: Lineage
    checks: tuple[CohortCheck, ...]
    facts: tuple[Fact, ...]
    queries: tuple[Query, ...]


def look_back(
    findings: Findings,
    bureau: Returns,
    seasons: Mapping[int, Returns],
    standards: Mapping[str, Any],
    roster: Collection[str],
    rules: Rules,
) -> LookBack:
    """Return what earlier years say about the findings of one season.

    `bureau` has the usable returns of this season, with `history_students` and `successions`
    where the bureau handed them in, each row with the `school_code` of the sheet; `seasons`
    the usable returns of other seasons in the store by the year they start in; `standards`
    the parsed files of the regime; `roster` the codes of the schools there are now.
    """
    season = int(findings.edition)
    counts, queries = bureau_counts(bureau, rules)
    own = [each for year, past in sorted(seasons.items()) for each in own_counts(past, year)]
    history, contradictions = history_of(own, counts, names_of([bureau]), rules)
    lineage, doubts = lineage_of(
        read_successions(bureau), rules, season=season, first_seen=history.first_seen,
        roster=roster,
    )  # fmt: skip
    formula = formula_of(standards)
    checks = check_cohorts(findings, history, lineage, formula, rules)
    asked = without_twins(
        [
            *queries,
            *contradictions,
            *doubts,
            *unexplained(history, lineage, roster, rules),
            *queries_of(checks, findings),
        ]
    )
    return LookBack(history, lineage, checks, facts_of(checks, rules), asked)
