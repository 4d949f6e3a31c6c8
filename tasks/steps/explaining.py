"""Step: where a number comes from, down to the cells of the received files."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.errors import JunhengError
from tasks.model import Fact
from tasks.steps.evaluating import current_findings
from tasks.steps.seasons import open_season
from tasks.store import ARRIVAL, Store, open_store


@dataclass(frozen=True)
class Explained:
    """A fact with the facts it was computed from, and the names of the files behind it.

    `files` gives the path that each submission was dropped under.
    """

    fact: Fact
    inputs: tuple[Fact, ...]
    files: dict[str, str]


def explain(fact: str, county: str | None = None) -> Explained:
    """Return what is known of one fact of the current evaluation of `edition/county`.

    Without `county` the only county there is is meant. Raises `JunhengError` if the county
    has no findings or no such fact; the message names ids that begin alike.
    """
    store = open_store()
    season = open_season(store, county or _only_county(store))
    current = season and current_findings(store, season)
    if not current:
        raise JunhengError("nothing has been evaluated yet: junheng evaluate")
    facts = current[1].facts
    if fact not in facts:
        alike = [each for each in facts if each.startswith(fact.rpartition(".")[0] + ".")]
        raise JunhengError(f"no fact {fact}; near it: {', '.join(alike[:10])}")
    found = facts[fact]
    inputs = tuple(facts[each] for each in found.inputs)
    keys = {source.submission for each in (found, *inputs) for source in each.sources}
    return Explained(found, inputs, {key: _dropped_as(store, key) for key in sorted(keys)})


def _only_county(store: Store) -> str:
    seasons = store.seasons()
    if len(seasons) != 1:
        raise JunhengError(f"name one of the counties with --county: {', '.join(seasons)}")
    return seasons[0]


def _dropped_as(store: Store, key: str) -> str:
    return str(store.read_json(store.received(key) / ARRIVAL)["path"])
