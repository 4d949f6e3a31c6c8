"""Step: the returns of a county held against each other, once all that came is staged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.model import StagedSubmission
from tasks.steps.findings.recipe import fingerprint, recipe
from tasks.steps.returns.comparison import Comparison, comparison_of
from tasks.store import open_store, to_json

if TYPE_CHECKING:
    from tasks.steps.season.seasons import Attempts, Season


def compare(batches: Sequence[list[str]]) -> list[list[str]]:
    """Hold the counties of staged batches against themselves; return what is to be checked.

    These are the batches, and behind them the submissions of which something new was found.
    """
    from tasks.steps.returns.batches import batches_of
    from tasks.steps.season.seasons import by_county

    given = [key for batch in batches for key in batch]
    changed = [key for county in by_county(given) for key in compare_county(county)]
    return [*batches, *batches_of([key for key in changed if key not in set(given)])]


def compare_county(county: str) -> list[str]:
    """Compare the returns of `edition/county` that count; return whose findings changed.

    Nothing is done where the same returns were compared before.
    """
    from tasks.steps.season.open_seasons import open_season
    from tasks.steps.season.seasons import attempts_of

    store = open_store()
    season = open_season(store, county)
    if season is None:
        return []
    attempts = attempts_of(store, county)
    counting = sorted(str(each[-1]) for each in attempts.values() if each)
    before = comparison_of(store, county)
    of = fingerprint(recipe(), season.roster_key, *counting)
    if before.of == of:
        return []
    found = replace(_compared(season, attempts), of=of)
    note = {
        "of": of,
        "issues": {key: [asdict(each) for each in found.issues[key]] for key in found.issues},
        "outcomes": {key: [asdict(each) for each in found.outcomes[key]] for key in found.outcomes},
    }
    number = store.comparisons(county) + 1
    store.write_once(store.compared(county, number), to_json(note))
    keys = sorted({*before.issues, *found.issues})
    return [key for key in keys if before.digest(key) != found.digest(key)]


def _compared(season: Season, attempts: Attempts) -> Comparison:
    """Return what the rules over all schools find; what has no finding has no issues."""
    from tasks.staging.returns import gather
    from tasks.steps.findings import rulebook
    from tasks.steps.returns.reading import staged_of
    from tasks.steps.season.seasons import owed
    from tasks.validation.gate import Gate
    from tasks.validation.gates import check, tables_compared

    suites, references = catalogue.suites(season.edition), rulebook.references(season.edition)
    layouts = catalogue.layouts(season.edition)
    tables = tables_compared(suites, references)
    forms = {form for form, layout in layouts.items() if tables & set(layout.by_table)}
    keys = sorted(str(each[-1]) for (_, form), each in attempts.items() if form in forms)
    staged = [_only(staged_of(key, season, tables), tables) for key in keys]
    checked = check(
        gather(staged, season.roster),
        suites,
        layouts=layouts,
        references=references,
        targets=keys,
        staging_issues=[issue for each in staged for issue in each.issues],
        gates=(Gate.COUNTY,),
        owed=owed(season),
    )
    return Comparison("", _filled(checked.issues), _filled(checked.outcomes))


def _only(staged: StagedSubmission, tables: Iterable[str]) -> StagedSubmission:
    kept = {name: table for name, table in staged.tables.items() if name in tables}
    return replace(staged, tables=kept)


def _filled(found: Mapping[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in found.items() if each}
