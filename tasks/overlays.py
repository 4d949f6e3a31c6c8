"""Laying what one place adds or tightens over what holds everywhere."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any


def laid_on(base: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with what `overlay` says instead, path by path.

    Only mappings are gone into; a list or a value of the overlay stands for the whole of what
    it replaces. What `base` knows of its place in a file stays.
    """
    merged = copy.copy(base) if isinstance(base, dict) else dict(base)
    for name, value in overlay.items():
        below = merged.get(name)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[name] = laid_on(below, value)
        else:
            merged[name] = value
    return merged
