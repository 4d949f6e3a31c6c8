"""How the cells of a receipt look: entries put behind those a workbook has already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tasks.receipts.markup import Edit, Element, Unmarkable, behind, children, quoted, root_of
from tasks.receipts.package import SPREADSHEET

ORDER = (
    b"numFmts", b"fonts", b"fills", b"borders", b"cellStyleXfs", b"cellXfs", b"cellStyles",
    b"dxfs", b"tableStyles", b"colors", b"extLst",
)  # fmt: skip
MOST_LOOKS = 60_000
TEXT_FORMAT = 49
DATE_FORMAT = 14

EMPTY_STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{SPREADSHEET}">'
    '<fonts count="1"><font><sz val="11"/><name val="SimSun"/><charset val="134"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    '<dxfs count="0"/></styleSheet>'
).encode()
"""The styles of a workbook that has none."""


@dataclass(frozen=True)
class Look:
    """One way to write a cell. Names of fonts, sizes and colours are those of the wording."""

    font: str = "font"
    size: str = "size"
    bold: bool = False
    colour: str = ""
    underlined: bool = False
    fill: str = ""
    boxed: bool = False
    centred: bool = False
    locked: bool = True
    format: int = 0


class Looks:
    """Collects the looks that are used, and the entries they make in the styles of a workbook."""

    def __init__(self, styles: bytes, names: Mapping[str, Any]) -> None:
        self._names = names
        self._styles = styles
        self._root = root_of(styles)
        self._found = children(styles, self._root)
        self._new: dict[str, list[str]] = {
            "fonts": [], "fills": [], "borders": [], "cellXfs": [], "dxfs": [],
        }  # fmt: skip
        self._base = {name: self._count(name) for name in self._new}
        if not all(self._base[name] for name in ("fonts", "fills", "borders", "cellXfs")):
            raise Unmarkable("styles")
        if self._base["cellXfs"] > MOST_LOOKS:
            raise Unmarkable("too many styles")
        self._made: dict[Look, int] = {}

    @property
    def tab(self) -> str:
        """Return the colour of the tabs of our sheets."""
        return str(self._names["tab"])

    def number(self, look: Look) -> int:
        """Return the number of a look among the cell formats of the workbook."""
        if look not in self._made:
            font = self._entry("fonts", self._font(look))
            fill = self._entry("fills", self._fill(look.fill)) if look.fill else 0
            border = self._entry("borders", self._border()) if look.boxed else 0
            align = "center" if look.centred else "left"
            xf = (
                f'<xf numFmtId="{look.format}" fontId="{font}" fillId="{fill}" '
                f'borderId="{border}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" '
                f'applyBorder="1" applyAlignment="1" applyProtection="1">'
                f'<alignment horizontal="{align}" vertical="center" wrapText="1"/>'
                f'<protection locked="{int(look.locked)}"/></xf>'
            )
            self._made[look] = self._entry("cellXfs", xf)
        return self._made[look]

    def shade(self, colour: str) -> int:
        """Return the number of a differential format that fills a cell with `colour`."""
        rgb = f"FF{self._names[colour]}"
        return self._entry(
            "dxfs",
            f'<dxf><fill><patternFill patternType="solid"><fgColor rgb="{rgb}"/>'
            f'<bgColor rgb="{rgb}"/></patternFill></fill></dxf>',
        )

    def edits(self) -> list[Edit]:
        """Return what is to be done to the styles part."""
        edits: list[Edit] = []
        by_name = {each.name.decode(): each for each in self._found}
        for name, entries in self._new.items():
            if not entries:
                continue
            count = str(self._base[name] + len(entries))
            text = "".join(entries)
            if name in by_name:
                edits += _grown(by_name[name], count, self._spaced(text).encode())
            else:
                at = behind(self._found, name.encode(), ORDER, self._root)
                whole = f'<{name} xmlns="{SPREADSHEET}" count="{count}">{text}</{name}>'
                edits.append(Edit(at, at, whole.encode()))
        return edits

    def _spaced(self, entries: str) -> str:
        """Return entries that name their namespace where the part gives it a prefix."""
        if not self._root.prefix:
            return entries
        for tag in ("font", "fill", "border", "xf", "dxf"):
            if entries.startswith(f"<{tag}>") or entries.startswith(f"<{tag} "):
                return entries.replace(f"<{tag}>", f'<{tag} xmlns="{SPREADSHEET}">').replace(
                    f"<{tag} numFmtId", f'<{tag} xmlns="{SPREADSHEET}" numFmtId'
                )
        return entries

    def _entry(self, name: str, xml: str) -> int:
        entries = self._new[name]
        if xml not in entries:
            entries.append(xml)
        return self._base[name] + entries.index(xml)

    def _count(self, name: str) -> int:
        found = [each for each in self._found if each.name == name.encode()]
        return len(children(self._styles, found[0])) if found else 0

    def _font(self, look: Look) -> str:
        names = self._names
        colour = f'<color rgb="FF{names[look.colour]}"/>' if look.colour else ""
        return (
            "<font>" + "<b/>" * look.bold + "<u/>" * look.underlined
            + f'<sz val="{names[look.size]}"/>{colour}<name val="{quoted(names[look.font])}"/>'
            + '<charset val="134"/></font>'
        )  # fmt: skip

    def _fill(self, colour: str) -> str:
        return (
            f'<fill><patternFill patternType="solid"><fgColor rgb="FF{self._names[colour]}"/>'
            '<bgColor indexed="64"/></patternFill></fill>'
        )

    def _border(self) -> str:
        colour = f'<color rgb="FF{self._names["line"]}"/>'
        sides = "".join(
            f'<{side} style="thin">{colour}</{side}>' for side in ("left", "right", "top", "bottom")
        )
        return f"<border>{sides}<diagonal/></border>"


def _grown(element: Element, count: str, entries: bytes) -> list[Edit]:
    """Return the edits that put entries into a list and correct its count."""
    if element.is_closed_at_once:
        name = element.prefix + element.name
        opened = b"<" + name + f' count="{count}">'.encode()
        return [Edit(element.start, element.end, opened + entries + b"</" + name + b">")]
    return [element.set("count", count), element.append(entries)]
