"""Step: the counties of a province in one workbook and one report, once enough are released."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.intake.inbox import RECEIPTS
from tasks.model import ExpectedReturn, Findings, Status, Submission
from tasks.settings import load_settings
from tasks.steps.discretion import reason
from tasks.steps.dossiers.outbox import archive_of, lay_out
from tasks.steps.findings import rulebook
from tasks.steps.findings.evaluating import current_findings
from tasks.steps.findings.recipe import fingerprint
from tasks.steps.intake import folders
from tasks.steps.province.county_packages import (
    WrongPackageError,
    approval_text,
    checked_package,
    facts_path,
    latest,
    regime_title,
)
from tasks.steps.province.provinces import terms_now
from tasks.steps.returns.standing import standing
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import TIME_ZONE, Season, owed
from tasks.store import Store, open_store, to_json

if TYPE_CHECKING:
    from tasks.province.figures import Figures
    from tasks.province.standings import Package, Standing
    from tasks.province.terms import Listed, Terms

log = logging.getLogger(__name__)

NOTE = "note.json"
REGIME = "province"
"""Stands, in the facts that travel with the report, where a county's have their regime."""


@dataclass(frozen=True)
class RollUp:
    """How far a province is. `missing` has name, code, state and more of each such county.

    `needed` is how many counties must have a final version, `released` how many have;
    `path` is the latest roll-up, empty while there is none.
    """

    province: str
    edition: str
    listed: int
    asked: int
    needed: int
    released: int
    drafts: int
    missing: list[dict[str, str]]
    path: str


def roll_up(edition: str, province: str, moment: str) -> str | None:
    """Put the counties of a province together; return the path of the zip, None while it waits.

    `province` are the first digits of its code, such as `13`. It waits until all counties of
    its list have a final version, or as many as the list asks for. With nothing new since the
    last one that one is returned, and no byte of it changes. Raises `JunhengError` without a
    list of counties.
    """
    store = open_store()
    key, figures = _figures(store, edition, province, moment)
    _tell_progress(store, figures, edition)
    if not _is_due(figures):
        return None
    folder = store.rolled_up(f"{edition}/{figures.terms.code}", _fingerprint(key, figures))
    note = _note(store, folder, moment)
    if "files" not in note:
        made = _made(_at(figures, note["moment"]), edition, Submission.parse(key).attempt, note)
        for path, content in made.items():
            store.write_once(folder / path, content)
        store.write_once(folder / f"done.{NOTE}", to_json({"files": sorted(made)}))
    files = {path: store.read(folder / path) for path in _done(store, folder)}
    return str(lay_out(_place(edition, figures.terms.name, note["number"]), files, {}))


def province_state(edition: str, province: str, moment: str) -> RollUp:
    """Return how far a province is, for the console and the board; nothing is written.

    Raises `JunhengError` without a list of counties.
    """
    from tasks.province.standings import missing, released
    from tasks.province.tables import detail, state

    store = open_store()
    _, figures = _figures(store, edition, province, moment)
    final = released(figures.standings)
    return RollUp(
        province=figures.terms.name,
        edition=edition,
        listed=len(figures.terms.counties),
        asked=len(figures.terms.asked),
        needed=figures.terms.needed(figures.day),
        released=len(final),
        drafts=len(figures.shown) - len(final),
        missing=[
            {"county": each.listed.name, "code": each.listed.code, "state": str(each.state),
             "state_text": state(figures, each), "detail": detail(figures, each)}
            for each in missing(figures.standings)
        ],
        path=_latest(store, edition, figures.terms),
    )  # fmt: skip


def _figures(store: Store, edition: str, province: str, moment: str) -> tuple[str, Figures]:
    from tasks.province.figures import Figures

    key, terms = terms_now(store, edition, province)
    found = [_standing(store, edition, each) for each in terms.counties]
    return key, Figures(terms, found, _day(moment), rulebook.template("province"))


def _tell_progress(store: Store, figures: Figures, edition: str) -> None:
    """Say in the folder of the province which counties have no final version, and why."""
    from tasks.province.tables import progress

    folder = folders.county_folder(store, f"{edition}/{figures.terms.code}")
    if folder is None:
        return
    path = folder / RECEIPTS / figures.words["waiting"]
    text = progress(figures, edition)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        log.warning("the progress of %s could not be written: %s", edition, reason(error))


def _at(figures: Figures, moment: str) -> Figures:
    """Return the figures as of the moment that the first attempt at a roll-up began."""
    return replace(figures, day=_day(moment))


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(TIME_ZONE).date()


def _is_due(figures: Figures) -> bool:
    from tasks.province.standings import is_due

    return is_due(figures.terms, figures.standings, figures.day)


def _standing(store: Store, edition: str, listed: Listed) -> Standing:
    """Return how far one county is, with its package where that may be used."""
    from tasks.province.standings import Standing, State

    season = open_season(store, f"{edition}/{listed.code}")
    if season is None or not listed.evaluated:
        return Standing(listed, State.NO_ROSTER)
    expected = standing(store, season)
    must = set(owed(season))
    owing = sum(_is_owing(each) for each in expected if (each.school, each.form) in must)
    found = latest(store, season)
    if found is None:
        early = State.RETURNS_MISSING if owing else State.RECEIVED
        evaluated = current_findings(store, season) is not None
        return Standing(listed, State.EVALUATED if evaluated else early, owing)
    try:
        package = _package(store, season, *found)
    except WrongPackageError as error:
        return Standing(listed, State.REFUSED, owing, wrong=str(error))
    used = {(x.school, x.form, x.submission) for x in package.findings.expected}
    newer = used != {(x.school, x.form, x.submission) for x in expected}
    return Standing(listed, State(found[1]), owing, newer, package=package)


def _is_owing(expected: ExpectedReturn) -> bool:
    """Tell whether a return is missing or was sent back; one that waits for its check is not."""
    return expected.submission is None or expected.status is Status.RETURNED


def _package(store: Store, season: Season, key: str, version: str, path: Path) -> Package:
    from tasks.province.standings import Package

    findings, content = checked_package(store, season, key, version, path)
    return Package(
        findings=findings,
        key=key,
        name=path.name,
        number=int(store.read_json(store.issue_number(season.key, version, key))["number"]),
        content=content,
        path=facts_path(),
        regime_title=regime_title(findings),
        approval=approval_text(store, key, version),
    )


def _fingerprint(key: str, figures: Figures) -> str:
    """Return the name of a roll-up of exactly this list and exactly these counties."""
    told = [
        f"{each.listed.code}/{each.state}/{each.owing}/{each.newer}/{each.wrong}/"
        + (each.package.content if each.package else "")
        for each in figures.standings
    ]
    return fingerprint(key, *told)


def _note(store: Store, folder: Any, moment: str) -> dict[str, Any]:
    """Return number and moment of a roll-up; it bears them from its first attempt on."""
    if not (folder / NOTE).exists():
        number = len(store.names(folder.parent)) + 1
        store.write_once(folder / NOTE, to_json({"number": number, "moment": moment}))
    note: dict[str, Any] = store.read_json(folder / NOTE)
    done = folder / f"done.{NOTE}"
    return note | (store.read_json(done) if done.exists() else {})


def _done(store: Store, folder: Any) -> list[str]:
    found: list[str] = store.read_json(folder / f"done.{NOTE}")["files"]
    return found


def _made(
    figures: Figures, edition: str, attempt: int, note: Mapping[str, Any]
) -> dict[str, bytes]:
    """Return workbook, report and manifest of a roll-up, by their names."""
    from tasks.delivery.package import manifest
    from tasks.province.workbook import workbook

    words, moment = figures.words, str(note["moment"])
    blanks = {
        "province": figures.terms.name, "edition": edition, "attempt": str(attempt),
        "day": figures.day.isoformat(),
    }  # fmt: skip
    files = {
        words["files"]["workbook"]: workbook(figures, blanks),
        words["files"]["report"]: _report(figures, blanks, moment),
    }
    counties = [
        {"county": each.listed.code, "state": str(each.state), "findings": each.package.key,
         "package": each.package.name, "content": each.package.content}
        for each in figures.shown if each.package
    ]  # fmt: skip
    about = {"province": figures.terms.code, "name": figures.terms.name, "edition": edition,
             "number": note["number"], "moment": moment, "counties": counties}  # fmt: skip
    return files | {words["files"]["manifest"]: manifest(files, **about)}


def _report(figures: Figures, blanks: Mapping[str, str], moment: str) -> bytes:
    from tasks.dossiers.province_report import province_report
    from tasks.dossiers.word.dossier import Styles
    from tasks.province.paper import paper_tables

    found = Findings(
        edition=blanks["edition"], county=figures.terms.code, county_name=figures.terms.name,
        regime=REGIME, facts=figures.facts, judgements=(), exclusions=(), expected=(), gaps=(),
    )  # fmt: skip
    return province_report(
        Styles.read(rulebook.dossier_wording()["styles"], "templates/dossiers/styles.yml"),
        figures.words["report"],
        paper_tables(figures),
        findings=found,
        blanks=blanks,
        moment=datetime.fromisoformat(moment).replace(tzinfo=None),
    )


def _place(edition: str, name: str, number: int) -> Path:
    folder = rulebook.template("province")["folder"].format(province=name, number=number)
    return Path(load_settings().outbox) / edition / name / folder


def _latest(store: Store, edition: str, terms: Terms) -> str:
    """Return the zip of the latest roll-up of a province, empty while there is none."""
    top = store.rolled_up(f"{edition}/{terms.code}", "x").parent
    numbers = [
        store.read_json(top / name / NOTE)["number"]
        for name in store.names(top)
        if (top / name / NOTE).exists()
    ]
    found = (archive_of(_place(edition, terms.name, each)) for each in sorted(numbers)[::-1])
    return str(next((each for each in found if each.exists()), ""))
