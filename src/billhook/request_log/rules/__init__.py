"""Pure decisions about the log of requests."""
