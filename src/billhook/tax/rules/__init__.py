"""Rules of tax: pure functions on tax ids, addresses and rates."""
