"""Run as a module: Airflow's command line in a process that holds the heavy libraries.

The scheduler forks its tasks. What it has imported before, no task has to import again:
Great Expectations alone costs seconds each time, what every DAG file asks for half a second.
"""

import importlib
import runpy

LIBRARIES = ("pandas", "great_expectations", "docx", "python_calamine", "openpyxl")
ASKED_FOR_BY_DAGS = ("tasks.orchestration", "tasks.release_form", "tasks.steps")

if __name__ == "__main__":
    for name in (*LIBRARIES, *ASKED_FOR_BY_DAGS):
        importlib.import_module(name)
    runpy.run_module("airflow", run_name="__main__", alter_sys=True)
