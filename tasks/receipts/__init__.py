"""The receipt: the school's own workbook, marked; and the marks taken off again."""
