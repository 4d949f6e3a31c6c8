"""Step: what came of the checks of the attempts that count, for the statement on the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.model import ExpectedReturn, Explanation, Fact, Issue, RuleOutcome, Severity
from tasks.steps import shelf
from tasks.steps.findings import rulebook
from tasks.steps.returns.standing import basis
from tasks.steps.season.seasons import Season, attempts_of
from tasks.store import Store

if TYPE_CHECKING:
    from tasks.dossiers.papers.check_counts import Checks

WORDING = "data_quality"
NO_SUITE = "wording"
Accepted = Mapping[str, Sequence[tuple[Issue, Explanation]]]


def quality_of_data(
    store: Store, season: Season, expected: Sequence[ExpectedReturn], accepted: Accepted
) -> tuple[dict[str, Fact], dict[str, Any]]:
    """Return the counts of all checks as facts, and the rules and forms that are told of.

    `accepted` are the explained queries by school.
    """
    from tasks.dossiers.papers.check_counts import check_facts, forms_told, rules_told

    checks = checks_of(store, season, expected, accepted)
    titles, words = rulebook.rule_titles(season.edition), rulebook.dossier_wording()[WORDING]
    facts = check_facts(checks, words["facts"])
    told = [
        {"rule": rule, "title": titles[rule], "severity": str(checks.severities[rule]),
         "reasons": reasons}
        for rule, reasons in rules_told(checks).items()
    ]  # fmt: skip
    about = {"rules": told, "forms": list(forms_told(checks))}
    return {fact.id: fact for fact in facts}, about


def checks_of(
    store: Store, season: Season, expected: Sequence[ExpectedReturn], accepted: Accepted
) -> Checks:
    """Return what came of the checks of the attempts that count."""
    from tasks.dossiers.papers.check_counts import Checks

    attempts = attempts_of(store, season.key)
    outcomes: list[RuleOutcome] = []
    for each in expected:
        for submission in attempts.get((each.school, each.form), []):
            if str(submission) == each.submission:
                path = store.checked(str(submission), basis(submission, season, attempts))
                if path.exists():
                    outcomes += shelf.get_check(store, path).outcomes
    explained = Counter(query.rule for found in accepted.values() for query, _ in found)
    return Checks(
        outcomes=outcomes,
        severities=_severities(season.edition),
        explained=explained,
        expected=expected,
        attempts={name: len(found) for name, found in attempts.items()},
    )


def _severities(edition: str) -> dict[str, Severity]:
    return {
        entry["rule"]: Severity(entry["severity"])
        for name, suite in catalogue.suites(edition).items()
        if name != NO_SUITE
        for entry in suite["expectations"]
    }
