"""Where the pupils of a school came from: renamed, merged, split, closed, opened schools."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks.history.successions import read_successions
from tests.builders.history import a_change, bureau_returns, lineage, rules

ALL = Decimal(1)
PART, REST = Decimal("0.6"), Decimal("0.4")


def test_a_school_without_history_came_from_itself():
    found, asked = lineage()

    assert found.predecessors("A", 2019) == {"A": ALL}
    assert found.successors("A", 2019) == {"A": ALL}
    assert asked == []


def test_a_renamed_school_keeps_its_pupils():
    found, asked = lineage(a_change(2023, "renamed", "A", "B"), seen={"A": 2020})

    assert found.predecessors("B", 2022) == {"A": ALL}
    assert found.predecessors("B", 2023) == {"B": ALL}
    assert found.successors("A", 2022) == {"B": ALL}
    assert asked == []


def test_two_schools_merge_into_a_new_one():
    found, asked = lineage(
        a_change(2023, "merged", "A", "C"), a_change(2023, "merged", "B", "C"),
        seen={"A": 2020, "B": 2020},
    )  # fmt: skip

    assert found.predecessors("C", 2022) == {"A": ALL, "B": ALL}
    assert asked == []


def test_a_school_is_merged_into_one_that_goes_on():
    found, _ = lineage(a_change(2023, "merged", "A", "B"), seen={"A": 2020, "B": 2020})

    assert found.predecessors("B", 2022) == {"A": ALL, "B": ALL}
    assert found.successors("B", 2022) == {"B": ALL}


def test_a_single_school_is_merged_into_one_that_was_there_even_without_numbers():
    found, _ = lineage(a_change(2023, "merged", "A", "B"))

    assert found.predecessors("B", 2022) == {"A": ALL, "B": ALL}


def test_a_school_is_split_sixty_to_forty():
    found, asked = lineage(
        a_change(2023, "split", "A", "B", 60), a_change(2023, "split", "A", "C", 40),
        seen={"A": 2020},
    )  # fmt: skip

    assert found.predecessors("B", 2022) == {"A": PART}
    assert found.predecessors("C", 2022) == {"A": REST}
    assert found.successors("A", 2022) == {"B": PART, "C": REST}
    assert asked == []


def test_a_school_that_is_split_may_go_on():
    found, asked = lineage(
        a_change(2023, "split", "A", "A", 60), a_change(2023, "split", "A", "C", 40),
        seen={"A": 2020},
    )  # fmt: skip

    assert found.predecessors("A", 2022) == {"A": PART}
    assert found.predecessors("C", 2022) == {"A": REST}
    assert asked == []


def test_a_school_closed_without_successor_went_nowhere():
    found, asked = lineage(a_change(2023, "closed", "A"), seen={"A": 2020})

    assert found.successors("A", 2022) == {}
    assert found.predecessors("A", 2022) == {}
    assert asked == []


def test_a_closed_school_may_send_a_part_somewhere():
    found, asked = lineage(a_change(2023, "closed", "A", "B", 40), seen={"A": 2020, "B": 2020})

    assert found.predecessors("B", 2022) == {"A": REST, "B": ALL}
    assert asked == []


def test_a_school_that_was_opened_came_from_nowhere():
    found, asked = lineage(a_change(2023, "opened", "", "B"))

    assert found.predecessors("B", 2022) == {}
    assert found.predecessors("B", 2023) == {"B": ALL}
    assert asked == []


def test_renamed_and_then_merged_in_another_year():
    found, asked = lineage(
        a_change(2024, "merged", "B", "D"), a_change(2024, "merged", "C", "D"),
        a_change(2023, "renamed", "A", "B"), seen={"A": 2020, "C": 2020},
    )  # fmt: skip

    assert found.predecessors("D", 2022) == {"A": ALL, "C": ALL}
    assert found.predecessors("D", 2023) == {"B": ALL, "C": ALL}
    assert found.successors("A", 2022) == {"D": ALL}
    assert asked == []


def test_split_and_then_merged_multiplies_the_shares():
    found, _ = lineage(
        a_change(2022, "split", "A", "B", 60), a_change(2022, "split", "A", "C", 40),
        a_change(2024, "split", "B", "D", 50), a_change(2024, "split", "B", "B", 50),
        seen={"A": 2020},
    )  # fmt: skip

    assert found.predecessors("D", 2021) == {"A": Decimal("0.3")}
    assert sum(found.successors("A", 2021).values()) == 1


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([a_change(2023, "split", "A", "B", 60), a_change(2023, "split", "A", "C", 30)], "shares"),
        ([a_change(2023, "split", "A", "B", 60), a_change(2023, "split", "A", "C", 50)], "shares"),
        ([a_change(2023, "split", "A", "B", 60), a_change(2023, "split", "A", "C")],
         "share_missing"),
        ([a_change(2023, "split", "A", "B", -20), a_change(2023, "split", "A", "C", 120)],
         "share_outside"),
        ([a_change(2023, "renamed", "A", "B"), a_change(2023, "closed", "A")], "two_events"),
        ([a_change(2023, "renamed", "A", "B"), a_change(2023, "merged", "B", "C")], "two_events"),
        ([a_change(2023, "renamed", "A", "B"), a_change(2023, "renamed", "B", "A")], "cycle"),
        ([a_change(2022, "renamed", "A", "B"), a_change(2024, "renamed", "B", "A")], "cycle"),
        ([a_change(None, "renamed", "A", "B")], "incomplete"),
        ([a_change(2023, "renamed", "A")], "incomplete"),
        ([a_change(2023, "opened")], "incomplete"),
        ([a_change(2023, "moved", "A", "B")], "unknown_change"),
        ([a_change(2023, "renamed", "B", "B")], "same_school"),
        ([a_change(2023, "renamed", "X", "B")], "unknown_code"),
        ([a_change(2023, "renamed", "A", "X")], "unknown_code"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_asked_about_and_makes_the_school_doubtful(rows, rule):
    found, asked = lineage(*rows, seen={"A": 2020})

    assert asked == [f"succession-{rule}"]
    named = {row["new_code"] or row["old_code"] for row in rows} - {None}
    assert all(found.doubt(code, 2021) for code in named)
    assert found.doubt("D", 2021) == ""
    assert found.predecessors("D", 2021) == {"D": ALL}


def test_thirds_written_with_one_decimal_are_a_whole():
    rows = [a_change(2023, "split", "A", code, 33.3) for code in "BCD"]

    assert lineage(*rows, seen={"A": 2020})[1] == []


def test_a_doubt_is_passed_on_to_what_came_later_and_not_to_what_was_before():
    found, _ = lineage(
        a_change(2022, "split", "A", "B", 60), a_change(2024, "renamed", "B", "C"),
        seen={"A": 2020},
    )  # fmt: skip

    assert "60%" in found.doubt("C", 2021)
    assert found.doubt("C", 2022) == ""


def test_what_happens_after_the_season_is_left_out():
    found, asked = lineage(a_change(2026, "renamed", "A", "B"), seen={"A": 2020})

    assert found.predecessors("B", 2022) == {"B": ALL}
    assert asked == ["succession-after_season"]


def test_rows_are_read_with_their_cells():
    row = read_successions(bureau_returns([], [a_change(2023, "split", "A", "B", 60.5)]))[0]

    assert (row.year, row.change, row.old, row.new) == (2023, "split", "A", "B")
    assert row.share_percent == Decimal("60.5")
    assert row.source.cell == "B4"


def test_every_sentence_about_a_succession_can_be_said():
    parts = dict.fromkeys(
        ("year", "change", "old", "new", "codes", "total", "share", "code", "season", "school"), "x"
    )
    for key in rules().words("successions"):
        assert "{" not in rules().say(f"successions.{key}", **parts)
