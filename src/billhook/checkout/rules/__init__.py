"""Pure decisions about Checkout Sessions."""
