"""The look of every Word file, read from `templates/dossiers/styles.yml`.

`Styles.read(data, file)` checks the parsed file once; the rest of the engine asks it for
style ids, fonts and measures, and writes no font or size itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tasks.errors import CatalogueError


@dataclass(frozen=True)
class Font:
    """A font and what may stand in for it, in the order of preference."""

    name: str
    instead: tuple[str, ...] = ()
    family: str = "auto"


@dataclass(frozen=True)
class ParagraphStyle:
    """One paragraph style; `line_pt` is exact, None means single lines."""

    key: str
    name: str
    font: Font
    size_pt: float
    line_pt: float | None = None
    align: str = "left"
    indent_chars: float = 0
    left_chars: float = 0
    right_chars: float = 0
    before_pt: float = 0
    after_pt: float = 0
    outline: int | None = None
    bold: bool = False
    keep_next: bool = False
    contents: bool = False
    colour: str = ""

    @property
    def id(self) -> str:
        """Return the id by which a paragraph names this style."""
        return style_id(self.name)


@dataclass(frozen=True)
class CharacterStyle:
    """One character style; without a font it changes only the colour."""

    key: str
    name: str
    font: Font | None = None
    colour: str = ""

    @property
    def id(self) -> str:
        """Return the id by which a run names this style."""
        return style_id(self.name)


@dataclass(frozen=True)
class Page:
    """Paper and margins in millimetres, and the dress of the page number."""

    width_mm: float
    height_mm: float
    header_mm: float
    footer_mm: float
    margins_mm: Mapping[str, Mapping[str, float]]
    number: Mapping[str, str]

    def size_mm(self, orientation: str) -> tuple[float, float]:
        """Return width and height of the sheet as it lies."""
        size = (self.width_mm, self.height_mm)
        return size if orientation == "portrait" else (size[1], size[0])

    def text_mm(self, orientation: str) -> tuple[float, float]:
        """Return width and height of the space inside the margins."""
        width, height = self.size_mm(orientation)
        margins = self.margins_mm[orientation]
        across = width - margins["left"] - margins["right"]
        return across, height - margins["top"] - margins["bottom"]


@dataclass(frozen=True, eq=False)
class Styles:
    """Everything the engine knows about looks; read once, it is told from others by identity."""

    page: Page
    fonts: Mapping[str, Font]
    paragraphs: Mapping[str, ParagraphStyle]
    characters: Mapping[str, CharacterStyle]
    sizes: Mapping[str, float]
    table: Mapping[str, Any]
    mark: Mapping[str, Any]
    chart: Mapping[str, Any]
    file: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Mapping[str, Any], file: str = "styles.yml") -> Styles:
        """Return the styles that a parsed `styles.yml` describes.

        Raises `CatalogueError` naming `file` where a part is missing or a style names
        a font, a size or a colour that the file does not have.
        """
        try:
            return _styles(data, file)
        except KeyError as missing:
            raise CatalogueError(f"{missing} is not there", file) from missing
        except TypeError as wrong:
            raise CatalogueError(f"an entry is not understood: {wrong}", file) from wrong

    def paragraph(self, key: str) -> ParagraphStyle:
        """Return a paragraph style; raises `CatalogueError` for an unknown key."""
        return self._known(self.paragraphs, key, "paragraph style")

    def character(self, key: str) -> CharacterStyle:
        """Return a character style; raises `CatalogueError` for an unknown key."""
        return self._known(self.characters, key, "character style")

    def shade(self, key: str) -> str:
        """Return the fill of a shaded cell as RRGGBB; raises `CatalogueError`."""
        return self._known(self.table["shades"], key, "shade")

    def _known(self, known: Mapping[str, Any], key: str, kind: str) -> Any:
        if key not in known:
            raise CatalogueError(f"no {kind} {key!r}; there are {', '.join(known)}", self.file)
        return known[key]


def style_id(style_name: str) -> str:
    """Return the style id that Word itself gives to a style of this name."""
    return style_name[0].upper() + style_name[1:].replace(" ", "")


def _styles(data: Mapping[str, Any], file: str) -> Styles:
    fonts = {
        key: Font(entry["name"], tuple(entry.get("instead", ())), entry.get("family", "auto"))
        for key, entry in data["fonts"].items()
    }
    sizes, colours = data["sizes"], data["colours"]
    paragraphs = {
        key: ParagraphStyle(key, **_resolved(key, entry, fonts, sizes, colours, file))
        for key, entry in data["paragraphs"].items()
    }
    characters = {
        key: CharacterStyle(key, **_resolved(key, entry, fonts, sizes, colours, file))
        for key, entry in data["characters"].items()
    }
    chart = _chart(data["chart"], fonts, sizes)
    mark = {**data["mark"], "font": fonts[data["mark"]["font"]]}
    return Styles(
        Page(**data["page"]), fonts, paragraphs, characters, sizes,
        data["table"], mark, chart, file, colours,
    )  # fmt: skip


def _resolved(
    key: str,
    entry: Mapping[str, Any],
    fonts: Mapping[str, Font],
    sizes: Mapping[str, float],
    colours: Mapping[str, str],
    file: str,
) -> dict[str, Any]:
    """Return a style with its font, size and colour in place of their names."""
    resolved = dict(entry)
    known = {"size": ("size_pt", sizes), "font": ("font", fonts), "colour": ("colour", colours)}
    for name, (target, there) in known.items():
        if name not in resolved:
            continue
        asked = resolved.pop(name)
        if asked not in there:
            message = f"{key}: there is no {name} {asked!r}; there are {', '.join(there)}"
            raise CatalogueError(message, file, getattr(entry, "line", None))
        resolved[target] = there[asked]
    return resolved


def _chart(
    entry: Mapping[str, Any], fonts: Mapping[str, Font], sizes: Mapping[str, float]
) -> dict[str, Any]:
    return {
        **entry,
        "font": fonts[entry["font"]],
        "heading_font": fonts[entry["heading_font"]],
        "title": sizes[entry["title"]],
        "text": sizes[entry["text"]],
        "small": sizes[entry["small"]],
    }
