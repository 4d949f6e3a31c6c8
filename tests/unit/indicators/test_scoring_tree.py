"""A scheme that contradicts itself is refused with file and line."""

from __future__ import annotations

import pytest

from tasks import catalogue
from tasks.errors import CatalogueError
from tasks.indicators.scoring_tree import read_tree

SCHEME = """\
title: 示例方案
points: 10
pass_mark: 8
items:
  A1:
    title: 一组
    points: 6
    pass_share: 0.8
    items:
      C1: {title: 甲, points: 4, rule: {kind: judged}}
      C2: {title: 乙, points: 2, evidence: [台账], rule: {kind: at_least, fact: county.a, limit: 1}}
  C3:
    title: 丙
    points: 4
    clause: 第三条
    rule: {kind: growth, fact: "county.{year}.a", increases: 3}
"""


def read(tmp_path, text):
    path = tmp_path / "tree.yml"
    path.write_text(text, encoding="utf-8")
    return read_tree("scheme", catalogue.read_yaml(path))


def test_a_scheme_is_read_group_by_group(tmp_path):
    tree = read(tmp_path, SCHEME)

    assert [item.id for item in tree.whole.walk()] == ["scheme", "A1", "C1", "C2", "C3"]
    assert [leaf.id for leaf in tree.whole.leaves] == ["C1", "C2", "C3"]
    assert [str(leaf.pass_share) for leaf in tree.whole.leaves] == ["0.8", "0.8", "1"]
    assert tree.whole.leaves[1].evidence == ("台账",)
    assert tree.whole.leaves[2].clause == "第三条"
    assert tree.places == 0


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ("points: 6", "points: 5", "6 points together, not 5", 6),
        ("points: 10\n", "points: 11\n", "10 points together, not 11", 1),
        ("points: 4, rule", "points: 0, rule", "C1 has 0 points", 10),
        ("points: 4, rule", "points: vier, rule", "points vier is no number", 10),
        ("points: 4, rule", "rule", "some items have points", 1),
        ("pass_mark: 8\n", "", "pass_mark is missing", 1),
        ("pass_mark: 8", "pass_mark: 11", "more than all points", 1),
        ("pass_share: 0.8", "pass_share: 80", "is no share", 6),
        ("title: 甲, ", "", "C1 has no title", 10),
        (", rule: {kind: judged}", "", "either a rule or items", 10),
        ("  C3:", "  C1:", "C1 stands twice", 1),
        ("  C3:", "  C-3:", "C-3 is no id", 1),
        ("points: 4, rule", "pionts: 1, points: 4, rule", "pionts is not known", 10),
        ("kind: judged", "kind: guessed", "a rule needs a kind", 10),
        ("kind: judged", "kind: judged, limit: 3", "limit is not known in a rule", 10),
        ("limit: 1", "limit: 1, points_off_per: 0", "is not above 0", 11),
        ("limit: 1", "limit: 1, steps: big", "steps big is none of", 11),
        ("limit: 1", "limit_fact: county.b, limit: 1", "either limit or limit_fact", 11),
        (", limit: 1", "", "either limit or limit_fact", 11),
        ("limit: 1", "limit: {primary: 1}", "there is no limit for", 11),
        ("limit: 1", 'limit: "1"', "is no number", 11),
        ("fact: county.a, ", "", "one of fact, facts, ratio", 11),
        ("fact: county.a", 'fact: "county.{level}.a"', "needs levels", 11),
        ("fact: county.a", "ratio: {part: county.a}", "needs part, whole and title", 11),
        ("county.{year}.a", "county.a", "has no {year}", 16),
        ("increases: 3", "increases: 0", "over how many years", 16),
        ("kind: judged", "kind: answer, fact: county.a", "expected is missing", 10),
        ("kind: judged", "kind: answer, fact: county.a, expected: yes", "in quotes", 10),
        ("kind: judged", "kind: all_of, rules: {}", "needs rules by name", 10),
        ("kind: judged", "kind: all_of, rules: {a: {kind: judged}}", "cannot stand in", 10),
    ],
)
def test_a_contradiction_is_refused_at_its_line(tmp_path, old, new, message, line):
    assert old in SCHEME
    with pytest.raises(CatalogueError, match=message) as refused:
        read(tmp_path, SCHEME.replace(old, new, 1))
    assert refused.value.line == line
    assert refused.value.file.endswith("tree.yml")


def test_points_may_be_left_to_the_province(tmp_path):
    text = "\n".join(
        line for line in SCHEME.splitlines() if not line.startswith("    points")
    ).replace("points: 4, ", "").replace("points: 2, ", "")  # fmt: skip

    assert [item.points for item in read(tmp_path, text).whole.walk()] == [None] * 5
