"""The sound workbooks that are damaged: of every form that matters and every kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.builders.hostile import a_binary_workbook, repacked, with_shared_texts
from tests.builders.returns import a_school_return
from tests.builders.workbooks import a_pupil, a_workbook, loaded
from tests.office import convert

PUPILS = [a_pupil(number, run_50m_s=9.8, shuttle_run_50m_x8_s="1′52″") for number in range(12)]
FITNESS = "体质健康测试"


@cache
def samples() -> Mapping[str, bytes]:
    """Return the sample files by name that are built without an office program."""
    school = a_workbook("school_return", a_school_return("primary"))
    fitness = a_workbook("fitness_return", {"fitness": PUPILS})
    rows = [
        ["" if cell.value is None else cell.value for cell in row]
        for row in loaded(fitness)[FITNESS].iter_rows()
    ]
    text = "\n".join(",".join(map(str, row)) for row in rows)
    return {
        "学校.xlsx": school,
        "共享.xlsx": with_shared_texts(school),
        "体质.xlsx": fitness,
        "宏.xlsm": repacked(fitness, {"xl/vbaProject.bin": b"\xd0\xcf" + bytes(500)}),
        "体质.xlsb": a_binary_workbook(FITNESS, rows),
        "体质.csv": text.encode("gb18030"),
    }


def resaved(folder: Path) -> Mapping[str, bytes]:
    """Return sample files as an office program saves them."""
    known = samples()
    given = []
    for name in ("学校.xlsx", "体质.xlsx"):
        given.append(folder / name)
        given[-1].write_bytes(known[name])
    return {
        path.name if kind != "xls" else f"{path.stem}.et": path.read_bytes()
        for kind in ("xls", "ods", "xlsx")
        for path in convert(given, kind, folder / kind)
    }
