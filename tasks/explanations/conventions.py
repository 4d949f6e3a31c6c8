"""What an explanation must say, how long it is remembered, when a rule is to be looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tasks.layouts import CodeList
from tasks.model import Explanation
from tasks.rounding import exact

AT_ONCE = "at_once"
YES = "yes"


@dataclass(frozen=True)
class Conventions:
    """`expectations/explanations/memory.yml` with the list of kinds.

    `offered_years` is how many years back an accepted explanation is offered again;
    `hidden` finds the numbers of people that no explanation may hold.
    """

    kinds: CodeList
    offered_years: int
    offered_counts_at_once: bool
    raised_from_schools: int
    raised_from_percent: Decimal
    hidden: re.Pattern[str]

    def lacking(self, explanation: Explanation) -> tuple[str, ...]:
        """Return the fields that an explanation would have to have and has not."""
        kind = self.kinds.rows.get(explanation.kind)
        if kind is None:
            return ("kind",)
        needed = {
            "text": kind["needs_text"] == YES,
            "evidence": kind["needs_evidence"] == YES,
            "author": kind["withdraws"] != YES,
        }
        return tuple(
            name for name, is_needed in needed.items()
            if is_needed and not getattr(explanation, name)
        )  # fmt: skip

    def withdraws(self, explanation: Explanation) -> bool:
        """Tell whether an explanation only takes back what was said before."""
        kind = self.kinds.rows.get(explanation.kind)
        return kind is not None and kind["withdraws"] == YES


def read_conventions(data: Mapping[str, Any], kinds: CodeList) -> Conventions:
    """Return the conventions that a parsed data file names."""
    offered, raised = data["offered"], data["raised"]
    return Conventions(
        kinds=kinds,
        offered_years=offered["years"],
        offered_counts_at_once=offered["counts"] == AT_ONCE,
        raised_from_schools=raised["fewest_schools"],
        raised_from_percent=exact(raised["accepted_percent"]),
        hidden=re.compile("|".join(f"(?:{pattern})" for pattern in data["hidden"]["patterns"])),
    )
