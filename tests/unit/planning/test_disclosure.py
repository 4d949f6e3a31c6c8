"""No small group is published, and none can be worked out from what is."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from scipy.optimize import linprog

from tasks.disclosure.recovery import Sum, bounds, recoverable
from tasks.disclosure.suppression import suppressed

LEAST = 10


def a_row(*counts: int) -> tuple[dict[str, int], list[Sum]]:
    cells = {f"c{number}": count for number, count in enumerate(counts)}
    margin = Sum("total", tuple(cells))
    return {**cells, "total": sum(counts)}, [margin]


def a_cube(seed: int, shape: tuple[int, ...], most: int) -> tuple[dict[str, int], list[Sum]]:
    """Return random counts with every margin over every choice of dimensions."""
    chance = random.Random(seed)
    inner = {at: chance.choice((0, chance.randint(0, 12), chance.randint(0, most)))
             for at in itertools.product(*map(range, shape))}  # fmt: skip
    cells, sums = {}, []
    for at in itertools.product(*[(*range(size), "all") for size in shape]):
        fitting = [
            n
            for key, n in inner.items()
            if all(b in (a, "all") for a, b in zip(key, at, strict=True))
        ]
        cells[str(at)] = sum(fitting)
        for axis, size in enumerate(shape):
            if at[axis] == "all":
                parts = tuple(str((*at[:axis], n, *at[axis + 1 :])) for n in range(size))
                sums.append(Sum(str(at), parts))
    return cells, sums


def attacked(cells: dict[str, int], sums: list[Sum], hidden: frozenset[str]) -> set[str]:
    """Return the hidden cells that linear programs pin to one value."""
    order = {cell: number for number, cell in enumerate(sorted(hidden))}
    matrix, right = [], []
    for each in sums:
        row, rest = np.zeros(len(order)), 0
        for cell, sign in ((each.total, -1), *((part, 1) for part in each.parts)):
            if cell in order:
                row[order[cell]] += sign
            else:
                rest -= sign * cells[cell]
        matrix.append(row)
        right.append(rest)
    found = set()
    for cell, at in order.items():
        goal = np.zeros(len(order))
        goal[at] = 1
        ends = [linprog(sign * goal, A_eq=np.array(matrix), b_eq=right) for sign in (1, -1)]
        values = [round(sign * end.fun, 6) if end.status == 0 else None
                  for sign, end in zip((1, -1), ends, strict=True)]  # fmt: skip
        if values[0] == values[1]:
            found.add(cell)
    return found


def test_a_small_group_and_the_smallest_beside_it_are_hidden():
    cells, sums = a_row(3, 40, 25, 60)
    assert suppressed(cells, sums, LEAST) == {"c0", "c2"}


def test_two_hidden_cells_that_are_few_together_take_a_third():
    cells, sums = a_row(3, 4, 25, 60)
    assert suppressed(cells, sums, LEAST) == {"c0", "c1", "c2"}


def test_ten_are_enough_and_nothing_is_hidden_without_need():
    cells, sums = a_row(10, 40)
    assert suppressed(cells, sums, LEAST) == frozenset()
    assert suppressed(cells, sums, LEAST + 1) == {"c0", "c1"}


@pytest.mark.parametrize(("hide_zeros", "hidden"), [(False, set()), (True, {"c0", "c1"})])
def test_zeros_are_shown_unless_the_setting_says_no(hide_zeros, hidden):
    cells, sums = a_row(0, 40, 50)
    assert suppressed(cells, sums, LEAST, hide_zeros=hide_zeros) == hidden


def test_an_empty_cell_covers_nothing():
    cells, sums = a_row(3, 0, 40)
    assert suppressed(cells, sums, LEAST) == {"c0", "c2"}


def test_a_small_total_takes_a_part_with_it():
    cells, sums = a_row(4, 3)
    hidden = suppressed(cells, sums, LEAST)
    assert {"c0", "c1", "total"} <= hidden
    assert recoverable(cells, sums, hidden) == frozenset()


def test_a_cell_named_small_is_hidden_whatever_it_counts():
    cells, sums = a_row(97, 40, 50)
    assert "c0" in suppressed(cells, sums, LEAST, small={"c0"})


def test_a_margin_that_is_no_sum_is_refused():
    with pytest.raises(ValueError, match="total"):
        suppressed({"a": 5, "total": 6}, [Sum("total", ("a",))], LEAST)


def test_subtraction_is_found():
    cells, sums = a_row(3, 40, 25)
    assert recoverable(cells, sums, {"c0"}) == {"c0"}
    assert recoverable(cells, sums, {"c0", "c1"}) == frozenset()


def test_subtraction_over_two_tables_that_share_margins_is_found():
    sums = [Sum("row", ("a", "b")), Sum("column", ("a", "c")), Sum("other", ("b", "c", "d"))]
    cells = {"a": 3, "b": 5, "c": 4, "d": 20, "row": 8, "column": 7, "other": 29}
    assert recoverable(cells, sums, {"a", "b", "c"}) == {"a", "b", "c"}


def test_a_count_that_cannot_be_below_nothing_is_found():
    cells, sums = a_row(0, 0, 40)
    assert recoverable(cells, sums, {"c0", "c1"}) == {"c0", "c1"}
    assert bounds(cells, sums, {"c0", "c1"})["c0"] == (0, 0)


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_cell_of_a_random_county_can_be_worked_out(seed):
    shape = ((4, 3, 2), (5, 4), (3, 3, 2))[seed % 3]
    cells, sums = a_cube(seed, shape, (15, 60, 200)[seed % 3])
    hidden = suppressed(cells, sums, LEAST)

    assert all(cell in hidden for cell, count in cells.items() if 0 < count < LEAST)
    assert attacked(cells, sums, hidden) == set()
    small = [each for each in sums if each.total not in hidden
             and 0 < sum(cells[part] for part in each.parts if part in hidden) < LEAST]  # fmt: skip
    assert small == []


@pytest.mark.parametrize("seed", range(6))
def test_the_checker_sees_what_linear_programs_see(seed):
    cells, sums = a_cube(seed, (4, 3), 40)
    small = frozenset(cell for cell, count in cells.items() if 0 < count < LEAST)
    assert attacked(cells, sums, small) == set(recoverable(cells, sums, small))
    assert small


def test_a_whole_county_is_done_in_a_moment():
    cells, sums = a_cube(1, (20, 9, 2), 60)
    hidden = suppressed(cells, sums, LEAST)
    assert recoverable(cells, sums, hidden) == frozenset()
    assert len(hidden) < len(cells)
