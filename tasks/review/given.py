"""What the pages of a review package are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.layouts import CodeList, Layout, Stamp
from tasks.model import Explanation, Findings, Issue


@dataclass(frozen=True)
class Column:
    """One column of a sheet with pupils: its letter, its head, and how many cells are filled."""

    letter: str
    head: str
    filled: int
    is_hidden: bool


@dataclass(frozen=True)
class ReceivedSheet:
    """One sheet of a received file.

    `rows` are its cells from A1. A sheet with pupils has none, only its `columns`; `count` is
    how many rows the sheet has in all.
    """

    title: str
    rows: Sequence[Sequence[Any]] = ()
    columns: Sequence[Column] = ()
    count: int = 0


@dataclass(frozen=True)
class Received:
    """One received file that numbers come from.

    `file` is where its copy lies in the package, empty where the original was removed for
    good, at the moment `purged`. `is_masked` tells a copy from which something was left out.
    """

    submission: str
    form_title: str
    school: str
    file: str
    sha256: str
    sha256_here: str
    is_masked: bool
    sheets: Sequence[ReceivedSheet] = ()
    purged: str = ""


@dataclass(frozen=True)
class Side:
    """What was found under one set of rules; `folder` is empty for the rules that decide."""

    folder: str
    findings: Findings
    standards: Mapping[str, Any]
    last_year: Findings | None = None


@dataclass(frozen=True)
class Visit:
    """One line of the draw of schools to visit; the chances are printed fractions."""

    school: str
    kind: str
    area: str
    chance: str
    start: str
    end: str
    number: str


@dataclass(frozen=True)
class Draw:
    """A draw by lot that anybody can draw again: its seed, and every school in order."""

    seed: str
    digest: str
    digits: int
    first: str
    visits: Sequence[Visit]


@dataclass(frozen=True)
class Given:
    """Everything that the pages of one county are made from.

    `sides` has the rules that decide first. `issues`, `explanations` and `evidence` are by
    school code or `BUREAU`. `papers` are title and path of the other files of the package.
    `opinions` and `stamp` make the workbook of findings, None where there is no such form.
    `texts` are the templates by file name, `wording` the sentences that code chooses from.
    """

    county_name: str
    season_title: str
    version: str
    mark: str
    sides: Sequence[Side]
    roster: Sequence[Mapping[str, Any]]
    codes: Mapping[str, CodeList]
    texts: Mapping[str, str]
    wording: Mapping[str, Any]
    received: Sequence[Received] = ()
    issues: Mapping[str, Sequence[Issue]] = field(default_factory=dict)
    explanations: Mapping[str, Sequence[tuple[Issue, Explanation]]] = field(default_factory=dict)
    evidence: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    papers: Sequence[tuple[str, str]] = ()
    draw: Draw | None = None
    opinions: Layout | None = None
    stamp: Stamp | None = None
