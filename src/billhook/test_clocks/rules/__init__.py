"""Decisions about test clocks."""
