"""Settings: what the account says of itself, how its invoices look and collect, and the first steps of a new owner."""
