"""Computing the formulas of a written workbook again, in decimal numbers."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries

from tasks.delivery.formula_text import COMPARING, Cells, Node, Plain, tree_of
from tasks.delivery.written_cells import written_cells
from tasks.rounding import DIGITS, exact

KEPT_DIGITS = DIGITS - 10
"""Digits in which two results of division can be equal."""

ERROR = Decimal("NaN")
"""Stands where a spreadsheet would show an error."""

Value = Decimal | str | bool | None
Values = list[Value]
ARITHMETIC: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}
ORDER: Mapping[str, Callable[[Any, Any], bool]] = dict(
    zip(COMPARING, (operator.eq, operator.ne, operator.le, operator.ge, operator.lt, operator.gt),
        strict=True)
)  # fmt: skip
CRITERION = re.compile(r"(<=|>=|<>|=|<|>)?(.*)", re.DOTALL)


class WrittenWorkbook:
    """The cells of an xlsx file; what a formula gives is computed when it is asked for."""

    def __init__(self, content: bytes) -> None:
        self._cells = written_cells(content)
        self._known: dict[tuple[str, str], Value] = {}

    def value(self, sheet: str, cell: str) -> Value:
        """Return what stands in a cell, or what its formula gives; `ERROR` where it fails."""
        key = sheet, cell
        if key not in self._known:
            self._known[key] = self._computed(sheet, self._cells.get(key))
        return self._known[key]

    def rows(self, sheet: str) -> Iterator[str]:
        """Yield the numbers of the rows of a sheet that have something in their first column."""
        for title, cell in self._cells:
            if title == sheet and cell.startswith("A") and cell[1:].isdigit():
                yield cell[1:]

    def _computed(self, sheet: str, found: object) -> Value:
        if isinstance(found, str) and found.startswith("="):
            with localcontext() as context:
                context.prec = DIGITS
                result = self._one(tree_of(found[1:]), sheet)
                return +result if isinstance(result, Decimal) else result
        if found is None or isinstance(found, str | bool):
            return found
        return exact(found)  # type: ignore[arg-type]

    def _one(self, node: Node, sheet: str) -> Value:
        found = self._of(node, sheet)
        if not isinstance(found, list):
            return found
        return found[0] if len(found) == 1 else ERROR

    def _of(self, node: Node, sheet: str) -> Value | Values:
        if isinstance(node, Plain):
            return node.value
        if isinstance(node, Cells):
            return self._range(node, sheet)
        if node.name == "IF":
            test, *ways = node.given
            answer = self._one(test, sheet)
            if _is_error(answer):
                return ERROR
            return self._of(ways[0 if answer else 1], sheet)
        given = [self._of(each, sheet) for each in node.given]
        if node.name in ARITHMETIC or node.name in ORDER or node.name == "&":
            return _element_by_element(node.name, *given)
        return FUNCTIONS[node.name](*given)

    def _range(self, cells: Cells, sheet: str) -> Value | Values:
        name = cells.sheet or sheet
        if cells.first == cells.last:
            return self.value(name, cells.first)
        left, top, right, bottom = range_boundaries(f"{cells.first}:{cells.last}")
        return [
            self.value(name, f"{get_column_letter(column)}{row}")
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]


def _is_error(value: object) -> bool:
    return isinstance(value, Decimal) and value.is_nan()


def _number(value: Value) -> Decimal:
    """Return a value as arithmetic takes it: nothing is 0, a text is an error."""
    if isinstance(value, bool):
        return Decimal(int(value))
    if value is None:
        return Decimal(0)
    return value if isinstance(value, Decimal) else ERROR


def _element_by_element(sign: str, first: Value | Values, second: Value | Values) -> Value | Values:
    if not isinstance(first, list) and not isinstance(second, list):
        return _applied(sign, first, second)
    length = max(len(each) for each in (first, second) if isinstance(each, list))
    pairs = zip(_stretched(first, length), _stretched(second, length), strict=True)
    return [_applied(sign, *pair) for pair in pairs]


def _stretched(value: Value | Values, length: int) -> Values:
    return value if isinstance(value, list) else [value] * length


def _applied(sign: str, first: Value, second: Value) -> Value:
    if sign == "&":
        return f"{_shown(first)}{_shown(second)}"
    if sign in ORDER:
        return _compared(sign, first, second)
    left, right = _number(first), _number(second)
    if sign == "/" and not right:
        return ERROR
    return ARITHMETIC[sign](left, right)


def _shown(value: Value) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _compared(sign: str, first: Value, second: Value) -> Value:
    if _is_error(first) or _is_error(second):
        return ERROR
    if isinstance(first, str) != isinstance(second, str):
        texts_last = isinstance(second, str)
        return {"=": False, "<>": True}.get(sign, texts_last == sign.startswith("<"))
    if isinstance(first, str):
        return ORDER[sign](first, second)
    return ORDER[sign](settled(_number(first)), settled(_number(second)))


def settled(value: Decimal) -> Decimal:
    """Return `value` without the last digits that repeated division leaves behind."""
    with localcontext() as context:
        context.prec = KEPT_DIGITS
        return +value


def _flat(given: Sequence[Value | Values]) -> Values:
    return [value for each in given for value in (each if isinstance(each, list) else [each])]


def _numbers(given: Sequence[Value | Values]) -> list[Decimal]:
    """Return the numbers of cells; texts and empty cells are passed over."""
    return [value for value in _flat(given) if isinstance(value, Decimal)]


def _rounded(value: Value, places: Value, rounding: str) -> Value:
    number = _number(value)
    if number.is_nan():
        return ERROR
    return settled(number).quantize(Decimal(1).scaleb(-int(_number(places))), rounding=rounding)


def _root(value: Value) -> Value:
    number = _number(value)
    return ERROR if number.is_nan() or number < 0 else number.sqrt()


def _fits(value: Value, criterion: Value) -> bool:
    """Tell whether a cell fits a criterion such as `>5` or a text."""
    match = CRITERION.fullmatch(_shown(criterion))
    sign, text = (match[1] or "=", match[2]) if match else ("=", "")
    if _is_error(value):
        return False
    try:
        limit = Decimal(text)
    except ArithmeticError:
        return isinstance(value, str) and ORDER[sign](value, text)
    return isinstance(value, Decimal) and ORDER[sign](settled(value), limit)


def _chosen(given: Sequence[Value | Values]) -> list[bool]:
    """Return for each cell whether it fits all of the pairs of range and criterion."""
    ranges = [each if isinstance(each, list) else [each] for each in given[::2]]
    wanted = given[1::2]
    return [
        all(_fits(value, criterion) for value, criterion in zip(cells, wanted, strict=True))  # type: ignore[arg-type]
        for cells in zip(*ranges, strict=True)
    ]


def _sum_ifs(summed: Value | Values, *given: Value | Values) -> Value:
    cells = summed if isinstance(summed, list) else [summed]
    chosen = zip(cells, _chosen(given), strict=True)
    return sum(_numbers([value for value, fits in chosen if fits]), Decimal(0))


def _each(value: Value | Values, test: Callable[[Value], bool]) -> Value | Values:
    if isinstance(value, list):
        return [test(each) for each in value]
    return test(value)


def _joined(join: Callable[[Values], bool], given: Sequence[Value | Values]) -> Value:
    found = _flat(given)
    return ERROR if any(map(_is_error, found)) else join(found)


def _mean(*given: Value | Values) -> Value:
    found = _numbers(given)
    return sum(found, Decimal(0)) / len(found) if found else ERROR


FUNCTIONS: Mapping[str, Callable[..., Value | Values]] = {
    "SUM": lambda *given: sum(_numbers(given), Decimal(0)),
    "SUMPRODUCT": lambda given: sum((_number(value) for value in _flat([given])), Decimal(0)),
    "SUMIFS": _sum_ifs,
    "AVERAGE": _mean,
    "SQRT": _root,
    "ROUND": lambda value, places: _rounded(value, places, ROUND_HALF_UP),
    "ROUNDUP": lambda value, places: _rounded(value, places, ROUND_UP),
    "ROUNDDOWN": lambda value, places: _rounded(value, places, ROUND_DOWN),
    "COUNT": lambda *given: Decimal(len(_numbers(given))),
    "COUNTIF": lambda *given: Decimal(sum(_chosen(given))),
    "COUNTIFS": lambda *given: Decimal(sum(_chosen(given))),
    "MAX": lambda *given: max(_numbers(given), default=Decimal(0)),
    "NOT": lambda given: ERROR if _is_error(given) else not given,
    "MIN": lambda *given: min(_numbers(given), default=Decimal(0)),
    "ROWS": lambda given: Decimal(len(given) if isinstance(given, list) else 1),
    "AND": lambda *given: _joined(all, given),
    "OR": lambda *given: _joined(any, given),
    "ISNUMBER": lambda given: _each(given, lambda value: isinstance(value, Decimal)),
}
"""The functions that the workbook uses, as a spreadsheet understands them."""
