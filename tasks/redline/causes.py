"""The comment on a number that changed: from what to what, which verdicts, and by which cells.

A comment names the strongest few causes and counts the others. Of returns with rows of pupils
it names no cell, for a cell there is a pupil.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.model import BUREAU, ExpectedReturn, Fact, Findings, Submission
from tasks.redline.origins import Flip, Kind, Leaf, Origins, subject_of


@dataclass(frozen=True)
class Words:
    """The sentences of comments, and what forms and levels are called."""

    wording: Mapping[str, Any]
    forms: Mapping[str, str]
    levels: Mapping[str, str]

    def say(self, sentence: str, /, **blanks: object) -> str:
        """Return a sentence of a comment."""
        return str(self.wording["comment"][sentence]).format(**blanks)

    def most(self, what: str) -> int:
        """Return how many of something are named; the others are counted."""
        return int(self.wording["most"][what])


@dataclass(frozen=True)
class Programs:
    """The fingerprints of program and catalogue that two versions were made by, where known."""

    before: str = ""
    after: str = ""

    @property
    def differ(self) -> bool:
        """Tell whether it is known that the versions were made by different ones."""
        return bool(self.before and self.after) and self.before != self.after


@dataclass
class _Return:
    """What changed in the return of one school for one form."""

    school: str
    form: str
    attempts: tuple[int | None, int | None]
    leaves: list[Leaf] = field(default_factory=list)

    @property
    def strength(self) -> float:
        return max(leaf.strength for leaf in self.leaves)


class Causes(Mapping[str, Sequence[str]]):
    """The lines of a comment for each fact that changed between two evaluations, by its id."""

    def __init__(self, old: Findings, new: Findings, words: Words, programs: Programs) -> None:
        """Take both evaluations, the earlier one first; lines are made when asked for."""
        self.origins = Origins(old, new)
        self._expected = old.expected, new.expected
        self.words = words
        self.programs = programs
        self._made: dict[str, Sequence[str]] = {}

    def __getitem__(self, fact: str) -> Sequence[str]:
        if fact not in self._made:
            if not self.origins.has_changed(fact):
                raise KeyError(fact)
            self._made[fact] = tuple(self._lines(fact))
        return self._made[fact]

    def __iter__(self) -> Iterator[str]:
        known = {**self.origins.new, **self.origins.old}
        return (fact for fact in known if self.origins.has_changed(fact))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _lines(self, fact: str) -> Iterator[str]:
        yield self.words.say("number", **self.change(fact))
        yield from self.verdict_lines(self.origins.flips_of(fact))
        yield from self.leaf_lines(self.origins.leaves_of(fact))

    # Verdicts

    def verdict_lines(self, flips: Sequence[Flip]) -> Iterator[str]:
        """Yield a line for each of the first flips, and one that counts the others."""
        most = self.words.most("verdicts")
        for flip in flips[:most]:
            yield self.words.say("verdict", **self.flip_words(flip))
        if len(flips) > most:
            yield self.words.say("more_verdicts", count=len(flips) - most)

    def flip_words(self, flip: Flip) -> dict[str, str]:
        """Return whose verdict on what was which, and is which now."""
        verdicts = self.words.wording["verdicts"]
        school = flip.subject if flip.subject.isdigit() or flip.subject == BUREAU else ""
        titles = map(self._title, (*flip.results, flip.fact))
        return {
            "subject": self.name_of(school),
            "level": self.words.levels.get(flip.level, ""),
            "title": next(filter(None, titles), flip.item),
            "before": verdicts[flip.before or "none"],
            "after": verdicts[flip.after or "none"],
        }

    # Leaves

    def leaf_lines(self, leaves: Sequence[Leaf]) -> Iterator[str]:
        """Yield the lines about what changed by itself: first what was handed in."""
        by_kind = {kind: [leaf for leaf in leaves if leaf.kind is kind] for kind in Kind}
        yield from self._return_lines(by_kind[Kind.CELL])
        others = [leaf for kind in (Kind.STANDARD, Kind.JOINED, Kind.LEFT, Kind.OTHER)
                  for leaf in by_kind[kind]]  # fmt: skip
        most = self.words.most("cells")
        for leaf in others[:most]:
            yield self._other_line(leaf)
        if len(others) > most:
            yield self.words.say("more_others", count=len(others) - most)
        if by_kind[Kind.COMPUTED]:
            yield self._computed_line()

    def _return_lines(self, leaves: Sequence[Leaf]) -> Iterator[str]:
        found = self.returns(leaves)
        most = self.words.most("returns")
        for each in found[:most]:
            yield self.words.say(self._manner(each), **self.return_words(each))
            yield from self._cell_lines(each.leaves)
        rest = found[most:]
        if rest:
            count = sum(len(each.leaves) for each in rest)
            yield self.words.say("more_returns", returns=len(rest), count=count)

    def returns(self, leaves: Sequence[Leaf]) -> list[_Return]:
        """Return what changed return by return, the strongest first."""
        found: dict[tuple[str, str], _Return] = {}
        for leaf in leaves:
            school, form, attempts = _handed_in(leaf)
            each = found.setdefault((school, form), _Return(school, form, attempts))
            each.attempts = tuple(
                max(filter(None, pair), default=None)
                for pair in zip(each.attempts, attempts, strict=True)
            )  # type: ignore[assignment]
            each.leaves.append(leaf)
        return sorted(found.values(), key=lambda each: -each.strength)

    def county_lines(self) -> Iterator[str]:
        """Yield all that is known where nothing leads from a number to what changed it."""
        changed = self._changed_returns()
        if changed:
            yield self.words.say("of_county")
        most = self.words.most("county_returns")
        for each in changed[:most]:
            yield self.words.say("changed_return", **self.return_words(each))
        if len(changed) > most:
            yield self.words.say("more_changed_returns", count=len(changed) - most)
        if not changed or self.programs.differ:
            yield self._computed_line()

    def _changed_returns(self) -> list[_Return]:
        """Return the returns of which another attempt counts than before, or none any more."""
        before, after = (
            {(each.school, each.form): _attempt_of(each) for each in side}
            for side in self._expected
        )
        return [
            _Return(school, form, attempts)
            for school, form in {**before, **after}
            if (attempts := (before.get((school, form)), after.get((school, form))))
            and attempts[0] != attempts[1]
        ]

    def return_words(self, each: _Return) -> dict[str, str]:
        """Return whose return it is, for which form, and by which attempts."""
        before, after = (self._attempt(number) for number in each.attempts)
        form = self.words.forms.get(each.form, each.form)
        return {"school": self.name_of(each.school), "form": form, "before": before, "after": after}

    def _manner(self, each: _Return) -> str:
        return "same_attempt" if each.attempts[0] == each.attempts[1] else "return"

    def _cell_lines(self, leaves: Sequence[Leaf]) -> Iterator[str]:
        most = self.words.most("cells")
        single = sorted(filter(self._may_be_named, leaves), key=lambda leaf: -leaf.strength)
        for leaf in single[:most]:
            source = next(each for each in reversed(leaf.sources) if each)
            change = self.change(leaf.fact)
            yield self.words.say("cell", sheet=source.sheet, cell=source.cell, **change)
        if len(single) > most:
            yield self.words.say("more_cells", count=len(single) - most)
        sheets: dict[str, int] = {}
        for leaf in leaves:
            if not self._may_be_named(leaf):
                sheet = next(each.sheet for each in reversed(leaf.sources) if each)
                sheets[sheet] = sheets.get(sheet, 0) + 1
        for sheet, count in sheets.items():
            yield self.words.say("range", sheet=sheet, count=count)

    def _may_be_named(self, leaf: Leaf) -> bool:
        """Tell whether the cells of a return belong to no single pupil."""
        return _handed_in(leaf)[1] not in self.words.wording["forms_of_pupils"]

    def _other_line(self, leaf: Leaf) -> str:
        if leaf.kind in (Kind.JOINED, Kind.LEFT):
            return self.words.say(leaf.kind, subject=self.name_of(leaf.fact))
        change = self.change(leaf.fact)
        if leaf.kind is Kind.STANDARD:
            return self.words.say("standard", **change)
        note = leaf.shown.note
        said = self.words.say("note", note=note) if note else ""
        school = subject_of(leaf.fact)
        subject = self.name_of(school) if school else ""
        return self.words.say("other", subject=subject, note=said, **change)

    def _computed_line(self) -> str:
        if self.programs.differ:
            return self.words.say("program", before=self.programs.before, after=self.programs.after)
        return self.words.say("untraced")

    # Names

    def change(self, fact: str) -> dict[str, str]:
        """Return title, printed value before and printed value after of a fact."""
        old, new = self.origins.old.get(fact), self.origins.new.get(fact)
        return {
            "title": self._title(fact),
            "before": self._printed(old),
            "after": self._printed(new),
        }

    def _printed(self, fact: Fact | None) -> str:
        if fact is None or not fact.printed:
            return str(self.words.wording["no_value"])
        longest = self.words.most("signs")
        shown = fact.printed if len(fact.printed) <= longest else f"{fact.printed[:longest]}…"
        return f"{shown}{fact.unit if fact.value is not None else ''}"

    def _title(self, fact: str) -> str:
        found = self.origins.new.get(fact) or self.origins.old.get(fact)
        return found.title if found else ""

    def name_of(self, school: str) -> str:
        """Return the name of a school by its code, of the bureau, or of the county for none."""
        if not school or school == BUREAU:
            return str(self.words.wording["bureau" if school else "county"])
        fact = f"s.{school}.name"
        found = self.origins.new.get(fact) or self.origins.old.get(fact)
        return found.printed if found else school

    def _attempt(self, number: int | None) -> str:
        if number is None:
            return str(self.words.wording["no_attempt"])
        return str(self.words.wording["attempt"]).format(number=number)


def _attempt_of(expected: ExpectedReturn) -> int | None:
    """Return the attempt that an evaluation used, None where there was none to use."""
    if not expected.usable or expected.submission is None:
        return None
    return Submission.parse(expected.submission).attempt


def _handed_in(leaf: Leaf) -> tuple[str, str, tuple[int | None, int | None]]:
    """Return school, form and the attempts before and after that a cell is from."""
    given = [Submission.parse(each.submission) if each else None for each in leaf.sources]
    known = next(each for each in reversed(given) if each)
    before, after = (each.attempt if each else None for each in given)
    return known.school, known.form, (before, after)


__all__ = ["Causes", "Programs", "Words"]
