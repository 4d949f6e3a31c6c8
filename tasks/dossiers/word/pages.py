"""Sections, page numbers, and the mark (初稿) that stands on every page."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.parser import parse_xml
from docx.package import Package
from docx.parts.hdrftr import FooterPart, HeaderPart
from docx.parts.story import StoryPart

from tasks.dossiers.word.code import least_mm, qr_drawing
from tasks.dossiers.word.inline import InlineWriter
from tasks.dossiers.word.styles import ParagraphStyle, Styles
from tasks.dossiers.word.xml import XML_SPACE, Element, name, twips, w

PAGE_KINDS = ("default", "even")
STORIES: dict[str, tuple[Any, str, str]] = {
    "header": (HeaderPart, CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER),
    "footer": (FooterPart, CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER),
}
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
    `code` stands in the footer, with `qr_text` as a picture beside it; `qr_about` says to
    those who cannot see it what the picture is.
    """

    header: str = ""
    watermark: str = ""
    code: str = ""
    qr_text: str = ""
    qr_about: str = ""


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
        self._pictures = count(1)
        self._numbers = {place: count(1) for place in STORIES}

    def properties(self, section: Section) -> Element:
        """Return the `w:sectPr` that ends a section of this kind on a new page."""
        page = self._styles.page
        width, height = page.size_mm(section.orientation)
        size = w("pgSz", w=twips(width), h=twips(height))
        if section.orientation == "landscape":
            size = w("pgSz", w=twips(width), h=twips(height), orient="landscape")
        # Without a code no footer hangs on the width of the page, and all pages share them.
        room = page.text_mm(section.orientation)[0] if self._mark.code else 0
        sides = {side: twips(mm) for side, mm in page.margins_mm[section.orientation].items()}
        edges = {"header": twips(page.header_mm), "footer": twips(page.footer_mm), "gutter": 0}
        return w(
            "sectPr",
            *(self._reference("header", self._header(kind), kind) for kind in PAGE_KINDS),
            *(self._reference("footer", self._footer(kind, section.numbered, room), kind)
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
        part, relation = self._new_part("header")
        style = self._styles.paragraph("header")
        paragraph = w("p", w("pPr", w("pStyle", val=style.id)))
        if self._mark.header:
            paragraph.append(self._inline.run(self._mark.header, style.font))
        if self._mark.watermark:
            paragraph.append(self._watermark(PAGE_KINDS.index(kind) + 1))
        part.element.append(paragraph)
        return relation

    def _new_part(self, place: str) -> tuple[StoryPart, str]:
        """Return an empty header or footer that belongs to the file, and its relation."""
        kind, content_type, relation = STORIES[place]
        path = PackURI(f"/word/{place}{next(self._numbers[place])}.xml")
        part = kind(path, content_type, copy(_empty_root(place)), self._part.package)
        return part, self._part.relate_to(part, relation)

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

    def _new_footer(self, kind: str, numbered: bool, width_mm: float) -> str:
        part, relation = self._new_part("footer")
        style = self._styles.paragraph("footer")
        number = self._page_number() if numbered else []
        if self._mark.code:
            paragraph = self._coded_line(part, kind, number, width_mm)
        else:
            paragraph = w("p", w("pPr", w("pStyle", val=style.id), *self._number_place(kind)))
            paragraph.extend(number)
        part.element.append(paragraph)
        return relation

    def _number_place(self, kind: str) -> tuple[Element, ...]:
        if not self._is_outside:
            return (w("jc", val="center"),)
        side = "left" if kind == "even" else "right"
        return w("ind", **{f"{side}Chars": 100, side: self._one_sign}), w("jc", val=side)

    @property
    def _is_outside(self) -> bool:
        return self._styles.page.number["place"] == "outside"

    @property
    def _one_sign(self) -> int:
        return round(self._styles.paragraph("footer").size_pt * 20)

    def _coded_line(
        self, part: StoryPart, kind: str, number: list[Element], width_mm: float
    ) -> Element:
        """Return the line with picture and code inside, and the number where it always is."""
        look, style = self._styles.mark["code"], self._styles.paragraph("footer")
        picture = twips(self._picture_mm + look["gap_mm"]) if self._mark.qr_text else 0
        code, stop = [*self._picture(part, kind), self._code_text(style)], w("r", w("tab"))
        width, content = twips(width_mm), [*code, stop, *number]
        if not self._is_outside:
            left, tab = picture, w("tab", val="center", pos=round(width / 2))
        elif kind == "even":
            left, tab = self._one_sign, w("tab", val="right", pos=width - picture)
            content = [*number, stop, *code]
        else:
            left, tab = picture, w("tab", val="right", pos=width - self._one_sign)
        properties = w("pPr", w("pStyle", val=style.id), w("tabs", tab), w("ind", left=left))
        return w("p", properties, *content)

    def _picture(self, part: StoryPart, kind: str) -> list[Element]:
        if not self._mark.qr_text:
            return []
        side = "right" if kind == "even" and self._is_outside else "left"
        mark, number = self._mark, next(self._pictures)
        size = self._picture_mm
        return [qr_drawing(part, mark.qr_text, mark.qr_about, side, size, number)]

    @property
    def _picture_mm(self) -> float:
        """Return how wide the picture is: a long text must stay readable on paper."""
        return max(float(self._styles.mark["code"]["qr_mm"]), least_mm(self._mark.qr_text))

    def _code_text(self, style: ParagraphStyle) -> Element:
        run = self._inline.run(self._mark.code, style.font)
        size = round(self._styles.sizes[self._styles.mark["code"]["size"]] * 2)
        run.get_or_add_rPr().extend([w("sz", val=size), w("szCs", val=size)])
        return run

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


@cache
def _empty_root(place: str) -> Element:
    """Return the root of python-docx's own header or footer, to be copied."""
    made = STORIES[place][0].new(Package())
    for child in list(made.element):
        made.element.remove(child)
    return made.element


__all__ = ["PageMark", "PageWriter", "Section", "empty_paragraph", "field"]
