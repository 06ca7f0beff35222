"""Rules of meters: pure functions on moments and payloads."""
