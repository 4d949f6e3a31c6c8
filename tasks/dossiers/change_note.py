"""变动说明: what changed since the version before, at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tasks.dossiers.word.dossier import Column, Dossier, PageMark, Section, Styles, Table

TABLES = ("returns", "verdicts", "numbers")


def change_note(
    styles: Styles,
    wording: Mapping[str, Any],
    rows: Mapping[str, Sequence[Sequence[str]]],
    *,
    county_name: str,
    version: str,
    recipes: tuple[str, str],
    mark: PageMark,
    moment: datetime,
) -> bytes:
    """Return the note as a Word file; `rows` are those of the tables of its wording, by name.

    `version` is what the version is called, `recipes` by which program the earlier and this
    one were made, empty where that is not known.
    """
    title = wording["title"].format(county_name=county_name, version=version)
    landscape = Section("landscape")
    dossier = Dossier(styles, title, moment=moment, mark=mark, section=landscape).title(title)
    counts = {name: len(rows[name]) for name in TABLES}
    dossier.paragraph(wording["summary"].format(version=version, **counts))
    dossier.paragraph(wording["how"])
    if all(recipes) and recipes[0] != recipes[1]:
        dossier.paragraph(wording["unlike"].format(before=recipes[0], after=recipes[1]))
    for name in TABLES:
        _write(dossier, wording["tables"][name], rows[name], wording["nothing"])
    return dossier.to_bytes()


def _write(
    dossier: Dossier, words: Mapping[str, Any], rows: Sequence[Sequence[str]], nothing: str
) -> None:
    dossier.heading(words["title"], 1)
    if not rows:
        dossier.paragraph(nothing)
        return
    columns = tuple(Column(width) for width in words["widths"])
    table = Table(columns, rows, (tuple(words["columns"]),), description=words["title"])
    dossier.table(table)
