"""A text with headings and lines, as a plain text and as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True)
class Section:
    """One heading and the lines below it."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """What is said to somebody. Nothing in it is markup, whatever it looks like."""

    subject: str
    greeting: str
    opening: str
    sections: tuple[Section, ...]
    closing: str

    def as_note(self) -> dict[str, Any]:
        """Return the letter as plain values."""
        return asdict(self)

    @classmethod
    def of_note(cls, note: Mapping[str, Any]) -> Letter:
        """Return the letter that `as_note` gave."""
        sections = (Section(each["title"], tuple(each["lines"])) for each in note["sections"])
        return cls(**{**note, "sections": tuple(sections)})


def plain(letter: Letter) -> str:
    """Return a letter as a plain text."""
    parts = [letter.greeting, letter.opening]
    parts += ["\n".join((each.title, *each.lines)) for each in letter.sections]
    return "\n\n".join(filter(None, (*parts, letter.closing))) + "\n"


def page(letter: Letter, template: str) -> str:
    """Return a letter as an HTML page; its texts are escaped."""
    return _template(template).render(letter=letter)


@lru_cache(maxsize=4)
def _template(text: str) -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    return environment.from_string(text)
