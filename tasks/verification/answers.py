"""What can be said of one fact: it is what the files say, or why that cannot be said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from tasks.rounding import printed
from tasks.verification.evidence import Evidence, Presence
from tasks.verification.facts import FactBook, FactsPart, KnownFact
from tasks.verification.process import Process
from tasks.verification.recompute import Recomputation
from tasks.verification.sheets import UnreadableError
from tasks.verification.values import cells_of, is_one_line, says

NO_VALUE = "—"
RULES = re.compile(r"standard\.(.+)|s\.[^.]+\.(?:[^.]+\.)?weight")
ROSTER = re.compile(r"s\.([^.]+)\.(name|type|owner|owner_code|urban_rural|counted|parent)")
QUOTED = re.compile(r"(said|planned|issue|rule|left_out)\.([0-9a-f]+)\.(\d+)")
LAST_YEAR = "last."
PUBLIC = "public."
"""How the ids of numbers begin that a notice to the public shows without their sources."""

COUNTY_NAME = "county.name"
DIGEST = 12


class Answer(Enum):
    """The answers to a number, the worst last."""

    AGREES = "agrees"
    UNCHECKED = "unchecked"
    MOVED = "moved"
    BASELESS = "baseless"
    EDITED = "edited"


class Depth(Enum):
    """How a number that agrees was checked, the surest first."""

    RECOMPUTED = "recomputed"
    CELL = "cell"
    LISTED = "listed"
    RULE = "rule"
    TRACED = "traced"
    SUPPOSED = "supposed"
    COUNTED = "counted"


@dataclass(frozen=True)
class Checked:
    """The answer to a fact, why, and what fills the sentence that says why."""

    answer: Answer
    reason: str = ""
    blanks: tuple[str, ...] = ()
    depth: Depth = Depth.TRACED


Question = tuple[str, KnownFact, tuple[object, ...]]
"""A fact under a regime, and the answers to what it was computed from."""

AGREES = Checked(Answer.AGREES)


class FactCheck:
    """Checks the facts of one Word file, each once, inputs before what they make."""

    def __init__(
        self,
        part: FactsPart,
        evidence: Evidence,
        known: FactBook | None = None,
        recomputation: Recomputation | None = None,
        values: Mapping[str, Decimal | None] | None = None,
        rules: Collection[Decimal] = (),
        answered: dict[Question, Checked] | None = None,
        process: Process | None = None,
    ) -> None:
        """Take the facts and what they are held against; `known` are those of `facts.json`.

        `rules` are the numbers in the rules, `values` what was computed again. `answered`
        keeps what was answered for other files of the same county. `process` has what was
        counted of the making of the package.
        """
        self._part = part
        self._evidence = evidence
        self._known = known
        self._recomputation = recomputation
        self._values = values or {}
        self._rules = rules
        self._process = process
        self._roster = {} if recomputation is None else {
            str(row["school_code"]): row for row in recomputation.roster
        }  # fmt: skip
        self._answered = {} if answered is None else answered
        self._found: dict[str, Checked] = {}

    def check(self, fact: str) -> Checked:
        """Return the answer to one fact."""
        if fact not in self._found:
            if fact not in self._part.facts:
                return Checked(Answer.BASELESS, "unknown", (fact,))
            for name in self._in_order(fact):
                known = self._part.facts[name]
                question = (self._part.regime, known, tuple(map(self._found.get, known.inputs)))
                if question not in self._answered:
                    self._answered[question] = self._check(known)
                self._found[name] = self._answered[question]
        return self._found[fact]

    def _in_order(self, fact: str) -> list[str]:
        """Return a fact and all below it that are not checked yet, inputs first."""
        order: list[str] = []
        waiting: list[tuple[str, bool]] = [(fact, False)]
        seen = set(self._found)
        while waiting:
            name, is_done = waiting.pop()
            if is_done:
                order.append(name)
            elif name not in seen and name in self._part.facts:
                seen.add(name)
                waiting.append((name, True))
                waiting += [(given, False) for given in self._part.facts[name].inputs]
        return order

    def _check(self, fact: KnownFact) -> Checked:
        tests = (
            self._by_itself, self._by_the_book, self._by_inputs, self._by_files, self._by_cells,
        )  # fmt: skip
        for test in tests:
            found = test(fact)
            if found is not None and found.answer is not Answer.AGREES:
                return found
            if found is not None and found.depth in (Depth.CELL, Depth.COUNTED):
                return found
        return self._by_computation(fact) or self._by_lines(fact) or self._by_kind(fact)

    def _by_itself(self, fact: KnownFact) -> Checked | None:
        """Find a fact whose print is not its value, or whose text was changed."""
        quoted = QUOTED.fullmatch(fact.id)
        if quoted and not _is_in_its_text(fact, quoted[2], int(quoted[3])):
            return Checked(Answer.EDITED, "text_edited")
        shown = fact.text if fact.value is None else printed(fact.value, fact.places)
        if shown is not None and shown != fact.printed:
            return Checked(Answer.EDITED, "value_edited", (fact.printed, shown))
        if shown is None and not (fact.printed == NO_VALUE and fact.note):
            return Checked(Answer.EDITED, "value_gone", (fact.printed,))
        return None

    def _by_the_book(self, fact: KnownFact) -> Checked | None:
        """Find a fact of the file that is not that of `facts.json`."""
        if self._known is None or QUOTED.fullmatch(fact.id) or fact.id.startswith(LAST_YEAR):
            return None
        known = self._known.get(fact.id)
        told = fact.formula or fact.id.startswith(PUBLIC)
        if known is None and not (fact.inputs or fact.sources) and told:
            return Checked(Answer.AGREES, depth=Depth.COUNTED)
        if known is None:
            return Checked(Answer.BASELESS, "not_in_book")
        rounded = known.value is not None and fact.value == Decimal(known.printed)
        same = rounded or known.value == fact.value
        if (known.printed, known.text) == (fact.printed, fact.text) and same:
            return None
        return Checked(Answer.EDITED, "book_differs", (fact.printed, known.printed))

    def _by_inputs(self, fact: KnownFact) -> Checked | None:
        """Pass on the worst answer of what the fact was computed from."""
        worst = AGREES
        for name in fact.inputs:
            found = self._found.get(name)
            if found is None and name.startswith(LAST_YEAR):
                continue
            if found is None:
                return Checked(Answer.BASELESS, "unknown", (name,))
            if _rank(found) > _rank(worst):
                worst = Checked(found.answer, found.reason, found.blanks)
        return worst if worst.answer is not Answer.AGREES else None

    def _by_files(self, fact: KnownFact) -> Checked | None:
        """Find files that are gone or changed."""
        for source in fact.sources:
            found = self._evidence.find(source.submission, source.sha256)
            blanks = (source.submission, source.sheet, source.cell)
            if found.presence is Presence.ABSENT:
                absent = "last_year_absent" if fact.id.startswith(LAST_YEAR) else "file_absent"
                return Checked(Answer.UNCHECKED, absent, blanks)
            if found.presence is Presence.CHANGED:
                return Checked(Answer.MOVED, "file_changed", (*blanks, found.path))
        return None

    def _by_cells(self, fact: KnownFact) -> Checked | None:
        """Hold a fact that stands in one cell or range against what is there."""
        if fact.inputs or len(fact.sources) != 1 or QUOTED.fullmatch(fact.id):
            return None
        source = fact.sources[0]
        if ":" in source.cell and (fact.value is None or not is_one_line(source.cell)):
            return None
        found = self._evidence.find(source.submission, source.sha256)
        blanks = (source.submission, source.sheet, source.cell)
        try:
            cells = cells_of(self._evidence.cells(found.path, source.sheet), source.cell)
        except UnreadableError as error:
            return Checked(Answer.UNCHECKED, "unreadable", (*blanks, str(error)))
        codes = self._recomputation.codes if self._recomputation else {}
        same = says(cells, fact, codes)
        if same:
            return Checked(Answer.AGREES, depth=Depth.CELL)
        is_answer = fact.text is not None and not codes
        if same is None or is_answer:
            return None
        now = "、".join(str(cell.value) for cell in cells[:1])
        return Checked(Answer.EDITED, "cell_differs", (*blanks, fact.printed, now))

    def _by_computation(self, fact: KnownFact) -> Checked | None:
        """Hold a fact against what the second engine computes from the rows."""
        if fact.id not in self._values or fact.text is not None:
            return None
        value = self._values[fact.id]
        shown = NO_VALUE if value is None else printed(value, fact.places)
        if shown == fact.printed:
            return Checked(Answer.AGREES, depth=Depth.RECOMPUTED)
        return Checked(Answer.EDITED, "recomputed_differs", (fact.printed, shown))

    def _by_lines(self, fact: KnownFact) -> Checked | None:
        """Hold a count of the work itself against the lines that the package lists."""
        count = self._process.counts.get(fact.id) if self._process else None
        if count is None:
            return None
        if str(count) == fact.printed:
            return Checked(Answer.AGREES, depth=Depth.LISTED)
        return Checked(Answer.EDITED, "lines_differ", (fact.printed, str(count)))

    def _by_kind(self, fact: KnownFact) -> Checked:
        """Return the answer to a fact that nothing was computed for a second time."""
        quoted = QUOTED.fullmatch(fact.id)
        if quoted:
            return self._quoted(fact, quoted[1])
        if fact.id.startswith(LAST_YEAR) and not fact.sources:
            return Checked(Answer.AGREES, depth=Depth.COUNTED)
        if fact.inputs or fact.sources:
            return AGREES
        if RULES.fullmatch(fact.id):
            return self._rule(fact)
        if fact.id == COUNTY_NAME or ROSTER.fullmatch(fact.id):
            return self._of_roster(fact)
        if fact.value is None and (fact.text is None or fact.note):
            return AGREES
        if fact.value is not None and fact.formula:
            return Checked(Answer.AGREES, depth=Depth.COUNTED)
        if self._recomputation is None:
            return Checked(Answer.UNCHECKED, "no_recomputation")
        return Checked(Answer.BASELESS, "no_sources")

    def _quoted(self, fact: KnownFact, kind: str) -> Checked:
        if kind == "planned":
            return Checked(Answer.AGREES, depth=Depth.SUPPOSED)
        if kind == "rule":
            return self._rule(fact)
        owner = self._part.facts.get(fact.inputs[0]) if fact.inputs else None
        is_told = owner is not None and not (self._known is None and owner.is_bare)
        if owner and is_told and kind == "said" and fact.formula not in self._texts_of(owner):
            return Checked(Answer.EDITED, "text_edited")
        if kind == "issue" and not fact.sources:
            return self._listed(fact)
        if owner is None and not fact.sources:
            return Checked(Answer.BASELESS, "no_sources")
        return AGREES

    def _listed(self, fact: KnownFact) -> Checked:
        if self._process is None:
            return Checked(Answer.AGREES, depth=Depth.COUNTED)
        if fact.formula in self._process.texts:
            return Checked(Answer.AGREES, depth=Depth.LISTED)
        return Checked(Answer.BASELESS, "not_listed")

    def _texts_of(self, owner: KnownFact) -> tuple[str, ...]:
        """Return what a fact says in words, as the book of facts has it where there is one."""
        known = self._known.get(owner.id, owner) if self._known is not None else owner
        return known.formula, known.note, known.title

    def _rule(self, fact: KnownFact) -> Checked:
        if self._recomputation is None:
            return Checked(Answer.AGREES, depth=Depth.RULE) if fact.note or fact.formula else (
                Checked(Answer.BASELESS, "no_sources")
            )  # fmt: skip
        if fact.value is None or fact.value in self._rules:
            return Checked(Answer.AGREES, depth=Depth.RULE)
        return Checked(Answer.EDITED, "not_in_rules", (fact.printed,))

    def _of_roster(self, fact: KnownFact) -> Checked:
        if self._recomputation is None:
            return Checked(Answer.UNCHECKED, "no_recomputation")
        said = _roster_text(fact.id, self._recomputation, self._roster)
        if said == fact.printed:
            return Checked(Answer.AGREES, depth=Depth.CELL)
        return Checked(Answer.EDITED, "roster_differs", (fact.printed, said))


def _rank(checked: Checked) -> int:
    return list(Answer).index(checked.answer)


def _is_in_its_text(fact: KnownFact, digest: str, at: int) -> bool:
    whole = hashlib.sha256(fact.formula.encode()).hexdigest()[:DIGEST]
    return whole == digest and fact.formula[at:].startswith(fact.printed)


def _roster_text(
    fact: str, recomputation: Recomputation, roster: Mapping[str, Mapping[str, Any]]
) -> str:
    """Return what the roster says a school is called, owned by and so on."""
    if fact == COUNTY_NAME:
        return recomputation.county_name
    found = ROSTER.fullmatch(fact)
    row = roster.get(found[1], {}) if found else {}
    column = found[2] if found else ""
    names = {code: str(each["school_name"]) for code, each in roster.items()}
    codes = {"type": ("school_type", "school_types"), "owner": ("owner", "owners"),
             "urban_rural": ("urban_rural", "urban_rural")}  # fmt: skip
    if column in codes:
        field, name = codes[column]
        code = str(row.get(field, ""))
        known = recomputation.codes[name]
        return known.title(code) if code in known.rows else code
    if column == "counted":
        return recomputation.codes["yes_no"].title("no" if row.get("counted") == "no" else "yes")
    if column == "parent":
        return names.get(str(row.get("parent_school") or ""), str(row.get("parent_school") or ""))
    field = {"name": "school_name", "owner_code": "owner"}.get(column, column)
    return str(row.get(field, ""))
