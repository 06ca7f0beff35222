"""Pure decisions about templates."""
