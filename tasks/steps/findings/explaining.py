"""Step: where a number comes from, down to the cells of the received files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tasks.model import Fact, Source
from tasks.steps.findings import rulebook
from tasks.steps.findings.evaluating import current_findings
from tasks.steps.intake.arrival_note import PURGED
from tasks.steps.season.moments import readable
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import Season, county_seasons
from tasks.steps.wording import arrival_wording, delivery_wording, problem
from tasks.store import ARRIVAL, Store, open_store

MOST_NEAR = 10


@dataclass(frozen=True)
class Explained:
    """A fact with the facts it was computed from, and the cells it rests on in the end.

    `inputs` is one step back, `sources` are the cells at the end of all steps. `files` gives
    the path that each submission was dropped under, or says that its original is gone.
    `example` is the computation in words, with this county's numbers, where there is one.
    """

    fact: Fact
    inputs: tuple[Fact, ...]
    sources: tuple[Source, ...]
    files: dict[str, str]
    example: tuple[str, ...] = ()


def explain(fact: str, county: str | None = None) -> Explained:
    """Return what is known of one fact of the current evaluation of `edition/county`.

    Without `county` the only county there is is meant. Raises `JunhengError` if the county
    has no findings or no such fact; the message names ids that begin alike.
    """
    store = open_store()
    season = open_season(store, county or _only_county(store))
    current = current_findings(store, season) if season else None
    if season is None or current is None:
        raise problem("not_evaluated")
    facts = current[1].facts
    if fact not in facts:
        alike = [each for each in facts if each.startswith(fact.rpartition(".")[0] + ".")]
        sentence = "no_fact_near" if alike else "no_fact"
        raise problem(sentence, fact=fact, near="、".join(alike[:MOST_NEAR]))
    found = facts[fact]
    inputs = tuple(facts[each] for each in found.inputs)
    sources = _cells_below(found, facts)
    keys = sorted({source.submission for source in sources})
    files = {key: _dropped_as(store, key) for key in keys}
    return Explained(found, inputs, sources, files, _example(season, fact, facts))


def _example(season: Season, fact: str, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    from tasks.witness.examples import example_of

    standards = rulebook.standards(rulebook.rules_of(season.edition)[0])
    return example_of(facts, fact, delivery_wording()["examples"], standards)


def _cells_below(fact: Fact, facts: Mapping[str, Fact]) -> tuple[Source, ...]:
    """Return the cells of a fact and of everything it was computed from, each once."""
    found: dict[Source, None] = {}
    waiting, seen = [fact.id], {fact.id}
    while waiting:
        each = facts[waiting.pop(0)]
        found |= dict.fromkeys(each.sources)
        fresh = [name for name in each.inputs if name not in seen]
        seen.update(fresh)
        waiting += fresh
    return tuple(found)


def _only_county(store: Store) -> str:
    seasons = county_seasons(store)
    if not seasons:
        raise problem("no_seasons")
    if len(seasons) > 1:
        raise problem("county_needed", counties="、".join(seasons))
    return seasons[0]


def _dropped_as(store: Store, key: str) -> str:
    arrival = store.read_json(store.received(key) / ARRIVAL)
    if PURGED in arrival:
        words = arrival_wording()["purged"]
        return str(words.format(moment=readable(arrival[PURGED]["moment"])))
    return str(arrival["path"])
