"""Each screen on its own: what it tests, what it leaves alone, what it says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from string import Formatter

import pandas as pd
import pytest

from tasks.model import Fact, Findings, Source
from tasks.screening.chance import at_least, chi_square_above, chi_square_below, normal_above
from tasks.screening.county import screen_county
from tasks.screening.identical_blocks import identical_blocks
from tasks.screening.last_digits import last_digits
from tasks.screening.limits import at_limit, full_classes, retention_exact
from tasks.screening.pass_pile import pass_pile
from tasks.screening.pupils import pupils_of
from tasks.screening.ranking import adjusted_chances, rank_schools
from tasks.screening.shares import fixed_ratios
from tasks.screening.signals import Screened, Signal, signal
from tests.builders.planted import (
    COPIED_FROM,
    SUSPECT,
    a_copied_class,
    a_pile_at_sixty,
    filled_classes,
    heaped_digits,
    multiplied_amounts,
    nobody_lost,
)
from tests.builders.screening import (
    CLASS_LIMITS,
    LAST_YEAR,
    MEASURES,
    PASS_MARK_TENTHS,
    SCREENS,
    County,
    a_screened_county,
    changed,
)

COUNTY = a_screened_county(1)


def of(screened: Screened, school: str = SUSPECT) -> Signal:
    """Return the one signal of a school."""
    found = [each for each in screened.signals if each.school == school]
    assert len(found) == 1
    return found[0]


def pupils(county: County):
    """Return the measured values of a county."""
    return pupils_of(county.returns, SCREENS["measures"])


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (chi_square_above(16.919, 9), 0.05),
        (chi_square_above(18.307, 10), 0.05),
        (chi_square_below(3.325, 9), 0.05),
        (chi_square_below(5000, 5), 1),
        (normal_above(1.6449), 0.05),
        (at_least(3, [0.5] * 3), 0.125),
        (at_least(0, [0.1]), 1),
    ],
)
def test_tails_agree_with_printed_tables(found, expected):
    assert found == pytest.approx(expected, rel=1e-3)


def test_heaped_digits_name_the_measure_the_digit_and_the_column():
    heaped = of(last_digits(pupils(heaped_digits(COUNTY, 1)), SCREENS))
    assert heaped.p_value < 1e-9
    assert heaped.numbers["measure"] in ("身高", "肺活量")
    assert heaped.numbers["digit"] in ("0", "5")
    assert heaped.sources[0].cell in ("D2:D421", "F2:F421")


def test_a_habit_of_the_whole_county_is_no_signal():
    frame = COUNTY.returns.tables["fitness"].copy()
    frame["height_cm"] = ((frame["height_cm"] * 2).round() / 2).astype("Float64")
    county = changed(COUNTY, "fitness", frame)
    assert min(each.p_value for each in last_digits(pupils(county), SCREENS).signals) > 1e-3


def test_a_school_less_concentrated_than_the_others_is_no_signal():
    frame = COUNTY.returns.tables["fitness"].copy()
    others = frame["school_code"] != SUSPECT
    heaped = ((frame["height_cm"] * 2).round() / 2).astype("Float64")
    frame["height_cm"] = heaped.where(others, frame["height_cm"])
    assert of(last_digits(pupils(changed(COUNTY, "fitness", frame)), SCREENS)).p_value > 1e-3


def test_few_pupils_are_not_tested_and_it_is_said():
    small = COUNTY.returns.tables["fitness"].groupby("school_code").head(20)
    found = last_digits(pupils(changed(COUNTY, "fitness", small)), SCREENS)
    assert found.signals == ()
    assert {each.reason for each in found.unscreened} == {"few_values"}
    assert len(found.unscreened) == 24


def test_a_pile_above_the_mark_is_counted_on_both_sides():
    pile = of(pass_pile(a_pile_at_sixty(COUNTY, 1).scored, PASS_MARK_TENTHS, SCREENS))
    before = of(pass_pile(COUNTY.scored, PASS_MARK_TENTHS, SCREENS))
    assert pile.p_value < 1e-3 < before.p_value
    assert int(pile.numbers["above"]) > int(before.numbers["above"])
    assert (pile.numbers["mark"], pile.numbers["just_below"]) == ("60.0", "59.9")


def test_pupils_without_total_are_passed_over():
    scored = COUNTY.scored.copy()
    scored.loc[::2, "total_tenths"] = pd.NA
    assert pass_pile(scored, PASS_MARK_TENTHS, SCREENS).unscreened


def test_a_copied_block_names_both_files_and_their_rows():
    found = identical_blocks(pupils(a_copied_class(COUNTY, 1)), SCREENS)
    own, other = of(found), of(found, COPIED_FROM)
    assert own.p_value == other.p_value < 1e-9
    assert own.numbers["rows"] == "10"
    assert own.numbers["other_school"] == COPIED_FROM
    assert own.sources == tuple(reversed(other.sources))
    assert SUSPECT in own.sources[0].submission
    assert own.sources[1].cell == own.numbers["other_place"].partition("!")[2]
    assert {each.school for each in found.signals if each.p_value < 1} == {SUSPECT, COPIED_FROM}


def test_a_block_with_heights_changed_is_found_by_the_other_items():
    county = a_copied_class(COUNTY, 1)
    frame = county.returns.tables["fitness"].copy()
    frame.loc[frame["school_code"] == SUSPECT, "height_cm"] += 0.3
    own = of(identical_blocks(pupils(changed(county, "fitness", frame)), SCREENS))
    assert own.p_value < 1e-9
    assert own.numbers["fields"] == "4"


def test_a_block_of_last_year_is_found_and_only_this_year_is_asked():
    last_year = a_screened_county(1, year=LAST_YEAR)
    frame = COUNTY.returns.tables["fitness"].copy()
    old = last_year.returns.tables["fitness"]
    rows = frame.index[frame["school_code"] == SUSPECT][30:38]
    for name in MEASURES:
        frame.loc[rows, name] = old.loc[rows + 50, name].to_numpy()
    now = pupils(changed(COUNTY, "fitness", frame))
    own = of(identical_blocks(now, SCREENS, pupils(last_year)))
    assert own.numbers["rows"] == "8"
    assert own.numbers["other_edition"] == LAST_YEAR
    assert own.sources[1].submission.startswith(LAST_YEAR)
    assert of(identical_blocks(now, SCREENS)).p_value == 1


def test_three_equal_rows_and_one_row_repeated_are_no_block():
    frame = COUNTY.returns.tables["fitness"].copy()
    rows = frame.index[frame["school_code"] == SUSPECT]
    for name in MEASURES:
        frame.loc[rows[:3], name] = frame.loc[rows[100:103], name].to_numpy()
        frame.loc[rows[200:212], name] = frame.loc[rows[200], name]
    assert of(identical_blocks(pupils(changed(COUNTY, "fitness", frame)), SCREENS)).p_value == 1


def test_amounts_that_are_multiples_of_the_pupils_are_named():
    fixed = of(fixed_ratios(multiplied_amounts(COUNTY, 1).returns, SCREENS))
    assert fixed.p_value < 1e-4
    assert fixed.numbers["ratios"] == "3"
    assert fixed.numbers["ratio"] == "30"
    assert len(fixed.sources) == 3


def test_retention_of_a_large_class_without_loss_is_unlikely_and_of_a_small_one_is_not():
    county = nobody_lost(COUNTY, 1)
    frame = county.returns.tables["cohorts"].copy()
    own = frame["school_code"] == SUSPECT
    frame.loc[own, ["cohort_intake", "cohort_graduates"]] = 40
    assert of(retention_exact(county.returns, SCREENS)).p_value < 1e-4
    assert of(retention_exact(changed(county, "cohorts", frame).returns, SCREENS)).p_value > 0.05


def test_classes_at_the_limit_are_held_against_the_other_schools():
    filled = filled_classes(COUNTY, 1)
    assert of(full_classes(filled.returns, CLASS_LIMITS, SCREENS)).numbers["at_limit"] == "6"
    assert of(full_classes(filled.returns, CLASS_LIMITS, SCREENS)).p_value < 1e-3
    assert full_classes(filled.returns, {}, SCREENS).signals == ()


def test_indicators_that_only_just_reach_their_standard_are_named_with_their_cells():
    cell = Source("2025/139901/1/school_return/1", "0" * 64, "教师", "C5")
    facts = [Fact("input", "", None, "", sources=(cell,))]
    for item in range(8):
        facts.append(Fact(f"standard.primary.L{item}", "", Decimal(4), "4"))
        for school in range(10):
            value = Decimal("4.01") if school == 0 else Decimal(5 + school)
            facts.append(Fact(f"s.{school}.primary.L{item}", "", value, "", inputs=("input",)))
    findings = Findings("2025", "1", "", "", {fact.id: fact for fact in facts}, (), (), (), ())
    found = at_limit(findings, SCREENS)
    assert of(found, "0").p_value < 1e-6
    assert of(found, "0").sources == (cell,)
    assert of(found, "1").p_value == 1


def test_adjusted_chances_pay_for_every_test():
    signals = [Signal(str(number), "last_digits", p) for number, p in enumerate((0.01, 0.9, 0.02))]
    assert adjusted_chances(signals) == pytest.approx([0.03, 0.9, 0.03])


def test_ranks_follow_weight_and_strength_and_the_same_score_is_the_same_rank():
    signals = [
        signal("a", "identical_blocks", 1e-12, {}),
        signal("b", "even_classes", 1e-12, {}),
        signal("c", "even_classes", 0.2, {}),
        signal("d", "even_classes", 0.5, {}),
    ]
    ranks = rank_schools(["d", "c", "b", "a"], signals, SCREENS)
    assert [(each.school, each.rank) for each in ranks] == [("a", 1), ("b", 2), ("c", 3), ("d", 3)]
    assert [each.score for each in ranks] == [
        Decimal(text) for text in ("1.500", "0.700", "0", "0")
    ]
    assert not ranks[-1].raised


def test_every_screen_says_what_it_is_and_fills_its_sentence():
    for name, screen in SCREENS["screens"].items():
        assert all(screen[key] for key in ("title", "question", "on_site", "reason", "basis")), name
        assert list(Formatter().parse(screen["evidence"])), name


def test_no_screen_speaks_of_fraud():
    texts = str(SCREENS)
    assert not [word for word in ("造假", "作假", "虚报", "舞弊") if word in texts]


def test_nothing_that_tells_a_pupil_apart_leaves_the_screens():
    county = a_copied_class(COUNTY, 1)
    frame = county.returns.tables["fitness"].copy()
    frame["pupil"] = [f"secret{number}" for number in range(len(frame))]
    screened = screen_county(
        changed(county, "fitness", frame).returns,
        county.scored,
        None,
        SCREENS,
        pass_mark_tenths=PASS_MARK_TENTHS,
        class_limits=CLASS_LIMITS,
    )
    assert "secret" not in str(screened)
    assert {type(value) for each in screened.signals for value in each.numbers.values()} == {str}
    raised = [each for each in screened.signals if each.p_value < 1]
    assert {each.screen for each in raised if not each.sources} <= {"full_classes", "round_counts"}


def test_an_empty_county_is_no_error():
    empty = replace(COUNTY.returns, tables={})
    assert last_digits(pupils_of(empty, SCREENS["measures"]), SCREENS).signals == ()
    assert identical_blocks(pupils_of(empty, SCREENS["measures"]), SCREENS).signals == ()
    assert retention_exact(empty, SCREENS).signals == ()
