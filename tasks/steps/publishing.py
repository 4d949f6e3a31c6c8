"""Steps: findings into dossiers, dossiers into the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tasks
from tasks import catalogue
from tasks.model import Findings
from tasks.settings import load_settings
from tasks.steps import rulebook, shelf
from tasks.steps.advising import advice
from tasks.steps.cases import Case, open_case, other_seasons
from tasks.steps.evaluating import (
    current_findings,
    deciding_rules,
    findings_by_rules,
    findings_folder,
)
from tasks.steps.recipe import code_digest, recipe
from tasks.steps.seasons import Season, attempts_of, basis, open_season
from tasks.steps.witnessing import witnessed_workbook
from tasks.steps.wording import delivery_wording, problem
from tasks.store import ARRIVAL, Store, open_store, to_json

if TYPE_CHECKING:
    from upath import UPath

DRAFT = "draft"
FINAL = "final"
FILES, INSIDE, DONE = "files", "inside", "done.json"
"""In an assembled version: what all get, what is the bureau's alone, and that it is whole."""


@dataclass(frozen=True)
class Approval:
    """Who released one evaluation as final, and when."""

    approved_by: str
    moment: str


def drafts_due() -> list[str]:
    """Return the keys of current findings that no draft lies in the outbox for."""
    store = open_store()
    found = []
    for season in _seasons(store):
        current = current_findings(store, season)
        if current and delivered(store, season, current[0], DRAFT) is None:
            found.append(current[0])
    return found


def assemble(findings: str, version: str = DRAFT) -> str:
    """Make all dossiers of one evaluation; return its key."""
    store = open_store()
    folder = store.assembled(findings, version)
    if (folder / DONE).exists():
        return findings
    case = _case_of(store, findings)
    files = {**_evidence(store, findings, case), **_dossiers(store, findings, version)}
    inside = advice(
        case, deciding_rules(findings), _deciding(store, findings), _last_year(store, case.season)
    )
    for place, contents in ((FILES, files), (INSIDE, inside)):
        for path, content in sorted(contents.items()):
            store.write_once(folder / place / path, content)
    store.write_once(folder / DONE, to_json({FILES: sorted(files), INSIDE: sorted(inside)}))
    return findings


def deliver(findings: str, version: str = DRAFT) -> str:
    """Put the dossiers of one evaluation into the outbox; return the path of the package."""
    from tasks.delivery.package import MANIFEST, manifest, package

    store = open_store()
    season = _season_of(store, findings)
    folder = store.assembled(findings, version)
    files, inside = (_assembled(store, folder, place) for place in (FILES, INSIDE))
    about = _about(store, season, findings, version)
    files |= {MANIFEST: manifest(files, **about)}
    target = _outbox(season, version, _number(store, season, findings, version))
    for path, content in files.items():
        _put(target / path, content)
    for path, content in inside.items():
        _put(_inside(target) / path, content)
    archive = _package(target)
    _put(archive, package(files))
    return str(archive)


def publish_final(county: str, approved_by: str, moment: str) -> str:
    """Release the current evaluation of `edition/county` as final; return the package's path.

    Raises `JunhengError` if what stands now has not been evaluated, or somebody else has
    released it.
    """
    store = open_store()
    season = open_season(store, county)
    current = season and current_findings(store, season)
    if not current:
        raise problem("not_evaluated")
    key, _ = current
    path = store.approval(key)
    if not path.exists():
        store.write_once(path, to_json(asdict(Approval(approved_by, moment))))
    approval = _approval(store, key)
    if approval.approved_by != approved_by:
        raise problem("approved_already", name=approval.approved_by, moment=approval.moment)
    assemble(key, FINAL)
    return deliver(key, FINAL)


def _dossiers(store: Store, key: str, version: str) -> Mapping[str, bytes]:
    """Return the Word files of one evaluation, those of every set of rules of its season."""
    from tasks.dossiers.assemble import assemble as assemble_dossiers

    season = _season_of(store, key)
    approval = _approval(store, key) if version == FINAL else None
    files: dict[str, bytes] = {}
    for rules, findings in findings_by_rules(store, key):
        files |= assemble_dossiers(
            findings,
            season.roster.fillna("").to_dict("records"),
            catalogue.code_lists(),
            rulebook.standards(rules),
            rulebook.dossier_wording(),
            issues=_open_issues(store, season, findings),
            approval=asdict(approval) if approval else None,
            season=season.calendar,
        )
    return files


def _evidence(store: Store, key: str, case: Case) -> dict[str, bytes]:
    """Return what a reviewer checks the dossiers with: live formulas, and every fact."""
    files: dict[str, bytes] = {}
    for rules, findings in findings_by_rules(store, key):
        names = delivery_wording()["evidence"][
            "deciding" if rules == deciding_rules(key) else "also"
        ]
        blanks = {"regime": rules.regime, "title": rulebook.standards(rules)["regime"]["title"]}
        workbook, facts = (names[name].format(**blanks) for name in ("check_workbook", "facts"))
        files[workbook] = witnessed_workbook(case, rules, findings)
        files[facts] = store.read(findings_folder(store, key, rules) / shelf.FACTS)
    return files


def _case_of(store: Store, key: str) -> Case:
    """Return the case that findings were made from, though other attempts may stand by now."""
    return open_case(store, _season_of(store, key), _deciding(store, key).expected)


def _deciding(store: Store, key: str) -> Findings:
    return shelf.get_findings(store, store.findings(key))


def _last_year(store: Store, season: Season) -> Findings | None:
    """Return what was found of the county in its season before this one, if that was evaluated."""
    earlier = other_seasons(store, season)
    current = current_findings(store, earlier[-1]) if earlier else None
    return current[1] if current else None


def _assembled(store: Store, folder: UPath, place: str) -> dict[str, bytes]:
    """Return the files of an assembled version that are for everybody, or for the bureau."""
    return {
        path: store.read(folder / place / path) for path in store.read_json(folder / DONE)[place]
    }


def _open_issues(store: Store, season: Season, findings: Findings) -> dict[str, list[Any]]:
    """Return the issues of the attempts that were used or are still returned, by school."""
    attempts = attempts_of(store, season.key)
    found: dict[str, list[Any]] = {}
    for expected in findings.expected:
        for submission in attempts.get((expected.school, expected.form), []):
            if str(submission) == expected.submission:
                path = store.checked(str(submission), basis(submission, season, attempts))
                found.setdefault(expected.school, []).extend(shelf.get_check(store, path).issues)
    return found


def _about(store: Store, season: Season, key: str, version: str) -> dict[str, Any]:
    """Return what the manifest says of the making of a package."""
    findings = shelf.get_findings(store, store.findings(key))
    approval = _approval(store, key) if version == FINAL else None
    used = [each.submission for each in findings.expected if each.usable and each.submission]
    return {
        "county": {"code": season.county, "name": season.county_name},
        "edition": season.edition,
        "regime": findings.regime,
        "version": version,
        "approval": asdict(approval) if approval else None,
        "findings": key,
        "software": {"name": "junheng", "version": tasks.__version__, "digest": code_digest()},
        "catalogue_digest": catalogue.digest(),
        "recipe": recipe(),
        "attempts": {
            each: store.read_json(store.received(each) / ARRIVAL)["sha256"] for each in used
        },
    }


def _approval(store: Store, key: str) -> Approval:
    return Approval(**store.read_json(store.approval(key)))


def _seasons(store: Store) -> list[Season]:
    seasons = (open_season(store, key) for key in store.seasons())
    return [season for season in seasons if season is not None]


def _season_of(store: Store, findings: str) -> Season:
    season = open_season(store, findings.rpartition("/")[0])
    if season is None:
        raise problem("no_roster", county=findings.rpartition("/")[0])
    return season


def delivered(store: Store, season: Season, findings: str, version: str) -> Path | None:
    """Return the package of one version of one evaluation, None if it is not in the outbox."""
    note = store.issue_number(season.key, version, findings)
    if not note.exists():
        return None
    package = _package(_outbox(season, version, store.read_json(note)["number"]))
    return package if package.exists() else None


def _number(store: Store, season: Season, findings: str, version: str) -> int:
    """Return which draft, or which final version, of the season an evaluation becomes."""
    note = store.issue_number(season.key, version, findings)
    if not note.exists():
        number = len(store.names(note.parent)) + 1
        store.write_once(note, to_json({"number": number}))
    return int(store.read_json(note)["number"])


def _outbox(season: Season, version: str, number: int) -> Path:
    """Return the folder in the outbox for one numbered version."""
    wording = delivery_wording()
    name = wording["folder"].format(
        county_name=season.county_name, version=wording["versions"][version], number=number
    )
    return Path(load_settings().outbox) / season.edition / season.county_name / name


def _package(folder: Path) -> Path:
    """Return the zip that lies beside a folder of the outbox."""
    return folder.with_name(f"{folder.name}.zip")


def _inside(folder: Path) -> Path:
    """Return the folder beside a version that is the bureau's alone."""
    return folder.with_name(delivery_wording()["inside"].format(folder=folder.name))


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
