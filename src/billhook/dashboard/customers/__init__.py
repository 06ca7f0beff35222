"""Customers: list, import and export, one customer with all that is theirs, their statement, balance and tax ids."""
