"""Step: the same season judged by other rules; which verdicts flip. Nothing is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tasks import catalogue
from tasks.model import Findings, Judgement, Verdict
from tasks.steps.findings import rulebook
from tasks.steps.findings.cases import standing_case
from tasks.steps.findings.rulebook import Rules
from tasks.steps.season.seasons import Season
from tasks.steps.wording import problem

if TYPE_CHECKING:
    from tasks.history.replay import Comparison, Flip

COUNTY = "county"


@dataclass(frozen=True)
class Line:
    """One verdict that flips, in the words of the two regimes; `subject` is a name."""

    subject: str
    level: str
    title: str
    title_after: str
    before: Verdict
    after: Verdict
    standard_before: str
    standard_after: str
    reason: str


@dataclass(frozen=True)
class Replay:
    """What the county comes to by two sets of rules.

    `same` counts verdicts that stay, `only_before` and `only_after` those that one of the two
    alone gives. `files` are the dossiers by the other rules, where they were asked for.
    """

    county_name: str
    before: Rules
    after: Rules
    title_before: str
    title_after: str
    overall_before: str
    overall_after: str
    flips: tuple[Line, ...]
    same: int
    only_before: int
    only_after: int
    files: tuple[Path, ...] = ()


def replay(
    county: str,
    *,
    regime: str = "",
    province: str = "",
    edition: str = "",
    answers: tuple[tuple[str, str], ...] = (),
    folder: Path | None = None,
) -> Replay:
    """Judge what stands in `edition/county` by other rules, and compare.

    `edition` names a season whose rules are taken; `regime`, `province` and `answers` (setting
    and value) change these one by one. With a `folder` the dossiers by the other rules are
    written there. Raises `JunhengError` where there is no such county, `CatalogueError` where
    there are no such rules.
    """
    from tasks.history.replay import compare

    case = standing_case(county)
    season = case.season
    before = rulebook.rules_of(season.edition)[0]
    if edition and edition not in catalogue.editions():
        raise problem("no_edition", edition=edition, known="、".join(catalogue.editions()))
    other_season = rulebook.rules_of(edition or season.edition)[0]
    after = rulebook.changed(other_season, regime, province, answers)
    found, other = case.findings(before), case.findings(after)
    roster = season.roster["school_code"].tolist()
    concepts = catalogue.notebook("history")["concepts"]["regimes"]
    comparison = compare(found, other, concepts, roster)
    files = _write(season, after, other, folder) if folder else ()
    return _replay(season, before, after, found, other, comparison, files)


def _replay(
    season: Season,
    before: Rules,
    after: Rules,
    found: Findings,
    other: Findings,
    comparison: Comparison,
    files: tuple[Path, ...],
) -> Replay:
    overall = f"{COUNTY}.overall.result"
    return Replay(
        county_name=season.county_name,
        before=before,
        after=after,
        title_before=_title_of(before),
        title_after=_title_of(after),
        overall_before=found.facts[overall].printed,
        overall_after=other.facts[overall].printed,
        flips=tuple(_line(season, found, other, flip) for flip in comparison.flips),
        same=comparison.same,
        only_before=len(comparison.only_before),
        only_after=len(comparison.only_after),
        files=files,
    )


def _title_of(rules: Rules) -> str:
    return str(rulebook.standards(rules)["regime"]["title"])


def _line(season: Season, found: Findings, other: Findings, flip: Flip) -> Line:
    levels = catalogue.code_lists()["levels"]
    is_county = flip.subject == COUNTY
    return Line(
        subject=season.county_name if is_county else season.school_name(flip.subject),
        level=levels.title(flip.level) if flip.level else "",
        title=_title(found, flip.subject, flip.level, flip.item),
        title_after=_title(other, flip.subject, flip.level, flip.item_after),
        before=flip.before,
        after=flip.after,
        standard_before=flip.standard_before,
        standard_after=flip.standard_after,
        reason=flip.reason_after or flip.reason_before,
    )


def _title(findings: Findings, subject: str, level: str, item: str) -> str:
    """Return what a judged item is called: by its answer, else by the fact it rests on."""
    scope = ".".join(filter(None, (COUNTY if subject == COUNTY else f"s.{subject}", level, item)))
    for name in (f"{scope}.result", scope):
        if name in findings.facts:
            return findings.facts[name].title
    judged: dict[tuple[str, str, str], Judgement] = {
        (each.subject, each.level, each.item): each for each in findings.judgements
    }
    fact = findings.facts.get(judged[subject, level, item].fact)
    return fact.title if fact else item


def _write(season: Season, rules: Rules, findings: Findings, folder: Path) -> tuple[Path, ...]:
    from tasks.dossiers.assemble import assemble
    from tasks.dossiers.enclosures import Enclosures

    files = assemble(
        findings,
        season.roster.fillna("").to_dict("records"),
        catalogue.code_lists(),
        rulebook.standards(rules),
        rulebook.dossier_wording(),
        season.calendar,
        Enclosures(),
    )
    written = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return tuple(written)
