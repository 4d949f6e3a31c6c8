"""The second engine grants and refuses reliefs by itself, and a wrong grant is seen."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.indicators import relief_conditions
from tasks.witness.agreement import compare
from tests.builders.reliefs import SCHOOL, SNAPSHOT, TOWN, found_in
from tests.builders.witness import REFUSED, RELIEVED, witnessed


@pytest.mark.parametrize("name", sorted(RELIEVED))
def test_the_witness_grants_what_the_evaluation_grants(name):
    county = RELIEVED[name]()
    facts, numbers = found_in(county).facts, witnessed(*county, snapshot=SNAPSHOT)

    assert compare(facts, numbers) == []
    assert numbers["county.reliefs.granted"] == 1
    assert numbers != witnessed(*county, snapshot=None)


@pytest.mark.parametrize("change", REFUSED)
@pytest.mark.parametrize("name", sorted(RELIEVED))
def test_the_witness_refuses_what_the_evaluation_refuses(name, change):
    roster, values = RELIEVED[name]()
    values["bureau", "county_return"]["reliefs"][0].update(change)
    numbers = witnessed(roster, values, snapshot=SNAPSHOT)

    assert numbers["county.reliefs.granted"] == 0
    assert compare(found_in((roster, values)).facts, numbers) == []


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2023, 1, 1), None])
def test_the_witness_refuses_what_is_not_in_force(day):
    county = RELIEVED["school_size_built"]()
    numbers = witnessed(*county, snapshot=day)

    assert numbers["county.reliefs.refused"] == 1
    assert compare(found_in(county, snapshot=day).facts, numbers) == []


@pytest.mark.parametrize(
    ("name", "kind", "fact"),
    [
        ("sports_venues", "urban_rural", "county.primary.L5.amount"),
        ("school_size_built", "built_until", "county.G4.primary_over_limit"),
        ("special_rooms", "built_until", "county.G3.music_rooms"),
    ],
)
def test_a_relief_that_is_granted_wrongly_is_found(monkeypatch, name, kind, fact):
    roster, values = RELIEVED[name]()
    roster[0]["urban_rural"] = TOWN
    values[SCHOOL, "school_return"]["school"][0]["built_year"] = 2020
    numbers = witnessed(roster, values, snapshot=SNAPSHOT)
    assert compare(found_in((roster, values)).facts, numbers) == []

    monkeypatch.setitem(relief_conditions.CONDITIONS, kind, lambda *_: "")
    names = {each.fact for each in compare(found_in((roster, values)).facts, numbers)}

    assert {fact, "county.reliefs.granted", "county.reliefs.refused"} <= names
