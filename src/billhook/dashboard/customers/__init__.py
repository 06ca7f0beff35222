"""Customers: the list, one customer with all that belongs to them, the form, their balance and their tax ids."""
