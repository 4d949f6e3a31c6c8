"""What has come of a season, for the console: returns, verdict with reasons, dossiers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tasks import catalogue
from tasks.model import ExpectedReturn, Findings, Status, Verdict
from tasks.steps.evaluating import current_findings
from tasks.steps.publishing import DRAFT, FINAL, outbox
from tasks.steps.seasons import Season, open_season, standing
from tasks.store import Store, open_store


@dataclass(frozen=True)
class CountySummary:
    """Where one county stands. The lists name `school form` in plain words."""

    season: str
    county_name: str
    expected: int
    received: int
    accepted: list[str]
    queried: list[str]
    returned: list[str]
    missing: list[str]
    findings: str
    verdict: str
    verdict_text: str
    reasons: list[str]
    packages: list[str]

    def as_note(self) -> dict[str, Any]:
        """Return the summary as plain values."""
        return asdict(self)


def summary() -> list[CountySummary]:
    """Return where every county stands, in the order of year and county."""
    store = open_store()
    seasons = (open_season(store, key) for key in store.seasons())
    return [_summary(store, season) for season in seasons if season is not None]


def _summary(store: Store, season: Season) -> CountySummary:
    expected = standing(store, season)
    current = current_findings(store, season)
    key, findings = current if current else ("", None)
    overall = _overall(findings)
    return CountySummary(
        season=season.key,
        county_name=season.county_name,
        expected=len(expected),
        received=sum(each.submission is not None for each in expected),
        accepted=_named(season, expected, Status.ACCEPTED),
        queried=_named(season, expected, Status.QUERIED),
        returned=_named(season, expected, Status.RETURNED),
        missing=_named(season, expected, None),
        findings=key,
        verdict=str(overall.verdict) if overall else str(Verdict.NOT_CHECKED),
        verdict_text=findings.facts["county.overall.result"].printed if findings else "",
        reasons=overall.reason.splitlines() if overall else [],
        packages=[
            str(path)
            for version in (FINAL, DRAFT)
            if key and (path := outbox(season, key, version).with_suffix(".zip")).exists()
        ],
    )


def _overall(findings: Findings | None) -> Any:
    if findings is None:
        return None
    return next((each for each in findings.judgements if each.item == "overall"), None)


def _named(
    season: Season, expected: tuple[ExpectedReturn, ...], status: Status | None
) -> list[str]:
    layouts = catalogue.layouts(season.edition)
    return [
        f"{season.school_name(each.school)} {layouts[each.form].title}"
        for each in expected
        if each.status is status
    ]
