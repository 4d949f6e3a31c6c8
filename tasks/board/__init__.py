"""The board: where every season stands, for schools, counties and a province, in a browser.

Pages are made here, from what `tasks.steps.board` reads; every change goes through a step.
"""
