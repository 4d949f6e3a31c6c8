"""Below the schools of a level: total, mean, deviation, coefficient, and who meets what."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.utils import get_column_letter

from tasks.delivery.check_block import FIXED, MET_ROWS, Block, LevelSheet, span_of
from tasks.delivery.check_sheet import Page, number_format, places_of

OF_FACTS = {"total": "amount", "mean": "mean", "sd": "sd", "cv": "cv"} | {
    name: name for name in MET_ROWS
}
"""The rows whose cells are facts of the county, and how the ids of these end."""

PRINTED = "printed"
EXACT_PLACES = 6


class Results:
    """Writes the rows of results of one sheet: labels, sums, each indicator's column."""

    def __init__(self, page: Page, level: str, last_row: int, sheet: LevelSheet) -> None:
        self.page, self.level, self.last_row, self._sheet = page, level, last_row, sheet
        codes = get_column_letter(FIXED.index("code") + 1)
        self.everyone = f"${codes}${last_row + 1}"
        """The cell that counts the schools of the level."""

    def row(self, name: str) -> int:
        """Return the row of one of the results."""
        return self.last_row + 1 + self._sheet.rows.index(name)

    def write(self, blocks: Sequence[Block]) -> None:
        """Write every row of results."""
        page = self.page
        for offset, name in enumerate(self._sheet.rows, self.last_row + 1):
            for column in range(1, len(FIXED) + 1):
                page.text(offset, column, "", strong=True)
            page.text(offset, 2, page.words["rows"][name], strong=True)
        self._write_everyone()
        for block in blocks:
            self._write_block(block)
        if self._sheet.limits is not None and blocks:
            self._write_composite(blocks)

    def _write_everyone(self) -> None:
        page, row, scope = self.page, self.last_row + 1, f"county.{self.level}"
        codes, students = FIXED.index("code") + 1, FIXED.index("students") + 1
        count = f"=ROWS({span_of(get_column_letter(codes), self.last_row)})"
        cell = page.number(row, codes, count, "0", is_result=True)
        page.place(f"{scope}.schools_evaluated", cell)
        total = self._sum_or_none(span_of(get_column_letter(students), self.last_row))
        cell = page.number(row, students, total, "0", is_result=True)
        page.place(f"{scope}.evaluated_students", cell)

    def _sum_or_none(self, span: str) -> str:
        return f'=IF(COUNT({span})=0,"{self.page.words["none"]}",SUM({span}))'

    def _write_block(self, block: Block) -> None:
        formulas: dict[str, Decimal | str | None] = dict(self._met(block))
        formats = {"schools_met": "0", "schools_met_percent": number_format(2)}
        if self._sheet.limits is not None:
            formulas |= self._spread(block) | self._judged(block)
            formats |= self._formats(block)
        for name, formula in formulas.items():
            column = block.column if name == "total" else block.column + 2
            form = formats.get(name, "General")
            cell = self.page.number(block.row(name), column, formula, form, is_result=True)
            if name in OF_FACTS and formula is not None:
                self.page.place(f"{block.scope}.{OF_FACTS[name]}", cell)
        if self._sheet.limits is not None:
            self.page.places[f"{block.scope}.cv_exact"] = self.page.places[f"{block.scope}.cv"]

    def _formats(self, block: Block) -> dict[str, str]:
        facts = {name: self.page.numbers.fact(f"{block.scope}.{name}")
                 for name in ("mean", "cv", "amount")}  # fmt: skip
        places = {name: places_of(fact.printed) for name, fact in facts.items()}
        return {
            "total": number_format(places["amount"]), "mean": number_format(places["mean"] + 4),
            "sd": number_format(EXACT_PLACES), "cv": number_format(EXACT_PLACES),
            "cv_printed": number_format(places["cv"]), "limit": number_format(2),
            "system_mean": number_format(places["mean"]),
            "system_cv": number_format(places["cv"]),
        }  # fmt: skip

    def _spread(self, block: Block) -> dict[str, Decimal | str | None]:
        """Return the formulas of the spread; a school without value has no weight."""
        none, mean, sd = self.page.words["none"], block.cell("mean"), block.cell("sd")
        values = block.span("value")
        weights = f"ISNUMBER({values})*{block.students}"
        pupils = f"SUMPRODUCT({weights})"
        deviation = f"SQRT(SUMPRODUCT({weights}*({values}-{mean})^2)/{pupils})"
        return {
            "total": self._sum_or_none(block.span("amount")),
            "mean": f'=IF({pupils}=0,"{none}",SUMPRODUCT({weights}*{values})/{pupils})',
            "sd": f'=IF(ISNUMBER({mean}),{deviation},"{none}")',
            "cv": f'=IF(ISNUMBER({mean}),IF({mean}=0,"{none}",{sd}/{mean}),"{none}")',
        }

    def _judged(self, block: Block) -> dict[str, Decimal | str | None]:
        """Return how the coefficient meets its limit, and the system's own figures beside it."""
        page, words, limits = self.page, self.page.words, self._sheet.limits
        mean, cv = (page.numbers.fact(f"{block.scope}.{name}") for name in ("mean", "cv"))
        cell = {name: block.cell(name) for name in block.rows}
        limit = None if self._sheet.of_composite or not limits else limits[block.level]
        same = (
            f"AND({cell['cv_printed']}={cell['system_cv']},"
            f"ROUND({cell['mean']},{places_of(mean.printed)})={cell['system_mean']})"
        )
        ours, theirs = f"ISNUMBER({cell['cv']})", f"ISNUMBER({cell['system_cv']})"
        rounded = f"ROUND({cell['cv']},{places_of(cv.printed)})"
        judged = cell["cv_printed"] if self._judges_printed else cell["cv"]
        return {
            "cv_printed": f'=IF({ours},{rounded},"{words["none"]}")',
            "limit": limit,
            "verdict": limit and self._verdict(block.span("value"), judged, cell["limit"]),
            "system_mean": printed_number(page, f"{block.scope}.mean"),
            "system_cv": printed_number(page, f"{block.scope}.cv"),
            "check": (
                f'=IF(AND({ours},{theirs}),IF({same},"{words["same"]}","{words["differs"]}"),'
                f'IF(OR({ours},{theirs}),"{words["differs"]}","{words["same"]}"))'
            ),
        }

    @property
    def _judges_printed(self) -> bool:
        return self.page.numbers.fact("standard.judged_cv").printed == PRINTED

    def _verdict(self, values: str, judged: str, limit: str) -> str:
        """Return the formula of a verdict; a school without value leaves it open."""
        words = self.page.words
        is_open = f"OR(COUNT({values})<ROWS({values}),NOT(ISNUMBER({judged})))"
        answer = f'IF({judged}<={limit},"{words["met"]}","{words["not_met"]}")'
        return f'=IF({is_open},"{words["not_checked"]}",{answer})'

    def _met(self, block: Block) -> dict[str, str]:
        """Return how many schools meet the indicator; nothing where it has no standard."""
        if block.limit is None:
            return {}
        values, none, met = block.span("value"), self.page.words["none"], block.cell("schools_met")
        count = f'COUNTIF({block.span("met")},"{self.page.words["yes"]}")'
        return {
            "schools_met": f'=IF(COUNT({values})=0,"{none}",{count})',
            "schools_met_percent": f'=IF(ISNUMBER({met}),{met}/{self.everyone}*100,"{none}")',
        }

    def _write_composite(self, blocks: Sequence[Block]) -> None:
        """Write the mean of all coefficients into the first block, and its limit if it has one."""
        page, first, none = self.page, blocks[0], self.page.words["none"]
        fact, column = f"county.{first.level}.composite", first.column + 2
        cells = ",".join(block.cell("cv") for block in blocks)
        formula = f'=IF(COUNT({cells})<{len(blocks)},"{none}",AVERAGE({cells}))'
        form = number_format(EXACT_PLACES)
        cell = page.number(first.row("composite"), column, formula, form, is_result=True)
        for name in (fact, f"{fact}_exact"):
            if name in page.numbers:
                page.place(name, cell)
        if not self._sheet.of_composite or not self._sheet.limits:
            return
        page.number(first.row("composite_limit"), column, self._sheet.limits[self.level],
                    number_format(2), is_result=True)  # fmt: skip
        places = places_of(page.numbers.fact(fact).printed)
        whole = f'IF(ISNUMBER({cell.coordinate}),ROUND({cell.coordinate},{places}),"{none}")'
        judged = whole if self._judges_printed else cell.coordinate
        verdict = self._verdict(first.span("value"), judged, first.cell("composite_limit"))
        page.number(first.row("composite_verdict"), column, verdict, "General", is_result=True)


def printed_number(page: Page, fact: str) -> Decimal | str:
    """Return the number a fact prints, or the sign that it has none."""
    found = page.numbers.fact(fact)
    return Decimal(found.printed) if found.value is not None else str(page.words["none"])
