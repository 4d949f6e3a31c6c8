"""Run as a module: Airflow's command line in a process that holds the heavy libraries.

The scheduler forks its tasks. What it has imported before, no task has to import again:
Great Expectations alone costs seconds each time.
"""

import importlib
import runpy

LIBRARIES = ("pandas", "great_expectations", "docx", "python_calamine", "openpyxl")

if __name__ == "__main__":
    for name in LIBRARIES:
        importlib.import_module(name)
    runpy.run_module("airflow", run_name="__main__", alter_sys=True)
