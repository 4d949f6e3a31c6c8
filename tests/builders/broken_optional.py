"""One broken return for every rule on what the bureau may hand in besides, and on reliefs."""

from __future__ import annotations

from typing import Any

from tests.builders.broken import Broken, history, plan, relief, row, scores

UNKNOWN = "2113999777"
"""A school that no roster has."""


def of_reliefs() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 放宽条款."""
    return {
        "reliefs-filled": relief("F4", plan=None),
        "reliefs-clause-known": relief("B4", clause="anything"),
        "reliefs-school-known": relief("A4", school_code=UNKNOWN),
        "reliefs-level-taught": relief("C4", level="junior"),
        "reliefs-unique": relief("C5", rows=2),
        "reliefs-unique-whole-school": _twice_for_the_whole_school(),
        "reliefs-amount-needed": relief("D4", counted_amount=None),
        "reliefs-amount-not-needed": relief("D4", clause="special_rooms"),
        "reliefs-amount-positive": relief("D4", counted_amount=0.0),
        "reliefs-deadline-plausible": relief("G4", deadline="2031-08-31"),
    }


def _twice_for_the_whole_school() -> Broken:
    broken = relief("B5", rows=2)
    for each in broken.tables["reliefs"]:
        each["level"] = None
    return broken


def of_scores() -> dict[str, Broken]:
    """Return what breaks the rules of the form 评分表."""
    return {
        "scores-filled": scores("A4", item=None),
        "scores-item-form": scores("A4", item="入学机会"),
        "scores-item-unique": scores("A5", at=1, item="W1"),
        "scores-range": scores("C4", re_score=-1.0),
        "scores-some": scores("B4", self_score=None),
        "scores-evidence": scores("E4", evidence=None),
    }


def of_history() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 历年学生."""

    def years(cell: str, *also: str, at: int = 0, **change: Any) -> Broken:
        return history(f"历年学生!{cell}", *also, table="history_students", at=at, **change)

    return {
        "history-filled": years("E4", students=None),
        "history-grade-known": years("D4", grade="primary_9"),
        "history-code-form": years("B4", school_code="211399900"),
        "history-year-plausible": years("A4", year=2025),
        "history-unique": years("D5", at=1, grade="primary_1"),
        "history-not-negative": years("E4", students=-1),
        "history-students-plausible": years("E4", students=1501),
        "history-school-known": years("B4", school_code=UNKNOWN),
    }


def of_successions() -> dict[str, Broken]:
    """Return what breaks the rules of the sheet 学校沿革."""

    def changed(cell: str, *also: str, **change: Any) -> Broken:
        return history(f"学校沿革!{cell}", *also, table="successions", **change)

    nobody: dict[str, Any] = {"old_code": None, "old_name": None}
    unknown = ("history-school-known",)
    twice = changed("E5")
    return {
        "successions-filled": changed("A4", year=None),
        "successions-change-known": changed("B4", change="moved"),
        "successions-old-filled": changed("D4", old_name=None),
        "successions-new-filled": changed("F4", new_name=None),
        "successions-old-blank": changed("C4", change="opened"),
        "successions-new-blank": changed("E4", change="closed"),
        "successions-code-form": changed("C4", *unknown, old_code="老街小学"),
        "successions-year-plausible": changed("A4", year=2026),
        "successions-unique": row(twice, "successions", 1),
        "successions-share-range": changed("G4", share_percent=0.0),
        "successions-share-filled": changed("G4", change="split", share_percent=None),
        "successions-shares-whole": changed("G4", change="split", share_percent=60.0),
        "successions-new-school-known": changed(
            "E4", *unknown, change="opened", new_code=UNKNOWN, **nobody
        ),
    }


def of_plan() -> dict[str, Broken]:
    """Return what breaks the rules of the form 推演参数."""

    def costs(cell: str, *also: str, resource: str, **change: Any) -> Broken:
        return plan(f"单价!{cell}", *also, unit_costs={resource: change})

    def bounds(cell: str, *also: str, **change: Any) -> Broken:
        return plan(f"学校上限!{cell}", *also, plan_bounds=change)

    twice = bounds("B5")
    return {
        "unit-costs-filled": costs("B7", resource="teaching_area_m2", buy_yuan=None),
        "unit-costs-positive": costs("B7", resource="teaching_area_m2", buy_yuan=0.0),
        "unit-costs-not-negative": costs("D4", resource="above_qualified_teacher",
                                         most_per_school=-1.0),
        "unit-costs-move-cheaper": costs("C5", resource="backbone_teacher", move_yuan=60001.0),
        "unit-costs-equipment": costs("B9", resource="equipment_yuan", buy_yuan=10000.0),
        "plan-bounds-filled": bounds("C4", most=None),
        "plan-bounds-resource-known": bounds("B4", resource="books"),
        "plan-bounds-school-known": bounds("A4", school_code=UNKNOWN),
        "plan-bounds-not-negative": bounds("C4", most=-1.0),
        "plan-bounds-unique": row(twice, "plan_bounds", 1),
    }  # fmt: skip
