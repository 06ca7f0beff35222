"""Pure decisions about payment methods."""
