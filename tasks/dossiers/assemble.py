"""All Word files of one county under one regime: those that the regime asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.dossiers.enclosures import Enclosures
from tasks.dossiers.makers import LAST_MAKERS, MAKERS
from tasks.dossiers.view import View
from tasks.errors import CatalogueError
from tasks.layouts import CodeList
from tasks.model import Findings


def assemble(
    findings: Findings,
    roster: Sequence[Mapping[str, str]],
    codes: Mapping[str, CodeList],
    standards: Mapping[str, Any],
    wording: Mapping[str, Any],
    season: Mapping[str, Any],
    enclosures: Enclosures,
) -> dict[str, bytes]:
    """Return the Word files of a county by relative path, schools in the order of `roster`.

    `roster` has `school_code` and `school_type` of each school; `wording` the parsed files
    of `templates/dossiers` by name; `season` the calendar.
    Raises `CatalogueError` where an outline names a fact, a sentence or a style there is
    not, or the regime a dossier that nobody can make.
    """
    view = View(findings, roster, codes, standards, wording, season, enclosures)
    files: dict[str, bytes] = {}
    wanted = view.standards["regime"]["dossiers"]
    known = (*MAKERS, *LAST_MAKERS)
    for name in wanted:
        if name not in known:
            raise CatalogueError(f"there is no dossier {name}; there are {', '.join(known)}", "")
        files |= MAKERS[name](view) if name in MAKERS else {}
    for name in (each for each in wanted if each in LAST_MAKERS):
        files |= LAST_MAKERS[name](view, [*files, *enclosures.others])
    return files
