"""The verification of Word files: every number of each of them, and what they say together."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tasks.custody.check import BROKEN, SealFinding, check_seal, is_sealed
from tasks.verification.answers import Answer, Checked, Depth, FactCheck, Question
from tasks.verification.charts import is_value, read_charts
from tasks.verification.consistency import (
    Conflict,
    Shown,
    order_conflicts,
    value_conflicts,
)  # fmt: skip
from tasks.verification.document import Document, Print, read_document
from tasks.verification.evidence import Evidence, Reader
from tasks.verification.facts import FactBook, completed
from tasks.verification.process import Process
from tasks.verification.recompute import Recomputation, RowCheck, numbers_in

RECOMPUTE, PROCESS = "recompute.json", "facts_process.json"
DOCX = ".docx"


@dataclass(frozen=True)
class Number:
    """The answer to one printed number, or to one value of a chart."""

    file: str
    place: str
    fact: str
    title: str
    text: str
    printed: str
    answer: Answer
    reason: str = ""
    blanks: tuple[str, ...] = ()
    depth: Depth = Depth.TRACED


@dataclass(frozen=True)
class Report:
    """Every number in the order of files and places, and what is wrong beside the numbers."""

    numbers: tuple[Number, ...]
    conflicts: tuple[Conflict, ...] = ()
    files: tuple[str, ...] = ()
    rows_held: int = 0
    rows_unread: int = 0
    recomputed: bool = False
    seal: tuple[SealFinding, ...] = ()

    def count(self, answer: Answer) -> int:
        """Return how many numbers have one answer."""
        return sum(1 for each in self.numbers if each.answer is answer)

    @property
    def agrees(self) -> bool:
        """Tell whether every number is what the files say, and nothing else is wrong."""
        return not (self.conflicts or self.seal_broken) and all(
            each.answer is Answer.AGREES for each in self.numbers
        )

    @property
    def disagrees(self) -> bool:
        """Tell whether anything is wrong, what could not be checked being left aside."""
        allowed = (Answer.AGREES, Answer.UNCHECKED)
        return (
            bool(self.conflicts)
            or self.seal_broken
            or any(each.answer not in allowed for each in self.numbers)
        )

    @property
    def seal_broken(self) -> bool:
        """Tell whether a seal is there and does not hold."""
        return any(each.state == BROKEN for each in self.seal)


@dataclass
class _Case:
    """What all files of a package are held against."""

    evidence: Evidence
    recomputation: Recomputation | None = None
    rows: RowCheck | None = None
    books: Mapping[str, FactBook] = field(default_factory=dict)
    values: dict[str, Mapping[str, Decimal | None]] = field(default_factory=dict)
    rules: dict[str, set[Decimal]] = field(default_factory=dict)
    answered: dict[Question, Checked] = field(default_factory=dict)
    process: Process | None = None

    def rules_of(self, regime: str) -> set[Decimal]:
        """Return the numbers in the rules of one regime."""
        if self.recomputation is None or regime not in self.recomputation.regimes:
            return set()
        if regime not in self.rules:
            self.rules[regime] = numbers_in(self.recomputation.rules(regime))
        return self.rules[regime]

    def values_of(self, regime: str) -> Mapping[str, Decimal | None]:
        """Return what the second engine computes under one regime, computed once."""
        if self.recomputation is None or self.rows is None:
            return {}
        if regime not in self.recomputation.regimes:
            return {}
        if regime not in self.values:
            points = self.process.points(regime) if self.process else ()
            self.values[regime] = {
                **self.recomputation.published(self.rows, points),
                **self.recomputation.values(regime, self.rows),
            }
        return self.values[regime]


def verify(
    documents: Mapping[str, bytes],
    evidence: Mapping[str, bytes],
    beside: Mapping[str, bytes] | None = None,
    reader: Reader | None = None,
    sealed: Mapping[str, bytes] | None = None,
    trusted: str = "",
) -> Report:
    """Return the answer to every number of some Word files, given by path.

    `evidence` are the received files, wherever they lie; `beside` holds the data of the
    package: `recompute.json` and the books of facts. `reader` opens evidence of kinds that
    nothing but Python cannot read. `sealed` are all files of the package, whose seal is
    checked if it bears one; `trusted` is the public key that it should bear.
    """
    case = _case(Evidence(evidence, reader), beside or {})
    report = verify_with(case, documents)
    whole = sealed or {}
    return replace(report, seal=check_seal(whole, trusted)) if is_sealed(whole) else report


def to_verify(files: Mapping[str, bytes], passed_over: str) -> dict[str, bytes]:
    """Return the Word files of a package but those in one folder, where old numbers stand, too."""
    return {
        path: content for path, content in files.items()
        if path.endswith(DOCX) and passed_over not in path.split("/")[:-1]
    }  # fmt: skip


def verify_with(case: _Case, documents: Mapping[str, bytes]) -> Report:
    """Return the answers to Word files that are held against a case already opened."""
    numbers: list[Number] = []
    conflicts: list[Conflict] = list(_row_conflicts(case.rows))
    shown: list[Shown] = []
    opened: dict[str, Document] = {}
    for path, content in sorted(documents.items()):
        try:
            opened[path] = read_document(content)
        except ValueError:
            conflicts.append(Conflict("unreadable", (path,)))
    for path, document in opened.items():
        numbers += numbers_of(path, document, case)
        conflicts += _losses(path, document)
        regime = document.facts.regime if document.facts else ""
        shown += [Shown(path, regime, each.expected or each.fact, each.text)
                  for each in document.prints]  # fmt: skip
    conflicts += value_conflicts(shown)
    order = [str(row["school_code"]) for row in case.recomputation.roster] if (
        case.recomputation
    ) else []  # fmt: skip
    conflicts += order_conflicts({path: each.lists for path, each in opened.items()}, order)
    rows = case.rows
    return Report(
        tuple(numbers), tuple(conflicts), tuple(sorted(documents)), rows.held if rows else 0,
        rows.unread if rows else 0, case.recomputation is not None,
    )  # fmt: skip


def open_case(
    evidence: Mapping[str, bytes], beside: Mapping[str, bytes], reader: Reader | None = None
) -> _Case:
    """Return what files are held against, to hold several sets of files against the same."""
    return _case(Evidence(evidence, reader), beside)


def _case(evidence: Evidence, beside: Mapping[str, bytes]) -> _Case:
    found = {posixpath.basename(path): content for path, content in beside.items()}
    if RECOMPUTE not in found:
        return _Case(evidence)
    process = Process(json.loads(found[PROCESS])) if PROCESS in found else None
    recomputation = Recomputation(json.loads(found[RECOMPUTE]))
    books = {
        regime: FactBook({each["id"]: each for each in json.loads(found[name])}
                         | dict(process.facts if process else {}))
        for regime, given in recomputation.regimes.items()
        if (name := posixpath.basename(given["facts"])) in found
    }  # fmt: skip
    rows = recomputation.check_rows(evidence)
    return _Case(evidence, recomputation, rows, books, process=process)


def numbers_of(path: str, document: Document, case: _Case) -> Iterator[Number]:
    """Yield the answer to every number of one Word file."""
    part = document.facts
    if part is None:
        for each in document.prints:
            yield Number(path, str(each.place), each.fact, "", each.text, "",
                         Answer.BASELESS, "no_part")  # fmt: skip
        return
    book = case.books.get(part.regime)
    check = FactCheck(
        completed(part, book) if book else part, case.evidence, book, case.recomputation,
        case.values_of(part.regime), case.rules_of(part.regime), case.answered, case.process,
    )  # fmt: skip
    for each in document.prints:
        yield _answer(path, each, check, document)
    yield from _chart_answers(path, document, check)


def _answer(path: str, each: Print, check: FactCheck, document: Document) -> Number:
    facts = document.facts.facts if document.facts else {}
    fact = facts.get(each.fact)
    found = check.check(each.fact)
    title = fact.title if fact else ""
    shown = fact.printed if fact else ""
    if each.expected and each.expected != each.fact:
        found = Checked(Answer.EDITED, "tag_edited", (each.expected, each.fact))
    elif fact is None and document.facts and not each.expected and each.mark:
        found = Checked(Answer.BASELESS, "unknown", (each.fact,))
    elif fact is not None and each.text != fact.printed:
        found = Checked(Answer.EDITED, "print_edited", (each.text, fact.printed))
    return Number(path, str(each.place), each.fact, title, each.text, shown, found.answer,
                  found.reason, found.blanks, found.depth)  # fmt: skip


def _chart_answers(path: str, document: Document, check: FactCheck) -> Iterator[Number]:
    part = document.facts
    if part is None or not part.points:
        return
    charts = read_charts(document.parts)
    for point in part.points:
        fact = part.facts.get(point.fact)
        place = f"{point.chart}-{point.series + 1}-{point.place + 1}"
        found = check.check(point.fact)
        values = list(charts[point.chart - 1].values(point.series, point.place)) if (
            point.chart <= len(charts)
        ) else [None]  # fmt: skip
        exact = fact.value if fact else None
        wrong = [each for each in values if exact is None or not is_value(each, exact)]
        shown = fact.printed if fact else ""
        if fact is not None and wrong:
            found = Checked(Answer.EDITED, "chart_edited", (str(wrong[0] or ""), shown))
        yield Number(path, place, point.fact, fact.title if fact else "", shown, shown,
                     found.answer, found.reason, found.blanks, found.depth)  # fmt: skip


def _losses(path: str, document: Document) -> Iterator[Conflict]:
    for mark in document.lost:
        name = document.facts.printed[mark] if document.facts else ""
        fact = document.facts.facts.get(name) if document.facts else None
        yield Conflict("deleted", (path, str(mark), fact.title if fact else "", name,
                                   fact.printed if fact else ""))  # fmt: skip


def _row_conflicts(rows: RowCheck | None) -> Sequence[Conflict]:
    """Return where `recompute.json` does not repeat the files it says it was made from."""
    if rows is None:
        return ()
    return [
        Conflict("row_untrue", (*place, str(before), str(now)))
        for place, (before, now) in sorted(rows.untrue.items())
    ]
