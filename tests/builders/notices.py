"""Builds what notices speak of: returns as they stand on a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

from tasks import catalogue
from tasks.notices.state import MISSING, Return

CHINA = timezone(timedelta(hours=8))
DUE = date(2025, 10, 20)
SCHOOL = "2139901001"
WORDING = catalogue.read_yaml(catalogue.TEMPLATES / "notices" / "wording.yml")
TERMS = catalogue.notebook("notices")["days"]
PAGE = (catalogue.TEMPLATES / "notices" / "mail.html").read_text(encoding="utf-8")


def a_return(state: str = MISSING, **changes: Any) -> Return:
    """Return a form of one school, missing unless told; one that came came on the 10th."""
    came = {} if state == MISSING else {
        "submission": f"2025/139901/{SCHOOL}/school_return/1",
        "attempt": 1,
        "arrived": datetime(2025, 10, 10, 9, tzinfo=CHINA),
        "usable": state in ("accepted", "queried"),
    }  # fmt: skip
    about = {"school": SCHOOL, "form": "school_return", "title": "学校数据报表", "due": DUE}
    return Return(**{**about, "state": state, **came, **changes})
