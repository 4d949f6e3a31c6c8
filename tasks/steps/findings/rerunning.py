"""Steps: the counties of an old year named, to be evaluated anew or compared by other rules."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from tasks.settings import load_settings
from tasks.steps.findings.replaying import Line, Replay, replay
from tasks.steps.findings.rulebook import template
from tasks.steps.province.provinces import provinces
from tasks.steps.season.open_seasons import season_of_key
from tasks.steps.season.seasons import county_seasons
from tasks.steps.wording import problem
from tasks.store import open_store


def counties_of(edition: str, county: str = "") -> list[str]:
    """Return `edition/county` of the counties of a year, of one alone if its code is given.

    Raises `JunhengError` if there is none.
    """
    wanted = f"{edition}/{county}"
    found = [key for key in county_seasons(open_store()) if key.startswith(wanted)]
    if not found:
        raise problem("no_roster", county=wanted)
    return found


def provinces_of(key: str) -> list[dict[str, str]]:
    """Return year and province of every list of counties, those of the year that `key` begins with.

    `key` is such as `2025/all`, or nothing for all years.
    """
    edition = key.split("/")[0]
    pairs = (each.split("/") for each in provinces())
    return [
        {"edition": year, "province": province} for year, province in pairs if edition in ("", year)
    ]


def compare_rules(county: str, rules: str, regime: str) -> str:
    """Write into the outbox which verdicts of `edition/county` flip by other rules.

    `rules` is a year whose rules are taken, `regime` an evaluation method; return the path of
    the paper. The dossiers by the other rules lie beside it. Nothing of the season is changed.
    """
    season = season_of_key(open_store(), county)
    words = template("airflow")["comparison"]
    name = words["folder"].format(county_name=season.county_name, name=f"{rules}{regime}")
    folder = Path(load_settings().outbox) / season.edition / season.county_name / name
    found = replay(county, edition=rules, regime=regime, folder=folder)
    paper = folder / words["file"]
    paper.write_text(_paper(found, words), encoding="utf-8")
    return str(paper)


def _paper(found: Replay, words: Any) -> str:
    head = words["head"].format(**asdict(found) | {"flips": len(found.flips)})
    return "\n".join([head, *(_flip(line, words) for line in found.flips), ""])


def _flip(line: Line, words: Any) -> str:
    verdicts = words["verdicts"]
    told = asdict(line) | {"before": verdicts[line.before], "after": verdicts[line.after]}
    return str(words["flip"].format(**told))
