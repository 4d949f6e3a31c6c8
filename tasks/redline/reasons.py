"""Why the numbers of one place differ: their own causes, else what is known around them.

A number that is computed has causes of its own. One that is quoted from a text has those of the
fact that says it. What stayed as it was, but came or went with its words, has those of its
paragraph or row; else those of its school; else no more is known than which returns changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tasks.redline.carried import Carried
from tasks.redline.causes import Causes
from tasks.redline.origins import Leaf, subject_of
from tasks.redline.told import Shown

Change = tuple[Shown | None, Shown | None]
CHANGED, QUOTED, STAYED = 0, 1, 2


class Reasons:
    """Tells of two versions of one file why the numbers of a place in it differ."""

    def __init__(self, causes: Causes, old: Carried, new: Carried) -> None:
        """Take why facts differ, and what the two files say of the facts they carry."""
        self._causes = causes
        self._origins = causes.origins
        self._old, self._new = old, new

    def of_numbers(
        self, gone: Sequence[Shown], come: Sequence[Shown], around: Iterable[str] = ()
    ) -> Sequence[str]:
        """Return the lines of a comment on numbers that went, came or changed together."""
        if not gone and not come:
            return ()
        facts = tuple(dict.fromkeys(each.fact for each in (*come, *gone)))
        return (*self._number_lines(gone, come), *self._because(facts, tuple(around)))

    def of_charts(self, old: int | None, new: int | None) -> Sequence[str]:
        """Return the lines on what changed the values of a chart."""
        sides = ((self._new, new), (self._old, old))
        drawn = [fact for carried, chart in sides if chart is not None
                 for fact in carried.points.get(chart, ())]  # fmt: skip
        return tuple(self._because(tuple(dict.fromkeys(drawn)), ())) if drawn else ()

    # From what to what

    def _number_lines(self, gone: Sequence[Shown], come: Sequence[Shown]) -> Iterator[str]:
        ranked = sorted((self._rank(change), at, change)
                        for at, change in enumerate(self._changes(gone, come)))  # fmt: skip
        lines = list(dict.fromkeys(self._number_line(rank, change) for rank, _, change in ranked))
        most = self._causes.words.most("numbers")
        yield from lines[:most]
        if len(lines) > most:
            yield self._causes.words.say("more_numbers", count=len(lines) - most)

    def _changes(self, gone: Sequence[Shown], come: Sequence[Shown]) -> list[Change]:
        """Return what became what: the same fact, else what the same text says, else nothing."""
        waiting = defaultdict[str, list[Shown]](list)
        for each in gone:
            waiting[each.fact].append(each)
        found: list[Change] = []
        left: list[Shown] = []
        for each in come:
            same = waiting[each.fact]
            if same:
                found.append((same.pop(0), each))
            else:
                left.append(each)
        rest = [each for several in waiting.values() for each in several]
        return found + self._kin(rest, left)

    def _kin(self, gone: list[Shown], come: list[Shown]) -> list[Change]:
        found: list[Change] = []
        for each in come:
            owner = self._owner(each.fact)
            kin = next((old for old in gone if owner and self._owner(old.fact) == owner), None)
            if kin is not None:
                gone.remove(kin)
            found.append((kin, each))
        return found + [(each, None) for each in gone]

    def _rank(self, change: Change) -> int:
        before, after = change
        shown = after or before
        assert shown is not None
        if self._is_known(shown.fact):
            return CHANGED if self._origins.has_changed(shown.fact) else STAYED
        return STAYED if before and after and before == after else QUOTED

    def _number_line(self, rank: int, change: Change) -> str:
        before, after = change
        shown = after or before
        assert shown is not None
        words = self._causes.words
        if rank == CHANGED:
            return words.say("number", **self._causes.change(shown.fact))
        title = self._title(shown.fact)
        if rank == STAYED:
            how = "moved" if before and after else "came" if after else "went"
            return words.say(how, title=title, text=shown.text)
        none = str(words.wording["no_value"])
        texts = {"before": before.text if before else none, "after": after.text if after else none}
        return words.say("quoted" if title else "quoted_words", title=title, **texts)

    # Why

    def _because(self, facts: Sequence[str], around: Sequence[str]) -> Iterator[str]:
        """Yield what changed some facts, and where this is not known, what is known instead."""
        roots = self._own_roots(facts)
        leaves = self._origins.leaves_of(*roots)
        if leaves:
            flips = (flip for fact in roots for flip in self._origins.flips_of(fact))
            yield from self._causes.verdict_lines(list(dict.fromkeys(flips)))
            yield from self._causes.leaf_lines(leaves)
            return
        for circle, found in (
            ("around", self._origins.leaves_of(*self._own_roots(around))),
            ("of_school", self._leaves_of_schools(facts) or self._leaves_of_schools(around)),
        ):
            if found:
                yield self._causes.words.say(circle)
                yield from self._causes.leaf_lines(found)
                return
        yield from self._causes.county_lines()

    def _own_roots(self, facts: Sequence[str]) -> list[str]:
        """Return what to ask for causes; what is quoted of others tells nothing beside one's own.

        Whoever quotes a standard in the row of a school does not speak of the whole county.
        """
        computed = [fact for fact in facts if self._is_known(fact)]
        about = {subject_of(fact) for fact in computed}
        said = self._roots(fact for fact in facts if not self._is_known(fact))
        return [*computed, *(each for each in said if not about or subject_of(each) in about)]

    def _leaves_of_schools(self, facts: Iterable[str]) -> list[Leaf]:
        schools = dict.fromkeys(school for fact in facts for school in self._schools(fact))
        return self._origins.leaves_of_schools(*schools)

    def _schools(self, fact: str) -> Iterator[str]:
        """Yield whom a fact is about: by its id, what it quotes, the return it is read from."""
        yield from filter(None, (subject_of(each) for each in (fact, *self._roots([fact]))))
        for carried in (self._new, self._old):
            if not self._is_known(fact) and fact in carried.facts:
                yield from (each.school for each in carried.facts[fact].submissions)

    # Facts

    def _is_known(self, fact: str) -> bool:
        return fact in self._origins.new or fact in self._origins.old

    def _roots(self, facts: Iterable[str]) -> Iterator[str]:
        """Yield facts that were computed: those given, or what the others quote."""
        for fact in facts:
            if self._is_known(fact):
                yield fact
                continue
            for carried in (self._new, self._old):
                if fact in carried.facts:
                    yield from filter(self._is_known, carried.facts[fact].inputs)

    def _owner(self, fact: str) -> str:
        return "" if self._is_known(fact) else next(self._roots([fact]), "")

    def _title(self, fact: str) -> str:
        if self._is_known(fact):
            return self._causes.change(fact)["title"]
        return next((carried.facts[fact].title for carried in (self._new, self._old)
                     if fact in carried.facts), "")  # fmt: skip


__all__ = ["Reasons"]
