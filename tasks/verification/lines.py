"""What is said of a verification: a summary, and a line for each number that does not agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tasks.verification.answers import Answer, Depth
from tasks.verification.package import Number, Report

Words = Mapping[str, Any]


def lines(report: Report, words: Words) -> Iterator[str]:
    """Yield a line for each number that does not agree and each conflict, then the summary.

    `words` is `templates/verification/wording.yml`.
    """
    for number in report.numbers:
        if number.answer is not Answer.AGREES:
            yield number_line(number, words)
    for conflict in report.conflicts:
        yield str(words["conflicts"][conflict.kind]).format(*conflict.blanks)
    yield from seal_lines(report, words)
    yield from summary(report, words)


def seal_lines(report: Report, words: Words) -> Iterator[str]:
    """Yield what was found of each part of the seal, nothing where a package bears none."""
    said = words["seal"]
    for each in report.seal:
        yield words["summary"]["seal"].format(
            part=said["parts"][each.part], state=said["states"][each.state],
            how=said["findings"][each.part][each.how].format(where=each.where),
        )  # fmt: skip


def number_line(number: Number, words: Words) -> str:
    """Return the line of one number: where it stands, which it is, the answer and why."""
    sentence = words["chart" if "-" in number.place else "number"]
    reason = words["reasons"][number.reason].format(*number.blanks) if number.reason else ""
    return str(sentence).format(
        file=number.file, place=number.place, title=number.title, fact=number.fact,
        answer=words["answers"][number.answer.value], reason=reason,
    )  # fmt: skip


def summary(report: Report, words: Words) -> Iterator[str]:
    """Yield how many numbers have which answer, and the conclusion."""
    said = words["summary"]
    if not report.files:
        yield str(said["nothing"])
        return
    yield said["files"].format(files=len(report.files), numbers=len(report.numbers))
    for answer in Answer:
        count = report.count(answer)
        if count or answer is Answer.AGREES:
            yield said["answer"].format(answer=words["answers"][answer.value], count=count)
        if answer is Answer.AGREES:
            yield from _depths(report, words)
    if report.recomputed:
        yield said["rows"].format(held=report.rows_held, unread=report.rows_unread)
    else:
        yield str(said["no_recomputation"])
    verdict = "good" if report.agrees else "bad" if report.disagrees else "unchecked"
    yield str(said[verdict])


def _depths(report: Report, words: Words) -> Iterator[str]:
    for depth in Depth:
        found = sum(1 for each in report.numbers
                    if each.answer is Answer.AGREES and each.depth is depth)  # fmt: skip
        if found:
            name = words["depths"][depth.value]
            yield words["summary"]["depth"].format(depth=name, count=found)


def as_note(report: Report, words: Words) -> dict[str, Any]:
    """Return a report as plain values: all numbers, conflicts in words, and the summary."""
    return {
        "agrees": report.agrees,
        "counts": {answer.value: report.count(answer) for answer in Answer},
        "numbers": [
            {"file": each.file, "place": each.place, "fact": each.fact, "title": each.title,
             "text": each.text, "printed": each.printed, "answer": each.answer.value,
             "answer_text": words["answers"][each.answer.value], "depth": each.depth.value,
             "reason": words["reasons"][each.reason].format(*each.blanks) if each.reason else ""}
            for each in report.numbers
        ],
        "conflicts": [str(words["conflicts"][each.kind]).format(*each.blanks)
                      for each in report.conflicts],
        "seal": list(seal_lines(report, words)),
        "summary": list(summary(report, words)),
    }  # fmt: skip
