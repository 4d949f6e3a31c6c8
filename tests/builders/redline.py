"""Two versions of a dossier that tell what a test is about, and what each of them says."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.dossiers.word.charts import Chart, Series
from tasks.dossiers.word.dossier import Cell, Column, Dossier, Number, Styled, Table
from tasks.dossiers.word.reading import numbers, plain_text
from tasks.redline.redline import Redline, redline
from tasks.redline.settled import accept_all, reject_all
from tasks.redline.told import Shown
from tests.builders.word import house_styles

MOMENT = datetime(2025, 12, 20, 9, 30)
SENTENCES = (
    "各项指标均已达标。", "生均面积还没有达到标准，县里已列入整改计划。", "教师数比上年多，",
    "全部学校达标。", "未达标的学校将在年内补足设备，由县教育局督办。", "经费三个增长已落实；", "",
)  # fmt: skip


@cache
def redline_wording() -> Mapping[str, Any]:
    """Return the sentences of comments."""
    found: Mapping[str, Any] = catalogue.read_yaml(catalogue.TEMPLATES / "redline" / "wording.yml")
    return found


def compared(old: bytes, new: bytes, causes: Mapping[str, Sequence[str]] | None = None) -> Redline:
    """Return the tracked changes between two files."""
    wording = redline_wording()["charts"]
    told = Plain(causes or {})
    return redline(old, new, told, wording, author="均衡", moment=MOMENT, most_points=6)


@dataclass(frozen=True)
class Plain:
    """Tells of a number the lines that a test gave for its fact, and nothing of charts."""

    causes: Mapping[str, Sequence[str]]

    def of_numbers(
        self, gone: Sequence[Shown], come: Sequence[Shown], around: Iterable[str] = ()
    ) -> Sequence[str]:
        """Return the lines of all facts that came or went."""
        facts = dict.fromkeys(each.fact for each in (*gone, *come))
        return [line for fact in facts for line in self.causes.get(fact, ())]

    def of_charts(self, old: int | None, new: int | None) -> Sequence[str]:
        """Return nothing."""
        return ()


def said(docx: bytes) -> tuple[str, list[tuple[str, str]]]:
    """Return the text of a file and its numbers."""
    return plain_text(docx), numbers(docx)


def settled(found: Redline) -> tuple[object, object]:
    """Return what a file says with all changes rejected, and with all accepted."""
    return said(reject_all(found.docx)), said(accept_all(found.docx))


@dataclass
class Line:
    """One block of a made-up dossier."""

    kind: str
    number: int
    words: list[Any] = field(default_factory=list)


@dataclass
class Made:
    """A made-up dossier: its blocks, and the values of its facts."""

    lines: list[Line]
    values: dict[str, str]
    next: int

    def changed(self, chance: random.Random) -> Made:
        """Return another version: lines gone, come, moved, and values changed."""
        made = deepcopy(self)
        for fact in made.values:
            if chance.random() < 0.2:
                made.values[fact] = _value(chance)
        for _ in range(chance.randrange(6)):
            at = chance.randrange(len(made.lines))
            what = chance.randrange(4)
            if what == 0 and len(made.lines) > 1:
                del made.lines[at]
            elif what == 1:
                made.lines.insert(at, made.new_line(chance))
            else:
                made.change_line(made.lines[at], chance)
        return made

    def change_line(self, line: Line, chance: random.Random) -> None:
        """Change words, rows or parts of one line."""
        if not line.words or chance.random() < 0.5:
            line.words.insert(chance.randrange(len(line.words) + 1), self.word(line.kind, chance))
        else:
            del line.words[chance.randrange(len(line.words))]

    def new_line(self, chance: random.Random) -> Line:
        """Return a new line with words of its kind."""
        kinds = ("paragraph",) * 4 + ("heading", "table", "table", "chart", "section", "wide")
        kind = chance.choice(kinds)
        self.next += 1
        line = Line(kind, self.next)
        for _ in range(chance.randrange(1, 8)):
            line.words.append(self.word(kind, chance))
        return line

    def word(self, kind: str, chance: random.Random) -> Any:
        """Return a row of a table, or a piece of a sentence."""
        if kind in ("table", "wide"):
            self.next += 1
            school = f"s.{self.next}"
            return [self.fact(f"{school}.name", f"第{self.next}小学"),
                    *(self.fact(f"{school}.L{at}", _value(chance)) for at in (1, 2))]  # fmt: skip
        if kind == "chart" or chance.random() < 0.5:
            self.next += 1
            return self.fact(f"county.{self.next}", _value(chance))
        return chance.choice(SENTENCES)

    def fact(self, name: str, value: str) -> tuple[str]:
        """Remember the value of a fact and return what stands for it in a line."""
        self.values[name] = value
        return (name,)

    def docx(self) -> bytes:
        """Return the Word file."""
        dossier = Dossier(house_styles(), "某县自评报告").title("自评报告").contents("目录")
        for line in self.lines:
            self._write(dossier, line)
        return dossier.to_bytes()

    def _write(self, dossier: Dossier, line: Line) -> None:
        if line.kind == "section":
            dossier.section("landscape" if line.number % 2 else "portrait")
        elif line.kind == "heading":
            dossier.heading(
                "".join(each for each in line.words if isinstance(each, str)) or "无", 1
            )
        elif line.kind == "chart":
            values = tuple(Decimal(self.values[each[0]]) for each in line.words)
            names = tuple(f"第{at}项" for at in range(len(values)))
            dossier.chart(Chart("columns", f"图{line.number}", names, (Series("比例", values),)))
        elif line.kind in ("table", "wide"):
            self._write_table(dossier, line)
        else:
            dossier.paragraph(*(self._piece(each) for each in line.words))

    def _write_table(self, dossier: Dossier, line: Line) -> None:
        more = 2 if line.kind == "wide" else 1
        columns = (Column(10), *(Column(0) for _ in range(1 + more)))
        rows = [
            [str(at), *(Cell(self._piece(each), shade="failed" if at % 3 else "")
                        for each in row[: 1 + more])]
            for at, row in enumerate(line.words, 1)
        ]  # fmt: skip
        if rows:
            head = ("序号", "学校", *(f"指标{at}" for at in range(more)))
            dossier.caption(f"表{line.number}").table(Table(columns, rows, (head,)))

    def _piece(self, word: Any) -> str | Number | Styled:
        if isinstance(word, tuple):
            return Number(word[0], self.values[word[0]])
        return Styled(word, "strong") if word and len(word) % 2 else word


def made_up(chance: random.Random) -> Made:
    """Return a made-up dossier of some lines."""
    made = Made([], {}, 0)
    made.lines = [made.new_line(chance) for _ in range(chance.randrange(1, 14))]
    return made


def _value(chance: random.Random) -> str:
    return f"{chance.randrange(10_000) / 100:.{chance.randrange(3)}f}"
