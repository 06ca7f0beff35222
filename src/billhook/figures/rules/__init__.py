"""Periods of the calendar, classes of age, and the middle of many."""
