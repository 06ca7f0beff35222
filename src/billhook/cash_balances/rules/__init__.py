"""Pure decisions about bank transfers."""
