"""Charts of two versions: what each shows, what differs, and the old one kept as well."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import count

from tasks.redline.markup import C, Element, R, name
from tasks.redline.package import DOCUMENT, OFFICE, Package, parse, to_xml
from tasks.redline.pieces import plain_key
from tasks.redline.told import Told

CHART_KIND = f"{OFFICE}/chart"
REFERENCE = f".//{{{C}}}chart"
RELATION = f"{{{R}}}id"
OLD = "before_"
DESCRIPTION, TITLE = "descr", "title"
DRAWN = name("wp:docPr")
NUMBER = "id"
Points = Mapping[tuple[str, str], str]


class Charts:
    """The drawings of two versions of a document."""

    def __init__(
        self, old: Package, new: Package, told: Told, wording: Mapping[str, str], most: int
    ) -> None:
        """`told` knows what changed charts; `wording` has the sentences about points.

        At most so many points are named.
        """
        self._old, self._new = old, new
        self._told = told
        self._wording = wording
        self._most = most
        self._copied: dict[str, str] = {}
        taken = [int(each.get(NUMBER, 0)) for each in new.document.iter(DRAWN)]
        self._numbers = count(max(taken, default=0) + 1)

    def old_key(self, element: Element) -> Hashable:
        """Return what an object of the old version shows."""
        return _key(self._old, element)

    def new_key(self, element: Element) -> Hashable:
        """Return what an object of the new version shows."""
        return _key(self._new, element)

    def adopt(self, drawing: Element) -> None:
        """Bring the chart of an old drawing, with all it refers to, into the new file."""
        reference = drawing.find(REFERENCE)
        part = _part_of(self._old, drawing)
        if reference is None or not part:
            return
        copied = self._copy(part)
        reference.set(RELATION, self._new.relate(DOCUMENT, CHART_KIND, copied))
        for each in drawing.iter(DRAWN):
            each.set(NUMBER, str(next(self._numbers)))

    def _copy(self, part: str) -> str:
        if part in self._copied:
            return self._copied[part]
        folder, _, file = part.rpartition("/")
        copy = self._copied[part] = f"{folder}/{OLD}{file}"
        root = parse(self._old.parts[part]) if part.endswith(".xml") else None
        for each in self._old.relations(part):
            target = self._old.target(part, str(each.get("Id")))
            if root is None or target not in self._old.parts:
                continue
            given = self._new.relate(copy, str(each.get("Type")), self._copy(target))
            for user in root.iter():
                if user.get(RELATION) == each.get("Id"):
                    user.set(RELATION, given)
        content = self._old.parts[part] if root is None else to_xml(root)
        self._new.add(copy, content, self._old.type_of(part))
        return copy

    def differences(self, old: Element, new: Element) -> Sequence[str]:
        """Return in words which points of a chart changed, nothing where there is no chart."""
        before, after = (
            points(package, drawing) for package, drawing in ((self._old, old), (self._new, new))
        )
        if not before and not after:
            return ()
        changed = [
            (place, before.get(place, ""), after.get(place, ""))
            for place in dict.fromkeys((*after, *before))
            if before.get(place, "") != after.get(place, "")
        ]
        none = self._wording["none"]
        named = [
            self._wording["point"].format(
                series=series, category=category, before=old_value or none, after=value or none
            )
            for (series, category), old_value, value in changed[: self._most]
        ]
        rest = len(changed) - len(named)
        more = [self._wording["more_points"].format(count=rest)] if rest else []
        if not changed:
            return [self._wording["chart_words"]]
        why = self._told.of_charts(_number(old), _number(new))
        return [self._wording["chart"], *named, *more, *why]

    def of_one(self, drawing: Element, *, is_new: bool) -> Sequence[str]:
        """Return in words why a chart came or went, nothing where there is no chart."""
        package = self._new if is_new else self._old
        if not points(package, drawing):
            return ()
        number = _number(drawing)
        why = self._told.of_charts(*((None, number) if is_new else (number, None)))
        return [self._wording["came" if is_new else "went"], *why]


def points(package: Package, drawing: Element) -> Points:
    """Return the values of a chart as they are printed, by series and category."""
    part = _part_of(package, drawing)
    if not part:
        return {}
    found: dict[tuple[str, str], str] = {}
    for at, series in enumerate(parse(package.parts[part]).iter(f"{{{C}}}ser")):
        title = "".join(series.xpath("c:tx//c:v/text()", namespaces={"c": C})) or str(at + 1)
        names = _cached(series, ("cat", "xVal"))
        for number, value in _cached(series, ("val", "yVal")).items():
            found[title, names.get(number, str(int(number) + 1))] = value
    return found


def _cached(series: Element, places: Sequence[str]) -> dict[str, str]:
    return {
        str(point.get("idx")): str(point.findtext(f"{{{C}}}v"))
        for place in places
        for part in series.iterchildren(f"{{{C}}}{place}")
        for point in part.iter(f"{{{C}}}pt")
    }


def _number(drawing: Element) -> int:
    """Return which chart of its document a drawing shows, counted from 1."""
    drawn = next(drawing.iter(DRAWN), None)
    return 0 if drawn is None else int(drawn.get(NUMBER, 0))


def _part_of(package: Package, drawing: Element) -> str:
    reference = drawing.find(REFERENCE)
    if reference is None:
        return ""
    part = package.target(DOCUMENT, str(reference.get(RELATION)))
    return part if part in package.parts else ""


def _key(package: Package, element: Element) -> Hashable:
    drawn = next(element.iter(DRAWN), None)
    if drawn is None or element.find(REFERENCE) is None:
        return plain_key(element)
    words = (drawn.get(DESCRIPTION), drawn.get(TITLE))
    return ("chart", *words, *sorted(points(package, element).items()))


__all__ = ["Charts", "points"]
