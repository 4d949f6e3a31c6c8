"""Step: findings into dossiers, with all that a reviewer checks them with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.model import Findings
from tasks.steps import rulebook, shelf
from tasks.steps.advising import advice
from tasks.steps.cases import Case, open_case
from tasks.steps.evaluating import (
    current_findings,
    deciding_rules,
    findings_by_rules,
    findings_folder,
)
from tasks.steps.explanations import explained
from tasks.steps.open_seasons import earlier_seasons, season_of_key
from tasks.steps.planning import plan_of, plan_texts
from tasks.steps.rulebook import Rules
from tasks.steps.seasons import Season, attempts_of
from tasks.steps.standing import basis
from tasks.steps.witnessing import witnessed_workbook
from tasks.steps.wording import delivery_wording, problem
from tasks.store import Store, open_store, to_json

if TYPE_CHECKING:
    from tasks.planning.plan import Plan

DRAFT = "draft"
FINAL = "final"
FILES, INSIDE, DONE = "files", "inside", "done.json"
"""In an assembled version: what all get, what is the bureau's alone, and that it is whole."""


@dataclass(frozen=True)
class Approval:
    """Who released one evaluation as final, and when."""

    approved_by: str
    moment: str


@dataclass(frozen=True)
class _Making:
    """What the dossiers of one version are made from; `approval` is None for a draft."""

    store: Store
    key: str
    case: Case
    findings: Mapping[Rules, Findings]
    plan: Plan | None
    approval: Approval | None

    @property
    def season(self) -> Season:
        return self.case.season

    @property
    def deciding(self) -> Rules:
        return deciding_rules(self.key)


def assemble(findings: str, version: str = DRAFT) -> str:
    """Make all dossiers of one evaluation; return its key.

    Raises `JunhengError` where the computations of a number do not agree.
    """
    store = open_store()
    folder = store.assembled(findings, version)
    if (folder / DONE).exists():
        return findings
    making = _making(store, findings, version)
    files = {**_evidence(making), **_dossiers(making)}
    inside = advice(
        making.case, making.deciding, making.findings[making.deciding],
        _last_year(store, making.season), making.plan,
    )  # fmt: skip
    for place, contents in ((FILES, files), (INSIDE, inside)):
        for path, content in sorted(contents.items()):
            store.write_once(folder / place / path, content)
    store.write_once(folder / DONE, to_json({FILES: sorted(files), INSIDE: sorted(inside)}))
    return findings


def assembled(store: Store, key: str, version: str, place: str) -> dict[str, bytes]:
    """Return by path the files of an assembled version for everybody, or for the bureau alone."""
    folder = store.assembled(key, version)
    return {
        path: store.read(folder / place / path) for path in store.read_json(folder / DONE)[place]
    }


def approval_of(store: Store, key: str) -> Approval:
    """Return who approved one evaluation."""
    return Approval(**store.read_json(store.approval(key)))


def _making(store: Store, key: str, version: str) -> _Making:
    found = dict(findings_by_rules(store, key))
    deciding = found[deciding_rules(key)]
    case = open_case(store, season_of_key(store, key), deciding.expected)
    plan = plan_of(case, deciding_rules(key), deciding)
    return _Making(
        store, key, case, found, plan, approval_of(store, key) if version == FINAL else None
    )


def _dossiers(making: _Making) -> dict[str, bytes]:
    """Return the Word files of one evaluation, those of every set of rules of its season."""
    from tasks.dossiers.assemble import assemble as assemble_dossiers
    from tasks.dossiers.enclosures import Enclosures

    files: dict[str, bytes] = {}
    expected = making.findings[making.deciding].expected
    said = explained(making.store, making.season, expected).accepted()
    for rules, findings in making.findings.items():
        plan = making.plan if rules == making.deciding else None
        files |= assemble_dossiers(
            findings,
            making.season.roster.fillna("").to_dict("records"),
            catalogue.code_lists(),
            rulebook.standards(rules),
            rulebook.dossier_wording(),
            making.season.calendar,
            Enclosures(
                issues=_open_issues(making.store, making.season, findings),
                explanations=said,
                plan=asdict(plan_texts(plan)) if plan else None,
                approval=asdict(making.approval) if making.approval else None,
            ),
        )
    return files


def _evidence(making: _Making) -> dict[str, bytes]:
    """Return what a reviewer checks the dossiers with: live formulas, and every fact."""
    files: dict[str, bytes] = {}
    for rules, findings in making.findings.items():
        role = "deciding" if rules == making.deciding else "also"
        names = delivery_wording()["evidence"][role]
        blanks = {"regime": rules.regime, "title": rulebook.standards(rules)["regime"]["title"]}
        workbook, facts = (names[name].format(**blanks) for name in ("check_workbook", "facts"))
        files[workbook] = witnessed_workbook(making.case, rules, findings)
        folder = findings_folder(making.store, making.key, rules)
        files[facts] = making.store.read(folder / shelf.FACTS)
    return files


def _last_year(store: Store, season: Season) -> Findings | None:
    """Return what was found of the county in its season before this one, if that was evaluated."""
    earlier = earlier_seasons(store, season)
    current = current_findings(store, earlier[-1]) if earlier else None
    return current[1] if current else None


def _open_issues(store: Store, season: Season, findings: Findings) -> dict[str, list[Any]]:
    """Return the issues of the attempts that were used or are still returned, by school.

    Raises `JunhengError` if one of them has to be checked again: another attempt was restored.
    """
    attempts = attempts_of(store, season.key)
    found: dict[str, list[Any]] = {}
    for expected in findings.expected:
        for submission in attempts.get((expected.school, expected.form), []):
            if str(submission) == expected.submission:
                path = store.checked(str(submission), basis(submission, season, attempts))
                if not path.exists():
                    raise problem("not_evaluated")
                found.setdefault(expected.school, []).extend(shelf.get_check(store, path).issues)
    return found
