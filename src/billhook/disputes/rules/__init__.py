"""Pure decisions about disputes."""
