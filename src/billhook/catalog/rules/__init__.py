"""Rules of the catalogue: pure functions on prices, tiers and lookup keys."""
