"""What has come of a season, for the console: returns, verdict with reasons, dossiers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tasks import catalogue
from tasks.model import ExpectedReturn, Findings, Status, Verdict
from tasks.steps.dossiers.outbox import delivered, inside_of
from tasks.steps.dossiers.sealing import SEALED
from tasks.steps.dossiers.versions import DRAFT, FINAL
from tasks.steps.findings.evaluating import current_findings
from tasks.steps.returns.explanations import explained_now
from tasks.steps.returns.standing import standing
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import Season
from tasks.steps.season.tally import MISSING, UNCHECKED, counted, is_owed, state_of
from tasks.store import Store, open_store

COUNTY, OVERALL = "county", "overall"
OVERALL_FACT = "county.overall.result"
PART_ENDS = ".result"
"""The facts of the parts that sum up items end so."""


@dataclass(frozen=True)
class CountySummary:
    """Where one county stands. The lists of returns name school and form in plain words.

    `expected`, `received` and the lists speak of what is owed, as the board does; `unasked`
    names what came of free will, with where it stands.
    `explained` says how many queries were explained and accepted; `not_met` has title,
    standard and reason of each item, `not_checked` the titles; `inside` are the files that
    are the bureau's alone. `dossiers` counts the Word files of the first of the `packages`
    by their folder.
    """

    season: str
    county_name: str
    expected: int
    received: int
    accepted: list[str]
    queried: list[str]
    returned: list[str]
    unchecked: list[str]
    missing: list[str]
    unasked: list[tuple[str, str]]
    explained: str
    findings: str
    verdict: str
    verdict_text: str
    not_met: list[dict[str, str]]
    not_checked: list[str]
    packages: list[str]
    inside: list[str]
    dossiers: dict[str, int]

    def as_note(self) -> dict[str, Any]:
        """Return the summary as plain values."""
        return asdict(self)


def summary() -> list[CountySummary]:
    """Return where every county stands, in the order of year and county."""
    store = open_store()
    seasons = (open_season(store, key) for key in store.seasons())
    return [summary_of(store, season) for season in seasons if season is not None]


def summary_of(store: Store, season: Season) -> CountySummary:
    """Return where one county stands."""
    every = standing(store, season)
    expected = [each for each in every if is_owed(season, each.form)]
    counts = counted(season, every)
    current = current_findings(store, season)
    key, findings = current if current else ("", None)
    items = _county_items(findings) if findings else []
    versions = (SEALED, FINAL, DRAFT) if key else ()
    found = (delivered(store, season, key, version) for version in versions)
    packages = [package for package in found if package]
    return CountySummary(
        season=season.key,
        county_name=season.county_name,
        expected=counts.expected,
        received=counts.received,
        accepted=_named(season, expected, Status.ACCEPTED),
        queried=_named(season, expected, Status.QUERIED),
        returned=_named(season, expected, Status.RETURNED),
        unchecked=_named(season, expected, UNCHECKED),
        missing=_named(season, expected, MISSING),
        unasked=[
            (_name(season, each), state_of(each))
            for each in every
            if not is_owed(season, each.form)
        ],
        explained=explained_now(store, season).tally_text(),
        findings=key,
        verdict=str(_overall(findings)),
        verdict_text=findings.facts[OVERALL_FACT].printed if findings else "",
        not_met=[item for verdict, item in items if verdict is Verdict.NOT_MET],
        not_checked=[item["title"] for verdict, item in items if verdict is Verdict.NOT_CHECKED],
        packages=[str(each) for each in packages],
        inside=[
            str(file)
            for package in packages
            for file in sorted(inside_of(package.with_suffix("")).glob("*"))
        ],
        dossiers=_dossiers(packages[0].with_suffix("")) if packages else {},
    )


def _overall(findings: Findings | None) -> Verdict:
    found = findings.judgements if findings else ()
    return next((each.verdict for each in found if each.item == OVERALL), Verdict.NOT_CHECKED)


def _dossiers(folder: Path) -> dict[str, int]:
    found = Counter(str(each.parent) for each in folder.rglob("*.docx"))
    return dict(sorted(found.items()))


def _county_items(findings: Findings) -> list[tuple[Verdict, dict[str, str]]]:
    """Return verdict, title, standard and reason of everything that is asked of the county.

    A part such as 政府保障程度 only sums up its items and is left out.
    """
    levels = {code: row["title"] for code, row in catalogue.code_lists()["levels"].rows.items()}
    return [
        (
            each.verdict,
            {
                "title": levels.get(each.level, "") + findings.facts[each.fact].title,
                "standard": each.standard,
                "reason": each.reason,
            },
        )
        for each in findings.judgements
        if each.subject == COUNTY and not each.fact.endswith(PART_ENDS)
    ]


def _named(season: Season, expected: Sequence[ExpectedReturn], state: str) -> list[str]:
    return [_name(season, each) for each in expected if state_of(each) == state]


def _name(season: Season, each: ExpectedReturn) -> str:
    form = catalogue.layouts(season.edition)[each.form].title
    return f"{season.school_name(each.school)} {form}"
