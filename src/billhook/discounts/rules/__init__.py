"""Pure decisions about coupons and promotion codes."""
