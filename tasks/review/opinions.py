"""What the pages have to know to write the workbook of a reviewer's findings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tasks.layouts import STAMP_SHEET, Layout, Stamp
from tasks.review.addresses import COUNTY
from tasks.review.side_view import SideView

VARIABLE = "JUNHENG"


def opinions_data(
    layout: Layout, stamp: Stamp, view: SideView, wording: Mapping[str, Any]
) -> bytes:
    """Return a script that says what the form asks for, of which items and schools.

    Its sheet is that of the layout: the same that reads the workbook when it comes back.
    """
    (sheet,) = layout.sheets
    data = {
        "key": f"{stamp.edition}-{stamp.county}",
        "file": f"{layout.file_name}.xlsx",
        "stamp": {"sheet": STAMP_SHEET, "rows": stamp.items()},
        "sheet": {
            "title": sheet.title,
            "heading": layout.title,
            "header_row": sheet.header_row,
            "fields": [
                {"name": field.name, "header": field.header, "title": field.title,
                 "width": field.width or 16, "type": field.type, "is_required": field.required,
                 "help": field.help}
                for field in sheet.fields
            ],
        },
        "items": [[item, view.title(item)] for item in view.items],
        "schools": [[code, name] for code, name in view.names.items()],
        "county": [COUNTY, view.given.county_name],
        "words": wording["opinions"],
    }  # fmt: skip
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1)
    return f"var {VARIABLE} = {text};\n".encode()
