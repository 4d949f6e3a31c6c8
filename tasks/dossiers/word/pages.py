"""Sections, page numbers, and the mark (初稿) that stands on every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from docx.document import Document as WordDocument
from docx.oxml.parser import parse_xml

from tasks.dossiers.word.inline import InlineWriter
from tasks.dossiers.word.styles import Styles
from tasks.dossiers.word.xml import XML_SPACE, Element, name, twips, w

PAGE_KINDS = ("default", "even")
WATERMARK = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
     xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
     xmlns:w10="urn:schemas-microsoft-com:office:word"><w:rPr><w:noProof/></w:rPr><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
  path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>
<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>
<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/>
<v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom"
  o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>
<v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/>
</v:handles><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>
<v:shape type="#_x0000_t136" o:allowincell="f" stroked="f"><v:fill opacity=".5"/><v:textpath/>
<w10:wrap anchorx="margin" anchory="margin"/></v:shape></w:pict></w:r>
"""
VML = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"


@dataclass(frozen=True)
class PageMark:
    """What every page says of the whole file; empty texts leave nothing.

    `header` is a line at the top of each page, `watermark` stands large behind the text.
    """

    header: str = ""
    watermark: str = ""


@dataclass(frozen=True)
class Section:
    """How a run of pages lies; `restart` is its first page number, None to count on."""

    orientation: str = "portrait"
    numbered: bool = True
    restart: int | None = None


class PageWriter:
    """Makes section properties, and the header and footer parts they share."""

    def __init__(
        self, document: WordDocument, styles: Styles, inline: InlineWriter, mark: PageMark
    ) -> None:
        self._part = document.part
        self._styles = styles
        self._inline = inline
        self._mark = mark
        self._header = cache(self._new_header)
        self._footer = cache(self._new_footer)

    def properties(self, section: Section) -> Element:
        """Return the `w:sectPr` that ends a section of this kind on a new page."""
        page = self._styles.page
        width, height = page.size_mm(section.orientation)
        size = w("pgSz", w=twips(width), h=twips(height))
        if section.orientation == "landscape":
            size = w("pgSz", w=twips(width), h=twips(height), orient="landscape")
        sides = {side: twips(mm) for side, mm in page.margins_mm[section.orientation].items()}
        edges = {"header": twips(page.header_mm), "footer": twips(page.footer_mm), "gutter": 0}
        return w(
            "sectPr",
            *(self._reference("header", self._header(kind), kind) for kind in PAGE_KINDS),
            *(self._reference("footer", self._footer(kind, section.numbered), kind)
              for kind in PAGE_KINDS),
            w("type", val="nextPage"), size, w("pgMar", **sides, **edges),
            w("pgNumType", start=section.restart) if section.restart is not None else None,
            w("cols", space=0),
        )  # fmt: skip

    def _reference(self, place: str, relation: str, kind: str) -> Element:
        made = w(f"{place}Reference", type=kind)
        made.set(name("r:id"), relation)
        return made

    def _new_header(self, kind: str) -> str:
        part, relation = self._part.add_header_part()
        style = self._styles.paragraph("header")
        paragraph = w("p", w("pPr", w("pStyle", val=style.id)))
        if self._mark.header:
            paragraph.append(self._inline.run(self._mark.header, style.font))
        if self._mark.watermark:
            paragraph.append(self._watermark(PAGE_KINDS.index(kind) + 1))
        _fill(part.element, paragraph)
        return relation

    def _watermark(self, number: int) -> Element:
        look = self._styles.mark
        run = parse_xml(WATERMARK.strip().replace("\n", " "))
        shape = run.find(f".//{VML}shape")
        # Both Word and LibreOffice know a watermark by this name.
        shape.set("id", f"PowerPlusWaterMarkObject{number}")
        shape.set(f"{OFFICE}spid", f"_x0000_s{2048 + number}")
        shape.set("alt", self._mark.watermark)
        shape.set("fillcolor", f"#{look['colour']}")
        place = "center;mso-position-{0}-relative:margin"
        shape.set("style", ";".join((
            "position:absolute", "margin-left:0", "margin-top:0",
            f"width:{look['width_mm'] * 72 / 25.4:.1f}pt",
            f"height:{look['height_mm'] * 72 / 25.4:.1f}pt",
            f"rotation:{look['angle']}", "z-index:-251658752",
            "mso-position-horizontal:" + place.format("horizontal"),
            "mso-position-vertical:" + place.format("vertical"),
        )))  # fmt: skip
        text = shape.find(f"{VML}textpath")
        text.set("style", f'font-family:"{look["font"].name}";font-size:1pt')
        text.set("string", self._mark.watermark)
        return run

    def _new_footer(self, kind: str, numbered: bool) -> str:
        part, relation = self._part.add_footer_part()
        style = self._styles.paragraph("footer")
        paragraph = w("p", w("pPr", w("pStyle", val=style.id), *self._number_place(kind)))
        if numbered:
            paragraph.extend(self._page_number())
        _fill(part.element, paragraph)
        return relation

    def _number_place(self, kind: str) -> tuple[Element, ...]:
        if self._styles.page.number["place"] != "outside":
            return (w("jc", val="center"),)
        side = "left" if kind == "even" else "right"
        one_sign = round(self._styles.paragraph("footer").size_pt * 20)
        return w("ind", **{f"{side}Chars": 100, side: one_sign}), w("jc", val=side)

    def _page_number(self) -> list[Element]:
        style, dress = self._styles.paragraph("footer"), self._styles.page.number
        before = self._inline.run(dress["before"], style.font)
        after = self._inline.run(dress["after"], style.font)
        return [before, *field("PAGE", "1"), after]


def field(instruction: str, shown: str) -> list[Element]:
    """Return the runs of a Word field; `shown` stands there until it is updated."""
    code = w("instrText")
    code.text = f" {instruction} "
    code.set(XML_SPACE, "preserve")
    text = w("t")
    text.text = shown
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", code),
        w("r", w("fldChar", fldCharType="separate")),
        w("r", text),
        w("r", w("fldChar", fldCharType="end")),
    ]


def empty_paragraph(styles: Styles) -> Element:
    """Return a paragraph without height, for places where Word demands one."""
    return w("p", w("pPr", w("pStyle", val=styles.paragraph("gap").id)))


def _fill(root: Element, paragraph: Element) -> None:
    for child in list(root):
        root.remove(child)
    root.append(paragraph)


__all__ = ["PageMark", "PageWriter", "Section", "empty_paragraph", "field"]
