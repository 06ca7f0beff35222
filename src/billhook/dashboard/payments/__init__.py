"""Payments: what was paid and how, what was given back, and what the processor holds of it."""
