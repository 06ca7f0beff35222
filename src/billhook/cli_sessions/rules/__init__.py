"""Pure decisions about sessions of the command line."""
