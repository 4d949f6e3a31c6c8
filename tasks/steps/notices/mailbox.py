"""The mails that were ever written for a county, and what has become of each.

A mail is called by its day and the school it is for. What says nothing of a mail beside it
has not happened to it.
"""

from __future__ import annotations

from tasks.store import Store

MAIL, SENT, REFUSED, LAPSED = "mail", "sent", "refused", "lapsed"


def name_of(day: str, school: str) -> str:
    """Return what the mail of a day to a school is called."""
    return f"{day}_{school}"


def owner_of(name: str) -> str:
    """Return the school that a mail is for."""
    return name.rpartition("_")[2]


def mails(store: Store, season: str) -> dict[str, frozenset[str]]:
    """Return the marks of every mail of a season by its name, the oldest first."""
    found: dict[str, set[str]] = {}
    for file in store.names(store.mail(season, "").parent):
        if file.endswith(".json") and not file.startswith("."):
            name, _, mark = file.removesuffix(".json").rpartition(".")
            found.setdefault(name, set()).add(mark)
    return {name: frozenset(found[name]) for name in sorted(found)}


def waiting_mails(store: Store, season: str) -> list[str]:
    """Return the names of the mails that nothing has become of yet, the oldest first."""
    return [name for name, marks in mails(store, season).items() if marks == {MAIL}]


def refused_schools(store: Store, season: str) -> int:
    """Return how many schools' latest mail was refused for good."""
    latest = {
        owner_of(name): marks
        for name, marks in mails(store, season).items()
        if marks & {SENT, REFUSED}
    }
    return sum(REFUSED in marks for marks in latest.values())
