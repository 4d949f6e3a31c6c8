"""What tasks tell a catalogue of data (OpenLineage): which county's data they read and write.

A dataset is an asset of one county and season, such as `findings/2025/130999`. No more is told:
no school, no file, no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from airflow.providers.standard.decorators.python import _PythonDecoratedOperator

NAMESPACE = "junheng"
COUNTY = re.compile(r"\d{4}/\d{6}(?=/|$)")


class TracedTask(_PythonDecoratedOperator):
    """A Python function as a task, with its inlets and outlets told county by county.

    The names of the methods are those that Airflow's provider of OpenLineage looks for.
    """

    def get_openlineage_facets_on_start(self) -> Any:
        """Return what the task is going to read."""
        return self._lineage([])

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> Any:
        """Return what the task has read and written."""
        events = task_instance.get_template_context()["outlet_events"]
        written = [
            name
            for asset in self.outlets
            for name in names(asset.name, sorted(events[asset].partition_keys))
        ]
        return self._lineage(written)

    def _lineage(self, written: Iterable[str]) -> Any:
        from airflow.providers.common.compat.openlineage.facet import Dataset
        from airflow.providers.openlineage.extractors import OperatorLineage

        counties = counties_in([*self.op_args, *self.op_kwargs.values()])
        read = [name for asset in self.inlets for name in names(asset.name, counties)]
        return OperatorLineage(
            inputs=[Dataset(NAMESPACE, name) for name in read],
            outputs=[Dataset(NAMESPACE, name) for name in written],
        )


def names(asset: str, counties: Iterable[str]) -> list[str]:
    """Return the names of an asset's datasets: one a county, else that of the whole."""
    return [f"{asset}/{county}" for county in counties] or [asset]


def counties_in(given: Iterable[Any]) -> list[str]:
    """Return the counties, such as `2025/130999`, that the arguments of a task speak of."""
    found = (COUNTY.match(text) for text in _texts(given))
    return sorted({match.group() for match in found if match})


def _texts(given: Iterable[Any]) -> Iterator[str]:
    for value in given:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _texts(value.values())
        elif isinstance(value, list | tuple):
            yield from _texts(value)
