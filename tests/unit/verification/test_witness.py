"""The second engine agrees with the first, and an error in either, or in a formula, is seen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from tasks import catalogue
from tasks.delivery.check_values import workbook_values
from tasks.delivery.check_workbook import check_workbook
from tasks.errors import CatalogueError
from tasks.indicators.balance import differential_coefficient
from tasks.model import Findings
from tasks.rounding import printed
from tasks.witness import guarantee, resources
from tasks.witness.agreement import SHOWN, Disagreement, compare, refusal
from tasks.witness.examples import Example, example_of, worked_examples
from tasks.witness.not_witnessed import FAMILIES, LATER, REPORTED, reason_for
from tasks.witness.self_test import self_test
from tests.builders import dossiers
from tests.builders.county import a_varied_county, findings_of
from tests.builders.witness import (
    a_random_county,
    counted_pupils,
    evaluated,
    standards_of,
    witnessed,
)

REGIMES = ("quality_2017", "balance_2012", "strong_county_example")


@cache
def wording() -> Any:
    return catalogue.read_yaml(catalogue.TEMPLATES / "delivery" / "wording.yml")


@cache
def found() -> Findings:
    return findings_of(*a_varied_county())


@cache
def second() -> dict[str, Decimal | None]:
    return witnessed(*a_varied_county())


@cache
def third() -> dict[str, Decimal | None]:
    pupils = counted_pupils(*a_varied_county())
    codes = catalogue.code_lists()
    book = check_workbook(found(), wording(), standards_of(), codes=codes, pupils=pupils)
    return workbook_values(book, wording())


def test_three_computations_of_a_county_agree():
    assert compare(found().facts, second(), third()) == []
    assert len(third()) > 200


@pytest.mark.parametrize("regime", REGIMES)
def test_every_computed_number_is_witnessed_or_says_why_not(regime):
    roster, values, _ = a_random_county(0)
    facts = evaluated(roster, values, regime=regime).facts
    numbers = {name for name, fact in facts.items() if not isinstance(fact.value, str)}

    missing = numbers - set(witnessed(roster, values, regime=regime))

    assert [name for name in sorted(missing) if not reason_for(facts[name])] == []
    assert [name for name in missing if name.startswith("county.") and facts[name].inputs] == []


def test_nothing_of_the_county_is_left_alone_but_what_earlier_years_published():
    left = [family for family in FAMILIES if family.startswith("county")]

    assert [FAMILIES[family] for family in left] == [LATER]


@pytest.mark.parametrize(
    "name", ["county.G16.percent", "county.primary.L8.cv", "s.2113999001.primary.L8"]
)
def test_a_number_of_a_new_family_must_be_witnessed(name):
    assert reason_for(replace(found().facts["county.G9.percent"], id=name)) == ""


def test_every_family_that_is_left_alone_gives_its_reason():
    assert all(FAMILIES.values())
    assert reason_for(found().facts["county.teacher_pay_yuan"]) == REPORTED
    assert reason_for(found().facts["county.schools.all"]) == ""


def test_numbers_of_earlier_years_are_not_compared():
    name = "county.history.primary.students.2021"
    fact = replace(found().facts["county.students"], id=name)

    assert compare({**found().facts, name: fact}, second(), third()) == []
    assert reason_for(fact) == LATER


@pytest.mark.parametrize(
    "name",
    ["county.primary.L4.cv", "county.G11.percent", "county.Q1.graduates", "county.R.percent"],
)
def test_an_error_of_the_main_engine_is_found(name):
    fact = found().facts[name]
    wrong = replace(fact, value=fact.value + 1, printed=f"{Decimal(fact.printed) + 1}")

    disagreeing = compare({**found().facts, name: wrong}, second(), third())

    assert [(each.fact, each.system) for each in disagreeing] == [(name, wrong.printed)]
    assert disagreeing[0].witness == disagreeing[0].workbook == fact.printed


def test_an_unweighted_mean_in_the_witness_is_found(monkeypatch):
    roster, values, owed = a_random_county(0)
    facts = findings_of(roster, values, owed=owed).facts
    weighted = resources.spread_of

    def unweighted(pairs):
        return weighted([(amount / pupils, Fraction(1)) for amount, pupils in pairs])

    monkeypatch.setattr(resources, "spread_of", unweighted)
    names = {each.fact for each in compare(facts, witnessed(roster, values, owed=owed))}

    assert "county.primary.L4.cv" in names
    assert all(name.rsplit(".", 1)[-1] in ("mean", "sd", "cv", "cv_exact", "composite")
               for name in names)  # fmt: skip


def test_a_wrong_count_in_the_witness_is_found(monkeypatch):
    counted = guarantee.any_of
    monkeypatch.setattr(guarantee, "any_of", lambda values: (counted(values) or 0) + Fraction(1))

    names = {each.fact for each in compare(found().facts, witnessed(*a_varied_county()), third())}

    assert {"county.G9.trained", "county.G7.students", "county.G11.rotated"} <= names
    assert "county.primary.L4.cv" not in names


def test_none_against_a_number_is_a_disagreement():
    numbers = second() | {"county.Q1.percent": None}

    (only,) = compare(found().facts, numbers, third())

    assert (only.fact, only.witness, only.workbook) == ("county.Q1.percent", None, "100.0")


def test_a_number_that_one_of_the_three_lacks_is_a_disagreement():
    fewer = {name: value for name, value in third().items() if name != "county.G9.percent"}
    facts = {name: fact for name, fact in found().facts.items() if name != "county.G12.percent"}

    names = [each.fact for each in compare(facts, second(), fewer)]

    assert sorted(names) == ["county.G12.percent", "county.G9.percent"]


def test_a_number_of_the_county_that_nobody_computed_again_is_a_disagreement():
    new = replace(found().facts["county.G9.percent"], id="county.G16.percent")

    (only,) = compare({**found().facts, new.id: new}, second(), third())

    assert only == Disagreement(new.id, new.title, new.printed, None, None)


def test_a_text_that_is_not_its_own_value_is_a_disagreement():
    fact = replace(found().facts["county.G9.percent"], printed="99.9")

    (only,) = compare({**found().facts, fact.id: fact}, second(), third())

    assert only == Disagreement(fact.id, fact.title, "99.9", "100.0", "100.0")


def test_digits_that_are_not_printed_do_not_matter():
    name = "county.primary.L4.cv"
    numbers = second() | {name: second()[name] + Decimal("1e-9")}

    assert compare(found().facts, numbers, third()) == []


def test_the_refusal_names_facts_and_values():
    wrong = compare(found().facts, second() | {"county.Q1.percent": None}, third())

    text = refusal(wrong, wording()["agreement"])

    assert all(part in text for part in ("county.Q1.percent", "100.0", "1", "无数值"))


def test_a_long_refusal_is_cut():
    wrong = [Disagreement(f"county.{number}", "", "1", "2") for number in range(SHOWN + 5)]

    lines = refusal(wrong, wording()["agreement"]).splitlines()

    assert len(lines) == SHOWN + 2
    assert "5" in lines[-1]


def example() -> Any:
    path = catalogue.EXPECTATIONS / "witness" / "published_example.yml"
    return catalogue.read_yaml(path)


def test_the_published_example_is_computed_by_both_engines():
    self_test(example(), differential_coefficient)


def test_a_coefficient_that_is_not_weighted_by_pupils_fails_the_self_test():
    def unweighted(values: Iterable[Decimal], students: Iterable[Decimal]) -> Decimal | None:
        return differential_coefficient(values, [1 for _ in students])

    with pytest.raises(CatalogueError, match=r"main engine cv .* is 0.49, not 0.52"):
        self_test(example(), unweighted)


def test_a_wrong_witness_fails_the_self_test():
    changed = dict(example(), students=[45, 37, 89, 76, 56])

    with pytest.raises(CatalogueError, match="witness"):
        self_test(changed, differential_coefficient)


@cache
def examples() -> list[Example]:
    return worked_examples(found(), wording()["examples"], standards_of())


def numbers_in(text: str) -> list[Decimal]:
    return [Decimal(each) for each in re.findall(r"-?\d+(?:\.\d+)?", text)]


def test_every_witnessed_number_of_the_county_has_an_example():
    worked = {each.fact for each in examples()}
    reported = {name for name, fact in found().facts.items() if not fact.inputs}

    names = {name for name in second() if name.startswith("county.")}
    by_sex_or_grade = {name for name in names if re.search(r"[.]fitness[.].+[.]", name)}

    assert sorted(names - worked - reported - by_sex_or_grade) == []
    assert all(each.lines for each in examples())


@pytest.mark.parametrize("level", ["primary", "junior"])
@pytest.mark.parametrize("indicator", ["L1", "L4", "L7"])
def test_the_steps_to_a_coefficient_compute_it(level, indicator):
    scope = f"county.{level}.{indicator}"
    lines = line_of(f"{scope}.cv")
    total, students, again, pupils, per, mean, shown = numbers_in(lines[1])[-7:]
    squares, sums, whole, variance, sd, _ = numbers_in(lines[-2])[-6:]
    first, second_, cv, print_cv = numbers_in(lines[-1])[-4:]

    assert (total, students) == (again, pupils)
    assert close(total / students * per, mean)
    assert printed(mean, 2) == f"{shown}" == found().facts[f"{scope}.mean"].printed
    assert (squares, whole) == (sums, students)
    assert close(squares / students, variance)
    assert close(variance.sqrt(), sd)
    assert (first, second_) == (sd, mean)
    assert close(sd / mean, cv)
    assert f"{print_cv}" == printed(cv, 3) == found().facts[f"{scope}.cv"].printed


@pytest.mark.parametrize("indicator", ["L1", "L4"])
def test_the_term_of_a_school_is_what_its_line_says(indicator):
    line = next(each for each in line_of(f"county.primary.{indicator}.cv") if "）² =" in each)

    students, value, mean, square = numbers_in(line.partition("：")[2].replace("）²", "）"))

    assert abs(students * (value - mean) ** 2 - square) < Decimal("1e-5")


@pytest.mark.parametrize(
    "name", ["G9.percent", "G11.percent", "G14.allotted_percent", "G15.percent", "Q2.percent",
             "Q4.percent", "R.percent"]
)  # fmt: skip
def test_a_percentage_is_computed_in_its_line(name):
    line = line_of(f"county.{name}")[1]

    part, whole, _, percent = numbers_in(line.replace("360", ""))

    assert close(part / whole * 100, percent)
    assert printed(percent, 1) == found().facts[f"county.{name}"].printed


def test_the_retention_is_computed_in_its_line():
    graduates, out, moved_in, intake, died, _, percent = numbers_in(line_of("county.Q1.percent")[1])

    assert close((graduates + out - moved_in) / (intake - died) * 100, percent)


@pytest.mark.parametrize(
    "name", ["G9.trained", "G11.eligible", "Q1.graduates", "G14.junior_students"]
)
def test_a_sum_names_its_first_schools_and_adds_up(name):
    line = line_of(f"county.{name}")[1]

    terms, _, total = line.rstrip("。").rpartition(" = ")

    assert sum(Decimal(term.split()[-1]) for term in terms.split(" + ")) == Decimal(total)


def test_a_number_that_is_missing_says_why():
    findings = dossiers.findings_of({})
    standards = standards_of()

    lines = example_of(findings.facts, "county.G9.percent", wording()["examples"], standards)

    assert findings.facts["county.G9.percent"].note in lines[-1]


def test_an_answer_in_words_is_told_as_one():
    standards = standards_of()
    lines = example_of(found().facts, "county.G1.result", wording()["examples"], standards)

    assert found().facts["county.G1.result"].printed in lines[0]


def line_of(name: str) -> tuple[str, ...]:
    return next(each.lines for each in examples() if each.fact == name)


def close(first: Decimal, second_: Decimal) -> bool:
    return abs(first - second_) < Decimal("1e-8") * max(abs(second_), Decimal(1))
