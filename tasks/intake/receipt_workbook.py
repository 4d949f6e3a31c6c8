"""Makes the workbook of a receipt, which a school gets for every file it drops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook

from tasks.intake.looks import Looks
from tasks.intake.receipt import SEVERITIES, Receipt, grouped, in_order
from tasks.intake.receipt_sheets import write_issues, write_reading, write_summary
from tasks.worksheets import workbook_bytes


def receipt_workbook(receipt: Receipt, wording: Mapping[str, Any]) -> bytes:
    """Return the xlsx file of a receipt; `wording` is the file of sentences for receipts."""
    words = wording["receipt"]
    workbook = Workbook()
    workbook.remove(workbook.active)
    looks = Looks(workbook, words["look"])
    issues = in_order(receipt.issues)
    counts = dict.fromkeys(SEVERITIES, 0)
    for issue in issues:
        counts[issue.severity] += 1
    sheets = words["sheets"]
    summary = workbook.create_sheet(sheets["summary"])
    write_summary(summary, receipt, grouped(issues), counts, looks, words)
    write_issues(workbook.create_sheet(sheets["issues"]), issues, looks, words)
    write_reading(workbook.create_sheet(sheets["reading"]), receipt, looks, words)
    looks.discard_scratch()
    workbook.active = 0
    return workbook_bytes(workbook)
