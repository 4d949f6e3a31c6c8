"""Tries out in a process of its own whether an xls or ods file can be read at all.

A damaged file may make calamine ask for more memory than there is, and the process that
asks ends at once. A worker must outlive the files of its schools.
"""

from __future__ import annotations

import subprocess
import sys

READ_ALL = """
import io, sys
import python_calamine
book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
for title in book.sheet_names:
    book.get_sheet_by_name(title)
"""
SECONDS = 60


def fails_alone(content: bytes) -> bool:
    """Tell whether a process that reads the whole workbook is ended by it."""
    try:
        trial = subprocess.run(
            [sys.executable, "-I", "-c", READ_ALL],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return trial.returncode < 0 or b"PanicException" in trial.stderr
