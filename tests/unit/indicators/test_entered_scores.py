"""Scores that people gave are printed as they gave them, with points and without."""

from __future__ import annotations

import pytest

from tests.builders.scoring import a_scheme, gave, scored

JUDGED = {"kind": "judged"}


def without_points(scheme):
    """Return the scheme as a province finds it that has not set any points."""
    if not isinstance(scheme, dict):
        return scheme
    return {name: without_points(below) for name, below in scheme.items() if name != "points"}


@pytest.mark.parametrize(
    ("first", "second", "printed"),
    [(5, 4, ("5", "4", "9")), (4.5, 5, ("4.5", "5", "9.5")), (4.25, 0.5, ("4.25", "0.5", "4.75"))],
)
def test_without_points_a_score_has_the_decimals_it_was_given_with(first, second, printed):
    scheme = without_points(a_scheme(JUDGED, JUDGED))
    book = scored({}, scheme, C1=gave(self_score=first), C2=gave(self_score=second)).book

    assert tuple(book[f"county.{item}.self_score"].printed for item in ("C1", "C2", "A1")) == (
        printed
    )


def test_a_sum_with_points_has_the_decimals_of_what_is_in_it():
    scheme = a_scheme(JUDGED, JUDGED, places=0)
    book = scored({}, scheme, C1=gave(self_score=4.5), C2=gave(self_score=5)).book

    assert book["county.A1.self_score"].printed == "9.5"
    assert book["county.C2.self_score"].printed == "5"
