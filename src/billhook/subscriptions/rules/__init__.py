"""Pure decisions about subscriptions."""
