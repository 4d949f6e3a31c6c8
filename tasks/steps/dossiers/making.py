"""What the dossiers of one version are made from, each part looked up once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tasks.model import ExpectedReturn, Explanation, Findings, Issue
from tasks.steps import shelf
from tasks.steps.dossiers.evidence import documents_of
from tasks.steps.dossiers.versions import FINAL, Approval, approval_of
from tasks.steps.findings.cases import Case, open_case
from tasks.steps.findings.evaluating import current_findings, deciding_rules, findings_by_rules
from tasks.steps.findings.planning import plan_of
from tasks.steps.findings.rulebook import Rules
from tasks.steps.returns.explanations import explained
from tasks.steps.returns.standing import basis
from tasks.steps.season.open_seasons import earlier_seasons, season_of_key
from tasks.steps.season.seasons import Season, attempts_of
from tasks.steps.wording import problem
from tasks.store import Store

if TYPE_CHECKING:
    from tasks.planning.plan import Plan


@dataclass(frozen=True)
class Making:
    """One version of the dossiers of one evaluation, with all that goes into them.

    `findings` are those of every set of rules the season names, `approval` is None for a draft.
    """

    store: Store
    key: str
    version: str
    case: Case
    findings: Mapping[Rules, Findings]
    approval: Approval | None

    @property
    def season(self) -> Season:
        """Return the season that was evaluated."""
        return self.case.season

    @property
    def rules(self) -> Rules:
        """Return the rules that decide."""
        return deciding_rules(self.key)

    @property
    def deciding(self) -> Findings:
        """Return what was found under the rules that decide."""
        return self.findings[self.rules]

    @property
    def expected(self) -> tuple[ExpectedReturn, ...]:
        """Return what is owed, and which attempts the evaluation used."""
        return self.deciding.expected

    @cached_property
    def roster(self) -> list[dict[str, Any]]:
        """Return the schools in their order, a blank where the roster has none."""
        rows: list[dict[str, Any]] = self.season.roster.fillna("").to_dict("records")
        return rows

    @cached_property
    def plan(self) -> Plan | None:
        """Return the cheapest way to every standard, None where none was asked for or found."""
        return plan_of(self.case, self.rules, self.deciding)

    @cached_property
    def last_year(self) -> Findings | None:
        """Return what was found in the county's season before this one, if it was evaluated."""
        earlier = earlier_seasons(self.store, self.season)
        current = current_findings(self.store, earlier[-1]) if earlier else None
        return current[1] if current else None

    @cached_property
    def accepted(self) -> dict[str, list[tuple[Issue, Explanation]]]:
        """Return the explanations the county accepted by school, each with its query."""
        return explained(self.store, self.season, self.expected).accepted()

    @cached_property
    def documents(self) -> Mapping[str, Sequence[Mapping[str, str]]]:
        """Return the documents that the bureau and schools named as evidence."""
        return documents_of(self.case.returns)

    @cached_property
    def issues(self) -> dict[str, list[Issue]]:
        """Return the issues of the attempts that were used or are still returned, by school.

        Raises `JunhengError` if one of them has to be checked again: another was restored.
        """
        attempts = attempts_of(self.store, self.season.key)
        found: dict[str, list[Issue]] = {}
        for expected in self.expected:
            for submission in attempts.get((expected.school, expected.form), []):
                if str(submission) == expected.submission:
                    known = basis(submission, self.season, attempts)
                    path = self.store.checked(str(submission), known)
                    if not path.exists():
                        raise problem("not_evaluated")
                    issues = shelf.get_check(self.store, path).issues
                    found.setdefault(expected.school, []).extend(issues)
        return found


def making_of(store: Store, key: str, version: str) -> Making:
    """Return what the dossiers of one version of one evaluation are made from."""
    found = dict(findings_by_rules(store, key))
    case = open_case(store, season_of_key(store, key), found[deciding_rules(key)].expected)
    approval = approval_of(store, key) if version == FINAL else None
    return Making(store, key, version, case, found, approval)
