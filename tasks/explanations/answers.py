"""What a school has just answered: made clean, signed with its file, and only what is new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tasks.explanations.conventions import Conventions
from tasks.explanations.memory import edition_of, same_words
from tasks.model import Explanation, Submission

HIDDEN = "█"


def new_answers(
    answers: Iterable[Explanation],
    given_in: str,
    known: Sequence[Explanation],
    conventions: Conventions,
) -> tuple[Explanation, ...]:
    """Return the answers of the file of submission `given_in` that say something new.

    `known` are the explanations so far, the oldest first. A row that was left blank is no
    answer, and one that repeats what last was said of the same value this year is none
    either. Numbers of people are blotted out.
    """
    submission = Submission.parse(given_in)
    latest = {
        _value(each): each
        for each in known
        if each.school == submission.school and edition_of(each) == submission.edition
    }
    found = {}
    for answer in answers:
        clean = _clean(replace(answer, school=submission.school, given_in=given_in), conventions)
        before = latest.get(_value(clean))
        if _says_something(clean) and not (before and _is_the_same(before, clean)):
            found[_value(clean)] = clean
    return tuple(found.values())


def _value(each: Explanation) -> tuple[str, str, str]:
    return each.rule, each.item, each.found


def _is_the_same(before: Explanation, now: Explanation) -> bool:
    return same_words(before, now) and before.author == now.author


def _says_something(answer: Explanation) -> bool:
    """Tell whether anything was filled in; a name alone explains nothing."""
    return bool(answer.kind or answer.text or answer.evidence)


def _clean(answer: Explanation, conventions: Conventions) -> Explanation:
    def blotted(text: str) -> str:
        return conventions.hidden.sub(lambda match: HIDDEN * len(match[0]), text.strip())

    return replace(
        answer,
        kind=blotted(answer.kind),
        text=blotted(answer.text),
        author=blotted(answer.author),
        evidence=blotted(answer.evidence),
    )
