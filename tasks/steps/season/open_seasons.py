"""The season of a county as its latest roster opened it."""

from __future__ import annotations

from collections.abc import Sequence

from tasks import catalogue
from tasks.model import BUREAU
from tasks.steps.findings.recipe import recipe
from tasks.steps.returns.reading import staged
from tasks.steps.season.seasons import ROSTER, Attempts, Season, attempts_of, by_county
from tasks.steps.wording import problem
from tasks.store import ARRIVAL, Store


def open_season(store: Store, key: str) -> Season | None:
    """Return the season `edition/county`, None while no roster was accepted."""
    from tasks.staging.returns import roster_of

    edition, county = key.split("/")
    rosters = attempts_of(store, key).get((BUREAU, ROSTER), [])
    if not rosters:
        return None
    latest = str(rosters[-1])
    arrival = store.read_json(store.received(latest) / ARRIVAL)
    return Season(
        edition=edition,
        county=county,
        county_name=arrival["county_name"],
        roster_key=latest,
        roster=roster_of(staged(latest, recipe(), {})),
    )


def season_of_key(store: Store, key: str) -> Season:
    """Return the season that a key such as that of findings begins with.

    Raises `JunhengError` where no roster was accepted for it.
    """
    county = "/".join(key.split("/")[:2])
    season = open_season(store, county)
    if season is None:
        raise problem("no_roster", county=county)
    return season


def season_of(store: Store, batch: Sequence[str]) -> tuple[Season, Attempts]:
    """Return the season of a batch of submissions of one county, and all its attempts."""
    (county,) = by_county(batch)
    season = open_season(store, county)
    assert season is not None, f"{county} has submissions and no roster"
    return season, attempts_of(store, county)


def earlier_seasons(store: Store, season: Season) -> list[Season]:
    """Return the earlier seasons of the same county, the latest last."""
    earlier = [edition for edition in catalogue.editions() if edition < season.edition]
    found = (open_season(store, f"{edition}/{season.county}") for edition in earlier)
    return [each for each in found if each is not None]
