"""Disputes: what somebody has against a payment, until when it can be answered, and the answer."""
