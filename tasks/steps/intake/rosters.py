"""Which file of a county's own folder is a roster, asked without reading it again and again.

The list of counties is to the folder of a province what a roster is to that of a county.
"""

from __future__ import annotations

from functools import lru_cache

from upath import UPath

from tasks.layouts import Stamp
from tasks.settings import load_settings
from tasks.steps.intake.arrivals import stamp_or_none
from tasks.steps.intake.listing import Found
from tasks.steps.season.seasons import OPENING

OWN_PARTS = len(("year", "county", "file"))


def is_roster(found: Found) -> bool:
    """Tell whether a file is a roster that lies in the county's folder itself."""
    return is_in_county_folder(found) and roster_stamp(found) is not None


def is_in_county_folder(found: Found) -> bool:
    """Tell whether a file lies in no folder of a school."""
    return len(found.path.split("/")) == OWN_PARTS


def roster_stamp(found: Found) -> Stamp | None:
    """Return what a roster, or a list of counties, says it is; None for any other file."""
    return _roster_stamp(found.place, found.glance.size, found.glance.modified)


@lru_cache(maxsize=1000)
def _roster_stamp(place: UPath, size: int, modified: float) -> Stamp | None:
    """Answer for a file as it looks, which `size` and `modified` stand for."""
    if size > load_settings().file_megabytes * 1_000_000:
        return None
    try:
        stamp = stamp_or_none(place.read_bytes(), place.name)
    except OSError:
        return None
    return stamp if stamp is not None and stamp.form in OPENING else None
