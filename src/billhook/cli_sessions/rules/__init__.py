"""Pure decisions about sessions of the portal."""
