"""The empty Word file: python-docx's default package with our own styles, fonts and settings.

Nothing of the default template's look stays: its styles name Latin fonts only. What all files
of the same styles share is made once and then taken as it is.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.opc.parts.coreprops import CorePropertiesPart
from docx.package import Package
from docx.parts.document import DocumentPart
from lxml import etree

from tasks.dossiers.word.styles import CharacterStyle, Font, ParagraphStyle, Styles
from tasks.dossiers.word.xml import TWIPS_PER_PT, Element, name, twips, w

LANGUAGE = "zh-CN"

LATIN_LANGUAGE = "en-US"
"""Language of digits and Latin letters: as Chinese, LibreOffice breaks a number in two."""
GB2312_CHARSET = "86"
WORD_2013 = "15"
OWN_STYLE = "Dossier "
"""How the names of styles begin that Word does not know by itself."""
PROPERTIES = CONTENT_TYPE.OPC_CORE_PROPERTIES
UNWANTED_RELATIONS = ("thumbnail", "customXml", "stylesWithEffects", "numbering", "webSettings")


@dataclass(frozen=True)
class _Shared:
    """A part that all files of the same styles have, with its relation to what it belongs to."""

    relation: str
    kind: str
    path: PackURI
    content_type: str
    blob: bytes


@dataclass(frozen=True)
class _Blank:
    """An empty file: its document, what belongs to that, and what belongs to the package."""

    path: PackURI
    content_type: str
    document: Element
    beside: tuple[_Shared, ...]
    around: tuple[_Shared, ...]


def empty_document(styles: Styles, title: str, subject: str, moment: datetime) -> WordDocument:
    """Return a python-docx document with our styles and an empty body (no section either)."""
    blank, package = _blank(styles), Package()
    part = DocumentPart(blank.path, blank.content_type, copy(blank.document), package)
    for owner, shared in ((package, blank.around), (part, blank.beside)):
        for each in shared:
            target = part if each.path == blank.path else _part(each, package)
            owner.load_rel(each.kind, target, each.relation)
    document: WordDocument = part.document
    _write_properties(document, title, subject, moment)
    return document


def _part(shared: _Shared, package: Package) -> Part:
    """Return a part as it is; that of the properties can be written to."""
    load = CorePropertiesPart.load if shared.content_type == PROPERTIES else Part.load
    return load(shared.path, shared.content_type, shared.blob, package)


@lru_cache(maxsize=8)
def _blank(styles: Styles) -> _Blank:
    document = Document()
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in UNWANTED_RELATIONS:
                del owner.rels[key]
    _write_styles(document.styles.element, styles)
    _write_settings(document.settings.element)
    _replace_font_table(document, styles)
    body = document.element.body
    for child in list(body):
        body.remove(child)
    part = document.part
    return _Blank(
        part.partname, part.content_type, part.element, _shared(part), _shared(part.package)
    )


def _shared(owner: DocumentPart | Package) -> tuple[_Shared, ...]:
    return tuple(
        _Shared(key, each.reltype, part.partname, part.content_type, part.blob)
        for key, each in owner.rels.items()
        for part in [each.target_part]
    )


def font_slots(font: Font, hint: bool = False) -> Element:
    """Return `w:rFonts` naming `font` in all four slots, so that nothing falls to a Latin font.

    With `hint`, signs that Chinese and Latin share (“ ” — … ²) are set as Chinese.
    """
    slots = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), font.name)
    return w("rFonts", **({"hint": "eastAsia"} if hint else {}), **slots)


def _write_styles(root: Element, styles: Styles) -> None:
    root.clear()
    root.append(_defaults(styles.paragraph("plain")))
    for style in styles.paragraphs.values():
        root.append(_paragraph_style(style, styles))
    root.append(
        w("style", w("name", val="Default Paragraph Font"), w("uiPriority", val=1),
          w("semiHidden"), type="character", default=1, styleId="DefaultParagraphFont")
    )  # fmt: skip
    for character in styles.characters.values():
        root.append(_character_style(character))
    root.append(_normal_table())
    root.append(_table_style(styles))


def _defaults(plain: ParagraphStyle) -> Element:
    language = w("lang", val=LATIN_LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA")
    run = w("rPr", font_slots(plain.font), w("kern", val=2), *_size(plain.size_pt), language)
    return w("docDefaults", w("rPrDefault", run), w("pPrDefault", w("pPr")))


def _size(size_pt: float) -> tuple[Element, Element]:
    half_points = round(size_pt * 2)
    return w("sz", val=half_points), w("szCs", val=half_points)


def _paragraph_style(style: ParagraphStyle, styles: Styles) -> Element:
    is_normal = style.key == "plain"
    made = w("style", w("name", val=style.name), type="paragraph", styleId=style.id)
    _tell_custom(made, style.name)
    if is_normal:
        made.set(name("w:default"), "1")
    else:
        made.append(w("basedOn", val=styles.paragraph("plain").id))
    if style.outline:
        made.append(w("next", val=styles.paragraph("body").id))
    made.append(w("uiPriority", val=9 if style.outline else 20))
    made.append(w("qFormat"))
    made.append(_paragraph_properties(style, styles))
    made.append(
        w("rPr", font_slots(style.font),
          w("b") if style.bold else None, w("bCs") if style.bold else None,
          w("color", val=style.colour) if style.colour else None, *_size(style.size_pt))
    )  # fmt: skip
    return made


def _paragraph_properties(style: ParagraphStyle, styles: Styles) -> Element:
    return w(
        "pPr",
        w("keepNext") if style.keep_next else None,
        w("keepLines") if style.keep_next else None,
        w("widowControl", val=0),
        _contents_tab(styles) if style.contents else None,
        _spacing(style),
        _indent(style),
        w("jc", val=style.align),
        w("outlineLvl", val=style.outline - 1) if style.outline else None,
    )


def _contents_tab(styles: Styles) -> Element:
    width, _ = styles.page.text_mm("portrait")
    return w("tabs", w("tab", val="right", leader="middleDot", pos=twips(width)))


def _spacing(style: ParagraphStyle) -> Element:
    line = {"line": 240, "lineRule": "auto"}
    if style.line_pt is not None:
        line = {"line": round(style.line_pt * TWIPS_PER_PT), "lineRule": "exact"}
    before, after = (round(pt * TWIPS_PER_PT) for pt in (style.before_pt, style.after_pt))
    return w("spacing", before=before, after=after, **line)


def _indent(style: ParagraphStyle) -> Element:
    chars = {"left": style.left_chars, "right": style.right_chars, "firstLine": style.indent_chars}
    measures: dict[str, int] = {}
    for side, count in chars.items():
        measures[f"{side}Chars"] = round(count * 100)
        measures[side] = round(count * style.size_pt * TWIPS_PER_PT)
    return w("ind", **measures)


def _character_style(style: CharacterStyle) -> Element:
    properties = w(
        "rPr",
        font_slots(style.font) if style.font else None,
        w("color", val=style.colour) if style.colour else None,
    )
    made = w(
        "style", w("name", val=style.name), w("basedOn", val="DefaultParagraphFont"),
        w("uiPriority", val=21), w("qFormat"), properties,
        type="character", styleId=style.id,
    )  # fmt: skip
    _tell_custom(made, style.name)
    return made


def _tell_custom(made: Element, style_name: str) -> None:
    if style_name.startswith(OWN_STYLE):
        made.set(name("w:customStyle"), "1")


def _normal_table() -> Element:
    margins = w(
        "tblCellMar", *(w(side, w=0, type="dxa") for side in ("top", "left", "bottom", "right"))
    )
    return w(
        "style", w("name", val="Normal Table"), w("uiPriority", val=99), w("semiHidden"),
        w("tblPr", w("tblInd", w=0, type="dxa"), margins),
        type="table", default=1, styleId="TableNormal",
    )  # fmt: skip


def _table_style(styles: Styles) -> Element:
    look = styles.table
    inner, frame = (round(look[key] * 8) for key in ("border_pt", "frame_pt"))
    widths = dict.fromkeys(("top", "left", "bottom", "right"), frame)
    widths |= {"insideH": inner, "insideV": inner}
    borders = w(
        "tblBorders",
        *(w(side, val="single", sz=size, space=0, color="000000") for side, size in widths.items()),
    )
    margins = w(
        "tblCellMar",
        *(w(side, w=twips(look["padding_mm"][side]), type="dxa")
          for side in ("top", "left", "bottom", "right")),
    )  # fmt: skip
    return w(
        "style", w("name", val="Dossier Table"), w("basedOn", val="TableNormal"),
        w("uiPriority", val=22), w("qFormat"), w("tblPr", borders, margins),
        type="table", customStyle=1, styleId="DossierTable",
    )  # fmt: skip


def _write_settings(root: Element) -> None:
    root.clear()
    compatibility = {
        "compatibilityMode": WORD_2013,
        "overrideTableStyleFontSizeAndJustification": "1",
        "enableOpenTypeFeatures": "1",
        "doNotFlipMirrorIndents": "1",
        "differentiateMultirowTableHeaders": "1",
    }
    root.extend(
        [
            w("zoom", percent=100),
            w("defaultTabStop", val=420),
            w("evenAndOddHeaders"),
            w("characterSpacingControl", val="compressPunctuation"),
            w(
                "compat",
                w("spaceForUL"), w("balanceSingleByteDoubleByteWidth"), w("useFELayout"),
                *(w("compatSetting", name=key, uri="http://schemas.microsoft.com/office/word",
                    val=value) for key, value in compatibility.items()),
            ),
            w("themeFontLang", val=LATIN_LANGUAGE, eastAsia=LANGUAGE),
            w("decimalSymbol", val="."),
            w("listSeparator", val=","),
        ]
    )  # fmt: skip


def _replace_font_table(document: WordDocument, styles: Styles) -> None:
    part = document.part
    for key, relation in list(part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            del part.rels[key]
    root = w("fonts", *(_font(font) for font in styles.fonts.values()))
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    table = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, blob, part.package)
    part.relate_to(table, RELATIONSHIP_TYPE.FONT_TABLE)


def _font(font: Font) -> Element:
    return w(
        "font",
        w("altName", val=",".join(font.instead)) if font.instead else None,
        w("charset", val=GB2312_CHARSET),
        w("family", val=font.family),
        w("pitch", val="variable"),
        name=font.name,
    )


def _write_properties(document: WordDocument, title: str, subject: str, moment: datetime) -> None:
    properties = document.core_properties
    properties.title, properties.subject, properties.language = title, subject, LANGUAGE
    properties.author = properties.last_modified_by = "Junheng"
    properties.comments = properties.keywords = properties.category = ""
    properties.revision = 1
    properties.created = properties.modified = moment
