"""Test clocks: time that a developer moves, for customers in test mode (platform.md §8).

Owns    the clocks, and playing what happens between two moments in its order.
Leaves  what happens at a moment to the rooms whose rows are due (`db/due.py`); whose time it is to `db/clocks.py`.
Always  a clock never goes back; nothing of its customers happens before it says so, and each step happens once.
"""
