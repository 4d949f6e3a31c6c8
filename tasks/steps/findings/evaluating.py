"""Step: the standing returns of a county into facts and judgements."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tasks.model import ExpectedReturn, Findings
from tasks.steps import shelf
from tasks.steps.dossiers.registers import rectification_digest
from tasks.steps.findings import rulebook
from tasks.steps.findings.cases import open_case
from tasks.steps.findings.recipe import fingerprint, recipe
from tasks.steps.findings.rulebook import Rules
from tasks.steps.garbage import rarely_collected
from tasks.steps.returns.explanations import memory_digest, open_memory
from tasks.steps.returns.standing import kept_of, standing
from tasks.steps.season.open_seasons import earlier_seasons, open_season
from tasks.steps.season.seasons import Season
from tasks.steps.wording import problem
from tasks.store import Store, open_store

if TYPE_CHECKING:
    from upath import UPath

log = logging.getLogger(__name__)


def counties_due() -> list[str]:
    """Return `edition/county` of every county whose standing returns have no findings yet."""
    store = open_store()
    found = []
    for key in store.seasons():
        season = open_season(store, key)
        if season is None:
            continue
        expected = standing(store, season)
        is_new = not _is_evaluated(store, findings_key(store, season, expected))
        if is_new and any(each.usable for each in expected):
            found.append(key)
    return found


def findings_key(store: Store, season: Season, expected: tuple[ExpectedReturn, ...]) -> str:
    """Return the key of the evaluation of exactly these returns by exactly this program.

    What stands of the county's earlier seasons is part of it, for this one is held against it,
    and so is what schools have explained and what was said of problems: the dossiers say it.
    """
    used = _used(store, expected)
    said = (memory_digest(open_memory(store, season)), rectification_digest(store, season))
    used += [each for each in said if each]
    for other in earlier_seasons(store, season):
        used += [other.roster_key, *_used(store, standing(store, other))]
    return f"{season.key}/{fingerprint(recipe(), season.roster_key, *used)}"


def _used(store: Store, expected: tuple[ExpectedReturn, ...]) -> list[str]:
    return [
        f"{each.school}/{each.form}/{each.submission}/{each.status}/{_sha256(store, each)}"
        for each in expected
    ]


def evaluate(county: str) -> str:
    """Evaluate one county `edition/county` by all rules of its season; return the findings' key.

    What decides is written last: findings that have it are whole.
    """
    store = open_store()
    season = open_season(store, county)
    if season is None:
        raise problem("no_roster", county=county)
    expected = standing(store, season)
    key = findings_key(store, season, expected)
    if _is_evaluated(store, key):
        return key
    with rarely_collected():
        _evaluate(store, season, expected, key)
    return key


def _evaluate(store: Store, season: Season, expected: tuple[ExpectedReturn, ...], key: str) -> None:
    case = open_case(store, season, expected)
    for rules in reversed(rulebook.rules_of(season.edition)):
        findings = case.findings(rules)
        if rules == deciding_rules(key):
            _tell_gaps(season, findings)
        shelf.put_findings(store, findings, findings_folder(store, key, rules))


def _tell_gaps(season: Season, findings: Findings) -> None:
    """Say in the log of the task which returns are missing, and which items that leaves open."""
    for gap in findings.gaps:
        log.warning("%s: %s (%s)", season.school_name(gap.school), gap.reason, ", ".join(gap.items))


def findings_of(county: str) -> str:
    """Return the key of the findings of what stands now in `edition/county`, nothing if none."""
    store = open_store()
    season = open_season(store, county)
    return evaluated_now(store, season) if season else ""


def current_findings(store: Store, season: Season) -> tuple[str, Findings] | None:
    """Return key and findings of the evaluation of what stands now, None if there is none."""
    key = evaluated_now(store, season)
    return (key, shelf.get_findings(store, store.findings(key))) if key else None


def evaluated_now(store: Store, season: Season) -> str:
    """Return the key of the evaluation of what stands now, empty if there is none."""
    key = findings_key(store, season, standing(store, season))
    return key if _is_evaluated(store, key) else ""


def deciding_rules(key: str) -> Rules:
    """Return the rules that decide in the season that a key of findings begins with."""
    return rulebook.rules_of(key.split("/")[0])[0]


def findings_folder(store: Store, key: str, rules: Rules) -> UPath:
    """Return where the findings of one evaluation under some rules of its season lie."""
    return store.findings(key, "" if rules == deciding_rules(key) else rules.regime)


def findings_by_rules(store: Store, key: str) -> Iterator[tuple[Rules, Findings]]:
    """Yield the findings of one evaluation under each set of rules, the deciding ones first."""
    for rules in rulebook.rules_of(key.split("/")[0]):
        yield rules, shelf.get_findings(store, findings_folder(store, key, rules))


def _is_evaluated(store: Store, key: str) -> bool:
    return (store.findings(key) / shelf.FINDINGS).exists()


def _sha256(store: Store, expected: ExpectedReturn) -> str:
    if expected.submission is None:
        return ""
    return kept_of(store, expected.submission).sha256
