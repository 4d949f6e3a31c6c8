"""A small fluent writer of Word files; every section of every dossier is written with it.

Code names styles (the keys of `templates/dossiers/styles.yml`), never fonts or sizes::

    styles = Styles.read(yaml.safe_load(text), "templates/dossiers/styles.yml")
    dossier = Dossier(styles, "某县自评报告", moment=moment, mark=PageMark("初稿", "初稿"))
    dossier.title("某县自评报告").contents("目录").heading("一、基本情况", 1)
    dossier.paragraph("全县共有小学 ", Number("county.schools.primary", "18"), " 所。")
    dossier.caption("表1　各校情况").table(Table(columns=…, head=…, rows=…, description=…))
    dossier.section("landscape").chart(Chart(…), caption="图1　各校生均面积")
    data = dossier.to_bytes()

Every verb returns the dossier. Inside a paragraph or cell stand `str`, `Number` (a content
control tagged with its fact id) and `Styled`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count

from docx.opc.packuri import PackURI
from docx.opc.part import Part

from tasks.dossiers.word.base import empty_document
from tasks.dossiers.word.charts import Chart, ChartWriter, Point
from tasks.dossiers.word.contents import ContentsWriter, Heading, heading_pages
from tasks.dossiers.word.inline import Content, InlineWriter, Number, Piece, Splitter, Styled
from tasks.dossiers.word.package import packed
from tasks.dossiers.word.pages import PageMark, PageWriter, Section, empty_paragraph
from tasks.dossiers.word.styles import Styles
from tasks.dossiers.word.tables import Cell, Column, Table, TableWriter
from tasks.dossiers.word.xml import Element, name, w

CUSTOM_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
DATA_STORE_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
DATA_STORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<ds:datastoreItem '
    'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" '
    'ds:itemID="{{6A756E68-656E-4700-8000-{number:012d}}}"><ds:schemaRefs>'
    '<ds:schemaRef ds:uri="{namespace}"/></ds:schemaRefs></ds:datastoreItem>'
)
FIXED_MOMENT = datetime(2000, 1, 1)


class Dossier:
    """One Word file being written, from the first page to the last."""

    def __init__(
        self,
        styles: Styles,
        title: str,
        *,
        moment: datetime = FIXED_MOMENT,
        subject: str = "",
        mark: PageMark | None = None,
        section: Section | None = None,
        split: Splitter | None = None,
    ) -> None:
        """Begin a file; `moment` is the date of making it states, `mark` stands on each page.

        `split` finds the numbers in plain text of paragraphs and cells.
        """
        self._styles = styles
        self._document = empty_document(styles, title, subject, moment)
        self._body = self._document.element.body
        self._inline = InlineWriter(styles, split)
        self._tables = TableWriter(styles, self._inline)
        self._charts = ChartWriter(self._document, styles)
        self._pages = PageWriter(self._document, styles, self._inline, mark or PageMark())
        self._section = section or Section()
        self._headings: list[Heading] = []
        self._contents: list[ContentsWriter] = []
        self._attached = count(1)

    @property
    def text_mm(self) -> tuple[float, float]:
        """Return width and height between the margins of the present section."""
        return self._styles.page.text_mm(self._section.orientation)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Return the headings written so far, in order."""
        return tuple(self._headings)

    @property
    def printed(self) -> tuple[str, ...]:
        """Return the fact of every number written so far, in order."""
        return tuple(self._inline.printed)

    @property
    def points(self) -> tuple[Point, ...]:
        """Return where the values of facts stand in the charts written so far."""
        return tuple(self._charts.points)

    def title(self, *content: Piece, style: str = "title") -> Dossier:
        """Append the title of the document, which is not a heading."""
        return self.paragraph(*content, style=style)

    def heading(self, text: str, level: int = 1, style: str = "") -> Dossier:
        """Append a heading of `level` 1 to 3; its numbering is part of `text`.

        `style` may name another style with an outline level, such as `form_title`.
        """
        chosen = self._styles.paragraph(style or f"heading{level}")
        if chosen.outline is None:
            raise ValueError(f"style {chosen.key!r} is not a heading")
        heading = Heading(text, chosen.outline, f"_Toc{len(self._headings) + 1:08d}")
        self._headings.append(heading)
        number = len(self._headings)
        return self._append(
            w("p", w("pPr", w("pStyle", val=chosen.id)),
              w("bookmarkStart", id=number, name=heading.bookmark),
              self._inline.run(text, chosen.font), w("bookmarkEnd", id=number))
        )  # fmt: skip

    def paragraph(self, *content: Piece, style: str = "body") -> Dossier:
        """Append a paragraph of text, numbers and styled text."""
        return self._append(self._inline.paragraph(content, self._styles.paragraph(style)))

    def note(self, *content: Piece) -> Dossier:
        """Append a note in small type."""
        return self.paragraph(*content, style="note")

    def caption(self, *content: Piece) -> Dossier:
        """Append the caption above a table; it stays on the page of the table."""
        return self.paragraph(*content, style="caption_top")

    def table(self, table: Table) -> Dossier:
        """Append a table over the width of the text; raises `ValueError` if it cannot fit."""
        width, height = self.text_mm
        if len(self._body) and self._body[-1].tag == name("w:tbl"):
            self._append(empty_paragraph(self._styles))
        return self._append(self._tables.element(table, width, height))

    def chart(self, chart: Chart, caption: Content = "") -> Dossier:
        """Append a chart that Word can edit, and its caption below."""
        style = self._styles.paragraph("figure")
        drawing = self._charts.drawing(chart, *self.text_mm)
        self._append(w("p", w("pPr", w("pStyle", val=style.id)), w("r", drawing)))
        if not caption:
            return self
        content = (caption,) if isinstance(caption, (str, Number, Styled)) else caption
        return self.paragraph(*content, style="caption")

    def page_break(self) -> Dossier:
        """Begin a new page in the same section."""
        paragraph = empty_paragraph(self._styles)
        paragraph.append(w("r", w("br", type="page")))
        return self._append(paragraph)

    def section(
        self, orientation: str = "portrait", numbered: bool = True, restart: int | None = None
    ) -> Dossier:
        """End the present section; what follows begins on a new page that lies as told.

        At the very beginning there is nothing to end: the first section lies as told.
        """
        if len(self._body):
            self._close_section()
        self._section = Section(orientation, numbered, restart)
        return self

    def contents(self, title: str, levels: int = 2) -> Dossier:
        """Append a table of contents of all headings, also of those still to come."""
        writer = ContentsWriter(self._styles, self._inline, title, levels)
        self._contents.append(writer)
        return self._append(writer.element)

    def attach(self, xml: bytes, namespace: str = "") -> Dossier:
        """Carry an XML document inside the file, invisible to readers (the facts).

        LibreOffice keeps only documents whose `namespace` is named beside them.
        """
        number, package = next(self._attached), self._document.part.package
        part = Part(PackURI(f"/customXml/item{number}.xml"), "application/xml", xml, package)
        told = DATA_STORE.format(number=number, namespace=namespace).encode()
        path = PackURI(f"/customXml/itemProps{number}.xml")
        part.relate_to(Part(path, DATA_STORE_TYPE, told, package), f"{CUSTOM_XML}Props")
        self._document.part.relate_to(part, CUSTOM_XML)
        return self

    def to_bytes(self, pages: Sequence[int | None] | None = None) -> bytes:
        """Return the Word file. The dossier may be asked again, and written on.

        `pages` are the printed page numbers of `headings`, see `heading_pages`; without
        them the table of contents has no page numbers.
        """
        known = pages if pages is not None else [None] * len(self._headings)
        for writer in self._contents:
            writer.fill(self._headings, known)
        last = self._pages.properties(self._section)
        needs_end = not len(self._body) or self._body[-1].tag == name("w:tbl")
        ending = [empty_paragraph(self._styles)] if needs_end else []
        self._body.extend([*ending, last])
        try:
            return packed(self._document)
        finally:
            for element in (*ending, last):
                self._body.remove(element)

    def _append(self, element: Element) -> Dossier:
        self._body.append(element)
        return self

    def _close_section(self) -> None:
        """Hang the section's properties on its last paragraph, lest an empty page follows."""
        holder = self._body[-1]
        if holder.tag != name("w:p") or _ends_section(holder):
            holder = empty_paragraph(self._styles)
            self._append(holder)
        holder.find(name("w:pPr")).append(self._pages.properties(self._section))


def _ends_section(paragraph: Element) -> bool:
    return paragraph.find(f"{name('w:pPr')}/{name('w:sectPr')}") is not None


__all__ = [
    "Cell", "Chart", "Column", "Content", "Dossier", "Heading", "Number", "PageMark", "Section",
    "Styled", "Styles", "Table", "heading_pages",
]  # fmt: skip
