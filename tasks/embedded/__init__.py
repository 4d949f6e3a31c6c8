"""Airflow on one machine: SQLite, LocalExecutor, local disk, no other server.

Airflow itself is never imported here. It runs as child processes, configured by environment
variables alone and spoken to through its REST API, as any other client would.
"""

from tasks.embedded.season import run_season, serve

__all__ = ["run_season", "serve"]
