"""Queries that an explanation has answered, to the county's satisfaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tasks.model import Explanation, Issue, Severity

Explained = tuple[Issue, Explanation]
"""A query, and the explanation that the county has accepted for it."""


class ExplainedQueries:
    """The answered queries of a county, by the code of the school, or of the bureau."""

    def __init__(self, given: Mapping[str, Sequence[Explained]]) -> None:
        """Take what `assemble` was given."""
        self._given = given

    def of(self, school: str) -> tuple[Explained, ...]:
        """Return the answered queries of a school or the bureau, each with its explanation."""
        return tuple(sorted(self._given.get(school, ())))

    def open(self, school: str, issues: Iterable[Issue]) -> tuple[Issue, ...]:
        """Return the issues that no accepted explanation has answered."""
        answered = {query for query, _ in self._given.get(school, ())}
        return tuple(issue for issue in issues if issue not in answered)

    def answers_all(self, school: str, submission: str | None, issues: Iterable[Issue]) -> bool:
        """Tell whether there were queries about a submission, and every one is answered."""
        queries = [
            issue
            for issue in issues
            if issue.submission == submission and issue.severity is Severity.WARNING
        ]
        return bool(queries) and not self.open(school, queries)
