"""Meters: how much of something each customer used (recurring.md §7).

Owns    meters, the events that they count, and what these come to between two moments.
Leaves  what usage costs to `subscriptions/`.
Always  an event counts once; who reads the same moments twice without news gets the same sum.
"""
