"""A report while it is being written: its file, its sentences, its running numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from itertools import count

from tasks.dossiers.notes import write_missing
from tasks.dossiers.table_outline import Outline, outlined
from tasks.dossiers.view import View
from tasks.dossiers.word.dossier import Chart, Dossier
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent

FILE, REPORTS = "county_report", "reports"
"""The wording of the county's report, and what all reports say alike."""

Rows = Sequence[Sequence[CellContent]]


class Report:
    """One report. Keys are those of `templates/dossiers/<file>.yml`."""

    def __init__(self, view: View, dossier: Dossier, file: str = FILE) -> None:
        """Begin to write into `dossier` with the sentences of `file`."""
        self.view = view
        self.dossier = dossier
        self.file = file
        self._tables = count(1)
        self._charts = count(1)

    def speaking(self, file: str) -> Report:
        """Return the same report, numbering its tables on, with the sentences of `file`."""
        other = copy(self)
        other.file = file
        return other

    def say(self, key: str, **words: str) -> str:
        """Return a sentence without facts."""
        return self.view.say(self.file, key, **words)

    def sentence(self, key: str, subject: str = "", **words: str) -> list[Piece]:
        """Return the pieces of a sentence with its facts."""
        return self.view.sentence(self.file, key, subject=subject, words=words)

    def part(self, key: str) -> Outline:
        """Return a part of the outline, such as a table."""
        return self.view.part(self.file, key)

    def heading(self, key: str, level: int = 1) -> None:
        """Append a heading."""
        self.dossier.heading(self.say(f"headings.{key}"), level)

    def body(self, key: str, subject: str = "", **words: str) -> None:
        """Append a paragraph of one sentence."""
        self.dossier.paragraph(*self.sentence(key, subject, **words))

    def pieces(self, *content: Piece) -> None:
        """Append a paragraph of pieces that were put together elsewhere."""
        self.dossier.paragraph(*content)

    def note(self, key: str, subject: str = "", **words: str) -> None:
        """Append a note in small type below a table or a chart."""
        self.dossier.paragraph(*self.sentence(key, subject, **words), style="source")

    def table(
        self,
        key: str,
        rows: Rows,
        *,
        columns: Sequence[Outline] | None = None,
        facts: Iterable[str] = (),
        **words: str,
    ) -> None:
        """Append a numbered table; below it stands why any of `facts` has no value.

        The outline under `tables.<key>` has `title`, `columns` and what `outlined` takes.
        Where a fact has a value and yet a reason, a return is missing and it is provisional.
        """
        known = list(facts)
        outline = self.part(f"tables.{key}")
        title = self.say(f"tables.{key}.title", **words)
        number = str(next(self._tables))
        caption = self.view.say(REPORTS, "captions.table", number=number, title=title)
        self.dossier.caption(caption)
        self.dossier.table(outlined(outline, rows, columns=columns, description=title))
        write_missing(self.dossier, self.view, known)
        if any(fact.note and fact.value is not None for fact in map(self.view.fact, known)):
            self.speaking(REPORTS).note("notes.provisional")

    def chart(self, chart: Chart | None, *more: Piece) -> None:
        """Append a numbered chart above its own title and `more`; None is left out."""
        if chart is None:
            return
        number = str(next(self._charts))
        caption = self.view.say(REPORTS, "captions.chart", number=number, title=chart.title)
        self.dossier.chart(_untitled(chart), caption=(caption, *more))

    def names(self, schools: Iterable[str]) -> list[Piece]:
        """Return the names of schools, by code, as one enumeration."""
        found: list[Piece] = []
        for code in schools:
            found += [self.view.enumerated(["", ""]), self.view.name_of(code)]
        return found[1:]


def _untitled(chart: Chart) -> Chart:
    """Return the chart without the title that its caption repeats."""
    return Chart(**{**vars(chart), "title": ""})
