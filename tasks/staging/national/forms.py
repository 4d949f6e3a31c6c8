"""What the statistics forms look like, and which field of the school return each cell supplies.

Plain values only; `statistics_of` builds them from `templates/workbooks/national/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as of_default
from typing import Any

from tasks.errors import CatalogueError
from tasks.staging.national.labels import Label, Signs, signs_of

SIGNS = re.compile(r"\s([+-])\s")
LAYERS = re.compile(r"\s*>\s*")
OPTIONS = {
    "table", "field", "key", "section", "row", "column", "rows", "columns", "address",
    "addresses", "code", "every", "only_level", "tag", "unit",
}  # fmt: skip


@dataclass(frozen=True)
class Term:
    """One cell that a value is made of: its label in several wordings, added or taken away."""

    labels: tuple[Label, ...]
    sign: int = 1


Terms = tuple[Term, ...]


@dataclass(frozen=True)
class Wanted:
    """One value of the school return that one form supplies.

    `rows` are the cells it is made of, in the column or columns named by `columns`; only one
    of them has more than one term. `section` is the heading the rows stand under.
    `addresses` says by type of school, or for `other`, where the first of them usually is.
    `only_level` is for what a form says of a whole school: it is that of the level where the
    school has but one. `every` says that all cells of these labels are added. `tag` tells
    whether a source was seen: C, or M.
    """

    table: str
    field: str
    key: str
    form: str
    rows: Terms
    columns: Terms
    section: tuple[str, ...] = ()
    code: str = ""
    unit: str = ""
    only_level: bool = False
    every: bool = False
    addresses: Mapping[str, str] = of_default(default_factory=dict)
    tag: str = "M"

    def address(self, school_type: str) -> str:
        """Return where the value is expected in the workbook of a type of school."""
        return self.addresses.get(school_type, self.addresses.get("other", ""))


@dataclass(frozen=True)
class StatisticsForm:
    """One form of a series. `sections` are the labels of the rows that head a part of it.

    `bare` is the section that all rows are of where no such row stands.
    """

    number: str
    title: str
    wanted: tuple[Wanted, ...]
    sections: tuple[tuple[str, ...], ...] = ()
    bare: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """The forms of some years, known by the beginning of their sheets' names.

    `identity` says where a workbook names its school: form and labels by what is named.
    """

    prefix: str
    title: str
    forms: Mapping[str, StatisticsForm]
    identity: Mapping[str, tuple[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Export:
    """The export of a county: one row a school, below a head of several rows.

    `marks` are labels of which `least_marks` make such a sheet known, `identity` the columns
    that name a school, `levels` what of the head or of the title tells which level it is for.
    """

    title: str
    marks: tuple[str, ...]
    least_marks: int
    identity: Mapping[str, Terms]
    levels: Mapping[str, tuple[str, ...]]
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True)
class Statistics:
    """All that is known of statistics workbooks.

    `school_types` gives type codes by further names of types, `not_applicable` what stands
    in a cell that does not apply, and `units` other ways to write a unit.
    """

    series: tuple[Series, ...]
    exports: tuple[Export, ...]
    school_types: Mapping[str, str]
    not_applicable: frozenset[str]
    units: Mapping[str, tuple[str, ...]]
    signs: Signs


def statistics_of(files: Mapping[str, Any]) -> Statistics:
    """Return the description of all statistics workbooks from its files, by their names.

    Raises `CatalogueError` if an entry has a word that nothing reads.
    """
    common = files["common"]
    reader = _Descriptions(signs_of(common["signs"]))
    series = [data for data in files.values() if "prefix" in data]
    exports = [data for data in files.values() if "marks" in data]
    plain = reader.signs.plain
    return Statistics(
        series=tuple(reader.series(data) for data in series),
        exports=tuple(reader.export(data) for data in exports),
        school_types={plain(name): str(code) for name, code in common["school_types"].items()},
        not_applicable=frozenset(str(each) for each in common["not_applicable"]),
        units={unit: tuple(others) for unit, others in common["units"].items()},
        signs=reader.signs,
    )


class _Descriptions:
    """Turns the entries of the files into what they describe."""

    def __init__(self, signs: Signs) -> None:
        self.signs = signs

    def series(self, data: Mapping[str, Any]) -> Series:
        """Return the series that one file describes."""
        return Series(
            prefix=data["prefix"],
            title=data["title"],
            forms={
                str(number): self._form(str(number), form) for number, form in data["forms"].items()
            },
            identity={
                name: (str(given["form"]), self._alternatives(given["labels"]))
                for name, given in data["identity"].items()
            },
        )

    def _form(self, number: str, data: Mapping[str, Any]) -> StatisticsForm:
        return StatisticsForm(
            number=number,
            title=data["title"],
            wanted=tuple(one for given in data["values"] for one in self._wanted(number, given)),
            sections=tuple(self._alternatives(each) for each in data.get("sections", ())),
            bare=self._alternatives(data["bare"]) if "bare" in data else (),
        )

    def export(self, data: Mapping[str, Any]) -> Export:
        """Return the export that one file describes."""
        return Export(
            title=data["title"],
            marks=tuple(self.signs.plain(each) for each in data["marks"]),
            least_marks=data["least_marks"],
            identity={name: self._terms(text) for name, text in data["identity"].items()},
            levels={level: tuple(texts) for level, texts in data["levels"].items()},
            wanted=tuple(one for given in data["values"] for one in self._wanted("", given)),
        )

    def _wanted(self, form: str, data: Mapping[str, Any]) -> Iterator[Wanted]:
        """Yield one entry for each value: `rows` lists fields, `columns` keys of rows."""
        unknown = set(data) - OPTIONS
        if unknown:
            raise CatalogueError(f"{form}: {', '.join(sorted(unknown))} is not known here")
        addresses = data.get("addresses", {})
        if "rows" in data:
            for name, row in data["rows"].items():
                yield self._one(
                    form, data, name, data.get("key", ""), row, data["column"], addresses
                )
        elif "columns" in data:
            is_keys = "field" in data
            for name, column in data["columns"].items():
                of, key = (data["field"], name) if is_keys else (name, data.get("key", ""))
                yield self._one(form, data, of, key, data.get("row", ""), column, addresses)
        else:
            given = {data["field"]: data["address"]} if "address" in data else {}
            key, row, column = data.get("key", ""), data.get("row", ""), data["column"]
            yield self._one(form, data, data["field"], key, row, column, given)

    def _one(
        self,
        form: str,
        data: Mapping[str, Any],
        name: str,
        key: str,
        row: str,
        column: str,
        addresses: Mapping[str, Any],
    ) -> Wanted:
        given = addresses.get(key if key in addresses else name, {})
        by_type = {"other": given} if isinstance(given, str) else given
        return Wanted(
            table=data["table"],
            field=name,
            key=key,
            form=form,
            rows=self._terms(row),
            columns=self._terms(column),
            section=self._alternatives(data["section"]) if "section" in data else (),
            code=str(data.get("code", "")),
            unit=data.get("unit", ""),
            only_level=data.get("only_level", False),
            every=data.get("every", False),
            addresses={str(kind): cell for kind, cell in by_type.items()},
            tag=data.get("tag", "M"),
        )

    def _terms(self, text: str) -> Terms:
        """Return the cells that a text such as `总计 - 女` or `硕士|硕士研究生` names."""
        if not text:
            return ()
        parts = SIGNS.split(text)
        signs = [1, *(-1 if sign == "-" else 1 for sign in parts[1::2])]
        return tuple(
            Term(self._paths(part), sign) for part, sign in zip(parts[::2], signs, strict=True)
        )

    def _paths(self, text: str) -> tuple[Label, ...]:
        return tuple(
            tuple(self.signs.plain(layer) for layer in LAYERS.split(one)) for one in text.split("|")
        )

    def _alternatives(self, text: str | Sequence[str]) -> tuple[str, ...]:
        given = text.split("|") if isinstance(text, str) else text
        return tuple(self.signs.plain(each) for each in given)
