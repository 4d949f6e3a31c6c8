"""How long a large table takes on its way into a Word file."""

from __future__ import annotations

from tasks.dossiers.word.dossier import Column, Number
from tests.bench.measurement import Measurement, measured
from tests.builders_word import a_dossier, a_table

ROWS, COLUMNS = 500, 12
RUNS = 5


def _write() -> bytes:
    row = [Number(f"s.{column}", "1.00") for column in range(COLUMNS)]
    table = a_table(columns=[Column()] * COLUMNS, head=(), rows=[row] * ROWS)
    return a_dossier().table(table).to_bytes()


def measurements() -> list[Measurement]:
    """Return the time of a document with one table, every cell a tagged number."""
    _write()
    return [measured("Word table", f"{ROWS} × {COLUMNS} cells", _write, RUNS)]
