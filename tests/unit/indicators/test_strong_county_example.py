"""The invented scheme: it has the shape of a provincial one, and a county is scored by it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks import catalogue
from tasks.indicators.evaluate import evaluate
from tasks.indicators.regime import read_regime
from tasks.indicators.scoring_tree import read_tree
from tasks.model import BUREAU, ExpectedReturn, Findings, Status, Verdict
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.county import Values, fitness_standard, judged, set_county
from tests.builders.returns import Row, a_county

REGIME = "strong_county_example"
FILES = catalogue.standards(REGIME)
TREE = read_tree("scheme", FILES["scheme"])
BY_PEOPLE = ("C3", "C18", "C20")


def a_scored_county(**scores: float) -> tuple[list[Row], Values]:
    roster, values = a_county({"2113999001": ("primary",), "3113999002": ("junior",)})
    lines = [{"item": item, "provincial_score": score} for item, score in scores.items()]
    values[BUREAU, "scores_return"] = {"scores": lines}
    return roster, values


def found(roster: list[Row], values: Values) -> Findings:
    expected = [
        ExpectedReturn(school, form, f"{EDITION}/{COUNTY}/{school}/{form}/1", Status.ACCEPTED)
        for school, form in values
    ]
    return evaluate(
        returns_of(roster, values), tuple(expected), read_regime(FILES), fitness_standard(),
        catalogue.code_lists(), catalogue.layouts(EDITION), edition=EDITION, county=COUNTY,
        county_name="示例县",
    )  # fmt: skip


def test_the_scheme_has_three_parts_eight_groups_and_twenty_items():
    names = [item.id for item in TREE.whole.walk()]

    for letter, count in (("A", 3), ("B", 8), ("C", 20)):
        assert [name for name in names if name.startswith(letter)] == sorted(
            (f"{letter}{number}" for number in range(1, count + 1)), key=lambda name: int(name[1:])
        )
    assert TREE.whole.points == sum(leaf.points for leaf in TREE.whole.leaves) == 100
    kinds = {leaf.rule.kind for leaf in TREE.whole.leaves}
    assert kinds == {"answer", "at_least", "at_most", "growth", "all_of", "judged"}
    judged_ones = [leaf.id for leaf in TREE.whole.leaves if leaf.rule.kind == "judged"]
    assert tuple(judged_ones) == BY_PEOPLE


def test_the_scheme_says_that_it_is_invented():
    head = FILES["regime"]
    assert all("虚构" in head[name] for name in ("title", "document", "number"))
    assert "虚构" in FILES["scheme"]["title"]


def test_a_county_that_does_all_of_it_has_all_points():
    findings = found(*a_scored_county(C3=3, C18=6, C20=4))

    assert findings.facts["county.scheme.score"].printed == "100.0"
    assert [findings.facts[f"county.{name}.score"].value for name in ("A1", "B1")] == [32, 10]
    assert judged(findings, "scheme").verdict is Verdict.MET
    assert judged(findings, "overall").verdict is Verdict.MET
    assert findings.facts["county.overall.result"].title == "教育强县（示例，虚构）"


def test_what_people_have_not_scored_is_open_and_decides_only_if_it_can():
    findings = found(*a_scored_county())

    for item in BY_PEOPLE:
        assert judged(findings, item).verdict is Verdict.NOT_CHECKED
    assert findings.facts["county.scheme.least_score"].value == 87
    assert judged(findings, "scheme").verdict is Verdict.MET

    roster, values = a_scored_county()
    set_county(values, "guarantee", left_behind_system="no")
    findings = found(roster, values)
    assert findings.facts["county.scheme.least_score"].value == 82
    assert judged(findings, "scheme").verdict is Verdict.NOT_CHECKED
    assert "C3" in judged(findings, "scheme").reason


@pytest.mark.parametrize(
    ("item", "table", "change", "points"),
    [
        ("C1", "guarantee", {"layout_planned": "no"}, 0),
        ("C2", "guarantee", {"four_unifications": "no"}, 0),
        ("C6", "guarantee", {"teacher_pay_yuan": 1.0}, 0),
        ("C11", "guarantee", {"migrant_eligible": 1000, "migrant_in_public": 755}, 2),
        ("C12", "quality", {"disabled_children": 100, "disabled_enrolled": 92}, 2),
        ("C13", "guarantee", {"left_behind_system": "no"}, 0),
        ("C14", "quality", {"curriculum": "no"}, 0),
        ("C15", "quality", {"moral_education": "pass"}, 0),
        ("C16", "vetoes", {"illegal_school_choice": "yes"}, 2),
        ("C16", "vetoes", {"entrance_exams": "yes"}, 0),
    ],
)
def test_an_item_of_the_county_return_loses_its_points(item, table, change, points):
    roster, values = a_scored_county()
    set_county(values, table, **change)
    findings = found(roster, values)

    assert findings.facts[f"county.{item}.score"].value == points
    assert judged(findings, item).verdict is Verdict.NOT_MET
    assert judged(findings, item).reason


def test_three_years_of_funds_are_held_against_each_other():
    roster, values = a_scored_county()
    rows = values[BUREAU, "county_return"]["three_year_funds"]
    rows[-1]["education_spending_qian_yuan"] = rows[-2]["education_spending_qian_yuan"]
    rows[-1]["public_per_junior_pupil_yuan"] = 1.0
    findings = found(roster, values)

    assert findings.facts["county.C4.score"].value == 4
    assert findings.facts["county.C5.score"].value == Decimal("2.5")
    year = rows[-1]["year"]
    growth = findings.facts[f"county.C4.growth.{year}"]
    assert growth.inputs[0] == f"county.funds.{year}.education_spending_qian_yuan"
    assert findings.facts[growth.inputs[0]].sources[0].sheet == "三年经费"


def test_what_schools_hand_in_is_scored():
    roster, values = a_scored_county()
    for (_, form), tables in values.items():
        if form == "school_return":
            for row in tables["teachers"]:
                row["rotated"] = 0
    findings = found(roster, values)

    assert findings.facts["county.C8.score"].value == 0
    assert findings.facts["county.C8.ratio"].printed == "0.0"
    assert findings.facts["county.C7.score"].value == 6


def test_a_dissatisfied_public_costs_points():
    roster, values = a_scored_county()
    rows = values[BUREAU, "survey_return"]["survey"]
    for row in rows[: len(rows) // 5]:
        row["overall"] = "dissatisfied"
    findings = found(roster, values)

    assert 0 < findings.facts["county.C19.score"].value < 10
    assert findings.facts["county.C19.score"].inputs == ("county.R.percent",)


def test_every_score_is_followed_down_to_cells():
    facts = found(*a_scored_county(C3=3, C18=6, C20=4)).facts

    def cells(name: str) -> int:
        return len(facts[name].sources) + sum(cells(each) for each in facts[name].inputs)

    roster_only = {"C9"}
    for leaf in TREE.whole.leaves:
        assert cells(f"county.{leaf.id}.score") or leaf.id in roster_only, leaf.id


def test_a_missing_return_leaves_its_items_open_and_loses_none_of_the_others():
    roster, values = a_scored_county(C3=3, C18=6, C20=4)
    del values[BUREAU, "county_return"]
    findings = found(roster, values)

    open_items = {
        each.item for each in findings.judgements
        if each.verdict is Verdict.NOT_CHECKED and each.subject == "county"
    }  # fmt: skip
    assert set(FILES["regime"]["needs"]["county_return"]) <= open_items
    assert judged(findings, "C19").verdict is Verdict.MET
    assert judged(findings, "scheme").verdict is Verdict.NOT_CHECKED


def test_the_needs_name_every_item_that_is_computed():
    needed = [item for items in FILES["regime"]["needs"].values() for item in items]
    computed = [leaf.id for leaf in TREE.whole.leaves if leaf.rule.kind != "judged"]

    assert sorted(needed) == sorted(computed)
