"""Numbers that lie exactly on a limit: retention, class sizes, indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.model import Fact, Findings, Returns, Source
from tasks.rounding import printed
from tasks.screening.cells import Cell, cells
from tasks.screening.chance import at_least
from tasks.screening.signals import Screened, Unscreened, signal

RETENTION, FULL, LIMIT = "retention_exact", "full_classes", "at_limit"
COHORT_SIGNS = {
    "cohort_intake": 1,
    "cohort_transferred_in": 1,
    "cohort_transferred_out": -1,
    "cohort_died": -1,
}


@dataclass(frozen=True)
class _Trial:
    """Something that may lie on its limit: whether it does, and where it stands."""

    school: str
    kind: str
    hit: bool
    place: Any


def retention_exact(returns: Returns, settings: Mapping[str, Any]) -> Screened:
    """Return one signal a school: a graduating class of whom not one is missing or too many.

    By how many a class differs is learnt from the other schools, at least `least_loss_share`
    of its pupils; the chance that nobody is missing falls with the size of the class.
    """
    about = settings["screens"][RETENTION]
    cohorts = _cohorts(returns)
    off = {key: abs(expected - graduates) for key, (expected, graduates, _) in cohorts.items()}
    all_off, everybody = sum(off.values()), sum(expected for expected, _, _ in cohorts.values())
    by_school: dict[str, list[tuple[float, dict[str, object], list[Cell]]]] = {}
    for (school, level), (expected, graduates, found) in cohorts.items():
        if expected < about["least_pupils"]:
            continue
        own = [key for key in cohorts if key[0] == school]
        rest = everybody - sum(cohorts[key][0] for key in own)
        share = (all_off - sum(off[key] for key in own)) / rest if rest else 0
        loss = expected * min(1.0, max(share, about["least_loss_share"]))
        chance = (1 - loss / expected) ** expected if expected == graduates else 1.0
        numbers = {
            "level": settings["levels"][level],
            "expected": f"{expected:g}",
            "graduates": f"{graduates:g}",
            "expected_loss": printed(loss, 1),
        }
        by_school.setdefault(school, []).append((chance, numbers, found))
    found_signals = []
    for school, tests in sorted(by_school.items()):
        chance, numbers, found = min(tests, key=lambda test: test[0])
        sources = [cell.source(returns) for cell in found]
        found_signals.append(signal(school, RETENTION, chance * len(tests), numbers, sources))
    small = sorted({school for school, _ in cohorts} - set(by_school))
    return Screened(
        tuple(found_signals), tuple(Unscreened(each, RETENTION, "few_pupils") for each in small)
    )


def _cohorts(returns: Returns) -> dict[tuple[str, str], tuple[float, float, list[Cell]]]:
    """Return who should have graduated, who did, and the cells, by school and level."""
    found: dict[tuple[str, str], list[Cell]] = {}
    for field in (*COHORT_SIGNS, "cohort_graduates"):
        for cell in cells(returns, "cohorts", field, "level"):
            found.setdefault((cell.school, cell.key), []).append(cell)
    cohorts = {}
    for key, own in found.items():
        values = {cell.field: cell.value for cell in own}
        if {"cohort_intake", "cohort_graduates"} <= set(values):
            expected = sum(sign * values.get(name, 0) for name, sign in COHORT_SIGNS.items())
            if expected > 0:
                cohorts[key] = (expected, values["cohort_graduates"], own)
    return cohorts


def full_classes(
    returns: Returns, limits: Mapping[str, float], settings: Mapping[str, Any]
) -> Screened:
    """Return one signal a school: grades whose largest class has exactly as many as allowed.

    `limits` gives the largest class by level; only grades whose largest class is near the
    limit and not above it are trials.
    """
    about = settings["screens"][FULL]
    largest: dict[tuple[str, str], Cell] = {}
    for cell in cells(returns, "classes", "students", "grade"):
        key = (cell.school, cell.key)
        if key not in largest or cell.value > largest[key].value:
            largest[key] = cell
    trials = []
    for (school, grade), cell in largest.items():
        level = grade.split("_")[0]
        limit = limits.get(level)
        if limit is not None and limit - about["near"] <= cell.value <= limit:
            trials.append(_Trial(school, level, cell.value == limit, cell))

    def numbers(hits: list[_Trial]) -> dict[str, object]:
        reached = sorted({int(limits[hit.kind]) for hit in hits})
        return {"limit": "/".join(map(str, reached))}

    schools = {school for school, _ in largest}
    return _judged(FULL, trials, schools, about, "grades", numbers, returns)


def at_limit(findings: Findings, settings: Mapping[str, Any]) -> Screened:
    """Return one signal a school: indicators that only just reach their standard.

    Looks at every fact `s.<school>.<level>.<item>` that has a `standard.<level>.<item>`.
    """
    about = settings["screens"][LIMIT]
    margin = Decimal(str(about["tolerance_percent"])) / 100
    trials = []
    for fact in findings.facts.values():
        parts = fact.id.split(".")
        if parts[0] != "s" or len(parts) != len(("s", "school", "level", "item")):
            continue
        standard = findings.facts.get(f"standard.{parts[2]}.{parts[3]}")
        if standard is None or not _are_numbers(fact.value, standard.value):
            continue
        above = (fact.value / standard.value - 1) if standard.value else Decimal(-1)  # type: ignore[operator]
        trials.append(_Trial(parts[1], f"{parts[2]}.{parts[3]}", 0 <= above < margin, fact))

    def numbers(hits: list[_Trial]) -> dict[str, object]:
        return {"tolerance_percent": f"{about['tolerance_percent']:g}"}

    schools = {trial.school for trial in trials}
    return _judged(LIMIT, trials, schools, about, "values", numbers, findings)


def _are_numbers(*values: object) -> bool:
    return all(isinstance(value, Decimal) for value in values)


def _judged(
    screen: str,
    trials: Iterable[_Trial],
    schools: Iterable[str],
    about: Mapping[str, Any],
    counted: str,
    numbers: Any,
    places: Returns | Findings,
) -> Screened:
    """Return one signal a school with enough trials; how usual a hit is the others tell."""
    by_school: dict[str, list[_Trial]] = {school: [] for school in schools}
    for trial in trials:
        by_school[trial.school].append(trial)
    totals = Counter(trial.kind for own in by_school.values() for trial in own)
    hits = Counter(trial.kind for own in by_school.values() for trial in own if trial.hit)
    prior, share = about[f"prior_{counted}"], about["prior_share"]
    found, lacking = [], []
    for school, own in sorted(by_school.items()):
        if len(own) < about[f"least_{counted}"]:
            lacking.append(Unscreened(school, screen, f"few_{counted}"))
            continue
        own_totals = Counter(trial.kind for trial in own)
        own_hits = [trial for trial in own if trial.hit]
        kinds = Counter(trial.kind for trial in own_hits)
        chances = [
            (hits[trial.kind] - kinds[trial.kind] + prior * share)
            / (totals[trial.kind] - own_totals[trial.kind] + prior)
            for trial in own
        ]
        texts = {
            counted: len(own),
            "at_limit": len(own_hits),
            "expected": printed(sum(chances), 1),
        } | numbers(own_hits)
        places_of_hits = [place for trial in own_hits for place in _sources(trial.place, places)]
        sources = dict.fromkeys(places_of_hits)
        found.append(signal(school, screen, at_least(len(own_hits), chances), texts, sources))
    return Screened(tuple(found), tuple(lacking))


def _sources(place: Cell | Fact, places: Returns | Findings) -> list[Source]:
    """Return the cells a trial stands in; those of a fact are the cells of its inputs."""
    if isinstance(place, Cell):
        assert isinstance(places, Returns)
        return [place.source(places)]
    assert isinstance(places, Findings)
    found, waiting, seen = list(place.sources), list(place.inputs), {place.id}
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in places.facts:
            continue
        seen.add(name)
        found += places.facts[name].sources
        waiting += places.facts[name].inputs
    return list(dict.fromkeys(found))
