"""From binary numbers to exact ones, and from exact ones to printed ones."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

DIGITS = 50


def exact(value: int | float | str | Decimal) -> Decimal:
    """Return the decimal number that a person typed to get `value`.

    A spreadsheet stores 4.1 as the nearest binary number; the shortest text that
    reads back as the same binary number is what stood in the cell.
    """
    if isinstance(value, Decimal):
        return value
    if isinstance(value, float):
        return Decimal(repr(value))
    return Decimal(str(value))


def half_up(value: int | float | str | Decimal, places: int) -> Decimal:
    """Return `value` rounded to `places` decimals, a half away from zero."""
    with localcontext() as context:
        context.prec = DIGITS
        return exact(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def printed(value: int | float | str | Decimal, places: int) -> str:
    """Return `value` as it stands in a form: rounded half up, never `-0.00`."""
    rounded = half_up(value, places)
    return f"{abs(rounded) if rounded == 0 else rounded:f}"
