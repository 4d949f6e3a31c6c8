"""The list of counties of a province, as it was last dropped, and which folders are a province's.

A list is taken in as a roster is: `<intake>/2025/<province>/县名单.xlsx` opens the province.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tasks.model import BUREAU, StagedSubmission
from tasks.steps.findings.recipe import recipe
from tasks.steps.findings.rulebook import template
from tasks.steps.returns.reading import staged
from tasks.steps.season.seasons import COUNTY_LIST, attempts_of, is_province
from tasks.steps.wording import problem
from tasks.store import ARRIVAL, Store, open_store

if TYPE_CHECKING:
    from tasks.province.terms import Terms

REQUIREMENTS = "roll_up"


def provinces() -> list[str]:
    """Return `edition/province`, such as `2025/13`, of every province with a list of counties."""
    from tasks.province.terms import stem

    store = open_store()
    return [
        f"{edition}/{stem(code)}"
        for edition, code in (key.split("/") for key in store.seasons())
        if is_province(store, f"{edition}/{code}")
    ]


def terms_now(store: Store, edition: str, province: str) -> tuple[str, Terms]:
    """Return the key of the list of counties that stands, and what it says.

    `province` are its first digits or its whole code. Raises `JunhengError` without a list.
    """
    from tasks.province.terms import full_code, terms_of

    season = f"{edition}/{full_code(province)}"
    lists = attempts_of(store, season).get((BUREAU, COUNTY_LIST), [])
    if not lists:
        raise problem("no_county_list", province=season)
    key = str(lists[-1])
    rows, requirements = said_by(staged(key, recipe(), {}))
    name = store.read_json(store.received(key) / ARRIVAL)["county_name"]
    return key, terms_of(
        full_code(province), name, rows, requirements, template("province")["list"]
    )


def said_by(found: StagedSubmission) -> tuple[list[Mapping[str, Any]], Mapping[str, Any]]:
    """Return the counties that a list names, and what it asks for beside them."""
    rows = found.tables[COUNTY_LIST].frame.to_dict("records") if found.tables else []
    asked = found.tables[REQUIREMENTS].frame.to_dict("records") if found.tables else []
    return rows, (asked[0] if asked else {})
