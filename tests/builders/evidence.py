"""Evidence returns: one that passes every rule, and one broken return for each rule."""

from __future__ import annotations

from typing import Any

from tests.builders.broken import Broken, row

Rows = list[dict[str, Any]]


def an_evidence_return(*rows: dict[str, Any]) -> dict[str, Rows]:
    """Return the documents of three points; `rows` stand in their place."""
    sound: Rows = [
        a_document("G1", 1, "示例县义务教育学校布局图"),
        a_document(
            "G1", 2, "示例县义务教育学校布局规划（2021—2025年）",
            document_number="示政发〔2021〕15号", document_date="2021-06-30", page="1—36",
        ),
        a_document("Q1", 1, "初中三年巩固率统计表", note="县档案室第3盒"),
    ]  # fmt: skip
    return {"evidence": list(rows) or sound}


def a_document(item: str, point: int, name: str, **more: Any) -> dict[str, Any]:
    """Return one row: a document that stands for a point of an item."""
    blank = dict.fromkeys(("document_number", "document_date", "page", "note"))
    return {"item": item, "point": point, "document_name": name} | blank | more


def of_evidence() -> dict[str, Broken]:
    """Return what breaks the rules of the form 佐证材料目录."""

    def broken(cell: str, at: int = 0, **change: Any) -> Broken:
        made = Broken("evidence_return", an_evidence_return(), f"佐证材料!{cell}")
        return row(made, "evidence", at, **change)

    return {
        "evidence-filled": broken("C4", document_name=None),
        "evidence-item-form": broken("A4", item="规划布局"),
        "evidence-point-range": broken("B4", point=0),
        "evidence-unique": broken("C5", at=1, point=1, document_name="示例县义务教育学校布局图"),
    }
