"""The facts of a school or the county: value, formula, what went in, and the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tasks.model import Fact, Source
from tasks.review.addresses import anchor_of, place_of, subject_of
from tasks.review.side_view import SideView

MOST_INPUTS = 12
"""A fact made of more numbers has them on a page of their own."""

SUM, EQUALS = " + ", " = "
NUMBERING = re.compile(r"^[0-9]+ ")
"""Some titles begin with the number of the line of the form."""

WORD = re.compile(r"[\u3400-\u9fff]")
LISTS = ("levels", "grades", "sexes", "respondents", "monitored_subjects")
"""The code lists whose titles tell what a group of facts speaks of."""


class FactPages:
    """The facts of one side by the page that they stand on."""

    def __init__(self, view: SideView) -> None:
        """Sort the facts of a side, without those that the deciding side has already."""
        self.view = view
        self.by_subject: dict[str, list[Fact]] = {}
        self.inputs: dict[str, dict[tuple[str, ...], list[Fact]]] = {}
        for fact in view.facts.values():
            if not view.at.is_elsewhere(fact.id):
                self.by_subject.setdefault(subject_of(fact.id), []).append(fact)
                if len(fact.inputs) > MOST_INPUTS:
                    page = self.inputs.setdefault(_input_page(fact.id), {})
                    page.setdefault(fact.inputs, []).append(fact)
        self._titles = _titles(view)
        self._forms = {each.submission: each for each in view.given.received}

    def groups(self, subject: str) -> list[dict[str, Any]]:
        """Return the facts of a subject in groups that each have a heading."""
        found: dict[str, list[dict[str, Any]]] = {}
        for fact in self.by_subject[subject]:
            found.setdefault(self._group(fact.id), []).append(self._fact(fact))
        return [{"title": title, "facts": facts} for title, facts in found.items()]

    def tables(self, page: str) -> Iterator[dict[str, Any]]:
        """Yield the tables of a page with the many numbers that went into others."""
        for number, (inputs, facts) in enumerate(self.inputs[page].items(), 1):
            yield {
                "id": f"n{number}",
                "of": [self._reference(fact.id) for fact in facts],
                "rows": [self._reference(each) for each in inputs if each in self.view.facts],
            }

    def _group(self, fact: str) -> str:
        parts = fact.split(".")
        inner = parts[2:-1] if parts[0] == "s" else parts[1:-1]
        if parts[0] not in ("s", "county"):
            return str(self.view.words["groups"].get(parts[0], parts[0]))
        known = [self._titles[part] for part in inner if part in self._titles]
        return "　".join(dict.fromkeys(known)) or str(self.view.words["groups"]["own"])

    def _fact(self, fact: Fact) -> dict[str, Any]:
        exact = f"{fact.value:f}" if isinstance(fact.value, Decimal) else ""
        many = len(fact.inputs) > MOST_INPUTS
        return {
            "id": anchor_of(fact.id),
            "title": fact.title,
            "text": self.view.value(fact),
            "exact": exact if exact and exact != fact.printed else "",
            "formula": fact.formula,
            "worked": self._worked(fact),
            "inputs": [] if many else self._inputs(fact),
            "many": self._many(fact) if many else None,
            "sources": [self.source(each) for each in fact.sources],
            "note": fact.note,
            "before": self.view.before(fact.id),
        }

    def _inputs(self, fact: Fact) -> list[dict[str, str]]:
        """Return what went into a fact; groups tell apart what is called alike."""
        known = [each for each in fact.inputs if each in self.view.facts]
        titles = [self.view.facts[each].title for each in known]
        found = []
        for each, title in zip(known, titles, strict=True):
            reference = self._reference(each)
            is_own = subject_of(each) == subject_of(fact.id)
            if is_own:
                reference["owner"] = ""
                if not self.view.at.is_elsewhere(each):
                    reference["href"] = f"#{anchor_of(each)}"
            if titles.count(title) == 1:
                reference["group"] = ""
            found.append(reference)
        return found

    def _reference(self, fact: str) -> dict[str, str]:
        found = self.view.facts[fact]
        return {
            "owner": self.view.name(subject_of(fact)),
            "title": found.title,
            "group": self._group(fact),
            "text": self.view.value(found),
            "href": self.view.at.fact(fact),
        }

    def _many(self, fact: Fact) -> dict[str, Any]:
        page = _input_page(fact.id)
        number = list(self.inputs[page]).index(fact.inputs) + 1
        return {
            "href": f"{self.view.at.below}{page}#n{number}",
            "count": len(fact.inputs),
        }

    def source(self, source: Source) -> dict[str, str]:
        """Return one cell with its address, and what file it stands in."""
        received = self._forms.get(source.submission)
        return {
            "form": received.form_title if received else source.submission,
            "school": self.view.name(received.school) if received else "",
            "sheet": source.sheet,
            "cell": source.cell,
            "href": self.view.at.cell(source),
            "purged": received.purged if received else "",
        }

    def _worked(self, fact: Fact) -> str:
        """Return the formula with the numbers put in, or the sum, where it is that simple."""
        inputs = [self.view.facts[each] for each in fact.inputs if each in self.view.facts]
        if not isinstance(fact.value, Decimal) or not 0 < len(inputs) <= MOST_INPUTS:
            return ""
        if any(not isinstance(each.value, Decimal) for each in inputs):
            return ""
        result = f"{EQUALS}{self.view.value(fact)}"
        if fact.formula:
            put_in = _put_in(fact.formula, inputs)
            if put_in:
                return put_in + result
        values = [each.value for each in inputs if isinstance(each.value, Decimal)]
        if len(values) > 1 and sum(values, Decimal(0)) == fact.value:
            return SUM.join(each.printed for each in inputs) + result
        return ""


def _put_in(formula: str, inputs: Sequence[Fact]) -> str:
    """Return a formula with a number for each title, empty where a word would be left."""
    found = formula
    titles = {number: NUMBERING.sub("", each.title) for number, each in enumerate(inputs)}
    for number, title in sorted(titles.items(), key=lambda pair: -len(pair[1])):
        if found.count(title) != 1:
            return ""
        found = found.replace(title, f"\0{number}\0")
    for number, each in enumerate(inputs):
        found = found.replace(f"\0{number}\0", each.printed)
    return "" if WORD.search(found) else found


def _input_page(fact: str) -> str:
    return f"facts/inputs-{'.'.join(fact.split('.')[:-1])}.html"


def _titles(view: SideView) -> Mapping[str, str]:
    """Return what the parts of ids are called that name a level, a grade, a sex or an item."""
    found: dict[str, str] = {}
    for name in LISTS:
        for code, row in view.given.codes[name].rows.items():
            found.setdefault(code, row["title"])
    for item in view.items:
        found.setdefault(item, view.title(item))
    return found | dict(view.words["groups"])


def cited_cells(views: Sequence[SideView]) -> dict[tuple[str, str], dict[str, str]]:
    """Return by file and sheet each cell that something is from, with where that leads.

    A cell that only an open or explained query speaks of leads nowhere.
    """
    found: dict[tuple[str, str], dict[str, str]] = {}
    for view in views:
        for fact in view.facts.values():
            for source in fact.sources:
                cells = found.setdefault((source.submission, source.sheet), {})
                cells.setdefault(source.cell, view.at.fact(fact.id))
    given = views[0].given
    asked = [issue for issues in given.issues.values() for issue in issues]
    asked += [issue for pairs in given.explanations.values() for issue, _ in pairs]
    for issue in asked:
        cells = found.setdefault((issue.submission, issue.sheet), {})
        cells.setdefault(place_of(issue.cell), "")
    return found
