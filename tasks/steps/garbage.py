"""How often Python looks for garbage in cycles while a county is evaluated and its papers made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS_BETWEEN = 8192
"""How many objects are made between two looks: more waste memory, a Word file is one cycle."""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for garbage only after many new objects: facts and papers live on anyway."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
