"""Oneself: profile, password, sessions, and proving once more who one is."""
