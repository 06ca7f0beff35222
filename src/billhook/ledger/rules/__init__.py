"""Pure decisions about entries of the ledger."""
