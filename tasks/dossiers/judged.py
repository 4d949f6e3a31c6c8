"""Judgements by subject, item and level, found without looking through all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from tasks.model import Judgement, Verdict


class Judged:
    """The judgements of one evaluation in a fixed order; of equal ones the last counts."""

    def __init__(self, judgements: Iterable[Judgement]) -> None:
        """Take the judgements in their order."""
        self._all = {(each.subject, each.level, each.item): each for each in judgements}

    def one(self, subject: str, level: str, item: str) -> Judgement | None:
        """Return the judgement of an item, None where it was not judged for this subject."""
        return self._all.get((subject, level, item))

    def those(
        self, subject: str | None, item: str | None, level: str | None, verdict: Verdict | None
    ) -> tuple[Judgement, ...]:
        """Return the judgements that fit, None standing for any, in their order."""
        if item is not None:
            judged = self._by_item.get(item, ())
        elif subject is not None:
            judged = self._by_subject.get(subject, ())
        else:
            judged = tuple(self._all.values())
        return tuple(
            each
            for each in judged
            if (subject is None or subject == each.subject)
            and (level is None or level == each.level)
            and (verdict is None or verdict == each.verdict)
        )

    @cached_property
    def _by_item(self) -> Mapping[str, Sequence[Judgement]]:
        return self._grouped(lambda each: each.item)

    @cached_property
    def _by_subject(self) -> Mapping[str, Sequence[Judgement]]:
        return self._grouped(lambda each: each.subject)

    def _grouped(self, key: Callable[[Judgement], str]) -> Mapping[str, Sequence[Judgement]]:
        found: dict[str, list[Judgement]] = {}
        for each in self._all.values():
            found.setdefault(key(each), []).append(each)
        return found
