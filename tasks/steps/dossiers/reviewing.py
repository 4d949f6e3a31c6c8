"""Step: the review package of a county: pages that open offline, and the files behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.layouts import Layout, Stamp
from tasks.model import Explanation, Findings, Issue
from tasks.steps.dossiers.originals import enclosed
from tasks.steps.findings import rulebook
from tasks.steps.findings.rulebook import Rules
from tasks.steps.season.seasons import Season
from tasks.store import Store

if TYPE_CHECKING:
    from tasks.review.given import Draw

OPINIONS = "review_opinions"
PLACES = 6
"""So many decimals of the numbers of a draw are printed."""


def review_files(
    store: Store,
    season: Season,
    found: Mapping[Rules, Findings],
    version: str,
    *,
    last_year: Findings | None = None,
    issues: Mapping[str, Sequence[Issue]] | None = None,
    explanations: Mapping[str, Sequence[tuple[Issue, Explanation]]] | None = None,
    evidence: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    papers: Iterable[str] = (),
) -> dict[str, bytes]:
    """Return the pages of a review package and the received files behind them, by path.

    `found` has the rules that decide first; `papers` are the paths of the package's other
    files, which the first page leads to.
    """
    from tasks.review.given import Given, Side
    from tasks.review.pages import review_pages

    wording = rulebook.template("review")
    files, received = enclosed(store, found.values())
    sides = tuple(
        Side(
            "" if at == 0 else rules.regime,
            findings,
            rulebook.standards(rules),
            last_year if at == 0 else None,
        )
        for at, (rules, findings) in enumerate(found.items())
    )
    layout = _opinions(season.edition)
    given = Given(
        county_name=season.county_name,
        season_title=str(season.calendar["title"]),
        version=version,
        mark=wording["version"].get(version, ""),
        sides=sides,
        roster=season.roster.fillna("").to_dict("records"),
        codes=catalogue.code_lists(),
        texts=_texts(),
        wording=wording,
        received=received,
        issues=issues or {},
        explanations=explanations or {},
        evidence=evidence or {},
        papers=_papers(papers, wording),
        draw=_draw(season),
        opinions=layout,
        stamp=_stamp(season, layout) if layout else None,
    )
    return files | review_pages(given)


def _texts() -> dict[str, str]:
    """Return the templates, styles and scripts of the pages by file name."""
    folder = catalogue.TEMPLATES / "review"
    kinds = (".html", ".css", ".js")
    found = sorted(path for path in folder.iterdir() if path.suffix in kinds)
    return {path.name: path.read_text(encoding="utf-8") for path in found}


def _opinions(edition: str) -> Layout | None:
    return catalogue.layouts(edition).get(OPINIONS)


def _stamp(season: Season, layout: Layout) -> Stamp:
    """Return the stamp of the form of findings: it comes back as one of the bureau's own."""
    return Stamp(
        form=layout.form,
        edition=season.edition,
        county=season.county,
        county_name=season.county_name,
        school=season.county,
    )


def _papers(paths: Iterable[str], wording: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return title and path of the files that people open, those of schools last."""
    endings = tuple(wording["papers"]["endings"])
    of_schools = str(wording["papers"]["of_schools"])
    shown = [path for path in paths if path.endswith(endings)]
    return tuple(
        (path.rpartition(".")[0].replace("/", "　"), path)
        for path in sorted(shown, key=lambda path: (path.startswith(of_schools), path))
    )


def _draw(season: Season) -> Draw | None:
    """Return the draw of schools to visit by lot alone: no data of any school go into it."""
    from tasks.review.given import Draw, Visit
    from tasks.screening.design import schools_to_sample
    from tasks.screening.draw import seed_of, site_sample

    date = season.calendar.get("site_sample_date")
    if date is None:
        return None
    plan = catalogue.notebook("screening")["site_sample"]
    seed = seed_of(plan, str(date), season.county)
    roster = season.roster.fillna("").to_dict("records")
    sample = site_sample(schools_to_sample(roster, catalogue.code_lists()), (), plan, seed)
    areas = rulebook.template("review")["areas"]
    visits = [
        Visit(
            line.school.code, line.school.kind_title, areas[line.school.area],
            _decimal(line.chances.total), _decimal(line.start), _decimal(line.end),
            _decimal(line.number) if line.number is not None else "",
        )
        for line in sample.lines
    ]  # fmt: skip
    digits = int(plan["seed_digits"])
    return Draw(sample.seed, sample.digest, digits, _decimal(sample.first), visits)


def _decimal(number: Fraction) -> str:
    """Return a fraction with some decimals, cut and not rounded: it stays on its side."""
    scaled = number.numerator * 10**PLACES // number.denominator
    return f"{scaled // 10**PLACES}.{scaled % 10**PLACES:0{PLACES}}"
